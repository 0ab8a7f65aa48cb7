/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/dat_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/import/dat_option.h"
#include "record/import/zstd_frame.h"

#define FIRST_LOOK (4u << 20) /* bytes of a version 6 file that its head is looked for in */
#define MAX_SECTION (256u << 20)
#define MAX_OPTION_SECTIONS 4096
#define LAST_OPTION 0
#define SECTION_HEAD 16
#define SECTION_PACKED 1
enum { SECTION_OPTIONS = 0, SECTION_PAGES = 3 };

static int damaged(const struct dat_file *d, uint64_t offset, const char *what, struct trouble *t)
{
	return foreign_damaged(&d->trace->file, offset, what, t);
}

static int begin_events(struct dat_file *d, struct trouble *t)
{
	foreign_events_release(&d->trace->events);
	if (foreign_events_init(&d->trace->events, d->trace->big, d->head.long_size))
		return foreign_no_memory(&d->trace->file, t);
	return 0;
}

static bool possible_head(const struct tracing_head *h)
{
	return (h->long_size == 4 || h->long_size == 8) && h->page_size >= 64 &&
	       h->page_size <= 1u << 24;
}

/* ---- Version 6 ---- */

static void take_cpus_6(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	for (uint32_t cpu = 0; cpu < d->ncpus && !t->cut; cpu++) {
		struct dat_stream s = { .cpu = cpu, .page_size = d->head.page_size };

		s.offset = take_u64(t);
		s.size = take_u64(t);
		if (!t->cut && dat_add_stream(d, &s))
			foreign_no_memory(&d->trace->file, trouble);
	}
}

static int take_options(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	uint16_t id;

	while ((id = take_u16(t)) != LAST_OPTION && !t->cut) {
		struct take data = take_part(t, take_u32(t));

		if (!t->cut && dat_take_option(d, id, &data, trouble))
			return -1;
	}
	if (d->version == 7) {
		take_u32(t);
		d->more_options = take_u64(t);
	}
	return 0;
}

static int take_head_6(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	const char *name = d->trace->file.name;
	struct take lines;

	tracing_take_headers(t, &d->head);
	if (t->cut)
		return 0;
	if (!possible_head(&d->head))
		return damaged(d, 0, "no kernel has such pages", trouble);
	if (begin_events(d, trouble) || tracing_take_ftrace(t, &d->trace->events, name, trouble) ||
	    tracing_take_systems(t, &d->trace->events, name, trouble))
		return -1;
	tracing_skip_names(t);
	tracing_skip_names(t);
	lines = tracing_take_cmdlines(t);
	d->ncpus = take_u32(t);
	if (t->cut)
		return 0;
	if (foreign_threads_cmdlines(&d->trace->threads, lines.at, lines.left))
		return foreign_no_memory(&d->trace->file, trouble);
	if (take_magic(t, "options  ", 10) && take_options(d, t, trouble))
		return -1;
	if (take_magic(t, "latency  ", 10))
		return trouble_set(trouble, TROUBLE_FAILED,
				   "%s: holds the text of a latency tracer, not events", name);
	t->cut |= !take_magic(t, "flyrecord", 10);
	take_cpus_6(d, t, trouble);
	return trouble->status ? -1 : 0;
}

/* Pages of an instance of its own are told of like the others. */
static int read_buffers_6(struct dat_file *d, struct trouble *trouble)
{
	const struct foreign_file *file = &d->trace->file;
	size_t size = 10 + 16 * (size_t)d->ncpus;

	for (uint32_t i = 0; i < d->nbuffers; i++) {
		struct take t;
		uint8_t *data;

		if (foreign_load(file, d->buffers[i], size, &data, trouble))
			return -1;
		t = take_from(data, size, d->trace->big);
		t.cut |= !take_magic(&t, "flyrecord", 10);
		take_cpus_6(d, &t, trouble);
		free(data);
		if (t.cut)
			return damaged(d, d->buffers[i], "there is no table of CPUs", trouble);
	}
	return trouble->status ? -1 : 0;
}

static void forget(struct dat_file *d)
{
	d->nstreams = d->nbuffers = 0;
}

/* How long the head is only its end tells: it is looked at whole, in ever more of the file. */
static int read_6(struct dat_file *d, uint64_t begin, struct trouble *trouble)
{
	const struct foreign_file *file = &d->trace->file;
	uint64_t left = file->size - begin;
	struct take t = { .cut = true };
	int r = 0;

	for (uint64_t n = FIRST_LOOK; t.cut && !r; n *= 4) {
		uint64_t size = n < left ? n : left;
		uint8_t *data;

		forget(d);
		if (foreign_load(file, begin, size, &data, trouble))
			return -1;
		t = take_from(data, size, d->trace->big);
		r = take_head_6(d, &t, trouble);
		free(data);
		if (t.cut && !r && (size == left || n >= MAX_SECTION))
			r = damaged(d, begin, "the head of a trace.dat does not end", trouble);
	}
	return r ?: read_buffers_6(d, trouble);
}

/* ---- Version 7 ---- */

/* What a packed section holds, in memory of its own; NULL: it does not unpack. */
static uint8_t *unpack(struct dat_file *d, struct take t, uint32_t *size)
{
	uint32_t packed = take_u32(&t);
	uint8_t *data = NULL;
	struct take frame;

	*size = take_u32(&t);
	frame = take_part(&t, packed);
	if (!t.cut && *size <= MAX_SECTION)
		data = malloc(*size + 1);
	if (data && zstd_frame_unpack(d->unpack, frame.at, frame.left, data, *size))
		return data;
	free(data);
	return NULL;
}

/* u16 id, u16 flags, u32 text, u64 size */
static int read_section_head(struct dat_file *d, uint64_t offset, uint16_t *id, bool *packed,
			     uint64_t *size, struct trouble *trouble)
{
	uint8_t head[SECTION_HEAD];
	struct take t = take_from(head, sizeof(head), d->trace->big);

	if (foreign_read(&d->trace->file, offset, head, sizeof(head), trouble))
		return -1;
	*id = take_u16(&t);
	*packed = take_u16(&t) & SECTION_PACKED;
	take_u32(&t);
	*size = take_u64(&t);
	return 0;
}

/* A section's content, in memory that is the caller's to free. */
static int load_section(struct dat_file *d, uint64_t offset, uint16_t id, uint8_t **out,
			struct take *content, struct trouble *trouble)
{
	uint8_t *data, *unpacked;
	uint32_t unpacked_size;
	uint16_t found;
	uint64_t size;
	bool packed;

	if (read_section_head(d, offset, &found, &packed, &size, trouble))
		return -1;
	if (found != id || size > MAX_SECTION)
		return damaged(d, offset, "a section is not the one that it should be", trouble);
	if (foreign_load(&d->trace->file, offset + SECTION_HEAD, size, &data, trouble))
		return -1;
	*out = data;
	*content = take_from(data, size, d->trace->big);
	if (!packed)
		return 0;
	unpacked = unpack(d, *content, &unpacked_size);
	free(data);
	if (!unpacked)
		return damaged(d, offset, "a section does not decompress", trouble);
	*out = unpacked;
	*content = take_from(unpacked, unpacked_size, d->trace->big);
	return 0;
}

static int take_headers(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	tracing_take_headers(t, &d->head);
	return possible_head(&d->head) ? begin_events(d, trouble)
				       : damaged(d, 0, "no kernel has such pages", trouble);
}

static int take_ftrace(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	return tracing_take_ftrace(t, &d->trace->events, d->trace->file.name, trouble);
}

static int take_systems(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	return tracing_take_systems(t, &d->trace->events, d->trace->file.name, trouble);
}

static int take_cmdlines(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	struct take lines = tracing_take_cmdlines(t);

	return foreign_threads_cmdlines(&d->trace->threads, lines.at, lines.left)
		       ? foreign_no_memory(&d->trace->file, trouble)
		       : 0;
}

/* In the order in which they are understood; those of which there is no place are not there. */
static const struct {
	uint16_t id;
	size_t place; /* in struct dat_places */
	int (*take)(struct dat_file *, struct take *, struct trouble *);
} sections[] = {
	{ 16, offsetof(struct dat_places, headers), take_headers },
	{ 17, offsetof(struct dat_places, ftrace), take_ftrace },
	{ 18, offsetof(struct dat_places, systems), take_systems },
	{ 21, offsetof(struct dat_places, cmdlines), take_cmdlines },
};

static int read_section(struct dat_file *d, uint64_t offset, uint16_t id,
			int (*take)(struct dat_file *, struct take *, struct trouble *),
			struct trouble *trouble)
{
	struct take content;
	uint8_t *data = NULL;
	int r;

	if (load_section(d, offset, id, &data, &content, trouble))
		return -1;
	r = take(d, &content, trouble);
	if (!r && content.cut)
		r = damaged(d, offset, "a section is cut", trouble);
	free(data);
	return r;
}

/* Whether the pages of a buffer are packed its section's head says. */
static int mark_packed(struct dat_file *d, struct trouble *trouble)
{
	for (uint32_t i = 0; i < d->nstreams; i++) {
		uint64_t size;
		uint16_t id;

		if (read_section_head(d, d->streams[i].section, &id, &d->streams[i].packed, &size,
				      trouble))
			return -1;
		if (id != SECTION_PAGES)
			return damaged(d, d->streams[i].section, "there is no section of events",
				       trouble);
	}
	return 0;
}

static int read_options_7(struct dat_file *d, uint64_t offset, struct trouble *trouble)
{
	d->more_options = offset;
	for (uint32_t n = 0; d->more_options; n++) {
		if (n == MAX_OPTION_SECTIONS)
			return damaged(d, d->more_options, "options have no end", trouble);
		if (read_section(d, d->more_options, SECTION_OPTIONS, take_options, trouble))
			return -1;
	}
	return 0;
}

static int read_7(struct dat_file *d, uint64_t offset, struct trouble *trouble)
{
	if (read_options_7(d, offset, trouble))
		return -1;
	if (!d->places.headers || !d->places.systems)
		return damaged(d, offset, "no formats of events are told of", trouble);
	for (uint32_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		uint64_t place = *(uint64_t *)((char *)&d->places + sections[i].place);

		if (place && read_section(d, place, sections[i].id, sections[i].take, trouble))
			return -1;
	}
	return mark_packed(d, trouble);
}

/* ---- Either ---- */

/* What else there is of compression is another library's. */
static int take_compression(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	const char *by = take_text(t);

	take_text(t);
	if (!t->cut && strcmp(by, "none") && strcmp(by, "zstd"))
		return trouble_set(
			trouble, TROUBLE_FAILED,
			"%s: is compressed by %.16s; convert it first: trace-cmd convert "
			"--compression zstd",
			d->trace->file.name, by);
	return 0;
}

static int by_cpu(const void *a, const void *b)
{
	const struct dat_stream *x = a, *y = b;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static int read_known(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	uint64_t begin, options = 0;

	tracing_take_order(t, &d->head);
	d->trace->big = t->big;
	if (d->version == 7) {
		if (take_compression(d, t, trouble))
			return -1;
		options = take_u64(t);
	}
	if (t->cut || !possible_head(&d->head))
		return damaged(d, 0, "the head of a trace.dat is none", trouble);
	begin = t->at - (const uint8_t *)d->first;
	if (d->version == 7 ? read_7(d, options, trouble) : read_6(d, begin, trouble))
		return -1;
	if (d->nstreams)
		qsort(d->streams, d->nstreams, sizeof(*d->streams), by_cpu);
	dat_take_over(d);
	return 0;
}

int dat_file_read(struct dat_file *d, struct foreign_trace *trace, struct trouble *trouble)
{
	size_t size = trace->file.size < sizeof(d->first) ? trace->file.size : sizeof(d->first);
	struct take t = take_from(d->first, size, false);
	const char *version;

	*d = (struct dat_file){ .trace = trace, .unpack = ZSTD_createDCtx() };
	if (!d->unpack)
		return foreign_no_memory(&trace->file, trouble);
	if (foreign_read(&trace->file, 0, d->first, size, trouble))
		return -1;
	take_bytes(&t, TRACING_MAGIC_SIZE);
	version = take_text(&t);
	d->version = strtoul(version, NULL, 10);
	if (d->version != 6 && d->version != 7)
		return trouble_set(trouble, TROUBLE_FAILED,
				   "%s: is a trace.dat of version \"%.8s\"; those of 6 and 7 are "
				   "understood",
				   trace->file.name, version);
	return read_known(d, &t, trouble);
}

void dat_file_close(struct dat_file *d)
{
	ZSTD_freeDCtx(d->unpack);
	free(d->streams);
	d->unpack = NULL;
	d->streams = NULL;
}
