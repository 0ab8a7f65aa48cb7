/* SPDX-License-Identifier: GPL-2.0 */
/*
 * digits.h - numbers as digits, written from `to` on, where there must be DIGITS_MOST bytes of
 * room. How many are digits is returned; what is behind them in the room may be overwritten.
 * Nothing that was written is read again: a processor would wait for it.
 */
#ifndef REPORT_DIGITS_H
#define REPORT_DIGITS_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MOST 24
#define DIGITS_ZEROS 0x3030303030303030

static inline void digits_store(char *to, uint64_t eight)
{
	eight = htole64(eight);
	memcpy(to, &eight, 8);
}

/*
 * Eight decimal digits in the order of their bytes, the first the lowest. Each step halves every
 * part at once: x * 10486 >> 20 is x / 100 below 10,000, x * 103 >> 10 is x / 10 below 100.
 */
static inline uint64_t digits_eight(uint32_t value)
{
	uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32, twos, ones;

	twos = fours * 10486 >> 20 & 0x0000007f0000007f;
	twos |= (fours - twos * 100) << 16;
	ones = twos * 103 >> 10 & 0x000f000f000f000f;
	return ones | (twos - ones * 10) << 8;
}

/* Below 10^8. */
static inline uint32_t digits_few(char *to, uint32_t value)
{
	uint64_t eight = digits_eight(value);
	uint32_t zeros = __builtin_ctzll(eight | 1ull << 56) / 8;

	digits_store(to, (eight | DIGITS_ZEROS) >> 8 * zeros);
	return 8 - zeros;
}

/* What stands before the last eight digits of a number: times have the same for long. */
struct digits_memo {
	uint64_t high; /* 0: none yet */
	uint32_t n;
	char text[16];
};

static inline void digits_remember(struct digits_memo *m, uint64_t high)
{
	m->high = high;
	m->n = high < 100000000 ? digits_few(m->text, high) : digits_few(m->text, high / 100000000);
	if (high >= 100000000) {
		digits_store(m->text + m->n, digits_eight(high % 100000000) | DIGITS_ZEROS);
		m->n += 8;
	}
}

static inline uint32_t digits_decimal_near(struct digits_memo *m, char *to, uint64_t value)
{
	uint64_t high = value / 100000000;

	if (!high)
		return digits_few(to, value);
	if (high != m->high)
		digits_remember(m, high);
	memcpy(to, m->text, sizeof(m->text));
	digits_store(to + m->n, digits_eight(value - high * 100000000) | DIGITS_ZEROS);
	return m->n + 8;
}

static inline uint32_t digits_decimal(char *to, uint64_t value)
{
	uint64_t high = value / 100000000, highest = high / 100000000;
	uint32_t n;

	if (!high)
		return digits_few(to, value);
	n = digits_few(to, highest ? highest : high);
	if (highest) {
		digits_store(to + n, digits_eight(high - highest * 100000000) | DIGITS_ZEROS);
		n += 8;
	}
	digits_store(to + n, digits_eight(value - high * 100000000) | DIGITS_ZEROS);
	return n + 8;
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
	return __builtin_bswap64(v);
}

static inline uint32_t digits_hex(char *to, uint64_t value, bool upper)
{
	uint32_t n = (67 - __builtin_clzll(value | 1)) / 4;

	value <<= 64 - 4 * n;
	digits_store(to, digits_hex8(value >> 32, upper));
	digits_store(to + 8, digits_hex8(value, upper));
	return n;
}

static inline uint32_t digits_octal(char *to, uint64_t value)
{
	uint32_t n = (66 - __builtin_clzll(value | 1)) / 3;

	for (uint32_t i = 0; i < n; i++)
		to[i] = '0' + (value >> 3 * (n - 1 - i) & 7);
	return n;
}

#endif
