/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dctest.h - compiles a text against a small set of probes: BEGIN END ERROR, exits CPUID and
 * INTR of svm, its entry; samples at 997 Hz. Tags are on, as with -x errtags.
 */
#ifndef DCTEST_H
#define DCTEST_H

#include "report/lang/dcompile.h"

struct dctest {
	struct options options;
	struct probe_set *probes;
	struct strpool *pool;
	struct dcompiler *compiler;
	const struct program *program; /* NULL: error says why */
	struct derror error;
	char *listing; /* of the program, as disasm_program() prints it */
};

/* As -s test.d; args may be NULL. */
void dctest_script(struct dctest *, const char *text, uint32_t nargs, const char *const *args);
/* As -n TEXT. */
void dctest_inline(struct dctest *, const char *text);
/* Any bytes, as -s test.d, with the options that the caller has set. */
void dctest_init(struct dctest *);
void dctest_add(struct dctest *, const struct dsource *);
void dctest_release(struct dctest *);

/* The script compiles to these instructions: those of its first clause's body. */
void dctest_body(const char *text, const char *expected);

#endif
