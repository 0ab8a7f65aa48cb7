/* SPDX-License-Identifier: GPL-2.0 */
/* The opcodes on tracepoints that need more than a column of numbers or strings. */
#include <errno.h>
#include <string.h>

#include "report/engine/machine.h"

static const struct vmt_view *list_of(const struct machine *m, uint32_t field)
{
	const struct batch *b = m->batch;
	const struct vmt_view *v =
		b->table && b->table->fields ? cells_view(b->cells, b->table->fields[field]) : NULL;

	return v && v->kind == VMT_LISTS ? v : NULL;
}

/* R[a] becomes values that were put into its room. */
static void set_lanes(struct machine *m, uint32_t a)
{
	reg_set(m, a, &(struct col){ .shape = COL_FLAT, .n = m->batch->n });
}

static int get_element(struct machine *m, const struct vmt_view *v, uint32_t lane, int64_t index,
		       int64_t *value)
{
	uint32_t row = batch_row(m->batch, lane);

	*value = 0;
	if (!v || !view_valid(v, row))
		return machine_fault(m, lane, FAULT_ILLOP, 0);
	if ((uint64_t)index >= v->offsets[row + 1] - v->offsets[row])
		return machine_fault(m, lane, FAULT_BADADDR, index);
	*value = v->values[v->offsets[row] + index];
	return 0;
}

int op_element(struct machine *m, const struct insn *i)
{
	const struct vmt_view *v = list_of(m, i->b);
	const int64_t *index = reg_flat(m, i->c);
	int64_t *room = reg_room(m, i->a);
	int rc = m->batch->cells && m->batch->cells->nomem ? -ENOMEM : 0;

	for (uint32_t k = 0; k < m->batch->n && !rc; k++) {
		int64_t at = index[k];

		if (lane_active(m, k))
			rc = get_element(m, v, k, at, &room[k]);
		else
			room[k] = 0;
	}
	set_lanes(m, i->a);
	return rc;
}

static struct event_text *text_of(const struct batch *b)
{
	struct event_whole *w = b->table ? b->table->whole : NULL;

	if (w && !w->text)
		w->text = event_text_new(b->table->schema, w->format);
	return w ? w->text : NULL;
}

/* The text lives as long as what a subroutine makes. */
static int get_whole(struct machine *m, struct event_text *text, uint32_t lane, int64_t *value)
{
	size_t len;
	const char *s = event_text(text, m->batch->cells, batch_row(m->batch, lane), &len);
	const struct str *str = s ? subr_text(&m->env, s, len) : NULL;

	*value = value_of_str(str);
	return str ? 0 : -ENOMEM;
}

int op_whole(struct machine *m, const struct insn *i)
{
	struct event_text *text = text_of(m->batch);
	int64_t *room = reg_room(m, i->a);
	int rc = 0;

	if (!text && m->batch->table && m->batch->table->whole)
		return -ENOMEM;
	if (!text) {
		reg_set_one(m, i->a, 0);
		return machine_fault_where(m, NULL, NULL, FAULT_ILLOP);
	}
	for (uint32_t k = 0; k < m->batch->n && !rc; k++) {
		room[k] = 0;
		if (lane_active(m, k))
			rc = get_whole(m, text, k, &room[k]);
	}
	set_lanes(m, i->a);
	return rc;
}
