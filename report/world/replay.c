/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/room.h"
#include "report/world/replay_round.h"
#include "report/world/tracepoint.h"

static int which_table(const struct replay *r, uint32_t table)
{
	for (uint32_t i = 0; i < r->ntables; i++)
		if (r->tables[i] >= 0 && (uint32_t)r->tables[i] == table)
			return i;
	return -1;
}

static int open_tables(struct replay *r, const int *tables, uint32_t n, uint32_t nmarks)
{
	const struct vmt_session_info *info = r->session->info;

	r->tables = calloc(n + 1, sizeof(*r->tables));
	r->pools = calloc(n + 1, sizeof(*r->pools));
	r->seq_columns = calloc(n + 1, sizeof(*r->seq_columns));
	r->tracepoints = calloc(n + 1, sizeof(*r->tracepoints));
	if (!r->tables || !r->pools || !r->seq_columns || !r->tracepoints)
		return -ENOMEM;
	r->ntables = n;
	for (uint32_t i = 0; i < n; i++) {
		r->tables[i] = tables[i];
		if (tables[i] < 0)
			continue;
		r->pools[i].nmarks = nmarks;
		r->pools[i].ncolumns = info->tables[tables[i]].ncolumns;
		r->tracepoints[i] = tracepoint_is(&info->tables[tables[i]]);
		r->seq_columns[i] = vmt_table_find(&info->tables[tables[i]], VMT_C_SEQ);
	}
	return 0;
}

int replay_open(struct replay **out, const struct world_session *session, const int *tables,
		uint32_t n, uint32_t nmarks)
{
	struct replay *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->session = session;
	if (open_tables(r, tables, n, nmarks)) {
		replay_free(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

static void close_chunk(struct replay *r, struct chunk_state *c)
{
	cells_close(&r->pools[c->which], c->cells);
	c->cells = NULL;
}

static void close_round(struct replay *r)
{
	for (uint32_t i = 0; i < r->nround; i++)
		close_chunk(r, &r->round[i]);
	r->nround = r->nparts = 0;
	r->round_end = 0;
}

void replay_free(struct replay *r)
{
	if (!r)
		return;
	close_round(r);
	for (uint32_t i = 0; i < r->ntables; i++)
		cells_pool_release(&r->pools[i]);
	free(r->tables);
	free(r->pools);
	free(r->seq_columns);
	free(r->tracepoints);
	free(r->round);
	free(r->parts);
	free(r->sorted);
	free(r->streams);
	free(r->losers);
	free(r);
}

/* ---- A round's chunks ---- */

static int add_chunk(struct replay *r, const struct vmt_chunk *chunk)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	int which = which_table(r, info->table);

	if (which < 0)
		return 0;
	if (room_for((void **)&r->round, &r->room_round, sizeof(*r->round), r->nround + 1ull) ||
	    room_for((void **)&r->parts, &r->room_parts, sizeof(*r->parts),
		     (uint64_t)r->nparts + info->ngroups))
		return -ENOMEM;
	r->round[r->nround] = (struct chunk_state){
		.chunk = chunk,
		.info = info,
		.which = which,
		.row_left = info->rows,
	};
	for (uint32_t g = 0; g < info->ngroups; g++) {
		uint64_t last = vmt_chunk_mono(info, info->groups[g].max_time);

		if (last > r->round_end)
			r->round_end = last;
		r->parts[r->nparts++] = (struct part){ .chunk = r->nround, .group = g };
	}
	r->nround++;
	return 0;
}

struct cells *replay_open_chunk(struct replay *r, struct chunk_state *c)
{
	if (!c->cells)
		c->cells = cells_open(&r->pools[c->which], c->chunk);
	return c->cells;
}

void replay_used_chunk(struct replay *r, struct chunk_state *c)
{
	if (!c->row_left)
		close_chunk(r, c);
}

void replay_stretch(struct replay *r, const struct stretch *stretch)
{
	close_round(r);
	r->stretch = stretch;
	r->next = 0;
}

int replay_round(struct replay *r)
{
	close_round(r);
	while (!r->nround && r->next < r->stretch->n) {
		const struct vmt_round_info *info = vmt_round_info(r->stretch->rounds[r->next++]);

		r->round_number = info->index;
		for (uint32_t i = 0; i < info->nchunks; i++)
			if (add_chunk(r, info->chunks[i]))
				return -ENOMEM;
	}
	if (!r->nround)
		return 0;
	return replay_begin_streams(r) ? -ENOMEM : 1;
}

const struct cells_pool *replay_read(const struct replay *r, uint32_t which)
{
	return &r->pools[which];
}

uint64_t replay_round_number(const struct replay *r)
{
	return r->round_number;
}

uint64_t replay_round_end(const struct replay *r)
{
	return r->round_end;
}
