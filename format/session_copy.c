/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>

#include "format/checksum.h"
#include "format/chunkenc.h"
#include "format/codec.h"
#include "format/section_out.h"
#include "format/stage.h"
#include "format/trace_session.h"

#define FACT_REPAIRED "repaired"
#define CAUSE_CUT "killed or cut; repaired"
#define LEVEL_ADDED 12 /* what is added is written once and read often */

/*
 * Tables by number, in the copy:
 *
 *	those declared before the first round | the added ones | those declared later
 */
struct copy {
	struct vmt_session *session;
	const struct vmt_changes *changes;
	uint32_t nfirst;   /* tables before the added ones */
	uint32_t nadded;   /* that are new */
	uint32_t *numbers; /* [changes->nadditions] in the copy */
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
	free(c->numbers);
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

static bool same_column(const struct vmt_column *a, const struct vmt_column *b)
{
	return !strcmp(a->name, b->name) && a->type == b->type && a->sem == b->sem &&
	       a->size == b->size && a->arg == b->arg;
}

static bool same_table(const struct vmt_table *a, const struct vmt_table *b)
{
	if (a->flags != b->flags || a->ncolumns != b->ncolumns)
		return false;
	for (uint32_t i = 0; i < a->ncolumns; i++)
		if (!same_column(&a->columns[i], &b->columns[i]))
			return false;
	return true;
}

/* Where the added rows go: into a table that there is, or behind those. */
static int number_added(struct copy *c)
{
	const struct schema *schema = &c->session->schema;
	const struct vmt_changes *changes = c->changes;

	c->nfirst = schema->ntables;
	c->numbers = calloc(changes->nadditions + 1, sizeof(*c->numbers));
	if (!c->numbers)
		return VMT_ENOMEM;
	for (uint32_t i = 0; i < changes->nadditions; i++) {
		const struct vmt_table *table = changes->additions[i].table;
		int have = vmt_session_table(c->session, table->name);

		if (!stage_matches(changes->additions[i].rows, table) ||
		    (have >= 0 && !same_table(&schema->tables[have], table)))
			return VMT_EINVAL;
		c->numbers[i] = have >= 0 ? (uint32_t)have : c->nfirst + c->nadded++;
	}
	return schema->ntables + c->nadded > VMT_MAX_TABLES ? VMT_EINVAL : 0;
}

static uint32_t number_of(const struct copy *c, uint32_t table)
{
	return table < c->nfirst ? table : table + c->nadded;
}

/* The tables as the copy has them, which stay the session's and the changes'. */
static int all_tables(const struct copy *c, struct schema *all)
{
	const struct schema *schema = &c->session->schema;
	struct vmt_table *tables = calloc(schema->ntables + c->nadded + 1, sizeof(*tables));

	if (!tables)
		return VMT_ENOMEM;
	for (uint32_t i = 0; i < schema->ntables; i++)
		tables[number_of(c, i)] = schema->tables[i];
	for (uint32_t i = 0; i < c->changes->nadditions; i++)
		if (c->numbers[i] >= c->nfirst)
			tables[c->numbers[i]] = *c->changes->additions[i].table;
	*all = (struct schema){ .ntables = schema->ntables + c->nadded, .tables = tables };
	return 0;
}

static int put_schema(struct copy *c)
{
	struct schema all;
	int error = all_tables(c, &all);

	if (error)
		return error;
	bytebuf_clear(&c->declaration);
	schema_put(&c->declaration, &all);
	free(all.tables);
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
	d.info.table = number_of(c, d.info.table);
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

/* ---- Added rows ---- */

static bool in_first_round(const struct copy *c, const struct vmt_stage *rows)
{
	uint32_t n = vmt_stage_rows(rows);

	return !n || stage_time(rows, n - 1) <= c->session->info.end.time;
}

static int put_addition(struct copy *c, struct chunkenc *e, uint32_t i,
			const struct chunkenc_times *times)
{
	const struct vmt_stage *rows = c->changes->additions[i].rows;
	struct vmt_part all = { .cpu = VMT_NO_CPU, .rows = vmt_stage_rows(rows), .stage = rows };

	if (!in_first_round(c, rows))
		return VMT_EINVAL;
	return all.rows ? chunkenc_put(e, &c->out, c->numbers[i], &all, 1, times) : 0;
}

/* Their times become ns as those of the round do; a fix holds before its own time, too. */
static int put_additions(struct copy *c, const struct vmt_round *round)
{
	const struct vmt_fix *fix = round->info.nchunks ? &vmt_chunk_info(round->list[0])->fixes[0]
							: &round->info.end_fix;
	const struct chunkenc_times times = { .fixes = fix, .nfixes = 1 };
	struct chunkenc e = { 0 };
	struct schema all;
	int error = all_tables(c, &all);

	if (error)
		return error;
	error = chunkenc_init(&e, &all, LEVEL_ADDED);
	for (uint32_t i = 0; i < c->changes->nadditions && !error; i++)
		error = put_addition(c, &e, i, &times);
	chunkenc_release(&e);
	free(all.tables);
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
	if (!error && !c->counts.rounds && c->changes->nadditions)
		error = put_additions(c, round);
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
	if (!error && !c->counts.rounds && c->changes->nadditions)
		error = VMT_EINVAL;
	if (error || c->session->info.ended)
		return error;
	return put_end(c, CAUSE_CUT);
}

int vmt_session_copy(struct vmt_session *s, const struct vmt_sink *sink,
		     const struct vmt_changes *changes, struct vmt_copied *counts)
{
	struct copy c = { .session = s, .changes = changes };
	int error = section_out_init(&c.out, sink, s->info.id, true)
			    ?: vmt_scratch_new(&c.scratch)
			    ?: number_added(&c)
			    ?: put_facts(&c, changes->repaired)
			    ?: put_opening(&c)
			    ?: copy_rounds(&c)
			    ?: section_out_end(&c.out, &c.body);

	c.counts.bytes = c.out.bytes;
	copy_release(&c);
	if (!error)
		*counts = c.counts;
	return error;
}
