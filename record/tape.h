/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tape.h - the trace being written: a session in its output.
 *
 *	tape_begin	a session, of a capture that has just started
 *	tape_round	what the capture holds up to a time, sealed
 *	tape_end	the session's last round and its end
 *	tape_close, tape_release
 *
 * The output is opened by the first session: nothing of the user's is touched before.
 */
#ifndef RECORD_TAPE_H
#define RECORD_TAPE_H

#include "record/intake.h"
#include "record/output.h"
#include "record/session_facts.h"

struct tape {
	const struct record_options *options;
	struct watch *watch;
	struct output output;
	struct facts facts;
	struct vmt_writer *writer; /* of the session that is open, or NULL */
	uint64_t bytes;		   /* of the sessions before */
};

void tape_init(struct tape *, const struct record_options *, struct watch *);
/* All return 0, or -1 with the trouble. */
int tape_begin(struct tape *, struct intake *, struct trouble *);
int tape_round(struct tape *, struct intake *, const struct vmtrace_clock *now, struct trouble *);
int tape_end(struct tape *, struct intake *, const struct vmtrace_clock *now, const char *cause,
	     struct trouble *);
int tape_close(struct tape *, struct trouble *);
void tape_release(struct tape *);
uint64_t tape_bytes(const struct tape *);

#endif
