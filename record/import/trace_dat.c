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
	s->list = calloc(s->n + 1, sizeof(*s->list));
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
		ring_stream_open(&s->list[i], d->unpack, t);
	}
	return 0;
}

/* common_type */
static uint16_t number_of(const struct foreign_trace *t, const struct ring_event *e)
{
	struct take take = take_from(e->data, e->size, t->big);

	return take_u16(&take);
}

/* ---- What there is ---- */

struct survey {
	struct foreign_trace *trace;
	struct kvm_rows kvm;
	uint8_t isa;
};

static void look_stream(struct survey *v, struct ring_stream *s, struct trouble *t)
{
	uint64_t until = 0, lost = 0;
	const struct ring_event *e;

	while (until != RING_FOREVER) {
		until = ring_stream_ahead(s, LEAST_PAGES, until + 1, t);
		for (; ring_stream_peek(s, &e, &lost, t); ring_stream_pass(s)) {
			const struct foreign_event *event =
				foreign_events_use(&v->trace->events, number_of(v->trace, e));

			if (event && !v->isa && event == v->kvm.exit.event)
				v->isa = kvm_rows_isa(&v->kvm, e->data, e->size);
		}
	}
}

/*
 * A file holds the formats of all events that could have come, and a session names its tables
 * first: so all is read twice. The first exit tells which processor it is.
 */
static int survey(struct dat_file *d, uint8_t *isa, struct trouble *t)
{
	struct survey v = { .trace = d->trace };
	struct trouble again = { 0 };
	struct streams s = { 0 };

	kvm_rows_init(&v.kvm, &d->trace->events, d->trace->big);
	if (open_streams(&s, d, &again))
		return foreign_no_memory(&d->trace->file, t);
	for (uint32_t i = 0; i < s.n; i++)
		look_stream(&v, &s.list[i], &again);
	close_streams(&s);
	foreign_events_keep_used(&d->trace->events);
	*isa = v.isa;
	return 0;
}

/* ---- Rounds ---- */

static uint32_t pages_ahead(const struct streams *s)
{
	uint32_t pages = ROUND_PAGES / (s->n ?: 1);

	return pages > LEAST_PAGES ? pages : LEAST_PAGES;
}

/* Reads ahead; every stream's events up to the time that it returns are at hand then. */
static uint64_t read_ahead(struct streams *s, uint64_t least, struct trouble *t)
{
	uint64_t until = RING_FOREVER;

	for (uint32_t i = 0; i < s->n; i++) {
		uint64_t to = ring_stream_ahead(&s->list[i], pages_ahead(s), least, t);

		until = to < until ? to : until;
	}
	return until;
}

/* The earliest event of n streams up to a time; NULL in *from: there is none. */
static int earliest(struct ring_stream *list, uint32_t n, uint64_t until, struct session_weave *w,
		    struct ring_stream **from, const struct ring_event **first, struct trouble *t)
{
	*from = NULL;
	for (uint32_t i = 0; i < n; i++) {
		const struct ring_event *e;
		uint64_t lost = 0;
		bool there = ring_stream_peek(&list[i], &e, &lost, t);

		if (lost && weave_lost(w, !there ? 0 : e->time < until ? e->time : until, lost, t))
			return -1;
		if (there && e->time <= until && (!*from || e->time < (*first)->time)) {
			*from = &list[i];
			*first = e;
		}
	}
	return 0;
}

static int give_event(struct session_weave *w, const struct ring_event *e, struct trouble *t)
{
	struct weave_record r = { .time = e->time, .data = e->data, .size = e->size };

	r.event = foreign_events_find(&w->trace->events, number_of(w->trace, e));
	if (r.event)
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
		r = give_event(w, e, t);
		ring_stream_pass(from);
	}
	return r;
}

static int give_round(struct streams *s, uint64_t until, struct session_weave *w, struct trouble *t)
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
static uint64_t first_time(const struct streams *s)
{
	uint64_t first = UINT64_MAX;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->list[i].used) {
			uint64_t time = ring_page_time(s->list[i].pages, s->trace->big);

			first = time < first ? time : first;
		}
	return first == UINT64_MAX ? 0 : first;
}

static int import_streams(struct streams *s, uint8_t isa, struct session_weave *w,
			  const struct foreign_output *out, struct trouble *t)
{
	uint64_t until = read_ahead(s, 0, t);

	if (weave_open(w, s->trace, isa, out, first_time(s), t))
		return -1;
	while (1) {
		until = read_ahead(s, w->sealed + 1, t);
		if (give_round(s, until, w, t))
			return -1;
		/* Damage on the way was left out. */
		if (until == RING_FOREVER)
			return t->status ? -1 : 0;
		if (weave_round(w, until, t))
			return -1;
	}
}

static int import(struct foreign_trace *trace, struct session_weave *w,
		  const struct foreign_output *out, struct trouble *t)
{
	struct streams s = { 0 };
	struct dat_file d;
	uint8_t isa = 0;
	int r = dat_file_read(&d, trace, t);

	if (!r)
		r = survey(&d, &isa, t);
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
