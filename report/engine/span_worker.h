/* SPDX-License-Identifier: GPL-2.0 */
/*
 * span_worker.h - one thread's share of the free clauses: all that it changes while it takes
 * chunks is its own, until free_run.c puts the workers' results together.
 */
#ifndef REPORT_SPAN_WORKER_H
#define REPORT_SPAN_WORKER_H

#include "report/engine/dispatch.h"
#include "report/engine/group.h"
#include "report/engine/machine.h"
#include "report/engine/skips.h"
#include "report/engine/zone.h"
#include "report/world/span_list.h"

struct span_worker {
	const struct dispatch *dispatch;
	struct strpool *pool;
	uint64_t strsize;
	struct aggset *aggs;
	struct fault_log *faults;
	struct skip_log *skips;
	struct machine *machine;
	struct machine *whole; /* and what it aggregates by: NULL until a chunk is taken whole */
	struct group *group;

	const struct world_session *session;
	struct event_table *tables; /* of the session: dispatch->nevents of them */
	struct batch batch;
	struct clause_work { /* of each clause, or NULL: nobody asks */
		uint64_t ns, chunks, skipped;
	} * work;
	struct zone_range *ranges; /* of a predicate's registers */
	uint8_t mark;		   /* what the layer at work lacks in the chunk */
	uint32_t *rows;		   /* that are left of it */
	uint16_t *lanes;
	struct span *spans;   /* of the chunk's CPUs */
	uint16_t *few;	      /* lanes of it that are left */
	uint32_t *group_ends; /* where they end in a chunk that is taken whole */
};

/*
 * Aggregations, faults and skips are the caller's; more: registers of the machine behind those of
 * the program. -ENOMEM; _release takes what was half made.
 */
int span_worker_init(struct span_worker *, const struct dispatch *, struct strpool *,
		     struct aggset *, struct fault_log *, struct skip_log *, uint64_t strsize,
		     uint32_t more);
void span_worker_release(struct span_worker *);
/* Before chunks of a session, and after the last of them. -ENOMEM. */
int span_worker_begin(struct span_worker *, const struct world_session *);
void span_worker_end(struct span_worker *);

/* What chunks taken whole need. -ENOMEM. */
int span_worker_get_whole(struct span_worker *);
/* Its aggregations hold all that it found. -ENOMEM. */
int span_worker_flush(struct span_worker *);

/* ---- spans.c ---- */

/*
 * Every free clause over what is due of a chunk; whole: at once where that is possible, and the
 * aggregations are complete after a flush only. 0 or -ENOMEM.
 */
int span_worker_run(struct span_worker *, struct span_chunk *, bool whole);
/*
 * Reduces the batch to the rows that a layer's probes fire on and, if asked for, that pass its
 * clause's predicate, whose faults are logged. 0 or -ENOMEM.
 */
int span_worker_select(struct span_worker *, const struct layer *, bool predicate);

/* ---- span_whole.c ---- */

/* The clause can do without lanes one by one. */
bool span_whole_suits(const struct program *, const struct clause *);
/* The batch is a whole chunk. 0, MACHINE_DECLINES (nothing was done), -ENOMEM. */
int span_whole_run(struct span_worker *, const struct layer *);

#endif
