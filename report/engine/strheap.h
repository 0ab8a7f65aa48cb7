/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strheap.h - strings that live for one firing or one batch: made by subroutines, gone at the
 * next strheap_reset(). They are not interned.
 */
#ifndef REPORT_STRHEAP_H
#define REPORT_STRHEAP_H

#include "report/value.h"

struct strheap_block;
struct strheap {
	struct strheap_block *first, *now;
};

/* Room for len bytes and the terminator, which is set. NULL: no memory. */
struct str *strheap_alloc(struct strheap *, size_t len);
void strheap_reset(struct strheap *);
void strheap_release(struct strheap *);

#endif
