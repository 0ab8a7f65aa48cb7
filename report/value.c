/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "report/value.h"

struct strpool {
	const struct str **slots; /* open addressing, a power of two, at most half full */
	uint32_t mask, count;
	uint64_t bytes; /* of the strings */
};

struct strpool *strpool_new(void)
{
	struct strpool *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->mask = 255;
	p->slots = calloc(p->mask + 1, sizeof(*p->slots));
	if (!p->slots) {
		free(p);
		return NULL;
	}
	return p;
}

void strpool_free(struct strpool *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i <= p->mask; i++)
		free((void *)p->slots[i]);
	free(p->slots);
	free(p);
}

static int strpool_grow(struct strpool *p)
{
	uint32_t mask = p->mask * 2 + 1;
	const struct str **slots = calloc((size_t)mask + 1, sizeof(*slots));

	if (!slots)
		return -1;
	for (uint32_t i = 0; i <= p->mask; i++) {
		const struct str *s = p->slots[i];
		uint32_t at;

		if (!s)
			continue;
		for (at = s->hash & mask; slots[at]; at = (at + 1) & mask)
			;
		slots[at] = s;
	}
	free(p->slots);
	p->slots = slots;
	p->mask = mask;
	return 0;
}

/* One slot stays empty to end every search, even when there is no memory to grow. */
static bool has_room(struct strpool *p)
{
	return p->count < p->mask / 2 || !strpool_grow(p) || p->count < p->mask;
}

const struct str *strpool_get(struct strpool *p, const char *text, size_t len)
{
	const char *nul = memchr(text, 0, len);
	struct str *s;
	uint32_t hash, at;

	if (nul)
		len = nul - text;
	if (len > UINT32_MAX / 2 || !has_room(p))
		return NULL;
	hash = XXH3_64bits(text, len);
	for (at = hash & p->mask; p->slots[at]; at = (at + 1) & p->mask) {
		const struct str *have = p->slots[at];

		if (have->hash == hash && have->len == len && !memcmp(have->text, text, len))
			return have;
	}
	s = malloc(sizeof(*s) + len + 1);
	if (!s)
		return NULL;
	*s = (struct str){ .len = len, .hash = hash, .interned = true };
	memcpy(s->text, text, len);
	s->text[len] = 0;
	p->slots[at] = s;
	p->count++;
	p->bytes += sizeof(*s) + len + 1;
	return s;
}

uint64_t strpool_bytes(const struct strpool *p)
{
	return p->bytes + ((uint64_t)p->mask + 1) * sizeof(*p->slots);
}

int str_cmp(const struct str *a, const struct str *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	return strcmp(a->text, b->text);
}
