/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_reader.h - a consumer of one CPU's ring: acquire what the module has written, walk the
 * records, release what was read. Records are read in place and never wrap.
 *
 *	ring_acquire(&ring);
 *	while ((rec = ring_peek(&ring)))
 *		... use rec, ring_next(&ring, rec) ...
 *	ring_release(&ring);
 *
 * A ring that makes no sense (a length of 0 or beyond the end, a head that jumps) is skipped
 * to its head and counted in `nonsense`: the walk ends, nothing beyond the map is touched.
 */
#ifndef RECORD_RING_READER_H
#define RECORD_RING_READER_H

#include <stdint.h>

#include "kmod/vmtrace_uapi.h"

struct ring {
	const uint8_t *data;
	uint64_t bytes; /* of data, a power of two */
	const struct vmtrace_ring_head *head;
	struct vmtrace_ring_control *control;
	uint64_t next, limit; /* bytes since the start: next to read, and where to stop */
	uint32_t pads;	      /* PADs met since the last record: they have numbers too */
	uint64_t nonsense;    /* times that the ring made none */
};

void ring_acquire(struct ring *);
/* The next record that is no PAD, whole and within the ring; NULL: no more. */
const struct vmtrace_rec *ring_peek(struct ring *);
/* Behind a record that ring_peek() gave. */
void ring_next(struct ring *, const struct vmtrace_rec *);
void ring_release(struct ring *);

#endif
