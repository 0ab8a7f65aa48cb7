/* SPDX-License-Identifier: GPL-2.0 */
/*
 * roworder.h - the rows of a chunk by the value of one of its columns, the key. Inside
 * libvmtrace.
 *
 * What a register holds depends on where the program was: stored in the order of the
 * instruction pointer, a column has its likes side by side. Rows of equal keys stay in
 * their order, so the key's values say all there is to know about it.
 */
#ifndef VMT_ROWORDER_H
#define VMT_ROWORDER_H

#include "format/viewspace.h"
#include "format/vmt.h"

struct roworder {
	uint32_t *row; /* [place]: the row that is stored there */
	uint32_t rows;
	/* Workspace. */
	uint32_t *other, *rank;
	uint64_t *values;
	uint32_t capacity;
};

void roworder_release(struct roworder *);
/* By the key's values, taken as unsigned. 0 or VMT_ENOMEM. */
int roworder_build(struct roworder *, const uint64_t *key, uint32_t rows);
/* The same of a column that was read: VMT_FLAT, VMT_CONST, VMT_RUNS or VMT_DICT. */
int roworder_of_view(struct roworder *, const struct vmt_view *key);
/*
 * Gives a decoded column of integers, stored in this order, its rows back; what moves does so
 * into the space, which is not the view's own. 0 or VMT_ENOMEM.
 */
int roworder_undo(const struct roworder *, struct viewspace *, struct vmt_view *);

#endif
