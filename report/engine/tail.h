/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tail.h - what ordered clauses aggregate, gathered into columns: aggregations do not mind the
 * order, so they take many rows at once. Whoever looks at aggregations flushes first.
 */
#ifndef REPORT_TAIL_H
#define REPORT_TAIL_H

#include "report/agg/agg.h"

#define TAIL_ROWS 1024

/* Of one use: keys, then value and increment where it has them, a column each. */
struct tail_use {
	uint32_t n, ncolumns;
	int64_t (*columns)[TAIL_ROWS]; /* got when first needed */
};

struct tail {
	const struct program *program;
	struct aggset *aggs;
	struct tail_use *uses;
	bool any;
};

int tail_init(struct tail *, const struct program *, struct aggset *); /* 0 or -ENOMEM */
void tail_release(struct tail *);
/* Room for at least one more row of a use: 0 or -ENOMEM. */
int tail_reserve(struct tail *, uint32_t use);
int tail_flush(struct tail *);

#endif
