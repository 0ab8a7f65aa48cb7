/* SPDX-License-Identifier: GPL-2.0 */
#include "format/valuedict.h"

#include <stdlib.h>
#include <string.h>

#include "format/vmt.h"

#define FIRST_BITS 10

void valuedict_release(struct valuedict *d)
{
	free(d->slots);
	free(d->values);
	free(d->codes);
	*d = (struct valuedict){ 0 };
}

static uint32_t hash(uint64_t v, unsigned int bits)
{
	return (v ^ v >> 32) * 0x9e3779b97f4a7c15ULL >> (64 - bits);
}

/* The slot that holds v, or the free one where it belongs. */
static uint32_t *find(const struct valuedict *d, uint64_t v)
{
	uint32_t mask = (1u << d->bits) - 1, i = hash(v, d->bits);

	while (d->slots[i] && d->values[d->slots[i] - 1] != v)
		i = (i + 1) & mask;
	return &d->slots[i];
}

/* Starts small and doubles, so that a few values stay in the first cache. */
static int set_size(struct valuedict *d, unsigned int bits)
{
	uint32_t *slots = realloc(d->slots, sizeof(*slots) << bits);
	uint32_t i;

	if (!slots)
		return VMT_ENOMEM;
	d->slots = slots;
	d->bits = bits;
	memset(slots, 0, sizeof(*slots) << bits);
	for (i = 0; i < d->count; i++)
		*find(d, d->values[i]) = i + 1;
	return 0;
}

static int reserve(struct valuedict *d, uint32_t rows, uint32_t limit)
{
	uint64_t *p;

	if (rows > d->rows) {
		p = realloc(d->codes, rows * sizeof(*p));
		if (!p)
			return VMT_ENOMEM;
		d->codes = p;
		d->rows = rows;
	}
	if (limit > d->capacity) {
		p = realloc(d->values, limit * sizeof(*p));
		if (!p)
			return VMT_ENOMEM;
		d->values = p;
		d->capacity = limit;
	}
	return 0;
}

int valuedict_build(struct valuedict *d, const uint64_t *v, uint32_t n, uint32_t limit)
{
	uint32_t *slot, i;

	d->count = 0;
	if (reserve(d, n, limit) || set_size(d, FIRST_BITS))
		return VMT_ENOMEM;
	for (i = 0; i < n; i++) {
		slot = find(d, v[i]);
		if (__builtin_expect(*slot, 1)) {
			d->codes[i] = *slot - 1;
			continue;
		}
		if (d->count == limit)
			return VMT_EABSENT;
		d->values[d->count] = v[i];
		d->codes[i] = d->count;
		*slot = ++d->count;
		/* At most a quarter full: most look-ups hit at once, and are predicted to. */
		if (d->count > 1u << (d->bits - 2) && set_size(d, d->bits + 1))
			return VMT_ENOMEM;
	}
	return 0;
}
