/* SPDX-License-Identifier: GPL-2.0 */
#include "format/trace_session.h"

#include <stdlib.h>
#include <string.h>

#include "format/clockfix.h"
#include "format/growth.h"

void vmt_session_free(struct vmt_session *s)
{
	uint32_t i;

	if (!s)
		return;
	vmt_round_free(s->first);
	for (i = 0; i < s->npending; i++)
		section_release(&s->pending[i]);
	free(s->pending);
	free(s->cause);
	opening_release(&s->opening);
	schema_release(&s->schema);
	footer_proof_free(s->proof);
	if (s->feed == &s->own)
		feed_release(&s->own);
	free(s);
}

static void tell(const struct vmt_session *s, const struct section *section, const char *what)
{
	damage_tell(s->damage, section->offset, section->total, what, false);
}

/* ---- Sections, as they come ---- */

/* Takes the section over. */
static int push(struct vmt_session *s, struct section *section)
{
	struct section *p = growth_one(s->pending, s->npending, &s->capacity, sizeof(*p));

	if (!p) {
		section_release(section);
		return VMT_ENOMEM;
	}
	s->pending = p;
	s->pending[s->npending++] = *section;
	section->body = section->blocks = NULL;
	return 0;
}

/* The first of its repeats that is whole. */
static int take_opening(struct vmt_session *s, const struct section *section)
{
	struct cursor in = cursor_of(section->body, section->body_size);
	struct vmt_session_info *info = &s->info;
	int error = s->opened ? 0 : opening_get(&in, &s->opening);

	if (s->opened || error)
		return error;
	s->opened = true;
	info->nfacts = s->opening.nfacts;
	info->facts = s->opening.facts;
	info->start = info->end = s->opening.start;
	info->ticks_per_second = s->opening.ticks_per_second;
	clockfix_first(&info->end_fix, &info->start, info->ticks_per_second);
	return 0;
}

static int take_schema(struct vmt_session *s, const struct section *section)
{
	struct cursor in = cursor_of(section->body, section->body_size);
	int error = schema_add(&s->schema, &in);

	s->info.tables = s->schema.tables;
	s->info.ntables = s->schema.ntables;
	return error;
}

static int take_mark(struct vmt_session *s, struct section *section)
{
	int error;

	s->stop = section->type == SECTION_END;
	error = push(s, section);
	s->nmarks += !error;
	return error;
}

/* One that does not copy what stands in the file is none. */
static int take_footer(struct vmt_session *s, const struct section *section)
{
	int error = 0;

	if (s->proof && !s->damaged)
		error = footer_proof_check(s->proof, s->feed->source, section, s->info.offset);
	if (error == VMT_EDAMAGE)
		tell(s, section, "footer does not agree with the sections that it copies");
	s->footer = true;
	return error == VMT_EDAMAGE ? 0 : error;
}

/* A section that this library knows; what it does not keep is the caller's. */
static int take_known(struct vmt_session *s, struct section *section)
{
	int error;

	switch (section->type) {
	case SECTION_SESSION:
		error = take_opening(s, section);
		break;
	case SECTION_SCHEMA:
		error = take_schema(s, section);
		break;
	case SECTION_CHUNK:
		return push(s, section);
	case SECTION_GAP:
		/* What is kept of one is that it stood before its round. */
		return section->total == SECTION_HEAD ? push(s, section) : 0;
	default:
		return take_mark(s, section);
	}
	if (error == VMT_EDAMAGE)
		tell(s, section, "what holds for the whole session does not make sense");
	return error == VMT_EDAMAGE ? 0 : error;
}

static bool has_opening(const struct vmt_session *s)
{
	return s->opened && s->schema.ntables;
}

static int take_section(struct vmt_session *s, struct section *section)
{
	if (section->seq < s->next_seq) {
		s->repeats_at = s->repeats ? s->repeats_at : section->offset;
		s->repeats += section->total;
		return 0;
	}
	if (section->seq > s->next_seq && !s->feed->skipped && !s->stop)
		damage_tell(s->damage, section->offset, 0, "sections are missing before this one",
			    false);
	if (!s->info.bytes)
		s->info.offset = section->offset;
	s->damaged |= section->seq > s->next_seq;
	s->feed->skipped = false;
	s->next_seq = section->seq + 1;
	if (section->type == SECTION_FOOTER)
		return section_known(section) ? take_footer(s, section) : 0;
	s->info.bytes += section->total;
	if (s->proof)
		footer_proof_add(s->proof, section);
	if (s->stop)
		return 0;
	if (section_known(section))
		return take_known(s, section);
	if (section->flags & SECTION_CRITICAL) {
		if (has_opening(s))
			tell(s, section,
			     "section of a newer version: the session is read up to it");
		s->newer = s->stop = true;
	}
	return 0;
}

static bool is_mark(const struct section *section)
{
	return section->type == SECTION_WATERMARK || section->type == SECTION_END;
}

static void drop_pending(struct vmt_session *s, uint32_t first, uint32_t n)
{
	uint32_t i;

	for (i = first; i < first + n; i++)
		section_release(&s->pending[i]);
	s->npending -= n;
	memmove(s->pending + first, s->pending + first + n,
		(s->npending - first) * sizeof(*s->pending));
}

/* Rows behind the last watermark may lack others of the same time: they do not count. */
static void drop_unconfirmed(struct vmt_session *s)
{
	uint64_t bytes = 0;
	uint32_t first = s->npending, i;

	while (first && !is_mark(&s->pending[first - 1]))
		first--;
	if (first == s->npending)
		return;
	for (i = first; i < s->npending; i++)
		bytes += s->pending[i].type == SECTION_CHUNK ? s->pending[i].total : 0;
	if (bytes)
		damage_tell(s->damage, s->pending[first].offset, bytes,
			    "rows after the last complete round do not count", false);
	drop_pending(s, first, s->npending - first);
}

/* The feed has no more of it. */
static void end_sections(struct vmt_session *s)
{
	s->over = true;
	if (s->repeats)
		damage_tell(s->damage, s->repeats_at, s->repeats,
			    "session is in the file more than once: it counts once", true);
	if (has_opening(s))
		drop_unconfirmed(s);
	else
		damage_tell(s->damage, s->info.offset, s->feed->at - s->info.offset,
			    s->newer ? "session of a newer version: nothing of it is read"
				     : "session without a whole opening: nothing of it is read",
			    false);
}

/* Reads on until a round is complete: 1; 0: there is none any more. */
static int gather(struct vmt_session *s)
{
	struct section section;
	int rc = 1;

	while (rc >= 0 && !s->over && !(has_opening(s) && s->nmarks)) {
		rc = feed_next(s->feed, s->info.id, &section);
		if (!rc)
			end_sections(s);
		if (rc <= 0)
			continue;
		rc = take_section(s, &section);
		section_release(&section);
	}
	return rc < 0 ? rc : has_opening(s) && s->nmarks;
}

/* ---- Rounds ---- */

void vmt_round_free(struct vmt_round *r)
{
	uint32_t i;

	if (!r)
		return;
	for (i = 0; i < r->info.nchunks; i++) {
		chunkdir_release(&r->chunks[i].dir);
		free(r->chunks[i].told);
		free(r->chunks[i].blocks);
	}
	free(r->chunks);
	free(r->list);
	free(r);
}

static int round_new(struct vmt_round **out, uint32_t nchunks)
{
	struct vmt_round *r = calloc(1, sizeof(*r));

	if (!r)
		return VMT_ENOMEM;
	r->chunks = calloc(nchunks ? nchunks : 1, sizeof(*r->chunks));
	r->list = calloc(nchunks ? nchunks : 1, sizeof(*r->list));
	r->info.chunks = r->list;
	if (!r->chunks || !r->list) {
		vmt_round_free(r);
		return VMT_ENOMEM;
	}
	*out = r;
	return 0;
}

/* Every row between the watermark before and this one. */
static bool in_round(const struct vmt_session *s, const struct chunkdir *d, uint64_t time)
{
	uint32_t g;

	for (g = 0; g < d->info.ngroups; g++)
		if (d->groups[g].max_time > time ||
		    (s->info.rounds && d->groups[g].min_time <= s->info.end.time))
			return false;
	return true;
}

static int add_chunk(struct vmt_session *s, struct vmt_round *r, struct section *section,
		     uint64_t time)
{
	struct vmt_chunk *c = &r->chunks[r->info.nchunks];
	struct chunkdir dir;
	int error = chunkdir_get(section, &s->schema, &dir);

	if (error == VMT_ENOMEM)
		return error;
	if (error || !in_round(s, &dir, time)) {
		tell(s, section,
		     error ? "chunk's directory does not make sense"
			   : "chunk's times are outside of its round");
		if (!error)
			chunkdir_release(&dir);
		return 0;
	}
	*c = (struct vmt_chunk){ .dir = dir,
				 .table = &s->schema.tables[dir.info.table],
				 .source = s->feed->source,
				 .blocks = section->blocks,
				 .blocks_at = section->offset + section_blocks(section),
				 .damage = s->damage,
				 .told = calloc(dir.info.nblocks, sizeof(*c->told)) };
	section->blocks = NULL;
	r->list[r->info.nchunks++] = c;
	return c->told ? 0 : VMT_ENOMEM;
}

struct mark {
	struct vmt_clock clock;
	struct vmt_fix fix;
	char *cause; /* of an END */
};

/* A WATERMARK, or an END, which is one with a cause. */
static int get_mark(const struct vmt_session *s, const struct section *section, struct mark *out)
{
	struct cursor in = cursor_of(section->body, section->body_size);
	bool end = section->type == SECTION_END;
	struct mark m = { .cause = NULL };

	clock_get(&in, &m.clock);
	fix_get(&in, &m.fix);
	if (end)
		m.cause = cursor_get_text(&in, SECTION_MAX_CAUSE);
	if (!cursor_done(&in) || m.clock.time < s->info.end.time) {
		free(m.cause);
		return VMT_EDAMAGE;
	}
	if (end && !m.cause)
		return VMT_ENOMEM;
	*out = m;
	return 0;
}

static void finish_round(struct vmt_session *s, struct vmt_round *r, struct mark *m)
{
	struct vmt_session_info *info = &s->info;

	r->info.index = info->rounds++;
	r->info.end = info->end = m->clock;
	r->info.end_fix = info->end_fix = m->fix;
	if (m->cause) {
		info->ended = true;
		info->cause = s->cause = m->cause;
	}
}

/* The round that the first pending mark completes; none (NULL) if the mark makes no sense. */
static int make_round(struct vmt_session *s, struct vmt_round **out)
{
	struct vmt_round *r = NULL;
	uint32_t n = 0, i;
	struct mark mark = { .cause = NULL };
	int error;

	while (!is_mark(&s->pending[n]))
		n++;
	s->nmarks--;
	error = get_mark(s, &s->pending[n], &mark);
	if (error == VMT_EDAMAGE) {
		tell(s, &s->pending[n], "watermark does not make sense");
		drop_pending(s, n, 1);
		*out = NULL;
		return 0;
	}
	error = error ?: round_new(&r, n);
	for (i = 0; i < n && !error; i++) {
		if (s->pending[i].type == SECTION_GAP)
			r->gap = true;
		else
			error = add_chunk(s, r, &s->pending[i], mark.clock.time);
	}
	if (error) {
		free(mark.cause);
		vmt_round_free(r);
		return error;
	}
	finish_round(s, r, &mark);
	drop_pending(s, 0, n + 1);
	*out = r;
	return 0;
}

static int next_round(struct vmt_session *s, struct vmt_round **out)
{
	struct vmt_round *r = NULL;
	int rc;

	while (!r) {
		rc = gather(s);
		if (rc > 0)
			rc = make_round(s, &r) ?: 1;
		if (rc <= 0)
			return rc;
	}
	*out = r;
	return 1;
}

/* What a session lacks is known when all of it is through. */
static void tell_missing(struct vmt_session *s)
{
	if (!s->info.ended && !s->newer)
		damage_tell(s->damage, s->feed->at, 0,
			    "the session's end is missing: it was killed or cut", false);
	if (!s->footer && (s->feed->source->stream || s->feed->all))
		damage_tell(s->damage, s->feed->at, 0, "no footer that holds ends the session",
			    true);
	s->through = true;
}

int vmt_session_round(struct vmt_session *s, struct vmt_round **out)
{
	int rc = s->first || s->through ? !!s->first : next_round(s, &s->first);

	if (rc > 0) {
		*out = s->first;
		s->first = NULL;
	} else if (!rc && !s->through) {
		tell_missing(s);
	}
	return rc;
}

const struct vmt_round_info *vmt_session_peek(const struct vmt_session *s)
{
	return s->first ? &s->first->info : NULL;
}

const struct vmt_round_info *vmt_round_info(const struct vmt_round *r)
{
	return &r->info;
}

int session_open(struct vmt_session **out, const uint8_t id[16], struct feed *feed, bool shared,
		 const struct damage_sink *damage)
{
	struct vmt_session *s = calloc(1, sizeof(*s));
	int rc;

	if (!s) {
		if (!shared)
			feed_release(feed);
		return VMT_ENOMEM;
	}
	memcpy(s->info.id, id, sizeof(s->info.id));
	s->info.offset = feed->at;
	s->info.cause = "";
	s->damage = damage;
	s->own = shared ? (struct feed){ 0 } : *feed;
	s->feed = shared ? feed : &s->own;
	s->proof = s->feed->all ? footer_proof_new() : NULL;
	rc = s->feed->all && !s->proof ? VMT_ENOMEM : next_round(s, &s->first);
	if (!rc && !has_opening(s))
		rc = VMT_EDAMAGE;
	if (rc < 0) {
		vmt_session_free(s);
		return rc;
	}
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

const struct vmt_chunk_info *vmt_chunk_info(const struct vmt_chunk *c)
{
	return &c->dir.info;
}
