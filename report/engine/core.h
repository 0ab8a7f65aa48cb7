/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core.h - runs a strand's core for one row. Registers, the fault and the actions to perform
 * are those of the machine of one lane, which also takes the steps that the core leaves to it.
 */
#ifndef REPORT_CORE_H
#define REPORT_CORE_H

#include "report/engine/machine.h"
#include "report/engine/strand.h"
#include "report/engine/tail.h"

struct core {
	struct machine *machine;
	struct tail *tail;
	int64_t *globals, *const *this;
	/* Of the row: */
	struct batch *row; /* which one it is, is told it when somebody asks: core_tell_row() */
	uint32_t number;
	const struct firing *firing;
	const int64_t *const *columns; /* of the strand, */
	const uint8_t *const *valid;   /* NULL: every lane has it, */
	uint32_t lane;		       /* at this lane */
	int64_t *self;		       /* the thread's scalars */
	bool untidy; /* a string was replaced that lives until the next probe's first clause */
};

static inline void core_tell_row(struct core *c)
{
	c->row->first = c->number;
	c->row->firing = c->firing;
	c->row->numbering = c->firing->probe->args;
}

enum core_end { CORE_FIRED, CORE_UNFIRED };
/*
 * code: the strand's. enum core_end, or -ENOMEM. A fault stays in the machine. What is pending
 * there is for whoever calls, after CORE_FIRED without a fault.
 */
int core_run(struct core *, const struct strand *, const struct core_insn *code);

#endif
