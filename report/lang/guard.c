/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/guard.h"
#include "report/lang/ops.h"

enum effect { NOTHING, FAULTS, CHANGES };

/* What a part of a predicate does, and the tests one of which holds where it is true. */
struct look {
	enum effect effect;
	bool late; /* something that may fault comes before a test */
	struct process_test *first, *last;
};

static struct look look_at(struct dcompiler *c, const struct node *n);

static struct look only(enum effect effect)
{
	return (struct look){ .effect = effect };
}

static struct look worst(struct look a, struct look b)
{
	return only(a.effect > b.effect ? a.effect : b.effect);
}

/* ---- A test ---- */

static bool is_test(const struct node *field, const struct node *value)
{
	if (field->kind != N_FIELD)
		return false;
	switch (field->symbol->index) {
	case FIELD_PID:
	case FIELD_TID:
		return value->kind == N_NUMBER;
	case FIELD_EXECNAME:
		return value->kind == N_STRING;
	}
	return false;
}

static struct look test(struct dcompiler *c, const struct node *field, const struct node *value)
{
	struct look l = only(NOTHING);

	if (value->kind == N_CAST && value->left->kind == N_STRING) /* an inline */
		value = value->left;
	if (!is_test(field, value))
		return l;
	l.first = l.last = dc_alloc(c, sizeof(*l.first));
	l.first->field = field->symbol->index;
	l.first->id = value->value;
	if (value->kind == N_STRING)
		l.first->name = dc_strndup(c, value->name, value->len);
	return l;
}

static struct look equal(struct dcompiler *c, const struct node *n)
{
	struct look l = test(c, n->left, n->right);

	if (!l.first)
		l = test(c, n->right, n->left);
	return l.first ? l : worst(look_at(c, n->left), look_at(c, n->right));
}

/* ---- What holds tests together ---- */

/* The left side's are as good as the right one's. */
static struct look both(struct look left, struct look right)
{
	struct look l = worst(left, right);

	if (left.first) {
		l.first = left.first;
		l.last = left.last;
		l.late = left.late;
	} else if (left.effect != CHANGES) {
		l.first = right.first;
		l.last = right.last;
		l.late = right.late || left.effect == FAULTS;
	}
	return l;
}

static struct look either(struct look left, struct look right)
{
	struct look l = worst(left, right);

	if (!left.first || !right.first)
		return l;
	left.last->next = right.first;
	l.first = left.first;
	l.last = right.last;
	l.late = left.late || right.late;
	return l;
}

static struct look look_at_binary(struct dcompiler *c, const struct node *n)
{
	struct look left, right, l;

	if (binops[n->op].class == OPC_ASSIGN)
		return only(CHANGES);
	if (n->op == TOK_EQ)
		return equal(c, n);
	left = look_at(c, n->left);
	right = look_at(c, n->right);
	if (n->op == TOK_LAND)
		return both(left, right);
	if (n->op == TOK_LOR)
		return either(left, right);
	l = worst(left, right);
	return n->op == TOK_DIV || n->op == TOK_MOD ? worst(l, only(FAULTS)) : l;
}

/* ---- Anything else ---- */

static struct look look_at_unary(struct dcompiler *c, const struct node *n)
{
	bool computes =
		n->op == TOK_NOT || n->op == TOK_COM || n->op == TOK_SUB || n->op == TOK_ADD;

	return computes ? only(look_at(c, n->left).effect) : only(CHANGES);
}

/* A place may be damaged in the trace, a register or time absent. */
static struct look look_at_field(const struct node *n)
{
	switch (n->symbol->index) {
	case FIELD_CPL:
	case FIELD_TIMESTAMP:
	case FIELD_VTIMESTAMP:
	case FIELD_WALLTIMESTAMP:
		return only(FAULTS);
	}
	return only(NOTHING);
}

static struct look look_at_keys(struct dcompiler *c, const struct node *keys)
{
	struct look l = only(keys ? FAULTS : NOTHING);

	for (; keys; keys = keys->next)
		l = worst(l, look_at(c, keys));
	return l;
}

/* Calls, memory, steps: what is not known here to be harmless may change something. */
static struct look look_at(struct dcompiler *c, const struct node *n)
{
	switch (n->kind) {
	case N_NUMBER:
	case N_STRING:
		return only(NOTHING);
	case N_FIELD:
		return look_at_field(n);
	case N_ARG:
	case N_VMREG:
		return only(FAULTS);
	case N_VAR:
		return look_at_keys(c, n->right);
	case N_UNARY:
		return look_at_unary(c, n);
	case N_BINARY:
		return look_at_binary(c, n);
	case N_CAST:
	case N_STRINGOF:
		return only(look_at(c, n->left).effect);
	}
	return only(CHANGES);
}

struct guard guard_of(struct dcompiler *c, const struct node *predicate)
{
	struct look l = predicate ? look_at(c, predicate) : only(NOTHING);

	return (struct guard){ .tests = l.first, .late = l.late };
}
