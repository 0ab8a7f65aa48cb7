/* SPDX-License-Identifier: GPL-2.0 */
#include "format/window.h"

#include <stdlib.h>

#include "format/codec.h"
#include "format/growth.h"
#include "format/stage.h"

/* A chunk of this many rows gains little by more, and the rows of a round still fit it. */
#define ENOUGH_ROWS 49152
#define MAX_BYTES (48ull << 20)
#define HEAP_BYTES 32 /* of a value that is not an integer, about */

int window_init(struct window *w, const struct schema *schema)
{
	uint32_t t, c;

	*w = (struct window){ schema, calloc(schema->ntables, sizeof(*w->tables)) };
	if (!w->tables)
		return VMT_ENOMEM;
	for (t = 0; t < schema->ntables; t++)
		for (c = 0; c < schema->tables[t].ncolumns; c++) {
			uint8_t type = schema->tables[t].columns[c].type;

			w->tables[t].width +=
				codec_type_integer(type) ? codec_type_bytes(type) : HEAP_BYTES;
		}
	return 0;
}

void window_release(struct window *w)
{
	uint32_t t, i;

	for (t = 0; w->tables && t < w->schema->ntables; t++) {
		for (i = 0; i < w->tables[t].nparts; i++)
			vmt_stage_free((struct vmt_stage *)w->tables[t].parts[i].stage);
		free(w->tables[t].parts);
	}
	free(w->tables);
	*w = (struct window){ 0 };
}

/* The part of this CPU, made where it belongs if there is none. NULL: no memory. */
static struct vmt_part *part_of(struct window *w, uint32_t table, uint32_t cpu)
{
	struct window_table *t = &w->tables[table];
	struct vmt_stage *stage;
	struct vmt_part *p;
	uint32_t i = 0, j;

	while (i < t->nparts && t->parts[i].cpu < cpu)
		i++;
	if (i < t->nparts && t->parts[i].cpu == cpu)
		return &t->parts[i];
	p = growth_one(t->parts, t->nparts, &t->capacity, sizeof(*p));
	if (!p)
		return NULL;
	t->parts = p;
	if (vmt_stage_new(&stage, &w->schema->tables[table]))
		return NULL;
	for (j = t->nparts++; j > i; j--)
		t->parts[j] = t->parts[j - 1];
	t->parts[i] = (struct vmt_part){ .cpu = cpu, .stage = stage };
	return &t->parts[i];
}

static struct vmt_stage *stage_of(struct vmt_part *p)
{
	return (struct vmt_stage *)p->stage; /* made here */
}

/* Its rows follow the last row kept, and are not too early. */
static bool follows(const struct vmt_part *p, const struct vmt_stage *kept, uint64_t earliest)
{
	uint32_t rows = vmt_stage_rows(kept), i;
	uint64_t last = rows ? stage_time(kept, rows - 1) : 0, time;

	for (i = 0; i < p->rows; i++) {
		time = stage_time(p->stage, p->first + i);
		if (time < last || time < earliest)
			return false;
		last = time;
	}
	return true;
}

int window_add(struct window *w, uint32_t table, const struct vmt_part *parts, uint32_t nparts,
	       uint64_t earliest)
{
	uint32_t i;
	int error;

	for (i = 0; i < nparts; i++) {
		struct vmt_part *p = part_of(w, table, parts[i].cpu);

		if (!p)
			return VMT_ENOMEM;
		if (!follows(&parts[i], p->stage, earliest))
			return VMT_EINVAL;
		error = stage_append(stage_of(p), parts[i].stage, parts[i].first, parts[i].rows);
		if (error)
			return error;
		w->tables[table].rows += parts[i].rows;
	}
	return 0;
}

bool window_full(const struct window *w)
{
	uint64_t bytes = 0;
	uint32_t t;

	for (t = 0; t < w->schema->ntables; t++) {
		if (w->tables[t].rows >= ENOUGH_ROWS)
			return true;
		bytes += w->tables[t].rows * w->tables[t].width;
	}
	return bytes >= MAX_BYTES;
}

const struct vmt_part *window_rows_from(struct window *w, uint32_t table, uint64_t earliest,
					uint32_t *nparts)
{
	struct window_table *t = &w->tables[table];
	uint32_t i;

	for (i = 0; i < t->nparts; i++) {
		t->parts[i].first = earliest ? vmt_stage_until(t->parts[i].stage, earliest - 1) : 0;
		t->parts[i].rows = vmt_stage_rows(t->parts[i].stage) - t->parts[i].first;
	}
	*nparts = t->nparts;
	return t->parts;
}

const struct vmt_part *window_rows_until(struct window *w, uint32_t table, uint64_t until,
					 uint32_t *nparts)
{
	struct window_table *t = &w->tables[table];
	uint32_t i;

	for (i = 0; i < t->nparts; i++) {
		t->parts[i].first = 0;
		t->parts[i].rows = vmt_stage_until(t->parts[i].stage, until);
	}
	*nparts = t->nparts;
	return t->parts;
}

void window_drop_until(struct window *w, uint64_t until)
{
	uint32_t t, i, n;

	for (t = 0; t < w->schema->ntables; t++)
		for (i = 0; i < w->tables[t].nparts; i++) {
			struct vmt_part *p = &w->tables[t].parts[i];

			n = vmt_stage_until(p->stage, until);
			vmt_stage_drop(stage_of(p), n);
			w->tables[t].rows -= n;
		}
}
