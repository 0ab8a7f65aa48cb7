/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/parse_type.h"
#include "report/lang/check.h"
#include "report/lang/inline.h"

#include <string.h>

static void declare_typedef(struct parser *p, const struct type *t, const struct declarator *d)
{
	struct symbol *s = symbol_find(p->c->symbols, SPACE_TYPE, d->name, strlen(d->name));

	if ((s && !s->is_kernel) ||
	    symbol_find(p->c->symbols, SPACE_GLOBAL, d->name, strlen(d->name)))
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "identifier redeclared: %s", d->name);
	if (!s)
		s = symbol_add(p->c, SPACE_TYPE, SYM_TYPE, d->name);
	s->is_kernel = false;
	s->type = type_typedef(p->c, t, d->name);
}

static void check_object(struct parser *p, const struct type *t, const struct declarator *d)
{
	if (t->kind == T_VOID)
		dc_fail(p->c, d->pos, "D_DECL_VOIDOBJ", NULL, "cannot have void object: %s",
			d->name);
	if (t->base->incomplete)
		dc_fail(p->c, d->pos, "D_DECL_INCOMPLETE", NULL,
			"incomplete struct/union/enum %s: %s", t->name, d->name);
}

/* A second declaration must say the same. */
static void check_same(struct parser *p, const struct symbol *s, const struct type *t,
		       const struct declarator *d)
{
	const struct type *value = t->nkeys ? t->element : t;
	bool same = s->kind == SYM_VAR && s->typed && s->nkeys == t->nkeys &&
		    type_same(s->type, value) && !strcmp(s->type->name, value->name);

	for (uint32_t i = 0; same && i < t->nkeys; i++)
		same = type_same(s->keys[i], t->keys[i].type);
	if (!same)
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "identifier redeclared: %s", d->name);
}

static void declare_variable(struct parser *p, enum space space, const struct type *t,
			     const struct declarator *d)
{
	struct symbol *s = symbol_find(p->c->symbols, space, d->name, strlen(d->name));

	if (t->kind == T_ARRAY && !t->count)
		dc_fail(p->c, d->pos, "D_DECL_ARRNULL", NULL,
			"array declaration requires array dimension or tuple signature: %s",
			d->name);
	if (t->nkeys && space == SPACE_THIS)
		dc_fail(p->c, d->pos, "D_DECL_LOCASSC", NULL,
			"associative arrays may not be declared as local variables: %s", d->name);
	if (s) {
		check_same(p, s, t, d);
		return;
	}
	check_object(p, t->nkeys ? t->element : t, d);
	if (t->nkeys > ARRAY_KEYS)
		dc_fail(p->c, d->pos, "D_NOREG", NULL, "%s[ ] has more than %u keys", d->name,
			ARRAY_KEYS);
	s = symbol_add(p->c, space, SYM_VAR, d->name);
	s->line = d->pos.line;
	s->type = t->nkeys ? t->element : t;
	s->typed = true;
	s->is_array = s->keyed = t->nkeys;
	s->nkeys = t->nkeys;
	for (uint32_t i = 0; i < t->nkeys; i++)
		s->keys[i] = t->keys[i].type;
	check_declare(p->c, s, d->pos);
}

/* What is declared elsewhere: it can be declared again, and no more. */
static void declare_extern(struct parser *p, const struct type *t, const struct declarator *d)
{
	struct symbol *s = symbol_find(p->c->symbols, SPACE_EXTERN, d->name, strlen(d->name));

	if (!s) {
		symbol_add(p->c, SPACE_EXTERN, SYM_TYPE, d->name)->type = t;
		return;
	}
	if (!type_same(s->type, t))
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "identifier redeclared: %s", d->name);
}

static void declare(struct parser *p, const struct specifiers *s, const struct declarator *d)
{
	const struct type *t = parse_declared(p, parse_specified(p, s), d);
	uint8_t class = s->storage;

	if (strchr(d->name, '`'))
		dc_fail(p->c, d->pos, "D_DECL_SCOPE", NULL,
			"D scoping operator may not be used in a declaration name (%s)", d->name);
	if (t->kind == T_FUNCTION && (!class || class == KEY_STATIC))
		class = KEY_EXTERN;
	switch (class) {
	case KEY_TYPEDEF:
		declare_typedef(p, t, d);
		break;
	case KEY_AUTO:
	case KEY_REGISTER:
	case KEY_STATIC:
		dc_fail(p->c, s->pos, "D_DECL_BADCLASS", NULL,
			"specified storage class not appropriate in D");
	case KEY_EXTERN:
		declare_extern(p, t, d);
		break;
	case KEY_SELF:
		declare_variable(p, SPACE_SELF, t, d);
		break;
	case KEY_THIS:
		declare_variable(p, SPACE_THIS, t, d);
		break;
	default:
		declare_variable(p, SPACE_GLOBAL, t, d);
	}
}

void parse_declaration(struct parser *p)
{
	struct specifiers s;

	p->c->depth = 0;
	parse_specifiers(p, &s);
	if (p->tok.kind == TOK_SEMI) {
		if (!s.type || s.type->base != s.type ||
		    !(type_is_sou(s.type) || s.type->kind == T_ENUM))
			dc_fail(p->c, s.pos, "D_DECL_USELESS", NULL, "declaration of nothing");
		return;
	}
	do {
		struct declarator d = { 0 };

		parse_declarator(p, &d);
		if (!d.name)
			parse_error(p, "expected a name");
		declare(p, &s, &d);
	} while (parse_accept(p, TOK_COMMA));
}

/* In dtrace's order; array parameters stand in [ ]. */
static void check_inline(struct parser *p, const struct specifiers *s, const struct type *t,
			 const struct declarator *d)
{
	if (s->storage)
		dc_fail(p->c, s->pos, "D_DECL_BADCLASS", NULL,
			"specified storage class not appropriate for inline declaration");
	if (symbol_find(p->c->symbols, SPACE_GLOBAL, d->name, strlen(d->name)))
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "inline redefined: %s", d->name);
	if (t->kind == T_ARRAY && !t->nkeys)
		dc_fail(p->c, d->pos, "D_DECL_ARRNULL", "write name[type parameter]",
			"inline declaration requires array tuple signature: %s", d->name);
	check_object(p, t->nkeys ? t->element : t, d);
}

void parse_inline(struct parser *p)
{
	struct declarator d = { 0 };
	struct specifiers s;
	const struct type *t;

	p->c->depth = 0;
	parse_advance(p);
	if (!parse_is_type(p))
		parse_error(p, "expected a type");
	parse_specifiers(p, &s);
	parse_declarator(p, &d);
	if (!d.name)
		parse_error(p, "expected a name");
	t = parse_declared(p, parse_specified(p, &s), &d);
	check_inline(p, &s, t, &d);
	parse_expect(p, TOK_ASSIGN);
	inline_define(p->c, d.name, d.pos, t, parse_assignment(p));
}
