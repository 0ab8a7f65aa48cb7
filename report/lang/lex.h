/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lex.h - D's tokens. The parser says by the mode what can stand next, since a probe
 * description ("vm:::exit", "int*") is cut in another way than an expression. Control lines
 * (#pragma ...) are obeyed where they are met, macro variables ($1, $pid) are replaced.
 */
#ifndef REPORT_LEX_H
#define REPORT_LEX_H

#include "report/lang/compiler.h"

/* clang-format off */
/* Tokens of one spelling; a longer one stands before its prefix. */
#define PUNCTUATION(X) \
	X(SHL_EQ, "<<=") X(SHR_EQ, ">>=") X(ELLIPSIS, "...") \
	X(ADD_EQ, "+=") X(SUB_EQ, "-=") X(MUL_EQ, "*=") X(DIV_EQ, "/=") X(MOD_EQ, "%=") \
	X(AND_EQ, "&=") X(OR_EQ, "|=") X(XOR_EQ, "^=") \
	X(LOR, "||") X(LXOR, "^^") X(LAND, "&&") \
	X(EQ, "==") X(NE, "!=") X(LE, "<=") X(GE, ">=") \
	X(SHL, "<<") X(SHR, ">>") X(INC, "++") X(DEC, "--") X(ARROW, "->") \
	X(LT, "<") X(GT, ">") X(ADD, "+") X(SUB, "-") X(MUL, "*") X(DIV, "/") X(MOD, "%") \
	X(AND, "&") X(OR, "|") X(XOR, "^") X(NOT, "!") X(COM, "~") X(ASSIGN, "=") \
	X(QUESTION, "?") X(COLON, ":") X(COMMA, ",") X(SEMI, ";") X(DOT, ".") \
	X(LPAREN, "(") X(RPAREN, ")") X(LBRACKET, "[") X(RBRACKET, "]") \
	X(LBRACE, "{") X(RBRACE, "}")

#define KEYWORDS(X) \
	X(AUTO, "auto") X(BREAK, "break") X(CASE, "case") X(CHAR, "char") X(CONST, "const") \
	X(CONTINUE, "continue") X(COUNTER, "counter") X(DEFAULT, "default") X(DO, "do") \
	X(DOUBLE, "double") X(ELSE, "else") X(ENUM, "enum") X(EXTERN, "extern") \
	X(FLOAT, "float") X(FOR, "for") X(GOTO, "goto") X(IF, "if") X(IMPORT, "import") \
	X(INLINE, "inline") X(INT, "int") X(LONG, "long") X(OFFSETOF, "offsetof") \
	X(PROBE, "probe") X(PROVIDER, "provider") X(REGISTER, "register") \
	X(RESTRICT, "restrict") X(RETURN, "return") X(SELF, "self") X(SHORT, "short") \
	X(SIGNED, "signed") X(SIZEOF, "sizeof") X(STATIC, "static") X(STRING, "string") \
	X(STRINGOF, "stringof") X(STRUCT, "struct") X(SWITCH, "switch") X(THIS, "this") \
	X(TRANSLATOR, "translator") X(TYPEDEF, "typedef") X(UNION, "union") \
	X(UNSIGNED, "unsigned") X(USERLAND, "userland") X(VOID, "void") \
	X(VOLATILE, "volatile") X(WHILE, "while") X(XLATE, "xlate")
/* clang-format on */

enum token_kind {
	TOK_EOF,
	TOK_NUMBER, /* value, type */
	TOK_TEXT,   /* a string constant */
	TOK_IDENT,
	TOK_AGGNAME, /* "@x": text "x", "_" for a bare @ */
	TOK_PSPEC,
	TOK_EPRED, /* the '/' that ends a predicate */
#define X(name, text) TOK_##name,
	PUNCTUATION(X)
#undef X
#define X(name, text) KEY_##name,
		KEYWORDS(X)
#undef X
			TOK_NR
};

/* Punctuation and keywords as they are written; NULL of the other kinds. */
extern const char *const token_spellings[TOK_NR];

/* Of an integer constant: the first that holds it. ORDER of number_types[] in types.c */
enum number_type { N_I32, N_U32, N_I64, N_U64, N_ILL, N_ULL };

struct token {
	uint8_t kind;
	uint8_t number; /* enum number_type */
	struct pos pos;
	uint32_t end; /* offset behind it */
	uint32_t len;
	const char *text; /* TEXT, IDENT, AGGNAME, PSPEC: in the arena */
	int64_t value;
};

enum lex_mode {
	LEX_PROGRAM, /* declarations and probe descriptions */
	LEX_PROBE,   /* behind a probe description: '/' opens a predicate */
	LEX_CODE,    /* expressions and statements */
};

struct lexer {
	struct dcompiler *c;
	const char *text;
	uint32_t size, at, line;
	bool line_start;     /* only blanks so far on this line */
	uint64_t *args_used; /* bit i: $i was named */
	uint32_t parens, brackets;
};

struct lexer *lex_new(struct dcompiler *);
struct pos lex_here(const struct lexer *);
void lex_next(struct lexer *, enum lex_mode, struct token *);
const char *token_text(struct dcompiler *, const struct token *); /* as messages show it */

/* pragma.c: the rest of a line that began with '#'; at stands behind the '#'. */
void pragma_line(struct lexer *);
/* What pragmas say of a name comes to be when the program defines it. */
struct symbol;
void pragma_apply(struct dcompiler *, struct symbol *);
void pragma_check_used(struct dcompiler *); /* D_PRAGMA_UNUSED */

/* macro.c: $N, $$N, $name, $$name; at stands behind the '$'. */
void macro_token(struct lexer *, struct token *);
/* The same inside a probe description: its text with macros replaced. */
const char *macro_expand(struct lexer *, struct pos, const char *text, uint32_t len);
/* The last argument must have been named: D_MACRO_UNUSED. */
void macro_check_used(struct lexer *);

/* lex_number.c: a constant of len bytes; the tag says what is wrong when it is too big. */
void lex_number(struct lexer *, const char *text, uint32_t len, const char *tag, struct token *);
/* A decimal one; no type may hold it. */
void lex_decimal(struct lexer *, uint64_t value, struct token *);

/* lex_text.c: a string or a character constant; at stands before its quote. */
void lex_quoted(struct lexer *, struct token *);
/* Escapes become what they mean; how many bytes are left. */
uint32_t lex_unescape(char *text, uint32_t len);

#endif
