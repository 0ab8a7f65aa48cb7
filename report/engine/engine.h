/* SPDX-License-Identifier: GPL-2.0 */
/*
 * engine.h - a program at work on a world: what the parts of the engine share. One struct
 * engine is one run.
 *
 *	run.c       BEGIN, session by session, END
 *	schedule.c  what fires by the clock: tick-N, and profile-N without a trace
 *	ordered.c   ordered clauses: rows in time order (ordered.h)
 *	fire.c      a firing by the machine alone; faults and ERROR
 *	perform.c   the actions of a clause that ended well
 *	free_run.c  free clauses, chunks shared out to threads (span_worker.h, spans.c)
 *	limit.c     what the program's data may take
 */
#ifndef REPORT_ENGINE_H
#define REPORT_ENGINE_H

#include <signal.h>

#include "report/engine/dispatch.h"
#include "report/engine/free_run.h"
#include "report/engine/machine.h"
#include "report/engine/progress.h"
#include "report/engine/principal.h"
#include "report/world/replay.h"
#include "report/engine/run.h"

struct engine {
	const struct run *run;
	const struct program *program;
	struct strpool *pool;
	struct dispatch *dispatch;
	struct aggset *aggs;
	struct vars *vars;
	struct fault_log *faults;
	struct skip_log *skips;
	struct speculations *speculations;
	struct agg_limit *agg_limit; /* NULL: none */
	struct principal *principal; /* NULL: the program set no limit */
	struct machine *one;	     /* ordered clauses and moments */
	struct ordered *ordered;     /* NULL: each row by fire.c */
	struct free_run *free;
	uint64_t memory; /* bytes that the program's data may take */
	struct progress progress;
	struct explain *explain; /* or NULL */

	struct world_session *session;
	struct event_table *tables; /* of the session: dispatch->nevents of them */
	struct moment now;	    /* the last that fired or was replayed, for END */

	bool exiting; /* exit() was called, or the run was stopped */
	bool ending;  /* END fires */
	int status;
	FILE *original;		/* the output, where freopen() put another in its place */
	const char *live;	/* the first action for a live system that was passed over ... */
	uint64_t nlive;		/* ... and how many there were */
	uint64_t double_faults; /* in ERROR's own clauses */
};

/* Whether the run goes on: no exit(), no interrupt. */
static inline bool engine_runs(const struct engine *e)
{
	return !e->exiting && !(e->run->interrupted && *e->run->interrupted);
}

/* ---- fire.c: 0 or -ENOMEM ---- */

/* Every clause of a list, probe by probe. */
int fire_list(struct engine *, struct batch *, const struct firing_list *);
/* One clause; slot: of this->, which has begun. */
int fire_clause(struct engine *, struct batch *, const struct firing *, uint32_t slot);
/* Before the first clause of a row's probe. */
int fire_begin(struct engine *);
/* The fault that the machine of one lane holds: told or logged, and ERROR fires. */
int fire_fault(struct engine *, struct batch *, const struct firing *, uint32_t slot);
/* What fires on a row of a session. */
int fire_row(struct engine *, const struct replay_row *);
/* The batch's row does not tell which probes fire on it: its column for that is lost. */
int fire_unknown(struct engine *, struct batch *);
/* A batch that stands for a moment; args has ten. */
struct batch moment_batch(const struct engine *, const struct moment *, const int64_t *args);

/* ---- perform.c: 0 or -ENOMEM ---- */
/* What the clause that just ran wants done; a fault may have ended it. */
int perform_pending(struct engine *, const struct batch *, const struct firing *);
/* A clause's only action, which records something and reads no aggregation. */
int perform_alone(struct engine *, uint32_t cpu, const struct firing *, const struct action *,
		  const int64_t *values);
/* The engine's aggregations hold all updates before this moment. */
int gather_aggregations(struct engine *);
/* exit(): the run ends here. False: it ends already, and this is not END. */
bool engine_exit(struct engine *);
/* At the end: what the buffers kept until then. */
int perform_rest(struct engine *);
/* The output that freopen() opened is closed. */
void perform_close(struct engine *);

/* ---- limit.c ---- */

uint64_t engine_memory_limit(const struct options *);
/* What its data takes beside aggregations. */
uint64_t engine_bytes_beside(const struct engine *);
/* Ends the run when that is too much, saying so. */
void engine_check_memory(struct engine *);

#endif
