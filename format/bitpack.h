/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bitpack.h - numbers of 0 to 64 bits, packed without gaps. Inside libvmtrace.
 *
 * A full block of 256 numbers lies in four lanes, so that one shift serves four numbers and
 * the compiler turns the inner loops into vectors on every machine:
 *
 *	number i is at lane i % 4, bit (i / 4) * width of that lane
 *	lane l is the 64-bit little-endian words l, l + 4, l + 8 ... of the block
 *
 * A shorter block is one string of bits, number i at bit i * width, low bits first.
 */
#ifndef VMT_BITPACK_H
#define VMT_BITPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITPACK_BLOCK 256

static inline size_t bitpack_bytes(uint32_t n, unsigned int width)
{
	return ((size_t)n * width + 7) / 8;
}

/* Bits that the number needs: 0 for 0. */
static inline unsigned int bitpack_width(uint64_t v)
{
	return v ? 64 - __builtin_clzll(v) : 0;
}

/* n <= BITPACK_BLOCK numbers, less base, as bitpack_bytes(n, width) bytes; and back. */
void bitpack_put(uint8_t *out, const uint64_t *values, uint32_t n, uint64_t base,
		 unsigned int width);
void bitpack_get(const uint8_t *in, uint64_t *values, uint32_t n, uint64_t base,
		 unsigned int width);
/* Does every number of a block fit 32 bits, whatever its bits are? */
static inline bool bitpack_fits32(uint64_t base, unsigned int width)
{
	return width <= 32 && base <= UINT32_MAX - ((1ULL << width) - 1);
}
/* A full block whose numbers fit. */
void bitpack_get32(const uint8_t *in, uint32_t *values, uint32_t base, unsigned int width);

#endif
