/* SPDX-License-Identifier: GPL-2.0 */
/* Rows by spans of one CPU and chunk, where order does not matter. */
#include <errno.h>

#include "report/world/replay_round.h"

/* The first row of the part at or behind the limit. */
static uint32_t cut_row(const struct vmt_chunk_info *info, const struct vmt_view *times,
			uint32_t low, uint32_t high, uint64_t limit)
{
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (vmt_fix_mono(&info->fix, view_at(times, mid)) < limit)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Where the part's rows before the limit end; -ENOMEM through cells->nomem. */
static uint32_t part_end(struct chunk_state *c, const struct part *p, uint64_t limit)
{
	const struct vmt_group *g = &c->info->groups[p->group];
	uint32_t end = g->first + g->rows;
	const struct vmt_view *times;

	if (limit == REPLAY_ALL || vmt_fix_mono(&c->info->fix, g->max_time) < limit)
		return end;
	if (vmt_fix_mono(&c->info->fix, g->min_time) >= limit)
		return p->span_next;
	times = cells_indexed(c->cells, 0);
	return times ? cut_row(c->info, times, p->span_next, end, limit) : end;
}

/* The next span of a chunk before the limit: 1, 0, -ENOMEM. */
static int chunk_span(struct replay *r, struct chunk_state *c, uint64_t limit,
		      struct replay_span *span)
{
	if (!replay_open_chunk(r, c))
		return -ENOMEM;
	while (r->span_part < c->info->ngroups) {
		struct part *p = &r->parts[c->first_part + r->span_part++];
		uint32_t end = part_end(c, p, limit), first = p->span_next;

		if (c->cells->nomem)
			return -ENOMEM;
		if (end == first)
			continue;
		p->span_next = end;
		c->span_left -= end - first;
		*span = (struct replay_span){
			.which = c->which,
			.cpu = c->info->groups[p->group].cpu,
			.first = first,
			.n = end - first,
			.cells = c->cells,
		};
		return 1;
	}
	return 0;
}

int replay_span(struct replay *r, uint64_t limit, struct replay_span *span)
{
	while (r->span_chunk < r->nround) {
		struct chunk_state *c = &r->round[r->span_chunk];
		int rc = c->span_left ? chunk_span(r, c, limit, span) : 0;

		if (rc)
			return rc;
		replay_used_chunk(r, c);
		r->span_chunk++;
		r->span_part = 0;
	}
	r->span_chunk = 0;
	r->span_part = 0;
	return 0;
}
