/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_check.h - everything that a trace promises, put to the test: every checksum, every
 * column decoded, times in order, ids that were told before they are used, the footers against
 * what they index.
 */
#ifndef REPORT_TRACE_CHECK_H
#define REPORT_TRACE_CHECK_H

#include <stdio.h>
#include "format/vmt.h"

struct trace_check {
	uint64_t sessions, rounds, chunks, rows, bytes;
	uint64_t damages, damaged_bytes; /* places where something was lost, and their bytes */
	uint64_t notes;	   /* what is not as it should be but cost nothing: a missing footer */
	uint64_t strays;   /* blocks that name a task or VM of which nothing is told */
	uint64_t lost;	   /* blocks that were lost before the trace was repaired: no damage */
	uint64_t unsorted; /* chunks that begin before the rows of their CPU that precede them */
};

/*
 * Checks the file ("-": standard input); a line to f for each thing found, in the order in
 * which they are met. 0, or a negative enum vmt_error if it cannot be read at all.
 */
int trace_check(struct trace_check *, const char *path, FILE *f);
bool trace_check_whole(const struct trace_check *);

#endif
