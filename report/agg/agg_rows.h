/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_rows.h - what printa() and trunc() walk over: the keys of one or several aggregations,
 * joined, each with a cell per aggregation, in D's order. Valid until the next update.
 */
#ifndef REPORT_AGG_ROWS_H
#define REPORT_AGG_ROWS_H

#include "report/agg/aggset.h"

struct agg_cell {
	const void *state; /* a state of zeroes where the aggregation lacks the key */
	int64_t normal;
	struct agg_weight weight;
};

struct agg_row {
	const struct agg_shape *shape; /* whose key it is */
	const uint64_t *keys;
	struct agg_cell cells[]; /* naggs */
};

struct agg_rows {
	uint32_t n, naggs;
	const struct agg *const *aggs;
	struct agg_row **rows;
	void *memory;
};

struct agg_order {
	bool by_key, reverse;
	uint64_t pos;	 /* of the aggregation that decides; too large: 0 */
	uint64_t keypos; /* of the key that decides; too large: 0 */
};

int agg_rows_init(struct agg_rows *, const struct aggset *, const uint16_t *aggs, uint32_t naggs);
void agg_rows_sort(struct agg_rows *, const struct agg_order *);
void agg_rows_release(struct agg_rows *);

#endif
