/* SPDX-License-Identifier: GPL-2.0 */
/* What reaches into memory: * [] . -> & and the two ways between strings and addresses. */
#include "report/lang/check.h"
#include "report/lang/lex.h"
#include "report/lang/translate.h"

#include <string.h>

static struct node *wrap(struct dcompiler *c, enum node_kind kind, struct node *left,
			 const struct type *type, uint64_t size)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	*n = (struct node){
		.kind = kind,
		.checked = true,
		.pos = left->pos,
		.left = left,
		.type = type,
		.value = size,
		.next = left->next,
	};
	return n;
}

static bool is_null(const struct node *n)
{
	return n->kind == N_NUMBER && type_is_int(n->type) && !n->value;
}

static bool points(const struct type *t)
{
	return type_is_pointer(t) || type_is_string(t);
}

bool check_pointers(const struct node *a, const struct node *b)
{
	return type_pointers(a->type, b->type) || (points(a->type) && is_null(b)) ||
	       (points(b->type) && is_null(a));
}

bool check_compatible(const struct type *want, const struct node *got)
{
	return type_compatible(want, got->type) || (points(want) && is_null(got));
}

struct node *check_as_text(struct dcompiler *c, struct node *n)
{
	uint64_t size = n->type->kind == T_ARRAY ? n->type->size : c->options->strsize;

	if (type_is_string(n->type) || n->type == &type_any || is_null(n))
		return n; /* 0 is NULL, of strings too */
	return wrap(c, N_TEXT, n, &type_string, size);
}

struct node *check_as_address(struct dcompiler *c, struct node *n, uint64_t least)
{
	if (n->kind == N_TEXT && type_is_pointer(n->left->type))
		return n->left;
	return type_is_string(n->type) ? wrap(c, N_CHARS, n, type_pointer(c, &type_char), least)
				       : n;
}

struct node *check_as(struct dcompiler *c, const struct type *t, struct node *n)
{
	if (type_is_string(t))
		return check_as_text(c, n);
	return check_as_address(c, n, type_is_bytes(t) ? t->size : 1);
}

struct node *check_deref(struct dcompiler *c, struct node *n)
{
	const struct type *to;
	struct node *left;

	if (n->left->type->kind == T_XLATED)
		return translate_deref(c, n);
	left = n->left = check_as_address(c, n->left, 1);
	if (!type_is_pointer(left->type))
		dc_fail(c, n->pos, "D_DEREF_NONPTR", NULL,
			"cannot dereference non-pointer type \"%s\"", left->type->name);
	to = left->type->to;
	if (to->kind == T_VOID)
		dc_fail(c, n->pos, "D_DEREF_VOID", NULL, "cannot dereference pointer to void");
	if (to->kind == T_FUNCTION)
		dc_fail(c, n->pos, "D_DEREF_FUNC", NULL, "cannot dereference pointer to function");
	if (to->incomplete)
		dc_fail(c, n->pos, "D_OP_INCOMPLETE", NULL,
			"operator * cannot be applied to incomplete type \"%s\"", to->name);
	n->type = to;
	n->lvalue = to->kind != T_ARRAY;
	n->writable = left->writable ||
		      (left->kind == N_BINARY && left->op == TOK_ADD && left->left->writable);
	return n;
}

struct node *check_subscript(struct dcompiler *c, struct node *n)
{
	struct node *sum = dc_alloc(c, sizeof(*sum));

	if (n->right->next)
		dc_fail(c, n->pos, "D_ARR_BADREF", "write a[i][j]",
			"a scalar array cannot be accessed as an associative array");
	*sum = (struct node){
		.kind = N_BINARY, .op = TOK_ADD, .pos = n->pos, .left = n->left, .right = n->right
	};
	n->kind = N_UNARY;
	n->op = TOK_MUL;
	n->left = check_expr(c, sum);
	n->right = NULL;
	return check_deref(c, n);
}

struct node *check_address(struct dcompiler *c, struct node *n)
{
	const struct node *of = n->left;

	switch (of->kind) {
	case N_XLATE:
	case N_AGGREF:
	case N_VAR:
	case N_FIELD:
	case N_ARG:
	case N_EVENT:
	case N_ELEMENT:
	case N_WHOLE:
	case N_VMREG:
		dc_fail(c, n->pos, "D_ADDROF_VAR", NULL, "cannot take address of a D variable");
	}
	if (!of->lvalue)
		dc_fail(c, n->pos, "D_ADDROF_LVAL", NULL,
			"unary & requires an lvalue in memory as its operand");
	if (of->kind == N_MEMBER && check_is_bits(of->member))
		dc_fail(c, n->pos, "D_ADDROF_BITFIELD", NULL, "cannot take address of a bit-field");
	n->type = type_pointer(c, of->type);
	return n;
}

/* 8, 16, 32 or 64 bits are an integer like any other. */
bool check_is_bits(const struct member *m)
{
	return m->bits % 8 || m->bits & (m->bits - 1);
}

/* Also within members that have no name; *bits is where it lies. */
const struct member *check_find_member(const struct type *t, const char *name, uint64_t *bits)
{
	for (const struct member *m = t->base->members; m; m = m->next) {
		const struct member *inner = NULL;

		if (m->name && !strcmp(m->name, name)) {
			*bits = m->offset;
			return m;
		}
		if (!m->name && type_is_sou(m->type))
			inner = check_find_member(m->type, name, bits);
		if (inner) {
			*bits += m->offset;
			return inner;
		}
	}
	return NULL;
}

/* An address as its name; it takes the address's place in a list. */
struct node *check_as_symbol(struct dcompiler *c, struct node *address, enum naming naming,
			     const struct type *type)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	*n = (struct node){
		.kind = N_SYMADDR,
		.checked = true,
		.pos = address->pos,
		.depth = address->depth,
		.left = address,
		.value = naming,
		.type = type,
		.next = address->next,
	};
	address->next = NULL;
	return n;
}

struct vtype check_recorded(const struct node *n)
{
	struct vtype v = type_recorded(n->type);

	if (n->kind == N_MEMBER && n->member && n->member->bits)
		v.size = type_bits_size(n->member->bits);
	return v;
}

struct node *check_member(struct dcompiler *c, struct node *n)
{
	const char *op = n->op == TOK_ARROW ? "->" : ".";
	const struct type *t;
	uint64_t bits;

	if (n->op == TOK_ARROW && check_is_args(c, n->left))
		return check_event_field(c, n);
	n->left = check_expr(c, n->left);
	t = n->left->type;
	if (t->kind == T_XLATED)
		return translate_member(c, n);
	if (t == &type_kernel && n->op == TOK_ARROW) {
		n->type = t;
		return n;
	}
	if (n->op == TOK_ARROW) {
		if (!type_is_pointer(t))
			dc_fail(c, n->pos, "D_OP_PTR", dc_printf(c, "got %s", t->name),
				"operator -> must be applied to a pointer");
		t = t->to;
	}
	if (!type_is_sou(t))
		dc_fail(c, n->pos, "D_OP_SOU", dc_printf(c, "got %s", n->left->type->name),
			"operator %s must be applied to a struct or union%s", op,
			n->op == TOK_ARROW ? " pointer" : "");
	if (t->base->incomplete)
		dc_fail(c, n->pos, "D_OP_INCOMPLETE", NULL,
			"operator %s cannot be applied to a forward declaration: no %s definition "
			"is available",
			op, t->name);
	n->member = check_find_member(t, n->name, &bits);
	if (!n->member)
		dc_fail(c, n->pos, "D_TYPE_MEMBER", NULL, "%s is not a member of %s", n->name,
			t->name);
	n->value = bits;
	n->type = n->member->type;
	n->lvalue = (n->op == TOK_ARROW || n->left->lvalue) && n->type->kind != T_ARRAY;
	n->writable = n->left->writable;
	return n;
}
