/* SPDX-License-Identifier: GPL-2.0 */
/*
 * window.h - the rows of the latest rounds, kept to be written once more together. Inside
 * libvmtrace.
 */
#ifndef VMT_WINDOW_H
#define VMT_WINDOW_H

#include "format/schema.h"
#include "format/vmt.h"

/* A table's rows: a stage for each CPU, ascending. */
struct window_table {
	struct vmt_part *parts;
	uint32_t nparts, capacity, width; /* bytes that a row takes */
	uint64_t rows;
};

struct window {
	const struct schema *schema;
	struct window_table *tables;
};

int window_init(struct window *, const struct schema *);
void window_release(struct window *);
/*
 * Copies the parts' rows, which are those of a table and follow what is kept of their CPUs.
 * VMT_EINVAL: time decreases, or is before `earliest`; nothing of this part is kept.
 */
int window_add(struct window *, uint32_t table, const struct vmt_part *, uint32_t nparts,
	       uint64_t earliest);
/* As much as chunks get better by, or memory should be spent on. */
bool window_full(const struct window *);
/* A table's rows from a time on, or until one; of parts without any such row `rows` is 0. */
const struct vmt_part *window_rows_from(struct window *, uint32_t table, uint64_t earliest,
					uint32_t *nparts);
const struct vmt_part *window_rows_until(struct window *, uint32_t table, uint64_t until,
					 uint32_t *nparts);
void window_drop_until(struct window *, uint64_t until);

#endif
