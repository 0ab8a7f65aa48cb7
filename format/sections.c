/* SPDX-License-Identifier: GPL-2.0 */
#include "format/sections.h"

#include <stdlib.h>
#include <string.h>

#include "format/cursor.h"
#include "format/footer.h"
#include "format/growth.h"
#include "format/le.h"

#define WINDOW (1u << 16)

void damage_tell(const struct damage_sink *d, uint64_t offset, uint64_t bytes, const char *what,
		 bool harmless)
{
	struct vmt_damage damage = { offset, bytes, what, harmless };

	if (d->tell)
		d->tell(d->self, &damage);
}

void sections_release(struct sections *s)
{
	uint32_t i;

	for (i = 0; i < s->count; i++)
		free((void *)s->list[i].body);
	free(s->list);
	free(s->damage);
	*s = (struct sections){ 0 };
}

/* Takes the body over, whatever becomes of it. */
static int append(struct sections *s, const struct section *section, uint8_t *body)
{
	struct section *list = growth_one(s->list, s->count, &s->capacity, sizeof(*list));

	if (!list) {
		free(body);
		return VMT_ENOMEM;
	}
	s->list = list;
	s->list[s->count] = *section;
	s->list[s->count++].body = body;
	return 0;
}

static void truncate_list(struct sections *s, uint32_t count)
{
	while (s->count > count)
		free((void *)s->list[--s->count].body);
}

static int add_damage(struct sections *s, uint64_t offset, uint64_t bytes, const char *what)
{
	struct vmt_damage *damage =
		growth_one(s->damage, s->ndamage, &s->damage_capacity, sizeof(*damage));

	if (!damage)
		return VMT_ENOMEM;
	s->damage = damage;
	s->damage[s->ndamage++] = (struct vmt_damage){ offset, bytes, what, false };
	return 0;
}

/* ---- Scanning ---- */

struct scan {
	const struct source *source;
	struct sections *out;
	uint64_t at, end; /* of the piece being scanned */
	uint8_t *window;  /* WINDOW bytes of the file, once there is damage to look around in */
};

/* A head that holds, at an offset: 0 or VMT_EDAMAGE, VMT_EIO. */
static int head_at(const struct scan *c, uint64_t offset, struct section *s)
{
	uint8_t head[SECTION_HEAD];
	int error;

	if (c->end - offset < sizeof(head))
		return VMT_EDAMAGE;
	error = source_read(c->source, offset, head, sizeof(head)) ?: section_get_head(head, s);
	if (!error)
		s->offset = offset;
	return error;
}

/* The first head that holds in the n bytes of the window, or n. */
static uint64_t head_in_window(const struct scan *c, uint64_t n)
{
	const uint8_t *p = c->window, *end = p + n;
	struct section s;

	while (end - p >= SECTION_HEAD) {
		p = memchr(p, SECTION_FRAME_MAGIC & 0xff, end - p - SECTION_HEAD + 1);
		if (!p)
			break;
		if (le_get32(p) == SECTION_FRAME_MAGIC && !section_get_head(p, &s))
			return p - c->window;
		p++;
	}
	return n;
}

/* The offset of the first head that holds from `at` on, or limit; VMT_EIO. */
static int find_head(struct scan *c, uint64_t at, uint64_t limit, uint64_t *found)
{
	uint64_t n, hit;
	int error;

	if (!c->window)
		c->window = malloc(WINDOW);
	if (!c->window)
		return VMT_ENOMEM;
	for (; at < limit; at += n - (SECTION_HEAD - 1)) {
		n = c->end - at < WINDOW ? c->end - at : WINDOW;
		if (n < SECTION_HEAD)
			break;
		error = source_read(c->source, at, c->window, n);
		if (error)
			return error;
		hit = head_in_window(c, n);
		if (hit < n) {
			*found = at + hit < limit ? at + hit : limit;
			return 0;
		}
	}
	*found = limit;
	return 0;
}

static int skip_damage(struct scan *c, uint64_t to, const char *what)
{
	int error = add_damage(c->out, c->at, to - c->at, what);

	c->at = to;
	return error;
}

/*
 * Whether the section is followed by the end or another head, as it is when nothing is
 * missing. If it is not, and a head stands inside of it, it was cut short there and another
 * file appended: *end is then less than the section's.
 */
static int find_end(struct scan *c, const struct section *s, uint64_t *end)
{
	uint64_t after = s->offset + s->total;
	struct section next;

	*end = after;
	if (s->total <= c->end - s->offset && (after == c->end || head_at(c, after, &next) == 0))
		return 0;
	if (s->total > c->end - s->offset)
		after = c->end;
	return find_head(c, s->offset + SECTION_HEAD, after, end);
}

static int read_body(const struct source *source, const struct section *s, uint8_t **out)
{
	uint8_t *body = malloc(s->body_size ? s->body_size : 1);
	int error = body ? source_read(source, s->offset + SECTION_HEAD, body, s->body_size)
			 : VMT_ENOMEM;

	if (!error && !section_body_whole(s, body))
		error = VMT_EDAMAGE;
	if (error)
		free(body);
	else
		*out = body;
	return error;
}

static int scan_section(struct scan *c, const struct section *s)
{
	uint64_t end;
	uint8_t *body;
	int error = find_end(c, s, &end);

	if (error)
		return error;
	if (end < s->offset + s->total)
		return skip_damage(c, end, "section cut short");
	if (s->type == SECTION_FOOTER) {
		c->at = end;
		return 0;
	}
	error = read_body(c->source, s, &body);
	if (error == VMT_EDAMAGE)
		return skip_damage(c, end, "checksum of a section's body");
	if (error)
		return error;
	c->at = end;
	return append(c->out, s, body);
}

static int scan(const struct source *source, uint64_t end, struct sections *out)
{
	struct scan c = { .source = source, .out = out, .end = end };
	struct section s;
	uint64_t next;
	int error = 0;

	while (!error && c.at < c.end) {
		error = head_at(&c, c.at, &s);
		if (!error) {
			error = scan_section(&c, &s);
		} else if (error == VMT_EDAMAGE) {
			error = find_head(&c, c.at, c.end, &next);
			if (!error)
				error = skip_damage(&c, next,
						    "no section here, or its head is damaged");
		}
	}
	free(c.window);
	return error;
}

/* ---- Footers ---- */

/* The footer that ends at `end`, checked: its tail and its section. */
static int footer_at(const struct source *source, uint64_t end, struct footer_tail *tail,
		     struct section *s, uint8_t **body)
{
	uint8_t bytes[FOOTER_TAIL], head[SECTION_HEAD];
	int error;

	if (end < FOOTER_TAIL)
		return VMT_EABSENT;
	error = source_read(source, end - FOOTER_TAIL, bytes, sizeof(bytes));
	if (error)
		return error;
	if (footer_get_tail(bytes, tail) || tail->session_bytes > end)
		return VMT_EABSENT;
	error = source_read(source, end - tail->footer_bytes, head, sizeof(head))
			?: section_get_head(head, s);
	if (error)
		return error;
	if (s->type != SECTION_FOOTER || s->total != tail->footer_bytes ||
	    section_blocks(s) != s->total)
		return VMT_EDAMAGE;
	s->offset = end - tail->footer_bytes;
	return read_body(source, s, body);
}

/* One copy from the footer, standing at `offset` in the file. */
static int add_copy(struct sections *out, struct cursor *in, const struct section *footer,
		    uint64_t *offset)
{
	const uint8_t *head = cursor_take(in, SECTION_HEAD), *body;
	struct section s;
	uint8_t *copy;

	if (!head || section_get_head(head, &s) || memcmp(s.id, footer->id, sizeof(s.id)) ||
	    s.total > footer->offset - *offset)
		return VMT_EDAMAGE;
	body = cursor_take(in, s.body_size);
	if (!body || !section_body_whole(&s, body))
		return VMT_EDAMAGE;
	s.offset = *offset;
	*offset += s.total;
	copy = malloc(s.body_size ? s.body_size : 1);
	if (!copy)
		return VMT_ENOMEM;
	memcpy(copy, body, s.body_size);
	return append(out, &s, copy);
}

static int add_copies(struct sections *out, const struct bytebuf *copies, uint64_t start,
		      const struct section *footer)
{
	struct cursor in = cursor_of(copies->data, copies->size);
	uint64_t offset = start;
	int error = 0;

	while (!error && cursor_left(&in))
		error = add_copy(out, &in, footer, &offset);
	if (!error && offset != footer->offset)
		error = VMT_EDAMAGE;
	return error;
}

/* Adds the sections of the session that a footer ends: VMT_EABSENT, VMT_EDAMAGE and none. */
static int read_footer(const struct source *source, uint64_t end, struct sections *out,
		       uint64_t *start)
{
	struct bytebuf copies = { 0 };
	struct footer_tail tail;
	struct section footer;
	uint32_t before = out->count;
	uint8_t *body = NULL;
	int error = footer_at(source, end, &tail, &footer, &body);

	if (!error)
		error = footer_get(body, footer.body_size, tail.session_bytes, &copies);
	if (!error)
		error = add_copies(out, &copies, end - tail.session_bytes, &footer);
	if (error)
		truncate_list(out, before);
	else
		*start = end - tail.session_bytes;
	free(body);
	bytebuf_release(&copies);
	return error;
}

static int by_offset(const void *a, const void *b)
{
	const struct section *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

int sections_read(struct sections *out, const struct source *source)
{
	struct sections s = { 0 };
	uint64_t end = source->size;
	int error = 0;

	while (end && !error)
		error = read_footer(source, end, &s, &end);
	if (error == VMT_EABSENT || error == VMT_EDAMAGE) {
		s.scanned = true;
		error = scan(source, end, &s);
	}
	if (!error && !s.count)
		error = VMT_EFORMAT;
	if (error) {
		sections_release(&s);
		return error;
	}
	qsort(s.list, s.count, sizeof(*s.list), by_offset);
	*out = s;
	return 0;
}
