/* SPDX-License-Identifier: GPL-2.0 */
/* A round's ordered rows as streams: those of one table and CPU, part by part. */
#include <errno.h>
#include <stdlib.h>

#include "report/world/replay_round.h"

static int by_stream(const void *a, const void *b, void *self)
{
	const struct replay *r = self;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	const struct vmt_group *gx = part_group(r, x), *gy = part_group(r, y);
	uint32_t wx = r->round[r->parts[x].chunk].which, wy = r->round[r->parts[y].chunk].which;

	if (gx->cpu != gy->cpu)
		return gx->cpu < gy->cpu ? -1 : 1;
	if (wx != wy)
		return wx < wy ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int sort_parts(struct replay *r)
{
	free(r->sorted);
	r->sorted = calloc(r->nparts + 1, sizeof(*r->sorted));
	if (!r->sorted)
		return -ENOMEM;
	r->nsorted = 0;
	for (uint32_t i = 0; i < r->nparts; i++)
		if (r->round[r->parts[i].chunk].row_left)
			r->sorted[r->nsorted++] = i;
	qsort_r(r->sorted, r->nsorted, sizeof(*r->sorted), by_stream, r);
	return 0;
}

static bool same_stream(const struct replay *r, uint32_t x, uint32_t y)
{
	return part_group(r, x)->cpu == part_group(r, y)->cpu &&
	       r->round[r->parts[x].chunk].which == r->round[r->parts[y].chunk].which;
}

int replay_begin_streams(struct replay *r)
{
	if (sort_parts(r))
		return -ENOMEM;
	free(r->streams);
	r->rows = false;
	r->nstreams = 0;
	r->streams = calloc(r->nsorted + 1, sizeof(*r->streams));
	if (!r->streams)
		return -ENOMEM;
	for (uint32_t i = 0; i < r->nsorted;) {
		struct stream *s = &r->streams[r->nstreams++];

		s->first = i;
		s->cpu = part_group(r, r->sorted[i])->cpu;
		s->which = r->round[r->parts[r->sorted[i]].chunk].which;
		s->tracepoint = r->tracepoints[s->which];
		while (i < r->nsorted && same_stream(r, r->sorted[s->first], r->sorted[i]))
			i++;
		s->last = i;
	}
	return 0;
}

uint32_t replay_nstreams(const struct replay *r)
{
	return r->nstreams;
}

void replay_stream_of(const struct replay *r, uint32_t stream, uint32_t *cpu, uint32_t *which)
{
	*cpu = r->streams[stream].cpu;
	*which = r->streams[stream].which;
}

/* The rows last given are through. */
static void end_part(struct replay *r, struct stream *s)
{
	uint32_t part = r->sorted[s->first++];
	struct chunk_state *c = &r->round[r->parts[part].chunk];

	s->given = false;
	c->row_left -= part_group(r, part)->rows;
	replay_used_chunk(r, c);
}

int replay_next(struct replay *r, uint32_t stream, struct replay_span *span)
{
	struct stream *s = &r->streams[stream];

	if (s->given)
		end_part(r, s);
	for (; s->first < s->last; s->first++) {
		const struct vmt_group *g = part_group(r, r->sorted[s->first]);
		struct chunk_state *c = &r->round[r->parts[r->sorted[s->first]].chunk];

		if (!g->rows)
			continue;
		if (!replay_open_chunk(r, c))
			return -ENOMEM;
		*span = (struct replay_span){
			.which = c->which,
			.cpu = g->cpu,
			.first = g->first,
			.n = g->rows,
			.cells = c->cells,
		};
		s->given = true;
		return 1;
	}
	return 0;
}
