/* SPDX-License-Identifier: GPL-2.0 */
#include "format/bitpack.h"

#include "format/clones.h"
#include "format/le.h"

#define LANES 4

static uint64_t mask_of(unsigned int width)
{
	return width == 64 ? ~0ULL : (1ULL << width) - 1;
}

/* A word of each lane; what is stored of it. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES)));
typedef uint32_t lanes32 __attribute__((vector_size(4 * LANES)));

static inline void lanes_put(uint8_t *out, lanes v)
{
	for (int l = 0; l < LANES; l++)
		v[l] = htole64(v[l]);
	memcpy(out, &v, sizeof(v));
}

/* `held` are the bits that do not yet make a word of each lane. */
static inline void put_block(uint8_t *out, const uint64_t *values, uint64_t base,
			     unsigned int width)
{
	lanes numbers, held = { 0 };
	unsigned int bits = 0;

	for (unsigned int i = 0; i < BITPACK_BLOCK; i += LANES) {
		memcpy(&numbers, values + i, sizeof(numbers));
		numbers -= base;
		held |= numbers << bits;
		bits += width;
		if (bits < 64)
			continue;
		lanes_put(out, held);
		out += sizeof(held);
		bits -= 64;
		held = bits ? numbers >> (width - bits) : (lanes){ 0 };
	}
}

static inline void lanes_get(lanes *v, const uint8_t *in)
{
	memcpy(v, in, sizeof(*v));
	for (int l = 0; l < LANES; l++)
		(*v)[l] = le64toh((*v)[l]);
}

/* The numbers at `bit` of each lane; what is above their width is not theirs. */
static inline void get_numbers(lanes *numbers, const uint8_t *in, unsigned int bit,
			       unsigned int width)
{
	const uint8_t *at = in + bit / 64 * sizeof(lanes);
	unsigned int shift = bit % 64;
	lanes more;

	lanes_get(numbers, at);
	*numbers >>= shift;
	if (shift + width > 64) {
		lanes_get(&more, at + sizeof(lanes));
		*numbers |= more << (64 - shift);
	}
}

static inline void get_block(const uint8_t *in, uint64_t *values, uint64_t base, unsigned int width)
{
	uint64_t mask = mask_of(width);
	lanes numbers;

	for (unsigned int i = 0, bit = 0; i < BITPACK_BLOCK; i += LANES, bit += width) {
		get_numbers(&numbers, in, bit, width);
		numbers = (numbers & mask) + base;
		memcpy(values + i, &numbers, sizeof(numbers));
	}
}

VMT_CLONES void bitpack_get32(const uint8_t *in, uint32_t *values, uint32_t base,
			      unsigned int width)
{
	uint32_t mask = mask_of(width);
	lanes32 narrow;
	lanes numbers;

	for (unsigned int i = 0; !width && i < BITPACK_BLOCK; i++)
		values[i] = base;
	if (!width)
		return;
	for (unsigned int i = 0, bit = 0; i < BITPACK_BLOCK; i += LANES, bit += width) {
		get_numbers(&numbers, in, bit, width);
		narrow = __builtin_convertvector(numbers, lanes32);
		narrow = (narrow & mask) + base;
		memcpy(values + i, &narrow, sizeof(narrow));
	}
}

static void put_string(uint8_t *out, const uint64_t *values, uint32_t n, uint64_t base,
		       unsigned int width)
{
	unsigned __int128 held = 0;
	unsigned int bits = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		held |= (unsigned __int128)(values[i] - base) << bits;
		for (bits += width; bits >= 8; bits -= 8, held >>= 8)
			*out++ = held;
	}
	if (bits)
		*out = held;
}

static void get_string(const uint8_t *in, uint64_t *values, uint32_t n, uint64_t base,
		       unsigned int width)
{
	unsigned __int128 held = 0;
	uint64_t mask = mask_of(width);
	unsigned int bits = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		for (; bits < width; bits += 8)
			held |= (unsigned __int128)*in++ << bits;
		values[i] = ((uint64_t)held & mask) + base;
		held >>= width;
		bits -= width;
	}
}

VMT_CLONES void bitpack_put(uint8_t *out, const uint64_t *values, uint32_t n, uint64_t base,
			    unsigned int width)
{
	if (!width)
		return;
	if (n == BITPACK_BLOCK)
		put_block(out, values, base, width);
	else
		put_string(out, values, n, base, width);
}

VMT_CLONES void bitpack_get(const uint8_t *in, uint64_t *values, uint32_t n, uint64_t base,
			    unsigned int width)
{
	uint32_t i;

	if (!width)
		for (i = 0; i < n; i++)
			values[i] = base;
	else if (n == BITPACK_BLOCK)
		get_block(in, values, base, width);
	else
		get_string(in, values, n, base, width);
}
