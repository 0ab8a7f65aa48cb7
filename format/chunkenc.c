/* SPDX-License-Identifier: GPL-2.0 */
#include "format/chunkenc.h"

#include <stdlib.h>
#include <string.h>

#include "format/chunkdir.h"
#include "format/stage.h"

/* VMX_GUEST_RIP's number for vmregs[], on every make of processor. */
#define REG_RIP 0x681e

static int init_plans(struct plan ***out, const struct schema *schema)
{
	uint32_t i;

	*out = calloc(schema->ntables, sizeof(**out));
	for (i = 0; *out && i < schema->ntables; i++) {
		(*out)[i] = calloc(schema->tables[i].ncolumns, sizeof(***out));
		if (!(*out)[i])
			return VMT_ENOMEM;
	}
	return *out ? 0 : VMT_ENOMEM;
}

static void free_plans(struct plan **plans, const struct schema *schema)
{
	uint32_t i;

	for (i = 0; plans && i < schema->ntables; i++)
		free(plans[i]);
	free(plans);
}

int chunkenc_init(struct chunkenc *e, const struct schema *schema, int level)
{
	uint32_t i, widest = 0;

	*e = (struct chunkenc){ .schema = schema };
	for (i = 0; i < schema->ntables; i++)
		if (schema->tables[i].ncolumns > widest)
			widest = schema->tables[i].ncolumns;
	e->values = calloc(VMT_CHUNK_ROWS, sizeof(*e->values));
	e->valid = calloc(VMT_CHUNK_ROWS / 64, sizeof(*e->valid));
	e->heap_used = calloc(widest, sizeof(*e->heap_used));
	if (!e->values || !e->valid || !e->heap_used)
		return VMT_ENOMEM;
	for (i = 0; i < CHUNKENC_KINDS; i++)
		if (init_plans(&e->plans[i], schema))
			return VMT_ENOMEM;
	return blockenc_init(&e->block, level);
}

void chunkenc_release(struct chunkenc *e)
{
	uint32_t i;

	for (i = 0; i < CHUNKENC_KINDS; i++)
		free_plans(e->plans[i], e->schema);
	bytebuf_release(&e->body);
	bytebuf_release(&e->inside);
	bytebuf_release(&e->frames);
	bytebuf_release(&e->heap);
	blockenc_release(&e->block);
	free(e->values);
	free(e->valid);
	free(e->heap_used);
	*e = (struct chunkenc){ 0 };
}

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
static uint32_t next_slices(struct chunkenc *e, const struct vmt_table *t,
			    const struct vmt_part *parts, uint32_t nparts, struct place *at,
			    struct slice *slices)
{
	uint32_t rows = 0, n = 0, want, fit;

	memset(e->heap_used, 0, t->ncolumns * sizeof(*e->heap_used));
	while (at->part < nparts && rows < VMT_CHUNK_ROWS) {
		const struct vmt_part *p = &parts[at->part];

		want = p->rows - at->row;
		if (want > VMT_CHUNK_ROWS - rows)
			want = VMT_CHUNK_ROWS - rows;
		fit = stage_fitting(p->stage, p->first + at->row, want, e->heap_used,
				    CODEC_MAX_DATA);
		if (fit) {
			slices[n++] = (struct slice){ p, p->first + at->row, fit };
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

/* The rows of an integer column; true if any is absent. */
static bool gather(struct chunkenc *e, const struct slice *slices, uint32_t n, uint32_t column)
{
	uint32_t i, at = 0;
	bool absent = false;

	memset(e->valid, 0xff, VMT_CHUNK_ROWS / 8);
	for (i = 0; i < n; i++) {
		absent |= stage_column(slices[i].part->stage, column, slices[i].first,
				       slices[i].rows, e->values + at, e->valid, at);
		at += slices[i].rows;
	}
	return absent;
}

static void gather_heap(struct chunkenc *e, const struct slice *slices, uint32_t n, uint32_t column,
			struct codec_rows *r)
{
	uint32_t i, at = 0;

	bytebuf_clear(&e->heap);
	for (i = 0; i < n; i++) {
		stage_heap(slices[i].part->stage, column, slices[i].first, slices[i].rows,
			   e->values + at, &e->heap);
		at += slices[i].rows;
	}
	r->data = e->heap.data;
	r->ndata = e->heap.size;
	if (!(r->type & VMT_LIST))
		return;
	/* Only 8-byte values were appended, to memory that malloc aligned. */
	r->items = (const uint64_t *)e->heap.data;
	r->ndata /= sizeof(uint64_t);
	for (i = 0; i < r->rows; i++)
		e->values[i] /= sizeof(uint64_t);
}

static int put_column(struct chunkenc *e, struct chunkdir *d, const struct slice *slices,
		      uint32_t column)
{
	const struct vmt_column *c = &e->schema->tables[d->info.table].columns[column];
	struct codec_rows r = { .rows = d->info.rows,
				.ngroups = d->info.ngroups,
				.groups = d->groups,
				.type = c->type & ~VMT_NULLABLE,
				.size = c->size,
				.values = e->values };
	bool absent = gather(e, slices, d->info.ngroups, column);

	if (!codec_type_integer(r.type))
		gather_heap(e, slices, d->info.ngroups, column, &r);
	return blockenc_put(&e->block, &e->plans[e->kind][d->info.table][column],
			    column && column != e->block.key, &r, e->values,
			    absent ? e->valid : NULL, &e->inside, &e->frames, &d->blocks[column],
			    &d->hashes[column])
		       ?: bytebuf_error(&e->heap);
}

/* What registers hold goes with the place in the program: its column is their key. */
static void set_key(struct chunkenc *e, const struct chunkdir *d, const struct slice *slices)
{
	int key = vmt_table_register(&e->schema->tables[d->info.table], REG_RIP);
	uint32_t i, valid = 0;

	blockenc_set_key(&e->block, 0, NULL, 0);
	if (key <= 0 || !codec_type_integer(e->schema->tables[d->info.table].columns[key].type))
		return;
	if (gather(e, slices, d->info.ngroups, key)) {
		for (i = 0; i < d->info.rows && !valid; i++)
			valid = e->valid[i / 64] >> i % 64 & 1;
		if (!valid)
			return;
		blockenc_fill_absent(e->values, e->valid, d->info.rows);
	}
	blockenc_set_key(&e->block, key, e->values, d->info.rows);
}

/* The time column, gathered already, must keep its word to the readers. */
static int fill_groups(struct chunkenc *e, struct chunkdir *d, const struct slice *slices,
		       uint64_t earliest)
{
	const uint64_t *time = e->values;
	uint64_t latest = e->latest;
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
		if (time[0] < earliest)
			return VMT_EINVAL;
		latest = time[rows - 1] > latest ? time[rows - 1] : latest;
		time += rows;
		first += rows;
	}
	d->info.rows = first;
	e->latest = latest;
	return 0;
}

/* The fixes that the slices' times need: those that hold from the earliest to the latest. */
static struct chunkenc_times needed(const struct slice *slices, uint32_t n,
				    const struct chunkenc_times *times)
{
	uint64_t min = UINT64_MAX, max = 0, time;
	uint32_t i, first = 0, last;

	for (i = 0; i < n; i++) {
		time = stage_time(slices[i].part->stage, slices[i].first);
		min = time < min ? time : min;
		time = stage_time(slices[i].part->stage, slices[i].first + slices[i].rows - 1);
		max = time > max ? time : max;
	}
	while (first + 1 < times->nfixes && times->fixes[first + 1].time0 <= min)
		first++;
	for (last = first; last + 1 < times->nfixes; last++)
		if (times->fixes[last + 1].time0 > max)
			break;
	return (struct chunkenc_times){ times->earliest, times->fixes + first, last - first + 1 };
}

static int put_chunk(struct chunkenc *e, struct section_out *out, uint32_t table,
		     const struct slice *slices, uint32_t n, const struct chunkenc_times *times)
{
	uint32_t c, ncolumns = e->schema->tables[table].ncolumns;
	struct chunkenc_times span = needed(slices, n, times);
	struct chunkdir d;
	int error = chunkdir_init(&d, n, ncolumns, span.nfixes);

	if (error)
		return error;
	d.info.table = table;
	memcpy(d.fixes, span.fixes, span.nfixes * sizeof(*d.fixes));
	bytebuf_clear(&e->inside);
	bytebuf_clear(&e->frames);
	bytebuf_clear(&e->body);
	gather(e, slices, n, 0);
	error = fill_groups(e, &d, slices, span.earliest);
	if (!error)
		set_key(e, &d, slices);
	for (c = 0; c < ncolumns && !error; c++)
		error = put_column(e, &d, slices, c);
	if (!error) {
		chunkdir_put(&e->body, &d);
		error = section_out_put(out, SECTION_CHUNK, &e->body, &e->inside, &e->frames);
	}
	chunkdir_release(&d);
	return error;
}

int chunkenc_put(struct chunkenc *e, struct section_out *out, uint32_t table,
		 const struct vmt_part *parts, uint32_t nparts, const struct chunkenc_times *times)
{
	struct slice *slices = calloc(nparts ? nparts : 1, sizeof(*slices));
	struct place at = { 0 };
	uint32_t n;
	int error = slices ? 0 : VMT_ENOMEM;

	while (!error &&
	       (n = next_slices(e, &e->schema->tables[table], parts, nparts, &at, slices)))
		error = put_chunk(e, out, table, slices, n, times);
	free(slices);
	return error;
}
