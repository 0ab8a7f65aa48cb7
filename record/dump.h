/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dump.h - what a loop keeps of a session, as a whole trace: it begins where the oldest round
 * does, and says first what forgotten rounds said and the others need.
 */
#ifndef RECORD_DUMP_H
#define RECORD_DUMP_H

#include "record/intake.h"

struct dump {
	const struct vmt_loop *loop;
	struct intake *intake; /* of the session */
	const char *cause;     /* why it ended, "" when asked for */
};
struct dumped {
	uint64_t bytes;
	uint64_t ns; /* from its start to its end */
};

/* 0 or a negative enum vmt_error. The loop stays as it is. */
int dump_write(const struct dump *, const struct vmt_sink *, struct dumped *);

#endif
