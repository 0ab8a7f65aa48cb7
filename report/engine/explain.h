/* SPDX-License-Identifier: GPL-2.0 */
/*
 * explain.h - a run told in words on stderr: before it how each clause will be run and why,
 * after it what was read and how long each took.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "report/engine/engine.h"

struct explain;
struct explain *explain_new(const struct program *); /* NULL: no memory */
void explain_free(struct explain *);
void explain_plan(const struct engine *);
/* What was read of a table of the session that ends. Without memory for it less is told. */
void explain_read(struct explain *, const struct vmt_table *, const struct cells_pool *);
struct clause_work; /* span_worker.h */
/* What a free clause took of a worker; ordered rows, all together, ns of a thread's time. */
void explain_clause(struct explain *, uint32_t clause, const struct clause_work *);
void explain_ordered_time(struct explain *, uint64_t ns);
uint64_t explain_clock(void); /* ns of this thread */
void explain_result(const struct explain *, const struct engine *);

#endif
