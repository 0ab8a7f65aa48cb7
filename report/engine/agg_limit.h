/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_limit.h - the buffer for aggregations that a program asked for by aggsize (d-language
 * 2.16 "Limits"): it holds the keys that are new since it was last emptied, at aggrate. An
 * eighth of it is dtrace's hash table. What finds no room is dropped, and counted.
 */
#ifndef REPORT_AGG_LIMIT_H
#define REPORT_AGG_LIMIT_H

#include "report/options.h"
#include "report/program.h"

struct agg_limit;
/* *out is NULL where the program asked for none. 0 or -ENOMEM. */
int agg_limit_new(struct agg_limit **out, const struct program *, const struct options *);
void agg_limit_free(struct agg_limit *);
/* Is there room for the use's keys (strings interned) at this time? 1, 0 or -ENOMEM. */
int agg_limit_take(struct agg_limit *, uint32_t use, const int64_t *keys, uint64_t ns);
uint64_t agg_limit_dropped(const struct agg_limit *); /* of NULL: 0 */

#endif
