/* SPDX-License-Identifier: GPL-2.0 */
/* bench.h - what the benchmarks of the trace file share: giving up, a clock, a figure's line. */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "format/vmt.h"

/* error: negative enum vmt_error */
static _Noreturn inline void die(const char *what, int error)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, vmt_strerror(error));
	exit(1);
}

static inline void *must(void *p)
{
	if (!p)
		die("memory", VMT_ENOMEM);
	return p;
}

/* Of this thread. */
static inline double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static inline void figure(const char *name, double value, const char *unit)
{
	printf("%s\t%.3f\t%s\n", name, value, unit);
}

#endif
