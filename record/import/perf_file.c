/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/perf_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/import/tracing_data.h"

#define HEADER 104
#define PIPE_HEADER 16
#define LEAST_ATTR 64 /* PERF_ATTR_SIZE_VER0 */
#define MAX_ATTRS 65536u
#define MAX_IDS (1u << 24)
#define NR_FEATURES 256
#define MAX_FEATURE (256u << 20)

/* Bits of perf_event_attr from byte 40 on. */
#define ATTR_ID_ALL 18
#define ATTR_CLOCK 25

static int damaged(const struct perf_file *f, uint64_t offset, const char *what, struct trouble *t)
{
	return foreign_damaged(&f->trace->file, offset, what, t);
}

/* ---- Attributes ---- */

/* Bit-fields begin at the other end of a word in the other byte order. */
static bool flag(const struct take *t, uint64_t flags, unsigned int bit)
{
	return flags >> (t->big ? 63 - bit : bit) & 1;
}

static struct perf_attr take_attr(struct take *t)
{
	struct perf_attr a = { 0 };
	uint64_t flags;

	a.type = take_u32(t);
	a.size = take_u32(t);
	a.config = take_u64(t);
	take_u64(t); /* period */
	a.sample_type = take_u64(t);
	a.read_format = take_u64(t);
	flags = take_u64(t);
	a.id_all = flag(t, flags, ATTR_ID_ALL);
	a.has_clock = flag(t, flags, ATTR_CLOCK);
	take_bytes(t, 16);
	if (a.size >= 96 && t->left >= 32) {
		take_bytes(t, 28);
		a.clock = take_u32(t);
	} else {
		a.has_clock = false;
	}
	return a;
}

static int add_ids(struct perf_file *f, struct take *ids, uint32_t attr)
{
	uint32_t n = ids->left / 8;
	struct perf_id *p;

	if (f->nids + n > f->id_room) {
		p = realloc(f->ids, (f->nids + n) * 2 * sizeof(*p));
		if (!p)
			return -1;
		f->ids = p;
		f->id_room = (f->nids + n) * 2;
	}
	for (uint32_t i = 0; i < n; i++)
		f->ids[f->nids++] = (struct perf_id){ take_u64(ids), attr };
	return 0;
}

int perf_file_attr(struct perf_file *f, struct take *attr, struct take *ids, struct trouble *t)
{
	struct perf_attr *p, a = take_attr(attr);

	if (attr->cut || f->nattrs == MAX_ATTRS || ids->left / 8 > MAX_IDS - f->nids)
		return damaged(f, 0, "an attribute of its events is cut", t);
	p = realloc(f->attrs, (f->nattrs + 1) * sizeof(*p));
	if (!p)
		return foreign_no_memory(&f->trace->file, t);
	f->attrs = p;
	f->attrs[f->nattrs++] = a;
	return add_ids(f, ids, f->nattrs - 1) ? foreign_no_memory(&f->trace->file, t) : 0;
}

/* An attribute, then where its ids are: u64 offset, u64 size. */
static int read_attr(struct perf_file *f, struct take *t, uint64_t size, struct trouble *trouble)
{
	struct take attr = take_part(t, size - 16), ids;
	uint64_t offset = take_u64(t), ids_size = take_u64(t);
	uint8_t *data;
	int r;

	if (ids_size / 8 > MAX_IDS)
		return damaged(f, offset, "an event has more ids than can be", trouble);
	if (foreign_load(&f->trace->file, offset, ids_size, &data, trouble))
		return -1;
	ids = take_from(data, ids_size, t->big);
	r = perf_file_attr(f, &attr, &ids, trouble);
	free(data);
	return r;
}

static int read_attrs(struct perf_file *f, uint64_t offset, uint64_t bytes, uint64_t size,
		      struct trouble *trouble)
{
	struct take t;
	uint8_t *data;
	int r = 0;

	if (size < LEAST_ATTR + 16 || bytes / size > MAX_ATTRS)
		return damaged(f, offset, "attributes of events are of no possible size", trouble);
	if (foreign_load(&f->trace->file, offset, bytes, &data, trouble))
		return -1;
	t = take_from(data, bytes, f->trace->big);
	while (t.left >= size && !r)
		r = read_attr(f, &t, size, trouble);
	free(data);
	return r;
}

/* ---- Features ---- */

/* u32 size, text padded with NULs */
static void take_string(struct take *t, char *text, size_t size)
{
	struct take s = take_part(t, take_u32(t));
	size_t n = s.left ? strnlen((const char *)s.at, s.left) : 0;

	snprintf(text, size, "%.*s", (int)n, n ? (const char *)s.at : "");
}

static int take_host(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	take_string(t, f->trace->host, sizeof(f->trace->host));
	return 0;
}

static int take_kernel(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	char release[256];

	take_string(t, release, sizeof(release));
	snprintf(f->trace->kernel, sizeof(f->trace->kernel), "Linux %s", release);
	return 0;
}

static int take_version(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	char version[100];

	take_string(t, version, sizeof(version));
	snprintf(f->trace->recorder, sizeof(f->trace->recorder), "perf %s", version);
	return 0;
}

static int take_arch(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	take_string(t, f->trace->machine, sizeof(f->trace->machine));
	return 0;
}

static int take_cpus(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	take_u32(t); /* available */
	snprintf(f->trace->cpus, sizeof(f->trace->cpus), "%u", take_u32(t));
	return 0;
}

static int take_cpu(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	take_string(t, f->trace->cpu, sizeof(f->trace->cpu));
	return 0;
}

static int take_command(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	char *text = f->trace->command;
	size_t used = 0, room = sizeof(f->trace->command);
	uint32_t n = take_u32(t);

	text[0] = 0;
	for (uint32_t i = 0; i < n && !t->cut && used + 1 < room; i++) {
		if (i)
			text[used++] = ' ';
		take_string(t, text + used, room - used);
		used += strlen(text + used);
	}
	return 0;
}

static int take_clock_data(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	take_u32(t); /* version */
	take_u32(t); /* clock: the attributes tell */
	f->wall = take_u64(t);
	f->at = take_u64(t);
	return 0;
}

/* Magic, version, byte order of its own, and so on. */
static int take_tracing(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	struct foreign_trace *trace = f->trace;
	struct tracing_head head;

	if (!take_magic(t, TRACING_MAGIC, TRACING_MAGIC_SIZE))
		return damaged(f, 0, "formats of events do not begin with their magic", trouble);
	take_text(t);
	tracing_take_order(t, &head);
	tracing_take_headers(t, &head);
	if (t->cut || t->big != trace->big || (head.long_size != 4 && head.long_size != 8))
		return damaged(f, 0, "the head of the events' formats is none", trouble);
	foreign_events_release(&trace->events);
	if (foreign_events_init(&trace->events, trace->big, head.long_size))
		return foreign_no_memory(&trace->file, trouble);
	f->has_formats = true;
	/* Those of ftrace's own are events that perf has none of. */
	tracing_skip_formats(t);
	return tracing_take_systems(t, &trace->events, trace->file.name, trouble);
}

static int (*const features[])(struct perf_file *, struct take *, struct trouble *) = {
	[PERF_TRACING_DATA] = take_tracing,
	[3] = take_host,
	[4] = take_kernel,
	[5] = take_version,
	[6] = take_arch,
	[7] = take_cpus,
	[8] = take_cpu,
	[11] = take_command,
	[29] = take_clock_data,
};

static bool is_known(uint32_t feature)
{
	return feature < sizeof(features) / sizeof(features[0]) && features[feature];
}

int perf_file_feature(struct perf_file *f, uint32_t feature, struct take *t,
		      struct trouble *trouble)
{
	int r = is_known(feature) ? features[feature](f, t, trouble) : 0;

	if (!r && t->cut)
		r = damaged(f, f->data + f->size, "what it says of its host is cut", trouble);
	return r;
}

static int read_feature(struct perf_file *f, uint32_t feature, struct take *index,
			struct trouble *trouble)
{
	uint64_t offset = take_u64(index), size = take_u64(index);
	struct take t;
	uint8_t *data;
	int r;

	/* Also those that are not used are there in a file that is whole. */
	if (offset > f->trace->file.size || size > f->trace->file.size - offset)
		return damaged(f, offset, "what it says of its host is beyond the file's end",
			       trouble);
	if (!is_known(feature))
		return 0;
	if (size > MAX_FEATURE)
		return damaged(f, offset, "what it says of its host is of no possible size",
			       trouble);
	if (foreign_load(&f->trace->file, offset, size, &data, trouble))
		return -1;
	t = take_from(data, size, f->trace->big);
	r = perf_file_feature(f, feature, &t, trouble);
	free(data);
	return r;
}

/* Behind the records an entry of u64 offset, u64 size for each bit that is set. */
static int read_features(struct perf_file *f, const uint64_t bits[NR_FEATURES / 64],
			 struct trouble *trouble)
{
	uint64_t offset = f->data + f->size;
	struct take index;
	uint32_t n = 0;
	uint8_t *data;
	int r = 0;

	for (uint32_t i = 0; i < NR_FEATURES / 64; i++)
		n += __builtin_popcountll(bits[i]);
	if (foreign_load(&f->trace->file, offset, n * 16, &data, trouble))
		return -1;
	index = take_from(data, n * 16, f->trace->big);
	for (uint32_t i = 0; i < NR_FEATURES && !r; i++)
		if (bits[i / 64] >> i % 64 & 1)
			r = read_feature(f, i, &index, trouble);
	free(data);
	return r;
}

/* ---- The header ---- */

static int read_header(struct perf_file *f, struct take *t, struct trouble *trouble)
{
	uint64_t attr_size = take_u64(t), attrs = take_u64(t), attrs_size = take_u64(t);
	uint64_t bits[NR_FEATURES / 64];

	f->data = take_u64(t);
	f->size = take_u64(t);
	take_bytes(t, 16); /* event types: none has them any more */
	for (uint32_t i = 0; i < NR_FEATURES / 64; i++)
		bits[i] = take_u64(t);
	if (!f->size)
		return trouble_set(trouble, TROUBLE_FAILED,
				   "%s: perf was killed before it finished this file, and did not "
				   "write what its records mean; there is nothing to import",
				   f->trace->file.name);
	if (f->data > f->trace->file.size || f->size > f->trace->file.size - f->data)
		return damaged(f, f->data, "its records are beyond the file's end", trouble);
	return read_attrs(f, attrs, attrs_size, attr_size, trouble)
		       ?: read_features(f, bits, trouble);
}

int perf_file_open(struct perf_file *f, struct foreign_trace *trace, struct trouble *trouble)
{
	uint8_t head[HEADER] = { 0 };
	size_t size = trace->file.size < HEADER ? trace->file.size : HEADER;
	uint64_t header;
	struct take t;

	*f = (struct perf_file){ .trace = trace };
	if (foreign_read(&trace->file, 0, head, size, trouble))
		return -1;
	trace->big = head[0] == '2';
	t = take_from(head, size, trace->big);
	take_u64(&t);
	header = take_u64(&t);
	if (header == PIPE_HEADER) {
		f->piped = true;
		f->data = PIPE_HEADER;
		f->size = trace->file.size - PIPE_HEADER;
		return 0;
	}
	if (header != HEADER || size < HEADER)
		return damaged(f, 8, "the header of a perf.data is none", trouble);
	return read_header(f, &t, trouble);
}

void perf_file_close(struct perf_file *f)
{
	free(f->attrs);
	free(f->ids);
	f->attrs = NULL;
	f->ids = NULL;
}

/* ---- When all is told ---- */

static int by_id(const void *a, const void *b)
{
	const struct perf_id *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

const struct perf_attr *perf_file_find(const struct perf_file *f, uint64_t id)
{
	const struct perf_id key = { .id = id };
	const struct perf_id *p = bsearch(&key, f->ids, f->nids, sizeof(key), by_id);

	return p ? &f->attrs[p->attr] : NULL;
}

/* Without -k the scheduler's, as perf calls it nothing. */
static void name_clock(struct perf_file *f)
{
	static const char *const names[] = {
		[CLOCK_REALTIME] = "realtime",
		[CLOCK_MONOTONIC] = "monotonic",
		[CLOCK_MONOTONIC_RAW] = "mono_raw",
		[CLOCK_BOOTTIME] = "boot",
		[CLOCK_TAI] = "tai",
	};
	const struct perf_attr *a = &f->attrs[0];
	struct foreign_clock *c = &f->trace->clock;
	bool named = a->has_clock && a->clock >= 0 && a->clock <= CLOCK_TAI && names[a->clock];

	*c = (struct foreign_clock){ .mult = 1, .real = f->wall - f->at };
	c->dated = f->wall || !strcmp(named ? names[a->clock] : "", "realtime");
	snprintf(c->name, sizeof(c->name), "%s", named ? names[a->clock] : "perf");
}

int perf_file_ready(struct perf_file *f, struct trouble *t)
{
	uint32_t tracepoints = 0;

	for (uint32_t i = 0; i < f->nattrs; i++)
		if (f->attrs[i].type == PERF_TYPE_TRACEPOINT) {
			tracepoints++;
			f->attrs[i].event =
				f->has_formats && f->attrs[i].config <= UINT32_MAX
					? foreign_events_find(&f->trace->events, f->attrs[i].config)
					: NULL;
		}
	if (!tracepoints)
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: holds no tracepoints, and nothing else of it can be "
				   "imported; record some: perf record -e 'kvm:*'",
				   f->trace->file.name);
	if (!f->has_formats)
		return damaged(f, f->data + f->size, "there are no formats of its tracepoints", t);
	if (f->nids)
		qsort(f->ids, f->nids, sizeof(*f->ids), by_id);
	if (!*f->trace->recorder)
		strcpy(f->trace->recorder, "perf");
	name_clock(f);
	return 0;
}
