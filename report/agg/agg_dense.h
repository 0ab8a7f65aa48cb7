/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_dense.h - one use of an aggregation, grouped by small numbers instead of keys. Each value
 * of a key has an id, given out as values come; the ids of a tuple side by side, and behind
 * them the bin of a distribution, are the number of a cell:
 *
 *	| id of key 0 | id of key 1 | bin |     cells[]: rows, then the function's state
 *
 * So a row costs no look-up of its tuple. Id 0 is nobody's: what a predicate does not want is
 * counted there and forgotten. The cells go into the aggregation's table when they are flushed.
 *
 *	agg_dense_id() of all that will be added     ids, one key after the other
 *	agg_dense_fit()                              cells for them, or there are too many
 *	id << agg_dense_shift(key), ORed: a cell
 *	agg_dense_run(), agg_dense_rows()
 */
#ifndef REPORT_AGG_DENSE_H
#define REPORT_AGG_DENSE_H

#include <stdbool.h>

#include "report/agg/agg.h"

#define AGG_NO_ID UINT32_MAX

struct agg_dense;
/* NULL: no memory. Uses with increments have none: they do not suit. */
struct agg_dense *agg_dense_new(struct aggset *, uint32_t use);
void agg_dense_free(struct agg_dense *);
/* From 1 on; AGG_NO_ID: too many, or no memory for more. */
uint32_t agg_dense_id(struct agg_dense *, uint32_t key, int64_t value);
/* 1: the cells are there; 0: they would be too many; -ENOMEM. It may flush. */
int agg_dense_fit(struct agg_dense *);
uint32_t agg_dense_shift(const struct agg_dense *, uint32_t key);
/* Rows without values, all of one cell. */
void agg_dense_run(struct agg_dense *, uint32_t cell, uint64_t rows);
/* Rows, one by one; values NULL where the function has none. cells is overwritten. */
void agg_dense_rows(struct agg_dense *, uint32_t *cells, const int64_t *values, uint32_t n);
/* Into the aggregation; the cells are empty then. -ENOMEM. */
int agg_dense_flush(struct agg_dense *);
/* What the keys in cells may take once they are flushed, at most. */
uint64_t agg_dense_most_bytes(const struct aggset *, uint32_t use);

#endif
