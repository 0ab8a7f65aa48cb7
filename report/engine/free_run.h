/* SPDX-License-Identifier: GPL-2.0 */
/*
 * free_run.h - the free clauses of a run, by all threads that it may use. Each takes chunks as
 * they come and aggregates for itself; sums of counts and the like do not depend on who added
 * what, so put together they are what one thread would have got, to the byte.
 *
 *	        +-- chunk 0 -- chunk 3 --  .. worker 0: the engine's own aggregations, faults
 *	due ----+-- chunk 1 -- chunk 2 --  .. worker 1: its own
 *	        +-- ...                       |
 *	                                      +-- free_run_gather() --> the engine's
 *
 * The limit on memory is kept exactly: long before it is reached the first worker takes the
 * chunks alone and looks after each of them, so that the run ends at the same chunk whatever
 * the number of threads.
 */
#ifndef REPORT_FREE_RUN_H
#define REPORT_FREE_RUN_H

#include "report/world/stretch.h"

struct engine;
struct free_run;
/* The engine's parts are there. NULL: no memory. */
struct free_run *free_run_new(struct engine *);
void free_run_free(struct free_run *);

/* How many threads there may be. */
uint32_t free_run_threads(const struct free_run *);
/* Around the rows of a session; without one there are none. -ENOMEM. */
int free_run_begin(struct free_run *, const struct world_session *);
void free_run_end(struct free_run *);
/* Its rows are what runs next; the next one is read meanwhile, if it is sure to be. -ENOMEM. */
int free_run_stretch(struct free_run *, struct stretch *);
/*
 * Runs the clauses over the rows with ns < before of rounds up to `round` that they have not
 * had yet. When it stops early the engine does not run any more. -ENOMEM.
 */
int free_run_until(struct free_run *, uint64_t round, uint64_t before);
/* The engine's aggregations and faults hold what all workers found. -ENOMEM. */
int free_run_gather(struct free_run *);
/* What the aggregations may take once they are gathered, at most. */
uint64_t free_run_most_bytes(const struct free_run *);

#endif
