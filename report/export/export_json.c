/* SPDX-License-Identifier: GPL-2.0 */
/* A JSON object a line; what an event does not have is left out. */
#include "report/export/export.h"

static int put_row(struct export *x, struct export_table *t, const struct replay_row *row)
{
	struct out *o = x->out;
	const char *before = "{";
	struct export_value v;

	for (uint32_t i = 0; i < t->ncolumns; i++) {
		const struct export_field *f = &x->fields[t->columns[i].field];

		if (!export_get(x, t, &t->columns[i], row, &v))
			continue;
		out_piece(o, before, 1);
		export_put_json(o, f->name, f->len);
		out_piece(o, ":", 1);
		export_put_json_value(o, &v);
		before = ",";
	}
	out_piece(o, *before == '{' ? "{}\n" : "}\n", *before == '{' ? 3 : 2);
	return 0;
}

const struct exporter export_json = {
	.name = "json",
	.help = "JSON, an object a line",
	.row = put_row,
};
