/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>

#include "format/trace_session.h"
#include "format/vmt.h"

struct vmt_reader {
	struct source source;
	struct damage_sink damage;
	struct vmt_session **sessions;
	uint32_t nsessions;
};

/* By session, sequence, then place in the file. */
static int by_session(const void *a, const void *b)
{
	const struct section *x = *(struct section *const *)a, *y = *(struct section *const *)b;
	int order = memcmp(x->id, y->id, sizeof(x->id));

	if (order)
		return order;
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int by_offset(const void *a, const void *b)
{
	const struct vmt_session *x = *(struct vmt_session *const *)a;
	const struct vmt_session *y = *(struct vmt_session *const *)b;

	return x->info.offset < y->info.offset ? -1 : x->info.offset > y->info.offset;
}

static bool same_session(const struct section *a, const struct section *b)
{
	return !memcmp(a->id, b->id, sizeof(a->id));
}

/* Of sections in sequence, the first of each number; the others are told of once. */
static uint32_t drop_doubles(struct section **s, uint32_t n, const struct damage_sink *damage)
{
	uint64_t bytes = 0, offset = 0;
	uint32_t i, kept = 1;

	for (i = 1; i < n; i++) {
		if (s[i]->seq != s[kept - 1]->seq) {
			s[kept++] = s[i];
			continue;
		}
		if (!bytes || s[i]->offset < offset)
			offset = s[i]->offset;
		bytes += s[i]->total;
	}
	if (bytes)
		damage_tell(damage, offset, bytes,
			    "session is in the file more than once: it counts once", true);
	return kept;
}

static int build_session(struct vmt_reader *r, struct section **s, uint32_t n, bool complete)
{
	struct vmt_session *session;
	int error = session_build(&session, s, drop_doubles(s, n, &r->damage), complete, &r->source,
				  &r->damage);

	if (!error)
		r->sessions[r->nsessions++] = session;
	return error == VMT_EDAMAGE ? 0 : error;
}

static uint32_t count_sessions(struct section **s, uint32_t n)
{
	uint32_t i, count = 1;

	for (i = 1; i < n; i++)
		count += !same_session(s[i], s[i - 1]);
	return count;
}

static int build_sessions(struct vmt_reader *r, const struct sections *sections)
{
	uint32_t n = sections->count, i, first;
	struct section **s = reallocarray(NULL, n, sizeof(*s));
	int error = s ? 0 : VMT_ENOMEM;

	if (error)
		return error;
	for (i = 0; i < n; i++)
		s[i] = &sections->list[i];
	qsort(s, n, sizeof(*s), by_session);
	r->sessions = calloc(count_sessions(s, n), sizeof(*r->sessions));
	if (!r->sessions)
		error = VMT_ENOMEM;
	for (first = 0; first < n && !error; first = i) {
		for (i = first + 1; i < n && same_session(s[i], s[first]); i++)
			;
		error = build_session(r, s + first, i - first, !sections->ndamage);
	}
	if (!error)
		qsort(r->sessions, r->nsessions, sizeof(*r->sessions), by_offset);
	free(s);
	return error;
}

static int read_all(struct vmt_reader *r, const char *path, int fd)
{
	struct sections sections = { 0 };
	uint32_t i;
	int error = source_open(&r->source, path, fd) ?: sections_read(&sections, &r->source);

	for (i = 0; i < sections.ndamage; i++)
		damage_tell(&r->damage, sections.damage[i].offset, sections.damage[i].bytes,
			    sections.damage[i].what, false);
	if (sections.scanned)
		damage_tell(&r->damage, r->source.size, 0,
			    "no footer that holds: the index was rebuilt by a scan", true);
	if (!error)
		error = build_sessions(r, &sections);
	sections_release(&sections);
	return error;
}

int vmt_reader_open(struct vmt_reader **out, const char *path, int fd, vmt_damage_fn *fn,
		    void *self)
{
	struct vmt_reader *r = calloc(1, sizeof(*r));
	int error;

	if (!r)
		return VMT_ENOMEM;
	r->source.fd = -1;
	r->damage = (struct damage_sink){ fn, self };
	error = read_all(r, path, fd);
	if (error) {
		vmt_reader_free(r);
		return error;
	}
	*out = r;
	return 0;
}

void vmt_reader_free(struct vmt_reader *r)
{
	uint32_t i;

	if (!r)
		return;
	for (i = 0; i < r->nsessions; i++)
		session_free(r->sessions[i]);
	free(r->sessions);
	source_release(&r->source);
	free(r);
}

uint64_t vmt_reader_bytes(const struct vmt_reader *r)
{
	return r->source.size;
}

uint32_t vmt_reader_nsessions(const struct vmt_reader *r)
{
	return r->nsessions;
}

const struct vmt_session *vmt_reader_session(const struct vmt_reader *r, uint32_t i)
{
	return i < r->nsessions ? r->sessions[i] : NULL;
}
