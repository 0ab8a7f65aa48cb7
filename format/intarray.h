/* SPDX-License-Identifier: GPL-2.0 */
/*
 * intarray.h - an array of 64-bit numbers as bytes: what every codec is built of. Inside
 * libvmtrace. The reader knows how many there are; the layout is in the bytes.
 *
 *	u8 layout
 *	PACKED  per 256 numbers: u8 width, varint zigzag(base - base of the block before), bits
 *	BYTES   u8 k, varint zigzag(base), n times k bytes of (number - base)
 *	PLANES  u8 k, varint zigzag(base), k planes of n bytes: first every lowest byte
 *
 * PACKED is the smallest by itself; the others keep bytes apart so that zstd finds them.
 * Arithmetic is modulo 2^64: a base may be taken as signed or not.
 */
#ifndef VMT_INTARRAY_H
#define VMT_INTARRAY_H

#include "format/bytebuf.h"
#include "format/cursor.h"
#include "format/valuerange.h"

enum intarray_layout {
	INTARRAY_PACKED = 0,
	INTARRAY_BYTES = 1,
	INTARRAY_PLANES = 2,
};

/* Appends n numbers. is_signed: the base is the smallest as int64_t. Returns their range. */
struct valuerange intarray_put(struct bytebuf *, enum intarray_layout, const uint64_t *, uint32_t n,
			       bool is_signed);
/* Reads n numbers: 0 or VMT_EDAMAGE. The 32-bit form refuses what does not fit. */
int intarray_get(struct cursor *, uint64_t *out, uint32_t n);
int intarray_get32(struct cursor *, uint32_t *out, uint32_t n);

#endif
