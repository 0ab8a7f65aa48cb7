/* SPDX-License-Identifier: GPL-2.0 */
#include "format/feed.h"

#include <stdlib.h>
#include <string.h>

#include "format/le.h"

#define WINDOW (1u << 16)

void damage_tell(const struct damage_sink *d, uint64_t offset, uint64_t bytes, const char *what,
		 bool harmless)
{
	struct vmt_damage damage = {
		.offset = offset, .bytes = bytes, .what = what, .harmless = harmless
	};

	if (d->tell)
		d->tell(d->self, &damage);
}

void feed_release(struct feed *f)
{
	footer_copies_free(f->copies);
	free(f->window);
	*f = (struct feed){ 0 };
}

static void skip(struct feed *f, uint64_t to, const char *what)
{
	if (f->damage)
		damage_tell(f->damage, f->at, to - f->at, what, false);
	f->skipped = true;
	f->at = to;
	source_forget(f->source, to);
}

/* ---- Heads ---- */

/* How many of the n bytes at an offset there are; negative: an error. */
static int64_t reach(struct feed *f, uint64_t at, uint64_t n)
{
	uint64_t left;
	int has;

	if (f->end != FEED_TO_END && n > f->end - at)
		n = f->end - at;
	has = source_has(f->source, at, n);
	if (has < 0)
		return has;
	left = f->source->size - at;
	return has ? n : left;
}

/* A head that holds, at an offset: 0 or VMT_EDAMAGE, VMT_EIO. */
static int head_at(struct feed *f, uint64_t offset, struct section *s)
{
	uint8_t head[SECTION_HEAD];
	int64_t n = reach(f, offset, sizeof(head));
	int error;

	if (n < (int64_t)sizeof(head))
		return n < 0 ? (int)n : VMT_EDAMAGE;
	error = source_read(f->source, offset, head, sizeof(head)) ?: section_get_head(head, s);
	if (!error)
		s->offset = offset;
	return error;
}

/* The first head that holds in the n bytes of the window, or n. */
static uint64_t head_in_window(const struct feed *f, uint64_t n)
{
	const uint8_t *p = f->window, *end = p + n;
	struct section s;

	while (end - p >= SECTION_HEAD) {
		p = memchr(p, SECTION_FRAME_MAGIC & 0xff, end - p - SECTION_HEAD + 1);
		if (!p)
			break;
		if (le_get32(p) == SECTION_FRAME_MAGIC && !section_get_head(p, &s))
			return p - f->window;
		p++;
	}
	return n;
}

/*
 * Where the first head that holds begins, from `at` and before `limit`; else the limit, or the
 * end if that is before. `pass`: what has been looked through is not needed again.
 */
static int find_head(struct feed *f, uint64_t at, uint64_t limit, bool pass, uint64_t *found)
{
	uint64_t hit;
	int64_t n;
	int error;

	if (!f->window)
		f->window = malloc(WINDOW);
	if (!f->window)
		return VMT_ENOMEM;
	for (; at < limit; at += n - (SECTION_HEAD - 1)) {
		if (pass)
			source_forget(f->source, at);
		n = reach(f, at, WINDOW);
		if (n < SECTION_HEAD) {
			if (n < 0)
				return n;
			limit = at + n < limit ? at + n : limit;
			break;
		}
		error = source_read(f->source, at, f->window, n);
		if (error)
			return error;
		hit = head_in_window(f, n);
		if (hit < (uint64_t)n) {
			*found = at + hit < limit ? at + hit : limit;
			return 0;
		}
	}
	*found = limit;
	return 0;
}

/* What stands behind a section when nothing is missing: the next of its session, or another's
 * first. */
static bool follows(const struct section *next, const struct section *s)
{
	return memcmp(next->id, s->id, sizeof(s->id)) ? !next->seq : next->seq == s->seq + 1;
}

/*
 * Where a section ends: behind its last byte if the end or the head that follows stands there.
 * If not, and a head stands inside of it, it was cut short there and another file appended:
 * then *end is less.
 */
static int find_end(struct feed *f, const struct section *s, uint64_t *end)
{
	uint64_t after = s->offset + s->total;
	struct section next;
	int64_t n = reach(f, s->offset, s->total);
	int error;

	if (n < 0)
		return n;
	if ((uint64_t)n < s->total)
		return find_head(f, s->offset + SECTION_HEAD, s->offset + n, false, end);
	n = reach(f, after, 1);
	if (n < 0)
		return n;
	error = n ? head_at(f, after, &next) : 0;
	if (error == VMT_EDAMAGE || (!error && n && !follows(&next, s)))
		return find_head(f, s->offset + SECTION_HEAD, after, false, end);
	*end = after;
	return error;
}

/* ---- Scanning ---- */

static uint8_t *read_bytes(struct feed *f, uint64_t offset, uint64_t n, int *error)
{
	uint8_t *p = malloc(n ? n : 1);

	*error = p ? source_read(f->source, offset, p, n) : VMT_ENOMEM;
	if (!*error)
		return p;
	free(p);
	return NULL;
}

/* The body, verified; and of a stream the blocks, which cannot be read again. */
static int read_rest(struct feed *f, struct section *s)
{
	uint64_t blocks = section_blocks(s);
	int error, has = source_has(f->source, s->offset, blocks);

	if (has <= 0)
		return has ? has : VMT_EDAMAGE;
	s->body = read_bytes(f, s->offset + SECTION_HEAD, s->body_size, &error);
	if (!error && !section_body_whole(s, s->body))
		error = VMT_EDAMAGE;
	if (!error && f->source->stream && s->total > blocks)
		s->blocks = read_bytes(f, s->offset + blocks, s->total - blocks, &error);
	if (error)
		section_release(s);
	return error;
}

static int skip_section(struct feed *f, const struct section *s, const char *what)
{
	uint64_t end;
	int error = find_end(f, s, &end);

	if (!error)
		skip(f, end, end < s->offset + s->total ? "section cut short" : what);
	return error;
}

/*
 * 1: the section is whole; 0: it is skipped. Only blocks have no checksum here, so only behind
 * them another head must stand to tell that the section was not cut.
 */
static int take(struct feed *f, struct section *s)
{
	uint64_t end = s->offset + s->total;
	int error = 0;

	if (f->heads_only || s->total > section_blocks(s))
		error = find_end(f, s, &end);
	if (!error && end < s->offset + s->total) {
		skip(f, end, "section cut short");
		return 0;
	}
	if (!error && !f->heads_only)
		error = s->type == SECTION_FOOTER ? footer_check(f->source, s) : read_rest(f, s);
	if (error == VMT_EDAMAGE)
		return skip_section(f, s, "checksum of a section's body");
	if (error)
		return error;
	f->at = end;
	source_forget(f->source, end);
	return 1;
}

/* The next head that holds, past what is damaged: 1, 0 at the end. */
static int seek_head(struct feed *f, struct section *s)
{
	uint64_t next;
	int64_t more;
	int error;

	while ((more = reach(f, f->at, 1)) > 0) {
		error = head_at(f, f->at, s);
		if (!error)
			return 1;
		if (error == VMT_EDAMAGE)
			error = find_head(f, f->at, f->end, true, &next);
		if (error)
			return error;
		skip(f, next, "no section here, or its head is damaged");
	}
	return more;
}

static int scan_next(struct feed *f, const uint8_t *id, struct section *s)
{
	int rc, taken = 0;

	while (!taken) {
		rc = seek_head(f, s);
		if (rc <= 0)
			return rc;
		if (id && memcmp(s->id, id, sizeof(s->id)))
			return 0;
		taken = take(f, s);
	}
	return taken;
}

int feed_peek(struct feed *f, uint8_t id[16])
{
	struct section s;
	int rc = seek_head(f, &s);

	if (rc > 0)
		memcpy(id, s.id, sizeof(s.id));
	return rc;
}

int feed_next(struct feed *f, const uint8_t *id, struct section *out)
{
	struct section s = { 0 };
	int rc = f->copies ? footer_copies_next(f->copies, &s) : scan_next(f, id, &s);

	if (rc == VMT_EDAMAGE) {
		/* It was proven: only a file that changes meanwhile comes here. */
		skip(f, f->end, "the footer changed while it was read");
		return 0;
	}
	if (rc > 0) {
		f->at = s.offset + s.total;
		*out = s;
	}
	return rc;
}
