/* SPDX-License-Identifier: GPL-2.0 */
#include "report/trace_repair.h"

#include <stdlib.h>

#include "report/print/units.h"

/* What a session lacks. */
struct lack {
	uint64_t places, bytes, blocks, values;
	bool cut;
};

struct repair {
	struct trace_repair *sums;
	const char *path;
	FILE *f; /* NULL: it was told before */
	const struct vmt_sink *sink;
	struct lack *lacks;
	uint32_t n;
};

static void tell(void *self, const struct vmt_damage *d)
{
	struct repair *r = self;

	if (!r->f || d->known)
		return;
	fprintf(r->f, "%s: byte %llu", r->path, (unsigned long long)d->offset);
	if (d->bytes)
		fprintf(r->f, ", %llu bytes", (unsigned long long)d->bytes);
	fprintf(r->f, ": %s\n", d->what);
	if (d->harmless)
		return;
	r->sums->damages++;
	r->sums->damaged_bytes += d->bytes;
}

static int drop(void *self, const void *data, size_t size)
{
	return 0;
}

/* What the session lacks, found by copying it to nowhere. */
static int measure(struct repair *r, struct vmt_session *s)
{
	const struct vmt_sink nowhere = { .write = drop };
	uint64_t damages = r->sums->damages, bytes = r->sums->damaged_bytes;
	struct lack *p = realloc(r->lacks, (r->n + 1) * sizeof(*p));
	struct vmt_copied copied;
	int error = p ? 0 : VMT_ENOMEM;

	if (error)
		return error;
	r->lacks = p;
	error = vmt_session_copy(s, &nowhere, &(struct vmt_changes){ 0 }, &copied);
	if (error)
		return error;
	p[r->n++] = (struct lack){ .places = r->sums->damages - damages,
				   .bytes = r->sums->damaged_bytes - bytes,
				   .blocks = copied.blocks,
				   .values = copied.values,
				   .cut = !vmt_session_info(s)->ended };
	return 0;
}

/* "2 places of 20.6 KiB damaged; 1 block of 1,464 values lost" */
static const char *lack_text(const struct lack *l, char *text, size_t size)
{
	char places[UNIT_TEXT], bytes[UNIT_TEXT], blocks[UNIT_TEXT], values[UNIT_TEXT];

	if (!l->places)
		return NULL;
	snprintf(text, size, "%s of %s damaged; %s of %s lost%s",
		 unit_things(places, l->places, "place"), unit_bytes(bytes, l->bytes),
		 unit_things(blocks, l->blocks, "block"), unit_things(values, l->values, "value"),
		 l->cut ? "; cut short" : "");
	return text;
}

static void add(struct vmt_copied *to, const struct vmt_copied *from)
{
	to->rounds += from->rounds;
	to->chunks += from->chunks;
	to->rows += from->rows;
	to->bytes += from->bytes;
	to->blocks += from->blocks;
	to->values += from->values;
	to->dropped += from->dropped;
}

/* A file that changes meanwhile may have other sessions by now. */
static int copy(struct repair *r, struct vmt_session *s)
{
	struct lack none = { 0 };
	struct vmt_copied copied;
	char text[256];
	struct vmt_changes changes = {
		.repaired =
			lack_text(r->sums->sessions < r->n ? &r->lacks[r->sums->sessions] : &none,
				  text, sizeof(text)),
	};
	int error = vmt_session_copy(s, r->sink, &changes, &copied);

	if (!error)
		add(&r->sums->copied, &copied);
	r->sums->sessions++;
	return error;
}

static int each_session(struct repair *r, int (*fn)(struct repair *, struct vmt_session *))
{
	struct vmt_reader *reader = NULL;
	struct vmt_session *s;
	int rc = 0, error = vmt_reader_open(&reader, r->path, -1, 0, tell, r);

	if (!error && vmt_reader_streams(reader))
		error = VMT_EINVAL;
	while (!error && (rc = vmt_reader_next(reader, &s)) != 0) {
		error = rc < 0 ? rc : fn(r, s);
		if (rc > 0)
			vmt_session_free(s);
	}
	vmt_reader_free(reader);
	return error;
}

int trace_repair(struct trace_repair *sums, const char *path, const struct vmt_sink *sink, FILE *f,
		 bool *writing)
{
	struct repair r = { .sums = sums, .path = path, .f = f, .sink = sink };
	int error;

	*sums = (struct trace_repair){ 0 };
	*writing = false;
	error = each_session(&r, measure);
	r.f = NULL;
	if (!error) {
		*writing = true;
		error = each_session(&r, copy);
	}
	free(r.lacks);
	return error;
}
