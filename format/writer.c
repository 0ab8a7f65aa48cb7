/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "format/blockenc.h"
#include "format/chunkdir.h"
#include "format/clockfix.h"
#include "format/schema.h"
#include "format/section_out.h"
#include "format/stage.h"
#include "format/vmt.h"

/* VMX_GUEST_RIP's number for vmregs[], on every make of processor. */
#define REG_RIP 0x681e

struct vmt_writer {
	struct section_out out;
	bool ended;
	uint64_t rounds;
	uint64_t latest; /* time of any row so far */
	struct schema schema;
	struct clockfix clock;
	struct bytebuf opening;	    /* body of SESSION, for its repeats */
	struct bytebuf declaration; /* of SCHEMA */
	struct plan **plans;	    /* [table][column] */
	struct blockenc encoder;
	struct bytebuf body, inside, frames, heap;
	uint64_t *values, *valid; /* of one column of a chunk */
	uint64_t *heap_used;	  /* [column] of the chunk being filled */
};

static int put_opening(struct vmt_writer *w)
{
	return section_out_put(&w->out, SECTION_SESSION, &w->opening, NULL, NULL)
		       ?: section_out_put(&w->out, SECTION_SCHEMA, &w->declaration, NULL, NULL);
}

static int init_buffers(struct vmt_writer *w)
{
	uint32_t i, widest = 0;

	w->plans = calloc(w->schema.ntables, sizeof(*w->plans));
	for (i = 0; w->plans && i < w->schema.ntables; i++) {
		uint32_t n = w->schema.tables[i].ncolumns;

		w->plans[i] = calloc(n, sizeof(**w->plans));
		if (!w->plans[i])
			return VMT_ENOMEM;
		widest = n > widest ? n : widest;
	}
	w->values = calloc(VMT_CHUNK_ROWS, sizeof(*w->values));
	w->valid = calloc(VMT_CHUNK_ROWS / 64, sizeof(*w->valid));
	w->heap_used = calloc(widest, sizeof(*w->heap_used));
	return w->plans && w->values && w->valid && w->heap_used ? 0 : VMT_ENOMEM;
}

static int init(struct vmt_writer *w, const struct vmt_sink *sink,
		const struct vmt_writer_options *o, const struct vmt_table *tables,
		uint32_t ntables)
{
	uint8_t id[16];

	if (getrandom(id, sizeof(id), 0) != sizeof(id))
		return VMT_EIO;
	return section_out_init(&w->out, sink, id, o && o->footer) ?:
	       schema_copy(&w->schema, tables, ntables) ?:
	       init_buffers(w) ?:
	       blockenc_init(&w->encoder, o ? o->level : 0);
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
	uint32_t i;

	if (!w)
		return;
	for (i = 0; w->plans && i < w->schema.ntables; i++)
		free(w->plans[i]);
	free(w->plans);
	schema_release(&w->schema);
	bytebuf_release(&w->opening);
	bytebuf_release(&w->declaration);
	bytebuf_release(&w->body);
	bytebuf_release(&w->inside);
	bytebuf_release(&w->frames);
	bytebuf_release(&w->heap);
	section_out_release(&w->out);
	blockenc_release(&w->encoder);
	free(w->values);
	free(w->valid);
	free(w->heap_used);
	free(w);
}

uint64_t vmt_writer_bytes(const struct vmt_writer *w)
{
	return w->out.bytes;
}

/* ---- Chunks ---- */

/* Part of a part: rows [first, first + rows) of its stage. */
struct slice {
	const struct vmt_part *part;
	uint32_t first, rows;
};

/* Where the next chunk begins: a part, and rows of it that are in chunks already. */
struct place {
	uint32_t part, row;
};

/* The next slices that make a chunk; moves the place on. Returns their number. */
static uint32_t next_slices(struct vmt_writer *w, const struct vmt_table *t,
			    const struct vmt_part *parts, uint32_t nparts, struct place *at,
			    struct slice *slices)
{
	uint32_t rows = 0, n = 0, want, fit;

	memset(w->heap_used, 0, t->ncolumns * sizeof(*w->heap_used));
	while (at->part < nparts && rows < VMT_CHUNK_ROWS) {
		const struct vmt_part *p = &parts[at->part];

		want = p->rows - at->row;
		if (want > VMT_CHUNK_ROWS - rows)
			want = VMT_CHUNK_ROWS - rows;
		fit = stage_fitting(p->stage, at->row, want, w->heap_used, CODEC_MAX_DATA);
		if (fit) {
			slices[n++] = (struct slice){ p, at->row, fit };
			rows += fit;
			at->row += fit;
		}
		if (at->row < p->rows)
			break;
		at->part++;
		at->row = 0;
	}
	return n;
}

/* The time column, gathered already, must keep its word to the readers. */
static int fill_groups(struct vmt_writer *w, struct chunkdir *d, const struct slice *slices)
{
	const uint64_t *time = w->values;
	uint64_t latest = w->latest;
	uint32_t g, i, first = 0;

	for (g = 0; g < d->info.ngroups; g++) {
		uint32_t rows = slices[g].rows;

		for (i = 1; i < rows; i++)
			if (time[i] < time[i - 1])
				return VMT_EINVAL;
		d->groups[g] = (struct vmt_group){ .cpu = slices[g].part->cpu,
						   .first = first,
						   .rows = rows,
						   .min_time = time[0],
						   .max_time = time[rows - 1] };
		if (w->rounds && time[0] <= w->clock.last.time)
			return VMT_EINVAL;
		latest = time[rows - 1] > latest ? time[rows - 1] : latest;
		time += rows;
		first += rows;
	}
	d->info.rows = first;
	w->latest = latest;
	return 0;
}

/* The rows of an integer column; true if any is absent. */
static bool gather(struct vmt_writer *w, const struct slice *slices, uint32_t n, uint32_t column)
{
	uint32_t i, at = 0;
	bool absent = false;

	memset(w->valid, 0xff, VMT_CHUNK_ROWS / 8);
	for (i = 0; i < n; i++) {
		absent |= stage_column(slices[i].part->stage, column, slices[i].first,
				       slices[i].rows, w->values + at, w->valid, at);
		at += slices[i].rows;
	}
	return absent;
}

static void gather_heap(struct vmt_writer *w, const struct slice *slices, uint32_t n,
			uint32_t column, struct codec_rows *r)
{
	uint32_t i, at = 0;

	bytebuf_clear(&w->heap);
	for (i = 0; i < n; i++) {
		stage_heap(slices[i].part->stage, column, slices[i].first, slices[i].rows,
			   w->values + at, &w->heap);
		at += slices[i].rows;
	}
	r->data = w->heap.data;
	r->ndata = w->heap.size;
	if (!(r->type & VMT_LIST))
		return;
	/* Only 8-byte values were appended, to memory that malloc aligned. */
	r->items = (const uint64_t *)w->heap.data;
	r->ndata /= sizeof(uint64_t);
	for (i = 0; i < r->rows; i++)
		w->values[i] /= sizeof(uint64_t);
}

static int put_column(struct vmt_writer *w, struct chunkdir *d, const struct slice *slices,
		      uint32_t column)
{
	const struct vmt_column *c = &w->schema.tables[d->info.table].columns[column];
	struct codec_rows r = { .rows = d->info.rows,
				.ngroups = d->info.ngroups,
				.groups = d->groups,
				.type = c->type & ~VMT_NULLABLE,
				.size = c->size,
				.values = w->values };
	bool absent = gather(w, slices, d->info.ngroups, column);

	if (!codec_type_integer(r.type))
		gather_heap(w, slices, d->info.ngroups, column, &r);
	return blockenc_put(&w->encoder, &w->plans[d->info.table][column],
			    column && column != w->encoder.key, &r, w->values,
			    absent ? w->valid : NULL, &w->inside, &w->frames, &d->blocks[column],
			    &d->hashes[column])
		       ?: bytebuf_error(&w->heap);
}

/* What registers hold goes with the place in the program: its column is their key. */
static void set_key(struct vmt_writer *w, const struct chunkdir *d, const struct slice *slices)
{
	int key = vmt_table_register(&w->schema.tables[d->info.table], REG_RIP);
	uint32_t i, valid = 0;

	blockenc_set_key(&w->encoder, 0, NULL, 0);
	if (key <= 0 || !codec_type_integer(w->schema.tables[d->info.table].columns[key].type))
		return;
	if (gather(w, slices, d->info.ngroups, key)) {
		for (i = 0; i < d->info.rows && !valid; i++)
			valid = w->valid[i / 64] >> i % 64 & 1;
		if (!valid)
			return;
		blockenc_fill_absent(w->values, w->valid, d->info.rows);
	}
	blockenc_set_key(&w->encoder, key, w->values, d->info.rows);
}

static int put_chunk(struct vmt_writer *w, uint32_t table, const struct slice *slices, uint32_t n)
{
	uint32_t c, ncolumns = w->schema.tables[table].ncolumns;
	struct chunkdir d;
	int error = chunkdir_init(&d, n, ncolumns);

	if (error)
		return error;
	d.info.table = table;
	d.info.fix = w->clock.fix;
	bytebuf_clear(&w->inside);
	bytebuf_clear(&w->frames);
	bytebuf_clear(&w->body);
	gather(w, slices, n, 0);
	error = fill_groups(w, &d, slices);
	if (!error)
		set_key(w, &d, slices);
	for (c = 0; c < ncolumns && !error; c++)
		error = put_column(w, &d, slices, c);
	if (!error) {
		chunkdir_put(&w->body, &d);
		error = section_out_put(&w->out, SECTION_CHUNK, &w->body, &w->inside, &w->frames);
	}
	chunkdir_release(&d);
	return error;
}

static int check_parts(const struct vmt_writer *w, uint32_t table, const struct vmt_part *parts,
		       uint32_t nparts)
{
	uint32_t i;

	if (w->ended || table >= w->schema.ntables)
		return VMT_EINVAL;
	for (i = 0; i < nparts; i++)
		if (!stage_matches(parts[i].stage, &w->schema.tables[table]) ||
		    parts[i].rows > vmt_stage_rows(parts[i].stage) ||
		    (i && parts[i].cpu <= parts[i - 1].cpu))
			return VMT_EINVAL;
	return w->out.error;
}

int vmt_writer_rows(struct vmt_writer *w, uint32_t table, const struct vmt_part *parts,
		    uint32_t nparts)
{
	struct place at = { 0 };
	struct slice *slices;
	uint32_t n;
	int error = check_parts(w, table, parts, nparts);

	if (error)
		return error;
	slices = calloc(nparts ? nparts : 1, sizeof(*slices));
	if (!slices)
		return VMT_ENOMEM;
	while (!error && (n = next_slices(w, &w->schema.tables[table], parts, nparts, &at, slices)))
		error = put_chunk(w, table, slices, n);
	free(slices);
	return error;
}

/* ---- Rounds ---- */

int vmt_writer_round(struct vmt_writer *w, const struct vmt_clock *now)
{
	if (w->out.error)
		return w->out.error;
	if (w->ended || now->time < w->latest || clockfix_round(&w->clock, now))
		return VMT_EINVAL;
	w->rounds++;
	bytebuf_clear(&w->body);
	clock_put(&w->body, now);
	fix_put(&w->body, &w->clock.fix);
	return section_out_put(&w->out, SECTION_WATERMARK, &w->body, NULL, NULL)
		       ?: (section_repeats_opening(w->rounds) ? put_opening(w) : 0);
}

int vmt_writer_end(struct vmt_writer *w, const struct vmt_clock *now, const char *cause)
{
	int error;

	if (w->out.error)
		return w->out.error;
	if (w->ended || now->time < w->latest || strlen(cause) > SECTION_MAX_CAUSE ||
	    clockfix_round(&w->clock, now))
		return VMT_EINVAL;
	w->ended = true;
	bytebuf_clear(&w->body);
	clock_put(&w->body, now);
	fix_put(&w->body, &w->clock.fix);
	bytebuf_put_text(&w->body, cause);
	error = section_out_put(&w->out, SECTION_END, &w->body, NULL, NULL);
	return error ? error : section_out_end(&w->out, &w->body);
}

int vmt_writer_set_level(struct vmt_writer *w, int level)
{
	return blockenc_set_level(&w->encoder, level);
}
