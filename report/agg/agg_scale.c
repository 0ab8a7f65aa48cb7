/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_scale.h"

#include <inttypes.h>
#include <stdio.h>

struct scale_ops {
	uint32_t (*bin)(const struct scale *, int64_t);
	void (*or_bins)(const struct scale *, uint32_t *, const int64_t *, uint32_t);
	__int128 (*value)(const struct scale *, uint32_t);
	bool outside;	/* the first and last bin are "< x" and ">= y" */
	uint8_t beyond; /* what the last bin weighs more than y */
	uint32_t empty, empty_last;
	uint32_t (*zero)(const struct scale *); /* the bin that decides among equal weights */
};

#define QUANTIZE_ZERO 63u
#define QUANTIZE_BINS 127u

/* The loop over a bin's function is the same for all scales. */
#define OR_BINS(name, bin)                                                                    \
	static void name(const struct scale *s, uint32_t *into, const int64_t *v, uint32_t n) \
	{                                                                                     \
		for (uint32_t i = 0; i < n; i++)                                              \
			into[i] |= bin(s, v[i]);                                              \
	}

/* Bin -2^k holds (-2^(k+1), -2^k], bin 2^k holds [2^k, 2^(k+1)). No branch: values are mixed. */
static inline uint32_t quantize_bin(const struct scale *s, int64_t v)
{
	uint64_t size = v < 0 ? -(uint64_t)v : (uint64_t)v;
	uint32_t bits = 64 - __builtin_clzll(size | 1) - !size;
	uint32_t below = bits < QUANTIZE_ZERO ? QUANTIZE_ZERO - bits : 0;

	return v < 0 ? below : QUANTIZE_ZERO + bits;
}
OR_BINS(quantize_or, quantize_bin)

static __int128 quantize_value(const struct scale *s, uint32_t bin)
{
	if (bin < QUANTIZE_ZERO)
		return -((int64_t)1 << (QUANTIZE_ZERO - 1 - bin));
	return bin == QUANTIZE_ZERO ? 0 : (int64_t)1 << (bin - QUANTIZE_ZERO - 1);
}

static uint32_t bin_of_zero(const struct scale *s)
{
	uint32_t bin = 0;

	while (bin < s->nbins && s->ops->value(s, bin))
		bin++;
	return bin;
}

static uint32_t lowest_bin(const struct scale *s)
{
	return 0;
}

static inline uint32_t lquantize_bin(const struct scale *s, int64_t v)
{
	int64_t levels = s->nbins - 2, level;

	v = (int32_t)v;
	if (v < s->base)
		return 0;
	level = (v - s->base) / s->step;
	return (level < levels ? level : levels) + 1;
}

OR_BINS(lquantize_or, lquantize_bin)

static __int128 lquantize_value(const struct scale *s, uint32_t bin)
{
	int64_t levels = s->nbins - 2;

	if (bin == 0)
		return s->base - 1;
	if (bin <= levels)
		return s->base + (bin - 1) * s->step;
	return s->base + levels * s->step + 1;
}

static inline uint32_t llquantize_bin(const struct scale *s, int64_t v)
{
	uint32_t i = s->norders, bin;

	if (v < 0 || (uint64_t)v < s->orders[0].low)
		return 0;
	while ((uint64_t)v < s->orders[i - 1].low)
		i--;
	bin = s->orders[i - 1].first + ((uint64_t)v - s->orders[i - 1].low) / s->orders[i - 1].step;
	return bin < s->nbins - 1 ? bin : s->nbins - 1;
}

OR_BINS(llquantize_or, llquantize_bin)

static __int128 llquantize_value(const struct scale *s, uint32_t bin)
{
	uint32_t i = s->norders - 1;
	const struct scale_order *o;

	if (bin == 0)
		return (__int128)s->orders[0].low - 1;
	while (bin < s->orders[i].first)
		i--;
	o = &s->orders[i];
	return (__int128)o->low + (__int128)(bin - o->first) * o->step;
}

/*
 * Percentiles: 0 .. 63 have a bin each, and each octave [2^n, 2^(n + 1)) above has 64, so that
 * a bin is at most 1/64 of its values wide. Below zero the same is mirrored: -1 - v for v.
 */
#define FINE 64u
#define PERCENTILE_HALF (58 * FINE)

static inline uint32_t fine_bin(uint64_t v)
{
	unsigned octave = v < FINE ? 0 : 58 - __builtin_clzll(v);

	return octave ? octave * FINE + (v >> (octave - 1)) - FINE : v;
}

static inline uint32_t percentile_bin(const struct scale *s, int64_t v)
{
	return v < 0 ? PERCENTILE_HALF - 1 - fine_bin(~v) : PERCENTILE_HALF + fine_bin(v);
}

OR_BINS(percentile_or, percentile_bin)

static uint64_t fine_low(uint32_t bin)
{
	return bin < FINE ? bin : (uint64_t)(bin % FINE + FINE) << (bin / FINE - 1);
}

/* The largest in the bin. */
static __int128 percentile_value(const struct scale *s, uint32_t bin)
{
	if (bin < PERCENTILE_HALF)
		return (int64_t)~fine_low(PERCENTILE_HALF - 1 - bin);
	return (__int128)fine_low(bin + 1 - PERCENTILE_HALF) - 1;
}

static const struct scale_ops percentile_ops = { .bin = percentile_bin,
						 .or_bins = percentile_or,
						 .value = percentile_value,
						 .zero = lowest_bin };
static const struct scale_ops quantize_ops = { .bin = quantize_bin,
					       .or_bins = quantize_or,
					       .value = quantize_value,
					       .empty = QUANTIZE_ZERO - 1,
					       .empty_last = QUANTIZE_ZERO + 1,
					       .zero = bin_of_zero };
static const struct scale_ops lquantize_ops = { .bin = lquantize_bin,
						.or_bins = lquantize_or,
						.value = lquantize_value,
						.outside = true,
						.beyond = 1,
						.empty_last = 2,
						.zero = bin_of_zero };
static const struct scale_ops llquantize_ops = { .bin = llquantize_bin,
						 .or_bins = llquantize_or,
						 .value = llquantize_value,
						 .outside = true,
						 .empty_last = 1,
						 .zero = lowest_bin };

static unsigned __int128 power(unsigned factor, unsigned n)
{
	unsigned __int128 p = 1;

	while (n--)
		p *= factor;
	return p;
}

/* Orders low to high: [f^o, f^(o+1)) in nsteps bins less those below f^o; fewer where small. */
static void llquantize_init(struct scale *s, const struct aggdef *def)
{
	uint32_t bin = 1;

	for (uint32_t o = def->low; o <= def->high && s->norders < SCALE_ORDERS; o++) {
		unsigned __int128 next = power(def->factor, o + 1);
		uint32_t steps = next > def->steps ? def->steps : (uint32_t)next;

		s->orders[s->norders++] = (struct scale_order){ .low = power(def->factor, o),
								.step = next / steps,
								.first = bin };
		bin += steps - steps / def->factor;
	}
	s->nbins = bin + 1;
}

void scale_init(struct scale *s, const struct aggdef *def)
{
	*s = (struct scale){ 0 };
	if (def->fn == AGG_QUANTIZE) {
		s->ops = &quantize_ops;
		s->nbins = QUANTIZE_BINS;
	} else if (def->fn == AGG_LQUANTIZE) {
		s->ops = &lquantize_ops;
		s->base = def->base;
		s->step = def->step;
		s->nbins = ((int64_t)def->limit - def->base) / def->step + 2;
	} else if (def->fn == AGG_LLQUANTIZE) {
		s->ops = &llquantize_ops;
		llquantize_init(s, def);
	} else if (def->fn == AGG_PERCENTILE) {
		s->ops = &percentile_ops;
		s->percent = def->percent;
		s->nbins = 2 * PERCENTILE_HALF;
	}
	if (s->ops)
		s->zero = s->ops->zero(s);
}

uint32_t scale_bin(const struct scale *s, int64_t value)
{
	return s->ops->bin(s, value);
}

void scale_or_bins(const struct scale *s, uint32_t *into, const int64_t *values, uint32_t n)
{
	s->ops->or_bins(s, into, values, n);
}

__int128 scale_value(const struct scale *s, uint32_t bin)
{
	return s->ops->value(s, bin);
}

bool scale_bounded(const struct scale *s)
{
	return s->ops->outside;
}

void scale_label(const struct scale *s, uint32_t bin, char label[static SCALE_LABEL])
{
	bool below = scale_bounded(s) && bin == 0;
	bool above = scale_bounded(s) && bin == s->nbins - 1;
	/* What lies outside may weigh one beyond the limit; the label says the limit. */
	__int128 value = s->ops->value(s, bin) + below - (above ? s->ops->beyond : 0);
	__int128 size = value < 0 ? -value : value;

	snprintf(label, SCALE_LABEL, "%s%s%" PRIu64,
		 below	 ? "< "
		 : above ? ">= "
			 : "",
		 value < 0 ? "-" : "", size > UINT64_MAX ? UINT64_MAX : (uint64_t)size);
}

void scale_empty(const struct scale *s, uint32_t *first, uint32_t *last)
{
	*first = s->ops->empty;
	*last = s->ops->empty_last < s->nbins ? s->ops->empty_last : s->nbins - 1;
}
