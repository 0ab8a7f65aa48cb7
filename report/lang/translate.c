/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/translate.h"
#include "report/lang/builtins.h"
#include "report/lang/check.h"
#include "report/lang/inline.h"
#include "report/lang/parse_type.h"

#include <string.h>

#define MAX_MEMBERS 4096

struct translated_member {
	const char *name;
	struct node *body;
	const struct type *type;
	struct translated_member *next;
};

struct translator {
	const struct type *to;	/* a struct or union */
	struct parameter input; /* its name and type */
	struct translated_member *members;
	struct translator *next; /* in the order of the program */
};

/* ---- Definitions ---- */

static struct translator *find_exactly(struct dcompiler *c, const struct type *from,
				       const struct type *to)
{
	struct translator *t = c->translators;

	while (t && !(type_same(t->input.type, from) && type_same(t->to, to)))
		t = t->next;
	return t;
}

/* The output's type: a struct or union that is known. */
static void check_output(struct parser *p, const struct translator *t, struct pos pos)
{
	if (find_exactly(p->c, t->input.type, t->to))
		dc_fail(p->c, pos, "D_XLATE_REDECL", NULL,
			"translator from %s to %s has already been declared", t->input.type->name,
			t->to->name);
	if (type_is_sou(t->to) && t->to->base->incomplete)
		dc_fail(p->c, pos, "D_XLATE_SOU", NULL, "incomplete struct/union/enum %s",
			t->to->name);
	if (!type_is_sou(t->to))
		dc_fail(p->c, pos, "D_XLATE_SOU", NULL,
			"translator output type must be a struct or union");
}

static void check_body(struct dcompiler *c, const struct translator *t, struct translated_member *m)
{
	struct node *value = inline_stand_in(c, t->input.type);
	const struct member *member;
	uint64_t bits;

	member = check_find_member(t->to, m->name, &bits);
	if (!member)
		dc_fail(c, m->body->pos, "D_XLATE_MEMB", NULL,
			"translator member %s is not a member of %s", m->name, t->to->name);
	m->type = member->type;
	value = inline_bind(c, m->body, &t->input, 1, &value, m->body->pos);
	if (!check_compatible(m->type, value))
		dc_fail(c, m->body->pos, "D_XLATE_INCOMPAT", NULL,
			"translator member %s definition uses incompatible types: \"%s\" = \"%s\"",
			m->name, m->type->name, value->type->name);
}

/* name = expression; ... } */
static void parse_members(struct parser *p, struct translator *t)
{
	struct translated_member **tail = &t->members, *m;
	uint32_t n = 0;

	while (!parse_accept(p, TOK_RBRACE)) {
		if (p->tok.kind != TOK_IDENT || ++n > MAX_MEMBERS)
			parse_error(p, "expected a member's name");
		m = *tail = dc_alloc(p->c, sizeof(*m));
		tail = &m->next;
		m->name = p->tok.text;
		parse_advance(p);
		parse_expect(p, TOK_ASSIGN);
		m->body = parse_assignment(p);
		parse_expect(p, TOK_SEMI);
	}
}

void parse_translator(struct parser *p)
{
	struct translator *t = dc_alloc(p->c, sizeof(*t)), **last = &p->c->translators;
	struct pos pos = p->tok.pos;
	struct modifier input = { 0 };

	parse_advance(p);
	p->header = true;
	t->to = parse_type_name(p);
	parse_expect(p, TOK_LT);
	parse_type_list(p, TOK_GT, &input);
	if (input.nkeys != 1 || !input.keys[0].type || !input.keys[0].name)
		parse_error(p, "expected the type and name of what is translated");
	t->input = input.keys[0];
	p->header = false;
	parse_expect(p, TOK_LBRACE);
	parse_members(p, t);
	check_output(p, t, pos);
	for (struct translated_member *m = t->members; m; m = m->next)
		check_body(p->c, t, m);
	while (*last)
		last = &(*last)->next;
	*last = t;
}

/* ---- Uses ---- */

/* The same types first, then an input that could be passed for the one that is wanted. */
static struct translator *find(struct dcompiler *c, const struct node *from, const struct type *to)
{
	const struct type *output = to->kind == T_POINTER ? to->to : to;
	struct translator *t = find_exactly(c, from->type, output);

	for (t = t ? t : c->translators; t; t = t->next)
		if (type_same(t->to, output) && check_compatible(t->input.type, from))
			break;
	return t;
}

bool translate_known(struct dcompiler *c, const struct type *from, const struct type *to)
{
	return find(c, inline_stand_in(c, from), to);
}

static const struct type *xlated(struct dcompiler *c, const struct translator *t,
				 const struct type *to)
{
	struct type *type = dc_alloc(c, sizeof(*type));

	*type = (struct type){
		.kind = T_XLATED,
		.name = dc_printf(c, "translated %s", to->name),
		.to = to,
		.base = type,
		.translator = t,
	};
	return type;
}

struct node *check_xlate(struct dcompiler *c, struct node *n)
{
	const struct translator *t;

	n->left = check_expr(c, n->left);
	t = find(c, n->left, n->named);
	if (!t)
		dc_fail(c, n->pos, "D_XLATE_NONE", NULL, "cannot translate from \"%s\" to \"%s\"",
			n->left->type->name, n->named->name);
	n->left = check_as(c, t->input.type, n->left);
	n->type = xlated(c, t, n->named);
	return n;
}

struct node *translate_deref(struct dcompiler *c, struct node *n)
{
	const struct type *t = n->left->type;

	if (t->to->kind != T_POINTER)
		dc_fail(c, n->pos, "D_DEREF_NONPTR", NULL,
			"cannot dereference non-pointer type \"%s\"", t->name);
	n->kind = N_XLATE;
	n->left = n->left->left;
	n->type = xlated(c, t->translator, t->to->to);
	return n;
}

/* The member's expression, of the value that is translated, as the member's type. */
static struct node *member_value(struct dcompiler *c, const struct node *xlate,
				 const struct translated_member *m)
{
	const struct translator *t = xlate->type->translator;
	struct node *value = xlate->left;

	value = inline_bind(c, m->body, &t->input, 1, &value, xlate->pos);
	if (type_same(value->type, m->type) || type_is_bytes(m->type))
		return check_as(c, m->type, value);
	return check_as_type(c, m->type, value);
}

struct node *translate_member(struct dcompiler *c, struct node *n)
{
	const struct type *t = n->left->type;
	const struct translated_member *m = t->translator->members;

	while (m && strcmp(m->name, n->name))
		m = m->next;
	if (!m)
		dc_fail(c, n->pos, "D_XLATE_NOCONV", NULL,
			"translator does not define conversion for member: %s", n->name);
	if (n->op == TOK_ARROW && t->to->kind != T_POINTER)
		dc_fail(c, n->pos, "D_OP_PTR", NULL, "operator -> must be applied to a pointer");
	if (n->op == TOK_DOT && t->to->kind == T_POINTER)
		dc_fail(c, n->pos, "D_OP_SOU", NULL,
			"operator . must be applied to a struct or union");
	return member_value(c, n->left, m);
}

struct node *translate_struct(struct dcompiler *c, struct node *n)
{
	const struct translator *t = n->type->translator;
	struct node *all = dc_alloc(c, sizeof(*all)), **tail = &all->values;

	*all = (struct node){
		.kind = N_STRUCT, .checked = true, .pos = n->pos, .type = n->type->to
	};
	for (const struct translated_member *m = t->members; m; m = m->next) {
		struct node *place = *tail = dc_alloc(c, sizeof(*place));
		uint64_t bits;

		*place = (struct node){ .kind = N_MEMBER, .checked = true, .pos = n->pos };
		place->member = check_find_member(t->to, m->name, &bits);
		place->value = bits;
		place->type = m->type;
		place->right = member_value(c, n, m);
		tail = &place->next;
	}
	return all;
}

struct node *translate_statement(struct dcompiler *c, struct node *n)
{
	if (!type_is_sou(n->type->to))
		dc_fail(c, n->pos, "D_CG_DYN", "name a member of it",
			"expression cannot evaluate to result of a translated pointer");
	return translate_struct(c, n);
}
