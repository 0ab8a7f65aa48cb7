/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guard.h - whose events a predicate can be true of: what it says of processes where that has to
 * hold, whatever else has. Of an || both sides have to say it, of an && one.
 *
 * Where a predicate says so behind something that has an effect of its own, it says nothing: that
 * effect is everybody's. Whether something behind which it says so can fault is told.
 */
#ifndef REPORT_GUARD_H
#define REPORT_GUARD_H

#include "report/lang/ast.h"

/* Of a checked predicate, or NULL. */
struct guard guard_of(struct dcompiler *, const struct node *predicate);

#endif
