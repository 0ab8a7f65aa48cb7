/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_string.h - strings in what a tracepoint's format prints, made ready from libtraceevent's
 * tree: text, fields that hold it, names of values and of bits.
 */
#ifndef REPORT_TEP_STRING_H
#define REPORT_TEP_STRING_H

#include <string.h>

#include "report/room.h"
#include "report/world/tep_number.h"

/* A line that grows. */
struct tep_line {
	char *text;
	uint32_t n, room;
	bool nomem;
};
#define TEP_LINE_SLACK 32 /* bytes behind a text that can be read */

/* Room for n letters more, and some behind them; NULL: no memory, which the line keeps. */
static inline char *tep_line_room(struct tep_line *l, uint32_t n)
{
	if (room_for((void **)&l->text, &l->room, 1, (uint64_t)l->n + n + TEP_LINE_SLACK)) {
		l->nomem = true;
		return NULL;
	}
	return l->text + l->n;
}

/* A text with slack. */
static inline void tep_line_put(struct tep_line *l, const char *text, uint32_t n)
{
	char *to = tep_line_room(l, n);

	if (!to)
		return;
	memcpy(to, text, TEP_LINE_SLACK);
	if (n > TEP_LINE_SLACK)
		memcpy(to + TEP_LINE_SLACK, text + TEP_LINE_SLACK, n - TEP_LINE_SLACK);
	l->n += n;
}

struct tep_string;
/* NULL: there is something in it that only libtraceevent does, or no memory. */
struct tep_string *tep_string_new(struct tep_event *, const struct tep_print_arg *, uint32_t fixed);
void tep_string_free(struct tep_string *);
bool tep_string_uses(const struct tep_string *, const struct tep_format_field *);
/* Of a record of `size` bytes. */
void tep_string_put(struct tep_string *, const uint8_t *record, uint32_t size, struct tep_line *);

#endif
