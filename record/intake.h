/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intake.h - what is captured and what drains it, to rows that the writer may have: a session of
 * the kernel module, tracepoints, or both on one time line. Without the module's events its device
 * is not opened, and the clock is kept here.
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
#include "record/guest/guest_watch.h"
#include "record/points.h"
#include "record/readers.h"
#include "record/round.h"

struct intake {
	const struct record_options *options;
	struct device device;
	struct points points;
	struct vmtrace_clock last; /* where no module keeps it: of the last round */
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
	struct guest_watch guests;
};

struct intake_totals {
	uint64_t records[VMTRACE_NR_TYPES];
	uint64_t points; /* of tracepoints */
	uint64_t lost, filtered;
};

/* Closed: what intake_release() takes. */
void intake_init(struct intake *, const struct record_options *);
/* All return 0, or -1 with the trouble; release it either way. */
int intake_arm(struct intake *, struct trouble *);
int intake_start(struct intake *, struct trouble *);
/* The readers' threads begin: by then the trace is open. */
int intake_drain(struct intake *, struct trouble *);
/* This recorder's threads, and another process of its (0: none), are no part of the trace. */
void intake_leave_out_own(struct intake *, uint32_t pid);
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
