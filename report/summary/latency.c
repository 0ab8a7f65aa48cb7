/* SPDX-License-Identifier: GPL-2.0 */
#include "report/summary/latency.h"

#include <errno.h>
#include <stdlib.h>

#define BINS 64

/* Octave 0 is 0 .. 63, octave n is [2^(n + 5), 2^(n + 6)): 64 bins each. */
static unsigned octave_of(uint64_t ns)
{
	return ns < BINS ? 0 : LATENCY_OCTAVES - 1 - __builtin_clzll(ns);
}

static unsigned bin_of(uint64_t ns, unsigned octave)
{
	return octave ? (ns >> (octave - 1)) - BINS : ns;
}

static uint64_t upper_edge(unsigned octave, unsigned bin)
{
	return octave ? (((uint64_t)bin + BINS + 1) << (octave - 1)) - 1 : bin;
}

int latency_add(struct latency *l, uint64_t ns)
{
	unsigned octave = octave_of(ns);

	if (!l->octaves[octave])
		l->octaves[octave] = calloc(BINS, sizeof(uint64_t));
	if (!l->octaves[octave])
		return -ENOMEM;
	l->octaves[octave][bin_of(ns, octave)]++;
	l->count++;
	l->sum += ns;
	if (ns > l->max)
		l->max = ns;
	return 0;
}

uint64_t latency_quantile(const struct latency *l, unsigned permille)
{
	uint64_t rank = ((unsigned __int128)l->count * permille + 999) / 1000, seen = 0;

	for (unsigned o = 0; o < LATENCY_OCTAVES; o++) {
		for (unsigned b = 0; l->octaves[o] && b < BINS; b++) {
			seen += l->octaves[o][b];
			if (seen >= rank && seen)
				return upper_edge(o, b) < l->max ? upper_edge(o, b) : l->max;
		}
	}
	return l->max;
}

uint64_t latency_mean(const struct latency *l)
{
	return l->count ? l->sum / l->count : 0;
}

void latency_release(struct latency *l)
{
	for (unsigned o = 0; o < LATENCY_OCTAVES; o++)
		free(l->octaves[o]);
}
