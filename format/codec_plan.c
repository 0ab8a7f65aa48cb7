/* SPDX-License-Identifier: GPL-2.0 */
#include "format/codec_plan.h"

#include <stdlib.h>

#define SAMPLE 8192
#define MAX_INTERVAL 64

static const struct candidate {
	uint8_t codec, layout;
	bool zstd;
} candidates[] = {
	{ CODEC_FOR, INTARRAY_PACKED, false },	{ CODEC_DELTA, INTARRAY_PACKED, false },
	{ CODEC_RUNS, INTARRAY_PACKED, false }, { CODEC_DICT, INTARRAY_PACKED, false },
	{ CODEC_FOR, INTARRAY_BYTES, true },	{ CODEC_PLANES, INTARRAY_PLANES, true },
	{ CODEC_DELTA, INTARRAY_PLANES, true }, { CODEC_DELTA, INTARRAY_BYTES, true },
	{ CODEC_RUNS, INTARRAY_BYTES, true },	{ CODEC_DICT, INTARRAY_BYTES, true },
	{ CODEC_DICT, INTARRAY_PLANES, true },
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

static int choose(struct plan *plan, struct blockenc *e, const struct codec_rows *r)
{
	const struct candidate *best = &candidates[0];
	uint64_t least = UINT64_MAX, cost;
	struct codec_rows sample;
	size_t i;
	int error = take_sample(e, r, &sample);

	if (error)
		return error;
	for (i = 0; i < NCANDIDATES; i++) {
		error = price(e, &candidates[i], &sample, &cost);
		if (error == VMT_ENOMEM)
			return error;
		if (!error && cost < least) {
			least = cost;
			best = &candidates[i];
		}
	}
	if (plan->codec == best->codec && plan->layout == best->layout && plan->zstd == best->zstd)
		plan->interval = plan->interval < MAX_INTERVAL ? 2 * plan->interval : MAX_INTERVAL;
	else
		plan->interval = 2;
	plan->wait = plan->interval;
	plan->codec = best->codec;
	plan->layout = best->layout;
	plan->zstd = best->zstd;
	plan->rows = r->rows;
	return 0;
}

int plan_revisit(struct plan *plan, struct blockenc *e, const struct codec_rows *r)
{
	bool other_size = r->rows > 4 * plan->rows || plan->rows > 4ULL * r->rows;

	if (plan->codec && plan->wait && !other_size) {
		plan->wait--;
		return 0;
	}
	return choose(plan, e, r);
}
