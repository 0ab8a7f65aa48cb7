/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/sugar.h"
#include "report/lang/lex.h"

#include <string.h>

struct sugar {
	struct dcompiler *c;
	const struct clause_ast *origin;
	struct clause_ast *last;
	uint32_t number;     /* of this clause, for the names */
	uint32_t conditions; /* named so far */
	const char *fault;
};

/* When a block runs: a variable has this value. */
struct condition {
	const char *name; /* NULL: the clause's own predicate */
	int64_t value;
};

static struct node *new_node(struct sugar *s, enum node_kind kind, uint8_t op, struct node *left,
			     struct node *right)
{
	struct node *n = dc_alloc(s->c, sizeof(*n));

	*n = (struct node){
		.kind = kind, .op = op, .pos = s->origin->pos, .left = left, .right = right
	};
	return n;
}

static struct node *number(struct sugar *s, int64_t value)
{
	struct node *n = new_node(s, N_NUMBER, 0, NULL, NULL);

	n->value = value;
	n->type = &type_int;
	return n;
}

static struct node *variable(struct sugar *s, const char *name)
{
	struct node *n = new_node(s, N_IDENT, 0, NULL, NULL);

	n->space = SPACE_THIS;
	n->name = name;
	n->len = strlen(name);
	return n;
}

static struct node *equals(struct sugar *s, const char *name, int64_t value)
{
	return new_node(s, N_BINARY, TOK_EQ, variable(s, name), number(s, value));
}

/* A hidden statement: this->name = value */
static struct node *assign(struct sugar *s, const char *name, struct node *value)
{
	struct node *e = new_node(s, N_BINARY, TOK_ASSIGN, variable(s, name), value);

	e = new_node(s, N_EXPR, 0, e, NULL);
	e->hidden = true;
	return e;
}

static struct node **append(struct node **tail, struct node *list)
{
	*tail = list;
	while (*tail)
		tail = &(*tail)->next;
	return tail;
}

static struct node *guard(struct sugar *s, const struct condition *when)
{
	return new_node(s, N_BINARY, TOK_LAND, equals(s, s->fault, 0),
			equals(s, when->name, when->value));
}

/* A clause of these statements. The first one keeps the predicate and starts the chain. */
static void add_block(struct sugar *s, const struct condition *when, const char *run,
		      struct node *statements)
{
	struct clause_ast *block = dc_alloc(s->c, sizeof(*block));
	struct node **tail = &block->body;

	block->pos = s->origin->pos;
	block->pspecs = s->origin->pspecs;
	block->has_body = true;
	block->sugar = s->last != NULL;
	block->predicate = run ? s->origin->predicate : guard(s, when);
	tail = append(tail, assign(s, s->fault, number(s, 1)));
	if (run)
		tail = append(tail, assign(s, run, number(s, 1)));
	tail = append(tail, statements);
	append(tail, assign(s, s->fault, number(s, 0)));
	if (s->last)
		s->last->next = block;
	s->last = block;
}

static const char *new_name(struct sugar *s)
{
	return dc_printf(s->c, "%%%u.%u", s->number, s->conditions++);
}

static void add_statements(struct sugar *s, const struct condition *when, struct node *list);

static void add_if(struct sugar *s, const struct condition *when, struct node *n)
{
	struct condition branch = { new_name(s), 1 };
	struct node *choice = new_node(s, N_COND, TOK_QUESTION, n->left, number(s, 1)), *test;

	choice->third = number(s, 2);
	choice->pos = n->left->pos;
	test = assign(s, branch.name, choice);
	test->hidden = false; /* a fault in it is an action's */
	add_block(s, when, NULL, test);
	add_statements(s, &branch, n->right);
	branch.value = 2;
	add_statements(s, &branch, n->third);
}

static void add_statements(struct sugar *s, const struct condition *when, struct node *list)
{
	while (list) {
		struct node *first = list, *rest, **end = &list;

		while (*end && (*end)->kind != N_IF)
			end = &(*end)->next;
		rest = *end;
		*end = NULL;
		if (first->kind != N_IF)
			add_block(s, when, NULL, first);
		if (!rest)
			return;
		list = rest->next;
		rest->next = NULL;
		add_if(s, when, rest);
	}
}

static bool has_if(const struct node *list)
{
	for (; list; list = list->next)
		if (list->kind == N_IF)
			return true;
	return false;
}

struct clause_ast *sugar_clause(struct dcompiler *c, struct clause_ast *clause)
{
	struct clause_ast *next = clause->next, origin = *clause;
	struct sugar s = { .c = c, .origin = &origin, .number = c->sugars };
	struct node *head = NULL, **end = &clause->body;
	struct condition run = { .value = 1 };
	struct clause_ast first = { 0 };

	if (!has_if(clause->body))
		return clause;
	c->sugars++;
	s.fault = dc_printf(c, "%%%u", s.number);
	run.name = new_name(&s);
	if (clause->body->kind != N_IF) {
		head = clause->body;
		while ((*end)->kind != N_IF)
			end = &(*end)->next;
	}
	origin.body = *end;
	*end = NULL;
	s.last = NULL;
	add_block(&s, NULL, run.name, head);
	first = *s.last;
	*clause = first;
	s.last = clause;
	add_statements(&s, &run, origin.body);
	s.last->next = next;
	return s.last;
}
