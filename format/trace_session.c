/* SPDX-License-Identifier: GPL-2.0 */
#include "format/trace_session.h"

#include <stdlib.h>
#include <string.h>

#include "format/clockfix.h"
#include "format/growth.h"

static void chunk_release(struct vmt_chunk *c)
{
	chunkdir_release(&c->dir);
	free(c->told);
}

void session_free(struct vmt_session *s)
{
	uint32_t i;

	if (!s)
		return;
	for (i = 0; i < s->nchunks; i++)
		chunk_release(&s->chunks[i]);
	free(s->chunks);
	free(s->watermarks);
	free(s->cause);
	opening_release(&s->opening);
	schema_release(&s->schema);
	free(s);
}

struct build {
	struct vmt_session *session;
	struct section *const *sections;
	uint32_t nsections;
	const struct source *source;
	const struct damage_sink *damage;
	uint32_t committed; /* chunks that a watermark has confirmed */
	bool stop;
};

static void tell(const struct build *b, const struct section *s, const char *what)
{
	damage_tell(b->damage, s->offset, s->total, what, false);
}

/* ---- Opening and schema: the first of their repeats that is whole ---- */

static int find_opening(struct build *b)
{
	uint32_t i;
	int error = VMT_EDAMAGE;

	for (i = 0; i < b->nsections && error == VMT_EDAMAGE; i++) {
		struct section *s = b->sections[i];
		struct cursor in = cursor_of(s->body, s->body_size);

		if (s->type == SECTION_SESSION && section_known(s))
			error = opening_get(&in, &b->session->opening);
	}
	return error;
}

static int find_schema(struct build *b)
{
	struct schema *schema = &b->session->schema;
	uint32_t i;
	int error;

	for (i = 0; i < b->nsections; i++) {
		struct section *s = b->sections[i];
		struct cursor in = cursor_of(s->body, s->body_size);

		if (s->type != SECTION_SCHEMA || !section_known(s))
			continue;
		error = schema_add(schema, &in);
		if (error == VMT_ENOMEM)
			return error;
		if (error)
			tell(b, s, "schema does not make sense");
	}
	return schema->ntables ? 0 : VMT_EDAMAGE;
}

static bool is_newer(const struct build *b)
{
	uint32_t i;

	for (i = 0; i < b->nsections; i++)
		if (!section_known(b->sections[i]) && (b->sections[i]->flags & SECTION_CRITICAL))
			return true;
	return false;
}

/* ---- What follows, in sequence ---- */

static int add_chunk(struct build *b, const struct section *s)
{
	struct vmt_session *session = b->session;
	struct vmt_chunk c = { .source = b->source, .damage = b->damage }, *chunks;
	int error;

	chunks = growth_one(session->chunks, session->nchunks, &session->chunk_capacity,
			    sizeof(*chunks));
	if (!chunks)
		return VMT_ENOMEM;
	session->chunks = chunks;
	error = chunkdir_get(s, &session->schema, &c.dir);
	if (error == VMT_EDAMAGE) {
		tell(b, s, "chunk's directory does not make sense");
		return 0;
	}
	if (error)
		return error;
	c.table = &session->schema.tables[c.dir.info.table];
	c.told = calloc(c.dir.info.nblocks, sizeof(*c.told));
	c.dir.info.round = session->info.nwatermarks;
	session->chunks[session->nchunks++] = c;
	return c.told ? 0 : VMT_ENOMEM;
}

/* Every row between the watermark before and this one. */
static bool chunk_in_round(const struct vmt_session *s, const struct vmt_chunk *c, uint64_t time)
{
	const struct vmt_session_info *info = &s->info;
	uint32_t g;

	for (g = 0; g < c->dir.info.ngroups; g++) {
		const struct vmt_group *group = &c->dir.groups[g];

		if (group->max_time > time)
			return false;
		if (info->nwatermarks && group->min_time <= s->watermarks[info->nwatermarks - 1])
			return false;
	}
	return true;
}

/* Confirms the chunks since the last watermark; those that break its promise are lost. */
static void commit(struct build *b, uint64_t time)
{
	struct vmt_session *s = b->session;
	uint32_t i, keep = b->committed;

	for (i = b->committed; i < s->nchunks; i++) {
		struct vmt_chunk *c = &s->chunks[i];

		if (chunk_in_round(s, c, time)) {
			s->chunks[keep++] = *c;
			continue;
		}
		damage_tell(b->damage, c->dir.info.offset, c->dir.info.bytes,
			    "chunk's times are outside of its round", false);
		chunk_release(c);
	}
	s->nchunks = b->committed = keep;
}

static int push_watermark(struct vmt_session *s, uint64_t time)
{
	uint64_t *p =
		growth_one(s->watermarks, s->info.nwatermarks, &s->watermark_capacity, sizeof(*p));

	if (!p)
		return VMT_ENOMEM;
	s->watermarks = p;
	s->watermarks[s->info.nwatermarks++] = time;
	return 0;
}

/* WATERMARK, and END, which is one with a cause. */
static int add_watermark(struct build *b, const struct section *s)
{
	struct vmt_session *session = b->session;
	struct cursor in = cursor_of(s->body, s->body_size);
	bool end = s->type == SECTION_END;
	struct vmt_clock clock;
	struct vmt_fix fix;
	char *cause = NULL;

	clock_get(&in, &clock);
	fix_get(&in, &fix);
	if (end)
		cause = cursor_get_text(&in, SECTION_MAX_CAUSE);
	if (!cursor_done(&in) || clock.time < session->info.end.time) {
		free(cause);
		tell(b, s, "watermark does not make sense");
		return 0;
	}
	if (end && !cause)
		return VMT_ENOMEM;
	commit(b, clock.time);
	session->info.end = clock;
	session->info.end_fix = fix;
	if (end) {
		session->info.ended = b->stop = true;
		session->cause = cause;
	}
	return push_watermark(session, clock.time);
}

static int add_section(struct build *b, const struct section *s)
{
	if (!section_known(s)) {
		if (s->flags & SECTION_CRITICAL) {
			tell(b, s, "section of a newer version: the session is read up to it");
			b->stop = true;
		}
		return 0;
	}
	if (s->type == SECTION_CHUNK)
		return add_chunk(b, s);
	if (s->type == SECTION_WATERMARK || s->type == SECTION_END)
		return add_watermark(b, s);
	return 0;
}

/* Rows behind the last watermark may lack others of the same time: they do not count. */
static void drop_unconfirmed(struct build *b)
{
	struct vmt_session *s = b->session;
	const struct section *last = b->sections[b->nsections - 1];
	uint64_t offset = 0, bytes = 0;

	while (s->nchunks > b->committed) {
		struct vmt_chunk *c = &s->chunks[--s->nchunks];

		offset = c->dir.info.offset;
		bytes += c->dir.info.bytes;
		chunk_release(c);
	}
	if (bytes)
		damage_tell(b->damage, offset, bytes,
			    "rows after the last complete round do not count", false);
	if (!s->info.ended)
		damage_tell(b->damage, last->offset + last->total, 0,
			    "the session's end is missing: it was killed or cut", false);
}

static int add_sections(struct build *b, bool complete)
{
	uint32_t i;
	int error = 0;

	for (i = 0; i < b->nsections && !error && !b->stop; i++) {
		uint64_t expected = i ? b->sections[i - 1]->seq + 1 : 0;

		if (complete && b->sections[i]->seq != expected)
			damage_tell(b->damage, b->sections[i]->offset, 0,
				    "sections are missing before this one", false);
		error = add_section(b, b->sections[i]);
	}
	if (!error)
		drop_unconfirmed(b);
	return error;
}

static void fill_info(struct build *b)
{
	struct vmt_session *s = b->session;
	struct vmt_session_info *info = &s->info;
	uint32_t i;

	info->ntables = s->schema.ntables;
	info->tables = s->schema.tables;
	info->nfacts = s->opening.nfacts;
	info->facts = s->opening.facts;
	info->cause = s->cause ? s->cause : "";
	info->watermarks = s->watermarks;
	info->offset = b->sections[0]->offset;
	for (i = 0; i < b->nsections; i++)
		info->bytes += b->sections[i]->total;
}

int session_build(struct vmt_session **out, struct section *const *sections, uint32_t nsections,
		  bool complete, const struct source *source, const struct damage_sink *damage)
{
	struct vmt_session *s = calloc(1, sizeof(*s));
	struct build b = { s, sections, nsections, source, damage, 0, false };
	int error;

	if (!s)
		return VMT_ENOMEM;
	memcpy(s->info.id, sections[0]->id, sizeof(s->info.id));
	error = find_opening(&b) ?: find_schema(&b);
	if (!error) {
		s->info.start = s->info.end = s->opening.start;
		s->info.ticks_per_second = s->opening.ticks_per_second;
		clockfix_first(&s->info.end_fix, &s->info.start, s->info.ticks_per_second);
		error = add_sections(&b, complete);
	} else if (error == VMT_EDAMAGE) {
		tell(&b, sections[0],
		     is_newer(&b) ? "session of a newer version: nothing of it is read"
				  : "session without a whole opening: nothing of it is read");
	}
	if (error) {
		session_free(s);
		return error;
	}
	fill_info(&b);
	*out = s;
	return 0;
}

const struct vmt_session_info *vmt_session_info(const struct vmt_session *s)
{
	return &s->info;
}

const char *vmt_session_fact(const struct vmt_session *s, const char *key)
{
	uint32_t i;

	for (i = 0; i < s->info.nfacts; i++)
		if (!strcmp(s->info.facts[i].key, key))
			return s->info.facts[i].value;
	return NULL;
}

int vmt_session_table(const struct vmt_session *s, const char *name)
{
	uint32_t i;

	for (i = 0; i < s->info.ntables; i++)
		if (!strcmp(s->info.tables[i].name, name))
			return i;
	return VMT_EABSENT;
}

uint32_t vmt_session_nchunks(const struct vmt_session *s)
{
	return s->nchunks;
}

const struct vmt_chunk *vmt_session_chunk(const struct vmt_session *s, uint32_t i)
{
	return i < s->nchunks ? &s->chunks[i] : NULL;
}

const struct vmt_chunk_info *vmt_chunk_info(const struct vmt_chunk *c)
{
	return &c->dir.info;
}
