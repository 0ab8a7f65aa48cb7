/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/parse.h"

/* Binary operators bind the tighter the higher; 0: no binary operator. */
#define COMMA_PRIORITY 1
#define ASSIGN_PRIORITY 2
#define COND_PRIORITY 3
static const uint8_t priority[TOK_NR] = {
	[TOK_COMMA] = COMMA_PRIORITY,
	[TOK_ASSIGN] = ASSIGN_PRIORITY,
	[TOK_ADD_EQ] = ASSIGN_PRIORITY,
	[TOK_SUB_EQ] = ASSIGN_PRIORITY,
	[TOK_MUL_EQ] = ASSIGN_PRIORITY,
	[TOK_DIV_EQ] = ASSIGN_PRIORITY,
	[TOK_MOD_EQ] = ASSIGN_PRIORITY,
	[TOK_AND_EQ] = ASSIGN_PRIORITY,
	[TOK_OR_EQ] = ASSIGN_PRIORITY,
	[TOK_XOR_EQ] = ASSIGN_PRIORITY,
	[TOK_SHL_EQ] = ASSIGN_PRIORITY,
	[TOK_SHR_EQ] = ASSIGN_PRIORITY,
	[TOK_QUESTION] = COND_PRIORITY,
	[TOK_LOR] = 4,
	[TOK_LXOR] = 5,
	[TOK_LAND] = 6,
	[TOK_OR] = 7,
	[TOK_XOR] = 8,
	[TOK_AND] = 9,
	[TOK_EQ] = 10,
	[TOK_NE] = 10,
	[TOK_LT] = 11,
	[TOK_LE] = 11,
	[TOK_GT] = 11,
	[TOK_GE] = 11,
	[TOK_SHL] = 12,
	[TOK_SHR] = 12,
	[TOK_ADD] = 13,
	[TOK_SUB] = 13,
	[TOK_MUL] = 14,
	[TOK_DIV] = 14,
	[TOK_MOD] = 14,
};

static const bool is_unary[TOK_NR] = {
	[TOK_NOT] = 1, [TOK_COM] = 1, [TOK_INC] = 1, [TOK_DEC] = 1,
	[TOK_ADD] = 1, [TOK_SUB] = 1, [TOK_AND] = 1, [TOK_MUL] = 1,
};

static struct node *parse_unary(struct parser *);
static struct node *parse_binary(struct parser *, int limit);

static struct node *parse_op(struct parser *p, enum node_kind kind, uint8_t op, struct pos pos,
			     struct node *left, struct node *right, struct node *third)
{
	struct node *n = parse_node(p, kind, pos, left, right, third);

	n->op = op;
	return n;
}

static struct node *parse_named(struct parser *p, enum node_kind kind)
{
	struct node *n = parse_node(p, kind, p->tok.pos, NULL, NULL, NULL);

	n->name = p->tok.text;
	n->len = p->tok.len;
	return n;
}

/* Expressions up to the closing token, as a list; it may be empty. */
static struct node *parse_list(struct parser *p, enum token_kind close)
{
	struct node *list = NULL, **tail = &list;

	if (parse_accept(p, close))
		return NULL;
	do {
		*tail = parse_assignment(p);
		tail = &(*tail)->next;
	} while (parse_accept(p, TOK_COMMA));
	parse_expect(p, close);
	return list;
}

static struct node *parse_keys(struct parser *p)
{
	if (p->tok.kind == TOK_RBRACKET)
		parse_error(p, "expected an index");
	return parse_list(p, TOK_RBRACKET);
}

static struct node *parse_aggregation(struct parser *p)
{
	struct node *n = parse_named(p, N_AGGREF);

	parse_advance(p);
	if (parse_accept(p, TOK_LBRACKET))
		n->right = parse_keys(p);
	return n;
}

/* Behind a . or -> a keyword of D that C does not have is a name like another. */
static void check_name(struct parser *p, const char *wanted)
{
	static const bool names[TOK_NR] = {
		[TOK_IDENT] = 1,    [KEY_COUNTER] = 1,	[KEY_IMPORT] = 1,     [KEY_OFFSETOF] = 1,
		[KEY_PROBE] = 1,    [KEY_PROVIDER] = 1, [KEY_SELF] = 1,	      [KEY_STRING] = 1,
		[KEY_STRINGOF] = 1, [KEY_THIS] = 1,	[KEY_TRANSLATOR] = 1, [KEY_USERLAND] = 1,
		[KEY_XLATE] = 1,
	};

	if (!names[p->tok.kind])
		parse_error(p, wanted);
}

/* self->x and this->x; self alone is no variable, which the checker says. */
static struct node *parse_scoped(struct parser *p, enum space space)
{
	struct node *self = parse_named(p, N_IDENT), *n;

	parse_advance(p);
	if (!parse_accept(p, TOK_ARROW))
		return self;
	check_name(p, "expected a name");
	n = parse_named(p, N_IDENT);
	n->space = space;
	n->pos = self->pos;
	parse_advance(p);
	return n;
}

static struct node *parse_parens(struct parser *p)
{
	struct node *n = parse_expression(p);

	parse_expect(p, TOK_RPAREN);
	n->paren = true;
	return n;
}

/* A type's name stands for a variable only where one could be made. */
static struct node *parse_ident(struct parser *p)
{
	static const bool makes[TOK_NR] = {
		[TOK_ASSIGN] = 1, [TOK_INC] = 1, [TOK_DEC] = 1, [TOK_LBRACKET] = 1
	};
	struct symbol *type = parse_typedef_name(p);
	struct node *n = parse_named(p, N_IDENT);
	struct token name = p->tok;

	parse_advance(p);
	if (type && !makes[p->tok.kind]) {
		p->tok = name;
		parse_error(p, "this names a type");
	}
	if (type)
		type->is_hidden = true;
	return n;
}

static struct node *parse_primary(struct parser *p)
{
	struct node *n;

	switch (p->tok.kind) {
	case TOK_NUMBER:
		n = parse_node(p, N_NUMBER, p->tok.pos, NULL, NULL, NULL);
		n->value = p->tok.value;
		n->type = type_of_number(p->tok.number);
		break;
	case TOK_TEXT:
		n = parse_named(p, N_STRING);
		break;
	case TOK_IDENT:
		return parse_ident(p);
	case TOK_AGGNAME:
		return parse_aggregation(p);
	case KEY_SELF:
		return parse_scoped(p, SPACE_SELF);
	case KEY_THIS:
		return parse_scoped(p, SPACE_THIS);
	case TOK_LPAREN:
		parse_advance(p);
		return parse_parens(p);
	default:
		parse_error(p, NULL);
	}
	parse_advance(p);
	return n;
}

static struct node *parse_member(struct parser *p, struct node *left)
{
	struct pos pos = p->tok.pos;
	uint8_t op = p->tok.kind;
	struct node *n;

	parse_advance(p);
	check_name(p, "expected a member's name");
	n = parse_op(p, N_MEMBER, op, pos, left, NULL, NULL);
	n->name = p->tok.text;
	n->len = p->tok.len;
	parse_advance(p);
	return n;
}

static struct node *parse_suffixes(struct parser *p, struct node *n)
{
	for (;;) {
		struct pos pos = p->tok.pos;
		uint8_t op = p->tok.kind;

		switch (op) {
		case TOK_LBRACKET:
			parse_advance(p);
			n = parse_node(p, N_INDEX, n->pos, n, parse_keys(p), NULL);
			break;
		case TOK_LPAREN:
			parse_advance(p);
			n = parse_node(p, N_CALL, n->pos, n, parse_list(p, TOK_RPAREN), NULL);
			check_callee(p->c, n);
			break;
		case TOK_DOT:
		case TOK_ARROW:
			n = parse_member(p, n);
			break;
		case TOK_INC:
		case TOK_DEC:
			parse_advance(p);
			n = parse_op(p, N_POSTFIX, op, pos, n, NULL, NULL);
			break;
		default:
			return n;
		}
	}
}

/* (type) operand; a parenthesis that holds no type is an expression. */
static struct node *parse_cast(struct parser *p)
{
	struct pos pos = p->tok.pos;
	const struct type *type;
	struct node *n;

	parse_advance(p);
	if (!parse_is_type_name(p))
		return parse_suffixes(p, parse_parens(p));
	type = parse_type_name(p);
	parse_expect(p, TOK_RPAREN);
	n = parse_node(p, N_CAST, pos, parse_unary(p), NULL, NULL);
	n->named = type;
	return n;
}

static struct node *parse_sizeof(struct parser *p)
{
	struct node *n;
	struct pos pos = p->tok.pos;

	parse_advance(p);
	if (p->tok.kind != TOK_LPAREN)
		return parse_node(p, N_SIZEOF, pos, parse_unary(p), NULL, NULL);
	parse_advance(p);
	if (!parse_is_type_name(p))
		return parse_node(p, N_SIZEOF, pos, parse_suffixes(p, parse_parens(p)), NULL, NULL);
	n = parse_node(p, N_SIZEOF, pos, NULL, NULL, NULL);
	n->named = parse_type_name(p);
	parse_expect(p, TOK_RPAREN);
	return check_expr(p->c, n);
}

static struct node *parse_offsetof(struct parser *p)
{
	struct node *n = parse_node(p, N_OFFSETOF, p->tok.pos, NULL, NULL, NULL);

	parse_advance(p);
	parse_expect(p, TOK_LPAREN);
	if (!parse_is_type_name(p))
		parse_error(p, "expected a type");
	n->named = parse_type_name(p);
	parse_expect(p, TOK_COMMA);
	check_name(p, "expected a member's name");
	n->name = p->tok.text;
	n->len = p->tok.len;
	parse_advance(p);
	parse_expect(p, TOK_RPAREN);
	return check_expr(p->c, n);
}

static struct node *parse_xlate(struct parser *p)
{
	struct node *n = parse_node(p, N_XLATE, p->tok.pos, NULL, NULL, NULL);

	parse_advance(p);
	parse_expect(p, TOK_LT);
	n->named = parse_type_name(p);
	parse_expect(p, TOK_GT);
	parse_expect(p, TOK_LPAREN);
	n->left = parse_parens(p);
	return n;
}

static struct node *parse_stringof(struct parser *p)
{
	struct pos pos = p->tok.pos;

	parse_advance(p);
	return parse_node(p, N_STRINGOF, pos, parse_unary(p), NULL, NULL);
}

static struct node *parse_operand(struct parser *p)
{
	struct pos pos = p->tok.pos;
	uint8_t op = p->tok.kind;

	switch (op) {
	case TOK_LPAREN:
		return parse_cast(p);
	case KEY_SIZEOF:
		return parse_sizeof(p);
	case KEY_OFFSETOF:
		return parse_suffixes(p, parse_offsetof(p));
	case KEY_STRINGOF:
		return parse_stringof(p);
	case KEY_XLATE:
		return parse_suffixes(p, parse_xlate(p));
	}
	if (!is_unary[op])
		return parse_suffixes(p, parse_primary(p));
	parse_advance(p);
	return parse_op(p, N_UNARY, op, pos, parse_unary(p), NULL, NULL);
}

static struct node *parse_unary(struct parser *p)
{
	struct node *n;

	parse_enter(p);
	n = parse_operand(p);
	parse_leave(p);
	return n;
}

/* Only a unary expression can stand before an assignment: "a + b = c" is no sentence. */
static void check_target(struct parser *p, const struct node *left)
{
	if (!left->paren && (left->kind == N_BINARY || left->kind == N_COND))
		parse_error(p, NULL);
}

static struct node *parse_conditional(struct parser *p, struct node *left, struct pos pos)
{
	struct node *yes = parse_binary(p, COMMA_PRIORITY - 1), *no;

	parse_expect(p, TOK_COLON);
	no = parse_binary(p, COND_PRIORITY - 1);
	return parse_op(p, N_COND, TOK_QUESTION, pos, left, yes, no);
}

/*
 * Operators that bind tighter than `limit`. Left-associative ones take what binds tighter
 * than themselves on their right; assignments and ?: take equals too.
 */
static struct node *parse_binary(struct parser *p, int limit)
{
	struct node *left;

	parse_enter(p);
	left = parse_unary(p);
	while (priority[p->tok.kind] > limit) {
		struct pos pos = p->tok.pos;
		uint8_t op = p->tok.kind;
		int level = priority[op];

		if (level == ASSIGN_PRIORITY)
			check_target(p, left);
		parse_advance(p);
		if (level == COND_PRIORITY) {
			left = parse_conditional(p, left, pos);
			continue;
		}
		left = parse_op(p, N_BINARY, op, pos, left,
				parse_binary(p, level == ASSIGN_PRIORITY ? level - 1 : level),
				NULL);
		check_divisor(p->c, left);
	}
	parse_leave(p);
	return left;
}

struct node *parse_expression(struct parser *p)
{
	return parse_binary(p, COMMA_PRIORITY - 1);
}

struct node *parse_assignment(struct parser *p)
{
	return parse_binary(p, COMMA_PRIORITY);
}
