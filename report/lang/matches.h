/* SPDX-License-Identifier: GPL-2.0 */
/*
 * matches.h - the probes that a clause's descriptions match. They are looked for once, when the
 * clause has been checked; or before, where what it names depends on them (args->FIELD).
 */
#ifndef REPORT_MATCHES_H
#define REPORT_MATCHES_H

#include "report/lang/ast.h"

struct matches {
	struct dcompiler *c;
	const char *text, *full; /* the description; with all four fields */
	struct vec probes;	 /* uint32_t */
};

/* One for each description. What matches nothing, and must, is the program's error. */
void matches_find(struct dcompiler *, struct clause_ast *);

#endif
