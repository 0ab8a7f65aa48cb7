/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/tail.h"

int tail_init(struct tail *t, const struct program *p, struct aggset *aggs)
{
	*t = (struct tail){ .program = p, .aggs = aggs };
	t->uses = calloc(p->nuses + 1, sizeof(*t->uses));
	if (!t->uses)
		return -ENOMEM;
	for (uint32_t i = 0; i < p->nuses; i++)
		t->uses[i].ncolumns =
			p->uses[i].nkeys + p->uses[i].has_value + p->uses[i].has_increment;
	return 0;
}

void tail_release(struct tail *t)
{
	for (uint32_t i = 0; t->uses && i < t->program->nuses; i++)
		free(t->uses[i].columns);
	free(t->uses);
}

static int flush_use(struct tail *t, uint32_t use)
{
	const struct agguse *a = &t->program->uses[use];
	struct tail_use *u = &t->uses[use];
	const int64_t *keys[8], *value = NULL, *increment = NULL;
	uint32_t n = u->n;

	for (uint32_t k = 0; k < a->nkeys; k++)
		keys[k] = u->columns[k];
	if (a->has_value)
		value = u->columns[a->nkeys];
	if (a->has_increment)
		increment = u->columns[a->nkeys + a->has_value];
	u->n = 0;
	return aggset_update(t->aggs, use, keys, value, increment, n);
}

int tail_reserve(struct tail *t, uint32_t use)
{
	struct tail_use *u = &t->uses[use];

	t->any = true;
	if (!u->columns) {
		u->columns = malloc((u->ncolumns + 1) * sizeof(*u->columns));
		return u->columns ? 0 : -ENOMEM;
	}
	return u->n == TAIL_ROWS ? flush_use(t, use) : 0;
}

int tail_flush(struct tail *t)
{
	int rc = 0;

	for (uint32_t i = 0; t->any && i < t->program->nuses && !rc; i++)
		if (t->uses[i].n)
			rc = flush_use(t, i);
	t->any = false;
	return rc;
}
