/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_stream.h - the pages that one CPU left in a trace.dat, from front to back: as they are, or
 * in compressed chunks. Some pages are read ahead, so that it is known up to which time the
 * stream's events are at hand.
 *
 *	ring_stream_open
 *	ring_stream_ahead	up to when
 *	ring_stream_next	the events up to then
 *	ring_stream_close
 */
#ifndef RECORD_RING_STREAM_H
#define RECORD_RING_STREAM_H

#include <zstd.h>

#include "record/import/foreign_file.h"
#include "record/import/ring_page.h"

struct ring_stream {
	const struct foreign_file *file;
	uint64_t offset, left; /* in the file, of what was not read */
	uint32_t page_size;
	uint8_t long_size;
	bool big, packed;
	bool failed;	   /* nothing more can be read */
	uint32_t chunks;   /* to come, if packed */
	ZSTD_DCtx *unpack; /* shared */

	uint8_t *pages; /* read ahead */
	size_t room, used, at;
	struct ring_page page; /* the one being walked, if open */
	bool open, held;
	struct ring_event event; /* the next, if held */
	uint8_t *piece;		 /* compressed */
	size_t piece_room;
};

#define RING_FOREVER UINT64_MAX

/*
 * What is damaged is a trouble, and left out: a page, or all from there on. The stream goes on
 * with what there is.
 *
 * Set what is above `failed` first; close it in the end.
 */
void ring_stream_open(struct ring_stream *, ZSTD_DCtx *, struct trouble *);
void ring_stream_close(struct ring_stream *);
/*
 * Reads `pages` ahead, or as many as it takes for a time that is not before `least`, and returns
 * it: every event not later is at hand then, RING_FOREVER if the stream is.
 */
uint64_t ring_stream_ahead(struct ring_stream *, uint32_t pages, uint64_t least, struct trouble *);
/*
 * The next event at hand, which stays; false: there is none. *lost: events were lost before it,
 * at least so many.
 */
bool ring_stream_peek(struct ring_stream *, const struct ring_event **, uint64_t *lost,
		      struct trouble *);
static inline void ring_stream_pass(struct ring_stream *s)
{
	s->held = false;
}

#endif
