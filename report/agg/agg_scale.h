/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_scale.h - the bins of quantize, lquantize and llquantize: which bin a value falls into,
 * and what a bin is called. Bins count from 0; the first and the last of lquantize and
 * llquantize take what lies outside. (d-language: "Bucket pseudo-code")
 */
#ifndef REPORT_AGG_SCALE_H
#define REPORT_AGG_SCALE_H

#include "report/program.h"

#define SCALE_ORDERS 64 /* powers of 2 below 2^63, and so of any factor */
#define SCALE_LABEL 32

/* Bins of one order of magnitude of llquantize: bins first.., each `step` wide, from low. */
struct scale_order {
	uint64_t low, step;
	uint32_t first;
};

struct scale {
	const struct scale_ops *ops;
	uint32_t nbins;
	uint32_t zero;	    /* the bin whose count decides where sums are equal; nbins: none */
	int64_t base, step; /* lquantize */
	uint8_t percent;    /* percentile */
	uint32_t norders;
	struct scale_order orders[SCALE_ORDERS];
};

/* For an aggregation that has no bins, nbins is 0. */
void scale_init(struct scale *, const struct aggdef *);
uint32_t scale_bin(const struct scale *, int64_t value);
/* into[i] |= the bin of values[i] */
void scale_or_bins(const struct scale *, uint32_t *into, const int64_t *values, uint32_t n);
/* The bin as a number: its weight in sorting. */
__int128 scale_value(const struct scale *, uint32_t bin);
/* "1024", "< 0", ">= 100" */
void scale_label(const struct scale *, uint32_t bin, char label[static SCALE_LABEL]);
/* The first and last bin take what lies outside: "< x", ">= y". */
bool scale_bounded(const struct scale *);
/* Which bins are shown when all are empty. */
void scale_empty(const struct scale *, uint32_t *first, uint32_t *last);

#endif
