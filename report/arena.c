/* SPDX-License-Identifier: GPL-2.0 */
#include "report/arena.h"

#include <stdint.h>
#include <stdlib.h>

#define ALIGN (sizeof(max_align_t))
#define BLOCK (64u << 10)

struct arena_block {
	struct arena_block *next;
	max_align_t data[];
};

static int grow(struct arena *a, size_t need)
{
	size_t size = need > BLOCK ? need : BLOCK;
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b))
		return -1;
	b = calloc(1, sizeof(*b) + size);
	if (!b)
		return -1;
	b->next = a->blocks;
	a->blocks = b;
	a->used = 0;
	a->size = size;
	return 0;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 2)
		return NULL;
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	if (size > a->size - a->used && grow(a, size))
		return NULL;
	p = (char *)a->blocks->data + a->used;
	a->used += size;
	return p;
}

void arena_release(struct arena *a)
{
	struct arena_block *b, *next;

	for (b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){ 0 };
}
