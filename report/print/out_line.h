/* SPDX-License-Identifier: GPL-2.0 */
/*
 * out_line.h - the line in which a call puts its text together on the way to the file, so that
 * many small pieces cost one write. From hold to release nothing else may write to the file;
 * calls may hold within each other.
 */
#ifndef REPORT_OUT_LINE_H
#define REPORT_OUT_LINE_H

#include <string.h>

#include "report/print/out.h"

void out_drain(struct out *);
char *out_take_more(struct out *, size_t n);

static inline void out_hold(struct out *o)
{
	o->holding++;
}
static inline void out_release(struct out *o)
{
	if (!--o->holding && o->filled)
		out_drain(o);
}

/* Room for n bytes in the line, which become text; NULL: no such room, or nobody holds. */
static inline char *out_take(struct out *o, size_t n)
{
	if (!o->holding || n > OUT_LINE - o->filled)
		return out_take_more(o, n);
	o->filled += n;
	return o->line + o->filled - n;
}

/* Where n bytes, few, can be written while the line is held; o->filled tells what became text. */
static inline char *out_room(struct out *o, size_t n)
{
	if (n > OUT_LINE - o->filled)
		out_drain(o);
	return o->line + o->filled;
}

/* Most pieces are a few bytes: two words that overlap. */
static inline void out_copy(char *to, const char *from, size_t n)
{
	uint64_t a, b;
	uint32_t c, d;

	if (n > 16) {
		memcpy(to, from, n);
	} else if (n >= 8) {
		memcpy(&a, from, 8);
		memcpy(&b, from + n - 8, 8);
		memcpy(to, &a, 8);
		memcpy(to + n - 8, &b, 8);
	} else if (n >= 4) {
		memcpy(&c, from, 4);
		memcpy(&d, from + n - 4, 4);
		memcpy(to, &c, 4);
		memcpy(to + n - 4, &d, 4);
	} else {
		for (size_t i = 0; i < n; i++)
			to[i] = from[i];
	}
}

/* A short piece while the line is held: most of a format's own text. */
static inline void out_piece(struct out *o, const char *text, size_t len)
{
	if (len > 16 || len > OUT_LINE - o->filled) {
		out_text(o, text, len);
		return;
	}
	out_copy(o->line + o->filled, text, len);
	o->filled += len;
}

#endif
