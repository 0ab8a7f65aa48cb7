/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>
#include <string.h>

#include "report/world/cell_text.h"

static void cells_free(struct cells *c)
{
	for (uint32_t i = 0; i < c->ncolumns; i++) {
		vmt_scratch_free(c->columns[i].scratch);
		free(c->columns[i].flat);
		cell_text_free(c->columns[i].text);
	}
	free(c->marks);
	free(c);
}

void cells_pool_release(struct cells_pool *p)
{
	free(p->uses);
	p->uses = NULL;
	while (p->free) {
		struct cells *c = p->free;

		p->free = c->next;
		cells_free(c);
	}
}

static struct cells *new_cells(const struct cells_pool *p)
{
	struct cells *c = calloc(1, sizeof(*c) + p->ncolumns * sizeof(c->columns[0]));

	if (!c)
		return NULL;
	c->ncolumns = p->ncolumns;
	c->marks = malloc(p->nmarks + 1);
	if (c->marks)
		return c;
	cells_free(c);
	return NULL;
}

struct cells *cells_open(struct cells_pool *p, const struct vmt_chunk *chunk)
{
	struct cells *c = p->free;

	if (c)
		p->free = c->next;
	else
		c = new_cells(p);
	if (!c)
		return NULL;
	memset(c->marks, 0, p->nmarks);
	c->chunk = chunk;
	c->info = vmt_chunk_info(chunk);
	for (uint32_t i = 0; i < c->ncolumns; i++)
		c->columns[i].asked = c->columns[i].is_text = false;
	return c;
}

/* The chunk itself may be gone. */
static void count_uses(struct cells_pool *p, struct cells *c)
{
	if (!p->uses)
		p->uses = calloc(p->ncolumns, sizeof(*p->uses));
	for (uint32_t i = 0; p->uses && i < c->ncolumns; i++) {
		p->uses[i].chunks += c->columns[i].use.chunks;
		p->uses[i].bytes += c->columns[i].use.bytes;
		c->columns[i].use = (struct cells_use){ 0 };
	}
}

void cells_close(struct cells_pool *p, struct cells *c)
{
	if (!c)
		return;
	count_uses(p, c);
	c->next = p->free;
	p->free = c;
}

static void read_column(struct cells *c, uint32_t column)
{
	struct cells_column *k = &c->columns[column];
	int rc = VMT_OK;

	k->asked = true;
	if (!k->scratch)
		rc = vmt_scratch_new(&k->scratch);
	if (!rc)
		rc = vmt_chunk_read(c->chunk, column, k->scratch, &k->view);
	k->have = !rc;
	k->lost = rc && rc != VMT_ENOMEM && rc != VMT_EABSENT;
	k->use.chunks++;
	k->use.bytes += c->info->blocks[column].bytes;
	if (rc == VMT_ENOMEM)
		c->nomem = true;
}

const struct vmt_view *cells_view(struct cells *c, int column)
{
	if (column < 0 || (uint32_t)column >= c->ncolumns)
		return NULL;
	if (!c->columns[column].asked)
		read_column(c, column);
	return c->columns[column].have ? &c->columns[column].view : NULL;
}

bool cells_lost(struct cells *c, int column)
{
	return column >= 0 && !cells_view(c, column) && c->columns[column].lost;
}

static bool spread(struct cells_column *k)
{
	if (k->flat_room < k->view.rows) {
		uint64_t *p = realloc(k->flat, k->view.rows * sizeof(*p));

		if (!p)
			return false;
		k->flat = p;
		k->flat_room = k->view.rows;
	}
	vmt_view_flatten(&k->view, 0, k->view.rows, k->flat);
	k->view.kind = VMT_FLAT;
	k->view.values = k->flat;
	return true;
}

const struct vmt_view *cells_indexed(struct cells *c, int column)
{
	const struct vmt_view *v = cells_view(c, column);

	if (!v || v->kind == VMT_BYTES || v->kind == VMT_LISTS)
		return NULL;
	if (v->kind == VMT_RUNS && !spread(&c->columns[column])) {
		c->nomem = true;
		return NULL;
	}
	return v;
}

const struct vmt_view *cells_text(struct cells *c, int column, struct strpool *pool)
{
	const struct vmt_view *v = cells_view(c, column);
	struct cells_column *k = v ? &c->columns[column] : NULL;

	if (!v || v->kind != VMT_BYTES)
		return NULL;
	if (!k->text)
		k->text = cell_text_new();
	if (!k->text || (!k->is_text && cell_text_make(k->text, v, pool))) {
		c->nomem = true;
		return NULL;
	}
	k->is_text = true;
	return cell_text_view(k->text);
}
