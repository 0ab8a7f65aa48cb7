/* SPDX-License-Identifier: GPL-2.0 */
#include "format/codec_plan.h"

#include <stdlib.h>

#define SAMPLE 4096
#define MAX_INTERVAL 64

static const struct candidate {
	uint8_t codec, layout;
	bool zstd, by_key; /* tried in the key's order, too */
} candidates[] = {
	{ CODEC_FOR, INTARRAY_PACKED, false, false },
	{ CODEC_DELTA, INTARRAY_PACKED, false, false },
	{ CODEC_RUNS, INTARRAY_PACKED, false, true },
	{ CODEC_DICT, INTARRAY_PACKED, false, false },
	{ CODEC_FOR, INTARRAY_BYTES, true, true },
	{ CODEC_PLANES, INTARRAY_PLANES, true, false },
	{ CODEC_DELTA, INTARRAY_PLANES, true, false },
	{ CODEC_DELTA, INTARRAY_BYTES, true, false },
	{ CODEC_RUNS, INTARRAY_BYTES, true, true },
	{ CODEC_DICT, INTARRAY_BYTES, true, true },
	{ CODEC_DICT, INTARRAY_PLANES, true, true },
};
#define NCANDIDATES (sizeof(candidates) / sizeof(candidates[0]))

/* Rows from the middle, with their groups cut to them. */
static int take_sample(struct blockenc *e, const struct codec_rows *r, struct codec_rows *out)
{
	uint32_t n = r->rows < SAMPLE ? r->rows : SAMPLE, first = (r->rows - n) / 2;
	uint32_t g, last = first + n, groups = 0;

	free(e->sample_groups);
	e->sample_groups = reallocarray(NULL, r->ngroups, sizeof(*e->sample_groups));
	if (!e->sample_groups)
		return VMT_ENOMEM;
	for (g = 0; g < r->ngroups; g++) {
		struct vmt_group cut = r->groups[g];
		uint32_t end = cut.first + cut.rows < last ? cut.first + cut.rows : last;

		cut.first = cut.first > first ? cut.first : first;
		if (cut.first >= end)
			continue;
		cut.rows = end - cut.first;
		e->sample_groups[groups++] = cut;
	}
	*out = *r;
	out->values = r->values + first;
	out->rows = n;
	out->groups = e->sample_groups;
	out->ngroups = groups;
	return 0;
}

/* The same rows in the key's order, as one group. */
static int order_sample(struct blockenc *e, const struct codec_rows *r,
			const struct codec_rows *sample, struct vmt_group *all,
			struct codec_rows *out)
{
	uint32_t first = sample->values - r->values, i, n = 0;
	const struct roworder *order = blockenc_order(e);

	if (!e->sample_ordered)
		e->sample_ordered = calloc(SAMPLE, sizeof(*e->sample_ordered));
	if (!e->sample_ordered || !order)
		return VMT_ENOMEM;
	for (i = 0; i < r->rows; i++)
		if (order->row[i] - first < sample->rows)
			e->sample_ordered[n++] = r->values[order->row[i]];
	*all = (struct vmt_group){ .rows = n };
	*out = *sample;
	out->values = e->sample_ordered;
	out->groups = all;
	out->ngroups = 1;
	return 0;
}

/* What a candidate costs in bytes; time to read zstd counts as some. VMT_EABSENT: no use. */
static int price(struct blockenc *e, const struct candidate *c, const struct codec_rows *r,
		 uint64_t *cost)
{
	struct bytebuf raw = { 0 };
	int error = codec_find(c->codec, r->type)->encode(&e->work, r, c->layout, &raw);

	if (!error && c->zstd) {
		error = blockenc_compress(e, raw.data, raw.size, raw.size);
		*cost = e->packed.size + raw.size / 16;
	} else {
		*cost = raw.size;
	}
	bytebuf_release(&raw);
	return error;
}

/* Of the rows in one order: better plans than `best`, whose cost is *least. */
static int try_candidates(struct blockenc *e, const struct codec_rows *r, bool by_key,
			  struct plan *best, uint64_t *least)
{
	uint64_t cost;
	size_t i;
	int error;

	for (i = 0; i < NCANDIDATES; i++) {
		const struct candidate *c = &candidates[i];

		if (by_key && !c->by_key)
			continue;
		error = price(e, c, r, &cost);
		if (error == VMT_ENOMEM)
			return error;
		/* Reading another column and moving rows costs time; runs are lost by it. */
		if (by_key)
			cost += r->rows / (c->codec == CODEC_RUNS ? 16 : 32);
		if (error || cost >= *least)
			continue;
		*least = cost;
		best->codec = c->codec;
		best->layout = c->layout;
		best->zstd = c->zstd;
		best->by_key = by_key;
	}
	return 0;
}

/* Tells the candidates apart as well as a slow level would. */
#define PRICE_LEVEL 1

static int try_orders(struct blockenc *e, bool may_order, const struct codec_rows *r,
		      struct plan *best)
{
	uint64_t least = UINT64_MAX;
	struct codec_rows sample, ordered;
	struct vmt_group all;
	int error = take_sample(e, r, &sample) ?: try_candidates(e, &sample, false, best, &least);

	if (!error && may_order && e->key)
		error = order_sample(e, r, &sample, &all, &ordered)
				?: try_candidates(e, &ordered, true, best, &least);
	return error;
}

static int choose(struct plan *plan, struct blockenc *e, bool may_order, const struct codec_rows *r)
{
	struct plan best = { .codec = CODEC_FOR, .layout = INTARRAY_PACKED };
	int level = e->level, error;

	if (level > PRICE_LEVEL)
		blockenc_set_level(e, PRICE_LEVEL);
	error = try_orders(e, may_order, r, &best);
	if (level > PRICE_LEVEL)
		blockenc_set_level(e, level);
	if (error)
		return error;
	best.interval = 2;
	if (plan->codec == best.codec && plan->layout == best.layout && plan->zstd == best.zstd &&
	    plan->by_key == best.by_key)
		best.interval = plan->interval < MAX_INTERVAL ? 2 * plan->interval : MAX_INTERVAL;
	best.wait = best.interval;
	best.rows = r->rows;
	*plan = best;
	return 0;
}

int plan_revisit(struct plan *plan, struct blockenc *e, bool may_order, const struct codec_rows *r)
{
	bool other_size = r->rows > 4 * plan->rows || plan->rows > 4ULL * r->rows;

	if (plan->codec && plan->wait && !other_size && (e->key || !plan->by_key)) {
		plan->wait--;
		return 0;
	}
	return choose(plan, e, may_order, r);
}
