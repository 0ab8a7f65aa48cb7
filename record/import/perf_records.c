/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/perf_records.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define HEAD 8
#define MAX_RECORD 65536u
#define WINDOW (1u << 20) /* of the file */
#define UNPACKED (256u << 10)
#define MAX_FORMATS (256u << 20)

struct walk {
	const struct perf_file *file;
	perf_record_fn *fn;
	void *self;
	uint64_t offset, end; /* in the file: behind the window, behind the records */
	uint8_t *window;
	size_t at, used;
	/* What compressed records hold goes on from one to the next. */
	ZSTD_DStream *unpack;
	uint8_t *unpacked;
	size_t waiting; /* the front of a record */
};

static const struct foreign_file *file_of(const struct walk *w)
{
	return &w->file->trace->file;
}

static uint64_t where(const struct walk *w)
{
	return w->offset - (w->used - w->at);
}

static int damaged(const struct walk *w, const char *what, struct trouble *t)
{
	return foreign_damaged(file_of(w), where(w), what, t);
}

/* ---- Of the file ---- */

/* At least n bytes are at hand, if there are as many: how many there are, or -1. */
static ssize_t look(struct walk *w, size_t n, struct trouble *t)
{
	size_t left = w->used - w->at, more = WINDOW - left;

	if (left >= n || w->offset == w->end)
		return left;
	memmove(w->window, w->window + w->at, left);
	w->at = 0;
	w->used = left;
	if (more > w->end - w->offset)
		more = w->end - w->offset;
	if (foreign_read(file_of(w), w->offset, w->window + left, more, t))
		return -1;
	w->offset += more;
	w->used += more;
	return w->used;
}

/* What follows a record and is none: passed over. */
static int skip(struct walk *w, uint64_t n, struct trouble *t)
{
	size_t left = w->used - w->at;

	if (n <= left) {
		w->at += n;
		return 0;
	}
	n -= left;
	if (n > w->end - w->offset)
		return damaged(w, "what follows a record is cut", t);
	w->at = w->used;
	w->offset += n;
	return 0;
}

/* ---- Inside of compressed ones ---- */

static struct perf_record take_record(struct take *t, uint64_t offset)
{
	struct perf_record r = { .offset = offset };
	uint16_t size;

	r.type = take_u32(t);
	r.misc = take_u16(t);
	size = take_u16(t);
	r.body = take_part(t, size < HEAD ? UINT64_MAX : (uint64_t)size - HEAD);
	return r;
}

static int begin_unpacking(struct walk *w, struct trouble *t)
{
	if (w->unpack)
		return 0;
	w->unpack = ZSTD_createDStream();
	w->unpacked = malloc(UNPACKED);
	if (!w->unpack || !w->unpacked)
		return foreign_no_memory(file_of(w), t);
	ZSTD_initDStream(w->unpack);
	return 0;
}

/* All records whole so far; what is left is the front of the next one. */
static int give_unpacked(struct walk *w, const struct perf_record *outer, struct trouble *t)
{
	struct take all = take_from(w->unpacked, w->waiting, outer->body.big), whole = all;
	int r = 0;

	while (!r && whole.left >= HEAD) {
		struct perf_record record = take_record(&all, outer->offset);

		if (all.cut)
			break;
		whole = all;
		if (record.type == PERF_COMPRESSED || record.type == PERF_COMPRESSED2)
			return damaged(w, "a compressed record is in one before here", t);
		r = w->fn(w->self, &record, t);
	}
	memmove(w->unpacked, whole.at, whole.left);
	w->waiting = whole.left;
	if (!r && w->waiting >= MAX_RECORD)
		return damaged(w, "what a record before here unpacks to is no record", t);
	return r;
}

static int unpack(struct walk *w, const struct perf_record *record, struct trouble *t)
{
	struct take body = record->body;
	ZSTD_inBuffer from;
	int r = begin_unpacking(w, t);

	if (record->type == PERF_COMPRESSED2)
		body = take_part(&body, take_u64(&body));
	from = (ZSTD_inBuffer){ .src = body.at, .size = body.left };
	while (!r) {
		ZSTD_outBuffer to = { w->unpacked, UNPACKED, w->waiting };
		size_t error = ZSTD_decompressStream(w->unpack, &to, &from);
		bool full = to.pos == to.size;

		if (ZSTD_isError(error))
			return damaged(w, "a compressed record before here does not decompress", t);
		w->waiting = to.pos;
		r = give_unpacked(w, record, t);
		if (from.pos == from.size && !full)
			break;
	}
	return r;
}

/* ---- Each ---- */

/* Padded to words, behind a u32 of its size. */
static int load_formats(struct walk *w, struct perf_record *r, uint8_t **out, struct trouble *t)
{
	struct take body = r->body;
	uint32_t size = take_u32(&body);
	uint64_t offset = where(w);

	if (size > MAX_FORMATS || size > w->end - offset)
		return damaged(w, "formats of events are cut", t);
	if (foreign_load(file_of(w), offset, size, out, t))
		return -1;
	r->behind = take_from(*out, size, body.big);
	return skip(w, size, t);
}

static int skip_auxtrace(struct walk *w, struct perf_record *r, struct trouble *t)
{
	struct take body = r->body;

	return skip(w, take_u64(&body), t);
}

static int give(struct walk *w, struct perf_record *r, struct trouble *t)
{
	uint8_t *formats = NULL;
	int rc;

	if (r->type == PERF_COMPRESSED || r->type == PERF_COMPRESSED2)
		return unpack(w, r, t);
	if (r->type == PERF_AUXTRACE)
		return skip_auxtrace(w, r, t);
	if (r->type == PERF_FORMATS && load_formats(w, r, &formats, t)) {
		free(formats);
		return -1;
	}
	rc = w->fn(w->self, r, t);
	free(formats);
	return rc;
}

static int walk(struct walk *w, struct trouble *t)
{
	int r = 0;

	while (!r) {
		uint64_t offset = where(w);
		ssize_t n = look(w, MAX_RECORD, t);
		struct perf_record record;
		struct take take;

		if (n <= 0)
			return n;
		take = take_from(w->window + w->at, n, w->file->trace->big);
		record = take_record(&take, offset);
		if (take.cut)
			return damaged(w, "a record has no possible size", t);
		w->at = take.at - w->window;
		r = give(w, &record, t);
	}
	return r;
}

int perf_records_walk(const struct perf_file *f, perf_record_fn *fn, void *self, struct trouble *t)
{
	struct walk w = { .file = f, .fn = fn, .self = self };
	int r;

	w.offset = f->data;
	w.end = f->data + f->size;
	w.window = malloc(WINDOW);
	r = w.window ? walk(&w, t) : foreign_no_memory(&f->trace->file, t);
	if (!r && w.waiting)
		r = damaged(&w, "the last compressed record is cut", t);
	ZSTD_freeDStream(w.unpack);
	free(w.unpacked);
	free(w.window);
	return r;
}
