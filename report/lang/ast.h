/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ast.h - a parsed program: nodes of expressions, statements, clauses. The parser fills in
 * what the text says; the checker adds types, resolves names and folds constants in place.
 */
#ifndef REPORT_AST_H
#define REPORT_AST_H

#include "report/program.h"
#include "report/lang/symbols.h"

enum node_kind {
	/*			what stands where */
	N_NUMBER,   /* value; type */
	N_STRING,   /* name: the text */
	N_IDENT,    /* name, space; a variable, constant or function not yet resolved */
	N_AGGREF,   /* name; right: keys */
	N_INDEX,    /* left [ right, right->next ... ] */
	N_CALL,	    /* left ( right, right->next ... ) */
	N_MEMBER,   /* left . or -> name; op tells; checked: member, value: its place in bits */
	N_UNARY,    /* op left */
	N_POSTFIX,  /* left ++ or --; op */
	N_BINARY,   /* left op right; assignments and ',' too */
	N_COND,	    /* left ? right : third */
	N_CAST,	    /* (named) left */
	N_SIZEOF,   /* sizeof left, or sizeof (named) */
	N_OFFSETOF, /* offsetof (named, name) */
	N_STRINGOF, /* stringof left */
	N_SYMADDR,  /* the name of left, an address; value: enum naming, and NAMING_KEPT */
	N_XLATE,    /* xlate <named> (left) */
	/* after the checker */
	N_VAR,	   /* symbol; right: keys */
	N_FIELD,   /* symbol */
	N_ARG,	   /* symbol */
	N_EVENT,   /* value: in program.event_fields */
	N_ELEMENT, /* value: the same; left: the index */
	N_WHOLE,   /* the tracepoint as text */
	N_VMREG,   /* value: the register's number */
	N_TEXT,	   /* left, a char [] or an address, as a string of value bytes at most */
	N_AGGVAL,  /* left: the N_AGGREF, with keys and use */
	N_STRUCT,  /* values: N_MEMBERs, each with its value on the right */
	N_CHARS,   /* left, a string, as the address of a copy of value bytes at least */
	/* statements */
	N_EXPR, /* left; as a statement */
	N_IF,	/* left, right: then, third: else */
};

struct node {
	uint8_t kind;
	uint8_t op;    /* enum token_kind */
	uint8_t space; /* enum space */
	bool checked;
	bool paren;	/* stood in parentheses */
	bool lvalue;	/* a place in memory or a variable */
	bool writable;	/* that may be assigned */
	bool hidden;	/* a statement that the compiler added: no action of its own */
	bool varies;	/* N_EVENT: its events have it in several sizes */
	uint16_t depth; /* levels below, bounded by the parser */
	struct pos pos;
	const char *name;
	uint32_t len;
	int64_t value;
	const struct type *type, *named;
	const struct member *member;
	struct symbol *symbol;
	struct node *left, *right, *third;
	struct action *action; /* a checked call of an action, and its values in a list */
	struct agguse *use;    /* a checked aggregation */
	struct node *values;
	struct node *next; /* in a list of arguments, keys or statements */
};

struct pspec {
	const char *text;
	struct pos pos;
	struct pspec *next;
};

struct clause_ast {
	struct pos pos;
	struct pspec *pspecs;
	struct vec matches; /* struct matches of each, once they are known (matches.h) */
	struct node *predicate;
	struct node *body;	    /* statements */
	bool has_body;		    /* braces were there */
	bool sugar;		    /* made from an if, not the first of its clause */
	struct stability stability; /* checked: the least of what it names */
	uint8_t parts;		    /* what it names of its probe: bits 1 << enum part */
	struct clause_ast *next;
};

uint32_t node_count(const struct node *list);

#endif
