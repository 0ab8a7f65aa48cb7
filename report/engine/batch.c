/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/batch.h"
#include "report/engine/batch_column.h"
#include "report/engine/vec.h"
#include "report/world/guest_names.h"

/* A dictionary is worth keeping while it is this much smaller than the batch. */
#define DICT_SHARE 4

static int get_room(struct batch_column *k, uint32_t n)
{
	if (n <= k->room)
		return 0;
	free(k->values);
	free(k->index);
	k->values = malloc(n * sizeof(*k->values));
	k->index = malloc(n * sizeof(*k->index));
	k->room = k->values && k->index ? n : 0;
	return k->room ? 0 : -ENOMEM;
}

static void flat_column(const struct batch *b, const struct vmt_view *v, struct batch_column *k)
{
	const int64_t *values = (const int64_t *)v->values;

	k->col = (struct col){ .shape = COL_FLAT, .n = b->n, .v = values + b->first };
	if (!b->rows)
		return;
	vec_gather(k->values, values, b->rows, b->n);
	k->col.v = k->values;
}

static void dict_column(const struct batch *b, const struct vmt_view *v, struct batch_column *k)
{
	const uint32_t *codes = v->codes + b->first;

	if (b->rows) {
		vec_gather_u32(k->index, v->codes, b->rows, b->n);
		codes = k->index;
	}
	k->col = (struct col){
		.shape = COL_DICT,
		.n = v->nvalues,
		.v = (const int64_t *)v->values,
		.index = codes,
	};
	if (b->whole || v->nvalues <= b->n / DICT_SHARE)
		return;
	vec_gather(k->values, k->col.v, codes, b->n);
	k->col = (struct col){ .shape = COL_FLAT, .n = b->n, .v = k->values };
}

/* The run that holds a row; batches mostly follow each other. */
static uint32_t find_run(const struct vmt_view *v, uint32_t row, uint32_t guess)
{
	uint32_t low = 0, high = v->nvalues - 1;

	if (guess < v->nvalues && (!guess || v->ends[guess - 1] <= row)) {
		if (row < v->ends[guess])
			return guess;
		low = guess;
	}
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (v->ends[mid] <= row)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void runs_column(const struct batch *b, const struct vmt_view *v, struct batch_column *k)
{
	uint32_t run = find_run(v, batch_row(b, 0), k->run), n = 0;

	k->run = run;
	for (uint32_t lane = 0; lane < b->n; run++) {
		uint32_t end = v->ends[run] - b->first;

		if (b->rows)
			for (end = lane; end < b->n && b->rows[end] < v->ends[run]; end++)
				;
		else if (end > b->n)
			end = b->n;
		if (end == lane)
			continue;
		k->values[n] = v->values[run];
		k->index[n++] = lane = end;
	}
	k->col = (struct col){
		.shape = n == 1 ? COL_ONE : COL_RUNS,
		.n = n,
		.v = k->values,
		.index = n == 1 ? NULL : k->index,
	};
}

/* As it is stored: nothing is copied. */
static void whole_runs(const struct vmt_view *v, struct batch_column *k)
{
	k->col = (struct col){
		.shape = v->nvalues == 1 ? COL_ONE : COL_RUNS,
		.n = v->nvalues,
		.v = (const int64_t *)v->values,
		.index = v->nvalues == 1 ? NULL : v->ends,
	};
}

static int shape_column(const struct batch *b, const struct vmt_view *v, struct batch_column *k)
{
	if (!b->whole && get_room(k, BATCH))
		return -ENOMEM;
	if (b->whole && v->kind == VMT_RUNS)
		whole_runs(v, k);
	else if (v->kind == VMT_FLAT)
		flat_column(b, v, k);
	else if (v->kind == VMT_DICT)
		dict_column(b, v, k);
	else if (v->kind == VMT_RUNS)
		runs_column(b, v, k);
	else
		k->col = (struct col){ .shape = COL_ONE, .n = 1, .v = (const int64_t *)v->values };
	k->epoch = b->epoch;
	return 0;
}

/* Whether it is lost is all that is asked. */
static int note_lost(const struct batch *b, int column, int64_t *room, struct col *out)
{
	if (cells_lost(b->cells, column))
		b->lost[column / 64] |= 1ull << column % 64;
	*room = 0;
	*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
	return b->cells->nomem ? -ENOMEM : BATCH_EVERY;
}

/* One row needs no columns of lanes. */
static int one_value(struct batch *b, const struct vmt_view *v, int64_t *room, struct col *out)
{
	uint32_t row = batch_row(b, 0);

	*room = view_at(v, row);
	*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
	return view_valid(v, row) ? BATCH_EVERY : BATCH_NONE;
}

int batch_column(struct batch *b, int column, int64_t *room, struct col *out)
{
	const struct vmt_view *v;
	struct batch_column *k;

	if (column < 0)
		return BATCH_NONE;
	if (b->lost)
		return note_lost(b, column, room, out);
	if (b->table->columns[column].text)
		v = cells_text(b->cells, column, b->pool);
	else
		v = b->ordered ? cells_indexed(b->cells, column) : cells_view(b->cells, column);
	if (!v || v->kind == VMT_BYTES || v->kind == VMT_LISTS)
		return b->cells->nomem ? -ENOMEM : BATCH_NONE;
	if (b->ordered)
		return one_value(b, v, room, out);
	k = &b->table->columns[column];
	if (k->epoch != b->epoch && shape_column(b, v, k))
		return -ENOMEM;
	*out = k->col;
	if (!v->valid)
		return BATCH_EVERY;
	b->some[0] = v;
	b->nsome = 1;
	return BATCH_SOME;
}

bool batch_names_by_vm(const struct batch *b)
{
	return b->session && b->session->places && guest_places_differ(b->session->places);
}

/* ---- One lane's own facts ---- */

static uint64_t lane_value(struct batch *b, int column, uint32_t lane, uint64_t absent)
{
	const struct vmt_view *v = b->table ? cells_indexed(b->cells, column) : NULL;
	uint32_t row = batch_row(b, lane);

	return v && view_valid(v, row) ? view_at(v, row) : absent;
}

/* Where the times are damaged all rows of a CPU stand at its first: as they are replayed. */
static uint64_t first_time(const struct batch *b, uint32_t row)
{
	const struct vmt_chunk_info *info = b->cells->info;

	for (uint32_t g = 0; g < info->ngroups; g++)
		if (row - info->groups[g].first < info->groups[g].rows)
			return info->groups[g].min_time;
	return 0;
}

static uint64_t lane_time(struct batch *b, uint32_t lane)
{
	return lane_value(b, 0, lane, first_time(b, batch_row(b, lane)));
}

uint64_t batch_ns(struct batch *b, uint32_t lane)
{
	return b->moment ? b->moment->ns : vmt_chunk_mono(b->cells->info, lane_time(b, lane));
}

uint64_t batch_real(struct batch *b, uint32_t lane)
{
	return b->moment ? b->moment->real : vmt_chunk_real(b->cells->info, lane_time(b, lane));
}

uint32_t batch_seq(struct batch *b, uint32_t lane)
{
	return b->table ? lane_value(b, b->table->seq, lane, 0) : 0;
}

uint64_t batch_thread(struct batch *b, uint32_t lane)
{
	uint64_t task = b->table ? lane_value(b, b->table->task, lane, 0) : 0;

	return b->session ? world_thread(b->session, b->cpu, task) : task;
}

uint32_t batch_reason(struct batch *b, uint32_t lane)
{
	return b->table ? lane_value(b, b->table->reason, lane, REASON_UNKNOWN) : REASON_UNKNOWN;
}

const struct firing *batch_firing(struct batch *b, uint32_t lane)
{
	if (b->firing)
		return b->firing;
	return &b->by_reason[reasons_index(b->reasons, batch_reason(b, lane))];
}
