/* SPDX-License-Identifier: GPL-2.0 */
/*
 * points.h - the tracepoints of a recording, as a source beside the module's rings: an instance of
 * tracing with the events that were asked for, of the processes that were, and a stream per CPU.
 *
 *	points_find	which they are; a name that none has is refused
 *	points_arm	what else can be refused is refused; events are enabled, tracing is off
 *	points_open	a CPU's stream
 *	points_start	tracing is on
 *	points_settle	what happened before this call is in the streams when it returns
 *	points_stop	tracing is off
 *	points_release	when the streams are released: the instance is removed
 */
#ifndef RECORD_POINTS_H
#define RECORD_POINTS_H

#include "record/record_options.h"
#include "record/task_book.h"
#include "record/tp_stream.h"
#include "record/trace_instance.h"

struct points {
	const struct record_options *options;
	const char *tracing; /* tracefs' directory */
	struct point_set set;
	struct trace_instance instance;
	struct task_book book;
	bool armed;
	uint32_t clock; /* of the instance: an enum vmtrace_clock_id, 0: none yet */
};

/* None yet: what points_release() takes. */
void points_init(struct points *, const struct record_options *);
/* All that return an int return 0, or -1 with the trouble. */
int points_find(struct points *, struct trouble *);
/* Bytes: of a CPU's ring. */
int points_arm(struct points *, const struct cpulist *, uint32_t bytes, struct roster *,
	       struct trouble *);
/* The session's clock, which is known before it begins but rarely. */
int points_clock(struct points *, uint32_t clock, struct trouble *);
int points_open(struct points *, struct tp_stream *, uint32_t cpu, uint64_t start,
		struct trouble *);
int points_start(struct points *, struct trouble *);
/* This process's threads, and another process of its, are not traced from here on. */
void points_leave_out_own(struct points *, uint32_t pid);
void points_settle(void);
void points_stop(struct points *);
void points_release(struct points *);

#endif
