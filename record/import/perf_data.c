/* SPDX-License-Identifier: GPL-2.0 */
/* perf_data.c - the reader of perf's files: records, put in order by rounds. */
#include <string.h>

#include "record/import/foreign_reader.h"
#include "record/import/perf_queue.h"
#include "record/import/perf_sample.h"

/* Records that make a round, and that wait at most where the file marks no rounds. */
#define ROUND_RECORDS 65536u
#define MOST_RECORDS (1u << 21)

/* What a queued record is; of samples it is the event. */
static const char a_name, a_fork, a_loss;

struct perf_import {
	struct perf_file file;
	struct foreign_trace *trace;
	struct session_weave *weave;
	const struct foreign_output *out;
	struct perf_queue queue;
	uint8_t isa;
	uint64_t latest;   /* time of a record */
	uint64_t complete; /* all up to then are queued: the latest as of the round before */
	bool opened;
};

static int no_memory(const struct perf_import *p, struct trouble *t)
{
	return foreign_no_memory(&p->trace->file, t);
}

/* ---- A round into the weave ---- */

struct perf_fork {
	uint32_t pid, ppid, tid, ptid;
};

static struct perf_fork take_fork(struct take *t)
{
	struct perf_fork f;

	f.pid = take_u32(t);
	f.ppid = take_u32(t);
	f.tid = take_u32(t);
	f.ptid = take_u32(t);
	return f;
}

/* A name or a fork. */
static int tell_thread(struct perf_import *p, const struct perf_queued *e)
{
	struct take t = take_from(perf_queue_data(&p->queue, e), e->size, p->trace->big);
	struct perf_fork f;
	uint32_t pid, tid;

	if (e->of == &a_fork) {
		f = take_fork(&t);
		return foreign_threads_fork(&p->trace->threads, f.tid, f.pid, f.ptid, f.ppid);
	}
	pid = take_u32(&t);
	tid = take_u32(&t);
	return foreign_threads_name(&p->trace->threads, tid, pid, (const char *)t.at, t.left);
}

static bool is_sample(const struct perf_queued *e)
{
	return e->of != &a_name && e->of != &a_fork && e->of != &a_loss;
}

static struct weave_record record_of(const struct perf_import *p, const struct perf_queued *e)
{
	return (struct weave_record){
		.event = e->of,
		.time = e->time,
		.tid = e->tid,
		.task = e->task,
		.data = perf_queue_data(&p->queue, e),
		.size = e->size,
	};
}

/* In the order of time: who everybody is, when. */
static int name_threads(struct perf_import *p, uint32_t n, struct trouble *t)
{
	for (uint32_t i = 0; i < n; i++) {
		struct perf_queued *e = &p->queue.list[i];

		if (is_sample(e)) {
			struct weave_record r = record_of(p, e);

			if (weave_thread(p->weave, &r, t))
				return -1;
			e->tid = r.tid;
			e->task = r.task;
		} else if (e->of != &a_loss && tell_thread(p, e)) {
			return no_memory(p, t);
		}
	}
	return 0;
}

static int give(struct perf_import *p, const struct perf_queued *e, uint64_t until,
		struct trouble *t)
{
	struct weave_record r;
	struct take take;

	if (is_sample(e)) {
		r = record_of(p, e);
		return weave_event(p->weave, &r, t);
	}
	if (e->of != &a_loss)
		return 0;
	take = take_from(perf_queue_data(&p->queue, e), e->size, p->trace->big);
	return weave_lost(p->weave, e->time < until ? e->time : until, take_u64(&take), t);
}

/* CPU by CPU. */
static int give_all(struct perf_import *p, uint32_t n, uint64_t until, struct trouble *t)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct perf_queued *e = &p->queue.list[i];

		if ((!i || e->cpu != e[-1].cpu) && weave_cpu(p->weave, e->cpu, t))
			return -1;
		if (give(p, e, until, t))
			return -1;
	}
	return 0;
}

static int open_weave(struct perf_import *p, struct trouble *t)
{
	uint64_t first = 0;

	for (uint32_t i = p->queue.n; i--;)
		if (is_sample(&p->queue.list[i]))
			first = p->queue.list[i].time;
	p->opened = true;
	return weave_open(p->weave, p->trace, p->isa, p->out, first, t);
}

/* All that is queued up to a time. */
static int flush(struct perf_import *p, uint64_t until, struct trouble *t)
{
	uint32_t n;

	perf_queue_sort(&p->queue);
	if (!p->opened && open_weave(p, t))
		return -1;
	if (until <= p->weave->sealed)
		return 0;
	n = perf_queue_until(&p->queue, until);
	if (name_threads(p, n, t))
		return -1;
	perf_queue_group(&p->queue, n);
	if (give_all(p, n, until, t))
		return -1;
	perf_queue_drop(&p->queue, n);
	return until == UINT64_MAX ? 0 : weave_round(p->weave, until, t);
}

/* Where the file marks no rounds, half of what waits is taken for complete. */
static int relieve(struct perf_import *p, struct trouble *t)
{
	uint64_t middle;

	perf_queue_sort(&p->queue);
	middle = p->queue.list[p->queue.n / 2].time;
	if (flush(p, middle, t))
		return -1;
	return p->queue.n < MOST_RECORDS ? 0 : flush(p, p->latest, t);
}

/* ---- Records ---- */

static int enqueue(struct perf_import *p, const struct perf_queued *e, const void *data,
		   struct trouble *t)
{
	if (perf_queue_add(&p->queue, e, data))
		return no_memory(p, t);
	if (e->time > p->latest)
		p->latest = e->time;
	return p->queue.n < MOST_RECORDS ? 0 : relieve(p, t);
}

static int damaged(const struct perf_import *p, const struct perf_record *r, const char *what,
		   struct trouble *t)
{
	return foreign_damaged(&p->trace->file, r->offset, what, t);
}

static int take_sample(void *self, struct perf_record *r, struct trouble *t)
{
	struct perf_import *p = self;
	struct perf_sample s;
	struct perf_queued e;

	if (perf_sample_read(&p->file, r->body, &s))
		return damaged(p, r, "a sample is cut", t);
	/* Of an event that is no tracepoint, or that the file says nothing of. */
	if (!s.attr || !s.attr->event) {
		if (s.attr && s.attr->type != PERF_TYPE_TRACEPOINT)
			p->trace->others++;
		else
			p->trace->unknown++;
		return 0;
	}
	if (!s.has_time || !s.raw.at)
		return damaged(p, r, "a tracepoint's sample has no time or no data of its own", t);
	e = (struct perf_queued){
		.time = s.time, .of = s.attr->event, .size = s.raw.left, .cpu = s.cpu
	};
	return enqueue(p, &e, s.raw.at, t);
}

/* What is told without a time, or before there was any, holds from the start. */
static int take_told(struct perf_import *p, struct perf_record *r, const void *of, size_t least,
		     struct trouble *t)
{
	struct perf_sample s;
	struct perf_queued e;

	if (r->body.left < least)
		return damaged(p, r, "a record is cut", t);
	perf_sample_tail(&p->file, r->body, &s);
	e = (struct perf_queued){ .time = s.time, .of = of, .size = r->body.left, .cpu = s.cpu };
	return enqueue(p, &e, r->body.at, t);
}

static int take_name(void *self, struct perf_record *r, struct trouble *t)
{
	return take_told(self, r, &a_name, 9, t);
}

static int take_a_fork(void *self, struct perf_record *r, struct trouble *t)
{
	return take_told(self, r, &a_fork, 16, t);
}

/* u64 id, u64 lost */
static int take_lost(void *self, struct perf_record *r, struct trouble *t)
{
	if (r->body.left < 16)
		return damaged(self, r, "a record is cut", t);
	take_u64(&r->body);
	return take_told(self, r, &a_loss, 8, t);
}

/* u64 lost */
static int take_lost_samples(void *self, struct perf_record *r, struct trouble *t)
{
	return take_told(self, r, &a_loss, 8, t);
}

/* perf has read each ring once more: what is as old as the round before this one is here. */
static int take_round(void *self, struct perf_record *r, struct trouble *t)
{
	struct perf_import *p = self;
	uint64_t complete = p->complete;

	p->complete = p->latest;
	return p->queue.n < ROUND_RECORDS || !complete ? 0 : flush(p, complete, t);
}

static perf_record_fn *const records[] = {
	[PERF_LOST] = take_lost,
	[PERF_COMM] = take_name,
	[PERF_FORK] = take_a_fork,
	[PERF_SAMPLE] = take_sample,
	[PERF_LOST_SAMPLES] = take_lost_samples,
	[PERF_FINISHED_ROUND] = take_round,
};

static int take_record(void *self, struct perf_record *r, struct trouble *t)
{
	bool known = r->type < sizeof(records) / sizeof(records[0]) && records[r->type];

	return known ? records[r->type](self, r, t) : 0;
}

/* ---- What comes before ---- */

/* Of a piped file: what it says before its first sample. */
static int take_opening(void *self, struct perf_record *r, struct trouble *t)
{
	struct perf_file *f = self;
	struct take attr = r->body, head = r->body;
	uint32_t size;

	switch (r->type) {
	case PERF_ATTR: /* with its size inside, and ids behind it */
		take_u32(&head);
		size = take_u32(&head);
		attr = take_part(&r->body, size);
		return perf_file_attr(f, &attr, &r->body, t);
	case PERF_FEATURE:
		size = take_u64(&r->body);
		return perf_file_feature(f, size, &r->body, t);
	case PERF_FORMATS:
		return perf_file_feature(f, PERF_TRACING_DATA, &r->behind, t);
	case PERF_SAMPLE:
		return 1;
	}
	return 0;
}

struct look {
	struct perf_import *import;
	struct kvm_rows kvm;
};

static int look_at(void *self, struct perf_record *r, struct trouble *t)
{
	struct look *l = self;
	struct perf_sample s;

	if (r->type != PERF_SAMPLE || perf_sample_read(&l->import->file, r->body, &s) || !s.attr ||
	    s.attr->event != l->kvm.exit.event)
		return 0;
	l->import->isa = kvm_rows_isa(&l->kvm, s.raw.at, s.raw.left);
	return l->import->isa != 0;
}

/* The first exit tells which processor it is. */
static int look_for_isa(struct perf_import *p, struct trouble *t)
{
	struct look l = { .import = p };

	kvm_rows_init(&l.kvm, &p->trace->events, p->trace->big);
	if (!l.kvm.exit.event)
		return 0;
	return perf_records_walk(&p->file, look_at, &l, t) < 0 ? -1 : 0;
}

static int import_records(struct perf_import *p, struct trouble *t)
{
	struct trouble after = { 0 };
	int r;

	if (p->file.piped && perf_records_walk(&p->file, take_opening, &p->file, t) < 0)
		return -1;
	if (perf_file_ready(&p->file, t) || look_for_isa(p, t))
		return -1;
	r = perf_records_walk(&p->file, take_record, p, t);
	/* What came before a damage stays. */
	return flush(p, UINT64_MAX, r ? &after : t) ?: r;
}

static int import(struct foreign_trace *trace, struct session_weave *w,
		  const struct foreign_output *out, struct trouble *t)
{
	struct perf_import p = { .trace = trace, .weave = w, .out = out };
	int r = perf_file_open(&p.file, trace, t);

	if (!r)
		r = import_records(&p, t);
	perf_queue_release(&p.queue);
	perf_file_close(&p.file);
	return r;
}

static bool knows(const uint8_t *head, size_t size)
{
	return size >= 8 && (!memcmp(head, "PERFILE2", 8) || !memcmp(head, "2ELIFREP", 8));
}

const struct foreign_reader perf_data_reader = { "perf.data", knows, import };
