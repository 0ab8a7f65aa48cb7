/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reporter.h - `vmtrace report` as a process. The recorder knows no D: it asks this program,
 * run anew as the command that does, what a D program wants recorded, or to run it.
 */
#ifndef RECORD_REPORTER_H
#define RECORD_REPORTER_H

#include <sys/types.h>

/*
 * Runs it with these arguments, argv[0] and [1] being the command's names, in a process group of
 * its own, so that Ctrl-C is ours alone. -1 for an end: what is ours; for `output` standard
 * error, since standard output may be the trace's. 0 or an errno.
 */
int reporter_start(pid_t *pid, char **argv, int input, int output);
/* Its exit status, or 128 and the signal that killed it. */
int reporter_wait(pid_t pid);
/*
 * What it prints to standard output, NUL-terminated, cut at size - 1. Its exit status, what is
 * wrong being told by it; negative: -errno.
 */
int reporter_ask(char **argv, char *text, size_t size);

#endif
