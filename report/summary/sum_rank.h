/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sum_rank.h - the entries of a summary's table in the order in which they are printed.
 */
#ifndef REPORT_SUM_RANK_H
#define REPORT_SUM_RANK_H

#include "report/agg/agg_table.h"

struct ranked {
	const uint64_t *keys;
	const void *state;
	unsigned __int128 weight;
};
struct ranking {
	uint32_t n;
	struct ranked *rows;
};

/*
 * The entries whose first keys are those of prefix, heaviest first, equal ones by key. All
 * are equal when weight is NULL. 0 or -ENOMEM; free(rows) in any case.
 */
int rank(struct ranking *, const struct agg_table *, const uint64_t *prefix, uint32_t nprefix,
	 unsigned __int128 (*weight)(const void *state));

#endif
