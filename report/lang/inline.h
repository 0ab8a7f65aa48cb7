/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inline.h - "inline int TWO = 2" and "inline string name[int32_t r] = r == 1 ? "one" : ...".
 * A use with parameters is a copy of the body with the arguments, cast to the parameters'
 * types, in their place: each is computed wherever it stands, as in dtrace.
 */
#ifndef REPORT_INLINE_H
#define REPORT_INLINE_H

#include "report/lang/ast.h"

/* The body, as it was parsed, of an inline whose type has its parameters as keys, or none. */
void inline_define(struct dcompiler *, const char *name, struct pos, const struct type *,
		   struct node *body);
/* What name[keys] stands for. */
struct node *inline_use(struct dcompiler *, struct symbol *, struct node *use);

#endif
