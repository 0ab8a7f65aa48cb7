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

/* How a column is stored, until the choice is revisited. */
struct plan {
	uint8_t codec;	/* enum codec_id; 0: not chosen yet */
	uint8_t layout; /* enum intarray_layout */
	bool zstd;
	uint16_t wait, interval; /* chunks until then, and between */
	uint32_t rows;		 /* of the chunk that it was chosen for */
};

struct blockenc {
	ZSTD_CCtx *zstd; /* NULL: no entropy coding */
	struct codec_work work;
	struct bytebuf raw, packed;
	struct vmt_group *sample_groups;
};

int blockenc_init(struct blockenc *, int level);
void blockenc_release(struct blockenc *);

/*
 * Stores the rows, whose validity is `valid` (NULL: all are; else r->rows bits, tail bits of
 * the last word unspecified) at the end of `inside` or `frames`. `values` is r->values, cut to
 * the type; absent ones take the value before. Fills the block but for its place.
 */
int blockenc_put(struct blockenc *, struct plan *, struct codec_rows *r, uint64_t *values,
		 const uint64_t *valid, struct bytebuf *inside, struct bytebuf *frames,
		 struct vmt_block *, uint64_t *hash);

/* One zstd frame of the data to packed: VMT_EABSENT if it would not be smaller than limit. */
int blockenc_compress(struct blockenc *, const void *, size_t size, size_t limit);

#endif
