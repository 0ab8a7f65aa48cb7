/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>

#include "format/checksum.h"
#include "format/codec.h"
#include "format/section_out.h"
#include "format/trace_session.h"

#define FACT_REPAIRED "repaired"
#define CAUSE_CUT "killed or cut; repaired"

struct copy {
	struct vmt_session *session;
	struct section_out out;
	struct bytebuf opening, declaration, body, inside, frames;
	struct vmt_scratch *scratch;
	bool repeated;	   /* the opening was */
	uint32_t declared; /* tables in the SCHEMA written last */
	struct vmt_copied counts;
};

static void copy_release(struct copy *c)
{
	section_out_release(&c->out);
	bytebuf_release(&c->opening);
	bytebuf_release(&c->declaration);
	bytebuf_release(&c->body);
	bytebuf_release(&c->inside);
	bytebuf_release(&c->frames);
	vmt_scratch_free(c->scratch);
}

/* ---- What holds for the whole session ---- */

/* The session's facts; a trace that is repaired again forgets the first repair for the second. */
static int put_facts(struct copy *c, const char *repaired)
{
	const struct opening *o = &c->session->opening;
	struct vmt_fact *facts = calloc(o->nfacts + 1, sizeof(*facts));
	uint32_t i, n = 0;

	if (!facts)
		return VMT_ENOMEM;
	for (i = 0; i < o->nfacts; i++)
		if (!repaired || strcmp(o->facts[i].key, FACT_REPAIRED))
			facts[n++] = o->facts[i];
	if (repaired)
		facts[n++] = (struct vmt_fact){ FACT_REPAIRED, repaired };
	opening_put(&c->opening, &o->start, o->ticks_per_second, facts, n);
	free(facts);
	return 0;
}

static int put_schema(struct copy *c)
{
	bytebuf_clear(&c->declaration);
	schema_put(&c->declaration, &c->session->schema);
	c->declared = c->session->schema.ntables;
	return section_out_put(&c->out, SECTION_SCHEMA, &c->declaration, NULL, NULL);
}

static int put_opening(struct copy *c)
{
	return section_out_put(&c->out, SECTION_SESSION, &c->opening, NULL, NULL) ?: put_schema(c);
}

/* ---- Chunks ---- */

/* Whether a column can be read, by this library or, its codec being newer, by another. */
static int test_column(struct copy *c, const struct vmt_chunk *chunk, uint32_t column)
{
	struct vmt_view view;
	int error = vmt_chunk_read(chunk, column, c->scratch, &view);

	return error == VMT_EVERSION ? 0 : error;
}

static int keep_block(struct copy *c, const struct vmt_chunk *chunk, const struct vmt_block *b)
{
	struct bytebuf *to = b->compressed ? &c->frames : &c->inside;
	uint8_t *p = bytebuf_add(to, b->bytes);

	return p ? chunk_stored(chunk, b, p) : VMT_ENOMEM;
}

static void lose_block(struct copy *c, struct vmt_block *b, uint32_t rows)
{
	*b = (struct vmt_block){ .codec = CODEC_CONST, .validity = VALID_LOST };
	c->counts.blocks++;
	c->counts.values += rows;
}

static int copy_column(struct copy *c, const struct vmt_chunk *chunk, struct chunkdir *d,
		       uint32_t column)
{
	struct vmt_block *b = &d->blocks[column];
	int error = test_column(c, chunk, column);

	if (error == VMT_ENOMEM)
		return error;
	if (error)
		lose_block(c, b, d->info.rows);
	else if (chunkdir_stores(b))
		return keep_block(c, chunk, b);
	return 0;
}

/* Rows without their times belong nowhere: so does their chunk. */
static int copy_chunk(struct copy *c, const struct vmt_chunk *chunk)
{
	struct chunkdir d = chunk->dir;
	uint32_t i;
	int error = test_column(c, chunk, 0);

	if (error) {
		c->counts.dropped += error != VMT_ENOMEM;
		return error == VMT_ENOMEM ? error : 0;
	}
	bytebuf_clear(&c->inside);
	bytebuf_clear(&c->frames);
	bytebuf_clear(&c->body);
	d.blocks = calloc(d.info.nblocks, sizeof(*d.blocks));
	if (!d.blocks)
		return VMT_ENOMEM;
	memcpy(d.blocks, chunk->dir.blocks, d.info.nblocks * sizeof(*d.blocks));
	for (i = 0; i < d.info.nblocks && !error; i++)
		error = copy_column(c, chunk, &d, i);
	if (!error) {
		chunkdir_put(&c->body, &d);
		error = bytebuf_error(&c->inside)
				?: bytebuf_error(&c->frames)
				?: section_out_put(&c->out, SECTION_CHUNK, &c->body, &c->inside,
						   &c->frames);
	}
	c->counts.chunks++;
	c->counts.rows += d.info.rows;
	free(d.blocks);
	return error;
}

/* ---- Rounds ---- */

static int put_mark(struct copy *c, uint8_t type, const char *cause)
{
	const struct vmt_session_info *info = &c->session->info;

	bytebuf_clear(&c->body);
	clock_put(&c->body, &info->end);
	fix_put(&c->body, &info->end_fix);
	if (type == SECTION_END)
		bytebuf_put_text(&c->body, cause);
	return section_out_put(&c->out, type, &c->body, NULL, NULL);
}

static int put_end(struct copy *c, const char *cause)
{
	int error = c->repeated ? 0 : put_opening(c);

	return error ? error : put_mark(c, SECTION_END, cause);
}

static int copy_round(struct copy *c, const struct vmt_round *round)
{
	const struct vmt_session_info *info = &c->session->info;
	uint32_t i;
	int error = c->declared < info->ntables ? put_schema(c) : 0;

	error = error ?: round->gap ? section_out_put_gap(&c->out) : 0;
	for (i = 0; i < round->info.nchunks && !error; i++)
		error = copy_chunk(c, round->list[i]);
	c->counts.rounds++;
	if (error || info->ended)
		return error ?: put_end(c, info->cause);
	error = put_mark(c, SECTION_WATERMARK, NULL);
	if (error || !section_repeats_opening(info->rounds))
		return error;
	c->repeated = true;
	return put_opening(c);
}

static int copy_rounds(struct copy *c)
{
	struct vmt_round *round;
	int rc, error = 0;

	while (!error && (rc = vmt_session_round(c->session, &round)) != 0) {
		error = rc < 0 ? rc : copy_round(c, round);
		if (rc > 0)
			vmt_round_free(round);
	}
	if (error || c->session->info.ended)
		return error;
	return put_end(c, CAUSE_CUT);
}

int vmt_session_copy(struct vmt_session *s, const struct vmt_sink *sink, const char *repaired,
		     struct vmt_copied *counts)
{
	struct copy c = { .session = s };
	int error = section_out_init(&c.out, sink, s->info.id, true)
			    ?: vmt_scratch_new(&c.scratch)
			    ?: put_facts(&c, repaired)
			    ?: put_opening(&c)
			    ?: copy_rounds(&c)
			    ?: section_out_end(&c.out, &c.body);

	c.counts.bytes = c.out.bytes;
	copy_release(&c);
	if (!error)
		*counts = c.counts;
	return error;
}
