/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core.h - runs strands' cores, row after row. Registers, the fault and the actions to perform
 * are those of the machine of one lane, which also takes the steps that the core leaves to it.
 *
 * Rows come from feeds, a stream's batch each, in the order in which somebody has put them.
 * The core goes from a row to the next by itself while nothing has to be done between the two.
 */
#ifndef REPORT_CORE_H
#define REPORT_CORE_H

#include "report/engine/machine.h"
#include "report/engine/strand.h"
#include "report/engine/tail.h"

/* A stream's rows for one strand. */
struct core_feed {
	const struct strand *strand;   /* NULL: its rows are not the core's alone */
	const struct core_insn *code;  /* the strand's */
	const int64_t *const *columns; /* of the strand, by lane; */
	const uint8_t *const *valid;   /* NULL: every lane has it */
	const int64_t *threads;	     /* where a row of self-> begins, by lane; NULL: no use of it */
	const uint32_t *rows;	     /* numbers, by lane */
	const int64_t *lists;	     /* what fires on a lane, the first of it; or */
	const struct firing *firing; /* on all */
	struct batch *row;	     /* is told which one it is when somebody asks */
	uint32_t next;		     /* lane */
};

struct core {
	struct machine *machine;
	struct tail *tail;
	struct threads *threads;
	uint64_t strsize;
	int64_t *globals, *const *this;
	struct engine *engine; /* performs what is printed at once */
	/* Of the row: */
	struct core_feed *feed;
	uint32_t lane;
	bool untidy; /* a string was replaced that lives until the next probe's first clause */
};

static inline const struct firing *core_firing(const struct core *c)
{
	const struct core_feed *f = c->feed;

	if (f->firing)
		return f->firing;
	return ((const struct firing_list *)(intptr_t)f->lists[c->lane])->firings;
}

/* The batch is told which row it is, and what fires on it. */
static inline void core_tell_row(struct core *c)
{
	const struct core_feed *f = c->feed;

	f->row->first = f->rows[c->lane];
	f->row->firing = core_firing(c);
	f->row->numbering = f->row->firing->probe->args;
}

/*
 * Takes rows up to one whose feed has no strand, n at most: *taken is their number. Returns
 * CORE_LOOK behind a row that left a fault in the machine, or actions pending there, or made
 * the core untidy; else 0, or -ENOMEM.
 */
#define CORE_LOOK 1
int core_run(struct core *, struct core_feed *feeds, const uint32_t *order, uint32_t n,
	     uint32_t *taken);

#endif
