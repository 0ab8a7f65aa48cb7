/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comma-separated values as RFC 4180 has them, but for lines that end with a line feed alone. There
 * is a column for every field of some event; an event leaves those empty that it does not have.
 */
#include <string.h>

#include "report/export/export.h"

static bool is_plain(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '"' || s[i] == ',' || s[i] == '\n' || s[i] == '\r')
			return false;
	return true;
}

static void put_text(struct out *o, const char *s, size_t n)
{
	if (is_plain(s, n)) {
		out_text(o, s, n);
		return;
	}
	out_piece(o, "\"", 1);
	for (size_t i = 0; i < n; i++) {
		out_text(o, s + i, 1);
		if (s[i] == '"')
			out_piece(o, "\"", 1);
	}
	out_piece(o, "\"", 1);
}

static void put_list(struct out *o, const struct export_value *v)
{
	struct export_value one = { .sign = v->sign };

	for (uint32_t i = 0; i < v->len; i++) {
		one.number = v->list[i];
		if (i)
			out_piece(o, " ", 1);
		export_put_number(o, &one);
	}
}

static void put_bytes(struct out *o, const struct export_value *v)
{
	static const char digits[] = "0123456789abcdef";

	for (uint32_t i = 0; i < v->len; i++) {
		char two[2] = { digits[(uint8_t)v->text[i] >> 4], digits[v->text[i] & 15] };

		out_text(o, two, 2);
	}
}

static void put_value(struct out *o, const struct export_value *v)
{
	switch (v->kind) {
	case EXPORT_TEXT:
		put_text(o, v->text, v->len);
		break;
	case EXPORT_LIST:
		put_list(o, v);
		break;
	case EXPORT_BYTES:
		put_bytes(o, v);
		break;
	default:
		export_put_number(o, v);
	}
}

static int put_header(struct export *x)
{
	for (uint32_t i = 0; i < x->nfields; i++) {
		if (i)
			out_piece(x->out, ",", 1);
		put_text(x->out, x->fields[i].name, x->fields[i].len);
	}
	out_piece(x->out, "\n", 1);
	return 0;
}

static void put_commas(struct out *o, uint32_t n)
{
	while (n--)
		out_piece(o, ",", 1);
}

static int put_row(struct export *x, struct export_table *t, const struct replay_row *row)
{
	struct export_value v;
	uint32_t at = 0;

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		put_commas(x->out, t->columns[i].field - at);
		at = t->columns[i].field;
		if (export_get(x, t, &t->columns[i], row, &v))
			put_value(x->out, &v);
	}
	put_commas(x->out, x->nfields ? x->nfields - 1 - at : 0);
	out_piece(x->out, "\n", 1);
	return 0;
}

const struct exporter export_csv = {
	.name = "csv",
	.help = "comma-separated values, with a line of names",
	.begin = put_header,
	.row = put_row,
};
