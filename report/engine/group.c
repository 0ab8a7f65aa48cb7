/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/group.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/clones.h"
#include "format/vmt.h"
#include "report/agg/agg_dense.h"
#include "report/engine/vec.h"

#define FEW 8	      /* one lane in so many pays to be taken by itself */
#define MAX_FILTERS 2 /* the probe's reasons or rate, the predicate */

/* A key's or filter's column with a small number for each of its values. */
struct codes {
	enum col_shape shape;
	uint32_t n, at; /* at: the run that the lanes are in */
	const uint32_t *index;
	uint32_t *ids;
};

struct group {
	const struct program *program;
	struct aggset *aggs;
	struct strpool *pool;
	uint64_t strsize;
	struct agg_dense **dense; /* by use; NULL: row by row */

	uint32_t lanes;
	bool dry;
	uint32_t nfilters;
	bool sparse; /* a filter passes few of its values, which may be many lanes yet */
	struct codes filters[MAX_FILTERS]; /* ids 0 and 1 */
	struct codes keys[AGG_KEYS];
	bool masked; /* on[] says which lanes count */
	uint8_t *on;
	uint32_t *ids[AGG_KEYS + MAX_FILTERS]; /* VMT_CHUNK_ROWS each, got when first needed */
	uint32_t cells[BATCH];
	int64_t *spread[AGG_KEYS + 1]; /* BATCH each */
	uint16_t *chosen;
};

static bool get_memory(struct group *g)
{
	g->dense = calloc(g->program->nuses + 1, sizeof(*g->dense));
	g->on = malloc(VMT_CHUNK_ROWS);
	g->chosen = malloc(VMT_CHUNK_ROWS * sizeof(*g->chosen));
	if (!g->dense || !g->on || !g->chosen)
		return false;
	for (uint32_t i = 0; i <= AGG_KEYS; i++) {
		g->spread[i] = malloc(BATCH * sizeof(*g->spread[i]));
		if (!g->spread[i])
			return false;
	}
	for (uint32_t i = 0; i < g->program->nuses; i++) {
		g->dense[i] = agg_dense_new(g->aggs, i);
		if (!g->dense[i])
			return false;
	}
	return true;
}

struct group *group_new(const struct program *p, struct aggset *aggs, struct strpool *pool,
			uint64_t strsize)
{
	struct group *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->program = p;
	g->aggs = aggs;
	g->pool = pool;
	g->strsize = strsize;
	if (!get_memory(g)) {
		group_free(g);
		return NULL;
	}
	return g;
}

void group_free(struct group *g)
{
	if (!g)
		return;
	for (uint32_t i = 0; g->dense && i < g->program->nuses; i++)
		agg_dense_free(g->dense[i]);
	for (uint32_t i = 0; i < AGG_KEYS + MAX_FILTERS; i++)
		free(g->ids[i]);
	for (uint32_t i = 0; i <= AGG_KEYS; i++)
		free(g->spread[i]);
	free(g->dense);
	free(g->on);
	free(g->chosen);
	free(g);
}

int group_flush(struct group *g)
{
	int rc = 0;

	for (uint32_t i = 0; i < g->program->nuses && !rc; i++)
		if (g->dense[i])
			rc = agg_dense_flush(g->dense[i]);
	return rc;
}

uint64_t group_most_bytes(const struct program *p, const struct aggset *aggs)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < p->nuses; i++)
		bytes += agg_dense_most_bytes(aggs, i);
	return bytes;
}

/* Room for numbers of `n` values: of keys, then of filters. */
static uint32_t *get_ids(struct group *g, uint32_t which)
{
	if (!g->ids[which])
		g->ids[which] = malloc(VMT_CHUNK_ROWS * sizeof(*g->ids[which]));
	return g->ids[which];
}

static struct codes codes_of(const struct col *c, uint32_t *ids)
{
	return (struct codes){ .shape = c->shape, .n = c->n, .index = c->index, .ids = ids };
}

/* ---- Filters ---- */

void group_dry(struct group *g, bool dry)
{
	g->dry = dry;
}

void group_begin(struct group *g, uint32_t lanes)
{
	g->lanes = lanes;
	g->nfilters = 0;
	g->sparse = false;
}

int group_filter(struct group *g, const struct col *c)
{
	uint32_t *ids = get_ids(g, AGG_KEYS + g->nfilters), passed = 0;

	if (!ids)
		return -ENOMEM;
	for (uint32_t i = 0; i < c->n; i++)
		passed += ids[i] = c->v[i] != 0;
	if (passed < c->n)
		g->filters[g->nfilters++] = codes_of(c, ids);
	g->sparse |= passed < c->n / 3;
	return passed != 0;
}

static void add_to_mask(struct group *g, const struct codes *f)
{
	if (!g->masked)
		memset(g->on, 1, g->lanes);
	g->masked = true;
	for (uint32_t i = 0; f->shape == COL_DICT && i < g->lanes; i++)
		g->on[i] &= f->ids[f->index[i]];
	for (uint32_t i = 0; f->shape == COL_FLAT && i < g->lanes; i++)
		g->on[i] &= f->ids[i];
	for (uint32_t r = 0, at = 0; f->shape == COL_RUNS && r < f->n; at = f->index[r++])
		if (!f->ids[r])
			memset(g->on + at, 0, f->index[r] - at);
}

/* Of lanes [first, end) those that count. */
static uint32_t choose(const struct group *g, uint16_t *lanes, uint32_t first, uint32_t end)
{
	uint32_t n = 0;

	for (uint32_t i = first; i < end; i++) {
		lanes[n] = i;
		n += !g->masked || g->on[i];
	}
	return n;
}

int group_few(struct group *g, uint16_t *lanes)
{
	uint32_t n;

	if (!g->sparse)
		return -1;
	g->masked = false;
	for (uint32_t i = 0; i < g->nfilters; i++)
		add_to_mask(g, &g->filters[i]);
	n = choose(g, lanes, 0, g->lanes);
	return n < g->lanes / FEW ? (int)n : -1;
}

/* A filter over the same dictionary as a key: what does not pass has nobody's id. */
static bool fold(struct group *g, const struct codes *f, uint32_t nkeys)
{
	for (uint32_t k = 0; k < nkeys && f->shape == COL_DICT; k++) {
		struct codes *key = &g->keys[k];

		if (key->shape != COL_DICT || key->index != f->index || key->n != f->n)
			continue;
		for (uint32_t v = 0; v < key->n; v++)
			key->ids[v] = f->ids[v] ? key->ids[v] : 0;
		return true;
	}
	return false;
}

/* What is neither in runs, which segments follow, nor part of a key becomes one mask. */
static void apply_filters(struct group *g, uint32_t nkeys)
{
	g->masked = false;
	for (uint32_t i = 0; i < g->nfilters; i++)
		if (g->filters[i].shape != COL_RUNS && !fold(g, &g->filters[i], nkeys))
			add_to_mask(g, &g->filters[i]);
}

/* ---- Ids of keys ---- */

/* As it is recorded: interned and not longer than strsize. NULL where no lane has it. */
static int key_text(struct group *g, int64_t *value)
{
	const struct str *s = str_of_value(*value);

	if (!s || (s->interned && s->len < g->strsize))
		return 0;
	s = strpool_get(g->pool, s->text, s->len < g->strsize ? s->len : g->strsize - 1);
	*value = value_of_str(s);
	return s ? 0 : -ENOMEM;
}

/* 1; 0: too many; -ENOMEM. */
static int number_key(struct group *g, uint32_t use, uint32_t k, const struct col *c)
{
	bool text = is_text(&g->program->uses[use].keys[k]);
	uint32_t *ids = get_ids(g, k), id = 0;

	if (!ids)
		return -ENOMEM;
	for (uint32_t i = 0; i < c->n; i++) {
		int64_t value = c->v[i];

		if (i && value == c->v[i - 1]) {
			ids[i] = id;
			continue;
		}
		if (text && key_text(g, &value))
			return -ENOMEM;
		ids[i] = id = text && !value ? 0 : agg_dense_id(g->dense[use], k, value);
		if (id == AGG_NO_ID)
			return 0;
	}
	g->keys[k] = codes_of(c, ids);
	return 1;
}

static int number_keys(struct group *g, uint32_t use, const struct col *const *keys)
{
	uint32_t nkeys = g->program->uses[use].nkeys;
	int rc = 1;

	for (uint32_t k = 0; k < nkeys && rc > 0; k++)
		rc = number_key(g, use, k, keys[k]);
	if (rc > 0)
		rc = agg_dense_fit(g->dense[use]);
	for (uint32_t k = 0; k < nkeys && rc > 0; k++) {
		uint32_t shift = agg_dense_shift(g->dense[use], k);

		for (uint32_t i = 0; i < g->keys[k].n; i++)
			g->keys[k].ids[i] <<= shift;
	}
	return rc;
}

/* ---- Lanes ---- */

/* Lanes over which every run stays: their end, what they add to the cell, whether they count. */
struct segment {
	uint32_t first, end, cell;
	bool counts;
};

static void narrow(struct segment *s, struct codes *c)
{
	if (c->shape != COL_RUNS)
		return;
	while (c->index[c->at] <= s->first)
		c->at++;
	if (c->index[c->at] < s->end)
		s->end = c->index[c->at];
}

static void next_segment(struct group *g, uint32_t nkeys, struct segment *s)
{
	s->first = s->end;
	s->end = g->lanes;
	s->cell = 0;
	s->counts = true;
	for (uint32_t k = 0; k < nkeys; k++) {
		struct codes *c = &g->keys[k];

		narrow(s, c);
		if (c->shape == COL_RUNS || c->shape == COL_ONE)
			s->cell |= c->ids[c->at];
	}
	for (uint32_t i = 0; i < g->nfilters; i++) {
		narrow(s, &g->filters[i]);
		if (g->filters[i].shape == COL_RUNS)
			s->counts &= g->filters[i].ids[g->filters[i].at];
	}
}

static bool varies(const struct codes *c)
{
	return c->shape == COL_DICT || c->shape == COL_FLAT;
}

VMT_CLONES static void set_cells(uint32_t *restrict cells, const struct codes *c, uint32_t first,
				 uint32_t n, uint32_t cell)
{
	const uint32_t *restrict ids = c->shape == COL_DICT ? c->ids : c->ids + first;
	const uint32_t *restrict index = c->shape == COL_DICT ? c->index + first : NULL;

	for (uint32_t i = 0; index && i < n; i++)
		cells[i] = cell | ids[index[i]];
	for (uint32_t i = 0; !index && i < n; i++)
		cells[i] = cell | ids[i];
}

VMT_CLONES static void or_cells(uint32_t *restrict cells, const struct codes *c, uint32_t first,
				uint32_t n)
{
	const uint32_t *restrict ids = c->shape == COL_DICT ? c->ids : c->ids + first;
	const uint32_t *restrict index = c->shape == COL_DICT ? c->index + first : NULL;

	for (uint32_t i = 0; index && i < n; i++)
		cells[i] |= ids[index[i]];
	for (uint32_t i = 0; !index && i < n; i++)
		cells[i] |= ids[i];
}

static void fill_cells(struct group *g, uint32_t nkeys, uint32_t first, uint32_t n, uint32_t cell)
{
	bool set = false;

	for (uint32_t k = 0; k < nkeys; k++) {
		if (!varies(&g->keys[k]))
			continue;
		if (set)
			or_cells(g->cells, &g->keys[k], first, n);
		else
			set_cells(g->cells, &g->keys[k], first, n, cell);
		set = true;
	}
	for (uint32_t i = 0; !set && i < n; i++)
		g->cells[i] = cell;
}

/* The lanes that the mask leaves, moved together; how many. */
static uint32_t compact(uint32_t *cells, int64_t *out, const int64_t *values, const uint8_t *on,
			uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		cells[kept] = cells[i];
		if (values)
			out[kept] = values[i];
		kept += on[i];
	}
	return kept;
}

static void add_lanes(struct group *g, struct agg_dense *d, uint32_t nkeys, const struct segment *s,
		      const struct col *value, uint32_t *run)
{
	int64_t *room = g->spread[AGG_KEYS];

	for (uint32_t first = s->first, n; first < s->end; first += n) {
		const int64_t *values = NULL;
		uint32_t kept;

		n = s->end - first < BATCH ? s->end - first : BATCH;
		fill_cells(g, nkeys, first, n, s->cell);
		if (value)
			values = col_lanes(value, run, first, n, room);
		kept = g->masked ? compact(g->cells, room, values, g->on + first, n) : n;
		agg_dense_rows(d, g->cells, g->masked && values ? room : values, kept);
	}
}

static void add_dense(struct group *g, uint32_t use, const struct col *value)
{
	struct agg_dense *d = g->dense[use];
	uint32_t nkeys = g->program->uses[use].nkeys, run = 0;
	struct segment s = { 0 };
	bool lanes = g->masked || value;

	for (uint32_t k = 0; k < nkeys; k++)
		lanes |= varies(&g->keys[k]);
	for (uint32_t i = 0; i < g->nfilters; i++)
		g->filters[i].at = 0;
	while (s.end < g->lanes) {
		next_segment(g, nkeys, &s);
		if (s.counts && lanes)
			add_lanes(g, d, nkeys, &s, value, &run);
		else if (s.counts)
			agg_dense_run(d, s.cell, s.end - s.first);
	}
}

/* ---- Row by row ---- */

static int add_rows(struct group *g, uint32_t use, const struct col *const *keys,
		    const struct col *value)
{
	const struct agguse *u = &g->program->uses[use];
	const int64_t *columns[AGG_KEYS];
	int rc = 0;

	g->masked = false;
	for (uint32_t i = 0; i < g->nfilters; i++)
		add_to_mask(g, &g->filters[i]);
	for (uint32_t first = 0; first < g->lanes && !rc; first += BATCH) {
		uint32_t end = g->lanes - first < BATCH ? g->lanes : first + BATCH;
		uint32_t n = choose(g, g->chosen, first, end);

		for (uint32_t k = 0; k < u->nkeys; k++) {
			col_gather(keys[k], g->chosen, n, g->spread[k]);
			columns[k] = g->spread[k];
			for (uint32_t i = 0; is_text(&u->keys[k]) && i < n; i++)
				if (key_text(g, &g->spread[k][i]))
					return -ENOMEM;
		}
		if (value)
			col_gather(value, g->chosen, n, g->spread[AGG_KEYS]);
		if (n)
			rc = aggset_update(g->aggs, use, columns,
					   value ? g->spread[AGG_KEYS] : NULL, NULL, n);
	}
	return rc;
}

int group_add(struct group *g, uint32_t use, const struct col *const *keys, const struct col *value)
{
	int rc = g->dense[use] ? 1 : 0;

	if (g->dry)
		return 0;
	if (rc)
		rc = number_keys(g, use, keys);
	if (rc < 0)
		return rc;
	if (!rc) {
		rc = g->dense[use] ? agg_dense_flush(g->dense[use]) : 0;
		agg_dense_free(g->dense[use]);
		g->dense[use] = NULL;
		return rc ? rc : add_rows(g, use, keys, value);
	}
	apply_filters(g, g->program->uses[use].nkeys);
	add_dense(g, use, value);
	return 0;
}
