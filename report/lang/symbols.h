/* SPDX-License-Identifier: GPL-2.0 */
/*
 * symbols.h - names and what they mean: built-in (rows of tables), declared, or made by
 * their first use. One hash table; a name belongs to a space.
 */
#ifndef REPORT_SYMBOLS_H
#define REPORT_SYMBOLS_H

#include "report/lang/types.h"
#include "report/stability.h"

enum space {
	SPACE_GLOBAL,
	SPACE_SELF,
	SPACE_THIS,
	SPACE_AGG,
	SPACE_TYPE, /* typedefs */
	SPACE_TAG,  /* struct, union, enum */
	SPACE_EXTERN,
};

enum symbol_kind {
	SYM_FIELD, /* index: enum field */
	SYM_ARG,   /* index: N of argN */
	SYM_VMREGS,
	SYM_CONST,   /* value */
	SYM_INLINE,  /* body */
	SYM_SUBR,    /* index: enum subr */
	SYM_ACTION,  /* index in actions[] (actions.h) */
	SYM_AGGFN,   /* index: enum aggfn */
	SYM_AGGVAL,  /* aggval(@name, keys) */
	SYM_REFUSED, /* D has it; offline it means nothing, or not yet */
	SYM_VAR,     /* index in program.vars, once made */
	SYM_AGG,     /* index in program.aggs */
	SYM_SCOPE,   /* self and this, which are nothing by themselves */
	SYM_TYPE,
};

struct node;
/* Why a construct of D is refused: the reason, and what it takes so that checks come first. */
struct refusal {
	const char *name;
	bool is_function;
	bool is_action; /* a statement of its own */
	bool is_array;
	bool is_private;	 /* its data are */
	const struct type *type; /* of its value */
	const char *args;	 /* as in subr.h; NULL: `check` knows */
	uint8_t required;
	void (*check)(struct dcompiler *, struct node *call);
	const char *reason;
};

struct symbol {
	const char *name;
	uint32_t len, hash;
	uint8_t space, kind;
	bool typed;	/* SYM_VAR: its type is known */
	bool is_array;	/* SYM_VAR: associative; SYM_INLINE: with parameters */
	bool defined;	/* SYM_AGG: some clause assigns it */
	bool keyed;	/* the key types are fixed */
	bool is_kernel; /* SYM_TYPE: predeclared, a program may define it */
	bool is_hidden; /* SYM_TYPE: by a variable of its name */
	uint8_t nkeys;
	uint16_t index;
	uint32_t line;		      /* of its definition */
	const struct dsource *source; /* that defined it; NULL: D itself */
	struct stability stability;
	const struct type *type;
	const struct type *keys[AGG_KEYS];
	int64_t value;
	const struct refusal *refusal;
	const int64_t *constants; /* SYM_AGG: of a quantization */
	struct node *body;
	const struct type *declared; /* SYM_INLINE: its type, with parameters */
	struct symbol *next;
};

/* A pragma about a name of the program's own. */
struct named_pragma {
	const char *name, *pragma;
	struct pos pos;
	bool used;
	struct stability stability;
	struct named_pragma *next;
};

struct symtab *symtab_new(struct dcompiler *); /* with everything built in */
/* One that there is no more; no pointer to it may be left. */
void symbol_remove(struct symtab *, struct symbol *);
struct symbol *symbol_find(const struct symtab *, enum space, const char *name, size_t len);
/* The name lives as long as the compiler. */
struct symbol *symbol_add(struct dcompiler *, enum space, enum symbol_kind, const char *name);
/* A type's name without its module: all types are of one scope. */
const char *symbols_unscoped(const char *name);
/* Of the type that a word names, or NULL. */
struct symbol *symbols_type(const struct symtab *, const char *name, size_t len);

#endif
