/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_hist.h"

#include <stdlib.h>
#include <string.h>

#define BAR 40
#define PACK_QUANTIZE_LEAST 4 /* columns of aggpack's limits: at least these for quantize ... */
#define PACK_MIN 7	      /* ... and always these for the linear ones */
#define PACK_MAX 8

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

void bar_take(struct bar *b, int64_t value, bool zoom)
{
	unsigned __int128 size = magnitude(value);

	b->positive |= value > 0;
	b->negative |= value < 0;
	b->den = zoom ? 19 : 1;
	if (!zoom)
		b->num += size;
	else if (b->num < size * 20)
		b->num = size * 20;
}

/* value / total * length, rounded half up */
static uint32_t scaled(const struct bar *b, int64_t value, uint32_t length)
{
	if (!b->num)
		return 0;
	return (magnitude(value) * 2 * length * b->den + b->num) / (b->num * 2);
}

static void repeat(struct out *o, const char *what, uint32_t n)
{
	while (n--)
		out_text(o, what, strlen(what));
}

/* UTF-8 bars end in an eighth of a block: U+2588 is whole, U+2589 seven eighths ... */
static void bar_utf8(struct out *o, const struct bar *b, int64_t value)
{
	unsigned __int128 eighths = (unsigned __int128)magnitude(value) * BAR * 8 * b->den;
	uint32_t whole, part;

	eighths = b->num ? eighths / b->num : 0;
	whole = eighths / 8;
	part = eighths % 8;
	repeat(o, "\xe2\x96\x88", whole);
	if (part) {
		char block[] = { '\xe2', '\x96', (char)(0x88 + 8 - part), 0 };

		repeat(o, block, 1);
	}
	repeat(o, " ", BAR - whole - !!part);
}

static void bar_both(struct out *o, const struct bar *b, int64_t value)
{
	uint32_t n = scaled(b, value, BAR / 2);

	repeat(o, " ", value <= 0 ? BAR / 2 - n : BAR / 2);
	repeat(o, "@", value <= 0 ? n : 0);
	repeat(o, "|", 1);
	repeat(o, "@", value <= 0 ? 0 : n);
	repeat(o, " ", value <= 0 ? BAR / 2 : BAR / 2 - n);
}

static void bar_one(struct out *o, const struct bar *b, int64_t value)
{
	uint32_t n = scaled(b, value, BAR);

	if (b->negative) {
		repeat(o, " ", BAR - n);
		repeat(o, "@", n);
		repeat(o, "|", 1);
		return;
	}
	repeat(o, "|", 1);
	if (o->options->utf8) {
		bar_utf8(o, b, value);
		return;
	}
	repeat(o, "@", n);
	repeat(o, " ", BAR - n);
}

void bar_print(struct out *o, const struct bar *b, int64_t value, int64_t normal)
{
	(b->positive && b->negative ? bar_both : bar_one)(o, b, value);
	repeat(o, " ", 1);
	out_decimal(o, agg_divide(value, normal), -9);
	repeat(o, "\n", 1);
}

/* From the bin before the first that counts to the one after the last. */
static bool filled_range(const struct scale *s, const struct agg_bins *b, uint32_t *first,
			 uint32_t *last)
{
	uint32_t low = 0, high = b->n;

	while (low < high && !b->counts[low])
		low++;
	while (high > low && !b->counts[high - 1])
		high--;
	if (low == high)
		return false;
	*first = b->first + low - (b->first + low > 0);
	*last = b->first + high - 1;
	*last += *last + 1 < s->nbins;
	return true;
}

void hist_print(struct out *o, const struct scale *s, const struct agg_bins *b, int64_t normal)
{
	struct bar bar = { 0 };
	uint32_t first, last;
	char label[SCALE_LABEL];

	if (!filled_range(s, b, &first, &last))
		scale_empty(s, &first, &last);
	for (uint32_t i = first; i <= last; i++)
		bar_take(&bar, agg_bin(b, i), o->options->aggzoom);
	fprintf(o->file, "\n%16s %41s %-9s\n", "value", "------------- Distribution -------------",
		"count");
	for (uint32_t i = first; i <= last; i++) {
		scale_label(s, i, label);
		out_padded(o, label, strlen(label), 16, false);
		repeat(o, " ", 1);
		bar_print(o, &bar, agg_bin(b, i), normal);
	}
}

void pack_take(struct pack *p, const struct scale *s, const struct agg_bins *b)
{
	uint32_t first, last;

	if (!filled_range(s, b, &first, &last))
		return;
	p->first = p->any && p->first < first ? p->first : first;
	p->last = p->any && p->last > last ? p->last : last;
	p->any = true;
}

/* Linear scales have fixed columns; those of powers of two are as wide as their limits. */
static int limit_width(const struct scale *s, uint32_t bin, int fixed)
{
	char label[SCALE_LABEL];
	int n;

	if (scale_bounded(s))
		return fixed;
	scale_label(s, bin, label);
	n = strlen(label);
	return n < PACK_QUANTIZE_LEAST ? PACK_QUANTIZE_LEAST : n;
}

void pack_header(struct out *o, const struct pack *p, const struct scale *s, int keywidth)
{
	fprintf(o->file, "\n%*s %*s .", keywidth, keywidth ? "key" : "",
		limit_width(s, p->first, PACK_MIN), "min");
	repeat(o, "-", p->last - p->first + 1);
	fprintf(o->file, ". %-*s | count\n", limit_width(s, p->last, PACK_MAX), "max");
}

static void cell(struct out *o, const struct bar *b, int64_t value)
{
	static const char grey[] = "__xxxxXX", negative[] = "vvvvVV";
	char block[] = { '\xe2', '\x96', '\x81', 0 };
	char c = value > 0 ? grey[scaled(b, value, 7)] : negative[scaled(b, value, 5)];

	if (!value) {
		repeat(o, " ", 1);
	} else if (value > 0 && o->options->utf8) {
		block[2] += scaled(b, value, 7);
		repeat(o, block, 1);
	} else {
		out_text(o, &c, 1);
	}
}

void pack_print(struct out *o, const struct pack *p, const struct scale *s,
		const struct agg_bins *b)
{
	struct bar bar = { 0 };
	uint64_t total = 0;
	char label[SCALE_LABEL];

	scale_label(s, p->first, label);
	fprintf(o->file, " %*s :", limit_width(s, p->first, PACK_MIN), label);
	for (uint32_t i = p->first; i <= p->last; i++) {
		bar_take(&bar, agg_bin(b, i), o->options->aggzoom);
		total += agg_bin(b, i);
	}
	for (uint32_t i = p->first; i <= p->last; i++)
		cell(o, &bar, agg_bin(b, i));
	scale_label(s, p->last, label);
	fprintf(o->file, ": %-*s | ", limit_width(s, p->last, PACK_MAX), label);
	out_decimal(o, total, 0);
	repeat(o, "\n", 1);
}
