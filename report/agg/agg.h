/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg.h - aggregations: one table per @name from key tuple to state. Updates commute, so
 * several tables filled in any order merge to the same bytes (sums wrap, no floats).
 */
#ifndef REPORT_AGG_H
#define REPORT_AGG_H

#include "report/print/out.h"
#include "report/program.h"

struct aggset; /* all aggregations of a program */
struct aggset *aggset_new(const struct program *);
void aggset_free(struct aggset *);
/*
 * n updates from one place in the program. keys[k][i] is row i's k-th key (strings
 * interned), values and increments are NULL where the use has none. 0 or -ENOMEM.
 */
int aggset_update(struct aggset *, uint32_t use, const int64_t *const *keys, const int64_t *values,
		  const int64_t *increments, uint32_t n);
/* n times the same key (run-length keys, count()). */
int aggset_update_run(struct aggset *, uint32_t use, const int64_t *keys, uint64_t times);
/* What printa() would show of these keys now; 0 where there are none such. Strings interned. */
int64_t aggset_value(const struct aggset *, uint32_t use, const int64_t *keys);
/* Sets of one program; `from` is left without keys. */
int aggset_merge(struct aggset *into, struct aggset *from);
/* What the keys and their states take; it depends on them alone. */
uint64_t aggset_bytes(const struct aggset *);
/* By how much one event can make them grow at most. */
uint64_t aggset_row_bytes(const struct aggset *, uint64_t strsize);

/*
 * The aggregating actions, at the moment they are performed. trunc keeps the n largest keys
 * by value (the -n smallest); normalize concerns the keys that there are at that moment.
 * Those that sort may fail with -ENOMEM.
 */
int aggset_trunc(struct aggset *, uint32_t agg, bool has_n, int64_t n);
void aggset_clear(struct aggset *, uint32_t agg);
int aggset_normalize(struct aggset *, uint32_t agg, int64_t by); /* 0: by 1, and -EINVAL */
/* printa(): fmt NULL is the default layout. Several aggregations are joined by key. */
int aggset_printa(struct aggset *, struct out *, const struct fmt *, const uint16_t *aggs,
		  uint32_t naggs);
/* At the end of a run: a newline, and each aggregation that no printa has printed. */
int aggset_print_rest(struct aggset *, struct out *);

#endif
