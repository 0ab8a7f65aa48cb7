/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/dat_option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STREAMS 65536u

/* A text that may want its NUL, in a buffer. */
static void copy(char *to, size_t size, const struct take *t)
{
	size_t n = t->left ? strnlen((const char *)t->at, t->left) : 0;

	snprintf(to, size, "%.*s", (int)n, n ? (const char *)t->at : "");
}

static int64_t number(const struct take *t)
{
	char text[64];

	copy(text, sizeof(text), t);
	return strtoll(text, NULL, 0);
}

int dat_add_stream(struct dat_file *d, const struct dat_stream *s)
{
	struct dat_stream *p;

	if (!s->size)
		return 0;
	if (d->nstreams == MAX_STREAMS)
		return -ENOMEM;
	p = realloc(d->streams, (d->nstreams + 1) * sizeof(*p));
	if (!p)
		return -ENOMEM;
	d->streams = p;
	d->streams[d->nstreams++] = *s;
	return 0;
}

/* µs to add for the time of day, and ns for whatever the user had in mind. */
static int take_date(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	d->date = (int64_t)((uint64_t)number(t) * 1000);
	return 0;
}

static int take_offset(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	d->offset = number(t);
	return 0;
}

/* "[local] global counter": the one in brackets; or one alone. */
static void keep_clock(struct dat_file *d, const struct take *t)
{
	char text[256], *from;

	copy(text, sizeof(text), t);
	from = strchr(text, '[');
	from = from ? from + 1 : text;
	from[strcspn(from, "] \n")] = 0;
	if (*from)
		snprintf(d->clock, sizeof(d->clock), "%.63s", from);
}

static int take_clock(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	keep_clock(d, t);
	return 0;
}

/* "Linux NODE RELEASE MACHINE" */
static int take_uname(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	struct foreign_trace *trace = d->trace;
	char text[512], system[64], node[256], release[256], machine[64];

	copy(text, sizeof(text), t);
	if (sscanf(text, "%63s %255s %255s %63s", system, node, release, machine) != 4)
		return 0;
	snprintf(trace->host, sizeof(trace->host), "%s", node);
	snprintf(trace->kernel, sizeof(trace->kernel), "%s %s", system, release);
	snprintf(trace->machine, sizeof(trace->machine), "%s", machine);
	return 0;
}

static int take_cpu_count(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	uint32_t n = take_u32(t);

	if (!t->cut)
		snprintf(d->trace->cpus, sizeof(d->trace->cpus), "%u", n);
	return 0;
}

static int take_version(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	char text[64];

	copy(text, sizeof(text), t);
	text[strcspn(text, " \n")] = 0;
	snprintf(d->trace->recorder, sizeof(d->trace->recorder), "trace-cmd %s", text);
	return 0;
}

static int take_tsc(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	d->tsc_mult = take_u32(t);
	d->tsc_shift = take_u32(t);
	return 0;
}

/* Version 6: u64 where its table of CPUs is, name. 7: u64 section, name, clock, its CPUs. */
static int take_buffer(struct dat_file *d, struct take *t, struct trouble *trouble)
{
	struct dat_stream s = { .section = take_u64(t) };
	struct take clock;
	uint32_t n;

	if (d->version == 6) {
		if (d->nbuffers < sizeof(d->buffers) / sizeof(d->buffers[0]))
			d->buffers[d->nbuffers++] = s.section;
		return 0;
	}
	take_text(t);
	clock = *t;
	take_text(t);
	s.page_size = take_u32(t);
	n = take_u32(t);
	for (uint32_t i = 0; i < n && !t->cut; i++) {
		s.cpu = take_u32(t);
		s.offset = take_u64(t);
		s.size = take_u64(t);
		if (!t->cut && dat_add_stream(d, &s))
			return foreign_no_memory(&d->trace->file, trouble);
	}
	if (t->cut || s.page_size < 64 || s.page_size > 1u << 24)
		return foreign_damaged(&d->trace->file, s.section,
				       "what is told of a buffer's pages cannot be", trouble);
	keep_clock(d, &clock);
	return 0;
}

#define PLACE(field)                                                                         \
	static int take_##field(struct dat_file *d, struct take *t, struct trouble *trouble) \
	{                                                                                    \
		d->places.field = take_u64(t);                                               \
		return 0;                                                                    \
	}
PLACE(headers)
PLACE(ftrace)
PLACE(systems)
PLACE(cmdlines)

static int (*const options[])(struct dat_file *, struct take *, struct trouble *) = {
	[1] = take_date,     [3] = take_buffer,	   [4] = take_clock,	[5] = take_uname,
	[7] = take_offset,   [8] = take_cpu_count, [9] = take_version,	[14] = take_tsc,
	[16] = take_headers, [17] = take_ftrace,   [18] = take_systems, [21] = take_cmdlines,
};

int dat_take_option(struct dat_file *d, uint16_t id, struct take *data, struct trouble *trouble)
{
	int r;

	if (id >= sizeof(options) / sizeof(options[0]) || !options[id])
		return 0;
	r = options[id](d, data, trouble);
	if (!r && data->cut)
		r = foreign_damaged(&d->trace->file, 0, "one of its options is cut", trouble);
	return r;
}

/* ftrace's names of clocks; all but the TSC count ns. */
static bool counts_cycles(const char *clock)
{
	return !strcmp(clock, "x86-tsc") || !strcmp(clock, "tsc2nsec");
}

void dat_take_over(struct dat_file *d)
{
	struct foreign_clock *c = &d->trace->clock;
	const char *name = !*d->clock		       ? "local"
			   : !strcmp(d->clock, "mono") ? "monotonic"
			   : counts_cycles(d->clock)   ? "tsc"
						       : d->clock;

	*c = (struct foreign_clock){
		.mult = 1, .mono = d->offset, .real = d->date, .dated = d->date
	};
	snprintf(c->name, sizeof(c->name), "%.31s", name);
	if (counts_cycles(d->clock) && d->tsc_mult && d->tsc_shift < 64) {
		c->mult = d->tsc_mult;
		c->shift = d->tsc_shift;
	}
	if (!*d->trace->recorder)
		strcpy(d->trace->recorder, "trace-cmd");
}
