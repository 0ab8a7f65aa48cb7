/* SPDX-License-Identifier: GPL-2.0 */
/*
 * out.h - DTrace's output: rows, values, formats. A write error stays with the file (ferror)
 * until its owner asks. Whether the row header and separators are printed is options.quiet's.
 */
#ifndef REPORT_OUT_H
#define REPORT_OUT_H

#include <stdio.h>

#include "report/print/digits.h"
#include "report/print/fmt.h"
#include "report/options.h"
#include "report/probe.h"

#define OUT_FLOWS 256
#define OUT_LINE 4096
#define OUT_NAME 1100 /* a name and its terminator */
#define OUT_SLACK 32  /* bytes behind what was taken may be overwritten */

struct type; /* report/type.h */

struct out {
	FILE *file;
	const struct options *options;
	bool header;	  /* "CPU ID FUNCTION:NAME" was printed */
	struct out_flow { /* flowindent: of a CPU, modulo OUT_FLOWS */
		uint32_t depth;
		uint32_t last_probe; /* id */
	} flows[OUT_FLOWS];
	struct digits_memo decimal;
	/* What an address is called that stands for no one guest's; its length. NULL: 0x... */
	size_t (*name_address)(void *names, uint64_t address, char text[OUT_NAME]);
	void *names;
	uint32_t holding; /* calls within calls that put text together in `line` */
	uint32_t filled;
	char line[OUT_LINE + OUT_SLACK];
};

/*
 * A firing's default row, before its records; and its newline behind them. With flowindent
 * rows from a guest's entry to its exit are indented.
 */
void out_row_begin(struct out *, int cpu, const struct probe *);
void out_row_end(struct out *);
void out_trace(struct out *, int64_t value, const struct vtype *);
/* Bytes as trace() shows them: as text where they look like text and a terminator, else in hex. */
void out_bytes(struct out *, const char *bytes, size_t n);
void out_hex(struct out *, const char *bytes, size_t n);	 /* nothing where n is 0 */
void out_raw_string(struct out *, const char *text, size_t len); /* all of strsize, in hex */
/* out_print.c: "TYPE value" and a newline, but behind a struct; what is by reference as a struct
 * str of its bytes. */
void out_print(struct out *, const struct type *, int64_t value);
/* values and types: those of the conversions in order, stars included. */
void out_printf(struct out *, const struct fmt *, const int64_t *values, const struct vtype *types);
/*
 * One conversion of a value; shared with printa. width below 0 means left-aligned in -width,
 * as '*' does; prec of 0 or less is none.
 */
void out_conv(struct out *, const struct fmt_conv *, int width, int prec, int64_t value,
	      const struct vtype *);

/* Text, padded with blanks to width columns: to the left of it, or behind it when left. */
void out_text(struct out *, const char *text, size_t len);
void out_padded(struct out *, const char *text, size_t len, int width, bool left);
/* A signed decimal, right-aligned; left-aligned when width is below 0. */
void out_decimal(struct out *, int64_t value, int width);
/*
 * A value as a column of the default layout: a blank, then an integer in its size's width; a
 * string behind one more blank and left-aligned when strwidth is below 0.
 */
void out_column(struct out *, int64_t value, const struct vtype *, int strwidth);
int out_column_width(const struct vtype *, int strwidth);
/* The value as it was recorded: cut to its type's size and extended by its sign. */
static inline int64_t out_recorded(int64_t value, const struct vtype *t)
{
	unsigned shift = 64 - 8 * t->size;

	if (t->kind != V_INT)
		return value;
	return t->sign ? (int64_t)((uint64_t)value << shift) >> shift
		       : (int64_t)((uint64_t)value << shift >> shift);
}

#endif
