/* SPDX-License-Identifier: GPL-2.0 */
#include "format/blockenc.h"

#include <stdlib.h>
#include <string.h>

#include "format/checksum.h"
#include "format/chunkdir.h"
#include "format/le.h"
#include "format/codec_plan.h"

/* Below this a frame's own bytes eat what it saves. */
#define SMALLEST_FRAME 48

int blockenc_init(struct blockenc *e, int level)
{
	*e = (struct blockenc){
		.key_values = calloc(VMT_CHUNK_ROWS, sizeof(*e->key_values)),
		.ordered = calloc(VMT_CHUNK_ROWS, sizeof(*e->ordered)),
		.ordered_valid = calloc(VMT_CHUNK_ROWS / 64, sizeof(*e->ordered_valid)),
	};
	if (!e->key_values || !e->ordered || !e->ordered_valid)
		return VMT_ENOMEM;
	return blockenc_set_level(e, level);
}

int blockenc_set_level(struct blockenc *e, int level)
{
	e->level = level;
	if (level == VMT_LEVEL_NONE) {
		ZSTD_freeCCtx(e->zstd);
		e->zstd = NULL;
		return 0;
	}
	if (!e->zstd)
		e->zstd = ZSTD_createCCtx();
	if (!e->zstd)
		return VMT_ENOMEM;
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_compressionLevel, level ? level : 1);
	return 0;
}

void blockenc_release(struct blockenc *e)
{
	ZSTD_freeCCtx(e->zstd);
	codec_work_release(&e->work);
	bytebuf_release(&e->raw);
	bytebuf_release(&e->packed);
	free(e->sample_groups);
	free(e->sample_ordered);
	free(e->key_values);
	free(e->ordered);
	roworder_release(&e->order);
	free(e->ordered_valid);
	*e = (struct blockenc){ 0 };
}

int blockenc_compress(struct blockenc *e, const void *data, size_t size, size_t limit)
{
	size_t bound = ZSTD_compressBound(size), n;
	uint8_t *p;

	if (!e->zstd || size < SMALLEST_FRAME)
		return VMT_EABSENT;
	bytebuf_clear(&e->packed);
	p = bytebuf_reserve(&e->packed, bound);
	if (!p)
		return VMT_ENOMEM;
	n = ZSTD_compress2(e->zstd, p, bound, data, size);
	if (ZSTD_isError(n))
		return VMT_ENOMEM;
	bytebuf_add(&e->packed, n);
	return n < limit ? 0 : VMT_EABSENT;
}

static void put_validity(struct bytebuf *b, const uint64_t *valid, uint32_t rows)
{
	uint32_t i, bytes = (rows + 7) / 8;
	uint8_t *p = bytebuf_add(b, bytes);

	for (i = 0; p && i < bytes; i++)
		p[i] = valid[i / 8] >> i % 8 * 8;
	if (p && rows % 8)
		p[bytes - 1] &= (1 << rows % 8) - 1;
}

static uint32_t count_valid(const uint64_t *valid, uint32_t rows)
{
	uint32_t i, n = 0;

	for (i = 0; i < rows / 64; i++)
		n += __builtin_popcountll(valid[i]);
	if (rows % 64)
		n += __builtin_popcountll(valid[i] & ((1ULL << rows % 64) - 1));
	return n;
}

static bool is_valid(const uint64_t *valid, uint32_t row)
{
	return valid[row / 64] >> row % 64 & 1;
}

/* So min, max and runs stay as they were. */
void blockenc_fill_absent(uint64_t *values, const uint64_t *valid, uint32_t rows)
{
	uint32_t i = 0;
	uint64_t last;

	while (!is_valid(valid, i))
		i++;
	last = values[i];
	for (i = 0; i < rows; i++) {
		if (is_valid(valid, i))
			last = values[i];
		else
			values[i] = last;
	}
}

static bool all_equal(const uint64_t *values, uint32_t rows)
{
	uint64_t differ = 0;
	uint32_t i, j;

	for (i = 0; i < rows && !differ; i = j)
		for (j = i; j < rows && j < i + 1024; j++)
			differ |= values[j] ^ values[0];
	return !differ;
}

static int encode_planned(struct blockenc *e, const struct plan *plan, const struct codec_rows *r)
{
	return codec_find(plan->codec, r->type)->encode(&e->work, r, plan->layout, &e->raw);
}

void blockenc_set_key(struct blockenc *e, uint32_t column, const uint64_t *values, uint32_t rows)
{
	e->key = column;
	e->has_order = false;
	if (column) {
		memcpy(e->key_values, values, rows * sizeof(*values));
		e->key_rows = rows;
	}
}

const struct roworder *blockenc_order(struct blockenc *e)
{
	if (!e->has_order && roworder_build(&e->order, e->key_values, e->key_rows))
		return NULL;
	e->has_order = true;
	return &e->order;
}

/* The rows in the key's order, as one group. */
static struct codec_rows put_in_order(struct blockenc *e, const struct codec_rows *r,
				      const uint64_t *valid, struct vmt_group *all)
{
	const uint32_t *row = e->order.row;
	struct codec_rows ordered = *r;
	uint32_t i;

	for (i = 0; i < r->rows; i++)
		e->ordered[i] = r->values[row[i]];
	if (valid) {
		memset(e->ordered_valid, 0, VMT_CHUNK_ROWS / 8);
		for (i = 0; i < r->rows; i++)
			e->ordered_valid[i / 64] |= (uint64_t)is_valid(valid, row[i]) << i % 64;
		blockenc_fill_absent(e->ordered, e->ordered_valid, r->rows);
	}
	*all = (struct vmt_group){ .rows = r->rows };
	ordered.values = e->ordered;
	ordered.groups = all;
	ordered.ngroups = 1;
	return ordered;
}

static int encode_ordered(struct blockenc *e, const struct plan *plan, const struct codec_rows *r,
			  const uint64_t *valid)
{
	struct vmt_group all;
	struct codec_rows ordered;

	if (!plan->by_key)
		return encode_planned(e, plan, r);
	if (!blockenc_order(e))
		return VMT_ENOMEM;
	ordered = put_in_order(e, r, valid, &all);
	return encode_planned(e, plan, &ordered);
}

/* The payload without the bitmap, by the plan or by what always works. */
static int put_numbers(struct blockenc *e, struct plan *plan, bool may_order,
		       const struct codec_rows *r, const uint64_t *valid)
{
	size_t before = e->raw.size;
	int error = plan_revisit(plan, e, may_order, r) ?: encode_ordered(e, plan, r, valid);

	if (error != VMT_EABSENT)
		return error;
	e->raw.size = before;
	*plan = (struct plan){ .codec = CODEC_FOR, .layout = INTARRAY_PACKED };
	return encode_planned(e, plan, r);
}

static int put_integers(struct blockenc *e, struct plan *plan, bool may_order, struct codec_rows *r,
			uint64_t *values, const uint64_t *valid, struct vmt_block *b, bool *zstd)
{
	int error;

	if (b->validity != VALID_BITMAP)
		valid = NULL;
	if (valid)
		blockenc_fill_absent(values, valid, r->rows);
	if (all_equal(values, r->rows)) {
		b->codec = CODEC_CONST;
		b->min = b->max = values[0];
		return 0;
	}
	error = put_numbers(e, plan, may_order, r, valid);
	if (error)
		return error;
	b->min = e->work.range.min;
	b->max = e->work.range.max;
	b->codec = plan->codec;
	b->key = plan->by_key ? e->key : 0;
	*zstd |= plan->zstd;
	return 0;
}

static int put_heap(struct blockenc *e, const struct codec_rows *r, struct vmt_block *b)
{
	uint8_t type = r->type & ~VMT_NULLABLE;

	b->codec = type == VMT_VAR ? CODEC_BYTES : type == VMT_FIXED ? CODEC_PLAIN : CODEC_LISTS;
	return codec_find(b->codec, type)->encode(&e->work, r, INTARRAY_BYTES, &e->raw);
}

static void store(struct blockenc *e, bool zstd, struct bytebuf *inside, struct bytebuf *frames,
		  struct vmt_block *b, uint64_t *hash)
{
	const struct bytebuf *from = &e->raw;

	b->raw_bytes = e->raw.size;
	b->compressed = zstd && !blockenc_compress(e, e->raw.data, e->raw.size,
						   e->raw.size - e->raw.size / 16);
	if (b->compressed)
		from = &e->packed;
	b->bytes = from->size;
	*hash = checksum(from->data, from->size);
	bytebuf_put(b->compressed ? frames : inside, from->data, from->size);
}

int blockenc_put(struct blockenc *e, struct plan *plan, bool may_order, struct codec_rows *r,
		 uint64_t *values, const uint64_t *valid, struct bytebuf *inside,
		 struct bytebuf *frames, struct vmt_block *b, uint64_t *hash)
{
	bool zstd = !codec_type_integer(r->type);
	int error;

	*b = (struct vmt_block){ .valid = valid ? count_valid(valid, r->rows) : r->rows };
	b->validity = b->valid == r->rows ? VALID_ALL : b->valid ? VALID_BITMAP : VALID_NONE;
	if (b->validity == VALID_NONE) {
		b->codec = CODEC_CONST;
		return 0;
	}
	bytebuf_clear(&e->raw);
	if (b->validity == VALID_BITMAP) {
		put_validity(&e->raw, valid, r->rows);
		zstd = true;
	}
	error = codec_type_integer(r->type)
			? put_integers(e, plan, may_order, r, values, valid, b, &zstd)
			: put_heap(e, r, b);
	if (error)
		return error;
	if (chunkdir_stores(b))
		store(e, zstd, inside, frames, b, hash);
	return bytebuf_error(&e->raw) ?: bytebuf_error(inside) ?: bytebuf_error(frames);
}
