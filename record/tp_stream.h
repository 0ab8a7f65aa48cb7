/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tp_stream.h - one CPU's tracepoints: pages of its trace_pipe_raw, walked record by record into
 * rows. What the kernel overwrote before it was read, and what is not believed, is a loss of that
 * CPU; a row of the recorder itself is none.
 *
 * Times do not decrease within a stream, and none is before `floor`: a later row is lost.
 */
#ifndef RECORD_TP_STREAM_H
#define RECORD_TP_STREAM_H

#include "record/task_book.h"

struct kbuffer;

#define TP_CACHE 256 /* threads whose numbers a stream keeps for an epoch */

/* What a drain is told, and where it puts what it finds. */
struct tp_drain {
	struct rows *rows;
	uint64_t until; /* rows up to this time */
	void (*lose)(void *self, const struct loss *);
	void *self;
	uint64_t taken, bytes; /* out, added: rows, and bytes of records */
};

struct tp_stream {
	int fd, stats; /* trace_pipe_raw and stats of a CPU; -1: none */
	const struct point_set *points;
	struct task_book *book;
	struct kbuffer *kbuf;
	void *page;
	uint32_t page_size;
	bool loaded;	/* the page has records that were not taken */
	uint64_t floor; /* the least time that is believed */
	uint64_t lost;	/* records that the kernel overwrote, as far as they were told */
	uint32_t seq;
	struct {
		uint32_t tid, number, epoch;
	} cache[TP_CACHE];
};

/* 0 or a negative errno; release it either way. Takes the descriptors. */
int tp_stream_init(struct tp_stream *, int fd, int stats, const struct point_set *,
		   struct task_book *, uint64_t floor);
void tp_stream_release(struct tp_stream *); /* one of zeroes has none */
/* All there is up to a time. 0 or -ENOMEM. */
int tp_stream_drain(struct tp_stream *, struct tp_drain *);
/* Nothing comes any more: what the kernel says that it overwrote, and no page told. */
void tp_stream_finish(struct tp_stream *, struct tp_drain *);

#endif
