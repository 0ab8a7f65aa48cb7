/* SPDX-License-Identifier: GPL-2.0 */
/* trace_dat.c - the reader of trace-cmd's files: CPUs' streams of pages, merged by rounds. */
#include <stdlib.h>

#include "record/import/dat_file.h"
#include "record/import/foreign_reader.h"

/* Pages of all CPUs in a round: some 60,000 events. */
#define ROUND_PAGES 1024
#define LEAST_PAGES 8

struct streams {
	struct dat_file *file;
	struct foreign_trace *trace;
	struct ring_stream *list;
	uint32_t n;
};

static void close_streams(struct streams *s)
{
	for (uint32_t i = 0; s->list && i < s->n; i++)
		ring_stream_close(&s->list[i]);
	free(s->list);
	s->list = NULL;
}

static int open_streams(struct streams *s, struct dat_file *d, struct trouble *t)
{
	*s = (struct streams){ .file = d, .trace = d->trace, .n = d->nstreams };
	s->list = calloc(s->n, sizeof(*s->list));
	if (!s->list)
		return foreign_no_memory(&d->trace->file, t);
	for (uint32_t i = 0; i < s->n; i++) {
		const struct dat_stream *from = &d->streams[i];

		s->list[i] = (struct ring_stream){
			.file = &d->trace->file,
			.offset = from->offset,
			.left = from->size,
			.page_size = from->page_size,
			.long_size = d->head.long_size,
			.big = d->trace->big,
			.packed = from->packed,
		};
		if (ring_stream_open(&s->list[i], d->unpack, t))
			return -1;
	}
	return 0;
}

/* The event that a record is of; NULL: no format is of its number. */
static const struct foreign_event *event_of(const struct foreign_trace *t,
					    const struct ring_event *e)
{
	struct take take = take_from(e->data, e->size, t->big);

	return foreign_events_find(&t->events, take_u16(&take));
}

/* ---- Which processor ---- */

static int look_stream(struct ring_stream *s, const struct foreign_trace *trace,
		       const struct kvm_rows *kvm, uint8_t *isa, struct trouble *t)
{
	uint64_t until = 0, lost = 0;
	const struct ring_event *e;
	int r = 0;

	while (!*isa && until != RING_FOREVER) {
		if (ring_stream_ahead(s, LEAST_PAGES, until + 1, &until, t))
			return -1;
		while (!*isa && (r = ring_stream_peek(s, &e, &lost, t)) > 0) {
			if (event_of(trace, e) == kvm->exit.event)
				*isa = kvm_rows_isa(kvm, e->data, e->size);
			ring_stream_pass(s);
		}
		if (r < 0)
			return -1;
	}
	return 0;
}

/* The first exit tells. */
static int look_for_isa(struct dat_file *d, uint8_t *isa, struct trouble *t)
{
	struct foreign_trace *trace = d->trace;
	struct streams s = { 0 };
	struct kvm_rows kvm;
	int r;

	*isa = 0;
	kvm_rows_init(&kvm, &trace->events, trace->big);
	if (!kvm.exit.event)
		return 0;
	r = open_streams(&s, d, t);
	for (uint32_t i = 0; i < s.n && !r && !*isa; i++)
		r = look_stream(&s.list[i], trace, &kvm, isa, t);
	close_streams(&s);
	return r;
}

/* ---- Rounds ---- */

static uint32_t pages_ahead(const struct streams *s)
{
	uint32_t pages = ROUND_PAGES / (s->n ?: 1);

	return pages > LEAST_PAGES ? pages : LEAST_PAGES;
}

/* Reads ahead; every stream's events up to *until are at hand then. */
static int read_ahead(struct streams *s, uint64_t least, uint64_t *until, struct trouble *t)
{
	*until = RING_FOREVER;
	for (uint32_t i = 0; i < s->n; i++) {
		uint64_t to;

		if (ring_stream_ahead(&s->list[i], pages_ahead(s), least, &to, t))
			return -1;
		*until = to < *until ? to : *until;
	}
	return 0;
}

/* The earliest event of n streams up to a time; NULL in *from: there is none. */
static int earliest(struct ring_stream *list, uint32_t n, uint64_t until,
		    struct session_weave *w, struct ring_stream **from,
		    const struct ring_event **first, struct trouble *t)
{
	*from = NULL;
	for (uint32_t i = 0; i < n; i++) {
		const struct ring_event *e;
		uint64_t lost = 0;
		int r = ring_stream_peek(&list[i], &e, &lost, t);

		if (r < 0)
			return -1;
		if (lost && weave_lost(w, !r ? 0 : e->time < until ? e->time : until, lost, t))
			return -1;
		if (r && e->time <= until && (!*from || e->time < (*first)->time)) {
			*from = &list[i];
			*first = e;
		}
	}
	return 0;
}

static int give_event(struct session_weave *w, const struct foreign_event *event,
		      const struct ring_event *e, struct trouble *t)
{
	struct weave_record r = { .event = event, .time = e->time, .data = e->data, .size = e->size };

	if (event)
		return weave_thread(w, &r, t) ?: weave_event(w, &r, t);
	w->trace->unknown++;
	return 0;
}

static int give_cpu(struct streams *s, uint32_t at, uint32_t n, uint64_t until,
		    struct session_weave *w, struct trouble *t)
{
	const struct ring_event *e = NULL;
	struct ring_stream *from;
	int r = weave_cpu(w, s->file->streams[at].cpu, t);

	while (!r && !(r = earliest(s->list + at, n, until, w, &from, &e, t)) && from) {
		r = give_event(w, event_of(s->trace, e), e, t);
		ring_stream_pass(from);
	}
	return r;
}

static int give_round(struct streams *s, uint64_t until, struct session_weave *w,
		      struct trouble *t)
{
	uint32_t n;

	for (uint32_t i = 0; i < s->n; i += n) {
		for (n = 1; i + n < s->n; n++)
			if (s->file->streams[i + n].cpu != s->file->streams[i].cpu)
				break;
		if (give_cpu(s, i, n, until, w, t))
			return -1;
	}
	return 0;
}

/* The time of the first event, once the first pages are at hand. */
static int find_first(struct streams *s, uint64_t *first, struct trouble *t)
{
	*first = UINT64_MAX;
	for (uint32_t i = 0; i < s->n; i++)
		if (s->list[i].used) {
			uint64_t time = ring_page_time(s->list[i].pages, s->trace->big);

			*first = time < *first ? time : *first;
		}
	if (*first == UINT64_MAX)
		*first = 0;
	return 0;
}

static int import_streams(struct streams *s, uint8_t isa, struct session_weave *w,
			  const struct foreign_output *out, struct trouble *t)
{
	uint64_t first, until;

	if (read_ahead(s, 0, &until, t) || find_first(s, &first, t) ||
	    weave_open(w, s->trace, isa, out, first, t))
		return -1;
	while (1) {
		if (read_ahead(s, w->sealed + 1, &until, t) || give_round(s, until, w, t))
			return -1;
		if (until == RING_FOREVER)
			return 0;
		if (weave_round(w, until, t))
			return -1;
	}
}

static int import(struct foreign_trace *trace, struct session_weave *w,
		  const struct foreign_output *out, struct trouble *t)
{
	struct streams s = { 0 };
	struct dat_file d;
	uint8_t isa;
	int r = dat_file_read(&d, trace, t);

	if (!r)
		r = look_for_isa(&d, &isa, t);
	if (!r)
		r = open_streams(&s, &d, t);
	if (!r)
		r = import_streams(&s, isa, w, out, t);
	close_streams(&s);
	dat_file_close(&d);
	return r;
}

static bool knows(const uint8_t *head, size_t size)
{
	return size >= TRACING_MAGIC_SIZE && !memcmp(head, TRACING_MAGIC, TRACING_MAGIC_SIZE);
}

const struct foreign_reader trace_dat_reader = { "trace.dat", knows, import };
