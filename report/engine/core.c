/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/arith.h"
#include "report/engine/core.h"
#include "report/engine/vec.h"

/* What the machine needs to know to do a step or to tell of a fault. */
static const struct insn *enter_machine(struct core *c, const struct strand *s,
					const struct core_insn *i)
{
	struct machine *m = c->machine;

	core_tell_row(c);
	m->batch = c->row;
	m->code = i->body ? s->clause->body : s->clause->predicate;
	m->where = i->body ? s->clause->where : NULL;
	m->pc = m->code + i->at;
	machine_one_lane(m);
	return m->pc;
}

static int fault(struct core *c, const struct strand *s, const struct core_insn *i,
		 enum fault_code code)
{
	enter_machine(c, s, i);
	return machine_fault(c->machine, 0, code, 0);
}

static int step(struct core *c, const struct strand *s, const struct core_insn *i)
{
	const struct insn *insn = enter_machine(c, s, i);

	if (i->op == CORE_STEP_BLIND) {
		int rc = tail_flush(c->tail);

		if (rc)
			return rc;
	}
	return machine_step(c->machine, insn);
}

static int64_t operand(const struct core *c, const struct core_operand *o)
{
	return o->column ? c->columns[o->index][c->lane] : c->machine->room[o->index];
}

/* ---- Strings ---- */

static bool is_lasting(const struct core *c, const struct str *s)
{
	return !s || (s->interned && s->len < c->machine->env.strsize);
}

/* A string as a key: interned, and not longer than strsize. NULL: no memory. */
static const struct str *as_key(struct core *c, const struct str *s)
{
	uint64_t most = c->machine->env.strsize - 1;

	return strpool_get(c->row->pool, s->text, s->len < most ? s->len : most);
}

/* ---- Aggregations and actions ---- */

static int aggregate(struct core *c, const struct strand *s, const struct core_insn *i)
{
	const struct core_values *v = &s->uses[i->to];
	struct tail_use *t = &c->tail->uses[v->of];
	int rc = !t->columns || t->n == TAIL_ROWS || !c->tail->any ? tail_reserve(c->tail, v->of)
								   : 0;

	if (rc)
		return rc;
	for (uint32_t k = 0; k < v->n; k++) {
		int64_t *place = &t->columns[k][t->n];
		const struct str *key;

		*place = operand(c, &v->operands[k]);
		if (!v->operands[k].text)
			continue;
		key = str_of_value(*place);
		if (!key)
			return fault(c, s, i, FAULT_BADADDR);
		if (is_lasting(c, key))
			continue;
		key = as_key(c, key);
		if (!key)
			return -ENOMEM;
		*place = value_of_str(key);
	}
	t->n++;
	return 0;
}

static int act(struct core *c, const struct strand *s, const struct core_insn *i)
{
	const struct core_values *v = &s->actions[i->to];
	struct machine *m = c->machine;
	int64_t *values = machine_pend(m, &m->program->actions[v->of]);

	if (!values)
		return -ENOMEM;
	for (uint32_t k = 0; k < v->n; k++) {
		values[k] = operand(c, &v->operands[k]);
		if (!v->operands[k].text)
			continue;
		if (!values[k])
			return fault(c, s, i, FAULT_BADADDR);
		if (!is_lasting(c, str_of_value(values[k])) && machine_cut_text(m, &values[k]))
			return -ENOMEM;
	}
	return 0;
}

/* ---- Variables ---- */

/* A string that lasts takes the place of one that does; all else is the variables' work. */
static int store_text(struct core *c, const struct strand *s, const struct core_insn *i,
		      int64_t *place)
{
	const struct str *new = str_of_value(c->machine->room[i->a]), *old = str_of_value(*place);

	if (!is_lasting(c, new) || (old && !old->interned)) {
		c->untidy = true;
		return step(c, s, i);
	}
	*place = value_of_str(new);
	return 0;
}

/* ---- The loop ---- */

int core_run(struct core *c, const struct strand *s, const struct core_insn *code)
{
	struct machine *m = c->machine;
	int64_t *r = m->room, *globals = c->globals, *this = *c->this, *self = c->self;
	const int64_t *const *columns = c->columns;
	const uint32_t lane = c->lane;
	const struct core_insn *i = code;
	int rc = 0;

	m->fault.code = FAULT_NONE;
	if (s->acts)
		machine_begin(m);
	for (;; i++) {
		switch (i->op) {
#define CASE(name, expression)                    \
	case OP_##name: {                         \
		int64_t a = r[i->b], b = r[i->c]; \
                                                  \
		(void)b;                          \
		r[i->a] = expression;             \
		break;                            \
	}
			ARITH_BINARY(CASE)
			ARITH_UNARY(CASE)
		case CORE_END:
			return CORE_FIRED;
		case CORE_QUIT:
			return CORE_UNFIRED;
		case CORE_COLUMN:
			r[i->a] = columns[i->b][lane];
			break;
		case CORE_CHECK:
			if (c->valid[i->b] && !c->valid[i->b][lane])
				return fault(c, s, i, FAULT_ILLOP);
			break;
		case CORE_MOVE:
			r[i->a] = r[i->b];
			break;
		case CORE_JUMP:
			i = code + i->to - 1;
			break;
		case CORE_UNLESS:
			if (!r[i->a])
				i = code + i->to - 1;
			break;
		case CORE_UNLESS_COLUMN:
			if (!columns[i->b][lane])
				i = code + i->to - 1;
			break;
		case CORE_EXTEND:
			r[i->a] = arith_extend(r[i->b], arith_shift(i->c & 0xff), i->c & 0x100);
			break;
		case CORE_DIVIDE:
			if (!r[i->c])
				return fault(c, s, i, FAULT_DIVZERO);
			vec_binary[i->to](&r[i->a], &r[i->b], false, &r[i->c], false, 1);
			break;
		case CORE_BINARY:
			vec_binary[i->to](&r[i->a], &r[i->b], false, &r[i->c], false, 1);
			break;
		case CORE_LOAD_GLOBAL:
			r[i->a] = globals[i->to];
			break;
		case CORE_LOAD_THIS:
			r[i->a] = this[i->to];
			break;
		case CORE_LOAD_SELF:
			r[i->a] = self[i->to];
			break;
		case CORE_STORE_GLOBAL:
			globals[i->to] = r[i->a];
			break;
		case CORE_STORE_THIS:
			this[i->to] = r[i->a];
			break;
		case CORE_STORE_SELF:
			self[i->to] = r[i->a];
			break;
		case CORE_KEEP_GLOBAL:
			globals[i->to] = columns[i->b][lane];
			break;
		case CORE_KEEP_THIS:
			this[i->to] = columns[i->b][lane];
			break;
		case CORE_KEEP_SELF:
			self[i->to] = columns[i->b][lane];
			break;
		case CORE_TEXT_GLOBAL:
			rc = store_text(c, s, i, &globals[i->to]);
			goto check;
		case CORE_TEXT_THIS:
			rc = store_text(c, s, i, &this[i->to]);
			goto check;
		case CORE_TEXT_SELF:
			rc = store_text(c, s, i, &self[i->to]);
			goto check;
		case CORE_AGGREGATE:
			rc = aggregate(c, s, i);
			goto check;
		case CORE_ACT:
			rc = act(c, s, i);
			goto check;
		case CORE_STEP:
		case CORE_STEP_BLIND:
			rc = step(c, s, i);
check:
			if (rc || m->fault.code)
				return rc;
			break;
		default:
			__builtin_unreachable();
		}
	}
}
