/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/gen.h"

#define MAX_DEPTH 4000	   /* inlines add to what the parser has bounded */
#define DTRACE_REGISTERS 7 /* of DIF, beside the constant 0: what dtrace has for one expression */

static bool same_type(const struct type *a, const struct type *b)
{
	return a->size == b->size && a->sign == b->sign;
}

/* Twice the same is once. */
static void emit_ext(struct gen *g, uint16_t r, uint64_t size, bool sign)
{
	uint16_t how = size * 8 | (sign ? 0x100 : 0);
	const struct insn *last = g->code.n ? &VEC(g->code, struct insn)[g->code.n - 1] : NULL;

	if (!last || last->op != OP_EXT || last->a != r || last->c != how)
		gen_emit(g, OP_EXT, r, r, how);
}

/* As type_cast() does it to constants. */
static void gen_cast(struct gen *g, uint16_t r, const struct type *from, const struct type *to)
{
	if (!type_is_scalar(to) || !type_is_scalar(from))
		return;
	if (to->size > from->size) {
		if (!from->sign)
			return;
		emit_ext(g, r, from->size, true);
		if (to->sign)
			return;
	}
	if (to->size < 8)
		emit_ext(g, r, to->size, to->sign);
}

/* An assignment keeps all 64 bits but where the variable is narrower or differs. */
static void gen_convert(struct gen *g, uint16_t r, const struct type *from, const struct type *to)
{
	if (type_is_scalar(to) && to->size < 8 && !same_type(from, to))
		emit_ext(g, r, to->size, to->sign);
}

/* Is the value 0 or 1? */
static bool is_truth(const struct node *n)
{
	if (n->kind == N_UNARY)
		return n->op == TOK_NOT;
	return n->kind == N_BINARY &&
	       (binops[n->op].class == OPC_COMPARE || binops[n->op].class == OPC_LOGIC);
}

/* Does the value certainly lie within its type? */
static bool is_exact(const struct node *n)
{
	if (is_truth(n))
		return true;
	switch (n->kind) {
	case N_NUMBER:
		return type_cast(n->value, n->type, n->type) == n->value;
	case N_FIELD:
	case N_EVENT:
	case N_ELEMENT:
	case N_CALL:
	case N_CAST:
		return true;
	}
	return false;
}

void gen_record(struct gen *g, uint16_t r, const struct node *n)
{
	if (type_is_bytes(n->type))
		gen_emit(g, OP_BYTES, r, r, gen_constant(g, n->type->size));
	else if (type_is_scalar(n->type) && n->type->size < 8 && !is_exact(n))
		emit_ext(g, r, n->type->size, n->type->sign);
}

#define HARMLESS_PARTS 64 /* inlines within inlines have no end */

/* Can these be computed where they are not wanted: no fault, no change? */
static bool are_harmless(const struct node *n, uint32_t *parts)
{
	if (!(*parts)--)
		return false;
	switch (n->kind) {
	case N_NUMBER:
	case N_STRING:
		return true;
	case N_FIELD:
		return n->symbol->index != FIELD_CPL && n->symbol->index != FIELD_GUESTPROC;
	case N_VAR:
		return !n->right;
	case N_UNARY:
		return (n->op == TOK_NOT || n->op == TOK_COM || n->op == TOK_SUB) &&
		       are_harmless(n->left, parts);
	case N_BINARY:
		if (binops[n->op].class == OPC_ASSIGN || n->op == TOK_DIV || n->op == TOK_MOD)
			return false;
		if (type_is_string(n->left->type) || type_is_string(n->right->type))
			return false;
		return are_harmless(n->left, parts) && are_harmless(n->right, parts);
	}
	return false;
}

static bool is_harmless(const struct node *n)
{
	uint32_t parts = HARMLESS_PARTS;

	return are_harmless(n, &parts);
}

void gen_list(struct gen *g, const struct node *list)
{
	for (; list; list = list->next)
		gen_expr(g, list);
}

static uint16_t gen_number(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_emit(g, OP_CONST, r, gen_constant(g, n->value), 0);
	return r;
}

static uint16_t gen_text(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_emit(g, OP_STRING, r, gen_string(g, n->name, n->len), 0);
	return r;
}

static uint16_t gen_field(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_emit(g, n->kind == N_ARG ? OP_ARG : OP_FIELD, r, n->symbol->index, 0);
	return r;
}

/* Where events differ the type is the widest, which narrower values of another sign are cut to. */
static uint16_t gen_event(struct gen *g, const struct node *n)
{
	uint16_t r = n->kind == N_ELEMENT ? gen_expr(g, n->left) : gen_register(g);

	if (n->kind == N_ELEMENT)
		gen_emit(g, OP_ELEMENT, r, n->value, r);
	else
		gen_emit(g, OP_EVENT, r, n->value, 0);
	if (n->varies && n->type->size < 8)
		emit_ext(g, r, n->type->size, n->type->sign);
	return r;
}

static uint16_t gen_whole(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_emit(g, OP_WHOLE, r, 0, 0);
	return r;
}

static uint16_t gen_vmreg(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_emit(g, OP_VMREG, r, gen_constant(g, n->value), 0);
	return r;
}

static uint16_t gen_unary(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left);

	if (n->op != TOK_ADD)
		gen_emit(g,
			 n->op == TOK_NOT   ? OP_NOT
			 : n->op == TOK_COM ? OP_COM
					    : OP_NEG,
			 r, r, 0);
	return r;
}

static void emit_by_size(struct gen *g, enum op op, uint16_t r, const struct type *pointer)
{
	uint16_t size;

	if (pointer->to->size == 1)
		return;
	size = gen_register(g);
	gen_emit(g, OP_CONST, size, gen_constant(g, pointer->to->size), 0);
	gen_emit(g, op, r, r, size);
	g->next--;
}

static bool is_signed(const struct binop *b, const struct type *l, const struct type *r)
{
	if (!type_is_int(l) || !type_is_int(r))
		return false;
	return b->class == OPC_SHIFT ? l->sign : type_usual(l, r)->sign;
}

/* R[r] := R[r] op R[s]; pointers count what they point to. */
static void emit_binary(struct gen *g, uint8_t token, uint16_t r, uint16_t s,
			const struct type *left, const struct type *right)
{
	const struct binop *b = &binops[token];
	uint8_t op = is_signed(b, left, right) ? b->op : b->uop;
	bool pointers = b->class == OPC_ADD && (type_is_pointer(left) || type_is_pointer(right));

	if (b->class == OPC_COMPARE && (type_is_string(left) || type_is_string(right)))
		op = b->sop;
	if (pointers && type_is_int(right))
		emit_by_size(g, OP_MUL, s, left);
	if (pointers && type_is_int(left))
		emit_by_size(g, OP_MUL, r, right);
	gen_emit(g, op, r, b->swap ? s : r, b->swap ? r : s);
	if (pointers && type_is_pointer(left) && type_is_pointer(right))
		emit_by_size(g, OP_UDIV, r, left);
}

/* dtrace keeps the left operand in a register meanwhile. */
static uint16_t gen_right(struct gen *g, const struct node *right)
{
	uint16_t s;

	g->held++;
	s = gen_expr(g, right);
	g->held--;
	return s;
}

/* To 0 or 1, where it is not one of these already. */
static void gen_bool(struct gen *g, uint16_t r, const struct node *n)
{
	if (!is_truth(n))
		gen_emit(g, OP_BOOL, r, r, 0);
}

/* The right operand counts only where the left one leaves the answer open. */
static uint16_t gen_shortcut(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left), open = r, right;
	uint32_t push;

	gen_bool(g, r, n->left);
	if (n->op == TOK_LOR) {
		open = gen_register(g);
		gen_emit(g, OP_NOT, open, r, 0);
	}
	push = gen_emit(g, OP_PUSH, open, 0, 0);
	right = gen_expr(g, n->right);
	gen_bool(g, right, n->right);
	gen_emit(g, OP_MOV, r, right, 0);
	gen_label(g, push);
	gen_emit(g, OP_POP, 0, 0, 0);
	return r;
}

static uint16_t gen_logic(struct gen *g, const struct node *n)
{
	uint16_t r;

	if (n->op != TOK_LXOR && !is_harmless(n->right))
		return gen_shortcut(g, n);
	r = gen_expr(g, n->left);
	gen_bool(g, r, n->left);
	gen_bool(g, n->op == TOK_LXOR ? gen_right(g, n->right) : gen_expr(g, n->right), n->right);
	gen_emit(g, n->op == TOK_LXOR ? OP_XOR : n->op == TOK_LOR ? OP_OR : OP_AND, r, r, r + 1);
	return r;
}

/* Value, then where it goes behind it. */
static uint16_t gen_plain_assign(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->right), at;

	gen_convert(g, r, n->right->type, n->left->type);
	at = gen_target(g, n->left);
	gen_put(g, n->left, r, at);
	return r;
}

/* The old value in r, where it is behind it, then the right operand. */
static uint16_t gen_op_assign(struct gen *g, const struct node *n)
{
	const struct type *l = n->left->type, *right = n->right->type;
	uint16_t r = gen_register(g), at = gen_target(g, n->left);

	gen_get(g, n->left, r, at);
	emit_binary(g, binops[n->op].base, r, gen_right(g, n->right), l, right);
	if (type_is_int(l) && type_is_int(right))
		gen_convert(g, r, type_usual(l, right), l);
	gen_put(g, n->left, r, at);
	return r;
}

static uint16_t gen_binary(struct gen *g, const struct node *n)
{
	uint16_t r;

	switch (binops[n->op].class) {
	case OPC_LOGIC:
		return gen_logic(g, n);
	case OPC_ASSIGN:
		return n->op == TOK_ASSIGN ? gen_plain_assign(g, n) : gen_op_assign(g, n);
	case OPC_COMMA:
		r = gen_expr(g, n->left);
		g->next = r;
		return gen_expr(g, n->right);
	}
	r = gen_expr(g, n->left);
	emit_binary(g, n->op, r, gen_right(g, n->right), n->left->type, n->right->type);
	return r;
}

/* The old value in r, where it is behind it, the new value behind that. */
static uint16_t gen_step(struct gen *g, const struct node *n)
{
	const struct type *t = n->left->type;
	uint16_t r = gen_register(g), at = gen_target(g, n->left), value;

	gen_get(g, n->left, r, at);
	value = gen_register(g);
	gen_emit(g, OP_CONST, value, gen_constant(g, t->kind == T_POINTER ? t->to->size : 1), 0);
	gen_emit(g, n->op == TOK_INC ? OP_ADD : OP_SUB, value, r, value);
	gen_put(g, n->left, value, at);
	if (n->kind == N_UNARY)
		gen_emit(g, OP_MOV, r, value, 0);
	return r;
}

static void gen_cond_to(struct gen *g, const struct node *n, uint16_t r);

/* One arm of ?: into r; a ?: within it shares the register. */
static void gen_arm(struct gen *g, const struct node *arm, uint16_t r)
{
	if (arm->kind == N_COND) {
		gen_cond_to(g, arm, r);
		return;
	}
	gen_emit(g, OP_MOV, r, gen_expr(g, arm), 0);
	g->next--;
}

static void enter(struct gen *g)
{
	if (++g->c->depth > MAX_DEPTH)
		dc_fail(g->c, g->pos, "D_UNKNOWN", "split the expression",
			"more than %d levels of nesting", MAX_DEPTH);
}

static void gen_cond_to(struct gen *g, const struct node *n, uint16_t r)
{
	uint32_t push, otherwise;

	enter(g);
	push = gen_emit(g, OP_PUSH, gen_expr(g, n->left), 0, 0);
	g->next = r + 1;
	gen_arm(g, n->right, r);
	gen_label(g, push);
	otherwise = gen_emit(g, OP_ELSE, 0, 0, 0);
	gen_arm(g, n->third, r);
	gen_label(g, otherwise);
	gen_emit(g, OP_POP, 0, 0, 0);
	g->c->depth--;
}

static uint16_t gen_cond(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_cond_to(g, n, r);
	return r;
}

static uint16_t gen_cast_node(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left);

	if (!same_type(n->left->type, n->type) || !is_exact(n->left))
		gen_cast(g, r, n->left->type, n->type);
	return r;
}

static uint16_t gen_stringof(struct gen *g, const struct node *n)
{
	return gen_expr(g, n->left);
}

static uint16_t gen_symaddr(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left);
	const struct type *t = n->left->type;

	/* a number is printed as wide as it is */
	if (n->value == NAME_ADDRESS && n->type == &type_symaddr && t->size < 8)
		gen_emit(g, OP_EXT, r, r, t->size * 8);
	gen_emit(g, OP_SYMBOL, r, r, n->value);
	return r;
}

static uint16_t gen_call(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g);

	gen_list(g, n->right);
	gen_emit(g, OP_CALL, r, n->symbol->index, r + 1);
	return r;
}

static uint16_t gen_aggval(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g), keys = g->next;
	const struct symbol *s = n->left->symbol;
	uint32_t i = 0;

	for (const struct node *key = n->left->right; key; key = key->next, i++)
		gen_cast(g, gen_expr(g, key), key->type, s->keys[i]);
	gen_emit(g, OP_AGGVAL, r, gen_use(g, n->left->use), keys);
	return r;
}

static uint16_t gen_any_unary(struct gen *g, const struct node *n)
{
	switch (n->op) {
	case TOK_INC:
	case TOK_DEC:
		return gen_step(g, n);
	case TOK_MUL:
		return gen_place(g, n);
	case TOK_AND:
		return gen_target(g, n->left);
	}
	return gen_unary(g, n);
}

static uint16_t (*const generators[])(struct gen *, const struct node *) = {
	[N_NUMBER] = gen_number,   [N_STRING] = gen_text,    [N_FIELD] = gen_field,
	[N_ARG] = gen_field,	   [N_VMREG] = gen_vmreg,    [N_VAR] = gen_place,
	[N_UNARY] = gen_any_unary, [N_POSTFIX] = gen_step,   [N_BINARY] = gen_binary,
	[N_COND] = gen_cond,	   [N_CAST] = gen_cast_node, [N_STRINGOF] = gen_stringof,
	[N_SYMADDR] = gen_symaddr, [N_CALL] = gen_call,	     [N_MEMBER] = gen_place,
	[N_TEXT] = gen_text_at,	   [N_CHARS] = gen_chars,    [N_STRUCT] = gen_struct,
	[N_AGGVAL] = gen_aggval,   [N_EVENT] = gen_event,    [N_ELEMENT] = gen_event,
	[N_WHOLE] = gen_whole,
};

uint16_t gen_expr(struct gen *g, const struct node *n)
{
	uint16_t r;

	if (g->held >= DTRACE_REGISTERS)
		gen_no_register(g);
	enter(g);
	r = generators[n->kind](g, n);
	g->c->depth--;
	g->next = r + 1;
	return r;
}
