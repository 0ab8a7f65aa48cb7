/* SPDX-License-Identifier: GPL-2.0 */
/*
 * replay_round.h - the inside of a replay: the chunks of its round, parted by CPU, which
 * replay_streams.c gives as streams and replay_rows.c merges.
 */
#ifndef REPORT_REPLAY_ROUND_H
#define REPORT_REPLAY_ROUND_H

#include "report/world/replay.h"

/* A chunk of the round. Its columns are open while rows of it are still to come. */
struct chunk_state {
	const struct vmt_chunk *chunk;
	const struct vmt_chunk_info *info;
	struct cells *cells;
	uint32_t which;
	uint32_t row_left; /* rows not yet replayed */
};

/* One CPU's rows of a chunk: a group's share of the round. */
struct part {
	uint32_t chunk, group;
};

#define REPLAY_NEAR 32

/* The parts of one table and CPU, and the row at its head where rows are merged. */
struct stream {
	uint32_t first, last; /* in `sorted` */
	bool given;	      /* the first part, as a span */
	uint32_t row, end;    /* in the first part's chunk */
	uint32_t which, cpu;
	bool tracepoint; /* of another source than those of the module, which come first */
	const struct vmt_view *times, *seqs;
	uint32_t near, nnear; /* rows of the part whose ns are known */
	uint64_t near_ns[REPLAY_NEAR];
};

/* A stream's next row, among others'. */
struct head {
	uint64_t ns, stream;
};

struct replay {
	const struct world_session *session;
	uint32_t ntables;
	int *tables;
	struct cells_pool *pools;
	int *seq_columns;
	bool *tracepoints;

	const struct stretch *stretch;
	uint32_t next; /* round of the stretch */

	uint32_t nround, room_round;
	struct chunk_state *round;
	uint32_t nparts, room_parts;
	struct part *parts;
	uint32_t *sorted; /* parts whose rows are ordered: by CPU, table, place in the file */
	uint32_t nsorted;

	struct stream *streams;
	uint32_t nstreams;
	struct head *losers; /* of nodes from 1; at 0 the first of all */
	bool rows;	     /* they are there */
	bool advance;	     /* the first one's stream has given its row */

	uint64_t round_number;
	uint64_t round_end;
};

static inline const struct vmt_group *part_group(const struct replay *r, uint32_t part)
{
	const struct part *p = &r->parts[part];

	return &r->round[p->chunk].info->groups[p->group];
}
/* Opens a chunk of the round if it is not open: NULL: no memory. */
struct cells *replay_open_chunk(struct replay *, struct chunk_state *);
/* Closes it if no rows of it are left. */
void replay_used_chunk(struct replay *, struct chunk_state *);
/* The streams of a round that has begun: 0 or -ENOMEM. */
int replay_begin_streams(struct replay *);

#endif
