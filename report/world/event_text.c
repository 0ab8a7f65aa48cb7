/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/event_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/room.h"
#include "report/world/tep_format.h"
#include "report/world/tracepoint.h"

#define MOST_SHOWN 64 /* elements of an array, bytes of what is no text */

struct event_text {
	const struct vmt_table *table;
	struct tep_text *format; /* or NULL: the fields are listed */
	const struct tep_format_field **fields;
	char *buffer;
	uint32_t n, room;
	bool nomem;
};

/* The format's own, of columns that matter to what it prints. */
static void find_fields(struct event_text *t)
{
	for (uint32_t i = 0; t->format && i < t->table->ncolumns; i++) {
		const char *name = tracepoint_field(&t->table->columns[i]);
		const struct tep_format_field *f = name ? tep_text_field(t->format, name) : NULL;

		t->fields[i] = f && tep_text_uses(t->format, f) ? f : NULL;
	}
}

struct event_text *event_text_new(const struct vmt_table *table, const char *format)
{
	struct event_text *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->table = table;
	t->fields = calloc(table->ncolumns, sizeof(*t->fields));
	if (!t->fields) {
		event_text_free(t);
		return NULL;
	}
	t->format = tep_text_new(format);
	find_fields(t);
	return t;
}

void event_text_free(struct event_text *t)
{
	if (!t)
		return;
	tep_text_free(t->format);
	free(t->fields);
	free(t->buffer);
	free(t);
}

/* ---- A value of a row ---- */

struct value {
	const struct vmt_view *view;
	uint32_t first, n; /* of bytes or a list */
	uint64_t number;
};

/* False: the row has none. */
static bool get_value(struct cells *cells, uint32_t column, uint32_t row, struct value *v)
{
	const struct vmt_view *w = cells_view(cells, column);

	if (w && w->kind == VMT_RUNS)
		w = cells_indexed(cells, column);
	if (!w || !view_valid(w, row))
		return false;
	*v = (struct value){ .view = w };
	if (w->kind == VMT_BYTES || w->kind == VMT_LISTS) {
		v->first = w->offsets[row];
		v->n = w->offsets[row + 1] - v->first;
	} else {
		v->number = view_at(w, row);
	}
	return true;
}

/* ---- By the format ---- */

static void put_field(struct tep_text *t, const struct tep_format_field *f,
		      const struct vmt_column *c, const struct value *v)
{
	if (v->view->kind == VMT_BYTES)
		tep_text_bytes(t, f, v->view->data + v->first, v->n);
	else if (v->view->kind == VMT_LISTS)
		tep_text_list(t, f, v->view->values + v->first, v->n, tracepoint_int_size(c));
	else
		tep_text_int(t, f, v->number);
}

static const char *formatted(struct event_text *t, struct cells *cells, uint32_t row, size_t *len)
{
	struct value v;

	tep_text_begin(t->format);
	for (uint32_t i = 0; i < t->table->ncolumns; i++)
		if (t->fields[i] && get_value(cells, i, row, &v))
			put_field(t->format, t->fields[i], &t->table->columns[i], &v);
	return tep_text_print(t->format, len);
}

/* ---- One by one ---- */

static char *reserve(struct event_text *t, size_t n)
{
	if (room_for((void **)&t->buffer, &t->room, 1, (uint64_t)t->n + n + 1)) {
		t->nomem = true;
		return NULL;
	}
	return t->buffer + t->n;
}

static void add(struct event_text *t, const void *text, size_t n)
{
	char *to = reserve(t, n);

	if (!to)
		return;
	memcpy(to, text, n);
	t->n += n;
	t->buffer[t->n] = '\0';
}

static void add_text(struct event_text *t, const char *text)
{
	add(t, text, strlen(text));
}

static void add_number(struct event_text *t, const struct vmt_column *c, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), tracepoint_int_sign(c) ? "%" PRId64 : "%" PRIu64, value);
	add_text(t, text);
}

static void add_bytes(struct event_text *t, const struct value *v)
{
	char text[4];

	for (uint32_t i = 0; i < v->n && i < MOST_SHOWN; i++) {
		snprintf(text, sizeof(text), "%s%02x", i ? " " : "", v->view->data[v->first + i]);
		add_text(t, text);
	}
	if (v->n > MOST_SHOWN)
		add_text(t, " ...");
}

static void add_list(struct event_text *t, const struct vmt_column *c, const struct value *v)
{
	add_text(t, "{");
	for (uint32_t i = 0; i < v->n && i < MOST_SHOWN; i++) {
		if (i)
			add_text(t, ",");
		add_number(t, c, v->view->values[v->first + i]);
	}
	add_text(t, v->n > MOST_SHOWN ? ",...}" : "}");
}

static void add_value(struct event_text *t, const struct vmt_column *c, const struct value *v)
{
	const uint8_t *text = v->view->data + v->first;

	switch (tracepoint_kind(c)) {
	case PROBE_FIELD_TEXT:
		add(t, text, strnlen((const char *)text, v->n));
		break;
	case PROBE_FIELD_LIST:
		add_list(t, c, v);
		break;
	case PROBE_FIELD_INT:
		add_number(t, c, v->number);
		break;
	default:
		add_bytes(t, v);
	}
}

static const char *listed(struct event_text *t, struct cells *cells, uint32_t row, size_t *len)
{
	t->n = 0;
	t->nomem = false;
	add_text(t, "");
	for (uint32_t i = 0; i < t->table->ncolumns; i++) {
		const struct vmt_column *c = &t->table->columns[i];
		struct value v;

		if (!tracepoint_field(c) || tracepoint_is_common(c))
			continue;
		add_text(t, t->n ? " " : "");
		add_text(t, tracepoint_field(c));
		add_text(t, "=");
		if (get_value(cells, i, row, &v))
			add_value(t, c, &v);
		else
			add_text(t, "?");
	}
	*len = t->n;
	return t->nomem ? NULL : t->buffer;
}

const char *event_text(struct event_text *t, struct cells *cells, uint32_t row, size_t *len)
{
	const char *text = (t->format ? formatted : listed)(t, cells, row, len);

	return cells->nomem ? NULL : text;
}
