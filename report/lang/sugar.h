/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sugar.h - if and else, as illumos has them: every basic block becomes a clause of its own,
 * with a predicate, so that each prints its own row.
 *
 *	/P/ { a; if (x) { b } c; }	/P/	  { %run = 1; a; }
 *				      /%run/	  { %x = x ? 1 : 2; }
 *				      /%x == 1/	  { b }
 *				      /%run/	  { c }
 *
 * A fault ends the whole clause: each block raises %fault and lowers it when it went well,
 * and no later block runs while it is up.
 */
#ifndef REPORT_SUGAR_H
#define REPORT_SUGAR_H

#include "report/lang/ast.h"

/* Replaces the clause by its blocks; returns the last of them. */
struct clause_ast *sugar_clause(struct dcompiler *, struct clause_ast *);

#endif
