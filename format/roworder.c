/* SPDX-License-Identifier: GPL-2.0 */
#include "format/roworder.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT 256

void roworder_release(struct roworder *o)
{
	free(o->row);
	free(o->other);
	free(o->rank);
	free(o->values);
	*o = (struct roworder){ 0 };
}

static int reserve(struct roworder *o, uint32_t rows)
{
	if (rows <= o->capacity)
		return 0;
	roworder_release(o);
	o->row = reallocarray(NULL, rows, sizeof(*o->row));
	o->other = reallocarray(NULL, rows, sizeof(*o->other));
	o->rank = reallocarray(NULL, rows, sizeof(*o->rank));
	o->values = reallocarray(NULL, rows, sizeof(*o->values));
	if (!o->row || !o->other || !o->rank || !o->values) {
		roworder_release(o);
		return VMT_ENOMEM;
	}
	o->capacity = rows;
	return 0;
}

/* One pass of a radix sort: stable, by the byte at `shift`. */
static void sort_digit(const uint64_t *v, unsigned int shift, const uint32_t *from, uint32_t *to,
		       uint32_t n)
{
	uint32_t at[DIGIT] = { 0 }, i, sum = 0;

	for (i = 0; i < n; i++)
		at[v[i] >> shift & (DIGIT - 1)]++;
	for (i = 0; i < DIGIT; i++) {
		uint32_t count = at[i];

		at[i] = sum;
		sum += count;
	}
	for (i = 0; i < n; i++)
		to[at[v[from[i]] >> shift & (DIGIT - 1)]++] = from[i];
}

/* Numbers of v's elements by value, in o->row. Bytes that all share cost no pass. */
static void sort_values(struct roworder *o, const uint64_t *v, uint32_t n)
{
	uint64_t differ = 0;
	unsigned int shift;
	uint32_t i, *swap;

	for (i = 0; i < n; i++) {
		differ |= v[i] ^ v[0];
		o->row[i] = i;
	}
	for (shift = 0; shift < 64; shift += 8) {
		if (!(differ >> shift & (DIGIT - 1)))
			continue;
		sort_digit(v, shift, o->row, o->other, n);
		swap = o->row;
		o->row = o->other;
		o->other = swap;
	}
}

int roworder_build(struct roworder *o, const uint64_t *key, uint32_t rows)
{
	if (reserve(o, rows))
		return VMT_ENOMEM;
	sort_values(o, key, rows);
	o->rows = rows;
	return 0;
}

/* Only the distinct values are sorted; a counting sort by their rank does the rest. */
static void sort_codes(struct roworder *o, const struct vmt_view *key)
{
	uint32_t i, sum = 0;

	sort_values(o, key->values, key->nvalues);
	memset(o->rank, 0, key->nvalues * sizeof(*o->rank));
	for (i = 0; i < key->rows; i++)
		o->rank[key->codes[i]]++;
	for (i = 0; i < key->nvalues; i++) {
		uint32_t code = o->row[i], count = o->rank[code];

		o->rank[code] = sum;
		sum += count;
	}
	for (i = 0; i < key->rows; i++)
		o->row[o->rank[key->codes[i]]++] = i;
}

int roworder_of_view(struct roworder *o, const struct vmt_view *key)
{
	if (reserve(o, key->rows))
		return VMT_ENOMEM;
	o->rows = key->rows;
	if (key->kind == VMT_DICT) {
		sort_codes(o, key);
		return 0;
	}
	vmt_view_flatten(key, 0, key->rows, o->values);
	sort_values(o, o->values, key->rows);
	return 0;
}

static int undo_codes(const struct roworder *o, struct viewspace *space, struct vmt_view *view)
{
	uint32_t *codes = viewspace_index(space, o->rows), i;

	if (!codes)
		return VMT_ENOMEM;
	for (i = 0; i < o->rows; i++)
		codes[o->row[i]] = view->codes[i];
	view->codes = codes;
	return 0;
}

static void scatter_runs(const struct roworder *o, const struct vmt_view *view, uint64_t *values)
{
	uint32_t run, i = 0;

	for (run = 0; run < view->nvalues; run++)
		for (; i < view->ends[run]; i++)
			values[o->row[i]] = view->values[run];
}

int roworder_undo(const struct roworder *o, struct viewspace *space, struct vmt_view *view)
{
	uint64_t *values;
	uint32_t i;

	if (view->kind == VMT_DICT)
		return undo_codes(o, space, view);
	if (view->kind == VMT_CONST)
		return 0;
	values = viewspace_values(space, o->rows);
	if (!values)
		return VMT_ENOMEM;
	if (view->kind == VMT_RUNS)
		scatter_runs(o, view, values);
	else
		for (i = 0; i < o->rows; i++)
			values[o->row[i]] = view->values[i];
	view->kind = VMT_FLAT;
	view->values = values;
	view->ends = NULL;
	view->nvalues = o->rows;
	return 0;
}
