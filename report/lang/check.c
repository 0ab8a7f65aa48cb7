/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/builtins.h"
#include "report/lang/ops.h"
#include "report/lang/translate.h"

#include <string.h>

const char *check_spelling(uint8_t op)
{
	return token_spellings[op] ? token_spellings[op] : "?";
}

struct node *check_number(struct node *n, int64_t value, const struct type *type)
{
	n->kind = N_NUMBER;
	n->value = value;
	n->type = type;
	n->left = n->right = n->third = NULL;
	return n;
}

static struct node *check_aggref(struct dcompiler *c, struct node *n)
{
	if (!n->checked)
		check_list(c, &n->right);
	n->checked = true;
	n->type = &type_agg;
	return n;
}

void check_list(struct dcompiler *c, struct node **list)
{
	for (; *list; list = &(*list)->next) {
		struct node *next = (*list)->next, *n;

		/* Functions and keys tell what is wrong with an aggregation themselves. */
		n = (*list)->kind == N_AGGREF ? check_aggref(c, *list) : check_expr(c, *list);
		/* An inline stands at more than one place: a list needs a node of its own. */
		if (n != *list) {
			struct node *copy = dc_alloc(c, sizeof(*copy));

			*copy = *n;
			n = copy;
		}
		n->next = next;
		*list = n;
	}
}

static struct node *check_string(struct dcompiler *c, struct node *n)
{
	n->type = &type_string;
	return n;
}

bool check_has_size(const struct type *t)
{
	return t->kind != T_VOID && t->kind != T_AGG && t->kind != T_XLATED &&
	       t->kind != T_FUNCTION && !t->base->incomplete && !t->incomplete && !t->nkeys;
}

/* A string constant is as long as it is; others are strsize, but within a struct. */
static uint64_t size_of(const struct dcompiler *c, const struct node *n, const struct type *t)
{
	if (n && n->kind == N_STRING)
		return n->len + 1;
	if (n && n->kind == N_MEMBER && n->member->bits)
		return n->member->bits / 8;
	return t->kind == T_STRING && !(n && n->kind == N_MEMBER) ? c->options->strsize : t->size;
}

static struct node *check_sizeof(struct dcompiler *c, struct node *n)
{
	const struct type *t = n->named;

	if (!t) {
		n->left = check_expr(c, n->left);
		t = n->left->type;
	}
	if (!check_has_size(t))
		dc_fail(c, n->pos, "D_SIZEOF_TYPE", NULL,
			"cannot apply sizeof to an operand of type \"%s\"", t->name);
	if (n->left && n->left->kind == N_MEMBER && check_is_bits(n->left->member))
		dc_fail(c, n->pos, "D_SIZEOF_BITFIELD", NULL, "cannot apply sizeof to a bit-field");
	return check_number(n, size_of(c, n->left, t), &type_size);
}

static struct node *check_offsetof(struct dcompiler *c, struct node *n)
{
	const struct type *t = n->named->base;
	const struct member *m;
	uint64_t bits;

	if ((t->kind != T_STRUCT && t->kind != T_UNION) || t->incomplete)
		dc_fail(c, n->pos, "D_OFFSETOF_TYPE", NULL,
			"offsetof operand must be a struct or union type: \"%s\"", n->named->name);
	m = check_find_member(t, n->name, &bits);
	if (!m)
		dc_fail(c, n->pos, "D_UNKNOWN", NULL, "%s has no member named %s", t->name,
			n->name);
	if (check_is_bits(m))
		dc_fail(c, n->pos, "D_OFFSETOF_BITFIELD", NULL,
			"cannot take offset of a bit-field: %s", m->name);
	return check_number(n, bits / 8, &type_size);
}

/* An array of any type will do, and so will an integer, taken for an address. */
static struct node *check_stringof(struct dcompiler *c, struct node *n)
{
	const struct type *t;

	n->left = check_expr(c, n->left);
	t = n->left->type;
	if (!type_is_int(t) && !type_is_pointer(t) && !type_is_string(t))
		dc_fail(c, n->pos, "D_STRINGOF_TYPE", NULL,
			"cannot apply stringof to a value of type %s", t->name);
	n->left = check_as_text(c, n->left);
	n->type = &type_string;
	return n;
}

/* Between scalars, from arrays to pointers, from both to strings, and from anything to void. */
static bool castable(const struct type *to, const struct type *from)
{
	if (to->kind == T_VOID)
		return from->kind != T_AGG && from->kind != T_XLATED;
	if (type_same(to, from))
		return true;
	if (type_is_string(to))
		return type_is_int(from) || type_is_pointer(from);
	if (to->kind == T_POINTER)
		return type_is_int(from) || type_is_pointer(from);
	return type_is_int(to) && (type_is_int(from) || from->kind == T_POINTER);
}

static struct node *check_cast(struct dcompiler *c, struct node *n)
{
	const struct type *from, *to = n->named;

	n->left = check_expr(c, n->left);
	from = n->left->type;
	if (to->kind == T_VOID)
		check_has_value(c, n->left);
	if (!castable(to, from) || to->nkeys)
		dc_fail(c, n->pos, "D_CAST_INVAL", NULL,
			"invalid cast expression: \"%s\" to \"%s\"", from->name, to->name);
	n->writable = to->kind == T_POINTER;
	if (n->left->kind == N_NUMBER && type_is_scalar(to))
		return check_number(n, type_cast(n->left->value, from, to), to);
	if (to->kind != T_VOID)
		n->left = check_as(c, to, n->left);
	n->type = to;
	return n;
}

struct node *check_as_type(struct dcompiler *c, const struct type *t, struct node *n)
{
	struct node *cast = dc_alloc(c, sizeof(*cast));

	if (type_same(t, n->type))
		return n;
	*cast = (struct node){
		.kind = N_CAST, .pos = n->pos, .named = t, .left = n, .next = n->next
	};
	return check_expr(c, cast);
}

static struct node *check_plain_ident(struct dcompiler *c, struct node *n)
{
	return check_ident(c, n, false);
}

static struct node *check_plain_index(struct dcompiler *c, struct node *n)
{
	return check_index(c, n, false);
}

/* Where a value was meant: an aggregation has none. */
static struct node *check_bare_aggref(struct dcompiler *c, struct node *n)
{
	check_known_aggregation(c, n);
	return check_aggref(c, n);
}

static struct node *check_any_binary(struct dcompiler *c, struct node *n)
{
	return binops[n->op].class == OPC_ASSIGN ? check_assign(c, n) : check_binary(c, n);
}

static struct node *check_any_unary(struct dcompiler *c, struct node *n)
{
	return n->op == TOK_INC || n->op == TOK_DEC ? check_step(c, n) : check_unary(c, n);
}

static struct node *check_nothing(struct dcompiler *c, struct node *n)
{
	return n;
}

static struct node *(*const checkers[])(struct dcompiler *, struct node *) = {
	[N_NUMBER] = check_nothing,    [N_STRING] = check_string,
	[N_IDENT] = check_plain_ident, [N_AGGREF] = check_bare_aggref,
	[N_INDEX] = check_plain_index, [N_CALL] = check_call,
	[N_MEMBER] = check_member,     [N_UNARY] = check_any_unary,
	[N_POSTFIX] = check_step,      [N_BINARY] = check_any_binary,
	[N_COND] = check_cond,	       [N_CAST] = check_cast,
	[N_SIZEOF] = check_sizeof,     [N_OFFSETOF] = check_offsetof,
	[N_STRINGOF] = check_stringof, [N_XLATE] = check_xlate,
};

struct node *check_expr(struct dcompiler *c, struct node *n)
{
	if (n->checked)
		return n;
	n = checkers[n->kind](c, n);
	n->checked = true;
	return n;
}

bool check_constant(struct dcompiler *c, struct node *n, int64_t *value)
{
	n = check_expr(c, n);
	if (n->kind != N_NUMBER || !type_is_int(n->type))
		return false;
	*value = n->value;
	return true;
}

/* An expression as a statement: an action, an aggregation, or a value that is dropped. */
static void check_statement(struct dcompiler *c, struct node *s)
{
	struct node *e = s->left;

	if (e->kind == N_BINARY && e->op == TOK_ASSIGN && e->left->kind == N_AGGREF) {
		check_aggregation(c, e);
		return;
	}
	e = s->left = check_expr(c, e);
	if (e->kind == N_AGGREF)
		dc_fail(c, e->pos, "D_AGG_NULL", "assign it: @name[keys] = count();",
			"expression statement has null effect");
	if (!check_is_action(e))
		check_has_value(c, e);
	if (e->type->kind == T_XLATED)
		s->left = translate_statement(c, e);
}

/* The variable that an expression assigns or steps, and so makes; or NULL. */
static const struct node *target(const struct node *n)
{
	const struct node *left = n->left;

	if (n->kind != N_POSTFIX && !(n->kind == N_BINARY && n->op == TOK_ASSIGN) &&
	    !(n->kind == N_UNARY && (n->op == TOK_INC || n->op == TOK_DEC)))
		return NULL;
	return left->kind == N_INDEX ? left->left : left;
}

static bool makes(const struct node *n, const struct node *ident)
{
	const struct node *t;

	if (!n)
		return false;
	t = target(n);
	if (t && t->kind == N_IDENT && t->space == ident->space && t->len == ident->len &&
	    !memcmp(t->name, ident->name, t->len))
		return true;
	for (const struct node *arg = n->right; arg; arg = arg->next)
		if (makes(arg, ident))
			return true;
	return makes(n->left, ident) || makes(n->third, ident);
}

static bool body_makes(const struct node *body, const struct node *ident)
{
	for (; body; body = body->next)
		if (makes(body->left, ident))
			return true;
	return false;
}

/* Does it name what nothing has made yet, nor the body itself makes? */
static bool names_unknown(struct dcompiler *c, const struct node *n, const struct node *body)
{
	if (!n || n->checked)
		return false;
	if (n->kind == N_IDENT && !symbol_find(c->symbols, n->space, n->name, n->len))
		return !body_makes(body, n);
	for (const struct node *arg = n->right; arg; arg = arg->next)
		if (names_unknown(c, arg, body))
			return true;
	return names_unknown(c, n->left, body) || names_unknown(c, n->third, body);
}

static void check_body(struct dcompiler *c, struct clause_ast *clause)
{
	c->stability = STABILITY_STABLE;
	c->parts = 0;
	c->region = "action list";
	for (struct node *s = clause->body; s; s = s->next)
		check_statement(c, s);
	check_order(c, clause);
	c->region = NULL;
}

static void check_predicate(struct dcompiler *c, struct clause_ast *clause)
{
	struct node *p;

	c->region = "predicate";
	p = clause->predicate = check_expr(c, clause->predicate);
	if (!type_is_scalar(p->type))
		dc_fail(c, p->pos, "D_PRED_SCALAR", NULL,
			"predicate result type must be a scalar type: %s", p->type->name);
	c->region = NULL;
}

/*
 * The body comes first, since a predicate may test what only its own clause's body assigns;
 * but where it names what it does not make the predicate may, and goes first. As in dtrace
 * such a predicate counts for nothing in the clause's stability, nor does one without a body.
 */
void check_clause(struct dcompiler *c, struct clause_ast *clause)
{
	bool late = false;

	c->clause = clause;
	for (const struct node *s = clause->body; s && clause->predicate; s = s->next)
		late |= names_unknown(c, s, clause->body);
	if (!late)
		check_body(c, clause);
	if (clause->predicate)
		check_predicate(c, clause);
	if (late)
		check_body(c, clause);
	clause->stability = clause->body ? c->stability : STABILITY_STABLE;
	clause->parts = clause->body ? c->parts : 0;
	c->clause = NULL;
}
