/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/tail.h"

int tail_init(struct tail *t, const struct program *p, struct aggset *aggs, struct strpool *pool,
	      uint64_t strsize)
{
	*t = (struct tail){ .program = p, .aggs = aggs };
	t->group = group_new(p, aggs, pool, strsize);
	t->uses = calloc(p->nuses + 1, sizeof(*t->uses));
	if (!t->group || !t->uses)
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
	group_free(t->group);
}

static struct col flat(const int64_t *values, uint32_t n)
{
	return (struct col){ .shape = COL_FLAT, .n = n, .v = values };
}

static int add_group(struct tail *t, uint32_t use, uint32_t n)
{
	const struct agguse *a = &t->program->uses[use];
	const struct tail_use *u = &t->uses[use];
	struct col cols[AGG_KEYS + 1];
	const struct col *keys[AGG_KEYS];

	for (uint32_t k = 0; k < u->ncolumns; k++)
		cols[k] = flat(u->columns[k], n);
	for (uint32_t k = 0; k < a->nkeys; k++)
		keys[k] = &cols[k];
	group_begin(t->group, n);
	return group_add(t->group, use, keys, a->has_value ? &cols[a->nkeys] : NULL);
}

/* Rows with increments are no rows to count. */
static int add_rows(struct tail *t, uint32_t use, uint32_t n)
{
	const struct agguse *a = &t->program->uses[use];
	const struct tail_use *u = &t->uses[use];
	const int64_t *keys[AGG_KEYS];

	for (uint32_t k = 0; k < a->nkeys; k++)
		keys[k] = u->columns[k];
	return aggset_update(t->aggs, use, keys, u->columns[a->nkeys], u->columns[a->nkeys + 1], n);
}

static int take_rows(struct tail *t, uint32_t use)
{
	uint32_t n = t->uses[use].n;

	t->uses[use].n = 0;
	return (t->program->uses[use].has_increment ? add_rows : add_group)(t, use, n);
}

int tail_reserve(struct tail *t, uint32_t use)
{
	struct tail_use *u = &t->uses[use];

	t->any = true;
	if (!u->columns) {
		u->columns = malloc((u->ncolumns + 1) * sizeof(*u->columns));
		return u->columns ? 0 : -ENOMEM;
	}
	return u->n == TAIL_ROWS ? take_rows(t, use) : 0;
}

int tail_flush(struct tail *t)
{
	int rc = 0;

	for (uint32_t i = 0; t->any && i < t->program->nuses && !rc; i++)
		if (t->uses[i].n)
			rc = take_rows(t, i);
	t->any = false;
	return rc ? rc : group_flush(t->group);
}
