/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/aggset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/agg/agg_rows.h"

static uint64_t mask_of(const struct vtype *t)
{
	return t->kind == V_STRING || t->size == 8 ? UINT64_MAX : (1ull << 8 * t->size) - 1;
}

static bool same_keys(const struct agg_shape *s, const struct agguse *u)
{
	for (uint32_t k = 0; k < s->nkeys; k++)
		if (s->keys[k].kind != u->keys[k].kind || s->keys[k].size != u->keys[k].size)
			return false;
	return true;
}

static struct agg_shape *shape_for(struct agg *a, const struct agguse *u)
{
	struct agg_shape *s;

	for (s = a->shapes; s < a->shapes + a->nshapes; s++)
		if (same_keys(s, u))
			return s;
	a->nshapes++;
	s->nkeys = u->nkeys;
	s->normal = 1;
	for (uint32_t k = 0; k < u->nkeys; k++) {
		s->keys[k] = u->keys[k];
		s->masks[k] = mask_of(&u->keys[k]);
	}
	agg_table_init(&s->table, u->nkeys, a->fn->size);
	return s;
}

static int agg_init(struct agg *a, const struct program *p, uint32_t index)
{
	uint32_t uses = 0;

	a->def = &p->aggs[index];
	a->fn = &agg_fns[a->def->fn];
	scale_init(&a->scale, a->def);
	for (uint32_t u = 0; u < p->nuses; u++)
		uses += p->uses[u].agg == index;
	a->shapes = calloc(uses + 1, sizeof(*a->shapes));
	return a->shapes ? 0 : -ENOMEM;
}

struct aggset *aggset_new(const struct program *p)
{
	struct aggset *set = calloc(1, sizeof(*set));

	if (!set)
		return NULL;
	set->aggs = calloc(p->naggs + 1, sizeof(*set->aggs));
	set->uses = calloc(p->nuses + 1, sizeof(*set->uses));
	if (!set->aggs || !set->uses)
		goto fail;
	for (; set->naggs < p->naggs; set->naggs++)
		if (agg_init(&set->aggs[set->naggs], p, set->naggs))
			goto fail;
	for (; set->nuses < p->nuses; set->nuses++) {
		const struct agguse *u = &p->uses[set->nuses];

		set->uses[set->nuses].agg = &set->aggs[u->agg];
		set->uses[set->nuses].shape = shape_for(&set->aggs[u->agg], u);
	}
	return set;
fail:
	aggset_free(set);
	return NULL;
}

static void release_state(struct agg *a, struct agg_shape *s, uint32_t entry)
{
	if (a->fn->release)
		a->bytes -= a->fn->release(
			agg_table_state(&s->table, agg_table_entry(&s->table, entry)));
}

static void agg_release(struct agg *a)
{
	for (uint32_t i = 0; i < a->nshapes; i++) {
		for (uint32_t e = 0; e < a->shapes[i].table.count; e++)
			release_state(a, &a->shapes[i], e);
		agg_table_release(&a->shapes[i].table);
	}
	free(a->shapes);
}

void aggset_free(struct aggset *set)
{
	if (!set)
		return;
	for (uint32_t i = 0; i < set->naggs; i++)
		agg_release(&set->aggs[i]);
	free(set->aggs);
	free(set->uses);
	free(set);
}

static int add(const struct agg_place *at, const uint64_t *keys, const int64_t *values,
	       const int64_t *increments, uint64_t n)
{
	uint64_t *entry = agg_table_get(&at->shape->table, keys);
	int grown;

	if (!entry)
		return -ENOMEM;
	grown = at->agg->fn->add(&at->agg->scale, agg_table_state(&at->shape->table, entry), values,
				 increments, n);
	if (grown < 0)
		return grown;
	at->agg->bytes += grown;
	return 0;
}

static bool same_row(const int64_t *const *keys, uint32_t nkeys, uint32_t a, uint32_t b)
{
	for (uint32_t k = 0; k < nkeys; k++)
		if (keys[k][a] != keys[k][b])
			return false;
	return true;
}

/* How many rows from `first` have one key: most keys run. */
static uint32_t run_length(const int64_t *const *keys, uint32_t nkeys, uint32_t first, uint32_t n)
{
	uint32_t i = first + 1;

	while (i < n && same_row(keys, nkeys, first, i))
		i++;
	return i - first;
}

int aggset_update(struct aggset *set, uint32_t use, const int64_t *const *keys,
		  const int64_t *values, const int64_t *increments, uint32_t n)
{
	const struct agg_place *at = &set->uses[use];
	uint64_t tuple[AGG_KEYS];

	for (uint32_t i = 0, run; i < n; i += run) {
		int error;

		run = run_length(keys, at->shape->nkeys, i, n);
		for (uint32_t k = 0; k < at->shape->nkeys; k++)
			tuple[k] = keys[k][i] & at->shape->masks[k];
		error = add(at, tuple, values ? values + i : NULL,
			    increments ? increments + i : NULL, run);
		if (error)
			return error;
	}
	return 0;
}

int aggset_update_run(struct aggset *set, uint32_t use, const int64_t *keys, uint64_t times)
{
	const struct agg_place *at = &set->uses[use];
	uint64_t tuple[AGG_KEYS];

	for (uint32_t k = 0; k < at->shape->nkeys; k++)
		tuple[k] = keys[k] & at->shape->masks[k];
	return add(at, tuple, NULL, NULL, times);
}

int64_t aggset_value(const struct aggset *set, uint32_t use, const int64_t *keys)
{
	const struct agg_place *at = &set->uses[use];
	const struct agg_table *table = &at->shape->table;
	uint64_t tuple[AGG_KEYS], *entry;

	for (uint32_t k = 0; k < at->shape->nkeys; k++)
		tuple[k] = keys[k] & at->shape->masks[k];
	entry = agg_table_find(table, tuple);
	if (!entry)
		return 0;
	return at->agg->fn->result(&at->agg->scale, agg_table_state(table, entry),
				   agg_shape_normal(at->shape, agg_table_index(table, entry)));
}

static int shape_merge(struct agg *a, struct agg_shape *into, const struct agg_shape *from)
{
	for (uint32_t e = 0; e < from->table.count; e++) {
		uint64_t *theirs = agg_table_entry(&from->table, e);
		uint64_t *ours = agg_table_get(&into->table, theirs);
		int grown;

		if (!ours)
			return -ENOMEM;
		grown = a->fn->merge(&a->scale, agg_table_state(&into->table, ours),
				     agg_table_state(&from->table, theirs));
		if (grown < 0)
			return grown;
		a->bytes += grown;
	}
	return 0;
}

/* Without its states; its memory stays. */
static void empty_shape(struct agg *a, struct agg_shape *s)
{
	for (uint32_t e = 0; e < s->table.count; e++)
		release_state(a, s, e);
	agg_table_empty(&s->table);
	s->normalized = 0;
}

int aggset_merge(struct aggset *into, struct aggset *from)
{
	for (uint32_t i = 0; i < into->naggs; i++) {
		struct agg *a = &into->aggs[i], *b = &from->aggs[i];

		for (uint32_t s = 0; s < a->nshapes; s++) {
			int error = shape_merge(a, &a->shapes[s], &b->shapes[s]);

			if (error)
				return error;
			empty_shape(b, &b->shapes[s]);
		}
	}
	return 0;
}

uint64_t aggset_bytes(const struct aggset *set)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < set->naggs; i++) {
		bytes += set->aggs[i].bytes;
		for (uint32_t s = 0; s < set->aggs[i].nshapes; s++)
			bytes += agg_table_bytes(&set->aggs[i].shapes[s].table);
	}
	return bytes;
}

uint64_t aggset_row_bytes(const struct aggset *set, uint64_t strsize)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < set->nuses; i++) {
		const struct agg_shape *s = set->uses[i].shape;

		bytes += agg_table_entry_bytes(&s->table);
		bytes += set->uses[i].agg->scale.nbins * sizeof(int64_t);
		for (uint32_t k = 0; k < s->nkeys; k++)
			bytes += s->keys[k].kind == V_STRING ? strsize : 0; /* a symbol, too */
	}
	return bytes;
}

static void clear_shape(struct agg *a, struct agg_shape *s)
{
	for (uint32_t e = 0; e < s->table.count; e++) {
		release_state(a, s, e);
		memset(agg_table_state(&s->table, agg_table_entry(&s->table, e)), 0, a->fn->size);
	}
}

void aggset_clear(struct aggset *set, uint32_t agg)
{
	struct agg *a = &set->aggs[agg];

	for (uint32_t s = 0; s < a->nshapes; s++)
		clear_shape(a, &a->shapes[s]);
}

int aggset_normalize(struct aggset *set, uint32_t agg, int64_t by)
{
	struct agg *a = &set->aggs[agg];

	for (uint32_t s = 0; s < a->nshapes; s++) {
		a->shapes[s].normal = by ? by : 1;
		a->shapes[s].normalized = a->shapes[s].table.count;
	}
	return by ? 0 : -EINVAL;
}

static void mark(uint8_t *bits, uint32_t n)
{
	bits[n / 8] |= 1u << (n % 8);
}

static bool marked(const uint8_t *bits, uint32_t n)
{
	return bits[n / 8] >> (n % 8) & 1;
}

static void keep_entries(struct agg *a, struct agg_shape *s, const uint8_t *keep)
{
	uint32_t normalized = 0;

	for (uint32_t e = 0; e < s->table.count; e++) {
		if (!marked(keep, e))
			release_state(a, s, e);
		else
			normalized += e < s->normalized;
	}
	agg_table_keep(&s->table, keep);
	s->normalized = normalized;
}

/* The rows from..to of those sorted stay. */
static int keep_rows(struct agg *a, const struct agg_rows *rows, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < a->nshapes; i++) {
		struct agg_shape *s = &a->shapes[i];
		uint8_t *keep = calloc(1, s->table.count / 8 + 1);

		if (!keep)
			return -ENOMEM;
		for (uint32_t r = from; r < to; r++) {
			const struct agg_row *row = rows->rows[r];

			if (row->shape == s)
				mark(keep, agg_table_index(&s->table, row->keys));
		}
		keep_entries(a, s, keep);
		free(keep);
	}
	return 0;
}

int aggset_trunc(struct aggset *set, uint32_t agg, bool has_n, int64_t n)
{
	struct agg_rows rows;
	uint16_t which = agg;
	uint64_t most = n < 0 ? -(uint64_t)n : (uint64_t)n;
	int error = agg_rows_init(&rows, set, &which, 1);

	if (error)
		return error;
	agg_rows_sort(&rows, &(struct agg_order){ 0 });
	if (!has_n)
		most = 0;
	if (most > rows.n)
		most = rows.n;
	error = keep_rows(&set->aggs[agg], &rows, n > 0 ? rows.n - most : 0, n > 0 ? rows.n : most);
	agg_rows_release(&rows);
	return error;
}
