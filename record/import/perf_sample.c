/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/perf_sample.h"

/* PERF_SAMPLE_* */
enum {
	SAMPLE_IP = 1 << 0,
	SAMPLE_TID = 1 << 1,
	SAMPLE_TIME = 1 << 2,
	SAMPLE_ADDR = 1 << 3,
	SAMPLE_READ = 1 << 4,
	SAMPLE_CALLCHAIN = 1 << 5,
	SAMPLE_ID = 1 << 6,
	SAMPLE_CPU = 1 << 7,
	SAMPLE_PERIOD = 1 << 8,
	SAMPLE_STREAM_ID = 1 << 9,
	SAMPLE_RAW = 1 << 10,
	SAMPLE_IDENTIFIER = 1 << 16,
};
/* PERF_FORMAT_* */
enum { READ_ENABLED = 1, READ_RUNNING = 2, READ_ID = 4, READ_GROUP = 8, READ_LOST = 16 };

struct reading {
	struct take t;
	struct perf_sample *sample;
	uint64_t read_format;
	uint64_t id;
	bool has_id;
};

/* ---- One piece each ---- */

static void take_word(struct reading *r)
{
	take_u64(&r->t);
}

static void take_id(struct reading *r)
{
	r->id = take_u64(&r->t);
	r->has_id = true;
}

static void take_tid(struct reading *r)
{
	r->sample->pid = take_u32(&r->t);
	r->sample->tid = take_u32(&r->t);
}

static void take_time(struct reading *r)
{
	r->sample->time = take_u64(&r->t);
	r->sample->has_time = true;
}

static void take_cpu(struct reading *r)
{
	r->sample->cpu = take_u32(&r->t);
	take_u32(&r->t);
}

static unsigned int words(uint64_t format, uint64_t bits)
{
	return __builtin_popcountll(format & bits);
}

static void take_read(struct reading *r)
{
	uint64_t format = r->read_format;
	uint64_t n = format & READ_GROUP ? take_u64(&r->t) : 1;
	uint64_t each = 1 + words(format, READ_ID | READ_LOST);
	uint64_t times = words(format, READ_ENABLED | READ_RUNNING);

	if (n > r->t.left / 8)
		r->t.cut = true;
	take_bytes(&r->t, 8 * (times + n * each));
}

static void take_callchain(struct reading *r)
{
	uint64_t n = take_u64(&r->t);

	if (n > r->t.left / 8)
		r->t.cut = true;
	take_bytes(&r->t, 8 * n);
}

static void take_raw(struct reading *r)
{
	r->sample->raw = take_part(&r->t, take_u32(&r->t));
}

struct piece {
	uint32_t bit;
	void (*take)(struct reading *);
};

/* In their order. */
static const struct piece of_samples[] = {
	{ SAMPLE_IDENTIFIER, take_id },
	{ SAMPLE_IP, take_word },
	{ SAMPLE_TID, take_tid },
	{ SAMPLE_TIME, take_time },
	{ SAMPLE_ADDR, take_word },
	{ SAMPLE_ID, take_id },
	{ SAMPLE_STREAM_ID, take_word },
	{ SAMPLE_CPU, take_cpu },
	{ SAMPLE_PERIOD, take_word },
	{ SAMPLE_READ, take_read },
	{ SAMPLE_CALLCHAIN, take_callchain },
	{ SAMPLE_RAW, take_raw },
};
static const struct piece of_tails[] = {
	{ SAMPLE_TID, take_tid },	 { SAMPLE_TIME, take_time }, { SAMPLE_ID, take_id },
	{ SAMPLE_STREAM_ID, take_word }, { SAMPLE_CPU, take_cpu },   { SAMPLE_IDENTIFIER, take_id },
};

static void take_pieces(struct reading *r, uint64_t type, const struct piece *pieces, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (type & pieces[i].bit)
			pieces[i].take(r);
}

/* ---- Records ---- */

/*
 * Where samples of different attributes are in one file, the id is at a fixed place or they are
 * all laid out alike.
 */
static const struct perf_attr *layout(const struct perf_file *f, uint64_t id)
{
	const struct perf_attr *first = &f->attrs[0];

	return first->sample_type & SAMPLE_IDENTIFIER ? perf_file_find(f, id) : first;
}

int perf_sample_read(const struct perf_file *f, struct take body, struct perf_sample *s)
{
	struct take id = body;
	const struct perf_attr *a = layout(f, take_u64(&id));
	struct reading r = { .t = body, .sample = s };

	*s = (struct perf_sample){ .cpu = VMT_NO_CPU };
	if (!a)
		return 0;
	r.read_format = a->read_format;
	take_pieces(&r, a->sample_type, of_samples, sizeof(of_samples) / sizeof(of_samples[0]));
	if (r.t.cut)
		return -1;
	s->attr = r.has_id && f->nids ? perf_file_find(f, r.id) : a;
	return 0;
}

void perf_sample_tail(const struct perf_file *f, struct take body, struct perf_sample *s)
{
	struct reading r = { .sample = s };
	const struct perf_attr *a;
	struct take id = body;
	size_t size = 0;

	*s = (struct perf_sample){ .cpu = VMT_NO_CPU };
	if (body.left < 8 || !f->attrs[0].id_all)
		return;
	take_bytes(&id, body.left - 8);
	a = layout(f, take_u64(&id));
	if (!a || !a->id_all)
		return;
	for (uint32_t i = 0; i < sizeof(of_tails) / sizeof(of_tails[0]); i++)
		size += a->sample_type & of_tails[i].bit ? 8 : 0;
	if (size > body.left)
		return;
	take_bytes(&body, body.left - size);
	r.t = body;
	take_pieces(&r, a->sample_type, of_tails, sizeof(of_tails) / sizeof(of_tails[0]));
	s->attr = a;
}
