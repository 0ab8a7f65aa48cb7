/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rec_schema.h - the tables of one session: what is always there, and an event table per event
 * that is recorded, with a column per register that the module accepted.
 */
#ifndef RECORD_REC_SCHEMA_H
#define RECORD_REC_SCHEMA_H

#include "format/vmt.h"
#include "kmod/vmtrace_uapi.h"
#include "record/registers.h"

/* In the order in which a round writes them: what others refer to comes first. */
enum rec_table {
	REC_NAME,
	REC_TASK,
	REC_VM,
	REC_CLOCK,
	REC_CPU,
	REC_LEVEL,
	REC_EXIT, /* the three of enum vmtrace_event, in its order */
	REC_ENTRY,
	REC_SAMPLE,
	REC_TICKS,
	REC_LOST,
	REC_NR_TABLES,
};

/*
 * How a record of an event becomes a row: `fixed` columns, then one per register.
 *
 *	words	of such a record, its header and validity words included
 */
struct rec_plan {
	uint32_t fixed, nregs, nvalid, words;
};

struct rec_schema {
	uint32_t ntables;
	struct vmt_table tables[REC_NR_TABLES]; /* as the writer takes them */
	int index[REC_NR_TABLES];		/* in `tables`; -1: not recorded */
	struct rec_plan plans[VMTRACE_NR_EVENTS];
	struct vmt_column *columns[VMTRACE_NR_EVENTS];
};

/* 0 or -ENOMEM. `regs` are the accepted ones; an event's table exists if it is in `events`. */
int rec_schema_init(struct rec_schema *, uint32_t isa, uint32_t events,
		    const struct reg_set regs[VMTRACE_NR_EVENTS]);
void rec_schema_release(struct rec_schema *);
/* The definition of a table; NULL: not recorded. */
const struct vmt_table *rec_schema_table(const struct rec_schema *, enum rec_table);

#endif
