/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tape.h - the trace being written: sessions, one behind another in the output.
 *
 *	tape_begin	a session, of a capture that has just started
 *	tape_round	what the capture holds up to a time, sealed
 *	tape_switch	the file is full; the next one goes on where it ends
 *	tape_snapshot	what is kept in memory, as a file of its own
 *	tape_end	the session's last round and its end
 *	tape_close, tape_release
 *
 * With --overwrite a session stays in memory, its latest rounds alone, and comes into the output
 * when it ends.
 *
 * The output is opened by the first session: nothing of the user's is touched before.
 */
#ifndef RECORD_TAPE_H
#define RECORD_TAPE_H

#include "record/intake.h"
#include "record/output.h"
#include "record/shelf.h"
#include "record/trigger.h"

struct tape {
	const struct record_options *options;
	struct watch *watch;
	struct output output;
	struct shelf shelf;
	struct trigger trigger;	   /* of --trigger, which reads the first session */
	struct vmt_loop *loop;	   /* of the session that is open, or was; NULL: none */
	struct vmt_writer *writer; /* of the session that is open, or NULL */
	uint64_t bytes;		   /* written, but for that session's */
	uint64_t before;	   /* of these, to other files */
	uint64_t opened;	   /* the file: ns of CLOCK_MONOTONIC */
	uint64_t kept_ns;	   /* how long what was dumped last is */
};

/* 0 or -ENOMEM; release it either way. */
int tape_init(struct tape *, const struct record_options *, struct watch *);
/* All return 0, or -1 with the trouble. */
int tape_begin(struct tape *, struct intake *, struct trouble *);
int tape_round(struct tape *, struct intake *, const struct vmtrace_clock *now, struct trouble *);
/* Guests have something to tell. */
int tape_guests(struct tape *, struct intake *, struct trouble *);
/* After a round: the file is as long as was asked for, in bytes or in time. */
bool tape_due(const struct tape *, const struct vmtrace_clock *now);
bool tape_full(const struct tape *);
/* Right behind a round at that time. */
int tape_switch(struct tape *, struct intake *, const struct vmtrace_clock *now, struct trouble *);
/* The same. A trouble concerns this snapshot alone. */
int tape_snapshot(struct tape *, struct intake *, struct trouble *);
/* The capture has stopped; guests are looked at once more. */
int tape_end(struct tape *, struct intake *, const struct vmtrace_clock *now, const char *cause,
	     struct trouble *);
int tape_close(struct tape *, struct trouble *);
void tape_release(struct tape *);
uint64_t tape_bytes(const struct tape *);

#endif
