/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vars.h - a program's variables: globals, this->, self-> and associative arrays. Unset
 * scalars of globals and this-> are 0 or "", of self-> and arrays 0 or NULL; an array's value
 * that is set to 0 or NULL takes no memory.
 *
 * The value of a V_BYTES variable is the address of its storage, 0 where it has none; to store
 * is to copy from another address.
 *
 * A stored string is the variables' own copy unless it is interned; a copy that was replaced
 * lives until vars_collect(), so that values read in the same firing stay good.
 */
#ifndef REPORT_VARS_H
#define REPORT_VARS_H

#include "report/engine/memory.h"
#include "report/engine/threads.h"
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
struct memory *vars_memory(const struct vars *);
/*
 * What self-> and arrays may take, as dtrace counts it (dynvarsize); all bits set: no limit.
 * What finds no room is not stored, and counted.
 */
void vars_limit(struct vars *, uint64_t bytes, uint64_t strsize);
uint64_t vars_dropped(const struct vars *);
uint64_t vars_bytes(const struct vars *); /* of self-> and arrays */

/*
 * Where the scalars lie, for code that runs once a row: at vars_index() among the globals,
 * among this-> of the slot in use, in the thread's row. None of these three moves.
 */
uint32_t vars_index(const struct vars *, uint32_t var);
int64_t *vars_globals(const struct vars *);
int64_t *const *vars_this(const struct vars *); /* where the slot in use is told */
struct threads *vars_threads(struct vars *);

#endif
