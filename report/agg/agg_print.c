/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg.h"

#include <stdlib.h>

#include "report/agg/agg_hist.h"
#include "report/agg/agg_rows.h"

#define KEY_STRING -50	 /* strings among keys: left-aligned in so many columns ... */
#define PACKED_STRING 16 /* ... and right-aligned where a line holds a bar as well */

static const struct vtype result_type = { .kind = V_INT, .size = 8, .sign = true };
static const struct vtype count_type = { .kind = V_INT, .size = 8 };

static struct agg_order order_of(const struct options *o)
{
	return (struct agg_order){ .by_key = o->aggsortkey,
				   .reverse = o->aggsortrev,
				   .pos = o->aggsortpos,
				   .keypos = o->aggsortkeypos };
}

/* A small integer key has lost its sign in the table; the type gives it back. */
static int64_t key_value(const struct agg_row *r, uint32_t k)
{
	return out_recorded(r->keys[k], &r->shape->keys[k]);
}

static void print_keys(struct out *o, const struct agg_row *r, int strwidth)
{
	for (uint32_t k = 0; k < r->shape->nkeys; k++)
		out_column(o, r->keys[k], &r->shape->keys[k], strwidth);
}

static void print_cell(struct out *o, const struct agg *a, const struct agg_cell *c)
{
	if (!a->fn->result) {
		hist_print(o, &a->scale, c->state, c->normal);
		return;
	}
	out_text(o, " ", 1);
	out_decimal(o, a->fn->result(&a->scale, c->state, c->normal), 16);
}

static void print_default(struct out *o, const struct agg_rows *rows)
{
	for (uint32_t i = 0; i < rows->n; i++) {
		print_keys(o, rows->rows[i], KEY_STRING);
		for (uint32_t a = 0; a < rows->naggs; a++)
			print_cell(o, rows->aggs[a], &rows->rows[i]->cells[a]);
		out_text(o, "\n", 1);
	}
}

/* What the header takes for the keys. A symbol is wider than that: dtrace's header is so, too. */
static int packed_key_width(const struct agg_row *r)
{
	int width = 0;

	for (uint32_t k = 0; k < r->shape->nkeys; k++) {
		int column = out_column_width(&r->shape->keys[k], PACKED_STRING);

		width += (column > 0 ? column : PACKED_STRING) + 1;
	}
	return width;
}

/* agghist: keys and values as one distribution. */
static void print_agghist(struct out *o, const struct agg_rows *rows)
{
	const struct agg *a = rows->aggs[0];
	struct bar bar = { 0 };
	int width = rows->n ? packed_key_width(rows->rows[0]) : 0;

	for (uint32_t i = 0; i < rows->n; i++)
		bar_take_whole(&bar, a->fn->result(&a->scale, rows->rows[i]->cells[0].state, 1),
			       o->options->aggzoom);
	if (rows->n)
		hist_header(o, width);
	for (uint32_t i = 0; i < rows->n; i++) {
		const struct agg_cell *c = &rows->rows[i]->cells[0];

		print_keys(o, rows->rows[i], PACKED_STRING);
		out_text(o, " ", 1);
		bar_print(o, &bar, a->fn->result(&a->scale, c->state, 1), c->normal);
	}
}

/* aggpack: a distribution a line. */
static void print_aggpack(struct out *o, const struct agg_rows *rows)
{
	const struct agg *a = rows->aggs[0];
	struct pack pack = { 0 };

	for (uint32_t i = 0; i < rows->n; i++)
		pack_take(&pack, &a->scale, rows->rows[i]->cells[0].state);
	if (rows->n)
		pack_header(o, &pack, &a->scale, packed_key_width(rows->rows[0]));
	for (uint32_t i = 0; i < rows->n; i++) {
		print_keys(o, rows->rows[i], PACKED_STRING);
		pack_print(o, &pack, &a->scale, rows->rows[i]->cells[0].state);
	}
}

static void print_unformatted(struct out *o, const struct agg_rows *rows)
{
	uint8_t fn = rows->aggs[0]->def->fn;

	if (rows->naggs == 1 && o->options->agghist && (fn == AGG_COUNT || fn == AGG_SUM))
		print_agghist(o, rows);
	else if (rows->naggs == 1 && o->options->aggpack && pack_suits(fn))
		print_aggpack(o, rows);
	else
		print_default(o, rows);
}

/* A row's keys and values on their way into conversions, in order; the last value repeats. */
struct feed {
	const struct agg_rows *rows;
	const struct agg_row *row;
	uint32_t key, agg;
};

static int next_star(struct feed *f)
{
	uint32_t k = f->key++;

	return key_value(f->row, k);
}

static void print_value(struct out *o, struct feed *f, const struct fmt_conv *c, int width,
			int prec)
{
	const struct agg *a = f->rows->aggs[f->agg];
	const struct agg_cell *cell = &f->row->cells[f->agg];

	f->agg += f->agg + 1 < f->rows->naggs;
	if (a->fn->result)
		out_conv(o, c, width, prec, a->fn->result(&a->scale, cell->state, cell->normal),
			 a->def->fn == AGG_COUNT ? &count_type : &result_type);
	else
		hist_print(o, &a->scale, cell->state, cell->normal);
}

static void print_formatted(struct out *o, const struct fmt *fmt, struct feed *f)
{
	for (uint32_t i = 0; i < fmt->n; i++) {
		const struct fmt_conv *c = &fmt->convs[i];
		int width = c->width, prec = c->prec;

		out_text(o, c->lead, c->leadlen);
		if (c->style == FMT_S_END)
			return;
		if (c->star_width)
			width = next_star(f);
		if (c->star_prec)
			prec = next_star(f);
		if (c->style == FMT_S_PERCENT) {
			out_text(o, "%", 1);
		} else if (c->flags & FMT_AGG) {
			print_value(o, f, c, width, prec);
		} else {
			uint32_t k = f->key++;

			out_conv(o, c, width, prec, key_value(f->row, k), &f->row->shape->keys[k]);
		}
	}
}

int aggset_printa(struct aggset *set, struct out *o, const struct fmt *fmt, const uint16_t *aggs,
		  uint32_t naggs)
{
	struct agg_order order = order_of(o->options);
	struct agg_rows rows;
	int error = agg_rows_init(&rows, set, aggs, naggs);

	if (error)
		return error;
	agg_rows_sort(&rows, &order);
	if (!fmt) {
		out_text(o, "\n", 1);
		print_unformatted(o, &rows);
	}
	for (uint32_t i = 0; fmt && i < rows.n; i++)
		print_formatted(o, fmt, &(struct feed){ .rows = &rows, .row = rows.rows[i] });
	for (uint32_t i = 0; rows.n && i < naggs; i++)
		set->aggs[aggs[i]].printed = true;
	agg_rows_release(&rows);
	return 0;
}

/* Reversal reverses all: the aggregations' order in the program, too. */
int aggset_print_rest(struct aggset *set, struct out *o)
{
	struct agg_order order = order_of(o->options);

	order.pos = 0;
	out_text(o, "\n", 1);
	for (uint32_t i = 0; i < set->naggs; i++) {
		uint16_t which = order.reverse ? set->naggs - 1 - i : i;
		struct agg_rows rows;
		int error;

		if (set->aggs[which].printed)
			continue;
		error = agg_rows_init(&rows, set, &which, 1);
		if (error)
			return error;
		agg_rows_sort(&rows, &order);
		print_unformatted(o, &rows);
		agg_rows_release(&rows);
	}
	return 0;
}
