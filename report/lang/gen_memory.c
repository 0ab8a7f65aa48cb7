/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/gen.h"
#include "report/subr.h"

/* How PEEK and POKE name an integer; a long double's first half must do. */
static uint16_t format_of(const struct type *t)
{
	return (t->size < 8 ? t->size : 8) * 8 | (t->sign ? 0x100 : 0);
}

/* R[r] := R[r] op value, by way of a register behind those in use. */
static void emit_with(struct gen *g, enum op op, uint16_t r, int64_t value)
{
	uint16_t constant = gen_register(g);

	gen_emit(g, OP_CONST, constant, gen_constant(g, value), 0);
	gen_emit(g, op, r, r, constant);
	g->next--;
}

/* ---- Bit-fields: the low bits of an integer large enough ---- */

/* Only the bytes that hold it: its struct may end before the whole integer does. */
static uint16_t unit_bits(const struct node *n)
{
	return (n->member->bits + 7) / 8 * 8;
}

static void get_bits(struct gen *g, const struct node *n, uint16_t r, uint16_t at)
{
	gen_emit(g, OP_PEEK, r, at, unit_bits(n));
	gen_emit(g, OP_EXT, r, r, n->member->bits | (n->type->sign ? 0x100 : 0));
}

static void put_bits(struct gen *g, const struct node *n, uint16_t r, uint16_t at)
{
	uint64_t mask = ~0ull >> (64 - n->member->bits);
	uint16_t unit = gen_register(g), value = gen_register(g);

	gen_emit(g, OP_PEEK, unit, at, unit_bits(n));
	emit_with(g, OP_AND, unit, ~mask);
	gen_emit(g, OP_MOV, value, r, 0);
	emit_with(g, OP_AND, value, mask);
	gen_emit(g, OP_OR, unit, unit, value);
	gen_emit(g, OP_POKE, unit, at, unit_bits(n));
	g->next = unit;
}

static bool is_bits(const struct node *n)
{
	return n->kind == N_MEMBER && n->member->bits;
}

/* ---- Addresses ---- */

static uint16_t gen_member_address(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left);

	if (n->value)
		emit_with(g, OP_ADD, r, n->value / 8);
	return r;
}

uint16_t gen_target(struct gen *g, const struct node *n)
{
	uint16_t target = g->next;

	if (n->kind == N_VAR)
		gen_list(g, n->right);
	else if (n->kind == N_MEMBER)
		gen_member_address(g, n);
	else
		gen_expr(g, n->left);
	return target;
}

/* ---- Values ---- */

/* An element that is stored by reference and is not there comes to be, all zeroes. */
static void make_element(struct gen *g, const struct node *n, uint16_t r, uint16_t keys)
{
	uint16_t t = gen_register(g);
	uint32_t push;

	gen_emit(g, OP_NOT, t, r, 0);
	push = gen_emit(g, OP_PUSH, t, 0, 0);
	gen_emit(g, OP_CONST, t, gen_constant(g, n->type->size), 0);
	gen_emit(g, OP_CALL, r, SUBR_ALLOCA, t);
	gen_emit(g, OP_STOREX, r, n->symbol->index, keys);
	gen_emit(g, OP_LOADX, r, n->symbol->index, keys);
	gen_label(g, push);
	gen_emit(g, OP_POP, 0, 0, 0);
	g->next--;
}

static void get_var(struct gen *g, const struct node *n, uint16_t r, uint16_t keys)
{
	if (!n->right) {
		gen_emit(g, OP_LOAD, r, n->symbol->index, 0);
		return;
	}
	gen_emit(g, OP_LOADX, r, n->symbol->index, keys);
	if (type_is_bytes(n->type))
		make_element(g, n, r, keys);
}

static void put_var(struct gen *g, const struct node *n, uint16_t r, uint16_t keys)
{
	if (n->right)
		gen_emit(g, OP_STOREX, r, n->symbol->index, keys);
	else
		gen_emit(g, OP_STORE, r, n->symbol->index, 0);
}

void gen_get(struct gen *g, const struct node *n, uint16_t r, uint16_t at)
{
	const struct type *t = n->type;

	if (n->kind == N_VAR)
		get_var(g, n, r, at);
	else if (is_bits(n))
		get_bits(g, n, r, at);
	else if (type_is_string(t))
		gen_emit(g, OP_TEXTAT, r, at, gen_constant(g, t->size));
	else if (!type_is_bytes(t))
		gen_emit(g, OP_PEEK, r, at, format_of(t));
	else if (r != at)
		gen_emit(g, OP_MOV, r, at, 0);
}

void gen_put(struct gen *g, const struct node *n, uint16_t r, uint16_t at)
{
	const struct type *t = n->type;

	if (n->kind == N_VAR)
		put_var(g, n, r, at);
	else if (is_bits(n))
		put_bits(g, n, r, at);
	else if (type_is_string(t))
		gen_emit(g, OP_TEXTTO, r, at, gen_constant(g, t->size));
	else if (type_is_bytes(t))
		gen_emit(g, OP_COPY, at, r, gen_constant(g, t->size));
	else
		gen_emit(g, OP_POKE, r, at, format_of(t));
}

uint16_t gen_place(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g), at;

	if (n->kind != N_VAR)
		g->next = r; /* the address is computed where the value will be */
	at = gen_target(g, n);
	gen_get(g, n, r, at);
	return r;
}

uint16_t gen_text_at(struct gen *g, const struct node *n)
{
	uint16_t r = gen_expr(g, n->left);

	gen_emit(g, OP_TEXTAT, r, r, gen_constant(g, n->value));
	return r;
}

/* A constant keeps one address for ever; other strings have it for this firing. */
uint16_t gen_chars(struct gen *g, const struct node *n)
{
	const struct node *s = n->left;
	uint16_t r;

	if (s->kind == N_STRING && s->len + 1 >= n->value) {
		r = gen_register(g);
		gen_emit(g, OP_LITERAL, r, gen_string(g, s->name, s->len), 0);
		return r;
	}
	r = gen_expr(g, s);
	gen_emit(g, OP_ADDRESS, r, r, gen_constant(g, n->value));
	return r;
}

/* In scratch space, member by member. */
uint16_t gen_struct(struct gen *g, const struct node *n)
{
	uint16_t r = gen_register(g), size = gen_register(g);

	gen_emit(g, OP_CONST, size, gen_constant(g, n->type->size), 0);
	gen_emit(g, OP_CALL, r, SUBR_ALLOCA, size);
	for (const struct node *m = n->values; m; m = m->next) {
		uint16_t value, at;

		g->next = r + 1;
		value = gen_expr(g, m->right);
		at = gen_register(g);
		gen_emit(g, OP_MOV, at, r, 0);
		if (m->value)
			emit_with(g, OP_ADD, at, m->value / 8);
		gen_put(g, m, value, at);
	}
	return r;
}
