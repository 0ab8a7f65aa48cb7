/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_input.h - a trace.dat of trace-cmd or a perf.data of perf where a trace is asked for:
 * `vmtrace import` of this same program makes it one, and is read by a pipe.
 */
#ifndef REPORT_FOREIGN_INPUT_H
#define REPORT_FOREIGN_INPUT_H

#include <stdbool.h>
#include <sys/types.h>

struct foreign_input {
	int fd;	   /* where the trace comes from; -1: none */
	pid_t pid; /* 0: none */
};

/* Whether it is a regular file that begins as theirs do. */
bool foreign_input_is(const char *path);
/* 0, or a negative errno. */
int foreign_input_open(struct foreign_input *, const char *path);
/*
 * Waits for the end of an import, one that is not read any further too; its exit status, 0 if it
 * was cut short for that or is closed already. What went wrong it has told itself.
 */
int foreign_input_close(struct foreign_input *);

#endif
