/* SPDX-License-Identifier: GPL-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "report/value.h"

/* Threads that intern different strings mostly meet in different shards. */
#define SHARDS 16

struct shard {
	pthread_mutex_t lock;
	const struct str **slots; /* open addressing, a power of two, at most half full */
	uint32_t mask, count;
	uint64_t bytes; /* of the strings */
};

struct strpool {
	struct shard shards[SHARDS];
};

struct strpool *strpool_new(void)
{
	struct strpool *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	for (uint32_t i = 0; i < SHARDS; i++) {
		pthread_mutex_init(&p->shards[i].lock, NULL);
		p->shards[i].mask = 31;
		p->shards[i].slots = calloc(32, sizeof(*p->shards[i].slots));
		if (!p->shards[i].slots) {
			strpool_free(p);
			return NULL;
		}
	}
	return p;
}

void strpool_free(struct strpool *p)
{
	for (uint32_t i = 0; p && i < SHARDS; i++) {
		struct shard *s = &p->shards[i];

		for (uint32_t k = 0; s->slots && k <= s->mask; k++)
			free((void *)s->slots[k]);
		free(s->slots);
		pthread_mutex_destroy(&s->lock);
	}
	free(p);
}

/* The low bits choose the shard. */
static uint32_t slot_of(uint32_t hash)
{
	return hash / SHARDS;
}

static int shard_grow(struct shard *s)
{
	uint32_t mask = s->mask * 2 + 1;
	const struct str **slots = calloc((size_t)mask + 1, sizeof(*slots));

	if (!slots)
		return -1;
	for (uint32_t i = 0; i <= s->mask; i++) {
		const struct str *have = s->slots[i];
		uint32_t at;

		if (!have)
			continue;
		for (at = slot_of(have->hash) & mask; slots[at]; at = (at + 1) & mask)
			;
		slots[at] = have;
	}
	free(s->slots);
	s->slots = slots;
	s->mask = mask;
	return 0;
}

/* One slot stays empty to end every search, even when there is no memory to grow. */
static bool has_room(struct shard *s)
{
	return s->count < s->mask / 2 || !shard_grow(s) || s->count < s->mask;
}

static const struct str *shard_get(struct shard *shard, uint32_t hash, const char *text, size_t len)
{
	size_t room = len < STR_SLACK ? STR_SLACK : len + 1;
	struct str *s;
	uint32_t at;

	if (!has_room(shard))
		return NULL;
	for (at = slot_of(hash) & shard->mask; shard->slots[at]; at = (at + 1) & shard->mask) {
		const struct str *have = shard->slots[at];

		if (have->hash == hash && have->len == len && !memcmp(have->text, text, len))
			return have;
	}
	s = calloc(1, sizeof(*s) + room);
	if (!s)
		return NULL;
	*s = (struct str){ .len = len, .hash = hash, .interned = true };
	memcpy(s->text, text, len);
	shard->slots[at] = s;
	shard->count++;
	shard->bytes += sizeof(*s) + room;
	return s;
}

const struct str *strpool_get(struct strpool *p, const char *text, size_t len)
{
	const char *nul = memchr(text, 0, len);
	const struct str *s;
	struct shard *shard;
	uint32_t hash;

	if (nul)
		len = nul - text;
	if (len > UINT32_MAX / 2)
		return NULL;
	hash = XXH3_64bits(text, len);
	shard = &p->shards[hash % SHARDS];
	pthread_mutex_lock(&shard->lock);
	s = shard_get(shard, hash, text, len);
	pthread_mutex_unlock(&shard->lock);
	return s;
}

uint64_t strpool_bytes(struct strpool *p)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < SHARDS; i++) {
		struct shard *s = &p->shards[i];

		pthread_mutex_lock(&s->lock);
		bytes += s->bytes + ((uint64_t)s->mask + 1) * sizeof(*s->slots);
		pthread_mutex_unlock(&s->lock);
	}
	return bytes;
}

int str_cmp(const struct str *a, const struct str *b)
{
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	return strcmp(a->text, b->text);
}

static bool is_number(const struct str *s)
{
	return s->text[0] == '0' && s->text[1] == 'x';
}

int symbol_cmp(const struct str *a, const struct str *b)
{
	if (a == b)
		return 0;
	if (is_number(a) != is_number(b))
		return is_number(a) ? -1 : 1;
	/* no number begins with a zero: the shorter is less */
	if (is_number(a) && a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return str_cmp(a, b);
}
