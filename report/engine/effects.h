/* SPDX-License-Identifier: GPL-2.0 */
/*
 * effects.h - what a clause does besides computing: whether it may run over many events at
 * once, in any order.
 */
#ifndef REPORT_EFFECTS_H
#define REPORT_EFFECTS_H

#include "report/program.h"

struct effects {
	bool faults;   /* may */
	bool state;    /* reads or writes variables, or calls what keeps state */
	bool shared;   /* such as threads share: other than self-> and this-> */
	bool records;  /* performs actions, in the order of events */
	bool consumes; /* prints, reads or changes aggregations */
	bool exits;
};
struct effects effects_of(const struct program *, const struct clause *);
struct effects effects_of_code(const struct program *, const struct insn *code); /* or NULL */
/* Some clause reads this of its events. */
bool program_reads(const struct program *, enum field);
/* Aggregations are printed or changed by it: it sees the updates of all events before. */
bool action_consumes(uint8_t kind);

#endif
