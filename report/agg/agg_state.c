/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef __int128 s128 __attribute__((aligned(8)));
typedef unsigned __int128 u128 __attribute__((aligned(8)));

struct tally { /* count, sum */
	uint64_t value;
};
struct extreme { /* min, max */
	int64_t value;
	uint64_t seen;
};
struct moments { /* avg, stddev */
	uint64_t count;
	uint64_t sum; /* wraps at 2^64, and that of squares at 2^128, as in D */
	u128 squares;
};
_Static_assert(sizeof(struct moments) <= AGG_STATE_MOST, "states fit");

static int count_add(const struct scale *s, void *state, const int64_t *values,
		     const int64_t *increments, uint64_t n)
{
	((struct tally *)state)->value += n;
	return 0;
}

static int count_rows(const struct scale *s, void *state, uint32_t bin, uint64_t n)
{
	return count_add(s, state, NULL, NULL, n);
}

static void sum_one(struct tally *t, int64_t value)
{
	t->value += value;
}

static int sum_add(const struct scale *s, void *state, const int64_t *values,
		   const int64_t *increments, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		sum_one(state, values[i]);
	return 0;
}

static int tally_merge(const struct scale *s, void *into, const void *from)
{
	((struct tally *)into)->value += ((const struct tally *)from)->value;
	return 0;
}

static int64_t tally_result(const struct scale *s, const void *state, int64_t normal)
{
	return agg_divide(((const struct tally *)state)->value, normal);
}

static void min_one(struct extreme *e, int64_t value)
{
	if (!e->seen || value < e->value)
		e->value = value;
	e->seen = 1;
}

static void max_one(struct extreme *e, int64_t value)
{
	if (!e->seen || value > e->value)
		e->value = value;
	e->seen = 1;
}

static int min_add(const struct scale *s, void *state, const int64_t *values,
		   const int64_t *increments, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		min_one(state, values[i]);
	return 0;
}

static int max_add(const struct scale *s, void *state, const int64_t *values,
		   const int64_t *increments, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		max_one(state, values[i]);
	return 0;
}

static int min_merge(const struct scale *s, void *into, const void *from)
{
	const struct extreme *e = from;

	if (e->seen)
		min_one(into, e->value);
	return 0;
}

static int max_merge(const struct scale *s, void *into, const void *from)
{
	const struct extreme *e = from;

	if (e->seen)
		max_one(into, e->value);
	return 0;
}

static int64_t extreme_result(const struct scale *s, const void *state, int64_t normal)
{
	return agg_divide(((const struct extreme *)state)->value, normal);
}

static void moments_one(struct moments *m, int64_t value)
{
	m->count++;
	m->sum += value;
	m->squares += (u128)((s128)value * value);
}

static int moments_add(const struct scale *s, void *state, const int64_t *values,
		       const int64_t *increments, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		moments_one(state, values[i]);
	return 0;
}

static int moments_merge(const struct scale *s, void *into, const void *from)
{
	struct moments *m = into;
	const struct moments *f = from;

	m->count += f->count;
	m->sum += f->sum;
	m->squares += f->squares;
	return 0;
}

static int64_t average(const struct moments *m, int64_t normal)
{
	return agg_divide(agg_divide(m->sum, normal), m->count);
}

static int64_t avg_result(const struct scale *s, const void *state, int64_t normal)
{
	const struct moments *m = state;

	return m->count ? average(m, normal) : 0;
}

static uint64_t square_root(u128 v)
{
	uint64_t root = 0;

	for (int bit = 63; bit >= 0; bit--) {
		uint64_t guess = root | (uint64_t)1 << bit;

		if ((u128)guess * guess <= v)
			root = guess;
	}
	return root;
}

/* sqrt(average(x^2) - average(x)^2), each step rounded as D rounds it */
static int64_t stddev_result(const struct scale *s, const void *state, int64_t normal)
{
	const struct moments *m = state;
	uint64_t by = normal < 0 ? -(uint64_t)normal : (uint64_t)normal;
	u128 squares, square;
	s128 mean;

	if (!m->count)
		return 0;
	squares = m->squares / by / by / m->count;
	mean = average(m, normal);
	square = (u128)(mean * mean);
	return squares > square ? square_root(squares - square) : 0;
}

static int bins_reserve(struct agg_bins *b, uint32_t bin)
{
	uint32_t first = !b->n || bin < b->first ? bin : b->first;
	uint32_t end = b->n && bin < b->first + b->n ? b->first + b->n : bin + 1;
	int grown = (end - first - b->n) * sizeof(*b->counts);
	int64_t *counts;

	if (bin - b->first < b->n)
		return 0;
	counts = calloc(end - first, sizeof(*counts));
	if (!counts)
		return -ENOMEM;
	if (b->n)
		memcpy(counts + (b->first - first), b->counts, b->n * sizeof(*counts));
	free(b->counts);
	*b = (struct agg_bins){ first, end - first, counts };
	return grown;
}

static int bins_add(const struct scale *s, void *state, const int64_t *values,
		    const int64_t *increments, uint64_t n)
{
	struct agg_bins *b = state;
	int grown = 0;

	for (uint64_t i = 0; i < n; i++) {
		uint32_t bin = scale_bin(s, values[i]);
		int more = bins_reserve(b, bin);

		if (more < 0)
			return more;
		grown += more;
		b->counts[bin - b->first] += increments ? (uint64_t)increments[i] : 1u;
	}
	return grown;
}

static int bins_count(const struct scale *s, void *state, uint32_t bin, uint64_t n)
{
	struct agg_bins *b = state;
	int grown = bins_reserve(b, bin);

	if (grown >= 0)
		b->counts[bin - b->first] += n;
	return grown;
}

static int bins_merge(const struct scale *s, void *into, const void *from)
{
	struct agg_bins *b = into;
	const struct agg_bins *f = from;
	int low, high;

	if (!f->n)
		return 0;
	low = bins_reserve(b, f->first);
	high = low < 0 ? low : bins_reserve(b, f->first + f->n - 1);
	if (high < 0)
		return high;
	for (uint32_t i = 0; i < f->n; i++)
		b->counts[f->first + i - b->first] += (uint64_t)f->counts[i];
	return low + high;
}

static uint32_t bins_release(void *state)
{
	struct agg_bins *b = state;

	free(b->counts);
	return b->n * sizeof(*b->counts);
}

/* The largest value of the bin that holds the one of that rank. */
static int64_t percentile_result(const struct scale *s, const void *state, int64_t normal)
{
	const struct agg_bins *b = state;
	u128 count = 0, rank, seen = 0;
	uint32_t i = 0;

	for (uint32_t k = 0; k < b->n; k++)
		count += b->counts[k];
	if (!count)
		return 0;
	rank = (count * s->percent + 99) / 100;
	for (seen = b->counts[0]; seen < rank; seen += b->counts[i])
		i++;
	return agg_divide(scale_value(s, b->first + i), normal);
}

static struct agg_weight result_weigh(const struct agg_fn *fn, const struct scale *s,
				      const void *state)
{
	return (struct agg_weight){ .value = fn->result(s, state, 1) };
}

#define WEIGH(name, fn)                                                         \
	static struct agg_weight name(const struct scale *s, const void *state) \
	{                                                                       \
		return result_weigh(&agg_fns[fn], s, state);                    \
	}
WEIGH(count_weigh, AGG_COUNT)
WEIGH(extreme_weigh, AGG_MIN)
WEIGH(avg_weigh, AGG_AVG)
WEIGH(stddev_weigh, AGG_STDDEV)
WEIGH(percentile_weigh, AGG_PERCENTILE)

static struct agg_weight bins_weigh(const struct scale *s, const void *state)
{
	const struct agg_bins *b = state;
	struct agg_weight w = { 0 };

	for (uint32_t i = 0; i < b->n; i++) {
		__int128 value = scale_value(s, b->first + i);

		w.value += (unsigned __int128)value * b->counts[i];
	}
	w.zero = agg_bin(b, s->zero);
	return w;
}

#define ROWS(name, type, one)                                                                    \
	static void name(uint64_t *cells, const uint32_t *at, const int64_t *values, uint32_t n) \
	{                                                                                        \
		for (uint32_t i = 0; i < n; i++) {                                               \
			uint64_t *cell = cells + (uint64_t)at[i] * (1 + sizeof(type) / 8);       \
                                                                                                 \
			cell[0]++;                                                               \
			one((type *)(cell + 1), values[i]);                                      \
		}                                                                                \
	}
ROWS(sum_rows, struct tally, sum_one)
ROWS(min_rows, struct extreme, min_one)
ROWS(max_rows, struct extreme, max_one)
ROWS(moments_rows, struct moments, moments_one)

#define BINS                                                                                   \
	{                                                                                      \
		sizeof(struct agg_bins), bins_add, bins_merge, NULL, bins_weigh, bins_release, \
			NULL, bins_count                                                       \
	}

const struct agg_fn agg_fns[AGG_NR] = {
	[AGG_COUNT] = { sizeof(struct tally), count_add, tally_merge, tally_result, count_weigh,
			NULL, NULL, count_rows },
	[AGG_SUM] = { sizeof(struct tally), sum_add, tally_merge, tally_result, count_weigh, NULL,
		      sum_rows },
	[AGG_MIN] = { sizeof(struct extreme), min_add, min_merge, extreme_result, extreme_weigh,
		      NULL, min_rows },
	[AGG_MAX] = { sizeof(struct extreme), max_add, max_merge, extreme_result, extreme_weigh,
		      NULL, max_rows },
	[AGG_AVG] = { sizeof(struct moments), moments_add, moments_merge, avg_result, avg_weigh,
		      NULL, moments_rows },
	[AGG_STDDEV] = { sizeof(struct moments), moments_add, moments_merge, stddev_result,
			 stddev_weigh, NULL, moments_rows },
	[AGG_QUANTIZE] = BINS,
	[AGG_LQUANTIZE] = BINS,
	[AGG_LLQUANTIZE] = BINS,
	[AGG_PERCENTILE] = { sizeof(struct agg_bins), bins_add, bins_merge, percentile_result,
			     percentile_weigh, bins_release, NULL, bins_count },
};
