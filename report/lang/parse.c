/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/parse.h"
#include "report/lang/translate.h"

#include <stdio.h>

#define MAX_DEPTH 1000 /* levels of nesting: each costs stack here and in the passes behind */

void parse_advance(struct parser *p)
{
	lex_next(p->l, p->mode, &p->tok);
}

bool parse_accept(struct parser *p, enum token_kind kind)
{
	if (p->tok.kind != kind)
		return false;
	parse_advance(p);
	return true;
}

_Noreturn void parse_error(struct parser *p, const char *hint)
{
	if (p->tok.kind == TOK_EOF)
		dc_fail(p->c, p->tok.pos, "D_SYNTAX", hint, "syntax error near end of input");
	dc_fail(p->c, p->tok.pos, "D_SYNTAX", hint, "syntax error near \"%s\"",
		token_text(p->c, &p->tok));
}

static _Noreturn void too_deep(struct parser *p, struct pos pos)
{
	dc_fail(p->c, pos, "D_SYNTAX", "split the expression", "more than %d levels of nesting",
		MAX_DEPTH);
}

void parse_enter(struct parser *p)
{
	if (++p->c->depth > MAX_DEPTH)
		too_deep(p, p->tok.pos);
}

void parse_leave(struct parser *p)
{
	p->c->depth--;
}

static const char *spell(enum token_kind kind)
{
	switch (kind) {
	case TOK_IDENT:
		return "a name";
	case TOK_EPRED:
		return "the / that ends the predicate";
	default:
		return token_spellings[kind];
	}
}

void parse_expect(struct parser *p, enum token_kind kind)
{
	if (p->tok.kind != kind)
		parse_error(p, spell(kind) ? dc_printf(p->c, "expected %s", spell(kind)) : NULL);
	parse_advance(p);
}

static uint16_t list_depth(const struct node *n)
{
	uint16_t depth = 0;

	for (; n; n = n->next)
		depth = n->depth > depth ? n->depth : depth;
	return depth;
}

struct node *parse_node(struct parser *p, enum node_kind kind, struct pos pos, struct node *left,
			struct node *right, struct node *third)
{
	struct node *n = dc_alloc(p->c, sizeof(*n)), *children[] = { left, right, third };
	uint16_t depth = 0;

	for (int i = 0; i < 3; i++) {
		uint16_t d = list_depth(children[i]);

		depth = d > depth ? d : depth;
	}
	if (depth >= MAX_DEPTH)
		too_deep(p, pos);
	*n = (struct node){ .kind = kind,
			    .pos = pos,
			    .left = left,
			    .right = right,
			    .third = third,
			    .depth = depth + 1 };
	return n;
}

static struct node *parse_statements(struct parser *);
static struct node *parse_if(struct parser *);

static struct node *parse_expression_statement(struct parser *p)
{
	struct node *e = parse_expression(p);

	return parse_node(p, N_EXPR, e->pos, e, NULL, NULL);
}

/* One statement or a block in braces. */
static struct node *parse_branch(struct parser *p)
{
	struct node *list;

	if (parse_accept(p, TOK_LBRACE)) {
		list = parse_statements(p);
		parse_expect(p, TOK_RBRACE);
		return list;
	}
	if (parse_accept(p, TOK_SEMI))
		return NULL;
	if (p->tok.kind == KEY_IF)
		return parse_if(p);
	list = parse_expression_statement(p);
	parse_expect(p, TOK_SEMI);
	return list;
}

static struct node *parse_if(struct parser *p)
{
	struct pos pos = p->tok.pos;
	struct node *condition, *then, *otherwise = NULL;

	parse_enter(p);
	parse_advance(p);
	parse_expect(p, TOK_LPAREN);
	condition = parse_expression(p);
	parse_expect(p, TOK_RPAREN);
	then = parse_branch(p);
	if (parse_accept(p, KEY_ELSE))
		otherwise = parse_branch(p);
	parse_leave(p);
	return parse_node(p, N_IF, pos, condition, then, otherwise);
}

/* Up to the closing brace; only the last statement before it can lack its semicolon. */
static struct node *parse_statements(struct parser *p)
{
	struct node *list = NULL, **tail = &list;

	while (p->tok.kind != TOK_RBRACE) {
		if (parse_accept(p, TOK_SEMI))
			continue;
		if (p->tok.kind == KEY_IF) {
			*tail = parse_if(p);
		} else {
			*tail = parse_expression_statement(p);
			if (p->tok.kind != TOK_RBRACE)
				parse_expect(p, TOK_SEMI);
		}
		tail = &(*tail)->next;
	}
	return list;
}

/* A description, an identifier that is no type, or a probe's number. */
static bool is_pspec(const struct parser *p)
{
	return p->tok.kind == TOK_PSPEC || p->tok.kind == TOK_NUMBER ||
	       (p->tok.kind == TOK_IDENT && !parse_is_type(p));
}

/* dtrace cuts a description in its fields here, and looks for probes much later. */
static void check_fields(struct parser *p, const struct pspec *s)
{
	const char *region = p->c->region;
	uint32_t colons = 0;

	p->c->region = "probe description";
	for (const char *text = s->text; *text; text++)
		colons += *text == ':';
	if (colons > 3)
		dc_fail(p->c, s->pos, "D_PDESC_INVAL", NULL,
			"invalid probe description \"%s\": Overspecified probe description",
			s->text);
	p->c->region = region;
}

static struct pspec *parse_pspec(struct parser *p)
{
	struct pspec *s = dc_alloc(p->c, sizeof(*s));

	if (!is_pspec(p))
		parse_error(p, "expected a probe description");
	s->pos = p->tok.pos;
	s->text = p->tok.kind == TOK_NUMBER
			  ? dc_printf(p->c, "%llu", (unsigned long long)p->tok.value)
			  : p->tok.text;
	check_fields(p, s);
	p->mode = LEX_PROBE;
	parse_advance(p);
	return s;
}

static void parse_clause(struct parser *p)
{
	struct clause_ast *clause = dc_alloc(p->c, sizeof(*clause));
	struct pspec **tail = &clause->pspecs;

	clause->pos = p->tok.pos;
	for (;;) {
		*tail = parse_pspec(p);
		tail = &(*tail)->next;
		if (p->tok.kind != TOK_COMMA)
			break;
		p->mode = LEX_PROGRAM;
		parse_advance(p);
	}
	p->mode = LEX_CODE;
	if (parse_accept(p, TOK_DIV)) {
		clause->predicate = parse_expression(p);
		parse_expect(p, TOK_EPRED);
		if (p->tok.kind != TOK_LBRACE)
			parse_error(p, "expected { and actions behind the predicate");
	}
	if (parse_accept(p, TOK_LBRACE)) {
		clause->has_body = true;
		clause->body = parse_statements(p);
		p->mode = LEX_PROGRAM;
		parse_expect(p, TOK_RBRACE);
	} else if (!p->c->source->inlined || p->tok.kind != TOK_EOF) {
		dc_fail(p->c, p->tok.pos, "D_SYNTAX", NULL,
			"expected predicate and/or actions following probe description");
	}
	*p->c->parsed_tail = clause;
	p->c->parsed_tail = &clause->next;
}

/* Whether it makes a program: declarations alone do not. */
static bool parse_definition(struct parser *p)
{
	bool defines = true;

	switch (p->tok.kind) {
	case KEY_INLINE:
		p->mode = LEX_CODE;
		parse_inline(p);
		break;
	case KEY_TRANSLATOR:
		p->mode = LEX_CODE;
		parse_translator(p);
		break;
	case KEY_PROVIDER:
		p->mode = LEX_CODE;
		parse_provider(p);
		break;
	default:
		if (is_pspec(p)) {
			parse_clause(p);
			return true;
		}
		if (!parse_is_type(p))
			parse_error(p, "expected a probe description or a declaration");
		p->mode = LEX_CODE;
		parse_declaration(p);
		defines = false;
	}
	p->mode = LEX_PROGRAM;
	parse_expect(p, TOK_SEMI);
	return defines;
}

bool parse_program(struct dcompiler *c)
{
	struct parser p = { .c = c, .l = c->lexer, .mode = LEX_PROGRAM };
	bool defines = false;

	c->depth = 0;
	parse_advance(&p);
	while (p.tok.kind != TOK_EOF)
		defines |= parse_definition(&p);
	return defines;
}
