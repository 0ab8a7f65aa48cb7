/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intake.h - a session of the kernel module and what drains it, from its rings to rows that
 * the writer may have.
 *
 *	intake_arm	what can be refused is refused: device, rings, maps
 *	intake_start	capture begins, rows gather
 *	intake_time	a time T: every record up to it is in the rings
 *	intake_stop	capture ends; what is left is in the tracks
 *	intake_release
 *
 * The sealer takes the rows up to a T; who has the trace says which writer they are for.
 */
#ifndef RECORD_INTAKE_H
#define RECORD_INTAKE_H

#include "record/device.h"
#include "record/readers.h"
#include "record/round.h"

struct intake {
	const struct record_options *options;
	struct device device;
	struct backlog backlog;
	struct cpulist cpus;
	struct track *tracks;
	uint32_t ntracks;
	struct vmtrace_start start;
	struct rec_schema schema;
	struct sealer sealer;
	struct readers *readers;
	struct roster roster;
	struct exit_filter filter;
	struct task_verdicts verdicts;
};

struct intake_totals {
	uint64_t records[VMTRACE_NR_TYPES];
	uint64_t lost, filtered;
};

/* Closed: what intake_release() takes. */
void intake_init(struct intake *, const struct record_options *);
/* All return 0, or -1 with the trouble; release it either way. */
int intake_arm(struct intake *, struct trouble *);
int intake_start(struct intake *, struct trouble *);
/* The readers' threads begin: by then the trace is open. */
int intake_drain(struct intake *, struct trouble *);
int intake_time(struct intake *, struct vmtrace_round *, struct trouble *);
int intake_stop(struct intake *, struct vmtrace_stop *, struct trouble *);
/* Capture ends, and what it costs; the rows stay. */
void intake_abandon(struct intake *);
void intake_release(struct intake *);

/* Adds what became rows, and what was lost. */
void intake_count(const struct intake *, struct intake_totals *);
/* Ticks of the session's clock a second. */
uint64_t intake_rate(const struct intake *);
/* Why the module ended it, as the file says it. */
const char *intake_end_text(uint32_t ended);

int trouble_no_memory(struct trouble *);

#endif
