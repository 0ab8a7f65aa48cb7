/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dcompile.h - from D text to a struct program. Several sources (-n, -s, in any number) make
 * one program with one set of variables, clauses in the order given.
 *
 *	c = dc_new(&options, probes, pool)
 *	dc_add(c, &source, &error) ...     lex, parse, check, resolve probes, compile
 *	program = dc_finish(c)             owned by c
 *	dc_free(c)
 */
#ifndef REPORT_DCOMPILE_H
#define REPORT_DCOMPILE_H

#include "report/options.h"
#include "report/probe.h"
#include "report/program.h"

struct dsource {
	const char *name; /* file name; for -n the text itself, as messages quote it */
	const char *text;
	size_t size;
	bool inlined;	 /* -n: messages say "invalid probe specifier" */
	bool owned;	 /* the text is the caller's own, to be freed */
	uint8_t omitted; /* fields that its descriptions leave out at the end: -f 1, -m 2, -P 3 */
	uint32_t nargs;	 /* $1 ... */
	const char *const *args;
};

/* The first error: message is dtrace's line without "vmtrace: "; then the line and a caret. */
struct derror {
	char tag[32];	       /* "D_SYNTAX" */
	uint32_t line, column; /* from 1; column 0: no caret */
	char message[1024];    /* "failed to compile script x.d: line 2: ..." complete */
	char source[256];      /* the source line, tabs as blanks, no newline */
	char hint[256];	       /* what was expected, what was found, what to do; or "" */
};

/*
 * Libraries define names for the sources behind them and run no clause. Each is compiled behind
 * those that it depends on; one that depends on what there is not is left out. The texts live as
 * long as the compiler. 0; -1: an error, told of the program that they are for.
 */
struct dcompiler;
int dc_add_libraries(struct dcompiler *, const struct dsource *libraries, uint32_t n,
		     const struct dsource *program, struct derror *);
struct dcompiler *dc_new(struct options *, struct probe_set *, struct strpool *);
int dc_add(struct dcompiler *, const struct dsource *, struct derror *); /* 0 or -1 */
const struct program *dc_finish(struct dcompiler *);
void dc_free(struct dcompiler *);

#endif
