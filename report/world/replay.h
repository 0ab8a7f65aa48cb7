/* SPDX-License-Identifier: GPL-2.0 */
/*
 * replay.h - the rows of a session's event tables, round by round. Within a round, rows come
 * one at a time in total order - (ns, cpu, source, sequence in that CPU's ring, table) -, and a cut
 * in time limits them, so that what happens at a tick sees exactly the rows before it; or as the
 * streams of one table and CPU that they are, for a caller that merges them himself.
 *
 *	replay_open(&r, session, tables, n)
 *	replay_stretch(r, stretch)                 for each stretch of the session
 *	while (replay_round(r) > 0)
 *		while (replay_row(r, REPLAY_ALL, &row) > 0)
 *			...
 *	replay_free(r)
 *
 * Memory: the columns used, of one round's chunks at most; a chunk closes when its rows are
 * through. Errors are negative: -ENOMEM. Damage is told by the world and its rows skipped.
 */
#ifndef REPORT_REPLAY_H
#define REPORT_REPLAY_H

#include "report/world/cells.h"
#include "report/world/stretch.h"
#include "report/world/world.h"

#define REPLAY_ALL UINT64_MAX

struct replay_row {
	uint32_t which;		  /* index in the tables given */
	uint32_t cpu, row, group; /* row and group of the chunk */
	uint64_t ns, time;
	struct cells *cells; /* until the next call */
};

struct replay;
/*
 * Tables of the session's schema; negative ones are not there and have no rows. nmarks: of its
 * chunks' cells.
 */
int replay_open(struct replay **, const struct world_session *, const int *tables, uint32_t n,
		uint32_t nmarks);
void replay_free(struct replay *);
/* The rounds to replay next, until the next call. */
void replay_stretch(struct replay *, const struct stretch *);
/*
 * 1: the next round that has rows; 0: the stretch's end. What is left of the last round is
 * dropped.
 */
int replay_round(struct replay *);
/* Which round of the session it is: watermarks before it. */
uint64_t replay_round_number(const struct replay *);
/* What was read of a table. */
const struct cells_pool *replay_read(const struct replay *, uint32_t which);
/* No row of this round is later, in ns. */
uint64_t replay_round_end(const struct replay *);
/* 1: the next row with ns < before; 0: none in this round. */
int replay_row(struct replay *, uint64_t before, struct replay_row *);

/* In place of rows: streams, by CPU, then by table. */
struct replay_span { /* rows [first, first + n) of a chunk: time does not decrease */
	uint32_t which, cpu, first, n;
	struct cells *cells; /* until the next call for this stream */
};
uint32_t replay_nstreams(const struct replay *);
void replay_stream_of(const struct replay *, uint32_t stream, uint32_t *cpu, uint32_t *which);
/* 1: the stream's next rows; 0: no more of them in this round; -ENOMEM. */
int replay_next(struct replay *, uint32_t stream, struct replay_span *);
/*
 * 1: no thread has rows on two CPUs in this round, by these columns of tasks, a table each, and
 * none is absent; 0: one may; -ENOMEM.
 */
int replay_apart(struct replay *, const int *columns);

/* A row's value, 0 when absent. */
static inline uint64_t replay_value(const struct replay_row *r, int column, bool *valid)
{
	const struct vmt_view *v = cells_indexed(r->cells, column);

	*valid = v && view_valid(v, r->row);
	return *valid ? view_at(v, r->row) : 0;
}

#endif
