/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export_texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/export_number.h"
#include "report/export/export_tile.h"
#include "report/room.h"

#define MOST_SLOTS 4096 /* of a column */
#define MOST_SLOT 255	/* bytes of a text in one */
#define MOST_FIXED 1024 /* bytes of a fixed text */
#define MOST_STRING 30	/* bytes of a string that is short, and what they are when quoted */
#define MOST_QUOTED (6 * MOST_STRING + 2)

static const struct export_mark none = { "", 0 };

static void texts_free(struct export_texts *texts)
{
	for (uint32_t i = 0; texts->room && i < texts->ncolumns; i++) {
		free(texts->room[i].text);
		free(texts->room[i].own_codes);
	}
	export_tiles_free(texts);
	free(texts->room);
	free(texts->values);
	free(texts);
}

void export_texts_free(struct export_texts *texts)
{
	while (texts) {
		struct export_texts *next = texts->next;

		texts_free(texts);
		texts = next;
	}
}

static struct export_texts *texts_new(const struct export_table *t, const struct cells *cells)
{
	struct export_texts *texts = calloc(1, sizeof(*texts));

	if (!texts)
		return NULL;
	texts->cells = cells;
	texts->ncolumns = t->ncolumns;
	texts->room = calloc(t->ncolumns + 1, sizeof(*texts->room));
	texts->values = calloc(t->ncolumns + 1, sizeof(*texts->values));
	if (texts->room && texts->values)
		return texts;
	texts_free(texts);
	return NULL;
}

/* ---- Texts that are kept ---- */

/* The value's text to the scratch. False: it may be long. */
static bool make_value(struct export_job *x, const struct export_value *v)
{
	x->scratch->filled = 0;
	if (v->kind == EXPORT_TEXT && v->len > MOST_STRING)
		return false;
	export_put_value(x->scratch, &x->format->style, v);
	return true;
}

/* A lead and what the scratch holds, to where there is room for it. */
static uint32_t put_made(struct export_job *x, const struct export_mark *lead, char *to)
{
	memcpy(to, lead->text, lead->len);
	memcpy(to + lead->len, x->scratch->line, x->scratch->filled);
	return lead->len + x->scratch->filled;
}

/* It stands in every row: it goes with a neighbour of its kind. */
static int add_fixed(struct export_job *x, struct export_texts *texts, struct export_cell *c,
		     const struct export_mark *lead)
{
	uint32_t n = lead->len + x->scratch->filled;

	if (c > texts->room && c[-1].way == EXPORT_FIXED && c[-1].len + n <= MOST_FIXED) {
		texts->ncells--;
		c--;
	} else {
		c->way = EXPORT_FIXED;
		c->len = 0;
	}
	if (room_for((void **)&c->text, &c->room, 1, (uint64_t)c->len + n + EXPORT_SLACK))
		return -ENOMEM;
	c->len += put_made(x, lead, c->text + c->len);
	c->most = c->len;
	return 0;
}

/* Slot i is made. False: it is too long. */
static bool add_slot(struct export_job *x, struct export_cell *c, uint64_t i,
		     const struct export_mark *lead)
{
	uint32_t n = lead->len + x->scratch->filled;
	char *to = c->text + (i << c->shift);

	if (n > MOST_SLOT || n >= 1u << c->shift)
		return false;
	*to = n;
	put_made(x, lead, to + 1);
	c->most = n > c->most ? n : c->most;
	return true;
}

/* One for each value and, behind them, one for rows that have none. False: one is too long. */
static bool add_slots(struct export_job *x, const struct export_table *t, struct export_cell *c,
		      uint32_t n)
{
	const struct export_mark *lead = &c->column->lead;
	struct export_value v;

	c->most = 0;
	for (uint32_t i = 0; i < n; i++) {
		export_mean(x, t, c->column, c->view->values[i], &v);
		if (!make_value(x, &v) || !add_slot(x, c, i, lead))
			return false;
	}
	x->scratch->filled = 0;
	return add_slot(x, c, n, x->format->style.absent ? lead : &none);
}

/* ---- The ways of a column ---- */

/* Each value stands twice, at least in the mean. */
static bool repeats(const struct vmt_view *v)
{
	return v->kind == VMT_CONST || ((v->kind == VMT_RUNS || v->kind == VMT_DICT) &&
					v->nvalues <= MOST_SLOTS && v->nvalues <= v->rows / 2);
}

static void spread_codes(const struct vmt_view *v, uint32_t *codes, uint32_t absent)
{
	uint32_t row = 0;

	if (v->kind == VMT_DICT)
		memcpy(codes, v->codes, v->rows * sizeof(*codes));
	else if (v->kind == VMT_CONST)
		memset(codes, 0, v->rows * sizeof(*codes));
	else
		for (uint32_t i = 0; i < v->nvalues; i++)
			for (; row < v->ends[i]; row++)
				codes[row] = i;
	for (row = 0; v->valid && row < v->rows; row++)
		if (!view_valid(v, row))
			codes[row] = absent;
}

static int take_codes(struct export_cell *c, uint32_t absent)
{
	const struct vmt_view *v = c->view;

	c->codes = v->codes;
	if (v->kind == VMT_DICT && !v->valid)
		return 0;
	if (room_for((void **)&c->own_codes, &c->room_codes, sizeof(*c->own_codes), v->rows))
		return -ENOMEM;
	spread_codes(v, c->own_codes, absent);
	c->codes = c->own_codes;
	return 0;
}

/* 1; 0: a text is too long; -ENOMEM. */
static int by_codes(struct export_job *x, const struct export_table *t, struct export_cell *c)
{
	bool number = c->column->kind != EXPORT_ENUM && c->column->kind != EXPORT_COMM;
	uint32_t n = c->view->kind == VMT_CONST ? 1 : c->view->nvalues;
	uint32_t most = c->column->lead.len + (number ? EXPORT_NUMBER_MOST : MOST_QUOTED);

	if (c->column->lead.len > MOST_SLOT)
		return 0;
	for (c->shift = 5; 1u << c->shift <= most; c->shift++)
		;
	if (room_for((void **)&c->text, &c->room, 1, ((n + 1ull) << c->shift) + EXPORT_SLACK) ||
	    take_codes(c, n))
		return -ENOMEM;
	if (!add_slots(x, t, c, n))
		return 0;
	c->way = EXPORT_CODED;
	return 1;
}

/* Of no row, or of all the same: 1; 0: too long; -ENOMEM. */
static int as_fixed(struct export_job *x, const struct export_table *t, struct export_texts *texts,
		    struct export_cell *c)
{
	const struct export_style *s = &x->format->style;
	bool own = c->column->kind < EXPORT_NR_OWN, there = own || c->view;
	struct export_value v;

	x->scratch->filled = 0;
	if (there && c->column->kind != EXPORT_EVENT) { /* whose lead has it */
		export_mean(x, t, c->column, c->view ? c->view->values[0] : 0, &v);
		if (!make_value(x, &v))
			return 0;
	}
	if (c->column->lead.len + x->scratch->filled > MOST_FIXED)
		return 0;
	return add_fixed(x, texts, c, there || s->absent ? &c->column->lead : &none) ? -ENOMEM : 1;
}

static bool is_number(const struct export_cell *c)
{
	return c->column->lead.len <= MOST_SLOT &&
	       (c->column->kind == EXPORT_TIME || c->column->kind == EXPORT_CPU ||
		(c->view && c->view->kind <= VMT_DICT && c->column->kind >= EXPORT_UNSIGNED &&
		 c->column->kind <= EXPORT_ADDRESS));
}

static void row_by_row(struct export_texts *texts, struct export_cell *c)
{
	c->most = c->column->lead.len + EXPORT_NUMBER_MOST;
	c->way = !is_number(c)			  ? EXPORT_VALUE
		 : c->column->kind == EXPORT_TIME ? EXPORT_STAMP
		 : c->column->kind == EXPORT_CPU  ? EXPORT_ITS_CPU
						  : EXPORT_NUMBER;
	if (c->way == EXPORT_VALUE)
		texts->values[texts->nvalues++] = c;
}

static bool never_valid(const struct vmt_view *v)
{
	bool any = !v->valid;

	for (uint32_t row = 0; row < v->rows && !any; row++)
		any = view_valid(v, row);
	return !any;
}

static int prepare_column(struct export_job *x, const struct export_table *t,
			  struct export_texts *texts, struct cells *cells,
			  const struct export_column *column)
{
	struct export_cell *c = &texts->room[texts->ncells++];
	const struct vmt_view *v = cells_view(cells, column->column);
	bool of_row = column->kind == EXPORT_TIME || column->kind == EXPORT_CPU;
	int rc = 0;

	c->column = column;
	c->view = v && never_valid(v) ? NULL : v;
	c->way = EXPORT_VALUE;
	if (!of_row && (!c->view || (c->view->kind == VMT_CONST && !c->view->valid)))
		rc = as_fixed(x, t, texts, c);
	else if (!of_row && repeats(c->view))
		rc = by_codes(x, t, c);
	if (rc)
		return rc < 0 ? rc : 0;
	if (c->view && c->view->kind == VMT_RUNS)
		c->view = cells_indexed(cells, column->column);
	row_by_row(texts, c);
	return 0;
}

static int prepare(struct export_job *x, const struct export_table *t, struct export_texts *texts,
		   struct cells *cells)
{
	int rc = 0;

	texts->ncells = texts->nvalues = 0;
	for (uint32_t i = 0; i < t->ncolumns && !rc; i++)
		rc = prepare_column(x, t, texts, cells, &t->columns[i]);
	if (!rc)
		rc = export_tiles_begin(texts);
	return cells->nomem ? -ENOMEM : rc;
}

/* Those of the same cells, for another chunk; NULL: no memory. */
static struct export_texts *find(struct export_table *t, const struct cells *cells)
{
	struct export_texts *texts = t->texts;

	while (texts && texts->cells != cells)
		texts = texts->next;
	if (texts)
		return texts;
	texts = texts_new(t, cells);
	if (texts) {
		texts->next = t->texts;
		t->texts = texts;
	}
	return texts;
}

struct export_texts *export_texts_of(struct export_job *x, struct export_table *t,
				     struct cells *cells)
{
	struct export_texts *texts;

	memcpy(&texts, cells->marks, sizeof(texts));
	if (texts)
		return texts;
	texts = find(t, cells);
	if (!texts || prepare(x, t, texts, cells))
		return NULL;
	memcpy(cells->marks, &texts, sizeof(texts));
	return texts;
}
