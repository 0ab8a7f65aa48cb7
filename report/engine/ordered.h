/* SPDX-License-Identifier: GPL-2.0 */
/* clang-format off */
/*
 * ordered.h - clauses whose rows must be taken in time order: those that keep variables,
 * print, or tell ERROR of their faults. How a row gets to such a clause:
 *
 *	 cpu 0 exits   cpu 0 entries   cpu 1 exits    streams of the round (world/replay.h)
 *	      |              |              |
 *	+-----v----+   +-----v----+   +-----v----+    inlets: a batch of each stream (inlet.c);
 *	| rows     |   |          |   |          |    rows that nobody wants are gone, and
 *	| ns       |   |          |   |          |    what needs a row alone is columns, computed
 *	| columns  |   |          |   |          |    for all of them at once (strand.h)
 *	+-----+----+   +-----+----+   +-----+----+
 *	      |    __________|              |
 *	      v   v                         v
 *	   merge of a CPU             merge of a CPU  a window: the rows before the first end of a
 *	         \______________   __________/        batch, in order of (ns, cpu, sequence); only
 *	                        v v                   the inlets' numbers move (sequence.h)
 *	                0 1 0 2 2 0 1 ..
 *	                         |
 *	                  row after row               variables, divisions, calls (core.h)
 *	                    |         |
 *	     printing, exit()     aggregating        at once; gathered into columns (tail.h)
 *
 * Where nothing but self-> needs the order, and no task has rows on two CPUs in the round, the
 * CPUs are taken one after the other and the second merge is spared.
 *
 * What comes of it is what fire.c makes of row after row with the machine alone, as it does
 * for -x inorder and for what fires at a moment.
 */
/* clang-format on */
#ifndef REPORT_ORDERED_H
#define REPORT_ORDERED_H

#include "report/engine/core.h"
#include "report/engine/engine.h"
#include "report/engine/sequence.h"
#include "report/engine/span_worker.h"

/* What a batch of a inlet holds for a strand. */
struct sheet {
	const struct strand *strand;
	const struct core_insn *code; /* of it, for this batch */
	bool fires;		      /* somewhere */
	bool lost;		 /* something that it reads is: fire.c counts what is skipped */
	const uint8_t *gate;	 /* lanes on which the strand fires; NULL: wherever it is listed */
	const int64_t **columns; /* of the strand, by lane */
	const uint8_t **valid;	 /* the same; NULL: all */
	int64_t *values;	 /* where columns lie */
	uint8_t *flags;		 /* where valid lies, and behind it gate */
};

/* A stream and its batch. */
struct inlet {
	uint32_t stream, cpu, which;
	bool tracepoint; /* of another source than the module, whose rows come first */
	bool more;	 /* rows may come behind the batch */
	bool self;	 /* its strands use self-> */
	bool timed;	 /* ns are the rows' own times */
	bool unknown;	 /* what tells which probes fire on them is lost */
	struct replay_span span;
	uint32_t at;	  /* rows of the span before it were taken into batches */
	uint32_t n, next; /* rows of the batch, and how many are through */
	uint32_t end;	  /* of the window in the batch */
	uint32_t *rows;
	uint64_t *ns;
	int64_t *lists;	      /* what fires: const struct firing_list * */
	int64_t *threads;     /* where their rows of self-> begin */
	struct batch row;     /* of the row that is taken now */
	struct sheet *sheets; /* by strand */
	struct sheet *only;   /* each row fires this one and no other; or NULL */
};

/* The strands that a table's rows may fire, in this session. */
struct strand_set {
	uint32_t n;
	uint32_t *strands;
	bool self;
	bool always; /* each fires on every row */
};

struct ordered {
	struct engine *engine;
	uint32_t nstrands;
	struct strand *strands;	   /* by firing.layer */
	struct strand_set *sets;   /* by event table */
	int *tasks;		   /* columns of them, while a round begins */
	uint32_t *at;		   /* rows, while a CPU's tables are merged */
	struct span_worker worker; /* the vector part's */
	struct tail tail;
	struct core core;
	struct threads *threads;
	uint8_t *fires; /* while a batch is made: lanes of each strand, and of any */
	struct replay *replay;
	uint32_t ninlets, room_inlets;
	struct inlet *inlets;
	struct core_feed *feeds; /* of the inlets, while their rows are taken */
	bool lines;		 /* all output goes through the line (print/out_line.h) */
	bool apart;		 /* this round's CPUs may be taken one by one */
	struct sequence sequence;
	uint64_t rows; /* through since memory was last looked at */
};

/* Does the plan of a program allow it at all? Else fire.c takes each row. */
bool ordered_can(const struct engine *);
int ordered_new(struct ordered **, struct engine *); /* -ENOMEM */
void ordered_free(struct ordered *);
/* Around the rows of a session, and for each of its rounds. 0 or -ENOMEM. */
int ordered_begin(struct ordered *, struct replay *);
void ordered_end(struct ordered *);
int ordered_round(struct ordered *);
/* The rows of the round with ns < before that were not taken yet. 0 or -ENOMEM. */
int ordered_run(struct ordered *, uint64_t before);
/* The engine's aggregations hold all that the rows gave. 0 or -ENOMEM. */
int ordered_flush(struct ordered *); /* NULL: nothing */

/* ---- inlet.c ---- */

/* Room for a inlet's batches: 0 or -ENOMEM. _release takes what was half made. */
int inlet_init(struct inlet *, const struct ordered *);
void inlet_release(struct inlet *, const struct ordered *);
/* The next batch with rows in it; n is 0 at the stream's end. 0 or -ENOMEM. */
int inlet_fill(struct inlet *, struct ordered *);
/* Its rows from a lane on as the core takes them, for one strand; NULL: what is listed first. */
struct core_feed inlet_feed(struct inlet *, const struct sheet *, const struct firing *,
			    uint32_t lane);
/* Does it fire on every row of its table? */
bool inlet_always(const struct strand *);
/* Does row i of a come before row k of b? */
bool inlet_before(struct inlet *a, uint32_t i, struct inlet *b, uint32_t k);

#endif
