/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/gen.h"

#include <string.h>

#define MAX_CODE 65535	  /* a label is 16 bits wide */
#define MAX_REGISTERS 256 /* of a column each: 2 MB a thread */

uint32_t gen_emit(struct gen *g, enum op op, uint32_t a, uint32_t b, uint32_t c)
{
	struct insn *i;

	*(uint16_t *)vec_push(g->c, &g->where, sizeof(uint16_t), MAX_CODE,
			      "instructions in one clause") = g->action;
	i = vec_push(g->c, &g->code, sizeof(*i), MAX_CODE, "instructions in one clause");
	*i = (struct insn){ op, a, b, c };
	return g->code.n - 1;
}

void gen_label(struct gen *g, uint32_t at)
{
	VEC(g->code, struct insn)[at].b = g->code.n;
}

_Noreturn void gen_no_register(struct gen *g)
{
	dc_fail(g->c, g->pos, "D_NOREG", "split the expression",
		"Insufficient registers to generate code");
}

uint16_t gen_register(struct gen *g)
{
	if (g->next == MAX_REGISTERS)
		gen_no_register(g);
	if (++g->next > g->max)
		g->max = g->next;
	return g->next - 1;
}

/* ---- Tables of constants and strings: each value once ---- */

static uint64_t mix(uint64_t v)
{
	v ^= v >> 32;
	v *= 0x9e3779b97f4a7c15ull;
	return v ^ v >> 29;
}

/*
 * The place of a value in an array of 64-bit values, which is made if need be. `index` is a
 * hash table over it: positions + 1, at most half full.
 */
static uint16_t intern(struct gen *g, struct vec *values, struct vec *index, int64_t value,
		       const char *what)
{
	uint32_t *slots, i;

	if (2 * values->n >= index->n) {
		uint32_t size = index->n ? 2 * index->n : 64;

		*index = (struct vec){ dc_alloc(g->c, size * sizeof(*slots)), size, size };
		slots = index->items;
		for (uint32_t j = 0; j < values->n; j++) {
			i = mix(VEC(*values, int64_t)[j]);
			while (slots[i &= size - 1])
				i++;
			slots[i] = j + 1;
		}
	}
	slots = index->items;
	for (i = mix(value); slots[i &= index->n - 1]; i++)
		if (VEC(*values, int64_t)[slots[i] - 1] == value)
			return slots[i] - 1;
	*(int64_t *)vec_push(g->c, values, sizeof(int64_t), MAX_CODE, what) = value;
	slots[i] = values->n;
	return values->n - 1;
}

uint16_t gen_constant(struct gen *g, int64_t value)
{
	return intern(g, &g->c->consts, &g->c->const_index, value, "constants");
}

uint16_t gen_string(struct gen *g, const char *text, uint32_t len)
{
	const struct str *s = strpool_get(g->c->pool, text, len);

	if (!s)
		dc_fail(g->c, g->pos, "D_UNKNOWN", NULL, "no memory left for a string");
	return intern(g, &g->c->strings, &g->c->string_index, value_of_str(s), "strings");
}

uint16_t gen_use(struct gen *g, const struct agguse *use)
{
	*(struct agguse *)vec_push(g->c, &g->c->uses, sizeof(*use), MAX_CODE,
				   "uses of aggregations") = *use;
	return g->c->uses.n - 1;
}

/* ---- Statements ---- */

/* Each recorded value is an action of dtrace's, with a number of its own. */
static uint16_t gen_values(struct gen *g, const struct node *list)
{
	uint16_t first = g->next;

	for (; list; list = list->next) {
		g->action++;
		gen_record(g, gen_expr(g, list), list);
	}
	return first;
}

static bool records(enum action_class class)
{
	return class == RECORDS || class == DESTROYS_AND_RECORDS || class == EXITS;
}

static bool destroys(enum action_class class)
{
	return class == DESTROYS || class == DESTROYS_AND_RECORDS;
}

static void gen_action(struct gen *g, const struct node *call)
{
	uint16_t first = gen_values(g, call->values);
	struct action *a;

	if (!call->values)
		g->action++;
	a = vec_push(g->c, &g->c->actions, sizeof(*a), MAX_CODE, "actions");
	*a = *call->action;
	a->index = g->action;
	gen_emit(g, OP_ACT, g->c->actions.n - 1, first, 0);
	g->records |= records(action_class(call));
	g->c->program.destructive |= destroys(action_class(call));
}

static void gen_aggregation(struct gen *g, const struct node *n)
{
	uint16_t keys = gen_values(g, n->left->right), values = g->next;

	g->action++;
	for (const struct node *v = n->values; v; v = v->next)
		gen_expr(g, v);
	gen_emit(g, OP_AGG, gen_use(g, n->use), keys, values);
}

static void gen_statement(struct gen *g, const struct node *s)
{
	const struct node *e = s->left;

	g->next = 0;
	if (e->use) {
		gen_aggregation(g, e);
	} else if (e->kind == N_CALL && e->action) {
		gen_action(g, e);
	} else {
		g->action += !s->hidden;
		gen_expr(g, e);
	}
}

/* A clause of nothing at all prints its default row. */
static void gen_nothing(struct gen *g)
{
	struct action *a = vec_push(g->c, &g->c->actions, sizeof(*a), MAX_CODE, "actions");

	a->kind = ACT_NOTHING;
	a->index = g->action = 1;
	gen_emit(g, OP_ACT, g->c->actions.n - 1, 0, 0);
	g->records = true;
}

static const struct insn *take_code(struct gen *g, const uint16_t **where)
{
	const struct insn *code;

	gen_emit(g, OP_END, 0, 0, 0);
	code = g->code.items;
	if (where)
		*where = g->where.items;
	g->code = g->where = (struct vec){ 0 };
	return code;
}

static bool is_speculate(const struct node *s)
{
	return s->left->action && s->left->action->kind == ACT_SPECULATE;
}

void gen_clause(struct dcompiler *c, const struct clause_ast *ast, struct clause *clause)
{
	struct gen g = { .c = c, .pos = ast->pos };

	c->depth = 0;
	if (ast->predicate) {
		gen_expr(&g, ast->predicate);
		clause->predicate = take_code(&g, NULL);
	}
	for (const struct node *s = ast->body; s; s = s->next)
		gen_statement(&g, s);
	if (!ast->body)
		gen_nothing(&g);
	clause->body = take_code(&g, &clause->where);
	clause->nregs = g.max;
	/* A speculate() alone speculates on the default row. */
	clause->records = g.records || (ast->body && !ast->body->next && is_speculate(ast->body));
}
