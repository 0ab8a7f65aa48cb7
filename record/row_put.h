/* SPDX-License-Identifier: GPL-2.0 */
/* row_put.h - rows by their columns' order: integers first, then text, then the row's end. */
#ifndef RECORD_ROW_PUT_H
#define RECORD_ROW_PUT_H

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "format/vmt.h"

#define AT(column) ((column)*VMT_STAGE_STRIDE)

/* A row of integers in column order. */
static inline int add_integers(struct vmt_stage *stage, const uint64_t *values, uint32_t n)
{
	uint64_t *row = vmt_stage_begin(stage);

	if (!row)
		return -ENOMEM;
	for (uint32_t c = 0; c < n; c++)
		row[AT(c)] = values[c];
	return 0;
}

#define ADD(stage, ...)                                        \
	add_integers(stage, (const uint64_t[]){ __VA_ARGS__ }, \
		     sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static inline int end_row(struct vmt_stage *stage, int error)
{
	if (error)
		return -ENOMEM;
	vmt_stage_end(stage);
	return 0;
}

static inline int add_text(struct vmt_stage *stage, uint32_t column, const char *text, uint32_t max)
{
	return vmt_stage_bytes(stage, column, text, strnlen(text, max));
}

#endif
