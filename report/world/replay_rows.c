/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows one at a time in total order: the round's streams, merged by a tree of losers. A leaf is a
 * stream, whose head is its next row; a node keeps the later of the two that met there, and the
 * first of all stands at the top. A stream that moves on meets the losers on its way up: always as
 * many, and which of two is first decides no branch.
 *
 *	        top
 *	      node 1
 *	  node 2    node 3
 *	 s0    s1  s2    s3
 */
#include <errno.h>
#include <stdlib.h>

#include "report/world/replay_round.h"

#define ENDED (1ull << 32) /* in place of a stream: it has no more rows */

static bool before_in_row(const struct stream *a, const struct stream *b)
{
	uint32_t a_seq = a->seqs ? view_at(a->seqs, a->row) : 0;
	uint32_t b_seq = b->seqs ? view_at(b->seqs, b->row) : 0;

	if (a->cpu != b->cpu)
		return a->cpu < b->cpu;
	if (a->tracepoint != b->tracepoint)
		return b->tracepoint;
	if (a_seq != b_seq)
		return (int32_t)(a_seq - b_seq) < 0;
	return a->which < b->which;
}

/* Of equal times. */
static bool before_in_ns(const struct replay *r, const struct head *a, const struct head *b)
{
	if (a->stream == ENDED || b->stream == ENDED)
		return b->stream == ENDED;
	return before_in_row(&r->streams[a->stream], &r->streams[b->stream]);
}

static inline bool before(const struct replay *r, const struct head *a, const struct head *b)
{
	if (__builtin_expect(a->ns == b->ns, 0))
		return before_in_ns(r, a, b);
	return a->ns < b->ns;
}

/* ---- Streams ---- */

/* Of rows without times it is the first of their group. */
static void read_near(const struct replay *r, struct stream *s)
{
	const struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];
	uint32_t left = s->end - s->row;

	s->near = s->row;
	s->nnear = left < REPLAY_NEAR ? left : REPLAY_NEAR;
	if (s->times)
		vmt_view_flatten(s->times, s->row, s->nnear, s->near_ns);
	else
		for (uint32_t i = 0; i < s->nnear; i++)
			s->near_ns[i] = part_group(r, r->sorted[s->first])->min_time;
	vmt_chunk_mono_rows(c->info, s->near_ns, s->nnear, s->near_ns);
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
			read_near(r, s);
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
		if (s->row - s->near == s->nnear)
			read_near(r, s);
		return 1;
	}
	replay_used_chunk(r, c);
	s->first++;
	return begin_part(r, s);
}

/* ---- The tree ---- */

static struct head head_of(const struct replay *r, uint32_t stream, bool any)
{
	const struct stream *s = &r->streams[stream];

	if (!any)
		return (struct head){ .ns = UINT64_MAX, .stream = ENDED };
	return (struct head){ .ns = s->near_ns[s->row - s->near], .stream = stream };
}

/* From the stream's leaf to the top. */
static void climb(struct replay *r, uint32_t stream, struct head h)
{
	for (uint32_t node = (stream + r->nstreams) / 2; node; node /= 2) {
		struct head *loser = &r->losers[node];
		uint64_t swap = -(uint64_t)before(r, loser, &h);
		uint64_t ns = (h.ns ^ loser->ns) & swap;
		uint64_t which = (h.stream ^ loser->stream) & swap;

		h.ns ^= ns;
		loser->ns ^= ns;
		h.stream ^= which;
		loser->stream ^= which;
	}
	r->losers[0] = h;
}

/* The first of those below a node, whose losers are set. */
static struct head settle(struct replay *r, uint32_t node, const struct head *leaves)
{
	struct head a, b;

	if (node >= r->nstreams)
		return leaves[node - r->nstreams];
	a = settle(r, 2 * node, leaves);
	b = settle(r, 2 * node + 1, leaves);
	if (before(r, &b, &a)) {
		r->losers[node] = a;
		return b;
	}
	r->losers[node] = b;
	return a;
}

/* The first call of a round. */
static int begin_rows(struct replay *r)
{
	struct head *leaves = calloc(r->nstreams + 1, sizeof(*leaves));
	int rc = 0;

	r->rows = true;
	r->advance = false;
	free(r->losers);
	r->losers = calloc(r->nstreams + 1, sizeof(*r->losers));
	if (!leaves || !r->losers)
		rc = -ENOMEM;
	for (uint32_t i = 0; i < r->nstreams && rc >= 0; i++) {
		rc = begin_part(r, &r->streams[i]);
		leaves[i] = head_of(r, i, rc > 0);
	}
	if (rc >= 0)
		r->losers[0] = r->nstreams ? settle(r, 1, leaves) : head_of(r, 0, false);
	free(leaves);
	return rc < 0 ? rc : 0;
}

int replay_row(struct replay *r, uint64_t limit, struct replay_row *row)
{
	const struct stream *s;
	const struct part *part;

	if (!r->rows && begin_rows(r))
		return -ENOMEM;
	if (r->advance) {
		uint32_t first = r->losers[0].stream;
		int rc = advance(r, &r->streams[first]);

		if (rc < 0)
			return rc;
		r->advance = false;
		climb(r, first, head_of(r, first, rc));
	}
	if (r->losers[0].stream == ENDED || (limit != REPLAY_ALL && r->losers[0].ns >= limit))
		return 0;
	s = &r->streams[r->losers[0].stream];
	part = &r->parts[r->sorted[s->first]];
	row->which = s->which;
	row->cpu = s->cpu;
	row->row = s->row;
	row->group = part->group;
	row->ns = r->losers[0].ns;
	row->time =
		s->times ? view_at(s->times, s->row) : part_group(r, r->sorted[s->first])->min_time;
	row->cells = r->round[part->chunk].cells;
	r->advance = true;
	return 1;
}
