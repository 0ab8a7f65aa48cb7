/* SPDX-License-Identifier: GPL-2.0 */
/*
 * digits.h - numbers as digits, written backwards from `end`: before it there must be
 * DIGITS_MOST bytes of room. The first digit is returned; what is before it may be overwritten.
 */
#ifndef REPORT_DIGITS_H
#define REPORT_DIGITS_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MOST 24

extern const char digits_pairs[201]; /* "00" .. "99" */

static inline char *digits_pair(char *end, uint32_t value)
{
	return memcpy(end - 2, digits_pairs + 2 * value, 2);
}

/* Divisions of 32 bits are the cheaper ones: eight digits at a time. */
static inline char *digits_decimal(char *end, uint64_t value)
{
	uint32_t rest;

	while (value >= 100000000) {
		rest = value % 100000000;
		value /= 100000000;
		for (int i = 0; i < 4; i++, rest /= 100)
			end = digits_pair(end, rest % 100);
	}
	for (rest = value; rest >= 100; rest /= 100)
		end = digits_pair(end, rest % 100);
	if (rest >= 10)
		return digits_pair(end, rest);
	*--end = '0' + rest;
	return end;
}

/* Eight digits of 32 bits at once: a nibble in each byte, '0' added, and the way to 'a'. */
static inline uint64_t digits_hex8(uint32_t value, bool upper)
{
	uint64_t v = value, over;

	v = (v << 16 | v) & 0x0000ffff0000ffff;
	v = (v << 8 | v) & 0x00ff00ff00ff00ff;
	v = (v << 4 | v) & 0x0f0f0f0f0f0f0f0f;
	over = (v + 0x0606060606060606) >> 4 & 0x0101010101010101;
	v += 0x3030303030303030 + over * (upper ? 'A' - '9' - 1 : 'a' - '9' - 1);
	return htobe64(v);
}

static inline char *digits_hex(char *end, uint64_t value, bool upper)
{
	uint64_t low = digits_hex8(value, upper), high = digits_hex8(value >> 32, upper);
	uint32_t n = (67 - __builtin_clzll(value | 1)) / 4;

	memcpy(end - 8, &low, 8);
	memcpy(end - 16, &high, 8);
	return end - n;
}

static inline char *digits_octal(char *end, uint64_t value)
{
	do
		*--end = '0' + (value & 7);
	while (value >>= 3);
	return end;
}

#endif
