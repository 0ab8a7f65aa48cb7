/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "format/vmt_tables.h"
#include "report/engine/firing.h"

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static bool has_reason(const struct probe *p, uint8_t isa)
{
	return p->kind == PROBE_EXIT && p->isa == isa && p->reason != PROBE_REASON_OTHER &&
	       p->reason != PROBE_REASON_ANY;
}

int reasons_init(struct reasons *r, const struct probe_set *set, uint8_t isa)
{
	uint32_t n = 0;

	r->mask = isa == VMT_ISA_VMX ? 0xffff : UINT32_MAX;
	r->values = calloc(probe_set_count(set) + 1, sizeof(*r->values));
	if (!r->values)
		return -ENOMEM;
	for (uint32_t i = 0; i < probe_set_count(set); i++)
		if (has_reason(probe_set_at(set, i), isa))
			r->values[n++] = probe_set_at(set, i)->reason;
	qsort(r->values, n, sizeof(*r->values), by_value);
	r->n = 0;
	for (uint32_t i = 0; i < n; i++)
		if (!i || r->values[i] != r->values[r->n - 1])
			r->values[r->n++] = r->values[i];
	for (uint32_t i = 0; i < REASONS_DENSE; i++)
		r->dense[i] = r->n;
	for (uint32_t i = 0; i < r->n && r->values[i] < REASONS_DENSE; i++)
		r->dense[r->values[i]] = i;
	return 0;
}

void reasons_release(struct reasons *r)
{
	free(r->values);
	r->values = NULL;
}

uint32_t reasons_find(const struct reasons *r, uint32_t reason)
{
	const uint32_t *at = bsearch(&reason, r->values, r->n, sizeof(reason), by_value);

	return at ? at - r->values : r->n;
}

void reasons_of_probe(const struct reasons *r, const struct probe *p, uint32_t *first, uint32_t *n)
{
	*first = p->reason == PROBE_REASON_ANY	   ? 0
		 : p->reason == PROBE_REASON_OTHER ? r->n
						   : reasons_index(r, p->reason);
	*n = p->reason == PROBE_REASON_ANY ? r->n + 1 : 1;
}
