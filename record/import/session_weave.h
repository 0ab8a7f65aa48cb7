/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session_weave.h - events of another tool's file into a session of a trace. In each round the
 * reader gives the events of one CPU after another, those of a CPU in the order of time, and ends
 * the round at a time: nothing that comes later is as old.
 *
 *	weave_open	the session, which begins right before `first`
 *	weave_cpu, weave_event, weave_lost	a round's, CPUs ascending
 *	weave_round
 *	weave_end	right behind a round
 *	weave_release
 *
 * An event that comes too late for its time all the same is put where it still can stand, and
 * counted. Memory is a round's.
 */
#ifndef RECORD_SESSION_WEAVE_H
#define RECORD_SESSION_WEAVE_H

#include "record/import/foreign_trace.h"
#include "record/import/kvm_rows.h"
#include "record/rows.h"

/* A table on its way: the round's rows, and whose they are. */
struct weave_lane {
	struct vmt_stage *stage;
	const struct vmt_table *def;
	struct vmt_part *parts;
	uint32_t nparts, room;
};

struct weave_record {
	const struct foreign_event *event;
	uint64_t time;
	uint32_t tid, task; /* of weave_thread */
	const void *data;
	uint32_t size;
};

struct weave_cpu {
	uint32_t cpu, seq;
	uint64_t last; /* time of its last event */
};

struct session_weave {
	struct foreign_trace *trace;
	struct vmt_writer *writer;
	struct rec_schema schema; /* what there is beside events */
	struct rows rows;
	struct kvm_rows kvm;
	uint32_t nlanes; /* exit and entry if there are any, then the events in their order */
	struct weave_lane *lanes;
	int exit, entry; /* lanes, or -1 */
	uint32_t first;	 /* lane of the first event */
	struct weave_cpu *cpus, *cpu;
	uint32_t ncpus, cpu_room;
	uint64_t sealed;  /* the last round's end */
	uint64_t latest;  /* time of an event */
	uint64_t waiting; /* rows of this round */
	uint64_t events, lost;
	uint64_t moved; /* events to another time than theirs */
	uint64_t cut;	/* shorter than their format says */
};

/* Where the session goes. */
struct foreign_output {
	const struct vmt_sink *sink;
	bool footer;
	/* When the file turned out to be one that can be imported. NULL: nothing is to be done. */
	int (*open)(void *self, struct trouble *);
	void *self;
};

/* All but the last return 0, or -1 with the trouble; release it either way. isa 0: no exits. */
int weave_open(struct session_weave *, struct foreign_trace *, uint8_t isa,
	       const struct foreign_output *, uint64_t first, struct trouble *);
int weave_cpu(struct session_weave *, uint32_t cpu, struct trouble *);
/* Fills in the thread that a record is of, as it is called now. */
int weave_thread(struct session_weave *, struct weave_record *, struct trouble *);
int weave_event(struct session_weave *, const struct weave_record *, struct trouble *);
/* Of the CPU, between its events up to here and those later than `time`. */
int weave_lost(struct session_weave *, uint64_t time, uint64_t count, struct trouble *);
int weave_round(struct session_weave *, uint64_t until, struct trouble *);
int weave_end(struct session_weave *, const char *cause, struct trouble *);
void weave_release(struct session_weave *);

#endif
