/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/batch.h"
#include "report/engine/effects.h"
#include "report/engine/subr_call.h"

enum effect { P = 'P', F = 'F', R = 'R', W = 'W', G = 'G', C = 'C', D = 'D', M = 'M' };

static char op_effect(uint16_t op)
{
	static const char effects[OP_NR] = {
#define X(op, operands, effect, meaning) [OP_##op] = effect,
		OPS(X)
#undef X
	};

	return effects[op];
}

bool action_consumes(uint8_t kind)
{
	return kind == ACT_PRINTA || kind == ACT_TRUNC || kind == ACT_CLEAR ||
	       kind == ACT_NORMALIZE || kind == ACT_DENORMALIZE;
}

static void add_action(struct effects *e, const struct action *a)
{
	e->records = true;
	e->consumes |= action_consumes(a->kind);
	e->exits |= a->kind == ACT_EXIT;
}

/* Only the thread's own events, or the firing itself, can tell. */
static bool is_own(const struct program *p, const struct insn *i)
{
	return (i->op == OP_LOAD || i->op == OP_STORE || i->op == OP_LOADX || i->op == OP_STOREX) &&
	       p->vars[i->b].storage != GLOBAL;
}

static void add_insn(struct effects *e, const struct program *p, const struct insn *i)
{
	switch (op_effect(i->op)) {
	case F:
		e->faults = true;
		e->state |= i->op == OP_CALL && subr_keeps_state(i->b);
		e->shared |= i->op == OP_CALL && subr_keeps_state(i->b);
		break;
	case R:
	case W:
		e->state = true;
		e->shared |= !is_own(p, i);
		break;
	case D:
		add_action(e, &p->actions[i->a]);
		e->faults = true; /* a NULL string */
		break;
	case G:
		e->faults = true;
		break;
	case C:
		e->faults = true; /* a NULL string */
		e->state = e->shared = e->consumes = true;
		break;
	case P:
		e->faults |= i->op == OP_FIELD && field_may_fault(i->b);
		break;
	}
}

static void add_code(struct effects *e, const struct program *p, const struct insn *code)
{
	for (; code && code->op != OP_END; code++)
		add_insn(e, p, code);
}

struct effects effects_of_code(const struct program *p, const struct insn *code)
{
	struct effects e = { false };

	add_code(&e, p, code);
	return e;
}

struct effects effects_of(const struct program *p, const struct clause *c)
{
	struct effects e = { false };

	add_code(&e, p, c->predicate);
	add_code(&e, p, c->body);
	e.records |= c->records;
	return e;
}

static bool code_reads(const struct insn *code, enum field field)
{
	for (const struct insn *i = code; i && i->op != OP_END; i++)
		if (i->op == OP_FIELD && i->b == field)
			return true;
	return false;
}

bool program_reads(const struct program *p, enum field field)
{
	bool reads = false;

	for (uint32_t i = 0; i < p->nclauses && !reads; i++)
		reads = code_reads(p->clauses[i].predicate, field) ||
			code_reads(p->clauses[i].body, field);
	return reads;
}
