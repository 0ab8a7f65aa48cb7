/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "format/checksum.h"
#include "format/codec.h"
#include "format/roworder.h"
#include "format/trace_session.h"
#include "format/vmt.h"

#define STEP 1024

struct vmt_scratch {
	ZSTD_DCtx *zstd;
	struct bytebuf stored, raw;
	struct viewspace space;
	/* The order of the key read last, which the next column of the chunk likely shares. */
	struct viewspace key, moved;
	struct roworder order;
	uint64_t order_offset, order_hash; /* of the key's stored block: tells it from others */
};

int vmt_scratch_new(struct vmt_scratch **out)
{
	struct vmt_scratch *s = calloc(1, sizeof(*s));

	if (!s)
		return VMT_ENOMEM;
	*out = s;
	return 0;
}

void vmt_scratch_free(struct vmt_scratch *s)
{
	if (!s)
		return;
	ZSTD_freeDCtx(s->zstd);
	bytebuf_release(&s->stored);
	bytebuf_release(&s->raw);
	viewspace_release(&s->space);
	viewspace_release(&s->key);
	viewspace_release(&s->moved);
	roworder_release(&s->order);
	free(s);
}

/* One frame that holds exactly what the directory says. */
static int expand(struct vmt_scratch *s, const struct vmt_block *b, const uint8_t *frame,
		  const uint8_t **out)
{
	uint8_t *raw;

	if (ZSTD_getFrameContentSize(frame, b->bytes) != b->raw_bytes ||
	    ZSTD_findFrameCompressedSize(frame, b->bytes) != b->bytes)
		return VMT_EDAMAGE;
	/* Made when it is first needed: it is larger than what most scratches hold. */
	if (!s->zstd)
		s->zstd = ZSTD_createDCtx();
	bytebuf_clear(&s->raw);
	raw = bytebuf_add(&s->raw, b->raw_bytes);
	if (!raw || !s->zstd)
		return VMT_ENOMEM;
	if (ZSTD_decompressDCtx(s->zstd, raw, b->raw_bytes, frame, b->bytes) != b->raw_bytes)
		return VMT_EDAMAGE;
	*out = raw;
	return 0;
}

int chunk_stored(const struct vmt_chunk *c, const struct vmt_block *b, uint8_t *to)
{
	if (!c->blocks)
		return source_read(c->source, b->offset, to, b->bytes);
	memcpy(to, c->blocks + (b->offset - c->blocks_at), b->bytes);
	return 0;
}

/* The block's payload, its checksum verified. */
static int load(const struct vmt_chunk *c, const struct vmt_block *b, uint64_t hash,
		struct vmt_scratch *s, const uint8_t **out)
{
	uint8_t *stored;
	int error;

	bytebuf_clear(&s->stored);
	stored = bytebuf_add(&s->stored, b->bytes);
	if (!stored)
		return VMT_ENOMEM;
	error = chunk_stored(c, b, stored);
	if (!error && !checksum_holds(stored, b->bytes, hash))
		error = VMT_EDAMAGE;
	if (!error && b->compressed)
		return expand(s, b, stored, out);
	*out = stored;
	return error;
}

/* The bitmap's bytes to words: as many bits as the directory says, none beyond the rows. */
static int get_validity(struct cursor *in, const struct vmt_block *b, uint32_t rows,
			struct viewspace *space, struct vmt_view *view)
{
	uint32_t bytes = (rows + 7) / 8, words = (rows + 63) / 64, i, n = 0;
	uint64_t *valid = viewspace_valid(space, words);
	const uint8_t *p = cursor_take(in, bytes);

	if (!valid || !p)
		return valid ? VMT_EDAMAGE : VMT_ENOMEM;
	memset(valid, 0, words * sizeof(*valid));
	for (i = 0; i < bytes; i++)
		valid[i / 8] |= (uint64_t)p[i] << i % 8 * 8;
	for (i = 0; i < words; i++)
		n += __builtin_popcountll(valid[i]);
	if (n != b->valid || (rows % 8 && p[bytes - 1] >> rows % 8))
		return VMT_EDAMAGE;
	view->valid = valid;
	return 0;
}

/* No value at all: readable zeros. */
static int absent_view(const struct vmt_column *column, uint32_t rows, struct vmt_scratch *s,
		       struct vmt_view *view)
{
	bool integer = codec_type_integer(column->type);
	uint64_t *values = viewspace_values(&s->space, 1);
	uint64_t *valid = viewspace_valid(&s->space, (rows + 63) / 64);
	uint32_t *offsets = integer ? NULL : viewspace_index(&s->space, (size_t)rows + 1);

	if (!values || !valid || (!integer && !offsets))
		return VMT_ENOMEM;
	values[0] = 0;
	memset(valid, 0, (rows + 63) / 64 * sizeof(*valid));
	if (offsets)
		memset(offsets, 0, ((size_t)rows + 1) * sizeof(*offsets));
	*view = (struct vmt_view){
		.kind = integer			  ? VMT_CONST
			: column->type & VMT_LIST ? VMT_LISTS
						  : VMT_BYTES,
		.rows = rows,
		.nvalues = integer,
		.values = values,
		.offsets = offsets,
		.data = (const uint8_t *)values,
		.valid = valid,
	};
	return 0;
}

/* Readers size arrays by the zone map, so it must be true. */
static int check_range(const struct vmt_view *view, const struct vmt_block *b)
{
	uint64_t span = b->max - b->min;
	uint32_t i, bad = 0;

	for (i = 0; i < view->nvalues; i++)
		bad |= view->values[i] - b->min > span;
	return bad ? VMT_EDAMAGE : 0;
}

/* Time does not decrease within a group, and begins and ends as the directory says. */
static int check_times(const struct vmt_view *view, const struct vmt_chunk_info *info)
{
	uint64_t step[STEP], last = 0;
	uint32_t g, i, j, n;

	for (g = 0; g < info->ngroups; g++) {
		const struct vmt_group *group = &info->groups[g];

		last = group->min_time;
		for (i = 0; i < group->rows; i += n) {
			n = group->rows - i < STEP ? group->rows - i : STEP;
			vmt_view_flatten(view, group->first + i, n, step);
			if (!i && step[0] != group->min_time)
				return VMT_EDAMAGE;
			for (j = 0; j < n; j++) {
				if (step[j] < last)
					return VMT_EDAMAGE;
				last = step[j];
			}
		}
		if (last != group->max_time)
			return VMT_EDAMAGE;
	}
	return 0;
}

/* A column that has values, its rows as they are stored. */
static int decode(const struct vmt_chunk *c, uint32_t column, struct vmt_scratch *s,
		  struct viewspace *space, struct vmt_view *out)
{
	const struct vmt_chunk_info *info = &c->dir.info;
	const struct vmt_column *col = &c->table->columns[column];
	const struct vmt_block *b = &c->dir.blocks[column];
	const struct codec *codec = codec_find(b->codec, col->type);
	const struct vmt_group all = { .rows = info->rows };
	struct codec_rows rows = { .rows = info->rows,
				   .ngroups = b->key ? 1 : info->ngroups,
				   .groups = b->key ? &all : info->groups,
				   .type = col->type & ~VMT_NULLABLE,
				   .size = col->size,
				   .min = b->min };
	struct vmt_view view = { .rows = info->rows };
	const uint8_t *raw = NULL;
	struct cursor in;
	int error = 0;

	if (!codec)
		return VMT_EVERSION;
	if (chunkdir_stores(b))
		error = load(c, b, c->dir.hashes[column], s, &raw);
	in = cursor_of(raw, raw ? b->raw_bytes : 0);
	if (!error && b->validity == VALID_BITMAP)
		error = get_validity(&in, b, info->rows, space, &view);
	if (!error)
		error = codec->decode(&in, &rows, space, &view);
	if (!error && !cursor_done(&in))
		error = VMT_EDAMAGE;
	if (!error && codec_type_integer(col->type))
		error = check_range(&view, b);
	if (!error && column == 0)
		error = check_times(&view, info);
	if (!error)
		*out = view;
	return error;
}

static const char *what_of(int error)
{
	switch (error) {
	case VMT_EDAMAGE:
		return "block of a column is damaged";
	case VMT_EVERSION:
		return "block of a codec that this version lacks";
	case VMT_ELOST:
		return "block of a column was lost before the trace was repaired";
	default:
		return "block of a column cannot be read";
	}
}

/* Told once of each block. */
static int report(const struct vmt_chunk *c, uint32_t column, int error)
{
	const struct vmt_block *b = &c->dir.blocks[column];
	struct vmt_damage damage = { .offset = b->offset,
				     .bytes = b->bytes,
				     .what = what_of(error),
				     .known = error == VMT_ELOST };

	if (error && error != VMT_ENOMEM && !atomic_exchange(&c->told[column], 1) &&
	    c->damage->tell)
		c->damage->tell(c->damage->self, &damage);
	return error;
}

/* Makes s->order that of the key. */
static int find_order(const struct vmt_chunk *c, uint32_t key, struct vmt_scratch *s)
{
	uint64_t offset = c->dir.blocks[key].offset, hash = c->dir.hashes[key];
	struct vmt_view view;
	int error;

	if (s->order.rows == c->dir.info.rows && s->order_offset == offset && s->order_hash == hash)
		return 0;
	error = report(c, key, decode(c, key, s, &s->key, &view));
	s->order.rows = 0;
	s->order_offset = offset;
	s->order_hash = hash;
	return error ?: roworder_of_view(&s->order, &view);
}

static int read_column(const struct vmt_chunk *c, uint32_t column, struct vmt_scratch *s,
		       struct vmt_view *out)
{
	const struct vmt_block *b = &c->dir.blocks[column];
	struct vmt_view view;
	int error;

	if (b->validity == VALID_LOST)
		return VMT_ELOST;
	if (b->validity == VALID_NONE)
		return absent_view(&c->table->columns[column], c->dir.info.rows, s, out);
	/* The key first: its bytes and the column's pass through the same buffers. */
	error = b->key ? find_order(c, b->key, s) : 0;
	if (!error)
		error = decode(c, column, s, &s->space, &view);
	if (!error && b->key)
		error = roworder_undo(&s->order, &s->moved, &view);
	if (!error)
		*out = view;
	return error;
}

int vmt_chunk_read(const struct vmt_chunk *c, uint32_t column, struct vmt_scratch *s,
		   struct vmt_view *view)
{
	if (column >= c->dir.info.nblocks)
		return VMT_EABSENT;
	return report(c, column, read_column(c, column, s, view));
}

/* ---- Views ---- */

/* The run that row is in. */
static uint32_t run_of(const struct vmt_view *v, uint32_t row)
{
	uint32_t low = 0, high = v->nvalues - 1, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (v->ends[mid] <= row)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void flatten_runs(const struct vmt_view *v, uint32_t first, uint32_t n, uint64_t *out)
{
	uint32_t run = run_of(v, first), i = 0, end;

	for (; i < n; run++) {
		end = v->ends[run] - first < n ? v->ends[run] - first : n;
		for (; i < end; i++)
			out[i] = v->values[run];
	}
}

void vmt_view_flatten(const struct vmt_view *v, uint32_t first, uint32_t n, uint64_t *out)
{
	uint32_t i;

	if (!n)
		return;
	if (v->kind == VMT_FLAT)
		memcpy(out, v->values + first, n * sizeof(*out));
	else if (v->kind == VMT_RUNS)
		flatten_runs(v, first, n, out);
	else
		for (i = 0; i < n; i++)
			out[i] = v->values[v->kind == VMT_DICT ? v->codes[first + i] : 0];
}
