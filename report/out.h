/* SPDX-License-Identifier: GPL-2.0 */
/*
 * out.h - DTrace's output: rows, values, formats. Buffered; a write error is kept and told
 * by out_close(). Whether the row header and separators are printed is options.quiet's.
 */
#ifndef REPORT_OUT_H
#define REPORT_OUT_H

#include <stdio.h>
#include "report/fmt.h"
#include "report/options.h"
#include "report/probe.h"

struct out {
	FILE *file;
	const struct options *options;
	bool header; /* "CPU ID FUNCTION:NAME" was printed */
};

/* A firing's default row, before its records; and its newline behind them. */
void out_row_begin(struct out *, int cpu, const struct probe *);
void out_row_end(struct out *);
void out_trace(struct out *, int64_t value, const struct vtype *);
/* values and types: those of the conversions in order, stars included. */
void out_printf(struct out *, const struct fmt *, const int64_t *values, const struct vtype *types);
/* One conversion of a value; shared with printa. */
void out_conv(struct out *, const struct fmt_conv *, int width, int prec, int64_t value,
	      const struct vtype *);

#endif
