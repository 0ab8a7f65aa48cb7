/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/viewcheck.h"

static bool ascends(const uint32_t *p, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (p[i] < p[i - 1])
			return false;
	return true;
}

static const char *check_dict(const struct vmt_view *v, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++)
		if (v->codes[i] >= v->nvalues)
			return "a code has no value";
	return NULL;
}

static bool has_offsets(const struct vmt_view *v)
{
	return v->kind == VMT_BYTES || v->kind == VMT_LISTS;
}

const char *viewcheck_shape(const struct vmt_view *v, uint32_t rows)
{
	if (v->rows != rows)
		return "rows are missing";
	if (v->kind == VMT_DICT)
		return check_dict(v, rows);
	if (v->kind == VMT_RUNS)
		return v->nvalues && v->ends[v->nvalues - 1] == rows && ascends(v->ends, v->nvalues)
			       ? NULL
			       : "runs do not cover the rows";
	if (has_offsets(v))
		return v->offsets[0] == 0 && ascends(v->offsets, rows + 1)
			       ? NULL
			       : "offsets do not ascend";
	return v->nvalues == (v->kind == VMT_CONST ? 1 : rows) ? NULL : "values are missing";
}

const char *viewcheck_range(const struct vmt_view *v, const struct vmt_block *b)
{
	if (has_offsets(v) || !b->valid)
		return NULL;
	for (uint32_t i = 0; i < v->nvalues; i++)
		if (v->values[i] - b->min > b->max - b->min)
			return "a value is outside its zone map";
	return NULL;
}

/* Reads all that the view names; the sum only makes it happen. */
static uint64_t touch(const struct vmt_view *v)
{
	uint64_t sum = 0, value;

	for (uint32_t i = 0; i < (v->rows + 63) / 64 && v->valid; i++)
		sum += v->valid[i];
	if (has_offsets(v))
		for (uint32_t i = 0; i < v->offsets[v->rows]; i++)
			sum += v->kind == VMT_BYTES ? v->data[i] : v->values[i];
	else
		for (uint32_t i = 0; i < v->rows; i++) {
			vmt_view_flatten(v, i, 1, &value);
			sum += value;
		}
	return sum;
}

static const char *check_chunk(const struct vmt_chunk *chunk, struct vmt_scratch *scratch)
{
	static volatile uint64_t sink;
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	const char *broken = NULL;
	struct vmt_view v;

	for (uint32_t c = 0; c < info->nblocks && !broken; c++) {
		if (vmt_chunk_read(chunk, c, scratch, &v))
			continue;
		broken = viewcheck_shape(&v, info->rows) ?: viewcheck_range(&v, &info->blocks[c]);
		if (!broken)
			sink = touch(&v);
	}
	(void)sink;
	return broken;
}

const char *viewcheck_round(const struct vmt_round *round, struct vmt_scratch *scratch)
{
	const struct vmt_round_info *info = vmt_round_info(round);
	const char *broken = NULL;

	for (uint32_t i = 0; i < info->nchunks && !broken; i++)
		broken = check_chunk(info->chunks[i], scratch);
	return broken;
}
