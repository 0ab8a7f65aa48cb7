/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tail.h - what ordered clauses aggregate, gathered into columns: aggregations do not mind the
 * order, so they take many rows at once. Whoever looks at aggregations flushes first.
 */
#ifndef REPORT_TAIL_H
#define REPORT_TAIL_H

#include "report/engine/group.h"

#define TAIL_ROWS 1024

/* Of one use: keys, then value and increment where it has them, a column each. */
struct tail_use {
	uint32_t n, ncolumns;
	int64_t (*columns)[TAIL_ROWS]; /* got when first needed */
};

struct tail {
	const struct program *program;
	struct aggset *aggs;
	struct group *group; /* adds up what counts rows */
	struct tail_use *uses;
	bool any;
};

/* 0 or -ENOMEM; _release takes what was half made. */
int tail_init(struct tail *, const struct program *, struct aggset *, struct strpool *,
	      uint64_t strsize);
void tail_release(struct tail *);
/* Room for at least one more row of a use: 0 or -ENOMEM. */
int tail_reserve(struct tail *, uint32_t use);
/* The aggregations hold all rows. */
int tail_flush(struct tail *);

#endif
