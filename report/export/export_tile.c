/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export_tile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/export_digits.h"
#include "report/export/export_number.h"
#include "report/room.h"

#define ROWS EXPORT_DIGITS_ROWS
#define MOST_MEMORY (16 << 20) /* of a chunk's tiles, but that there is one */

/* Some rows of one group: texts->width bytes each, at first where its pieces end, then they. */
struct export_tile {
	uint32_t group, first, n, room;
	char *lines;
};

void export_tiles_free(struct export_texts *texts)
{
	for (uint32_t i = 0; i < texts->room_tiles; i++)
		free(texts->tiles[i].lines);
	free(texts->tiles);
}

static uint32_t *ends_of(const struct export_texts *texts, const struct export_tile *tile,
			 uint32_t i)
{
	return (uint32_t *)(tile->lines + (uint64_t)i * texts->width);
}

static char *text_of(const struct export_texts *texts, const struct export_tile *tile, uint32_t i)
{
	return (char *)(ends_of(texts, tile, i) + texts->nvalues + 1);
}

/* A line's length is no power of two: lines side by side share no place in a cache. */
static uint32_t width_of(const struct export_texts *texts)
{
	uint32_t width = (texts->nvalues + 1) * sizeof(uint32_t) + EXPORT_SLACK;

	for (uint32_t i = 0; i < texts->ncells; i++)
		if (texts->room[i].way != EXPORT_VALUE)
			width += texts->room[i].most;
	return (width / 128 * 2 + 3) * 64;
}

int export_tiles_begin(struct export_texts *texts)
{
	uint32_t before = texts->room_tiles, most, n = texts->cells->info->ngroups;

	texts->width = width_of(texts);
	most = MOST_MEMORY / ROWS / texts->width;
	texts->ntiles = n < most ? n : most ? most : 1;
	if (room_for((void **)&texts->tiles, &texts->room_tiles, sizeof(*texts->tiles),
		     texts->ntiles))
		return -ENOMEM;
	for (uint32_t i = before; i < texts->room_tiles; i++)
		texts->tiles[i] = (struct export_tile){ 0 };
	for (uint32_t i = 0; i < texts->ntiles; i++) {
		struct export_tile *tile = &texts->tiles[i];

		tile->n = 0;
		if (room_for((void **)&tile->lines, &tile->room, 1, (uint64_t)ROWS * texts->width))
			return -ENOMEM;
	}
	return 0;
}

/* ---- Rows become text ---- */

/* Where each row's text goes on. */
struct pens {
	uint32_t first, n;
	char *at[ROWS];
};

static inline void put_text(char **at, const char *text, uint32_t n)
{
	memcpy(*at, text, EXPORT_SLACK);
	for (uint32_t done = EXPORT_SLACK; done < n; done += EXPORT_SLACK)
		memcpy(*at + done, text + done, EXPORT_SLACK);
	*at += n;
}

static void put_fixed(struct pens *p, const struct export_cell *c)
{
	for (uint32_t i = 0; i < p->n; i++)
		put_text(&p->at[i], c->text, c->len);
}

static void put_coded(struct pens *p, const struct export_cell *c)
{
	const uint32_t *codes = c->codes + p->first;

	for (uint32_t i = 0; i < p->n; i++) {
		const char *text = c->text + ((uint64_t)codes[i] << c->shift);

		put_text(&p->at[i], text + 1, (uint8_t)*text);
	}
}

/* One by one: in hexadecimal, with a sign, of rows without a value among others. */
static void put_any_numbers(struct pens *p, const struct export_style *s,
			    const struct export_cell *c, const uint64_t *numbers)
{
	const struct export_mark *lead = &c->column->lead;
	const struct vmt_view *valid = c->way == EXPORT_NUMBER && c->view->valid ? c->view : NULL;
	bool address = c->column->kind == EXPORT_ADDRESS, sign = c->column->sign;

	for (uint32_t i = 0; i < p->n; i++) {
		bool have = !valid || view_valid(valid, p->first + i);

		if (have || s->absent)
			put_text(&p->at[i], lead->text, lead->len);
		if (have)
			p->at[i] = export_number(p->at[i], s, address, sign, numbers[i]);
	}
}

static void put_decimals(struct pens *p, const struct export_cell *c, const uint64_t *numbers)
{
	const struct export_mark *lead = &c->column->lead;
	struct export_digits digits;

	export_digits(&digits, numbers, p->n);
	for (uint32_t i = 0; i < p->n; i++) {
		put_text(&p->at[i], lead->text, lead->len);
		memcpy(p->at[i], digits.text[i] + digits.skip[i], EXPORT_DIGITS_ROOM);
		p->at[i] += EXPORT_DIGITS_ROOM - digits.skip[i];
	}
}

/* All of them are there, and decimal without a sign. */
static bool are_decimal(const struct pens *p, const struct export_style *s,
			const struct export_cell *c, const uint64_t *numbers)
{
	bool all = c->way != EXPORT_NUMBER || !c->view->valid;
	uint64_t most = s->most ? s->most : c->column->sign ? INT64_MAX : UINT64_MAX;
	bool odd = !all || (s->hex && c->column->kind == EXPORT_ADDRESS);

	for (uint32_t i = 0; i < p->n && !odd; i++)
		odd = numbers[i] > most;
	return !odd;
}

static void put_numbers(struct pens *p, const struct export_style *s, const struct export_cell *c,
			const uint64_t *numbers)
{
	if (are_decimal(p, s, c, numbers))
		put_decimals(p, c, numbers);
	else
		put_any_numbers(p, s, c, numbers);
}

/* Rows without times stand together at their first. */
static void get_times(const struct export_texts *texts, const struct pens *p,
		      const struct replay_row *row, uint64_t *ns)
{
	const struct vmt_view *times = cells_view(row->cells, 0);

	if (times) {
		vmt_view_flatten(times, p->first, p->n, ns);
		vmt_chunk_mono_rows(texts->cells->info, ns, p->n, ns);
		return;
	}
	for (uint32_t i = 0; i < p->n; i++)
		ns[i] = row->ns;
}

static void get_numbers(const struct export_texts *texts, const struct export_cell *c,
			const struct pens *p, const struct replay_row *row, uint64_t *numbers)
{
	if (c->way == EXPORT_STAMP)
		get_times(texts, p, row, numbers);
	else if (c->way == EXPORT_NUMBER)
		vmt_view_flatten(c->view, p->first, p->n, numbers);
	for (uint32_t i = 0; i < p->n && c->way == EXPORT_ITS_CPU; i++)
		numbers[i] = row->cpu;
}

static void put_cell(const struct export_job *x, const struct export_texts *texts,
		     const struct export_cell *c, struct pens *p, const struct replay_row *row)
{
	uint64_t numbers[ROWS];

	if (c->way == EXPORT_FIXED) {
		put_fixed(p, c);
	} else if (c->way == EXPORT_CODED) {
		put_coded(p, c);
	} else {
		get_numbers(texts, c, p, row, numbers);
		put_numbers(p, &x->format->style, c, numbers);
	}
}

static void end_piece(const struct export_texts *texts, const struct export_tile *tile,
		      const struct pens *p, uint32_t piece)
{
	for (uint32_t i = 0; i < p->n; i++)
		ends_of(texts, tile, i)[piece] = p->at[i] - text_of(texts, tile, i);
}

static void fill(const struct export_job *x, const struct export_texts *texts,
		 const struct export_tile *tile, const struct replay_row *row)
{
	struct pens p = { tile->first, tile->n, { NULL } };
	uint32_t piece = 0;

	for (uint32_t i = 0; i < p.n; i++)
		p.at[i] = text_of(texts, tile, i);
	for (uint32_t i = 0; i < texts->ncells; i++)
		if (texts->room[i].way == EXPORT_VALUE)
			end_piece(texts, tile, &p, piece++);
		else
			put_cell(x, texts, &texts->room[i], &p, row);
	end_piece(texts, tile, &p, piece);
}

/* The one that the row is in: begun with it, there are those that come behind it in its group. */
static const struct export_tile *tile_of(const struct export_job *x, struct export_texts *texts,
					 const struct replay_row *row)
{
	struct export_tile *tile = &texts->tiles[row->group % texts->ntiles];
	const struct vmt_group *g = &texts->cells->info->groups[row->group];
	uint32_t left;

	if (tile->group == row->group && row->row - tile->first < tile->n)
		return tile;
	left = g->first + g->rows - row->row;
	tile->group = row->group;
	tile->first = row->row;
	tile->n = left < ROWS ? left : ROWS;
	fill(x, texts, tile, row);
	return tile;
}

/* ---- A row is written ---- */

/* A row on its way: has it begun? */
struct line {
	struct out *o;
	char first; /* that stands in place of the first letter; 0: none */
};

static void put_piece(struct line *l, const char *text, uint32_t n)
{
	if (n && l->first) {
		out_piece(l->o, &l->first, 1);
		l->first = 0;
		text++;
		n--;
	}
	out_text(l->o, text, n);
}

static void put_value(struct export_job *x, const struct export_table *t,
		      const struct export_cell *c, uint32_t row, struct line *l)
{
	const struct export_style *s = &x->format->style;
	struct export_value v;
	bool have = export_get(x, t, c->column, c->view, row, &v);

	if (have || s->absent || c->column->kind == EXPORT_EVENT)
		put_piece(l, c->column->lead.text, c->column->lead.len);
	if (have)
		export_put_value(l->o, s, &v);
}

int export_put_row(struct export_job *x, struct export_table *t, const struct replay_row *row)
{
	struct export_texts *texts = export_texts_of(x, t, row->cells);
	const struct export_tile *tile = texts ? tile_of(x, texts, row) : NULL;
	struct line l = { x->out, x->format->style.first };
	const uint32_t *ends;
	const char *text;
	uint32_t at = 0;

	if (!tile)
		return -ENOMEM;
	ends = ends_of(texts, tile, row->row - tile->first);
	text = text_of(texts, tile, row->row - tile->first);
	for (uint32_t i = 0; i <= texts->nvalues; i++) {
		put_piece(&l, text + at, ends[i] - at);
		at = ends[i];
		if (i < texts->nvalues)
			put_value(x, t, texts->values[i], row->row, &l);
	}
	if (l.first)
		out_piece(l.o, &l.first, 1);
	out_text(l.o, t->tail.text, t->tail.len);
	return 0;
}
