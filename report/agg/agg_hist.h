/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_hist.h - distributions as D draws them: one bin a line with a bar, or a whole
 * distribution packed into one line (aggpack).
 */
#ifndef REPORT_AGG_HIST_H
#define REPORT_AGG_HIST_H

#include "report/agg/agg_state.h"
#include "report/print/out.h"

/* What bars are measured against: total is num / den, so that aggzoom's 0.95 stays exact. */
struct bar {
	unsigned __int128 num, den;
	bool positive, negative;
};
/* Takes one value into account; zoom: bars relate to the tallest, not to the sum. */
void bar_take(struct bar *, int64_t value, bool zoom);
/* The same for agghist, whose total is an integer. */
void bar_take_whole(struct bar *, int64_t value, bool zoom);
/* The bar, then the value divided by normal, then a newline. */
void bar_print(struct out *, const struct bar *, int64_t value, int64_t normal);

/* The line above bars: of values, or of keys in so many columns. */
void hist_header(struct out *, int keywidth);
/* The block of a keyed or unkeyed distribution; it begins with a newline. */
void hist_print(struct out *, const struct scale *, const struct agg_bins *, int64_t normal);

/* The functions that aggpack packs. */
bool pack_suits(uint8_t fn);
/* The bins that lines of one aggregation have in common. */
struct pack {
	uint32_t first, last;
	bool any;
};
void pack_take(struct pack *, const struct scale *, const struct agg_bins *);
void pack_header(struct out *, const struct pack *, const struct scale *, int keywidth);
void pack_print(struct out *, const struct pack *, const struct scale *, const struct agg_bins *);

#endif
