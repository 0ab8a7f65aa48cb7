/* SPDX-License-Identifier: GPL-2.0 */
/*
 * arena.h - memory that lives and dies together: everything of one compiled program. What
 * it hands out is zeroed, aligned for any type, and freed by arena_release() alone.
 */
#ifndef REPORT_ARENA_H
#define REPORT_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
	struct arena_block *blocks;
	size_t used, size; /* of the newest block */
};

void *arena_alloc(struct arena *, size_t size); /* NULL: no memory */
void arena_release(struct arena *);		/* an arena of zeroes is empty */

#endif
