/* SPDX-License-Identifier: GPL-2.0 */
/*
 * parse_type.h - the parts of a declaration: specifiers, which name a type, and declarators,
 * which name what is declared and change the type. Shared by the parser's files.
 */
#ifndef REPORT_PARSE_TYPE_H
#define REPORT_PARSE_TYPE_H

#include "report/lang/parse.h"

#define MAX_DECLARATOR 64    /* pointers, arrays and functions in one declarator */
#define MAX_ARRAY (1u << 24) /* elements */
#define MAX_PARAMETERS 1024

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
	const struct parameter *keys;
};

struct declarator {
	const char *name; /* NULL: abstract */
	struct pos pos;
	uint32_t n;
	struct modifier modifiers[MAX_DECLARATOR];
};

void parse_specifiers(struct parser *, struct specifiers *);
/* The type that the specifiers name. */
const struct type *parse_specified(struct parser *, const struct specifiers *);
void parse_declarator(struct parser *, struct declarator *); /* starts as zeroes */
/* The type of what a declarator names, from the specifiers' type. */
const struct type *parse_declared(struct parser *, const struct type *, const struct declarator *);
_Noreturn void parse_bad_type(struct parser *, const char *tag, const char *what);

/* Parameters up to the closing token, into m->keys; "..." is one without a type. */
void parse_type_list(struct parser *, enum token_kind close, struct modifier *m);

/* parse_prototype.c: what a list of parameters may hold. */
enum prototype_flags { PROTO_VARARGS = 1, PROTO_VOID = 2, PROTO_ANONYMOUS = 4 };
/*
 * Checks a list; `names`: another one that must have its names, or the same list. How many there
 * are, none where void is the only one.
 */
uint32_t parse_prototype(struct parser *, struct pos, const struct modifier *list,
			 const struct modifier *names, const char *kind, unsigned flags);

/* parse_tag.c: struct, union or enum, with its members or without. */
const struct type *parse_tagged(struct parser *);

#endif
