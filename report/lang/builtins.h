/* SPDX-License-Identifier: GPL-2.0 */
/*
 * builtins.h - what every program knows: variables, functions, constants, types.
 */
#ifndef REPORT_BUILTINS_H
#define REPORT_BUILTINS_H

#include "report/lang/symbols.h"

void builtins_add(struct dcompiler *);
void builtins_extend(struct dcompiler *); /* what -x extended adds */
void builtins_reduce(struct dcompiler *); /* to what the version asked for had */
extern const char *const aggfn_names[];	  /* by enum aggfn */

/* refusals.c: what D has and a trace cannot answer, or does not answer yet. */
extern const struct refusal refusals[];
extern const uint32_t refusals_count;
/* A use of it, which is told when the program has no other error. */
void refuse(struct dcompiler *, const struct refusal *, struct pos);

#endif
