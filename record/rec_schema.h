/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rec_schema.h - the tables of one session: what is always there, an event table per event that
 * is recorded, with a column per register that the module accepted, and one per tracepoint.
 */
#ifndef RECORD_REC_SCHEMA_H
#define RECORD_REC_SCHEMA_H

#include "format/vmt.h"
#include "kmod/vmtrace_uapi.h"
#include "record/point_set.h"
#include "record/registers.h"

/* In the order in which a round writes them: what others refer to comes first. */
enum rec_table {
	REC_NAME,
	REC_TASK,
	REC_VM,
	REC_CLOCK,
	REC_CPU,
	REC_LEVEL,
	REC_IMAGE, /* the five of what guests are, if that is asked for */
	REC_SYMBOL,
	REC_GUEST_LOOK,
	REC_GUEST_TASK,
	REC_GUEST_END,
	REC_EXIT, /* the three of enum vmtrace_event, in its order */
	REC_ENTRY,
	REC_SAMPLE,
	REC_TICKS,
	REC_LOST,
	REC_NR_TABLES,
	REC_POINT = REC_NR_TABLES, /* and those behind it: of the tracepoints, in their order */
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
	struct vmt_table *tables; /* as the writer takes them */
	uint32_t nindex;	  /* REC_NR_TABLES and a tracepoint each */
	int *index;		  /* in `tables`; -1: not recorded */
	/*
	 * The module numbers its tasks and the recorder those of tracepoints: where there are
	 * both, numbers of the module are shifted by 1 and the recorder's are odd.
	 */
	uint32_t task_shift;
	struct rec_plan plans[VMTRACE_NR_EVENTS];
	struct vmt_column *columns[VMTRACE_NR_EVENTS];
};

/*
 * 0 or -ENOMEM. `regs` are the accepted ones; an event's table exists if it is in `events`, and
 * those of guests if they are looked at. Tracepoints stay the caller's; NULL: none.
 */
int rec_schema_init(struct rec_schema *, uint32_t isa, uint32_t events,
		    const struct reg_set regs[VMTRACE_NR_EVENTS], bool guests,
		    const struct point_set *);
void rec_schema_release(struct rec_schema *);
/* The definition of a table, an enum rec_table; NULL: not recorded. */
const struct vmt_table *rec_schema_table(const struct rec_schema *, uint32_t table);

#endif
