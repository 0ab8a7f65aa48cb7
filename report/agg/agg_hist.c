/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_hist.h"

#include <stdlib.h>
#include <string.h>

#define BAR 40
#define PACK_LEAST 4  /* columns of aggpack's limits: at least these for quantize ... */
#define PACK_LINEAR 8 /* ... and always these for lquantize */

/* dtrace's 1 / 0.95, as the double that it is; a total of keys is then cut to an integer. */
#define ZOOM_FACTOR 4740631186705785u
#define ZOOM_SHIFT 52

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

static void take(struct bar *b, int64_t value, unsigned __int128 size, bool zoom)
{
	b->positive |= value > 0;
	b->negative |= value < 0;
	if (!zoom)
		b->num += size;
	else if (b->num < size)
		b->num = size;
}

void bar_take(struct bar *b, int64_t value, bool zoom)
{
	b->den = zoom ? 19 : 1;
	take(b, value, (unsigned __int128)magnitude(value) * (zoom ? 20 : 1), zoom);
}

void bar_take_whole(struct bar *b, int64_t value, bool zoom)
{
	unsigned __int128 size = magnitude(value);

	b->den = 1;
	take(b, value, zoom ? size * ZOOM_FACTOR >> ZOOM_SHIFT : size, zoom);
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
	if (o->options->encoding == ENCODING_UTF8) {
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

void hist_header(struct out *o, int keywidth)
{
	fprintf(o->file, "\n%*s %41s %-9s\n", keywidth ? keywidth : 16, keywidth ? "key" : "value",
		"------------- Distribution -------------", "count");
}

/* From the first bin that counts to the last. */
static bool filled_range(const struct agg_bins *b, uint32_t *first, uint32_t *last)
{
	uint32_t low = 0, high = b->n;

	while (low < high && !b->counts[low])
		low++;
	while (high > low && !b->counts[high - 1])
		high--;
	*first = b->first + low;
	*last = b->first + high - 1;
	return low != high;
}

void hist_print(struct out *o, const struct scale *s, const struct agg_bins *b, int64_t normal)
{
	struct bar bar = { 0 };
	uint32_t first, last;
	char label[SCALE_LABEL];

	if (filled_range(b, &first, &last)) {
		first -= first > 0;
		last += last + 1 < s->nbins;
	} else {
		scale_empty(s, &first, &last);
	}
	for (uint32_t i = first; i <= last; i++)
		bar_take(&bar, agg_bin(b, i), o->options->aggzoom);
	hist_header(o, 0);
	for (uint32_t i = first; i <= last; i++) {
		scale_label(s, i, label);
		out_padded(o, label, strlen(label), 16, false);
		repeat(o, " ", 1);
		bar_print(o, &bar, agg_bin(b, i), normal);
	}
}

bool pack_suits(uint8_t fn)
{
	return fn == AGG_QUANTIZE || fn == AGG_LQUANTIZE;
}

/*
 * A linear scale is shown whole; one of powers of two from where it is filled, and one bin more
 * on either side, but none before zero.
 */
void pack_take(struct pack *p, const struct scale *s, const struct agg_bins *b)
{
	uint32_t first = 0, last = s->nbins - 1;

	if (!scale_bounded(s)) {
		if (!filled_range(b, &first, &last))
			first = last = s->zero;
		first -= first > 0 && first != s->zero;
		last += last + 1 < s->nbins;
	}
	p->first = p->any && p->first < first ? p->first : first;
	p->last = p->any && p->last > last ? p->last : last;
	p->any = true;
}

static int label_width(const struct scale *s, uint32_t bin)
{
	char label[SCALE_LABEL];
	int n;

	scale_label(s, bin, label);
	n = strlen(label);
	return n < PACK_LEAST ? PACK_LEAST : n;
}

void pack_header(struct out *o, const struct pack *p, const struct scale *s, int keywidth)
{
	bool linear = scale_bounded(s);

	fprintf(o->file, "\n%*s %*s .", keywidth, keywidth ? "key" : "",
		linear ? PACK_LINEAR - 1 : label_width(s, p->first), "min");
	repeat(o, "-", p->last - p->first + 1);
	fprintf(o->file, ". %-*s | count\n", linear ? PACK_LINEAR : label_width(s, p->last), "max");
}

/* Where the program does not say, as dtrace has it: these terminals are known to lack blocks. */
static bool packs_utf8(const struct out *o)
{
	static const char *const primitive[] = { "sun", "sun-color", "dumb" };
	const char *term = getenv("TERM");

	if (o->options->encoding != ENCODING_UNSET)
		return o->options->encoding == ENCODING_UTF8;
	for (uint32_t i = 0; term && i < sizeof(primitive) / sizeof(*primitive); i++)
		if (!strcmp(term, primitive[i]))
			return false;
	return true;
}

static void cell(struct out *o, const struct bar *b, int64_t value)
{
	static const char grey[] = "__xxxxXX", negative[] = "vvvvVV";
	char block[] = { '\xe2', '\x96', '\x81', 0 };
	char c = value > 0 ? grey[scaled(b, value, 7)] : negative[scaled(b, value, 5)];

	if (!value) {
		repeat(o, " ", 1);
	} else if (value > 0 && packs_utf8(o)) {
		block[2] += scaled(b, value, 7);
		repeat(o, block, 1);
	} else {
		out_text(o, &c, 1);
	}
}

/* A long limit of a linear scale uses up the blank before it. */
static void pack_limits(struct out *o, const struct pack *p, const struct scale *s, uint32_t bin)
{
	char label[SCALE_LABEL];
	int width = scale_bounded(s) ? PACK_LINEAR : label_width(s, bin);

	scale_label(s, bin, label);
	if (bin == p->last)
		fprintf(o->file, ": %-*s | ", width, label);
	else
		fprintf(o->file, "%s%*s :", scale_bounded(s) ? "" : " ", width, label);
}

void pack_print(struct out *o, const struct pack *p, const struct scale *s,
		const struct agg_bins *b)
{
	struct bar bar = { 0 };
	uint64_t total = 0;

	pack_limits(o, p, s, p->first);
	for (uint32_t i = p->first; i <= p->last; i++) {
		bar_take(&bar, agg_bin(b, i), o->options->aggzoom);
		total += agg_bin(b, i);
	}
	for (uint32_t i = p->first; i <= p->last; i++)
		cell(o, &bar, agg_bin(b, i));
	pack_limits(o, p, s, p->last);
	out_decimal(o, total, 0);
	repeat(o, "\n", 1);
}
