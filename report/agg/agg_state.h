/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_state.h - what an aggregating function keeps per key: one row per function in a table
 * of operations. A state of all zeroes is the initial one, of every function. Adding and
 * merging commute: sums wrap, of squares at 128 bits.
 */
#ifndef REPORT_AGG_STATE_H
#define REPORT_AGG_STATE_H

#include "report/agg/agg_scale.h"

/* Counts of bins first .. first + n - 1; all others are 0. */
struct agg_bins {
	uint32_t first, n;
	int64_t *counts;
};

/* How a state sorts: by value, then by what lies at zero (histograms only). */
struct agg_weight {
	__int128 value;
	int64_t zero;
};

struct agg_fn {
	uint32_t size; /* of the state, a multiple of 8; states are aligned to 8 */
	/*
	 * n values (NULL: the function has none) with their increments (NULL: 1). Both return
	 * by how many bytes the state grew outside itself, or -ENOMEM.
	 */
	int (*add)(const struct scale *, void *state, const int64_t *values,
		   const int64_t *increments, uint64_t n);
	int (*merge)(const struct scale *, void *into, const void *from);
	/* The result for display, divided by normal, which is not 0. Histograms: NULL. */
	int64_t (*result)(const struct scale *, const void *state, int64_t normal);
	struct agg_weight (*weigh)(const struct scale *, const void *state);
	uint32_t (*release)(void *state); /* returns the bytes it had grown by; or NULL */
	/*
	 * For agg_dense.h. Functions of values: row i belongs to cell at[i], of a count of rows
	 * and a state each. Others, of which a cell counts the rows: that many of a bin.
	 */
	void (*rows)(uint64_t *cells, const uint32_t *at, const int64_t *values, uint32_t n);
	int (*count)(const struct scale *, void *state, uint32_t bin, uint64_t n);
};
#define AGG_STATE_MOST 48

extern const struct agg_fn agg_fns[AGG_NR];

static inline int64_t agg_bin(const struct agg_bins *b, uint32_t bin)
{
	return bin - b->first < b->n ? b->counts[bin - b->first] : 0;
}

/* Division that wraps instead of trapping; by is not 0. */
static inline int64_t agg_divide(int64_t value, int64_t by)
{
	return by == -1 ? (int64_t) - (uint64_t)value : value / by;
}

#endif
