/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_dense.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/agg/aggset.h"

/* Cells should stay in a cache of the second level; a few more do little harm. */
#define MOST_BYTES (8u << 20)
#define MOST_IDS (1u << 16)

/* The values of a key and their ids: open addressing, at most half full. */
struct ids {
	uint32_t n, room;     /* the last id; of `values` */
	uint32_t bits, shift; /* of an id in a cell's number */
	uint64_t *values;     /* by id */
	uint32_t *slots, mask;
};

struct agg_dense {
	struct aggset *set;
	uint32_t use;
	const struct agg_place *at;
	uint32_t nkeys, bin_bits, words; /* words of a cell */
	uint64_t ncells;
	uint64_t *cells;
	bool dirty;
	struct ids keys[];
};

static uint32_t bits_for(uint32_t n)
{
	return n > 1 ? 32 - __builtin_clz(n - 1) : 0;
}

static bool has_bins(const struct agg *a)
{
	return a->scale.nbins > 0;
}

/* A distribution's cells are its bins: they count rows. So does count(). */
static uint32_t cell_words(const struct agg *a)
{
	return a->fn->rows ? 1 + a->fn->size / 8 : 1;
}

struct agg_dense *agg_dense_new(struct aggset *set, uint32_t use)
{
	const struct agg_place *at = &set->uses[use];
	struct agg_dense *d = calloc(1, sizeof(*d) + at->shape->nkeys * sizeof(d->keys[0]));

	if (!d)
		return NULL;
	d->set = set;
	d->use = use;
	d->at = at;
	d->nkeys = at->shape->nkeys;
	d->bin_bits = has_bins(at->agg) ? bits_for(at->agg->scale.nbins) : 0;
	d->words = cell_words(at->agg);
	return d;
}

void agg_dense_free(struct agg_dense *d)
{
	if (!d)
		return;
	for (uint32_t k = 0; k < d->nkeys; k++) {
		free(d->keys[k].values);
		free(d->keys[k].slots);
	}
	free(d->cells);
	free(d);
}

/* ---- Ids ---- */

static uint32_t slot_of(uint64_t value, uint32_t mask)
{
	return (value ^ value >> 29) * 0x9e3779b97f4a7c15 >> 32 & mask;
}

static bool ids_grow(struct ids *k)
{
	uint32_t room = k->room ? k->room * 2 : 64, mask = room * 2 - 1;
	uint64_t *values = realloc(k->values, room * sizeof(*values));
	uint32_t *slots = calloc(room * 2, sizeof(*slots));

	if (values)
		k->values = values;
	if (!values || !slots) {
		free(slots);
		return false;
	}
	for (uint32_t id = 1; id <= k->n; id++) {
		uint32_t at = slot_of(values[id], mask);

		while (slots[at])
			at = (at + 1) & mask;
		slots[at] = id;
	}
	free(k->slots);
	k->slots = slots;
	k->mask = mask;
	k->room = room;
	return true;
}

static uint32_t new_id(struct ids *k, uint64_t value)
{
	uint32_t at;

	if (k->n + 1 >= MOST_IDS || (k->n + 1 >= k->room && !ids_grow(k)))
		return AGG_NO_ID;
	for (at = slot_of(value, k->mask); k->slots[at]; at = (at + 1) & k->mask)
		;
	k->values[++k->n] = value;
	k->slots[at] = k->n;
	return k->n;
}

uint32_t agg_dense_id(struct agg_dense *d, uint32_t key, int64_t value)
{
	struct ids *k = &d->keys[key];
	uint64_t masked = value & d->at->shape->masks[key];

	for (uint32_t at = slot_of(masked, k->mask); k->slots && k->slots[at];
	     at = (at + 1) & k->mask)
		if (k->values[k->slots[at]] == masked)
			return k->slots[at];
	return new_id(k, masked);
}

uint32_t agg_dense_shift(const struct agg_dense *d, uint32_t key)
{
	return d->keys[key].shift;
}

/* ---- Cells ---- */

int agg_dense_fit(struct agg_dense *d)
{
	uint32_t total = d->bin_bits;
	bool fits = d->cells;

	for (uint32_t k = 0; k < d->nkeys; k++) {
		fits &= d->keys[k].n >> d->keys[k].bits == 0;
		total += bits_for(d->keys[k].n + 1);
	}
	if (fits)
		return 1;
	if (agg_dense_flush(d))
		return -ENOMEM;
	if (total > 31 || (d->words * sizeof(*d->cells)) << total > MOST_BYTES)
		return 0;
	free(d->cells);
	d->ncells = 1ull << total;
	d->cells = calloc(d->ncells, d->words * sizeof(*d->cells));
	if (!d->cells)
		return -ENOMEM;
	total = d->bin_bits;
	for (uint32_t k = d->nkeys; k-- > 0; total += d->keys[k].bits) {
		d->keys[k].bits = bits_for(d->keys[k].n + 1);
		d->keys[k].shift = total;
	}
	return 1;
}

void agg_dense_run(struct agg_dense *d, uint32_t cell, uint64_t rows)
{
	d->cells[cell] += rows;
	d->dirty = true;
}

void agg_dense_rows(struct agg_dense *d, uint32_t *cells, const int64_t *values, uint32_t n)
{
	const struct agg *a = d->at->agg;

	d->dirty = true;
	if (a->fn->rows) {
		a->fn->rows(d->cells, cells, values, n);
		return;
	}
	if (has_bins(a))
		scale_or_bins(&a->scale, cells, values, n);
	for (uint32_t i = 0; i < n; i++)
		d->cells[cells[i]]++;
}

/* ---- Flushing ---- */

/* The tuple of a cell; false: it is nobody's. */
static bool cell_keys(const struct agg_dense *d, uint64_t cell, uint64_t *tuple)
{
	for (uint32_t k = 0; k < d->nkeys; k++) {
		const struct ids *key = &d->keys[k];
		uint32_t id = cell >> key->shift & ((1u << key->bits) - 1);

		if (!id)
			return false;
		tuple[k] = key->values[id];
	}
	return true;
}

static int flush_cell(struct agg_dense *d, uint64_t cell, uint64_t *words)
{
	struct agg *a = d->at->agg;
	uint64_t tuple[d->nkeys + 1], *entry;
	int grown;

	if (!cell_keys(d, cell, tuple))
		return 0;
	entry = agg_table_get(&d->at->shape->table, tuple);
	if (!entry)
		return -ENOMEM;
	if (a->fn->rows)
		grown = a->fn->merge(&a->scale, agg_table_state(&d->at->shape->table, entry),
				     words + 1);
	else
		grown = a->fn->count(&a->scale, agg_table_state(&d->at->shape->table, entry),
				     cell & ((1u << d->bin_bits) - 1), words[0]);
	a->bytes += grown > 0 ? grown : 0;
	return grown < 0 ? grown : 0;
}

int agg_dense_flush(struct agg_dense *d)
{
	int rc = 0;

	for (uint64_t i = 0; d->dirty && i < d->ncells && !rc; i++) {
		uint64_t *words = d->cells + i * d->words;

		if (!words[0])
			continue;
		rc = flush_cell(d, i, words);
		memset(words, 0, d->words * sizeof(*words));
	}
	d->dirty = false;
	return rc;
}

uint64_t agg_dense_most_bytes(const struct aggset *set, uint32_t use)
{
	const struct agg_place *at = &set->uses[use];

	return MOST_BYTES / (cell_words(at->agg) * sizeof(uint64_t)) *
	       (agg_table_entry_bytes(&at->shape->table) + sizeof(uint64_t));
}
