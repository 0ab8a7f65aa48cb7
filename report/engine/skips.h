/* SPDX-License-Identifier: GPL-2.0 */
/*
 * skips.h - what damage takes from clauses. A value that a damaged block held is not absent: the
 * clause that would read it is skipped on the rows of its chunk, without a fault or any effect,
 * and those firings are counted. It is skipped where
 *
 *	SKIP_PROBE      what tells which probe fires is lost: an exit's reason, unless the clause is
 *	                on all exits, or a sample's tick. Each row counts.
 *	SKIP_PREDICATE  the predicate reads something lost, or all times are and the clause does
 *	                more than aggregate: rows on which the probe fires count
 *	SKIP_BODY       the body does, on whatever branch: rows on which the predicate holds count
 *
 * Rows that the zone maps rule out do not count. What is skipped and counted does not depend on
 * the way in which the rows are taken.
 */
#ifndef REPORT_SKIPS_H
#define REPORT_SKIPS_H

#include <stdio.h>

#include "report/engine/batch.h"

enum skip_part { SKIP_PROBE, SKIP_PREDICATE, SKIP_BODY };

struct skip_log;
struct skip_log *skip_log_new(const struct program *); /* NULL: no memory */
void skip_log_free(struct skip_log *);
/* The other's are added, and it is empty. -ENOMEM. */
int skip_log_merge(struct skip_log *, struct skip_log *from);
/* One line; none where nothing was skipped. */
void skip_log_print(const struct skip_log *, FILE *);

/*
 * Whether a part of a firing lacks something in the batch's chunk: 1, 0, -ENOMEM. The mark, 0
 * for a new chunk, keeps what was found.
 */
int skip_find(const struct skip_log *, const struct batch *, const struct firing *, enum skip_part,
	      uint8_t *mark);
/* A firing's mark among those of the batch's cells, and how many there are. */
uint8_t *skip_mark(const struct batch *, const struct firing *);
uint32_t skip_nmarks(const struct program *);
/* So many of the batch's rows are skipped for it. -ENOMEM. */
int skip_log_add(struct skip_log *, const struct batch *, const struct firing *, enum skip_part,
		 uint64_t rows);

#endif
