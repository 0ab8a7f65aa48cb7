/* SPDX-License-Identifier: GPL-2.0 */
/* A JSON object a line; what an event does not have is left out. */
#include "report/export/export_tile.h"

static void put_tail(struct export_job *x, const struct export_table *t, struct out *o)
{
	out_piece(o, "}\n", 2);
}

const struct exporter export_json = {
	.name = "json",
	.help = "JSON, an object a line",
	.style = { .tail = put_tail,
		   .lead = export_lead_json,
		   .text = export_put_json,
		   .first = '{',
		   .own = true,
		   .bytes = "\"",
		   .list = { "[", ",", "]" } },
	.row = export_put_row,
};
