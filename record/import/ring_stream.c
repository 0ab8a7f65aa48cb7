/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/ring_stream.h"

#include <stdlib.h>

#include "record/import/zstd_frame.h"

#define PIECE (256u << 10) /* read at once of what is not compressed */
#define MAX_CHUNK (16u << 20)
/* Pages that all begin at one instant are no pages of a trace. */
#define MAX_AHEAD (16u << 20)

static int damaged(struct ring_stream *s, const char *what, struct trouble *t)
{
	return foreign_damaged(s->file, s->offset, what, t);
}

static void begin_chunks(struct ring_stream *s, struct trouble *t)
{
	uint8_t count[4];
	struct take take = take_from(count, sizeof(count), s->big);

	if (foreign_read(s->file, s->offset, count, sizeof(count), t)) {
		s->failed = true;
		return;
	}
	s->chunks = take_u32(&take);
	s->offset += sizeof(count);
	/* What the file gives as their size is so with or without the count. */
	s->left = s->file->size - s->offset;
}

void ring_stream_open(struct ring_stream *s, ZSTD_DCtx *unpack, struct trouble *t)
{
	s->unpack = unpack;
	if (s->packed && s->left)
		begin_chunks(s, t);
	if (s->offset <= s->file->size && s->left <= s->file->size - s->offset)
		return;
	damaged(s, "events of a CPU go on beyond the file's end", t);
	/* A file that was cut has what comes before. */
	s->left = s->offset < s->file->size ? s->file->size - s->offset : 0;
}

void ring_stream_close(struct ring_stream *s)
{
	free(s->pages);
	free(s->piece);
	s->pages = s->piece = NULL;
}

static int grow(uint8_t **data, size_t *room, size_t want)
{
	uint8_t *p;

	if (want <= *room)
		return 0;
	p = realloc(*data, want);
	if (!p)
		return -1;
	*data = p;
	*room = want;
	return 0;
}

/* Room for `more` bytes behind the pages at hand; the one being walked moves with them. */
static int make_room(struct ring_stream *s, size_t more, struct trouble *t)
{
	size_t walked = s->open ? s->page.events.at - s->pages - s->at : 0;
	size_t held = s->held ? s->event.data - s->pages - s->at : 0;

	if (s->at)
		memmove(s->pages, s->pages + s->at, s->used - s->at);
	s->used -= s->at;
	s->at = 0;
	if (s->used + more > MAX_AHEAD + MAX_CHUNK)
		return damaged(s, "too many events of a CPU have one time", t);
	if (grow(&s->pages, &s->room, s->used + more))
		return foreign_no_memory(s->file, t);
	s->page.events.at = s->pages + walked;
	s->event.data = s->pages + held;
	return 0;
}

/* ---- Reading on ---- */

static int read_plain(struct ring_stream *s, struct trouble *t)
{
	size_t n = PIECE - PIECE % s->page_size ?: s->page_size;

	/* What is behind the last whole page is none. */
	if (s->left < s->page_size)
		return s->left = 0;
	if (n > s->left)
		n = s->left - s->left % s->page_size;
	if (make_room(s, n, t) || foreign_read(s->file, s->offset, s->pages + s->used, n, t))
		return -1;
	s->used += n;
	s->offset += n;
	s->left -= n;
	return 0;
}

/* u32 compressed size, u32 size, the frame */
static int read_chunk(struct ring_stream *s, struct trouble *t)
{
	uint8_t head[8];
	struct take take = take_from(head, sizeof(head), s->big);
	uint32_t packed, size;

	if (s->left < sizeof(head))
		return damaged(s, "compressed events of a CPU are cut", t);
	if (foreign_read(s->file, s->offset, head, sizeof(head), t))
		return -1;
	packed = take_u32(&take);
	size = take_u32(&take);
	if (packed > s->left - sizeof(head) || size > MAX_CHUNK || size % s->page_size)
		return damaged(s, "a compressed chunk of events has no possible size", t);
	if (make_room(s, size, t))
		return -1;
	if (grow(&s->piece, &s->piece_room, packed))
		return foreign_no_memory(s->file, t);
	if (foreign_read(s->file, s->offset + sizeof(head), s->piece, packed, t))
		return -1;
	if (!zstd_frame_unpack(s->unpack, s->piece, packed, s->pages + s->used, size))
		return damaged(s, "a compressed chunk of events does not decompress", t);
	s->used += size;
	s->offset += sizeof(head) + packed;
	s->left -= sizeof(head) + packed;
	s->chunks--;
	return 0;
}

static bool at_end(const struct ring_stream *s)
{
	return s->failed || (s->packed ? !s->chunks : !s->left);
}

static int read_on(struct ring_stream *s, struct trouble *t)
{
	return s->packed ? read_chunk(s, t) : read_plain(s, t);
}

uint64_t ring_stream_ahead(struct ring_stream *s, uint32_t pages, uint64_t least, struct trouble *t)
{
	size_t ahead = (size_t)pages * s->page_size;

	while (1) {
		size_t n = s->used - s->at;
		uint64_t time;

		if (n < ahead + s->page_size) {
			if (at_end(s))
				return RING_FOREVER;
			s->failed = read_on(s, t);
			continue;
		}
		/* What stands before a page is not later than it begins. */
		time = ring_page_time(s->pages + s->at + ahead, s->big);
		if (time && time - 1 >= least)
			return time - 1;
		ahead += s->page_size;
	}
}

/* ---- Events ---- */

static void pass_page(struct ring_stream *s)
{
	s->open = false;
	s->at += s->page_size;
}

/* False: there is none. */
static bool open_page(struct ring_stream *s, uint64_t *lost, struct trouble *t)
{
	while (s->used - s->at >= s->page_size) {
		s->open = !ring_page_open(&s->page, s->pages + s->at, s->page_size, s->big,
					  s->long_size);
		if (s->open) {
			if (s->page.lost)
				*lost += s->page.lost_count ?: 1;
			return true;
		}
		damaged(s, "a page of events before here is none", t);
		pass_page(s);
	}
	return false;
}

bool ring_stream_peek(struct ring_stream *s, const struct ring_event **out, uint64_t *lost,
		      struct trouble *t)
{
	while (!s->held) {
		int r;

		if (!s->open && !open_page(s, lost, t))
			return false;
		r = ring_page_next(&s->page, &s->event);
		if (r < 0)
			damaged(s, "an event in a page before here is cut", t);
		s->held = r > 0;
		if (!s->held)
			pass_page(s);
	}
	*out = &s->event;
	return true;
}
