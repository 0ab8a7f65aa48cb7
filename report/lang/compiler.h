/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compiler.h - what the passes of the compiler share: memory, positions, the first error.
 *
 * A pass that finds an error calls dc_fail(), which fills in the caller's struct derror and
 * leaves the compiler by longjmp: nothing is held but the arena, so nothing leaks. Each
 * public call sets the jump anew (dcompile.c).
 */
#ifndef REPORT_COMPILER_H
#define REPORT_COMPILER_H

#include <setjmp.h>
#include "report/arena.h"
#include "report/lang/dcompile.h"

/* Tokens and nodes remember where they stand. */
struct pos {
	uint32_t offset; /* bytes in the source's text */
	uint32_t line;	 /* from 1; of the original file, under a preprocessor too */
};

/* A growing array in the arena. */
struct vec {
	void *items;
	uint32_t n, cap;
};

struct lexer;
struct symtab;
struct clause_ast;
struct translator;
struct provider;
struct named_pragma;

struct dcompiler {
	struct arena arena;
	struct options *options;
	struct probe_set *probes;
	struct strpool *pool;
	struct symtab *symbols;

	const struct dsource *source; /* being compiled */
	const struct dsource *user;   /* of the library that it is; NULL: it is none */
	struct lexer *lexer;
	struct clause_ast *clause;		  /* being checked; NULL: none */
	struct guard guard;			  /* of the clause before, for an if within it */
	struct clause_ast *parsed, **parsed_tail; /* its clauses, in order */
	struct stability stability;		  /* the least of the names since it was set */
	uint8_t parts;				  /* named since: see struct clause_ast */
	const char *region;			  /* where a message of -n says that it is */
	struct named_pragma *pragmas;		  /* of this source */
	uint32_t depth;				  /* of recursion, bounded */
	struct derror postponed;		  /* see dc_postpone(); no tag: nothing was */
	struct translator *translators;
	struct provider *providers;
	struct provider_stability stabilities[NR_PROVIDERS]; /* as the program's pragmas want */

	struct vec clauses, vars, aggs, uses, actions, consts, strings, fmts, sources;
	struct vec event_fields;
	struct vec libraries;		      /* library.c */
	struct vec const_index, string_index; /* hash tables over consts and strings */
	uint32_t epids, sugars, copies;
	struct program program;

	struct derror *error;
	jmp_buf fail;
};

/* Zeroed; never NULL. */
void *dc_alloc(struct dcompiler *, size_t size);
char *dc_strndup(struct dcompiler *, const char *, size_t len);
char *dc_printf(struct dcompiler *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A new zeroed item at the end; items may move. More than `limit` of them is an error. */
void *vec_push(struct dcompiler *, struct vec *, size_t item, uint32_t limit, const char *what);

/* The error's tag, what a hint adds (or NULL), and its message. */
_Noreturn void dc_fail(struct dcompiler *, struct pos, const char *tag, const char *hint,
		       const char *format, ...) __attribute__((format(printf, 5, 6)));
/*
 * What only a recording lacks - a probe of a live system, an action on it - is no error to
 * dtrace: the first of them is told when the rest of the program has none.
 */
void dc_postpone(struct dcompiler *, struct pos, const char *tag, const char *hint,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));
bool dc_postponed(const struct dcompiler *);
void dc_fail_postponed(struct dcompiler *); /* if there was one */

#define VEC(v, type) ((type *)(v).items)

#endif
