/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Comma-separated values as RFC 4180 has them, but for lines that end with a line feed alone. There
 * is a column for every field of some event; an event leaves those empty that it does not have.
 */
#include "report/export/export_tile.h"

static bool is_plain(const char *s, size_t n)
{
	for (size_t i = export_plain(s, n); i < n; i++)
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

static int put_header(struct export_job *x)
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

/* Those of fields that the table does not have stand between. */
static void put_lead(struct export_job *x, const struct export_table *t, uint32_t i, struct out *o)
{
	put_commas(o, t->columns[i].field - (i ? t->columns[i - 1].field : 0));
}

static void put_tail(struct export_job *x, const struct export_table *t, struct out *o)
{
	uint32_t last = t->ncolumns ? t->columns[t->ncolumns - 1].field : 0;

	put_commas(o, x->nfields ? x->nfields - 1 - last : 0);
	out_piece(o, "\n", 1);
}

const struct exporter export_csv = {
	.name = "csv",
	.help = "comma-separated values, with a line of names",
	.style = { .tail = put_tail,
		   .lead = put_lead,
		   .text = put_text,
		   .own = true,
		   .absent = true,
		   .bytes = "",
		   .list = { "", " ", "" } },
	.begin = put_header,
	.row = export_put_row,
};
