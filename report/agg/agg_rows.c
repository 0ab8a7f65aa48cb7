/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_rows.h"

#include <errno.h>
#include <stdlib.h>

static const uint64_t zeroes[AGG_STATE_MOST / 8];

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* A shorter record sorts first; integers compare unsigned, whatever their type. */
static int compare_key(const struct agg_row *a, const struct agg_row *b, uint32_t k)
{
	const struct vtype *ta = &a->shape->keys[k], *tb = &b->shape->keys[k];

	if (ta->kind != tb->kind)
		return ta->kind == V_INT ? -1 : 1;
	if (is_symbol(ta) && is_symbol(tb))
		return symbol_cmp(str_of_value(a->keys[k]), str_of_value(b->keys[k]));
	if (ta->kind == V_STRING)
		return str_cmp(str_of_value(a->keys[k]), str_of_value(b->keys[k]));
	if (ta->size != tb->size)
		return ta->size < tb->size ? -1 : 1;
	return compare_u64(a->keys[k], b->keys[k]);
}

static int compare_keys(const struct agg_row *a, const struct agg_row *b, uint64_t keypos)
{
	uint32_t n = a->shape->nkeys, first = keypos < n ? keypos : 0;
	int order = 0;

	for (uint32_t i = 0; i < n && !order; i++)
		order = compare_key(a, b, (first + i) % n);
	return order;
}

static int compare_cells(const struct agg_cell *a, const struct agg_cell *b)
{
	if (a->weight.value != b->weight.value)
		return a->weight.value < b->weight.value ? -1 : 1;
	if (a->weight.zero != b->weight.zero)
		return a->weight.zero < b->weight.zero ? -1 : 1;
	return 0;
}

/* Where the next integer of so many bytes lies in a record. */
static uint32_t aligned(uint32_t offset, uint32_t size)
{
	return (offset + size - 1) & ~(size - 1);
}

static bool is_recorded_number(const struct vtype *t)
{
	return t->kind == V_INT || is_symbol(t);
}

/*
 * Records of one layout sort together, before their values count: the first place in which a
 * key, or the value behind the keys, lies elsewhere decides.
 */
static int compare_layouts(const struct agg_shape *a, const struct agg_shape *b)
{
	uint32_t at_a = 0, at_b = 0;

	for (uint32_t k = 0; k < a->nkeys && a != b; k++) {
		bool number = is_recorded_number(&a->keys[k]) && is_recorded_number(&b->keys[k]);

		at_a = aligned(at_a, number ? a->keys[k].size : 1);
		at_b = aligned(at_b, number ? b->keys[k].size : 1);
		if (at_a != at_b)
			return compare_u64(at_a, at_b);
		at_a += number ? a->keys[k].size : 0;
		at_b += number ? b->keys[k].size : 0;
	}
	return compare_u64(aligned(at_a, 8), aligned(at_b, 8));
}

struct sorting {
	const struct agg_order *order;
	uint32_t naggs;
};

/* The deciding aggregation first, then those behind it, then those before it. */
static int compare_values(const struct agg_row *a, const struct agg_row *b, const struct sorting *s)
{
	uint32_t pos = s->order->pos < s->naggs ? s->order->pos : 0;
	int order = compare_layouts(a->shape, b->shape);

	for (uint32_t i = 0; i < s->naggs && !order; i++, pos++)
		order = compare_cells(&a->cells[pos % s->naggs], &b->cells[pos % s->naggs]);
	return order;
}

static int compare_rows(const void *one, const void *other, void *arg)
{
	const struct sorting *s = arg;
	const struct agg_row *a = *(struct agg_row *const *)(s->order->reverse ? other : one);
	const struct agg_row *b = *(struct agg_row *const *)(s->order->reverse ? one : other);
	int by_key = compare_keys(a, b, s->order->keypos);

	if (s->order->by_key && by_key)
		return by_key;
	return compare_values(a, b, s) ?: by_key;
}

void agg_rows_sort(struct agg_rows *r, const struct agg_order *order)
{
	struct sorting s = { order, r->naggs };

	qsort_r(r->rows, r->n, sizeof(*r->rows), compare_rows, &s);
}

static int compare_for_join(const void *one, const void *other, void *arg)
{
	return compare_keys(*(struct agg_row *const *)one, *(struct agg_row *const *)other, 0);
}

/* Rows of equal keys become one with the cells of each. */
static void join(struct agg_rows *r)
{
	uint32_t kept = 0;

	qsort_r(r->rows, r->n, sizeof(*r->rows), compare_for_join, NULL);
	for (uint32_t i = 0; i < r->n; i++) {
		struct agg_row *row = r->rows[i], *last = kept ? r->rows[kept - 1] : NULL;

		if (!last || compare_keys(last, row, 0)) {
			r->rows[kept++] = row;
			continue;
		}
		for (uint32_t a = 0; a < r->naggs; a++)
			if (row->cells[a].state != zeroes)
				last->cells[a] = row->cells[a];
	}
	r->n = kept;
}

static void take_shape(struct agg_rows *r, uint32_t which, const struct agg_shape *s, char **at)
{
	const struct agg *a = r->aggs[which];

	for (uint32_t e = 0; e < s->table.count; e++) {
		struct agg_row *row = (struct agg_row *)*at;
		uint64_t *entry = agg_table_entry(&s->table, e);

		row->shape = s;
		row->keys = entry;
		for (uint32_t i = 0; i < r->naggs; i++)
			row->cells[i] = (struct agg_cell){ .state = zeroes, .normal = 1 };
		row->cells[which].state = agg_table_state(&s->table, entry);
		row->cells[which].normal = agg_shape_normal(s, e);
		row->cells[which].weight = a->fn->weigh(&a->scale, row->cells[which].state);
		r->rows[r->n++] = row;
		*at += sizeof(*row) + r->naggs * sizeof(*row->cells);
	}
}

static uint64_t count_entries(const struct agg_rows *r)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < r->naggs; i++)
		for (uint32_t s = 0; s < r->aggs[i]->nshapes; s++)
			n += r->aggs[i]->shapes[s].table.count;
	return n;
}

int agg_rows_init(struct agg_rows *r, const struct aggset *set, const uint16_t *aggs,
		  uint32_t naggs)
{
	size_t row = sizeof(struct agg_row) + naggs * sizeof(struct agg_cell);
	const struct agg **list = malloc((naggs + 1) * sizeof(*list));
	uint64_t n;
	char *at;

	*r = (struct agg_rows){ .naggs = naggs, .aggs = list };
	if (!list)
		return -ENOMEM;
	for (uint32_t i = 0; i < naggs; i++)
		list[i] = &set->aggs[aggs[i]];
	n = count_entries(r);
	r->rows = malloc((n + 1) * sizeof(*r->rows));
	r->memory = at = aligned_alloc(16, (n * row + 16) & ~(size_t)15);
	if (!r->rows || !at) {
		agg_rows_release(r);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < naggs; i++)
		for (uint32_t s = 0; s < list[i]->nshapes; s++)
			take_shape(r, i, &list[i]->shapes[s], &at);
	if (naggs > 1)
		join(r);
	return 0;
}

void agg_rows_release(struct agg_rows *r)
{
	free((void *)r->aggs);
	free(r->rows);
	free(r->memory);
}
