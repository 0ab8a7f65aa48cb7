/* SPDX-License-Identifier: GPL-2.0 */
/*
 * facts.h - the rows of a round's small tables (tasks, VMs, names ...), one at a time, by
 * the names of their columns. A column that is absent or damaged reads 0 or "".
 */
#ifndef REPORT_FACTS_H
#define REPORT_FACTS_H

#include "format/vmt.h"
#include "report/value.h"

#define FACTS_COLUMNS 16

struct facts_row {
	uint32_t row, cpu;
	struct vmt_view views[FACTS_COLUMNS]; /* rows 0: absent */
};
bool facts_has(const struct facts_row *, uint32_t column);
uint64_t facts_int(const struct facts_row *, uint32_t column);
/* Interned; NULL on no memory. */
const struct str *facts_text(const struct facts_row *, uint32_t column, struct strpool *);

/*
 * Calls fn for every row, in file order; a non-zero return ends it and is returned.
 * -ENOMEM; a table that is not there has no rows.
 */
int facts_each(const struct vmt_session *, const struct vmt_round_info *, const char *table,
	       const char *const *columns, uint32_t ncolumns,
	       int (*fn)(void *self, const struct facts_row *), void *self);

#endif
