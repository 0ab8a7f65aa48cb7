/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/builtins.h"
#include "report/lang/ops.h"
#include "report/lang/translate.h"

#include <string.h>

static bool is_null(const struct node *n)
{
	return n->kind == N_NUMBER && !n->value;
}

static bool is_number(const struct node *n)
{
	return n->kind == N_NUMBER && type_is_int(n->type);
}

static _Noreturn void operands(struct dcompiler *c, const struct node *n, const char *tag,
			       const char *what)
{
	dc_fail(c, n->pos, tag,
		n->right ? dc_printf(c, "got %s and %s", n->left->type->name, n->right->type->name)
			 : dc_printf(c, "got %s", n->left->type->name),
		"operator %s requires %s", check_spelling(n->op), what);
}

static _Noreturn void incompatible(struct dcompiler *c, const struct node *n)
{
	dc_fail(c, n->pos, "D_OP_INCOMPAT", NULL,
		"operands have incompatible types: \"%s\" %s \"%s\"", n->left->type->name,
		check_spelling(n->op), n->right->type->name);
}

static bool both(const struct node *n, bool (*is)(const struct type *))
{
	return is(n->left->type) && is(n->right->type);
}

/* ---- Binary operators, by class: each gives the type ---- */

/* A pointer that says how large what it points to is. */
static bool counts(const struct type *t)
{
	return type_is_pointer(t) && t->to->kind != T_VOID && t->to->kind != T_FUNCTION;
}

static const struct type *decayed(struct dcompiler *c, const struct type *t)
{
	return t->kind == T_ARRAY ? type_pointer(c, t->to) : t;
}

static const struct type *check_add(struct dcompiler *c, struct node *n, uint8_t op)
{
	const struct type *l = n->left->type, *r = n->right->type;

	if (both(n, type_is_int))
		return type_usual(l, r);
	if (counts(l) && counts(r) && op == TOK_SUB && check_pointers(n->left, n->right))
		return &type_long;
	if (counts(l) && type_is_int(r))
		return decayed(c, l);
	if (type_is_int(l) && counts(r) && op == TOK_ADD)
		return decayed(c, r);
	incompatible(c, n);
}

static const struct type *check_arith(struct dcompiler *c, struct node *n, uint8_t op)
{
	if (!both(n, type_is_int))
		operands(c, n, "D_OP_ARITH", "operands of arithmetic type");
	return type_usual(n->left->type, n->right->type);
}

static const struct type *check_int(struct dcompiler *c, struct node *n, uint8_t op)
{
	if (!both(n, type_is_int))
		operands(c, n, "D_OP_INT", "operands of integral type");
	return type_usual(n->left->type, n->right->type);
}

static const struct type *check_shift(struct dcompiler *c, struct node *n, uint8_t op)
{
	if (!both(n, type_is_int))
		operands(c, n, "D_OP_INT", "operands of integral type");
	return n->left->type;
}

static const struct type *check_compare(struct dcompiler *c, struct node *n, uint8_t op)
{
	const struct type *l = n->left->type, *r = n->right->type;
	bool text = type_is_string(l) || type_is_string(r);

	if (!both(n, type_is_int) && !(text && both(n, type_is_text)) &&
	    !(type_is_scalar(l) && type_same(l, r)) && !check_pointers(n->left, n->right))
		incompatible(c, n);
	if (text) {
		n->left = check_as_text(c, n->left);
		n->right = check_as_text(c, n->right);
	}
	return &type_int;
}

static const struct type *check_logic(struct dcompiler *c, struct node *n, uint8_t op)
{
	if (!both(n, type_is_scalar))
		operands(c, n, "D_OP_SCALAR", "operands of scalar type");
	return &type_int;
}

static bool is_dynamic(const struct type *t)
{
	return t->kind == T_AGG || t->kind == T_XLATED;
}

/* An aggregation or a translation, where a value was meant. */
static void check_not_dynamic(struct dcompiler *c, const struct node *n, const struct node *left,
			      const struct node *right)
{
	if (is_dynamic(left->type) || is_dynamic(right->type))
		dc_fail(c, n->pos, "D_OP_DYN", NULL,
			"operator %s operands cannot be of dynamic type", check_spelling(n->op));
}

static const struct type *check_comma(struct dcompiler *c, struct node *n, uint8_t op)
{
	check_not_dynamic(c, n, n->left, n->right);
	if (check_is_action(n->left) || check_is_action(n->right))
		dc_fail(c, n->pos, "D_OP_ACT", "write two statements",
			"operator , may not be used with actions");
	return n->right->type;
}

static const struct type *(*const classes[])(struct dcompiler *, struct node *, uint8_t op) = {
	[OPC_ADD] = check_add,	   [OPC_ARITH] = check_arith,	  [OPC_INT] = check_int,
	[OPC_SHIFT] = check_shift, [OPC_COMPARE] = check_compare, [OPC_LOGIC] = check_logic,
	[OPC_COMMA] = check_comma,
};

static int64_t fold_logic(uint8_t op, int64_t a, int64_t b)
{
	return op == TOK_LAND ? a && b : op == TOK_LOR ? a || b : !a != !b;
}

/* Which operand's signedness decides: a shift's left one, else the usual type's. */
static bool is_signed(const struct node *n)
{
	const struct type *l = n->left->type, *r = n->right->type;

	if (!both(n, type_is_int))
		return false;
	return binops[n->op].class == OPC_SHIFT ? l->sign : type_usual(l, r)->sign;
}

static struct node *fold(struct dcompiler *c, struct node *n)
{
	const struct binop *b = &binops[n->op];
	int64_t l = n->left->value, r = n->right->value, v;

	if (b->class == OPC_COMMA)
		return check_number(n, r, n->type);
	if (b->class == OPC_LOGIC)
		return check_number(n, fold_logic(n->op, l, r), n->type);
	/* dtrace shifts constants without their sign */
	if (!op_fold(is_signed(n) && b->class != OPC_SHIFT ? b->op : b->uop, b->swap ? r : l,
		     b->swap ? l : r, &v))
		return n;
	return check_number(n, v, n->type);
}

/* Known while parsing: no variable, and no sizeof one. */
static bool is_literal(struct dcompiler *c, const struct node *n)
{
	const struct symbol *s;

	switch (n->kind) {
	case N_NUMBER:
		return true;
	case N_IDENT:
		s = symbol_find(c->symbols, n->space, n->name, n->len);
		return s && (s->kind == SYM_CONST ||
			     (s->kind == SYM_INLINE && !s->is_array && is_number(s->body)));
	case N_SIZEOF:
		return !n->left || n->left->kind == N_STRING;
	case N_UNARY:
		return n->op != TOK_MUL && n->op != TOK_AND && is_literal(c, n->left);
	case N_CAST:
		return type_is_int(n->named) && is_literal(c, n->left);
	case N_COND:
		return is_literal(c, n->left) && is_literal(c, n->right) && is_literal(c, n->third);
	case N_BINARY:
		return binops[n->op].class != OPC_ASSIGN && binops[n->op].class != OPC_COMMA &&
		       is_literal(c, n->left) && is_literal(c, n->right);
	}
	return false;
}

void check_divisor(struct dcompiler *c, struct node *n)
{
	uint8_t op = binops[n->op].class == OPC_ASSIGN ? binops[n->op].base : n->op;

	if ((op != TOK_DIV && op != TOK_MOD) || !is_literal(c, n->right))
		return;
	n->right = check_expr(c, n->right);
	if (is_null(n->right))
		dc_fail(c, n->pos, "D_DIV_ZERO", NULL, "expression contains division by zero");
}

struct node *check_binary(struct dcompiler *c, struct node *n)
{
	n->left = check_expr(c, n->left);
	n->right = check_expr(c, n->right);
	n->type = classes[binops[n->op].class](c, n, n->op);
	return is_number(n->left) && is_number(n->right) ? fold(c, n) : n;
}

/* ---- Unary operators ---- */

struct node *check_unary(struct dcompiler *c, struct node *n)
{
	const struct type *t;
	int64_t v;

	if (n->op == TOK_MUL && check_is_args(c, n->left) && check_on_events(c, n->left))
		return check_event_whole(c, n);
	n->left = check_expr(c, n->left);
	t = n->type = n->left->type;
	v = n->left->value;
	switch (n->op) {
	case TOK_MUL:
		return check_deref(c, n);
	case TOK_AND:
		return check_address(c, n);
	case TOK_NOT:
		if (!type_is_scalar(t))
			operands(c, n, "D_OP_SCALAR", "an operand of scalar type");
		n->type = &type_int;
		return is_number(n->left) ? check_number(n, !v, n->type) : n;
	case TOK_COM:
		if (!type_is_int(t))
			operands(c, n, "D_OP_INT", "an operand of integral type");
		return is_number(n->left) ? check_number(n, ~v, t) : n;
	}
	if (!type_is_int(t))
		operands(c, n, "D_OP_ARITH", "an operand of arithmetic type");
	n->writable = n->left->writable;
	if (n->op == TOK_ADD && n->left->kind == N_NUMBER)
		return n->left;
	if (!is_number(n->left))
		return n;
	/* A negated unsigned constant keeps the bits of its type. */
	v = -(uint64_t)v;
	return check_number(n, t->sign ? v : type_cast(v, t, t), t);
}

static const struct type *cond_type(struct dcompiler *c, const struct node *n)
{
	const struct type *yes = n->right->type, *no = n->third->type;
	bool string = type_is_string(yes) || type_is_string(no);

	if (type_same(yes, no) && !type_is_int(yes) && yes->kind != T_AGG)
		return yes;
	if (type_is_int(yes) && type_is_int(no))
		return type_usual(yes, no);
	if (string &&
	    ((type_is_text(yes) && type_is_text(no)) || is_null(n->right) || is_null(n->third)))
		return &type_string;
	if (!string && check_pointers(n->right, n->third))
		return decayed(c, type_is_pointer(yes) ? yes : no);
	dc_fail(c, n->pos, "D_OP_INCOMPAT", NULL,
		"operator ?: operands must have compatible types: \"%s\" and \"%s\"", yes->name,
		no->name);
}

struct node *check_cond(struct dcompiler *c, struct node *n)
{
	struct node *yes, *no;

	n->left = check_expr(c, n->left);
	if (is_number(n->left))
		return check_expr(c, n->left->value ? n->right : n->third);
	yes = n->right = check_expr(c, n->right);
	no = n->third = check_expr(c, n->third);
	if (!type_is_scalar(n->left->type))
		dc_fail(c, n->pos, "D_OP_SCALAR", dc_printf(c, "got %s", n->left->type->name),
			"operator ?: expression must be of scalar type");
	check_not_dynamic(c, n, yes, no);
	n->type = cond_type(c, n);
	if (check_is_action(yes) || check_is_action(no))
		dc_fail(c, n->pos, "D_OP_ACT", "use if and else, or two clauses with predicates",
			"actions may not be used with operator ?:");
	n->right = check_as(c, n->type, yes);
	n->third = check_as(c, n->type, no);
	return n;
}

/* ---- Assignments ---- */

static void check_writable(struct dcompiler *c, const struct node *n)
{
	bool parameter = n->left->kind == N_VAR && !n->left->symbol;

	if (!n->left->lvalue && !parameter)
		dc_fail(c, n->pos, "D_OP_LVAL", NULL,
			"operator %s requires modifiable lvalue as an operand",
			check_spelling(n->op));
	if (!n->left->writable)
		dc_fail(c, n->pos, "D_OP_WRITE", NULL,
			"operator %s can only be applied to a writable variable",
			check_spelling(n->op));
}

/* Is it an inline's name, with an index if it has parameters, and not one for a number? */
static bool names_inline(struct dcompiler *c, const struct node *n)
{
	const struct node *name = n->kind == N_INDEX ? n->left : n;
	const struct symbol *s =
		name->kind == N_IDENT ? symbol_find(c->symbols, name->space, name->name, name->len)
				      : NULL;

	return s && s->kind == SYM_INLINE && (s->is_array || !is_number(s->body));
}

/* What is assigned; `create`: it comes into being if nothing has made it yet. */
static struct node *check_target(struct dcompiler *c, struct node *n, bool create)
{
	bool is_inline;

	if (n->checked)
		return n;
	is_inline = names_inline(c, n);
	if (n->kind == N_IDENT)
		n = check_ident(c, n, create);
	else if (n->kind == N_INDEX)
		n = check_index(c, n, create);
	else
		return check_expr(c, n);
	n->checked = true;
	if (!is_inline)
		return n;
	/* To dtrace it is a variable that may not be written. */
	n = memcpy(dc_alloc(c, sizeof(*n)), n, sizeof(*n));
	n->lvalue = true;
	n->writable = false;
	return n;
}

static void give_type(struct dcompiler *c, struct node *var, const struct type *t)
{
	struct symbol *s = var->symbol;

	if (var->kind != N_VAR || !s) /* an inline's parameter is nobody's variable */
		return;
	if (!s->typed) {
		s->type = t;
		s->typed = true;
		check_declare(c, s, var->pos);
	}
	if (!var->type) /* its own value may have made it, as in x = x++ */
		var->type = s->type;
}

static bool assignable(const struct type *to, const struct node *value)
{
	return check_compatible(to, value) || type_same(to, value->type);
}

/* Arrays are assigned one by one, functions not at all. */
static void check_not_array(struct dcompiler *c, const struct node *n)
{
	const struct type *t = n->left->type;

	if (t->kind == T_ARRAY || t->kind == T_FUNCTION)
		dc_fail(c, n->pos, "D_OP_ARRFUN", NULL,
			"operator %s may not be applied to operand of type \"%s\"",
			check_spelling(n->op), t->name);
}

/* The variable exists while its value is checked, but has no type before it. */
static struct node *check_plain_assign(struct dcompiler *c, struct node *n)
{
	const struct type *t;

	n->left = check_target(c, n->left, true);
	n->right = check_expr(c, n->right);
	if (n->right->type->kind == T_XLATED && type_is_sou(n->right->type->to))
		n->right = translate_struct(c, n->right);
	t = n->right->type;
	if (!n->left->symbol || !n->left->symbol->typed)
		check_has_value(c, n->right);
	if (is_dynamic(t) || t->kind == T_VOID)
		dc_fail(c, n->pos, "D_OP_INCOMPAT", NULL,
			"a value of type \"%s\" cannot be assigned", t->name);
	give_type(c, n->left, t);
	check_not_array(c, n);
	if (!assignable(n->left->type, n->right))
		incompatible(c, n);
	check_writable(c, n);
	n->right = check_as(c, n->left->type, n->right);
	n->type = n->left->type;
	n->writable = true;
	return n;
}

/* What += and -= take: integers, or a pointer and an integer or one of its kind. */
static void check_add_assign(struct dcompiler *c, struct node *n)
{
	const struct type *l = n->left->type, *r = n->right->type;

	if (type_is_string(l) || type_is_string(r))
		incompatible(c, n);
	if (both(n, type_is_int))
		return;
	if (!counts(l))
		operands(c, n, "D_OP_VFPTR", "a left operand of known size");
	if (!type_is_int(r) && !check_pointers(n->left, n->right))
		incompatible(c, n);
}

static void check_unmade(struct dcompiler *c, const struct node *n)
{
	const struct node *name = n->left->kind == N_INDEX ? n->left->left : n->left;

	if (name->kind == N_IDENT && !name->checked &&
	    !symbol_find(c->symbols, name->space, name->name, name->len))
		dc_fail(c, n->pos, "D_VAR_UNDEF", NULL, "%s has not yet been declared or assigned",
			name->name);
}

struct node *check_assign(struct dcompiler *c, struct node *n)
{
	uint8_t base = binops[n->op].base;

	if (n->left->kind == N_AGGREF && n->op == TOK_ASSIGN) {
		/* no statement of its own: of a type that no operator takes */
		check_aggregation(c, n);
		n->type = &type_agg;
		return n;
	}
	if (n->left->kind == N_AGGREF)
		dc_fail(c, n->pos, "D_VAR_UNDEF", "an aggregation takes @name = function(...)",
			"@%s has not yet been declared or assigned", n->left->name);
	if (n->op == TOK_ASSIGN)
		return check_plain_assign(c, n);
	check_unmade(c, n);
	n->left = check_target(c, n->left, false);
	n->right = check_expr(c, n->right);
	if (binops[base].class == OPC_ADD)
		check_add_assign(c, n);
	else
		classes[binops[base].class](c, n, base);
	check_writable(c, n);
	n->type = n->left->type;
	n->writable = true;
	return n;
}

struct node *check_step(struct dcompiler *c, struct node *n)
{
	n->left = check_target(c, n->left, true);
	give_type(c, n->left, &type_int64);
	if (!type_is_scalar(n->left->type))
		operands(c, n, "D_OP_SCALAR", "an operand of scalar type");
	if (n->left->type->kind == T_POINTER && !counts(n->left->type))
		operands(c, n, "D_OP_VFPTR", "an operand of known size");
	check_writable(c, n);
	n->type = n->left->type;
	n->writable = true;
	return n;
}
