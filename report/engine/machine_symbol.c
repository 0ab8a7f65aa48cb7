/* SPDX-License-Identifier: GPL-2.0 */
/* OP_SYMBOL: what addresses are called in the guests that they are of. */
#include <errno.h>
#include <string.h>

#include "report/engine/machine.h"
#include "report/world/guest_names.h"

/* Of one lane, what is nobody's key lives as long as the firing. NULL: no memory. */
static const struct str *name_for_now(struct machine *m, uint64_t vm, uint64_t time,
				      uint64_t address, enum naming naming)
{
	const struct batch *b = m->batch;
	const struct world *w = b->session ? b->session->world : NULL;
	char text[GUEST_TEXT];
	const struct str *s;
	struct str *made;
	int len = 0;

	s = guest_name(w, b->session, b->pool, vm, time, address, naming, text, &len);
	if (s || !len)
		return s;
	made = strheap_alloc(&m->heap, len);
	if (made)
		memcpy(made->text, text, len);
	return made;
}

static int name(struct machine *m, const struct insn *i, uint64_t vm, uint64_t time,
		uint64_t address, int64_t *value)
{
	const struct batch *b = m->batch;
	const struct world *w = b->session ? b->session->world : NULL;
	enum naming naming = i->c & 0xff;
	const struct str *s;

	if (i->c & NAMING_KEPT || m->stride > 1)
		s = guest_name(w, b->session, b->pool, vm, time, address, naming, NULL, NULL);
	else
		s = name_for_now(m, vm, time, address, naming);
	*value = value_of_str(s);
	return s ? 0 : -ENOMEM;
}

/* Every lane is of this VM, whose names hold always: each value is named once. */
static int name_values(struct machine *m, const struct insn *i, uint64_t vm)
{
	const struct col from = m->regs[i->b].col;
	int64_t *room = reg_room(m, i->a);
	int rc = 0;

	for (uint32_t k = 0; k < from.n && !rc; k++)
		rc = name(m, i, vm, GUEST_NO_TIME, from.v[k], &room[k]);
	reg_set(m, i->a, &from);
	return rc;
}

/* The lanes' times, by which names may depend; those that are lost are no time. */
static int get_times(struct machine *m, int64_t *times)
{
	struct batch *b = m->batch;
	struct col c = { .shape = COL_ONE, .n = 1 };
	int64_t none = GUEST_NO_TIME, room;
	int state = BATCH_NONE;

	if (b->table && guest_places_timed(b->session->places))
		state = batch_column(b, 0, &room, &c);
	if (state < 0)
		return state;
	if (state == BATCH_NONE)
		c = (struct col){ .shape = COL_ONE, .n = 1, .v = &none };
	col_flatten(&c, b->n, times);
	for (uint32_t k = 0; state == BATCH_SOME && k < b->n; k++)
		times[k] = batch_valid(b, k) ? times[k] : none;
	return 0;
}

static int name_lanes(struct machine *m, const struct insn *i, const struct col *vms)
{
	const int64_t *from = reg_flat(m, i->b);
	int64_t *room = reg_room(m, i->a), *vm = m->spread[0], *times = m->spread[1];
	int rc;

	col_flatten(vms, m->batch->n, vm);
	rc = get_times(m, times);
	for (uint32_t k = 0; k < m->batch->n && !rc; k++)
		rc = name(m, i, vm[k], times[k], from[k], &room[k]);
	reg_set(m, i->a, &(struct col){ .shape = COL_FLAT, .n = m->batch->n });
	return rc;
}

int op_symbol(struct machine *m, const struct insn *i)
{
	struct batch *b = m->batch;
	struct col vms;
	int state;

	if (!batch_names_by_vm(b))
		return name_values(m, i, b->table ? GUEST_ANY_VM : 0);
	state = batch_field(b, FIELD_VMID, m->spread[1], &vms);
	if (state < 0)
		return state;
	if (vms.shape == COL_ONE && !guest_places_timed(b->session->places))
		return name_values(m, i, vms.v[0]);
	return name_lanes(m, i, &vms);
}
