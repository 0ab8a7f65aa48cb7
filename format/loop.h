/* SPDX-License-Identifier: GPL-2.0 */
/*
 * loop.h - the rounds that a struct vmt_loop keeps: the bytes of their chunks as a writer gave
 * them, and the mark behind each. Inside libvmtrace; vmt.h has the calls.
 *
 *	mark | round | round | round ...
 *	      oldest            newest
 *
 * Every mark's fix is that of the round behind it. So what is forgotten leaves a mark, at which
 * a session can begin.
 */
#ifndef VMT_LOOP_H
#define VMT_LOOP_H

#include "format/section.h"
#include "format/vmt.h"

struct loop_mark {
	struct vmt_clock clock;
	struct vmt_fix fix; /* of what follows */
};

struct loop_round {
	struct loop_round *next; /* newer */
	struct loop_mark mark;	 /* behind it */
	size_t bytes;
	uint8_t data[]; /* of its CHUNK sections, one after another */
};

struct vmt_loop {
	struct vmt_sink sink;
	uint64_t max_bytes, max_ns;
	struct loop_round *oldest, *newest;
	struct loop_mark before; /* the oldest */
	uint64_t rounds, bytes, forgotten;
	struct bytebuf open;   /* chunks of the round that is being written */
	struct bytebuf coming; /* a section of which not all has come */
};

/* The section at `at`, its body and blocks in place, not its own: it has a head that holds. */
void loop_section(const uint8_t *at, struct section *);

#endif
