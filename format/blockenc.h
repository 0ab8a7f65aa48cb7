/* SPDX-License-Identifier: GPL-2.0 */
/*
 * blockenc.h - rows of one column to a stored block. Inside libvmtrace.
 *
 *	payload = [validity bitmap, a bit a row, 1 valid, if some are and some are not] codec's
 *	stored  = payload, or one zstd frame of it
 */
#ifndef VMT_BLOCKENC_H
#define VMT_BLOCKENC_H

#include <zstd.h>

#include "format/codec.h"
#include "format/roworder.h"

/* How a column is stored, until the choice is revisited. */
struct plan {
	uint8_t codec;	/* enum codec_id; 0: not chosen yet */
	uint8_t layout; /* enum intarray_layout */
	bool zstd, by_key;
	uint16_t wait, interval; /* chunks until then, and between */
	uint32_t rows;		 /* of the chunk that it was chosen for */
};

struct blockenc {
	ZSTD_CCtx *zstd; /* NULL: no entropy coding */
	int level;
	struct codec_work work;
	struct bytebuf raw, packed;
	uint32_t key; /* column that the others of the chunk may be stored by; 0: none */
	uint64_t *key_values;
	uint32_t key_rows;
	struct roworder order; /* by them, once a column asked */
	bool has_order;
	struct vmt_group *sample_groups;
	uint64_t *ordered, *ordered_valid; /* a column in that order */
	uint64_t *sample_ordered;
};

int blockenc_init(struct blockenc *, int level);
/* As struct vmt_writer_options has it; for the blocks to come. VMT_ENOMEM. */
int blockenc_set_level(struct blockenc *, int level);
void blockenc_release(struct blockenc *);

/* Begins a chunk whose key is this column (its stored values: none are absent); 0: it has none. */
void blockenc_set_key(struct blockenc *, uint32_t column, const uint64_t *values, uint32_t rows);
/* The order of the chunk's rows by its key; NULL: no memory. */
const struct roworder *blockenc_order(struct blockenc *);

/*
 * Stores the rows, whose validity is `valid` (NULL: all are; else r->rows bits, tail bits of
 * the last word unspecified) at the end of `inside` or `frames`. `values` is r->values, cut to
 * the type; absent ones are filled. Fills the block but for its place. may_order: not for the time
 * and the key itself.
 */
int blockenc_put(struct blockenc *, struct plan *, bool may_order, struct codec_rows *r,
		 uint64_t *values, const uint64_t *valid, struct bytebuf *inside,
		 struct bytebuf *frames, struct vmt_block *, uint64_t *hash);

/* Absent rows take the value before, or at the start the first there is: at least one is valid. */
void blockenc_fill_absent(uint64_t *values, const uint64_t *valid, uint32_t rows);

/* One zstd frame of the data to packed: VMT_EABSENT if it would not be smaller than limit. */
int blockenc_compress(struct blockenc *, const void *, size_t size, size_t limit);

#endif
