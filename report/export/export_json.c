/* SPDX-License-Identifier: GPL-2.0 */
/* A JSON object a line; what an event does not have is left out. */
#include "report/export/export_tile.h"

static void put_lead(struct export_job *x, const struct export_table *t, uint32_t i, struct out *o)
{
	const struct export_field *f = &x->fields[t->columns[i].field];

	out_piece(o, ",", 1);
	export_put_json(o, f->name, f->len);
	out_piece(o, ":", 1);
}

static void put_tail(struct export_job *x, const struct export_table *t, struct out *o)
{
	out_piece(o, "}\n", 2);
}

const struct exporter export_json = {
	.name = "json",
	.help = "JSON, an object a line",
	.style = { .tail = put_tail,
		   .lead = put_lead,
		   .text = export_put_json,
		   .first = '{',
		   .own = true,
		   .bytes = "\"",
		   .list = { "[", ",", "]" } },
	.row = export_put_row,
};
