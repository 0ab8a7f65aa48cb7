/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/lex.h"
#include "report/lang/symbols.h"

#include <ctype.h>
#include <string.h>

const char *const token_spellings[TOK_NR] = {
#define X(name, text) [TOK_##name] = text,
	PUNCTUATION(X)
#undef X
#define X(name, text) [KEY_##name] = text,
		KEYWORDS(X)
#undef X
};

struct lexer *lex_new(struct dcompiler *c)
{
	struct lexer *l = dc_alloc(c, sizeof(*l));

	if (c->source->size > 64u << 20)
		dc_fail(c, (struct pos){ 0 }, "D_UNKNOWN", NULL, "a program beyond 64 MB");
	*l = (struct lexer){ .c = c,
			     .text = c->source->text,
			     .size = c->source->size,
			     .line = 1,
			     .line_start = true };
	l->args_used = dc_alloc(c, (c->source->nargs / 64 + 1) * sizeof(*l->args_used));
	return l;
}

static int peek(const struct lexer *l, uint32_t ahead)
{
	return l->size - l->at > ahead ? (unsigned char)l->text[l->at + ahead] : -1;
}

struct pos lex_here(const struct lexer *l)
{
	return (struct pos){ l->at, l->line };
}

static bool is_blank(int ch)
{
	return ch > 0 && strchr(" \t\n\v\f\r", ch);
}

static bool is_ident(int ch)
{
	return isalnum(ch) || ch == '_' || ch == '`';
}

/* What a probe description is made of, behind its first character. */
static bool is_pspec(int ch)
{
	return ch > 0 && (isalnum(ch) || strchr("-$:_.`?*\\[]!", ch));
}

static void skip_comment(struct lexer *l)
{
	struct pos start = lex_here(l);

	for (l->at += 2; peek(l, 0) >= 0; l->at++) {
		if (peek(l, 0) == '*' && peek(l, 1) == '/') {
			l->at += 2;
			return;
		}
		if (peek(l, 0) == '/' && peek(l, 1) == '*')
			dc_fail(l->c, lex_here(l), "D_SYNTAX", NULL,
				"/* encountered inside a comment");
		if (peek(l, 0) == '\n')
			l->line++;
	}
	dc_fail(l->c, start, "D_SYNTAX", NULL, "end-of-file encountered before matching */");
}

static void skip_line(struct lexer *l)
{
	while (peek(l, 0) >= 0 && peek(l, 0) != '\n')
		l->at++;
}

/* Blanks, comments, joined lines and control lines. */
static void skip_blanks(struct lexer *l)
{
	for (;;) {
		int ch = peek(l, 0);

		if (ch == '\n') {
			l->at++;
			l->line++;
			l->line_start = true;
		} else if (is_blank(ch)) {
			l->at++;
		} else if (ch == '\\' && peek(l, 1) == '\n') {
			l->at += 2;
			l->line++;
		} else if (ch == '/' && peek(l, 1) == '*') {
			skip_comment(l);
		} else if (ch == '#' && l->line_start) {
			l->at++;
			if (peek(l, 0) == '!')
				skip_line(l);
			else
				pragma_line(l);
		} else {
			return;
		}
	}
}

static void word(struct lexer *l, uint32_t len, struct token *t)
{
	t->text = dc_strndup(l->c, l->text + l->at, len);
	t->len = len;
	l->at += len;
}

static uint8_t keyword(const char *text, uint32_t len)
{
	for (int i = KEY_AUTO; i < TOK_NR; i++)
		if (!strncmp(token_spellings[i], text, len) && !token_spellings[i][len])
			return i;
	return TOK_IDENT;
}

static void lex_ident(struct lexer *l, struct token *t)
{
	uint32_t n = 0;

	while (is_ident(peek(l, n)))
		n++;
	t->kind = keyword(l->text + l->at, n);
	word(l, n, t);
}

/* "@x", "@" alone being "@_". */
static void lex_agg(struct lexer *l, struct token *t)
{
	t->kind = TOK_AGGNAME;
	l->at++;
	if (is_ident(peek(l, 0)) && !isdigit(peek(l, 0))) {
		uint32_t n = 0;

		while (is_ident(peek(l, n)))
			n++;
		word(l, n, t);
	} else {
		t->text = "_";
		t->len = 1;
	}
}

static void lex_digits(struct lexer *l, struct token *t)
{
	uint32_t n = 0;

	while (isalnum(peek(l, n)) || peek(l, n) == '_')
		n++;
	if (peek(l, n) == '.')
		dc_fail(l->c, t->pos, "D_SYNTAX", NULL,
			"floating-point constants are not permitted");
	lex_number(l, l->text + l->at, n, "D_INT_OFLOW", t);
	l->at += n;
}

/*
 * A '/' closes a predicate when what follows it, blanks apart, cannot be a divisor: the
 * end, ';', '{' or the '/' of a comment.
 */
static bool closes_predicate(const struct lexer *l)
{
	uint32_t i = 1;
	int ch;

	while (is_blank(peek(l, i)))
		i++;
	ch = peek(l, i);
	return ch < 0 || ch == ';' || ch == '{' || ch == '/';
}

/* A parenthesis still open where the predicate ends would hide the end: say so. */
static void balance(struct lexer *l, struct token *t)
{
	switch (t->kind) {
	case TOK_LPAREN:
		l->parens++;
		break;
	case TOK_RPAREN:
		l->parens -= l->parens > 0;
		break;
	case TOK_LBRACKET:
		l->brackets++;
		break;
	case TOK_RBRACKET:
		l->brackets -= l->brackets > 0;
		break;
	case TOK_EPRED:
		if (l->parens || l->brackets)
			dc_fail(l->c, t->pos, "D_SYNTAX", NULL,
				"closing %c expected in predicate before /", l->parens ? ')' : ']');
		break;
	}
}

static void lex_punctuation(struct lexer *l, enum lex_mode mode, struct token *t)
{
	int ch = peek(l, 0);

	if (ch == '/' && mode == LEX_PROBE) {
		t->kind = TOK_DIV;
		l->at++;
		l->parens = l->brackets = 0;
		return;
	}
	if (ch == '/' && closes_predicate(l)) {
		t->kind = TOK_EPRED;
		l->at++;
		balance(l, t);
		return;
	}
	for (int i = TOK_SHL_EQ; i <= TOK_RBRACE; i++) {
		uint32_t n = strlen(token_spellings[i]);

		if (l->size - l->at >= n && !memcmp(l->text + l->at, token_spellings[i], n)) {
			t->kind = i;
			l->at += n;
			balance(l, t);
			return;
		}
	}
	if (isprint(ch))
		dc_fail(l->c, t->pos, "D_SYNTAX", NULL, "syntax error near \"%c\"", ch);
	dc_fail(l->c, t->pos, "D_SYNTAX", NULL, "invalid control character: 0x%x", ch);
}

/* "int*" begins a declaration, "vm*" is a glob. */
static bool is_type_name(struct lexer *l, uint32_t len)
{
	return keyword(l->text + l->at, len) != TOK_IDENT ||
	       symbols_type(l->c->symbols, l->text + l->at, len);
}

/*
 * The longest run of a description's characters. A keyword or an identifier as long as that
 * is told as such: the parser decides whether it names a type.
 */
static bool lex_pspec(struct lexer *l, struct token *t)
{
	uint32_t n = 0, ident = 0;

	if (!is_pspec(peek(l, 0)) || isdigit(peek(l, 0)) || peek(l, 0) == '`')
		return false;
	while (is_pspec(peek(l, n)))
		n++;
	while (is_ident(peek(l, ident)))
		ident++;
	if (ident && !memchr(l->text + l->at, ':', n) &&
	    (ident == n || (l->text[l->at + ident] == '*' && is_type_name(l, ident)))) {
		lex_ident(l, t);
		return true;
	}
	t->kind = TOK_PSPEC;
	word(l, n, t);
	t->text = macro_expand(l, t->pos, t->text, n);
	t->len = strlen(t->text);
	return true;
}

void lex_next(struct lexer *l, enum lex_mode mode, struct token *t)
{
	int ch;

	skip_blanks(l);
	ch = peek(l, 0);
	*t = (struct token){ .kind = TOK_EOF, .pos = lex_here(l) };
	l->line_start = false;
	if (ch < 0)
		;
	else if (mode == LEX_PROGRAM && lex_pspec(l, t))
		;
	else if (isdigit(ch) || (ch == '.' && isdigit(peek(l, 1))))
		lex_digits(l, t);
	else if (is_ident(ch))
		lex_ident(l, t);
	else if (ch == '"' || ch == '\'')
		lex_quoted(l, t);
	else if (ch == '@')
		lex_agg(l, t);
	else if (ch == '$')
		macro_token(l, t);
	else
		lex_punctuation(l, mode, t);
	t->end = l->at;
}

const char *token_text(struct dcompiler *c, const struct token *t)
{
	const struct dsource *s = c->source;
	uint32_t n = t->end - t->pos.offset;

	return dc_strndup(c, s->text + t->pos.offset, n > 64 ? 64 : n);
}
