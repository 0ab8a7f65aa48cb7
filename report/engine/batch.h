/* SPDX-License-Identifier: GPL-2.0 */
/*
 * batch.h - what a piece of code runs on: up to BATCH rows of one CPU and chunk, all rows of a
 * chunk, or a moment that no row stands for (BEGIN, END, a tick). Gives the columns of its rows as
 * columns of lanes, read when they are first asked for.
 */
#ifndef REPORT_BATCH_H
#define REPORT_BATCH_H

#include "report/world/cells.h"
#include "report/world/event_text.h"
#include "report/engine/column.h"
#include "report/engine/firing.h"
#include "report/world/paging.h"
#include "report/world/world.h"

/*
 * A run's event tables are numbered: those of the module by their kind, each tracepoint that some
 * clause names from EVENT_TRACEPOINT on.
 */
enum event_kind { EVENT_EXIT, EVENT_ENTRY, EVENT_SAMPLE, EVENT_TRACEPOINT };
#define EVENT_NONE UINT32_MAX

/* Where vmregs[number] is found. */
struct reg_place {
	int column; /* negative: absent */
	bool high;  /* the upper half of a 64-bit field */
};

/* A tracepoint's rows as text, made ready when the first is asked for. */
struct event_whole {
	const char *format; /* or NULL */
	struct event_text *text;
};

#define EVENT_NO_ARG (-2) /* a column that is 0 */

/* An event table of a session: where its columns are. Negative: absent. */
struct event_table {
	enum event_kind kind;
	int table;
	const struct vmt_table *schema;
	int seq, task, vcpu, reason, tick, late, rip, rsp, info1, info2;
	struct paging_columns paging;
	struct reg_place *places;  /* of the program's constants as register numbers */
	int *fields;		   /* columns of program.event_fields */
	int args[10];		   /* of a tracepoint's argN; EVENT_NO_ARG: it has so few */
	struct event_whole *whole; /* of a tracepoint */
	struct batch_column *columns;
	struct guestname *guestname; /* or NULL: no clause asks */
};
/*
 * probe: of a tracepoint, else NULL. The table may be missing: table is negative then, and no row
 * comes. -ENOMEM.
 */
int event_table_open(struct event_table *, const struct world_session *, enum event_kind,
		     const struct probe *, const struct program *);
void event_table_release(struct event_table *);
/* The column that tells which of the probes on its rows fire; negative: there is one alone. */
static inline int event_table_key(const struct event_table *t)
{
	return t->kind == EVENT_EXIT ? t->reason : t->kind == EVENT_SAMPLE ? t->tick : -1;
}
struct reg_place event_table_register(const struct event_table *, uint8_t isa, uint64_t number);

struct moment {
	uint64_t ns, real;
	int cpu;
};

struct batch {
	const struct world_session *session; /* NULL: no trace */
	const struct event_table *table;     /* NULL: a moment */
	const struct moment *moment;
	const int64_t *args; /* arg0 .. arg9 of a moment or of ERROR, else NULL */
	struct strpool *pool;
	struct cells *cells;
	const struct vmt_chunk_info *whole; /* all rows of a chunk, of several CPUs, or NULL */
	const uint32_t *group_ends;	    /* where each CPU's lanes of it end */
	uint32_t cpu;
	uint32_t n;			/* lanes */
	uint32_t first;			/* row of lane 0 ... */
	const uint32_t *rows;		/* ... or the rows of all lanes, ascending */
	bool ordered;			/* rows come one by one in time order */
	enum probe_args numbering;	/* of argN */
	const struct firing *firing;	/* of every lane, or */
	const struct firing *by_reason; /* of an exit by its reason's index */
	const struct reasons *reasons;
	uint32_t epoch; /* changes with the rows */
	/* In place of values: a bit for each column that is asked for and lost (skips.c); or NULL.
	 */
	uint64_t *lost;
	/* Of the column last given: where its lanes' validity is told. */
	uint32_t nsome;
	const struct vmt_view *some[2];
};

/* How much of a column is there. */
enum batch_state { BATCH_NONE, BATCH_SOME, BATCH_EVERY };

static inline uint32_t batch_row(const struct batch *b, uint32_t lane)
{
	return b->rows ? b->rows[lane] : b->first + lane;
}
/* A lane's value is there: to be asked when the state is BATCH_SOME. */
static inline bool batch_valid(const struct batch *b, uint32_t lane)
{
	for (uint32_t i = 0; i < b->nsome; i++)
		if (!view_valid(b->some[i], batch_row(b, lane)))
			return false;
	return true;
}
static inline void batch_changed(struct batch *b)
{
	b->epoch++;
}

/*
 * A column of the rows: enum batch_state, or -ENOMEM. `room` (n values) may be used for it;
 * the column lives until the rows change.
 */
int batch_column(struct batch *, int column, int64_t *room, struct col *);
/* The same for vmregs[program.consts[k]], argN, and a field. */
int batch_register(struct batch *, uint32_t k, int64_t *room, struct col *);
int batch_arg(struct batch *, uint32_t arg, int64_t *room, struct col *);
/* The column that argN is, unchanged, on this batch's probes; negative: none. */
int batch_arg_column(const struct batch *, uint32_t arg);
int batch_field(struct batch *, enum field, int64_t *room, struct col *);
/* The fields of these names (guestproc.c, guestname.c). */
int batch_guestproc(struct batch *, int64_t *room, struct col *);
int batch_guestcomm(struct batch *, int64_t *room, struct col *);
int batch_guestpid(struct batch *, int64_t *room, struct col *);
int batch_guestfunc(struct batch *, int64_t *room, struct col *);
int batch_event(struct batch *, uint32_t field, int64_t *room, struct col *);
bool field_may_fault(enum field);
/* Names of guests' addresses depend on the lane's VM. */
bool batch_names_by_vm(const struct batch *);
/* A lane's place in the total order and its task, for faults and self->. */
uint64_t batch_ns(struct batch *, uint32_t lane);
uint64_t batch_real(struct batch *, uint32_t lane);
uint32_t batch_reason(struct batch *, uint32_t lane);
uint32_t batch_seq(struct batch *, uint32_t lane);
uint64_t batch_thread(struct batch *, uint32_t lane); /* world_thread() */
const struct firing *batch_firing(struct batch *, uint32_t lane);

#endif
