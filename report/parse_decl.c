/* SPDX-License-Identifier: GPL-2.0 */
#include "report/parse.h"
#include "report/check.h"

#include <string.h>

#define MAX_DECLARATOR 64    /* pointers, arrays and functions in one declarator */
#define MAX_ARRAY (1u << 24) /* elements */

/* What stands before a declarator. */
struct specifiers {
	struct pos pos;
	uint8_t storage; /* enum token_kind of the class, or 0 */
	uint8_t word;	 /* KEY_INT, KEY_CHAR ... or 0 */
	uint8_t sign;	 /* KEY_SIGNED, KEY_UNSIGNED or 0 */
	uint8_t shorts, longs;
	const struct type *type; /* of a typedef's name, struct, union or enum */
};

/* How a declarator changes the type before it; the last applies first. */
struct modifier {
	enum { TO_POINTER, TO_ARRAY, TO_FUNCTION, TO_TUPLE } kind;
	uint32_t count;
	uint32_t nkeys;
	const struct type **keys;
};

struct declarator {
	const char *name; /* NULL: abstract */
	struct pos pos;
	uint32_t n;
	struct modifier modifiers[MAX_DECLARATOR];
};

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

static const struct type *parse_tagged(struct parser *);

static const struct type *typedef_name(const struct parser *p)
{
	return p->tok.kind == TOK_IDENT ? symbols_type(p->c->symbols, p->tok.text, p->tok.len)
					: NULL;
}

bool parse_is_type(const struct parser *p)
{
	uint8_t k = p->tok.kind;

	return is_class[k] || is_qualifier[k] || is_word[k] || is_tagged[k] || is_attribute[k] ||
	       typedef_name(p);
}

static _Noreturn void bad(struct parser *p, const char *tag, const char *what)
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
			bad(p, "D_DECL_COMBO", "short is repeated");
		break;
	case KEY_LONG:
		if (s->longs++ > 1)
			bad(p, "D_DECL_COMBO", "long is repeated");
		break;
	default:
		if (s->sign)
			bad(p, "D_DECL_COMBO", "signed or unsigned is repeated");
		s->sign = p->tok.kind;
	}
	if (s->shorts && s->longs)
		bad(p, "D_UNKNOWN", "short and long together");
}

static void one_type(struct parser *p, const struct specifiers *s)
{
	if (s->word || s->type)
		bad(p, "D_DECL_COMBO", "two types in one declaration");
}

static void parse_specifiers(struct parser *p, struct specifiers *s)
{
	*s = (struct specifiers){ .pos = p->tok.pos };
	for (;;) {
		uint8_t k = p->tok.kind;

		if (is_tagged[k]) {
			one_type(p, s);
			s->type = parse_tagged(p);
			continue;
		}
		if (is_class[k]) {
			add_class(p, s);
		} else if (is_attribute[k]) {
			add_attribute(p, s);
		} else if (is_word[k]) {
			one_type(p, s);
			s->word = k;
		} else if (typedef_name(p) && !s->word && !s->type && !s->sign && !s->shorts &&
			   !s->longs) {
			s->type = typedef_name(p);
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

static const struct type *specified_type(struct parser *p, const struct specifiers *s)
{
	bool attributes = s->sign || s->shorts || s->longs;

	switch (s->word) {
	case KEY_CHAR:
		if (s->shorts || s->longs)
			bad(p, "D_DECL_CHARATTR", "char is neither short nor long");
		return s->sign == KEY_UNSIGNED ? &type_uchar : &type_char;
	case KEY_VOID:
		if (attributes)
			bad(p, "D_DECL_VOIDATTR", "void has no attributes");
		return &type_void;
	case KEY_FLOAT:
	case KEY_DOUBLE:
		if (s->sign)
			bad(p, "D_DECL_SIGNINT", "only integers are signed or unsigned");
		if (s->shorts || s->longs > (s->word == KEY_DOUBLE))
			bad(p, "D_DECL_LONGINT", "only integers and double are long");
		return s->word == KEY_FLOAT ? &type_float : s->longs ? &type_ldouble : &type_double;
	case KEY_STRING:
		if (s->sign)
			bad(p, "D_DECL_SIGNINT", "only integers are signed or unsigned");
		if (attributes)
			bad(p, "D_DECL_LONGINT", "only integers and double are long");
		return &type_string;
	}
	if (!s->type)
		return int_type(s);
	if (s->sign)
		bad(p, "D_DECL_SIGNINT", "only integers are signed or unsigned");
	if (attributes)
		bad(p, "D_DECL_LONGINT", "only integers and double are long");
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

/* The types of a tuple or of parameters, names allowed, up to the closing token. */
static void parse_type_list(struct parser *p, enum token_kind close, struct modifier *m)
{
	struct vec types = { 0 };

	while (p->tok.kind != close) {
		if (parse_accept(p, TOK_ELLIPSIS))
			break;
		if (!parse_is_type(p))
			parse_error(p, "expected a type");
		*(const struct type **)vec_push(p->c, &types, sizeof(struct type *), 64,
						"types in a list") = parse_type_name(p);
		if (p->tok.kind == TOK_IDENT)
			parse_advance(p);
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	parse_expect(p, close);
	m->nkeys = types.n;
	m->keys = types.items;
}

static void parse_brackets(struct parser *p, struct declarator *d)
{
	struct modifier *m = add_modifier(p, d);
	struct pos pos = p->tok.pos;
	int64_t count;

	if (parse_is_type(p)) {
		m->kind = TO_TUPLE;
		parse_type_list(p, TOK_RBRACKET, m);
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

static void parse_declarator(struct parser *p, struct declarator *d)
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
	if (p->tok.kind == TOK_IDENT) {
		d->name = p->tok.text;
		parse_advance(p);
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
		} else {
			break;
		}
	}
	while (stars--)
		add_modifier(p, d)->kind = TO_POINTER;
	p->c->depth--;
}

static const struct type *function_type(struct parser *p, const struct type *of)
{
	struct type *t = dc_alloc(p->c, sizeof(*t));

	*t = (struct type){ .kind = T_FUNCTION,
			    .incomplete = true,
			    .name = dc_printf(p->c, "%s()", of->name),
			    .to = of,
			    .base = t };
	return t;
}

static const struct type *tuple_type(struct parser *p, const struct type *of,
				     const struct modifier *m)
{
	struct type *t = dc_alloc(p->c, sizeof(*t));

	*t = *of;
	t->nkeys = m->nkeys;
	t->keys = m->keys;
	return t;
}

static const struct type *declared_type(struct parser *p, const struct type *t,
					const struct declarator *d)
{
	for (uint32_t i = d->n; i--;) {
		const struct modifier *m = &d->modifiers[i];

		switch (m->kind) {
		case TO_POINTER:
			t = type_pointer(p->c, t);
			break;
		case TO_ARRAY:
			if (t->kind == T_VOID || t->kind == T_FUNCTION || t->nkeys ||
			    t->size > MAX_ARRAY)
				dc_fail(p->c, d->pos, "D_DECL_ARRBIG", NULL,
					"no array of %s of that size is possible", t->name);
			t = type_array(p->c, t, m->count);
			break;
		case TO_FUNCTION:
			t = function_type(p, t);
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

const struct type *parse_type_name(struct parser *p)
{
	struct declarator d = { 0 };
	struct specifiers s;

	parse_specifiers(p, &s);
	if (s.storage)
		bad(p, "D_DECL_PARMCLASS", "a storage class here");
	parse_declarator(p, &d);
	return declared_type(p, specified_type(p, &s), &d);
}

/* ---- struct, union, enum ---- */

static struct symbol *find_tag(struct parser *p, const char *kind, const char *tag)
{
	const char *name = dc_printf(p->c, "%s %s", kind, tag);
	struct symbol *s = symbol_find(p->c->symbols, SPACE_TAG, name, strlen(name));

	return s ? s : symbol_add(p->c, SPACE_TAG, SYM_TYPE, name);
}

static const struct type *parse_enum_members(struct parser *p, struct type *t)
{
	int64_t value = 0;

	do {
		struct symbol *s;

		if (p->tok.kind != TOK_IDENT)
			parse_error(p, "expected an enumerator");
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
		s->value = value++;
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

/* Places a member behind those before, as the x86-64 ABI does. */
static void place(struct type *t, struct member *m, uint64_t *bits)
{
	uint64_t unit = m->type->align * 8ull;

	if (m->bits) {
		uint64_t size = m->type->size * 8;

		if (*bits / size != (*bits + m->bits - 1) / size)
			*bits = (*bits + size - 1) / size * size;
	} else {
		*bits = (*bits + unit - 1) / unit * unit;
	}
	if (t->kind == T_UNION)
		*bits = 0;
	m->offset = *bits;
	*bits += m->bits ? m->bits : m->type->size * 8;
	if (t->align < m->type->align)
		t->align = m->type->align;
	if (t->kind == T_UNION) {
		t->size = t->size < m->type->size ? m->type->size : t->size;
		return;
	}
	t->size = (*bits + 7) / 8;
}

static uint32_t parse_bits(struct parser *p, const struct type *t)
{
	struct pos pos = p->tok.pos;
	int64_t bits;

	if (!check_constant(p->c, parse_assignment(p), &bits) || bits < 0)
		dc_fail(p->c, pos, "D_DECL_BFCONST", NULL,
			"positive integral constant expression expected as bit-field size");
	if (!type_is_int(t))
		dc_fail(p->c, pos, "D_DECL_BFTYPE", NULL, "invalid type for bit-field: %s",
			t->name);
	if (bits > (int64_t)t->size * 8 || !bits)
		dc_fail(p->c, pos, "D_DECL_BFSIZE", NULL, "bit-field too big for type: %s",
			t->name);
	return bits;
}

static void add_member(struct parser *p, struct type *t, struct member ***tail,
		       const struct type *base, uint64_t *bits)
{
	struct declarator d = { 0 };
	struct member *m = dc_alloc(p->c, sizeof(*m));

	parse_declarator(p, &d);
	m->name = d.name;
	m->type = declared_type(p, base, &d);
	if (parse_accept(p, TOK_COLON))
		m->bits = parse_bits(p, m->type);
	if (m->type->incomplete || m->type->nkeys)
		dc_fail(p->c, d.pos,
			m->type->kind == T_VOID ? "D_DECL_VOIDOBJ"
			: m->type->nkeys	? "D_DECL_DYNOBJ"
						: "D_DECL_INCOMPLETE",
			NULL, "incomplete type %s of a member", m->type->name);
	if (find_member(t, m->name))
		dc_fail(p->c, d.pos, "D_UNKNOWN", NULL, "member %s is declared twice", m->name);
	if (t->size + m->type->size > MAX_ARRAY)
		dc_fail(p->c, d.pos, "D_DECL_ARRBIG", NULL, "%s is too big", t->name);
	place(t, m, bits);
	**tail = m;
	*tail = &m->next;
}

static const struct type *parse_members(struct parser *p, struct type *t)
{
	struct member **tail = &t->members;
	uint64_t bits = 0;

	while (!parse_accept(p, TOK_RBRACE)) {
		const struct type *base;
		struct specifiers s;

		if (!parse_is_type(p))
			parse_error(p, "expected a member's type");
		parse_specifiers(p, &s);
		if (s.storage)
			bad(p, "D_DECL_CLASS", "a member's storage class");
		base = specified_type(p, &s);
		do
			add_member(p, t, &tail, base, &bits);
		while (parse_accept(p, TOK_COMMA));
		parse_expect(p, TOK_SEMI);
	}
	if (t->align)
		t->size = (t->size + t->align - 1) / t->align * t->align;
	return t;
}

static const struct type *parse_tagged(struct parser *p)
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
		if (!t->incomplete)
			dc_fail(p->c, pos, "D_DECL_TYPERED", NULL, "type redeclared: %s", t->name);
		parse_advance(p);
		if (key == KEY_ENUM) {
			t->size = t->align = 4;
			t->sign = true;
			parse_enum_members(p, t);
		} else {
			parse_members(p, t);
		}
		t->incomplete = false;
	}
	p->c->depth--;
	return t;
}

/* ---- Declarations ---- */

static void declare_typedef(struct parser *p, const struct type *t, const struct declarator *d)
{
	if (symbols_type(p->c->symbols, d->name, strlen(d->name)) ||
	    symbol_find(p->c->symbols, SPACE_GLOBAL, d->name, strlen(d->name)))
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "identifier redeclared: %s", d->name);
	symbol_add(p->c, SPACE_TYPE, SYM_TYPE, d->name)->type = type_typedef(p->c, t, d->name);
}

static void check_object(struct parser *p, enum space space, const struct type *t,
			 const struct declarator *d)
{
	if (t->kind == T_VOID)
		dc_fail(p->c, d->pos, "D_DECL_VOIDOBJ", NULL, "cannot have void object: %s",
			d->name);
	if (t->nkeys && space == SPACE_THIS)
		dc_fail(p->c, d->pos, "D_DECL_LOCASSC", NULL,
			"cannot declare clause-local associative array: this->%s", d->name);
	if (t->kind == T_FUNCTION)
		return;
	if (t->incomplete)
		dc_fail(p->c, d->pos, "D_DECL_INCOMPLETE", NULL,
			"incomplete struct/union/enum %s: %s", t->name, d->name);
	if (!type_is_int(t) && t->kind != T_POINTER && t->kind != T_STRING)
		dc_fail(p->c, d->pos, "D_UNKNOWN", "use integers, strings and name[key]",
			"%s: variables of type %s are not supported yet", d->name, t->name);
}

static void declare_variable(struct parser *p, enum space space, const struct type *t,
			     const struct declarator *d)
{
	struct symbol *s = symbol_find(p->c->symbols, space, d->name, strlen(d->name));

	if (s &&
	    (s->kind != SYM_VAR || !s->typed || s->type->base != t->base || s->nkeys != t->nkeys))
		dc_fail(p->c, d->pos, "D_DECL_IDRED", NULL, "identifier redeclared: %s", d->name);
	check_object(p, space, t, d);
	if (s || t->kind == T_FUNCTION)
		return;
	if (t->nkeys > 8)
		dc_fail(p->c, d->pos, "D_PROTO_LEN", NULL, "%s[ ] has more than 8 keys", d->name);
	s = symbol_add(p->c, space, SYM_VAR, d->name);
	s->line = d->pos.line;
	s->type = t;
	s->typed = true;
	s->is_array = s->keyed = t->nkeys;
	s->nkeys = t->nkeys;
	for (uint32_t i = 0; i < t->nkeys; i++)
		s->keys[i] = t->keys[i];
	check_declare(p->c, s, d->pos);
}

static void declare(struct parser *p, const struct specifiers *s, const struct declarator *d)
{
	const struct type *t = declared_type(p, specified_type(p, s), d);

	switch (s->storage) {
	case KEY_TYPEDEF:
		declare_typedef(p, t, d);
		break;
	case KEY_AUTO:
	case KEY_REGISTER:
	case KEY_STATIC:
		dc_fail(p->c, s->pos, "D_DECL_BADCLASS", NULL,
			"specified storage class not appropriate in D");
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
		if (!s.type || s.type->base != s.type || s.type->kind == T_STRING)
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

void parse_inline(struct parser *p)
{
	struct declarator d = { 0 };
	struct specifiers s;
	struct symbol *sym;
	const struct type *t;

	p->c->depth = 0;
	parse_advance(p);
	if (!parse_is_type(p))
		parse_error(p, "expected a type");
	parse_specifiers(p, &s);
	parse_declarator(p, &d);
	if (!d.name)
		parse_error(p, "expected a name");
	t = declared_type(p, specified_type(p, &s), &d);
	if (symbol_find(p->c->symbols, SPACE_GLOBAL, d.name, strlen(d.name)))
		dc_fail(p->c, d.pos, "D_DECL_IDRED", NULL, "inline redefined: %s", d.name);
	if (t->nkeys || t->kind == T_FUNCTION)
		dc_fail(p->c, d.pos, "D_UNKNOWN", "use a macro of cpp (-C)",
			"%s: inlines with parameters are not supported yet", d.name);
	parse_expect(p, TOK_ASSIGN);
	sym = symbol_add(p->c, SPACE_GLOBAL, SYM_INLINE, d.name);
	sym->line = d.pos.line;
	sym->type = t;
	sym->body = check_inline(p->c, t, parse_assignment(p));
}
