/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>

#include "format/growth.h"
#include "format/trace_session.h"
#include "format/vmt.h"

/* A session's share of a file. */
struct range {
	uint8_t id[16];
	uint64_t start, end;
	bool by_footer, dropped;
	struct footer_place footer;
};

struct vmt_reader {
	struct source source;
	struct damage_sink damage;
	/* of a file: by offset; of a stream: the sessions so far, for their ids */
	struct range *ranges;
	uint32_t nranges, capacity, next;
	bool all; /* VMT_READ_ALL */
	struct feed stream;
};

static int add_range(struct vmt_reader *r, const struct range *range)
{
	struct range *p = growth_one(r->ranges, r->nranges, &r->capacity, sizeof(*p));

	if (!p)
		return VMT_ENOMEM;
	r->ranges = p;
	r->ranges[r->nranges++] = *range;
	return 0;
}

/* ---- Files: where their sessions are ---- */

/* Whether the copies in a footer, which is whole, can all be true. */
static int prove_footer(struct vmt_reader *r, const struct footer_place *place)
{
	struct footer_copies *copies;
	struct section s;
	int rc = footer_copies_new(&copies, &r->source, place);

	if (rc)
		return rc;
	while ((rc = footer_copies_next(copies, &s)) > 0)
		section_release(&s);
	footer_copies_free(copies);
	return rc;
}

/* Sessions with footers, from the end backwards: where those begin, what precedes ends. */
static int find_footers(struct vmt_reader *r, uint64_t *end)
{
	struct footer_place place;
	int error = 0;

	while (*end && !error) {
		error = footer_find(&r->source, *end, &place) ?: prove_footer(r, &place);
		if (!error) {
			struct range range = { .start = place.start,
					       .end = *end,
					       .by_footer = true,
					       .footer = place };

			memcpy(range.id, place.id, sizeof(range.id));
			error = add_range(r, &range);
			*end = place.start;
		}
	}
	return error == VMT_EABSENT || error == VMT_EDAMAGE ? 0 : error;
}

/* Passes over the sections of this id that the feed stands in. */
static int pass_session(struct feed *f, const uint8_t id[16])
{
	struct section s;
	int rc;

	while ((rc = feed_next(f, id, &s)) > 0)
		section_release(&s);
	return rc;
}

/* Sessions before `end`: each begins with the first section of its id, the first at 0. */
static int find_sections(struct vmt_reader *r, uint64_t end)
{
	struct feed f = { .source = &r->source, .end = end, .heads_only = true };
	struct range range = { 0 };
	int rc;

	while ((rc = feed_peek(&f, range.id)) > 0) {
		range.start = range.end ? f.at : 0;
		rc = pass_session(&f, range.id);
		range.end = f.at;
		if (!rc)
			rc = add_range(r, &range);
		if (rc)
			break;
	}
	feed_release(&f);
	return rc;
}

static int by_offset(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Of a session that is there twice the copy with a footer counts, else the first. */
static void drop_doubles(struct vmt_reader *r)
{
	uint32_t i, j;

	for (i = 0; i < r->nranges; i++) {
		struct range *a = &r->ranges[i];

		for (j = 0; j < i; j++) {
			struct range *b = &r->ranges[j], *drop;

			if (b->dropped || memcmp(a->id, b->id, sizeof(a->id)))
				continue;
			drop = a->by_footer && !b->by_footer ? b : a;
			drop->dropped = true;
			damage_tell(&r->damage, drop->start, drop->end - drop->start,
				    "session is in the file more than once: it counts once", true);
			break;
		}
	}
}

static int open_file(struct vmt_reader *r)
{
	uint64_t end = r->source.size;
	uint32_t by_footer;
	int error = r->all ? 0 : find_footers(r, &end);

	by_footer = r->nranges;
	if (!error && end)
		error = find_sections(r, end);
	if (error)
		return error;
	if (!r->nranges)
		return VMT_EFORMAT;
	if (end && r->nranges == by_footer)
		damage_tell(&r->damage, 0, end, "no section here, or its head is damaged", false);
	if (end && !r->all)
		damage_tell(&r->damage, end, 0,
			    "no footer that holds: the index was rebuilt by a scan", true);
	qsort(r->ranges, r->nranges, sizeof(*r->ranges), by_offset);
	drop_doubles(r);
	return 0;
}

/* ---- Streams ---- */

static bool is_known(const struct vmt_reader *r, const uint8_t id[16])
{
	uint32_t i;

	for (i = 0; i < r->nranges; i++)
		if (!memcmp(r->ranges[i].id, id, sizeof(r->ranges[i].id)))
			return true;
	return false;
}

static int next_streamed(struct vmt_reader *r, struct vmt_session **out)
{
	struct range range = { 0 };
	int rc = 0;

	if (r->nranges)
		rc = pass_session(&r->stream, r->ranges[r->nranges - 1].id);
	while (!rc && (rc = feed_peek(&r->stream, range.id)) > 0) {
		uint64_t at = r->stream.at;

		if (is_known(r, range.id)) {
			rc = pass_session(&r->stream, range.id);
			damage_tell(&r->damage, at, r->stream.at - at,
				    "session is in the file more than once: it counts once", true);
			continue;
		}
		rc = add_range(r, &range)
			     ?: session_open(out, range.id, &r->stream, true, &r->damage);
		if (!rc)
			return 1;
		rc = rc == VMT_EDAMAGE ? 0 : rc;
	}
	return rc;
}

static int open_stream(struct vmt_reader *r)
{
	uint8_t id[16];
	int rc;

	r->stream = (struct feed){ .source = &r->source, .end = FEED_TO_END };
	rc = feed_peek(&r->stream, id);
	if (rc <= 0)
		return rc ? rc : VMT_EFORMAT;
	r->stream.damage = &r->damage;
	if (r->stream.at)
		damage_tell(&r->damage, 0, r->stream.at, "no section here, or its head is damaged",
			    false);
	return 0;
}

/* ---- Both ---- */

int vmt_reader_open(struct vmt_reader **out, const char *path, int fd, unsigned int flags,
		    vmt_damage_fn *fn, void *self)
{
	struct vmt_reader *r = calloc(1, sizeof(*r));
	int error;

	if (!r)
		return VMT_ENOMEM;
	r->damage = (struct damage_sink){ fn, self };
	r->all = flags & VMT_READ_ALL;
	error = source_open(&r->source, path, fd);
	if (!error)
		error = r->source.stream ? open_stream(r) : open_file(r);
	if (error) {
		vmt_reader_free(r);
		return error;
	}
	*out = r;
	return 0;
}

void vmt_reader_free(struct vmt_reader *r)
{
	if (!r)
		return;
	feed_release(&r->stream);
	free(r->ranges);
	source_release(&r->source);
	free(r);
}

bool vmt_reader_streams(const struct vmt_reader *r)
{
	return r->source.stream;
}

uint64_t vmt_reader_bytes(const struct vmt_reader *r)
{
	return r->source.size;
}

static int open_range(struct vmt_reader *r, const struct range *range, struct vmt_session **out)
{
	struct feed f = { .source = &r->source,
			  .damage = &r->damage,
			  .at = range->start,
			  .end = range->end,
			  .all = r->all };
	int error = 0;

	if (range->by_footer)
		error = footer_copies_new(&f.copies, &r->source, &range->footer);
	return error ?: session_open(out, range->id, &f, false, &r->damage);
}

int vmt_reader_next(struct vmt_reader *r, struct vmt_session **out)
{
	int error = VMT_EDAMAGE;

	if (r->source.stream)
		return next_streamed(r, out);
	while (error == VMT_EDAMAGE && r->next < r->nranges) {
		const struct range *range = &r->ranges[r->next++];

		if (!range->dropped)
			error = open_range(r, range, out);
	}
	return error == VMT_EDAMAGE ? 0 : error ? error : 1;
}
