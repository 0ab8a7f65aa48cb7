/* SPDX-License-Identifier: GPL-2.0 */
/*
 * span_list.h - the rows of a session's event tables where their order does not matter: chunk
 * by chunk, by any number of threads. A cut in time limits what is taken, so that what happens
 * at a tick sees exactly the rows before it.
 *
 *	span_list_stretch(l, stretch)
 *	n = span_list_due(l, round, before)
 *	for (i = 0; i < n; i++)                    each i once, by any thread
 *		c = span_list_take(l, i)
 *		for (g = 0; g < c->info->ngroups; g++)
 *			span_rows(c, g, &span)     its rows of one CPU that are due
 *		span_list_give(l, c)
 *
 * A chunk whose rows are not all due stays open until they are. Memory: the columns used, of
 * one chunk a thread and of those that the cut parts.
 */
#ifndef REPORT_SPAN_LIST_H
#define REPORT_SPAN_LIST_H

#include "report/world/cells.h"
#include "report/world/stretch.h"

#define SPAN_ALL UINT64_MAX
#define SPAN_LAST_ROUND UINT64_MAX

struct span_chunk {
	uint32_t which; /* index in the tables given */
	const struct vmt_chunk *chunk;
	const struct vmt_chunk_info *info;
	uint64_t round;
	struct cells *cells; /* open from take to give */
	uint64_t before;     /* the cut */
	bool whole;	     /* all of its rows are due, and none was before */
	bool finished;	     /* all are taken once these are given */

	uint64_t first_ns, last_ns, last_real;
	uint64_t later_ns; /* the first of this chunk's and of all behind it */
	uint32_t *taken;   /* rows of each group that were, once it was cut */
};

/* Rows [first, first + n) of a chunk: one CPU, time does not decrease. */
struct span {
	uint32_t cpu, first, n;
};

struct span_list;
/* Negative tables are not there and have no rows. -ENOMEM. */
int span_list_open(struct span_list **, const struct world_session *, const int *tables,
		   uint32_t n);
void span_list_free(struct span_list *);
/* Its chunks take the place of those before, of which nothing is due any more. -ENOMEM. */
int span_list_stretch(struct span_list *, const struct stretch *);
/* What was read of a table. */
const struct cells_pool *span_list_read(const struct span_list *, uint32_t which);
/* How many chunks of rounds up to `round` hold rows with ns < before; in the file's order. */
uint32_t span_list_due(struct span_list *, uint64_t round, uint64_t before);
/* The i-th of them, open. NULL: no memory. */
struct span_chunk *span_list_take(struct span_list *, uint32_t i);
/* The i-th of them, as it is. */
const struct span_chunk *span_list_at(const struct span_list *, uint32_t i);
void span_list_give(struct span_list *, struct span_chunk *);
/* What is due of a group, once; n may be 0. -ENOMEM. */
int span_rows(struct span_chunk *, uint32_t group, struct span *);

#endif
