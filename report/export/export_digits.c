/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export_digits.h"

#include "format/clones.h"
#include "report/print/digits.h"

#define TEN8 100000000

/* Eight digits of each, none left out. */
VMT_CLONES
static void make_eights(uint64_t *eights, const uint32_t *values, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		eights[i] = digits_eight(values[i]);
}

static void put_eights(struct export_digits *d, const uint32_t *values, uint32_t n, uint32_t at)
{
	make_eights(d->eights, values, n);
	for (uint32_t i = 0; i < n; i++)
		digits_store(d->text[i] + at, d->eights[i] | DIGITS_ZEROS);
}

/* Zeros before the first other digit, but the last digit stays. */
static uint8_t zeros(uint64_t eight)
{
	return __builtin_ctzll(eight | 1ull << 56) / 8;
}

static void skip_low(struct export_digits *d, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		d->skip[i] = 16 + zeros(d->eights[i]);
}

/* Where there are digits before, those are the first. */
static void skip_before(struct export_digits *d, const uint32_t *values, uint32_t n, uint32_t at)
{
	for (uint32_t i = 0; i < n; i++)
		d->skip[i] = values[i] ? at + zeros(d->eights[i]) : d->skip[i];
}

static void split(struct export_digits *d, const uint64_t *numbers, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint64_t above = numbers[i] / TEN8, high = above / TEN8;

		d->high[i] = high;
		d->middle[i] = above - high * TEN8;
		d->low[i] = numbers[i] - above * TEN8;
	}
}

void export_digits(struct export_digits *d, const uint64_t *numbers, uint32_t n)
{
	uint64_t most = 0;

	for (uint32_t i = 0; i < n; i++)
		most |= numbers[i];
	split(d, numbers, n);
	put_eights(d, d->low, n, 16);
	skip_low(d, n);
	if (most < TEN8)
		return;
	put_eights(d, d->middle, n, 8);
	skip_before(d, d->middle, n, 8);
	if (most < (uint64_t)TEN8 * TEN8)
		return;
	put_eights(d, d->high, n, 0);
	skip_before(d, d->high, n, 0);
}
