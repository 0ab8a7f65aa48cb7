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
/*
 * A copy of a body as it was parsed, with checked values for its parameters, checked; and a
 * value of a type that no constant folding can see through, to check a body with.
 */
struct node *inline_bind(struct dcompiler *, const struct node *body, const struct parameter *,
			 uint32_t count, struct node *const *values, struct pos);
struct node *inline_stand_in(struct dcompiler *, const struct type *);
/* What name[keys] stands for. */
struct node *inline_use(struct dcompiler *, struct symbol *, struct node *use);

#endif
