/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sequence.h - puts rows of several inlets in order of time by merging, two lines at a time
 * and without a branch that depends on the times. A line is a CPU's rows in order, a key each:
 *
 *	ns since the sequence's base | the row's inlet
 *	         64 - bits           |      bits
 *
 * so keys compare as time does, and of equal times the earlier inlet's is less.
 */
#ifndef REPORT_SEQUENCE_H
#define REPORT_SEQUENCE_H

#include <stdint.h>

struct sequence_line {
	uint64_t *keys;
	uint32_t n;
};

struct sequence {
	uint64_t base; /* ns */
	uint32_t bits;
	uint32_t room, nlines, room_lines;
	uint32_t used;	   /* of the room, by the lines added */
	uint64_t *keys[2]; /* lines lie behind each other in one half, and are merged into the other
			    */
	uint32_t *from;
	struct sequence_line *lines;
};

void sequence_release(struct sequence *);
/* The ns that keys can tell apart from the base on, where there are so many inlets. */
uint64_t sequence_span(uint32_t inlets);
/* Begins anew, at ns `base`, with room for so many rows and lines of inlets. 0 or -ENOMEM. */
int sequence_begin(struct sequence *, uint64_t base, uint32_t inlets, uint32_t rows);
/* A line to be filled with n rows in order; lines come in the order of their CPUs. */
struct sequence_line *sequence_add(struct sequence *, uint32_t n);
static inline uint64_t sequence_key(const struct sequence *s, uint64_t ns, uint32_t inlet)
{
	return (ns - s->base) << s->bits | inlet;
}
/* The rows' inlets, all in order. */
const uint32_t *sequence_merge(struct sequence *);

#endif
