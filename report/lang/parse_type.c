/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/parse_type.h"
#include "report/lang/check.h"

#include <string.h>

static const bool is_class[TOK_NR] = {
	[KEY_AUTO] = 1,	  [KEY_EXTERN] = 1, [KEY_REGISTER] = 1, [KEY_SELF] = 1,
	[KEY_STATIC] = 1, [KEY_THIS] = 1,   [KEY_TYPEDEF] = 1,
};
static const bool is_qualifier[TOK_NR] = {
	[KEY_CONST] = 1,
	[KEY_RESTRICT] = 1,
	[KEY_USERLAND] = 1,
	[KEY_VOLATILE] = 1,
};
static const bool is_word[TOK_NR] = {
	[KEY_CHAR] = 1, [KEY_DOUBLE] = 1, [KEY_FLOAT] = 1,
	[KEY_INT] = 1,	[KEY_STRING] = 1, [KEY_VOID] = 1,
};
static const bool is_tagged[TOK_NR] = { [KEY_ENUM] = 1, [KEY_STRUCT] = 1, [KEY_UNION] = 1 };
static const bool is_attribute[TOK_NR] = {
	[KEY_SIGNED] = 1,
	[KEY_UNSIGNED] = 1,
	[KEY_SHORT] = 1,
	[KEY_LONG] = 1,
};

/* Variables win over types. */
struct symbol *parse_typedef_name(const struct parser *p)
{
	struct symbol *s = NULL;

	if (p->tok.kind == TOK_IDENT &&
	    !symbol_find(p->c->symbols, SPACE_GLOBAL, p->tok.text, p->tok.len))
		s = symbols_type(p->c->symbols, p->tok.text, p->tok.len);
	return s && !s->is_hidden ? s : NULL;
}

bool parse_is_type_name(const struct parser *p)
{
	uint8_t k = p->tok.kind;

	return is_qualifier[k] || is_word[k] || is_tagged[k] || is_attribute[k] ||
	       parse_typedef_name(p);
}

bool parse_is_type(const struct parser *p)
{
	return is_class[p->tok.kind] || parse_is_type_name(p);
}

_Noreturn void parse_bad_type(struct parser *p, const char *tag, const char *what)
{
	dc_fail(p->c, p->tok.pos, tag, NULL, "invalid type declaration: %s", what);
}

static void add_class(struct parser *p, struct specifiers *s)
{
	if (s->storage)
		dc_fail(p->c, p->tok.pos, "D_DECL_CLASS", NULL,
			"only one storage class allowed in a declaration");
	s->storage = p->tok.kind;
}

static void add_attribute(struct parser *p, struct specifiers *s)
{
	switch (p->tok.kind) {
	case KEY_SHORT:
		if (s->shorts++)
			parse_bad_type(p, "D_DECL_COMBO", "short is repeated");
		break;
	case KEY_LONG:
		if (s->longs++ > 1)
			parse_bad_type(p, "D_DECL_COMBO", "long is repeated");
		break;
	default:
		if (s->sign)
			parse_bad_type(p, s->sign == p->tok.kind ? "D_DECL_COMBO" : "D_UNKNOWN",
				       "signed or unsigned a second time");
		s->sign = p->tok.kind;
	}
	if (s->shorts && s->longs)
		parse_bad_type(p, "D_UNKNOWN", "short and long together");
}

static void one_type(struct parser *p, const struct specifiers *s)
{
	if (s->word || s->type)
		parse_bad_type(p, "D_DECL_COMBO", "two types in one declaration");
}

/* A type, and no struct, union or enum without a tag. */
static bool has_name(const struct specifiers *s)
{
	return s->word || (s->type && !strchr(s->type->name, '('));
}

void parse_specifiers(struct parser *p, struct specifiers *s)
{
	*s = (struct specifiers){ .pos = p->tok.pos };
	for (;;) {
		uint8_t k = p->tok.kind;

		if (is_tagged[k]) {
			one_type(p, s);
			s->type = parse_tagged(p);
			continue;
		}
		if (has_name(s) && (k == KEY_STRING || parse_typedef_name(p))) {
			p->tok.kind = TOK_IDENT; /* what is declared, under a type's name */
			return;
		}
		if (is_class[k]) {
			add_class(p, s);
		} else if (is_attribute[k]) {
			add_attribute(p, s);
		} else if (is_word[k]) {
			one_type(p, s);
			s->word = k;
		} else if (parse_typedef_name(p)) {
			one_type(p, s);
			s->type = parse_typedef_name(p)->type;
		} else if (!is_qualifier[k]) {
			return;
		}
		parse_advance(p);
	}
}

/* An integer of the given attributes. */
static const struct type *int_type(const struct specifiers *s)
{
	static const struct type *const types[2][4] = {
		{ &type_short, &type_int, &type_long, &type_llong },
		{ &type_ushort, &type_uint, &type_ulong, &type_ullong },
	};

	return types[s->sign == KEY_UNSIGNED][s->shorts ? 0 : 1 + s->longs];
}

/* Of a type that is no number: dtrace does not mind that it is short. */
static void check_attributes(struct parser *p, const struct specifiers *s)
{
	if (s->sign)
		parse_bad_type(p, "D_DECL_SIGNINT", "only integers are signed or unsigned");
	if (s->longs)
		parse_bad_type(p, "D_DECL_LONGINT", "only integers and double are long");
}

const struct type *parse_specified(struct parser *p, const struct specifiers *s)
{
	switch (s->word) {
	case KEY_CHAR:
		if (s->shorts || s->longs)
			parse_bad_type(p, "D_DECL_CHARATTR", "char is neither short nor long");
		return s->sign == KEY_UNSIGNED ? &type_uchar : &type_char;
	case KEY_VOID:
		if (s->sign || s->shorts || s->longs)
			parse_bad_type(p, "D_DECL_VOIDATTR", "void has no attributes");
		return &type_void;
	case KEY_FLOAT:
	case KEY_DOUBLE:
		if (s->sign)
			parse_bad_type(p, "D_DECL_SIGNINT", "only integers are signed or unsigned");
		if (s->shorts || s->longs > (s->word == KEY_DOUBLE))
			parse_bad_type(p, "D_UNKNOWN", "there is no float of this size");
		return s->word == KEY_FLOAT ? &type_float : s->longs ? &type_ldouble : &type_double;
	case KEY_STRING:
		check_attributes(p, s);
		return &type_string;
	}
	if (!s->type)
		return int_type(s);
	check_attributes(p, s);
	return s->type;
}

/* ---- Declarators ---- */

static struct modifier *add_modifier(struct parser *p, struct declarator *d)
{
	if (d->n == MAX_DECLARATOR)
		dc_fail(p->c, p->tok.pos, "D_SYNTAX", NULL, "more than %d parts in one declarator",
			MAX_DECLARATOR);
	return &d->modifiers[d->n++];
}

static struct parameter parse_parameter(struct parser *);

static void add_parameter(struct parser *p, struct vec *list, struct parameter parameter)
{
	*(struct parameter *)vec_push(p->c, list, sizeof(parameter), MAX_PARAMETERS,
				      "types in a list") = parameter;
}

void parse_type_list(struct parser *p, enum token_kind close, struct modifier *m)
{
	struct vec list = { 0 };

	while (p->tok.kind != close) {
		if (parse_accept(p, TOK_ELLIPSIS)) {
			add_parameter(p, &list, (struct parameter){ NULL, NULL });
			break;
		}
		if (!parse_is_type(p) || p->tok.kind == KEY_SELF || p->tok.kind == KEY_THIS)
			parse_error(p, "expected a type");
		add_parameter(p, &list, parse_parameter(p));
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	parse_expect(p, close);
	m->nkeys = list.n;
	m->keys = list.items;
}

static void parse_brackets(struct parser *p, struct declarator *d)
{
	struct modifier *m = add_modifier(p, d);
	struct pos pos = p->tok.pos;
	int64_t count;

	if (parse_is_type(p) || p->tok.kind == TOK_ELLIPSIS) {
		m->kind = TO_TUPLE;
		parse_type_list(p, TOK_RBRACKET, m);
		parse_prototype(p, pos, m, m, "array", PROTO_ANONYMOUS);
		return;
	}
	m->kind = TO_ARRAY;
	if (parse_accept(p, TOK_RBRACKET))
		return;
	if (!check_constant(p->c, parse_assignment(p), &count) || count <= 0)
		dc_fail(p->c, pos, "D_DECL_ARRSUB", NULL,
			"positive integral constant expression or tuple signature expected as "
			"array declaration subscript");
	if (count > MAX_ARRAY)
		dc_fail(p->c, pos, "D_DECL_ARRBIG", NULL, "array dimension too big");
	m->count = count;
	parse_expect(p, TOK_RBRACKET);
}

void parse_declarator(struct parser *p, struct declarator *d)
{
	uint32_t stars = 0;

	if (++p->c->depth > MAX_DECLARATOR)
		dc_fail(p->c, p->tok.pos, "D_SYNTAX", NULL, "more than %d parts in one declarator",
			MAX_DECLARATOR);
	while (p->tok.kind == TOK_MUL || is_qualifier[p->tok.kind]) {
		stars += p->tok.kind == TOK_MUL;
		parse_advance(p);
	}
	d->pos = p->tok.pos;
	if (stars && parse_typedef_name(p))
		parse_error(p, "expected a name: this is a type's");
	if (p->tok.kind == TOK_IDENT) {
		d->name = p->tok.text;
		parse_advance(p);
		if (p->tok.kind == TOK_IDENT &&
		    symbols_type(p->c->symbols, d->name, strlen(d->name)))
			dc_fail(p->c, p->tok.pos, "D_DECL_IDENT", NULL,
				"old-style declaration or incorrect type specified");
	} else if (parse_accept(p, TOK_LPAREN)) {
		parse_declarator(p, d);
		parse_expect(p, TOK_RPAREN);
	}
	for (;;) {
		if (parse_accept(p, TOK_LBRACKET)) {
			parse_brackets(p, d);
		} else if (parse_accept(p, TOK_LPAREN)) {
			struct modifier *m = add_modifier(p, d);

			m->kind = TO_FUNCTION;
			parse_type_list(p, TOK_RPAREN, m);
			parse_prototype(p, d->pos, m, m, "function",
					PROTO_VARARGS | PROTO_VOID | PROTO_ANONYMOUS);
		} else {
			break;
		}
	}
	while (stars--)
		add_modifier(p, d)->kind = TO_POINTER;
	p->c->depth--;
}

static const struct type *tuple_type(struct parser *p, const struct type *of,
				     const struct modifier *m)
{
	struct type *t = dc_alloc(p->c, sizeof(*t));

	*t = *of;
	t->nkeys = m->nkeys;
	t->keys = m->keys;
	t->element = of;
	return t;
}

const struct type *parse_declared(struct parser *p, const struct type *t,
				  const struct declarator *d)
{
	for (uint32_t i = d->n; i--;) {
		const struct modifier *m = &d->modifiers[i];

		switch (m->kind) {
		case TO_POINTER:
			t = type_pointer(p->c, t);
			break;
		case TO_ARRAY:
			if (t->kind == T_VOID)
				dc_fail(p->c, d->pos, "D_DECL_VOIDOBJ", NULL,
					"cannot declare array of void");
			if (t->base->incomplete && t->kind != T_FUNCTION)
				dc_fail(p->c, d->pos, "D_DECL_INCOMPLETE", NULL,
					"incomplete struct/union/enum %s", t->name);
			if (t->kind == T_FUNCTION || t->nkeys || t->size > MAX_ARRAY)
				dc_fail(p->c, d->pos, "D_DECL_ARRBIG", NULL,
					"no array of %s of that size is possible", t->name);
			t = type_array(p->c, t, m->count);
			break;
		case TO_FUNCTION:
			t = type_function(p->c, t, m->keys, m->nkeys);
			break;
		case TO_TUPLE:
			if (i)
				dc_fail(p->c, d->pos, "D_DECL_DYNOBJ", NULL,
					"an associative array can stand in no other type");
			t = tuple_type(p, t, m);
			break;
		}
	}
	return t;
}

static struct parameter parse_parameter(struct parser *p)
{
	struct declarator d = { 0 };
	struct specifiers s;
	const struct type *t;

	parse_specifiers(p, &s);
	if (s.storage && s.storage != KEY_REGISTER)
		parse_bad_type(p, "D_DECL_PARMCLASS", "a storage class here");
	parse_declarator(p, &d);
	t = parse_declared(p, parse_specified(p, &s), &d);
	return (struct parameter){ d.name, t };
}

const struct type *parse_type_name(struct parser *p)
{
	struct parameter named = parse_parameter(p);

	if (named.name)
		parse_error(p, "expected a type without a name");
	return named.type;
}
