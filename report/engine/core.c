/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/arith.h"
#include "report/engine/core.h"
#include "report/engine/engine.h"
#include "report/engine/threads.h"
#include "report/engine/vec.h"

/* What the machine needs to know to do a step or to tell of a fault. */
static const struct insn *enter_machine(struct core *c, const struct strand *s,
					const struct core_insn *i)
{
	struct machine *m = c->machine;

	core_tell_row(c);
	m->batch = c->feed->row;
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
	return o->column ? c->feed->columns[o->index][c->lane] : c->machine->room[o->index];
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

	return strpool_get(c->feed->row->pool, s->text, s->len < most ? s->len : most);
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

/* Nothing of the clause can fault behind it, so it need not wait for the end. */
static int print(struct core *c, const struct strand *s, const struct core_insn *i)
{
	struct machine *m = c->machine;
	int rc;

	machine_begin(m);
	rc = act(c, s, i);
	if (rc || m->fault.code)
		return rc;
	return perform_alone(c->engine, c->feed->row->cpu, core_firing(c), m->pending[0].action,
			     m->values);
}

/* ---- Variables ---- */

/* A string that lasts takes the place of one that does; all else is the variables' work. */
static inline int store_text(struct core *c, const struct strand *s, const struct core_insn *i,
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

/*
 * Every instruction jumps to the next one's code by itself: the processor then foretells each
 * jump from where it is, and nothing is checked on the way.
 */
int core_run(struct core *c, struct core_feed *feeds, const uint32_t *order, uint32_t n,
	     uint32_t *taken)
{
	static const void *const labels[CORE_NR] = {
#define LABEL(op, ...) [OP_##op] = &&do_OP_##op,
		ARITH_BINARY(LABEL) ARITH_UNARY(LABEL)
#undef LABEL
#define LABEL(op, ...) [CORE_##op] = &&do_CORE_##op,
			CORE_OPS(LABEL)
#undef LABEL
	};
	struct machine *m = c->machine;
	int64_t *r = m->room, *globals = c->globals, *this = *c->this, *self = NULL;
	const int64_t *const *columns;
	const struct strand *s;
	const struct core_insn *code, *i;
	struct core_feed *feed;
	uint32_t row = 0, lane;
	int rc;

	m->fault.code = FAULT_NONE;
next_row:
	if (row == n)
		goto out;
	feed = &feeds[order[row]];
	s = feed->strand;
	if (!s)
		goto out;
	row++;
	c->feed = feed;
	c->lane = lane = feed->next++;
	columns = feed->columns;
	code = i = feed->code;
	if (feed->threads)
		self = threads_row(c->threads, feed->threads[lane]);
	if (s->acts)
		machine_begin(m);
	goto *labels[i->op];

#define NEXT goto *labels[(++i)->op]
#define JUMP(target)                 \
	do {                         \
		i = code + (target); \
		goto *labels[i->op]; \
	} while (0)
#define CHECKED(call)                    \
	do {                             \
		rc = (call);             \
		if (rc || m->fault.code) \
			goto look;       \
		NEXT;                    \
	} while (0)
#define ARITH(name, expression)                   \
	do_OP_##name:                             \
	{                                         \
		int64_t a = r[i->b], b = r[i->c]; \
                                                  \
		(void)b;                          \
		r[i->a] = expression;             \
		NEXT;                             \
	}
	ARITH_BINARY(ARITH)
	ARITH_UNARY(ARITH)
do_CORE_END:
	if (!s->acts && !c->untidy)
		goto next_row;
	rc = 0;
	goto look;
do_CORE_QUIT:
	goto next_row;
do_CORE_COLUMN:
	r[i->a] = columns[i->b][lane];
	NEXT;
do_CORE_CHECK:
	CHECKED(!feed->valid[i->b] || feed->valid[i->b][lane] ? 0 : fault(c, s, i, FAULT_ILLOP));
do_CORE_MOVE:
	r[i->a] = r[i->b];
	NEXT;
do_CORE_JUMP:
	JUMP(i->to);
do_CORE_UNLESS:
	if (!r[i->a])
		JUMP(i->to);
	NEXT;
do_CORE_UNLESS_COLUMN:
	if (!columns[i->b][lane])
		JUMP(i->to);
	NEXT;
do_CORE_UNLESS_SELF:
	r[i->a] = self[i->b];
	if (!r[i->a])
		JUMP(i->to);
	NEXT;
do_CORE_SINCE_SELF:
	r[i->c] = self[i->to];
	r[i->a] = U(columns[i->b][lane]) - U(r[i->c]);
	NEXT;
do_CORE_EXTEND:
	r[i->a] = arith_extend(r[i->b], arith_shift(i->c & 0xff), i->c & 0x100);
	NEXT;
do_CORE_DIVIDE:
	if (!r[i->c])
		CHECKED(fault(c, s, i, FAULT_DIVZERO));
do_CORE_BINARY:
	vec_binary[i->to](&r[i->a], &r[i->b], false, &r[i->c], false, 1);
	NEXT;
do_CORE_LOAD_GLOBAL:
	r[i->a] = globals[i->to];
	NEXT;
do_CORE_LOAD_THIS:
	r[i->a] = this[i->to];
	NEXT;
do_CORE_LOAD_SELF:
	r[i->a] = self[i->to];
	NEXT;
do_CORE_STORE_GLOBAL:
	globals[i->to] = r[i->a];
	NEXT;
do_CORE_STORE_THIS:
	this[i->to] = r[i->a];
	NEXT;
do_CORE_STORE_SELF:
	self[i->to] = r[i->a];
	NEXT;
do_CORE_KEEP_GLOBAL:
	globals[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_KEEP_THIS:
	this[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_KEEP_SELF:
	self[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_TEXT_GLOBAL:
	CHECKED(store_text(c, s, i, &globals[i->to]));
do_CORE_TEXT_THIS:
	CHECKED(store_text(c, s, i, &this[i->to]));
do_CORE_TEXT_SELF:
	CHECKED(store_text(c, s, i, &self[i->to]));
do_CORE_AGGREGATE:
	CHECKED(aggregate(c, s, i));
do_CORE_ACT:
	CHECKED(act(c, s, i));
do_CORE_PRINT:
	CHECKED(print(c, s, i));
do_CORE_STEP:
do_CORE_STEP_BLIND:
	CHECKED(step(c, s, i));

look:
	*taken = row;
	return rc < 0 ? rc : CORE_LOOK;
out:
	*taken = row;
	return 0;
}
