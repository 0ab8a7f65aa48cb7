/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vars.h - a program's variables: globals, this->, self-> and associative arrays. Unset
 * scalars of globals and this-> are 0 or "", of self-> and arrays 0 or NULL; what is set to 0
 * or NULL of the latter takes no memory.
 *
 * A stored string is the variables' own copy unless it is interned; a copy that was replaced
 * lives until vars_collect(), so that values read in the same firing stay good.
 */
#ifndef REPORT_VARS_H
#define REPORT_VARS_H

#include "report/program.h"

struct vars;
struct vars *vars_new(const struct program *, struct strpool *); /* NULL: no memory */
void vars_free(struct vars *);
/* this-> begins anew. There is one set of it per slot; slots count from 0. */
int vars_begin(struct vars *, uint32_t slot); /* 0 or -ENOMEM */
/* Goes back to a slot that has begun. */
void vars_resume(struct vars *, uint32_t slot);
void vars_collect(struct vars *);
/* thread: of self->; keys: as many as the variable has, strings of any kind. */
int64_t vars_load(const struct vars *, uint32_t var, uint64_t thread, const int64_t *keys);
int vars_store(struct vars *, uint32_t var, uint64_t thread, const int64_t *keys, int64_t value);
uint64_t vars_bytes(const struct vars *); /* of self-> and arrays */

#endif
