/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/parse_type.h"
#include "report/lang/check.h"

#include <string.h>

/* They are looked through one by one. */
#define MAX_MEMBERS 4096

static struct symbol *find_tag(struct parser *p, const char *kind, const char *tag)
{
	const char *name = dc_printf(p->c, "%s %s", kind, symbols_unscoped(tag));
	struct symbol *s = symbol_find(p->c->symbols, SPACE_TAG, name, strlen(name));

	return s ? s : symbol_add(p->c, SPACE_TAG, SYM_TYPE, name);
}

static const struct type *parse_enum_members(struct parser *p, struct type *t)
{
	struct enumerator **tail = &t->enumerators, *e;
	int64_t value = 0;

	do {
		struct symbol *s;

		if (p->tok.kind != TOK_IDENT)
			parse_error(p, "expected an enumerator");
		if (strchr(p->tok.text, '`'))
			dc_fail(p->c, p->tok.pos, "D_DECL_SCOPE", NULL,
				"D scoping operator may not be used in an enumerator name (%s)",
				p->tok.text);
		s = symbol_find(p->c->symbols, SPACE_GLOBAL, p->tok.text, p->tok.len);
		if (s)
			dc_fail(p->c, p->tok.pos, s->type == t ? "D_UNKNOWN" : "D_DECL_IDRED", NULL,
				"enumerator %s redeclared", p->tok.text);
		s = symbol_add(p->c, SPACE_GLOBAL, SYM_CONST, p->tok.text);
		s->line = p->tok.pos.line;
		s->type = t;
		parse_advance(p);
		if (parse_accept(p, TOK_ASSIGN)) {
			struct node *n = parse_assignment(p);

			if (!check_constant(p->c, n, &value))
				dc_fail(p->c, n->pos, "D_DECL_ENCONST", NULL,
					"enumerator '%s' must be assigned to an integral constant "
					"expression",
					s->name);
		}
		if (value < INT32_MIN || value > INT32_MAX)
			dc_fail(p->c, p->tok.pos, "D_DECL_ENOFLOW", NULL,
				"enumerator '%s' value overflows", s->name);
		e = *tail = dc_alloc(p->c, sizeof(*e));
		*e = (struct enumerator){ .name = s->name, .value = value };
		tail = &e->next;
		s->value = value;
		value = (int32_t)((uint32_t)value + 1);
	} while (parse_accept(p, TOK_COMMA) && p->tok.kind != TOK_RBRACE);
	parse_expect(p, TOK_RBRACE);
	return t;
}

static struct member *find_member(const struct type *t, const char *name)
{
	for (struct member *m = t->members; m; m = m->next)
		if (m->name && name && !strcmp(m->name, name))
			return m;
	return NULL;
}

/*
 * Places a member behind those before, as dtrace does: a bit-field begins a byte of its own, a
 * struct is aligned as its first member is, and nothing pads its end.
 */
static void place(struct type *t, struct member *m, uint64_t *bits)
{
	uint64_t size = m->bits ? type_bits_size(m->bits) : m->type->size;
	uint64_t align = m->bits ? size : m->type->align;

	if (t->kind == T_UNION) {
		t->align = t->align < align ? align : t->align;
		t->size = t->size < size ? size : t->size;
		return;
	}
	if (!t->members)
		t->align = align;
	m->offset = ((*bits + 7) / 8 + align - 1) / align * align * 8;
	*bits = m->offset + (m->bits ? m->bits : size * 8);
	t->size = m->offset / 8 + size;
}

/* How many; 0 only without a name, where C ends a unit and D does nothing. */
static uint32_t parse_bits(struct parser *p, const struct type *t, bool named)
{
	struct pos pos = p->tok.pos;
	int64_t bits;

	if (!check_constant(p->c, parse_assignment(p), &bits) || bits < 0 || (!bits && named))
		dc_fail(p->c, pos, "D_DECL_BFCONST", NULL,
			"positive integral constant expression expected as bit-field size");
	if (bits && t->kind != T_INT)
		dc_fail(p->c, pos, "D_DECL_BFTYPE", NULL, "invalid type for bit-field: %s",
			t->name);
	if (bits > (int64_t)t->size * 8)
		dc_fail(p->c, pos, "D_DECL_BFSIZE", NULL, "bit-field too big for type: %s",
			t->name);
	return bits;
}

/* Only a struct may end in an array without a size. */
static void check_member_type(struct parser *p, const struct type *t, const struct member *m,
			      struct pos pos)
{
	const char *name = m->name ? m->name : "(anon)";

	if (m->name && strchr(m->name, '`'))
		dc_fail(p->c, pos, "D_DECL_SCOPE", NULL,
			"D scoping operator may not be used in a member name (%s)", m->name);
	if (m->type->nkeys)
		dc_fail(p->c, pos, "D_DECL_DYNOBJ", NULL, "cannot have dynamic member: %s", name);
	if (m->type->base->incomplete && (type_is_sou(m->type) || m->type->kind == T_ENUM))
		dc_fail(p->c, pos, "D_DECL_INCOMPLETE", NULL, "incomplete struct/union/enum %s: %s",
			m->type->name, name);
	if (m->type->incomplete && (m->type->kind != T_ARRAY || t->kind != T_STRUCT))
		dc_fail(p->c, pos, "D_DECL_VOIDOBJ", NULL, "cannot have void member: %s", name);
}

/* A struct or union whose members are being read. */
struct layout {
	struct type *type;
	struct member **tail;
	uint64_t bits; /* where the next one may go */
	uint32_t n;
};

static void add_member(struct parser *p, struct layout *l, const struct type *base)
{
	struct type *t = l->type;
	struct declarator d = { 0 };
	struct member *m = dc_alloc(p->c, sizeof(*m));

	parse_declarator(p, &d);
	m->name = d.name;
	m->type = parse_declared(p, base, &d);
	if (!d.name && p->tok.kind != TOK_COLON)
		parse_error(p, "expected a member's name");
	check_member_type(p, t, m, d.pos);
	if (parse_accept(p, TOK_COLON)) {
		m->bits = parse_bits(p, m->type, d.name);
		if (!m->bits)
			return;
	}
	if (++l->n > MAX_MEMBERS)
		dc_fail(p->c, d.pos, "D_UNKNOWN", NULL, "%s has more than %d members", t->name,
			MAX_MEMBERS);
	if (find_member(t, m->name))
		dc_fail(p->c, d.pos, "D_UNKNOWN", NULL, "member %s is declared twice", m->name);
	if (t->size + m->type->size > MAX_ARRAY)
		dc_fail(p->c, d.pos, "D_DECL_ARRBIG", NULL, "%s is too big", t->name);
	place(t, m, &l->bits);
	*l->tail = m;
	l->tail = &m->next;
}

static const struct type *parse_members(struct parser *p, struct type *t)
{
	struct layout l = { .type = t, .tail = &t->members };

	do {
		const struct type *base;
		struct specifiers s;

		if (!parse_is_type(p))
			parse_error(p, "expected a member's type");
		parse_specifiers(p, &s);
		if (s.storage)
			parse_error(p, "a member has no storage class");
		base = parse_specified(p, &s);
		do
			add_member(p, &l, base);
		while (parse_accept(p, TOK_COMMA));
		parse_expect(p, TOK_SEMI);
	} while (!parse_accept(p, TOK_RBRACE));
	return t;
}

const struct type *parse_tagged(struct parser *p)
{
	static const uint8_t kinds[TOK_NR] = {
		[KEY_ENUM] = T_ENUM, [KEY_STRUCT] = T_STRUCT, [KEY_UNION] = T_UNION
	};
	uint8_t key = p->tok.kind;
	const char *word = key == KEY_ENUM ? "enum" : key == KEY_STRUCT ? "struct" : "union";
	const char *tag = "(anon)";
	struct pos pos = p->tok.pos;
	struct symbol *s = NULL;
	struct type *t;

	if (++p->c->depth > MAX_DECLARATOR)
		dc_fail(p->c, pos, "D_SYNTAX", NULL, "types nested too deeply");
	parse_advance(p);
	if (p->tok.kind == TOK_IDENT) {
		tag = p->tok.text;
		s = find_tag(p, word, tag);
		parse_advance(p);
	} else if (p->tok.kind != TOK_LBRACE) {
		parse_error(p, "expected a tag or {");
	}
	t = s ? (struct type *)s->type : NULL;
	if (!t) {
		t = dc_alloc(p->c, sizeof(*t));
		*t = (struct type){ .kind = kinds[key],
				    .incomplete = true,
				    .base = t,
				    .name = dc_printf(p->c, "%s %s", word, tag) };
		if (s)
			s->type = t;
	}
	if (p->tok.kind == TOK_LBRACE) {
		if (p->header || !t->incomplete || t->open)
			dc_fail(p->c, pos, "D_DECL_TYPERED", NULL, "type redeclared: %s", t->name);
		t->open = true;
		parse_advance(p);
		if (key == KEY_ENUM) {
			t->size = t->align = 4;
			t->sign = true;
			parse_enum_members(p, t);
		} else {
			parse_members(p, t);
		}
		t->open = t->incomplete = false;
	}
	p->c->depth--;
	return t;
}
