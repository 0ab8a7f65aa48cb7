/* SPDX-License-Identifier: GPL-2.0 */
/* The opcodes that make values, and those that choose lanes. */
#include <errno.h>

#include "report/engine/machine.h"
#include "report/engine/vec.h"

int op_const(struct machine *m, const struct insn *i)
{
	reg_set_one(m, i->a, m->program->consts[i->b]);
	return 0;
}

int op_string(struct machine *m, const struct insn *i)
{
	reg_set_one(m, i->a, value_of_str(m->program->strings[i->b]));
	return 0;
}

/* ---- From the event ---- */

static bool is_absent(const struct machine *m, uint32_t lane, const int64_t *values)
{
	return !batch_valid(m->batch, lane);
}

/* What the batch gave becomes R[a]; lanes for which it has nothing fault. */
static int take(struct machine *m, uint32_t a, const struct col *c, int state)
{
	if (state < 0)
		return state;
	if (m->group && state != BATCH_EVERY)
		return MACHINE_DECLINES;
	if (state == BATCH_NONE) {
		reg_set_one(m, a, 0);
		return machine_fault_where(m, NULL, NULL, FAULT_ILLOP);
	}
	m->regs[a].col = *c;
	m->regs[a].run = m->run;
	return state == BATCH_SOME ? machine_fault_where(m, is_absent, NULL, FAULT_ILLOP) : 0;
}

int op_field(struct machine *m, const struct insn *i)
{
	struct col c;
	int state = batch_field(m->batch, i->b, reg_room(m, i->a), &c);

	return take(m, i->a, &c, state);
}

int op_arg(struct machine *m, const struct insn *i)
{
	struct col c;
	int state = batch_arg(m->batch, i->b, reg_room(m, i->a), &c);

	return take(m, i->a, &c, state);
}

int op_vmreg(struct machine *m, const struct insn *i)
{
	struct col c;
	int state = batch_register(m->batch, i->b, reg_room(m, i->a), &c);

	return take(m, i->a, &c, state);
}

int op_event(struct machine *m, const struct insn *i)
{
	struct col c;
	int state = batch_event(m->batch, i->b, reg_room(m, i->a), &c);

	return take(m, i->a, &c, state);
}

/* ---- From other registers ---- */

/* Keeps a register's values in its own room, where nobody else changes them. */
static void copy(struct machine *m, uint32_t a, uint32_t b)
{
	const struct col from = m->regs[b].col;
	int64_t *room = reg_room(m, a);

	for (uint32_t i = 0; i < from.n; i++)
		room[i] = from.v[i];
	reg_set(m, a, &from);
}

int op_mov(struct machine *m, const struct insn *i)
{
	const struct level *l = machine_level(m);
	const int64_t *from, *old;
	int64_t *room = reg_room(m, i->a);

	if (i->a == i->b)
		return 0;
	if (l->count == m->batch->n) {
		copy(m, i->a, i->b);
		return 0;
	}
	/* What another run left is nobody's; what this one wrote stays in the other lanes. */
	if (m->regs[i->a].run != m->run)
		reg_set_one(m, i->a, 0);
	old = reg_flat(m, i->a);
	for (uint32_t k = 0; old != room && k < m->batch->n; k++)
		room[k] = old[k];
	from = reg_flat(m, i->b);
	vec_blend(room, from, l->on, m->batch->n);
	reg_set(m, i->a, &(struct col){ .shape = COL_FLAT, .n = m->batch->n });
	return 0;
}

int op_binary(struct machine *m, const struct insn *i)
{
	const struct col *x = &m->regs[i->b].col, *y = &m->regs[i->c].col;
	bool x1 = x->shape == COL_ONE, y1 = y->shape == COL_ONE;
	struct col shape;

	if (!x1 && !y1 && !col_same_shape(x, y)) {
		reg_flat(m, i->b);
		reg_flat(m, i->c);
	}
	shape = x1 ? *y : *x;
	vec_binary[i->op](reg_room(m, i->a), x->v, x1, y->v, y1, shape.n);
	reg_set(m, i->a, &shape);
	return 0;
}

int op_unary(struct machine *m, const struct insn *i)
{
	const struct col x = m->regs[i->b].col;

	vec_unary[i->op](reg_room(m, i->a), x.v, x.n);
	reg_set(m, i->a, &x);
	return 0;
}

int op_ext(struct machine *m, const struct insn *i)
{
	const struct col x = m->regs[i->b].col;

	vec_ext(reg_room(m, i->a), x.v, x.n, i->c & 0xff, i->c & 0x100);
	reg_set(m, i->a, &x);
	return 0;
}

static bool is_zero(const struct machine *m, uint32_t lane, const int64_t *values)
{
	return !values[lane];
}

/* Zeroes are looked for lane by lane only where there is one among the values. */
static int fault_zeroes(struct machine *m, uint32_t r, enum fault_code code)
{
	if (!vec_any_zero(m->regs[r].col.v, m->regs[r].col.n))
		return 0;
	return machine_fault_where(m, is_zero, reg_flat(m, r), code);
}

int op_divide(struct machine *m, const struct insn *i)
{
	int rc = fault_zeroes(m, i->c, FAULT_DIVZERO);

	return rc ? rc : op_binary(m, i);
}

/* The inactive lanes of a flat register may hold no strings at all. */
static int compare_active(struct machine *m, const struct insn *i)
{
	const int64_t *x = reg_flat(m, i->b), *y = reg_flat(m, i->c);
	int64_t *r = reg_room(m, i->a);

	for (uint32_t k = 0; k < m->batch->n; k++) {
		if (lane_active(m, k))
			vec_binary[i->op](&r[k], &x[k], false, &y[k], false, 1);
		else
			r[k] = 0;
	}
	reg_set(m, i->a, &(struct col){ .shape = COL_FLAT, .n = m->batch->n });
	return 0;
}

int op_text(struct machine *m, const struct insn *i)
{
	if (machine_level(m)->count == m->batch->n ||
	    (m->regs[i->b].col.shape != COL_FLAT && m->regs[i->c].col.shape != COL_FLAT))
		return op_binary(m, i);
	return compare_active(m, i);
}

/* ---- Lanes ---- */

/* The loop adds one: the label itself is executed. */
static void jump(struct machine *m, uint32_t label)
{
	m->pc = m->code + label - 1;
}

int op_push(struct machine *m, const struct insn *i)
{
	const struct level *around = &m->levels[m->depth];
	struct level *l = &m->levels[++m->depth];
	const struct col *c = &m->regs[i->a].col;

	l->on = around->on;
	if (c->shape == COL_ONE) {
		l->kind = c->v[0] ? LEVEL_ALL : LEVEL_NONE;
		l->count = c->v[0] ? around->count : 0;
	} else {
		l->kind = LEVEL_MASK;
		l->count = vec_mask(l->own, around->on, reg_flat(m, i->a), m->batch->n);
		l->on = l->own;
	}
	if (!l->count)
		jump(m, i->b);
	return 0;
}

int op_else(struct machine *m, const struct insn *i)
{
	const struct level *around = &m->levels[m->depth - 1];
	struct level *l = &m->levels[m->depth];

	if (l->kind == LEVEL_MASK) {
		l->count = vec_unmask(l->own, around->on, l->own, m->batch->n);
	} else {
		l->count = l->kind == LEVEL_NONE ? around->count : 0;
		l->kind = l->kind == LEVEL_NONE ? LEVEL_ALL : LEVEL_NONE;
	}
	if (!l->count)
		jump(m, i->b);
	return 0;
}

int op_pop(struct machine *m, const struct insn *i)
{
	m->depth--;
	return 0;
}
