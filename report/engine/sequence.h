/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sequence.h - puts rows of several inlets in order of time by merging, two lines at a time
 * and without a branch that depends on the times: a line is the inlets' numbers in order, with
 * the times that put them there.
 */
#ifndef REPORT_SEQUENCE_H
#define REPORT_SEQUENCE_H

#include <stdint.h>

struct sequence_line {
	uint64_t *ns;
	uint32_t *from;
	uint32_t n;
};

struct sequence {
	uint32_t room, nlines, room_lines;
	uint32_t used;	   /* of the room, by the lines added */
	uint64_t *ns[2];   /* lines lie behind each other in one half, */
	uint32_t *from[2]; /* and are merged into the other */
	struct sequence_line *lines;
};

void sequence_release(struct sequence *);
/* Begins anew, with room for so many rows in all. 0 or -ENOMEM. */
int sequence_begin(struct sequence *, uint32_t rows, uint32_t lines);
/* A line to be filled with n rows in order; lines come in the order of their CPUs. */
struct sequence_line *sequence_add(struct sequence *, uint32_t n);
/* All rows in order; of equal times those of the earlier line first. */
const uint32_t *sequence_merge(struct sequence *);

#endif
