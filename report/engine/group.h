/* SPDX-License-Identifier: GPL-2.0 */
/*
 * group.h - aggregates over the lanes of a whole chunk by what its columns have in common:
 * where all keys stay for a run of rows a run costs what a row does, a key from a dictionary
 * costs a look-up for each of its values, and a row no more than adding up the numbers of its
 * keys' values (agg_dense.h). Keys of too many values go to the aggregation row by row.
 *
 *	group_begin()
 *	group_filter()...  lanes that do not count; group_few(): better taken one by one
 *	group_add()...     each aggregation of the clause
 */
#ifndef REPORT_GROUP_H
#define REPORT_GROUP_H

#include "report/agg/agg.h"
#include "report/engine/column.h"

struct group;
/* For one thread. The aggregations, the program and the pool stay the caller's. NULL: no memory. */
struct group *group_new(const struct program *, struct aggset *, struct strpool *,
			uint64_t strsize);
void group_free(struct group *);

/* Other lanes, at most VMT_CHUNK_ROWS; all count. */
void group_begin(struct group *, uint32_t lanes);
/* While it is dry nothing is added. */
void group_dry(struct group *, bool dry);
/*
 * Lanes of which the column is 0 do not count; its values may be overwritten after this, but
 * not its index. 1; 0: no lane is left; -ENOMEM.
 */
int group_filter(struct group *, const struct col *);
/* Few lanes are left: their number, and in `lanes` which, ascending. -1: they are not few. */
int group_few(struct group *, uint16_t *lanes);
/* An aggregation's use: columns of its keys, which may be changed, and of its value or NULL. */
int group_add(struct group *, uint32_t use, const struct col *const *keys, const struct col *value);
/* The aggregations hold all that was added. -ENOMEM. */
int group_flush(struct group *);
/* What they may hold after it beyond what they held before. */
uint64_t group_most_bytes(const struct program *, const struct aggset *);

#endif
