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

/* ---- Strings ---- */

/* It lives with the pool, and is recorded and stored as it is. */
static inline bool is_lasting(const struct core *c, const struct str *s)
{
	return s->interned && s->len < c->strsize;
}

static inline bool is_key(const struct core *c, int64_t value)
{
	return value && is_lasting(c, str_of_value(value));
}

/* A string as a key: interned, and not longer than strsize. NULL faults. */
static int make_key(struct core *c, const struct strand *s, const struct core_insn *i,
		    int64_t *value)
{
	const struct str *text = str_of_value(*value);

	if (!text)
		return fault(c, s, i, FAULT_BADADDR);
	text = strpool_get(c->feed->row->pool, text->text,
			   text->len < c->strsize ? text->len : c->strsize - 1);
	*value = value_of_str(text);
	return text ? 0 : -ENOMEM;
}

/* ---- Aggregations and actions ---- */

static inline int aggregate(struct core *c, const struct strand *s, const struct core_insn *i,
			    const int64_t *r, const int64_t *const *columns, uint32_t lane)
{
	const struct core_values *v = &s->uses[i->to];
	const struct core_operand *o = v->operands, *end = o + v->n;
	struct tail_use *t = &c->tail->uses[v->of];
	int rc = !t->columns || t->n == TAIL_ROWS || !c->tail->any ? tail_reserve(c->tail, v->of)
								   : 0;
	int64_t *place;

	if (rc)
		return rc;
	for (place = &t->columns[0][t->n]; o < end; o++, place += TAIL_ROWS) {
		*place = o->column ? columns[o->index][lane] : r[o->index];
		if (o->text && !is_key(c, *place)) {
			rc = make_key(c, s, i, place);
			if (rc || c->machine->fault.code)
				return rc;
		}
	}
	t->n++;
	return 0;
}

/* What an action takes; a string that has to be cut lives until the machine is tidied up. */
static inline int take_values(struct core *c, const struct strand *s, const struct core_insn *i,
			      const int64_t *r, const int64_t *const *columns, uint32_t lane,
			      int64_t *values)
{
	const struct core_values *v = &s->actions[i->to];

	for (uint32_t k = 0; k < v->n; k++) {
		const struct core_operand *o = &v->operands[k];

		values[k] = o->column ? columns[o->index][lane] : r[o->index];
		if (!o->text || is_key(c, values[k]))
			continue;
		if (!values[k])
			return fault(c, s, i, FAULT_BADADDR);
		c->untidy = true;
		if (machine_cut_text(c->machine, &values[k]))
			return -ENOMEM;
	}
	return 0;
}

static int act(struct core *c, const struct strand *s, const struct core_insn *i)
{
	struct machine *m = c->machine;
	int64_t *values = machine_pend(m, &m->program->actions[s->actions[i->to].of]);

	return values ? take_values(c, s, i, m->room, c->feed->columns, c->lane, values) : -ENOMEM;
}

/* Nothing of the clause can fault behind it, so it need not wait for the end. */
static int print(struct core *c, const struct strand *s, const struct core_insn *i,
		 const int64_t *r, const int64_t *const *columns, uint32_t lane)
{
	int64_t values[STRAND_PRINTED];
	int rc = take_values(c, s, i, r, columns, lane, values);

	if (rc || c->machine->fault.code)
		return rc;
	return perform_alone(c->engine, c->feed->row->cpu, core_firing(c),
			     &c->machine->program->actions[s->actions[i->to].of], values);
}

/* ---- Variables ---- */

/* A string that lasts takes the place of one that does; all else is the variables' work. */
static inline int store_text(struct core *c, const struct strand *s, const struct core_insn *i,
			     int64_t *place)
{
	const struct str *new = str_of_value(c->machine->room[i->a]), *old = str_of_value(*place);

	if ((!new || is_lasting(c, new)) && (!old || old->interned)) {
		*place = value_of_str(new);
		return 0;
	}
	c->untidy = true;
	return step(c, s, i);
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
	const uint32_t *next = order, *const end = order + n;
	int64_t *const r = c->machine->room, *self = NULL;
	const int64_t *const *columns;
	const struct core_insn *i;
	struct core_feed *feed;
	uint32_t lane;
	int rc;

	machine_begin(c->machine);
	c->machine->fault.code = FAULT_NONE;
next_row:
	if (next == end)
		goto out;
	feed = &feeds[*next];
	if (!feed->strand)
		goto out;
	next++;
	c->feed = feed;
	c->lane = lane = feed->next++;
	columns = feed->columns;
	i = feed->code;
	if (feed->threads)
		self = c->threads->values + feed->threads[lane];
	goto *labels[i->op];

#define NEXT goto *labels[(++i)->op]
#define JUMP(target)                       \
	do {                               \
		i = feed->code + (target); \
		goto *labels[i->op];       \
	} while (0)
#define CHECKED(call)                               \
	do {                                        \
		rc = (call);                        \
		if (rc || machine_left(c->machine)) \
			goto look;                  \
		NEXT;                               \
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
	if (!c->untidy)
		goto next_row;
do_CORE_LEAVE:
	rc = 0;
	goto look;
do_CORE_QUIT:
	goto next_row;
do_CORE_COLUMN:
	r[i->a] = columns[i->b][lane];
	NEXT;
do_CORE_CHECK:
	CHECKED(!feed->valid[i->b] || feed->valid[i->b][lane]
			? 0
			: fault(c, feed->strand, i, FAULT_ILLOP));
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
		CHECKED(fault(c, feed->strand, i, FAULT_DIVZERO));
do_CORE_BINARY:
	vec_binary[i->to](&r[i->a], &r[i->b], false, &r[i->c], false, 1);
	NEXT;
do_CORE_LOAD_GLOBAL:
	r[i->a] = c->globals[i->to];
	NEXT;
do_CORE_LOAD_THIS:
	r[i->a] = (*c->this)[i->to];
	NEXT;
do_CORE_LOAD_SELF:
	r[i->a] = self[i->to];
	NEXT;
do_CORE_STORE_GLOBAL:
	c->globals[i->to] = r[i->a];
	NEXT;
do_CORE_STORE_THIS:
	(*c->this)[i->to] = r[i->a];
	NEXT;
do_CORE_STORE_SELF:
	self[i->to] = r[i->a];
	NEXT;
do_CORE_KEEP_GLOBAL:
	c->globals[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_KEEP_THIS:
	(*c->this)[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_KEEP_SELF:
	self[i->to] = columns[i->b][lane];
	NEXT;
do_CORE_TEXT_GLOBAL:
	CHECKED(store_text(c, feed->strand, i, &c->globals[i->to]));
do_CORE_TEXT_THIS:
	CHECKED(store_text(c, feed->strand, i, &(*c->this)[i->to]));
do_CORE_TEXT_SELF:
	CHECKED(store_text(c, feed->strand, i, &self[i->to]));
do_CORE_AGGREGATE:
	CHECKED(aggregate(c, feed->strand, i, r, columns, lane));
do_CORE_ACT:
	CHECKED(act(c, feed->strand, i));
do_CORE_PRINT:
	CHECKED(print(c, feed->strand, i, r, columns, lane));
do_CORE_STEP:
do_CORE_STEP_BLIND:
	CHECKED(step(c, feed->strand, i));

look:
	*taken = next - order;
	return rc < 0 ? rc : CORE_LOOK;
out:
	*taken = next - order;
	return 0;
}
