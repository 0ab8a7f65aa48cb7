/* SPDX-License-Identifier: GPL-2.0 */
/*
 * track.h - one CPU's way from its sources, the module's ring and the stream of its tracepoints,
 * to the file. A reader drains them into the rows `fill`; at a round the writer turns them away and
 *encodes at leisure while the reader goes on with a fresh set:
 *
 *	reader      fill   --turn-->  taken   rows up to T: into the file
 *	                                |     rows beyond T, which a reader had drained early:
 *	                                v
 *	next round                    carry   all up to the next T: into the file before taken
 *
 * The lock covers the sources and `fill`; carry and taken are the writer's alone.
 *
 * An event may be of a task that another CPU's ring tells of: the module tells once. Where
 * verdicts are asked for, such a ring is read ahead before the event is taken or left; of two
 * tracks' locks nobody holds both.
 *
 * Times do not decrease within a source, and none is at or before a round that has ended:
 * `floor` is the least that is believed. A LOST tells of the past and is lifted to it; losses of
 * both sources share a stage and are lifted to the last one.
 */
#ifndef RECORD_TRACK_H
#define RECORD_TRACK_H

#include <pthread.h>

#include "record/backlog.h"
#include "record/exit_filter.h"
#include "record/guest/guest_sights.h"
#include "record/ring_reader.h"
#include "record/roster.h"
#include "record/rows.h"
#include "record/task_verdicts.h"
#include "record/tp_stream.h"

struct track {
	uint32_t cpu;
	int wake;		 /* eventfd: the ring passed its watermark */
	struct ring ring;	 /* of zeroes: there is none */
	struct tp_stream stream; /* the same */
	struct backlog *backlog;
	const struct rec_schema *schema;  /* from START on */
	struct roster *roster;		  /* NULL: nobody's */
	const struct exit_filter *filter; /* NULL: every exit is taken */
	struct task_verdicts *verdicts;	  /* NULL: everybody's events are */
	struct guest_sights *sights;	  /* NULL: nobody looks at guests */
	struct track *tracks;		  /* all of the session, for who is new here */
	uint32_t ntracks;

	pthread_mutex_t lock;
	struct rows *fill;
	uint64_t fill_rows, fill_bytes;
	uint64_t most; /* bytes that were found in the ring at once, since the last turn */
	uint32_t seq;  /* of the next record */
	uint64_t floor, loss_floor;
	uint64_t records[VMTRACE_NR_TYPES]; /* became rows */
	uint64_t points;		    /* the same of tracepoints */
	uint64_t lost, filtered;
	struct exit_filter_state passed;
	int error; /* -ENOMEM: rows were dropped, recording must end */

	uint64_t turned_most, turned_lost; /* `most` and `lost` when `taken` was turned */
	struct rows *taken, *carry;
	struct rows sets[3];
};

/* 0 or a negative errno; release it either way. Takes wake and the ring's maps as they are. */
int track_init(struct track *, uint32_t cpu, struct backlog *);
int track_start(struct track *, const struct rec_schema *, struct roster *, uint64_t start);
void track_release(struct track *);
/* By a reader: what the ring holds, unless the backlog is full. */
void track_drain(struct track *);
/* By the writer: drains up to time t and turns `fill` into `taken`. */
void track_turn(struct track *, uint64_t t);
/* By the writer, when every row of carry and taken up to that t is written and dropped. */
void track_turned(struct track *);
/* By the writer, after STOP at time t: the ring's rest and the losses that STOP told. */
void track_finish(struct track *, uint64_t t, const struct vmtrace_lost *);

#endif
