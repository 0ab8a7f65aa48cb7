/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "format/chunkenc.h"
#include "format/clockfix.h"
#include "format/loop.h"
#include "format/stage.h"
#include "format/vmt.h"
#include "format/window.h"

/* Least level of what is written at leisure and once for all, if there is to be any. */
#define LEVEL_LEISURE 6
/* A call with more rows makes chunks that are large enough. */
#define DIRECT_ROWS 16384
/* Rounds whose rows are kept: what bounds the memory where nothing happens. */
#define MAX_ROUNDS 64

struct vmt_writer {
	struct section_out out;
	bool ended, any_round, repeated;
	uint64_t rounds; /* watermarks that stay */
	int level;	 /* of what is written at once */
	struct schema schema;
	struct clockfix clock;
	struct vmt_fix
		fixes[MAX_ROUNDS + 1]; /* since the first row that is kept; the last is now's */
	uint32_t nfixes;
	struct bytebuf opening;	    /* body of SESSION, for its repeats */
	struct bytebuf declaration; /* of SCHEMA */
	struct bytebuf mark;	    /* of WATERMARK and END */
	struct chunkenc chunks;
	/* Small rounds are kept, if the sink can be rewritten, and written again together. */
	bool windowed;
	bool direct;	      /* not those of this round */
	struct window window; /* the rows since the last watermark that stays */
	uint32_t provisional; /* rounds of it that stand in the file */
};

static int put_opening(struct vmt_writer *w)
{
	return section_out_put(&w->out, SECTION_SESSION, &w->opening, NULL, NULL)
		       ?: section_out_put(&w->out, SECTION_SCHEMA, &w->declaration, NULL, NULL);
}

static int init(struct vmt_writer *w, const struct vmt_sink *sink,
		const struct vmt_writer_options *o, const struct vmt_table *tables,
		uint32_t ntables)
{
	uint8_t id[16];

	if (getrandom(id, sizeof(id), 0) != sizeof(id))
		return VMT_EIO;
	w->level = o && o->level ? o->level : 1;
	w->windowed = sink->rewrite && sink->resize;
	return section_out_init(&w->out, sink, id, o && o->footer) ?:
	       schema_copy(&w->schema, tables, ntables) ?:
	       window_init(&w->window, &w->schema) ?:
	       chunkenc_init(&w->chunks, &w->schema, w->level);
}

int vmt_writer_open(struct vmt_writer **out, const struct vmt_sink *sink,
		    const struct vmt_writer_options *options, const struct vmt_table *tables,
		    uint32_t ntables, const struct vmt_fact *facts, uint32_t nfacts,
		    const struct vmt_clock *start, uint64_t ticks_per_second)
{
	struct vmt_writer *w;
	int error;

	if (schema_check(tables, ntables) || facts_check(facts, nfacts) || !ticks_per_second ||
	    (options && options->size != sizeof(*options)))
		return VMT_EINVAL;
	w = calloc(1, sizeof(*w));
	if (!w)
		return VMT_ENOMEM;
	error = init(w, sink, options, tables, ntables);
	if (!error) {
		clockfix_start(&w->clock, start, ticks_per_second);
		w->fixes[w->nfixes++] = w->clock.fix;
		opening_put(&w->opening, start, ticks_per_second, facts, nfacts);
		schema_put(&w->declaration, &w->schema);
		error = put_opening(w);
	}
	if (error) {
		vmt_writer_free(w);
		return error;
	}
	*out = w;
	return 0;
}

void vmt_writer_free(struct vmt_writer *w)
{
	if (!w)
		return;
	window_release(&w->window);
	chunkenc_release(&w->chunks);
	schema_release(&w->schema);
	bytebuf_release(&w->opening);
	bytebuf_release(&w->declaration);
	bytebuf_release(&w->mark);
	section_out_release(&w->out);
	free(w);
}

uint64_t vmt_writer_bytes(const struct vmt_writer *w)
{
	return w->out.bytes;
}

/* ---- Rows ---- */

static uint64_t earliest(const struct vmt_writer *w)
{
	return w->any_round ? w->clock.last.time + 1 : 0;
}

/* Rows of this round, with the fix that holds now. */
static int put_new(struct vmt_writer *w, uint32_t table, const struct vmt_part *parts,
		   uint32_t nparts)
{
	struct chunkenc_times times = { earliest(w), &w->fixes[w->nfixes - 1], 1 };

	return chunkenc_put(&w->chunks, &w->out, table, parts, nparts, &times);
}

/* Rows of this round that were kept. */
static int put_kept_round(struct vmt_writer *w)
{
	uint32_t t, n;
	int error = 0;

	for (t = 0; t < w->schema.ntables && !error; t++) {
		const struct vmt_part *parts = window_rows_from(&w->window, t, earliest(w), &n);

		error = put_new(w, t, parts, n);
	}
	return error;
}

/* All rows kept up to a time. */
static int put_kept(struct vmt_writer *w, uint64_t until)
{
	const struct chunkenc_times times = { 0, w->fixes, w->nfixes };
	uint32_t t, n;
	int error = 0;

	for (t = 0; t < w->schema.ntables && !error; t++) {
		const struct vmt_part *parts = window_rows_until(&w->window, t, until, &n);

		error = chunkenc_put(&w->chunks, &w->out, t, parts, n, &times);
	}
	return error;
}

/* What is kept so far begins anew: `now` is the fix of what comes. */
static void begin_window(struct vmt_writer *w, uint64_t until)
{
	window_drop_until(&w->window, until);
	w->provisional = 0;
	w->fixes[0] = w->clock.fix;
	w->nfixes = 1;
}

/* ---- Watermarks ---- */

static int put_mark(struct vmt_writer *w, uint8_t type, const struct vmt_clock *now,
		    const char *cause)
{
	bytebuf_clear(&w->mark);
	clock_put(&w->mark, now);
	fix_put(&w->mark, &w->clock.fix);
	if (type == SECTION_END)
		bytebuf_put_text(&w->mark, cause);
	return section_out_put(&w->out, type, &w->mark, NULL, NULL);
}

/* A mark that stays, and ever rarer repeats, so that the opening survives a flipped bit. */
static int put_last_mark(struct vmt_writer *w, const struct vmt_clock *now, const char *cause)
{
	int error;

	if (cause) {
		error = w->repeated ? 0 : put_opening(w);
		return error ? error : put_mark(w, SECTION_END, now, cause);
	}
	error = put_mark(w, SECTION_WATERMARK, now, NULL);
	if (error || !section_repeats_opening(++w->rounds))
		return error;
	w->repeated = true;
	return put_opening(w);
}

static int bend(struct vmt_writer *w, const struct vmt_clock *now)
{
	struct clockfix next = w->clock;

	if (clockfix_round(&next, now))
		return VMT_EINVAL;
	w->clock = next;
	w->any_round = true;
	return 0;
}

static int level_at_leisure(const struct vmt_writer *w)
{
	return w->level > 0 && w->level < LEVEL_LEISURE ? LEVEL_LEISURE : w->level;
}

/*
 * Everything kept, up to a watermark: in place of the rounds that stand in the file, if any.
 * The clock is bent already if it is a watermark that stands there.
 */
static int seal(struct vmt_writer *w, const struct vmt_clock *now, const char *cause, bool bent)
{
	bool replaces = w->provisional;
	int error = blockenc_set_level(&w->chunks.block, level_at_leisure(w));

	if (!error && replaces)
		error = section_out_replacing(&w->out);
	if (!error)
		error = put_kept(w, now->time);
	if (!error && !bent)
		error = bend(w, now);
	error = error ?: put_last_mark(w, now, cause);
	if (!error && replaces)
		error = section_out_replace(&w->out);
	begin_window(w, now->time);
	return w->out.error = error ?: blockenc_set_level(&w->chunks.block, w->level);
}

/* This round alone, until there is more to write with it. */
static int put_provisional(struct vmt_writer *w, const struct vmt_clock *now)
{
	int error = w->provisional ? 0 : section_out_keep_place(&w->out);

	w->chunks.kind = CHUNKENC_PROVISIONAL;
	error = error ?: put_kept_round(w) ?: bend(w, now) ?: put_mark(w, SECTION_WATERMARK, now, NULL);
	w->chunks.kind = CHUNKENC_FINAL;
	w->fixes[w->nfixes++] = w->clock.fix;
	w->provisional++;
	return w->out.error = error;
}

/* Rows come fast: those kept are written, and the others as they come, until the round ends. */
static int go_direct(struct vmt_writer *w)
{
	const struct vmt_clock last = w->clock.last;
	int error = w->provisional ? seal(w, &last, NULL, true) : 0;

	error = error ?: put_kept_round(w);
	window_drop_until(&w->window, UINT64_MAX);
	w->direct = true;
	return error;
}

static int check_parts(const struct vmt_writer *w, uint32_t table, const struct vmt_part *parts,
		       uint32_t nparts, uint64_t *rows)
{
	uint32_t i;

	if (w->ended || table >= w->schema.ntables)
		return VMT_EINVAL;
	for (i = *rows = 0; i < nparts; i++) {
		uint64_t end = (uint64_t)parts[i].first + parts[i].rows;

		if (!stage_matches(parts[i].stage, &w->schema.tables[table]) ||
		    end > vmt_stage_rows(parts[i].stage) || (i && parts[i].cpu <= parts[i - 1].cpu))
			return VMT_EINVAL;
		*rows += parts[i].rows;
	}
	return w->out.error;
}

static void note_latest(struct vmt_writer *w, const struct vmt_part *parts, uint32_t nparts)
{
	uint64_t time;
	uint32_t i;

	for (i = 0; i < nparts; i++) {
		if (!parts[i].rows)
			continue;
		time = stage_time(parts[i].stage, parts[i].first + parts[i].rows - 1);
		if (time > w->chunks.latest)
			w->chunks.latest = time;
	}
}

int vmt_writer_rows(struct vmt_writer *w, uint32_t table, const struct vmt_part *parts,
		    uint32_t nparts)
{
	uint64_t rows;
	int error = check_parts(w, table, parts, nparts, &rows);

	if (!error && w->windowed && !w->direct && rows > DIRECT_ROWS)
		error = go_direct(w);
	if (error)
		return error;
	if (!w->windowed || w->direct)
		return put_new(w, table, parts, nparts);
	error = window_add(&w->window, table, parts, nparts, earliest(w));
	if (!error)
		note_latest(w, parts, nparts);
	return error;
}

/* ---- Rounds ---- */

static int check_mark(const struct vmt_writer *w, const struct vmt_clock *now)
{
	struct clockfix next = w->clock;

	if (w->out.error)
		return w->out.error;
	return w->ended || now->time < w->chunks.latest || clockfix_round(&next, now) ? VMT_EINVAL
										      : 0;
}

int vmt_writer_round(struct vmt_writer *w, const struct vmt_clock *now)
{
	bool stays = !w->windowed || w->direct || w->provisional + 1 >= MAX_ROUNDS ||
		     window_full(&w->window);
	int error = check_mark(w, now);

	if (error)
		return error;
	w->direct = false;
	return stays ? seal(w, now, NULL, false) : put_provisional(w, now);
}

int vmt_writer_end(struct vmt_writer *w, const struct vmt_clock *now, const char *cause)
{
	int error = strlen(cause) > SECTION_MAX_CAUSE ? VMT_EINVAL : check_mark(w, now);

	if (error)
		return error;
	w->ended = true;
	error = seal(w, now, cause, false);
	return error ? error : section_out_end(&w->out, &w->mark);
}

/* ---- Rounds of a loop ---- */

static struct bytebuf bytes_at(uint8_t *data, size_t size)
{
	return (struct bytebuf){ .data = data, .size = size };
}

static int put_loop_chunk(struct vmt_writer *w, const struct section *s)
{
	uint64_t frames = s->total - section_frames(s);
	const struct bytebuf body = bytes_at(s->body, s->body_size);
	const struct bytebuf inside = bytes_at(s->blocks, s->inside);
	const struct bytebuf behind = bytes_at(s->blocks + s->inside, frames);

	return section_out_put(&w->out, SECTION_CHUNK, &body, &inside, &behind);
}

static int put_loop_round(struct vmt_writer *w, const struct loop_round *r)
{
	struct section s;
	int error = 0;

	for (size_t at = 0; at < r->bytes && !error; at += s.total) {
		loop_section(r->data + at, &s);
		error = put_loop_chunk(w, &s);
	}
	w->clock = (struct clockfix){ .last = r->mark.clock, .fix = r->mark.fix };
	w->fixes[w->nfixes - 1] = r->mark.fix;
	w->chunks.latest = r->mark.clock.time;
	return error ?: put_last_mark(w, &r->mark.clock, NULL);
}

int vmt_writer_loop(struct vmt_writer *w, const struct vmt_loop *l)
{
	const struct vmt_clock start = w->clock.last;
	int error = 0;

	if (w->ended || w->any_round || w->windowed || start.time != l->before.clock.time ||
	    (w->chunks.latest && !l->forgotten))
		return VMT_EINVAL;
	if (w->chunks.latest) {
		w->clock.fix = w->fixes[w->nfixes - 1] = l->before.fix;
		error = vmt_writer_round(w, &start);
	}
	for (const struct loop_round *r = l->oldest; r && !error; r = r->next)
		error = put_loop_round(w, r);
	w->any_round = true;
	return w->out.error = error;
}

int vmt_writer_set_level(struct vmt_writer *w, int level)
{
	w->level = level ? level : 1;
	return blockenc_set_level(&w->chunks.block, w->level);
}
