/* SPDX-License-Identifier: GPL-2.0 */
/*
 * zone.h - what a chunk's zone maps tell of a predicate before a column is read: the range of
 * each block's values, of times, CPUs and tasks. From ranges follow ranges; where that of the
 * predicate is 0 alone no row of the chunk passes.
 */
#ifndef REPORT_ZONE_H
#define REPORT_ZONE_H

#include "report/engine/batch.h"

struct zone_range {
	int64_t low, high;
};
/*
 * The predicate holds for no row of the batch's chunk and faults on none. Room: a range for
 * each register of the clause.
 */
bool zone_excludes(const struct batch *, const struct program *, const struct insn *predicate,
		   struct zone_range *room);

#endif
