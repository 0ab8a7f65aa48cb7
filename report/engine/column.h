/* SPDX-License-Identifier: GPL-2.0 */
/*
 * column.h - the values of a batch's lanes. A shape says how few of them differ: work is done
 * on `v` alone, whatever the shape, and the lanes follow.
 *
 *	COL_ONE    v[0] in every lane
 *	COL_FLAT   v[lane], n lanes
 *	COL_DICT   v[index[lane]], n distinct values, not all used
 *	COL_RUNS   v[i] in lanes index[i - 1] <= lane < index[i], n runs
 *
 * Two columns have the same shape when their n and index are the same: what is computed from
 * them then has it too. Values and index belong to the register, to the batch or to the
 * program; they outlive the batch in no case.
 */
#ifndef REPORT_COLUMN_H
#define REPORT_COLUMN_H

#include <stdbool.h>
#include <stdint.h>

enum col_shape { COL_ONE, COL_FLAT, COL_DICT, COL_RUNS };

struct col {
	enum col_shape shape;
	uint32_t n;
	const int64_t *v;
	const uint32_t *index;
};

static inline bool col_same_shape(const struct col *a, const struct col *b)
{
	return a->shape == b->shape && a->n == b->n && a->index == b->index;
}

/* The lanes' values one by one; out may not overlap v. */
void col_flatten(const struct col *, uint32_t lanes, int64_t *out);
/*
 * Lanes [first, first + n) one by one: in room, or where they are. run: the one that holds the
 * first; 0 for the first lanes of all.
 */
const int64_t *col_lanes(const struct col *, uint32_t *run, uint32_t first, uint32_t n,
			 int64_t *room);
/* Of chosen lanes, in ascending order. */
void col_gather(const struct col *, const uint16_t *lanes, uint32_t n, int64_t *out);

static inline int64_t col_at(const struct col *c, uint32_t lane)
{
	uint32_t i = 0;

	switch (c->shape) {
	case COL_ONE:
		return c->v[0];
	case COL_FLAT:
		return c->v[lane];
	case COL_DICT:
		return c->v[c->index[lane]];
	case COL_RUNS:
		while (c->index[i] <= lane)
			i++;
		return c->v[i];
	}
	return 0;
}

#endif
