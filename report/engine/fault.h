/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fault.h - what goes wrong while a program runs (d-language 2.11). Without an ERROR clause
 * the first fault of each (clause, action, code), by the events' total order, is told at the
 * end with how many there were: the same text whatever order the events were taken in.
 */
#ifndef REPORT_FAULT_H
#define REPORT_FAULT_H

#include <stdio.h>

#include "report/engine/firing.h"

enum fault_code {
	FAULT_NONE = 0,
	FAULT_BADADDR = 1,
	FAULT_BADALIGN = 2,
	FAULT_ILLOP = 3,
	FAULT_DIVZERO = 4,
	FAULT_NOSCRATCH = 5,
};

struct fault {
	enum fault_code code;
	uint32_t action; /* 0: the predicate */
	int32_t offset;	 /* of the instruction in its code, in bytes of DIF: 4 each */
	uint64_t address;
};

/* Where an event stands in the total order. */
struct fault_place {
	uint32_t session;
	uint64_t ns;
	uint32_t cpu, seq;
};

struct fault_log;
struct fault_log *fault_log_new(void);
void fault_log_free(struct fault_log *);
/* `count` faults of one kind, the first of them at `place`. 0 or -ENOMEM. */
int fault_log_add(struct fault_log *, const struct fault *, const struct firing *,
		  const struct fault_place *, uint64_t count);
int fault_log_merge(struct fault_log *, struct fault_log *from); /* which is left empty */
void fault_log_print(const struct fault_log *, FILE *);
/* One line, as dtrace prints it. */
void fault_print(const struct fault *, const struct firing *, FILE *);

#endif
