/* SPDX-License-Identifier: GPL-2.0 */
/*
 * output.h - where the trace goes: a new file of mode 0600 (one of that name is kept as
 * NAME.old, as perf does), a pipe or device that is there already, or standard output.
 */
#ifndef RECORD_OUTPUT_H
#define RECORD_OUTPUT_H

#include "format/vmt.h"
#include "record/trouble.h"
#include "record/watch.h"

struct output {
	int fd;
	const char *name; /* as messages call it */
	struct vmt_sink sink;
	bool pipe;
	uint64_t base;	     /* where in a file the session began that is being written */
	struct watch *watch; /* who hears signals while a pipe is full; NULL: nobody */
};

/*
 * The sink points into the struct: it stays where it is. Its VMT_EIO has errno EPIPE when the
 * reader of a pipe is gone, EINTR when it takes nothing and a second signal came.
 */
int output_open(struct output *, const char *name, struct watch *, struct trouble *);
/* A session begins where the one before it ended. */
void output_session(struct output *);
/* A file of ours alone, not a pipe or a device. */
bool output_is_file(const struct output *);
/* -1: what was written has not reached the disk. */
int output_close(struct output *, struct trouble *);

#endif
