/* SPDX-License-Identifier: GPL-2.0 */
/*
 * parse.h - from tokens to clauses. Declarations take effect where they stand; clauses are
 * only parsed, and checked when the whole text has been read, as dtrace does.
 */
#ifndef REPORT_PARSE_H
#define REPORT_PARSE_H

#include "report/lang/ast.h"
#include "report/lang/lex.h"

struct parser {
	struct dcompiler *c;
	struct lexer *l;
	struct token tok; /* the next one */
	enum lex_mode mode;
	bool header; /* of a translator: its types are defined elsewhere */
};

/* Appends the source's clauses to c->parsed. */
bool parse_program(struct dcompiler *);

/* What the files of the parser share. */
void parse_advance(struct parser *);
bool parse_accept(struct parser *, enum token_kind);
void parse_expect(struct parser *, enum token_kind);
_Noreturn void parse_error(struct parser *, const char *hint); /* syntax error near ... */
struct node *parse_node(struct parser *, enum node_kind, struct pos, struct node *left,
			struct node *right, struct node *third);

/* Around whatever calls itself: more than a thousand levels are an error. */
void parse_enter(struct parser *);
void parse_leave(struct parser *);

/* parse_expr.c */
struct node *parse_expression(struct parser *); /* with ',' */
struct node *parse_assignment(struct parser *); /* without */

/* parse_decl.c */
/*
 * Does a declaration begin here? Or the name of a type, in an expression: no storage class is
 * part of it, and self and this name variables there.
 */
bool parse_is_type(const struct parser *);
bool parse_is_type_name(const struct parser *);
struct symbol *parse_typedef_name(const struct parser *); /* NULL: the word names no type */
const struct type *parse_type_name(struct parser *);	  /* in a cast, sizeof or tuple */
void parse_declaration(struct parser *);
void parse_inline(struct parser *);

#endif
