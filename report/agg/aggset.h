/* SPDX-License-Identifier: GPL-2.0 */
/*
 * aggset.h - the inside of struct aggset, for the files that are agg.h's implementation. An
 * aggregation has a table per shape: uses of it whose keys have the same widths share one.
 */
#ifndef REPORT_AGGSET_H
#define REPORT_AGGSET_H

#include "report/agg/agg.h"
#include "report/agg/agg_state.h"
#include "report/agg/agg_table.h"

struct agg_shape {
	uint32_t nkeys;
	struct vtype keys[AGG_KEYS];
	uint64_t masks[AGG_KEYS];
	struct agg_table table;
	int64_t normal; /* of the first `normalized` entries; 1 of those that came later */
	uint32_t normalized;
};

struct agg {
	const struct aggdef *def;
	const struct agg_fn *fn;
	struct scale scale;
	uint32_t nshapes;
	struct agg_shape *shapes;
	uint64_t bytes; /* that states hold outside their entries */
	bool printed;
};

struct aggset {
	uint32_t naggs, nuses;
	struct agg *aggs;
	struct agg_place {
		struct agg *agg;
		struct agg_shape *shape;
	} * uses;
};

/* What an entry is divided by when it is shown. */
static inline int64_t agg_shape_normal(const struct agg_shape *s, uint32_t entry)
{
	return entry < s->normalized ? s->normal : 1;
}

#endif
