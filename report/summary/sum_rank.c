/* SPDX-License-Identifier: GPL-2.0 */
#include "report/summary/sum_rank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int heavier_first(const void *one, const void *other, void *nkeys)
{
	const struct ranked *a = one, *b = other;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	for (uint32_t k = 0; k < *(uint32_t *)nkeys; k++)
		if (a->keys[k] != b->keys[k])
			return a->keys[k] < b->keys[k] ? -1 : 1;
	return 0;
}

int rank(struct ranking *r, const struct agg_table *t, const uint64_t *prefix, uint32_t nprefix,
	 unsigned __int128 (*weight)(const void *state))
{
	uint32_t nkeys = t->nkeys;

	*r = (struct ranking){ .rows = malloc((t->count + 1ull) * sizeof(*r->rows)) };
	if (!r->rows)
		return -ENOMEM;
	for (uint32_t i = 0; i < t->count; i++) {
		uint64_t *entry = agg_table_entry(t, i);
		const void *state = agg_table_state(t, entry);

		if (nprefix && memcmp(entry, prefix, nprefix * sizeof(*prefix)))
			continue;
		r->rows[r->n++] = (struct ranked){ entry, state, weight ? weight(state) : 0 };
	}
	qsort_r(r->rows, r->n, sizeof(*r->rows), heavier_first, &nkeys);
	return 0;
}
