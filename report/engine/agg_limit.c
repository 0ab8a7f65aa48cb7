/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/agg_limit.h"

#include <errno.h>
#include <stdlib.h>

#include "report/agg/agg_table.h"

#define HEAD 4	 /* bytes of a record before its keys */
#define RESULT 8 /* behind them */
#define ENTRY 32 /* in the hash table's chains */
#define TAIL 24	 /* of the buffer, that describes the table */

struct agg_limit {
	const struct program *program;
	uint64_t room, used, interval, period, strsize, dropped;
	struct agg_table
		*tables; /* of each aggregation: its keys, with 1 for those that found room */
};

int agg_limit_new(struct agg_limit **out, const struct program *p, const struct options *o)
{
	struct agg_limit *l;

	*out = NULL;
	if (o->aggsize == OPTION_UNSET)
		return 0;
	l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	l->program = p;
	l->room = o->aggsize - o->aggsize / 8;
	l->room -= l->room < TAIL ? l->room : TAIL;
	l->interval = o->aggrate;
	l->strsize = o->strsize;
	l->tables = calloc(p->naggs + 1, sizeof(*l->tables));
	if (!l->tables) {
		free(l);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < p->naggs; i++)
		agg_table_init(&l->tables[i], p->aggs[i].nkeys, sizeof(uint64_t));
	*out = l;
	return 0;
}

void agg_limit_free(struct agg_limit *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->program->naggs; i++)
		agg_table_release(&l->tables[i]);
	free(l->tables);
	free(l);
}

static void empty(struct agg_limit *l)
{
	for (uint32_t i = 0; i < l->program->naggs; i++) {
		agg_table_release(&l->tables[i]);
		agg_table_init(&l->tables[i], l->program->aggs[i].nkeys, sizeof(uint64_t));
	}
	l->used = 0;
}

static uint64_t size_of(const struct agg_limit *l, const struct agguse *use)
{
	uint64_t at = HEAD;

	for (uint32_t i = 0; i < use->nkeys; i++) {
		uint64_t size = use->keys[i].size;

		if (is_text(&use->keys[i]))
			at += l->strsize;
		else
			at = (at + size - 1) / size * size + size;
	}
	return ((at + RESULT - 1) & ~(uint64_t)(RESULT - 1)) + RESULT + ENTRY;
}

int agg_limit_take(struct agg_limit *l, uint32_t use, const int64_t *keys, uint64_t ns)
{
	const struct agguse *u = &l->program->uses[use];
	struct agg_table *table;
	uint64_t period = ns / (l->interval ? l->interval : 1), *entry, *found, size;

	if (period != l->period)
		empty(l);
	l->period = period;
	table = &l->tables[u->agg];
	entry = agg_table_get(table, (const uint64_t *)keys);
	if (!entry)
		return -ENOMEM;
	found = agg_table_state(table, entry);
	size = size_of(l, u);
	if (!*found && l->used + size > l->room) {
		l->dropped++;
		return 0;
	}
	l->used += *found ? 0 : size;
	*found = 1;
	return 1;
}

uint64_t agg_limit_dropped(const struct agg_limit *l)
{
	return l ? l->dropped : 0;
}
