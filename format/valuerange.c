/* SPDX-License-Identifier: GPL-2.0 */
#include "format/valuerange.h"

#include "format/clones.h"

/* Some at a time, for the compiler's vectors; each lane has its own smallest and largest. */
#define LANES 16

/* What makes the numbers' order that of int64_t, which vectors compare; and back. */
static uint64_t flip_of(bool is_signed)
{
	return is_signed ? 0 : 1ULL << 63;
}

static inline void widen(int64_t *min, int64_t *max, int64_t x)
{
	*min = x < *min ? x : *min;
	*max = x > *max ? x : *max;
}

VMT_CLONES struct valuerange valuerange_of(const uint64_t *v, uint32_t n, bool is_signed)
{
	uint64_t flip = flip_of(is_signed);
	int64_t min[LANES], max[LANES];
	uint32_t i, l;

	if (!n)
		return (struct valuerange){ 0 };
	for (l = 0; l < LANES; l++)
		min[l] = max[l] = v[0] ^ flip;
	for (i = 0; i + LANES <= n; i += LANES)
		for (l = 0; l < LANES; l++)
			widen(&min[l], &max[l], v[i + l] ^ flip);
	for (; i < n; i++)
		widen(&min[0], &max[0], v[i] ^ flip);
	for (l = 1; l < LANES; l++) {
		widen(&min[0], &max[0], min[l]);
		widen(&min[0], &max[0], max[l]);
	}
	return (struct valuerange){ .min = min[0] ^ flip, .max = max[0] ^ flip };
}

struct valuerange valuerange_join(struct valuerange a, struct valuerange b, bool is_signed)
{
	return valuerange_of((uint64_t[]){ a.min, a.max, b.min, b.max }, 4, is_signed);
}
