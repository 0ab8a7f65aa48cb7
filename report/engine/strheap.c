/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>

#include "report/engine/strheap.h"

#define BLOCK_SIZE 65536

struct strheap_block {
	struct strheap_block *next;
	size_t size, used;
	_Alignas(16) char data[];
};

static struct strheap_block *block_new(size_t size)
{
	struct strheap_block *b = malloc(sizeof(*b) + size);

	if (!b)
		return NULL;
	*b = (struct strheap_block){ .size = size };
	return b;
}

/* The next block if it is large enough, or a new one in front of it. */
static struct strheap_block *next_block(struct strheap *h, size_t need)
{
	struct strheap_block **link = h->now ? &h->now->next : &h->first;
	struct strheap_block *b = *link;

	if (!b || b->size < need) {
		struct strheap_block *fresh = block_new(need > BLOCK_SIZE ? need : BLOCK_SIZE);

		if (!fresh)
			return NULL;
		fresh->next = b;
		*link = b = fresh;
	}
	b->used = 0;
	h->now = b;
	return b;
}

struct str *strheap_alloc(struct strheap *h, size_t len)
{
	size_t need = (sizeof(struct str) + len + 1 + 15) & ~(size_t)15;
	struct strheap_block *b = h->now;
	struct str *s;

	if (!b || b->size - b->used < need)
		b = next_block(h, need);
	if (!b)
		return NULL;
	s = (struct str *)(b->data + b->used);
	b->used += need;
	*s = (struct str){ .len = len };
	s->text[len] = 0;
	return s;
}

void strheap_reset(struct strheap *h)
{
	h->now = h->first;
	if (h->now)
		h->now->used = 0;
}

void strheap_release(struct strheap *h)
{
	while (h->first) {
		struct strheap_block *b = h->first;

		h->first = b->next;
		free(b);
	}
	h->now = NULL;
}
