/* SPDX-License-Identifier: GPL-2.0 */
/*
 * span_worker.h - one thread's share of the free clauses: all that it changes while it takes
 * chunks is its own, until free_run.c puts the workers' results together.
 */
#ifndef REPORT_SPAN_WORKER_H
#define REPORT_SPAN_WORKER_H

#include "report/engine/dispatch.h"
#include "report/engine/machine.h"
#include "report/world/span_list.h"

struct span_worker {
	const struct dispatch *dispatch;
	struct strpool *pool;
	struct aggset *aggs;
	struct fault_log *faults;
	struct machine *machine;

	const struct world_session *session;
	struct event_table tables[EVENT_NR]; /* of the session */
	struct batch batch;
	uint32_t *rows; /* that are left of it */
	uint16_t *lanes;
};

/* Aggregations and faults are the caller's. -ENOMEM; _release takes what was half made. */
int span_worker_init(struct span_worker *, const struct dispatch *, struct strpool *,
		     struct aggset *, struct fault_log *, uint64_t strsize);
void span_worker_release(struct span_worker *);
/* Before chunks of a session, and after the last of them. -ENOMEM. */
int span_worker_begin(struct span_worker *, const struct world_session *);
void span_worker_end(struct span_worker *);

/* ---- spans.c ---- */

/* Every free clause over what is due of a chunk. 0 or -ENOMEM. */
int span_worker_run(struct span_worker *, struct span_chunk *);

#endif
