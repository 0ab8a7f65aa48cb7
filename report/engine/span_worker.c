/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/span_worker.h"

#include <errno.h>
#include <stdlib.h>

int span_worker_init(struct span_worker *w, const struct dispatch *d, struct strpool *pool,
		     struct aggset *aggs, struct fault_log *faults, uint64_t strsize)
{
	*w = (struct span_worker){ .dispatch = d, .pool = pool, .aggs = aggs, .faults = faults };
	if (!aggs || !faults)
		return -ENOMEM;
	w->machine = machine_new(d->program, aggs, NULL, faults, pool, strsize, BATCH);
	w->rows = malloc(BATCH * sizeof(*w->rows));
	w->lanes = malloc(BATCH * sizeof(*w->lanes));
	return w->machine && w->rows && w->lanes ? 0 : -ENOMEM;
}

void span_worker_release(struct span_worker *w)
{
	machine_free(w->machine);
	free(w->rows);
	free(w->lanes);
}

int span_worker_begin(struct span_worker *w, const struct world_session *session)
{
	w->session = session;
	for (uint32_t i = 0; i < EVENT_NR; i++)
		if (event_table_open(&w->tables[i], session, i, w->dispatch->program))
			return -ENOMEM;
	return 0;
}

void span_worker_end(struct span_worker *w)
{
	for (uint32_t i = 0; i < EVENT_NR; i++)
		event_table_release(&w->tables[i]);
}
