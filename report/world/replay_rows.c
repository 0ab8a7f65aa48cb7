/* SPDX-License-Identifier: GPL-2.0 */
/* Rows one at a time in total order: the round's streams, merged by a heap. */
#include <errno.h>
#include <stdlib.h>

#include "report/world/replay_round.h"

static bool before(const struct stream *a, const struct stream *b)
{
	if (a->ns != b->ns)
		return a->ns < b->ns;
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu;
	if (a->tracepoint != b->tracepoint)
		return b->tracepoint;
	if (a->seq != b->seq)
		return (int32_t)(a->seq - b->seq) < 0;
	return a->which < b->which;
}

static void read_head(struct replay *r, struct stream *s)
{
	const struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];

	s->time =
		s->times ? view_at(s->times, s->row) : part_group(r, r->sorted[s->first])->min_time;
	s->ns = vmt_chunk_mono(c->info, s->time);
	s->seq = s->seqs ? view_at(s->seqs, s->row) : 0;
}

/*
 * Goes to the first row of the stream's next part. Where its times are damaged its rows stand
 * together at their first. 1, 0 at the stream's end, -ENOMEM.
 */
static int begin_part(struct replay *r, struct stream *s)
{
	for (; s->first < s->last; s->first++) {
		const struct vmt_group *g = part_group(r, r->sorted[s->first]);
		struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];
		struct cells *cells = replay_open_chunk(r, c);

		if (!cells)
			return -ENOMEM;
		s->times = cells_indexed(cells, 0);
		s->seqs = cells_indexed(cells, r->seq_columns[s->which]);
		if (cells->nomem)
			return -ENOMEM;
		if (g->rows) {
			s->row = g->first;
			s->end = g->first + g->rows;
			read_head(r, s);
			return 1;
		}
	}
	return 0;
}

/* The next row of a stream: 1, 0, -ENOMEM. */
static int advance(struct replay *r, struct stream *s)
{
	struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];

	c->row_left--;
	if (++s->row < s->end) {
		read_head(r, s);
		return 1;
	}
	replay_used_chunk(r, c);
	s->first++;
	return begin_part(r, s);
}

static void sift_down(struct replay *r, uint32_t at)
{
	uint32_t moved = r->heap[at];

	for (;;) {
		uint32_t child = at * 2 + 1;

		if (child >= r->nheap)
			break;
		if (child + 1 < r->nheap &&
		    before(&r->streams[r->heap[child + 1]], &r->streams[r->heap[child]]))
			child++;
		if (!before(&r->streams[r->heap[child]], &r->streams[moved]))
			break;
		r->heap[at] = r->heap[child];
		at = child;
	}
	r->heap[at] = moved;
}

/* The first call of a round. */
static int begin_rows(struct replay *r)
{
	r->rows = true;
	free(r->heap);
	r->heap = calloc(r->nstreams + 1, sizeof(*r->heap));
	r->nheap = 0;
	r->advance = false;
	if (!r->heap)
		return -ENOMEM;
	for (uint32_t i = 0; i < r->nstreams; i++) {
		int rc = begin_part(r, &r->streams[i]);

		if (rc < 0)
			return rc;
		if (rc)
			r->heap[r->nheap++] = i;
	}
	for (uint32_t i = r->nheap / 2; i-- > 0;)
		sift_down(r, i);
	return 0;
}

int replay_row(struct replay *r, uint64_t limit, struct replay_row *row)
{
	const struct stream *s;

	if (!r->rows && begin_rows(r))
		return -ENOMEM;
	if (r->advance) {
		int rc = advance(r, &r->streams[r->heap[0]]);

		if (rc < 0)
			return rc;
		r->advance = false;
		if (!rc)
			r->heap[0] = r->heap[--r->nheap];
		if (r->nheap)
			sift_down(r, 0);
	}
	if (!r->nheap)
		return 0;
	s = &r->streams[r->heap[0]];
	if (limit != REPLAY_ALL && s->ns >= limit)
		return 0;
	row->which = s->which;
	row->cpu = s->cpu;
	row->row = s->row;
	row->ns = s->ns;
	row->time = s->time;
	row->cells = r->round[r->parts[r->sorted[s->first]].chunk].cells;
	r->advance = true;
	return 1;
}
