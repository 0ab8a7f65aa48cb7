/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/span_worker.h"

#include <errno.h>
#include <stdlib.h>

static size_t most_registers(const struct program *p)
{
	size_t most = 0;

	for (uint32_t i = 0; i < p->nclauses; i++)
		most = p->clauses[i].nregs > most ? p->clauses[i].nregs : most;
	return most;
}

int span_worker_init(struct span_worker *w, const struct dispatch *d, struct strpool *pool,
		     struct aggset *aggs, struct fault_log *faults, struct skip_log *skips,
		     uint64_t strsize, uint32_t more)
{
	*w = (struct span_worker){
		.dispatch = d,
		.pool = pool,
		.aggs = aggs,
		.faults = faults,
		.skips = skips,
		.strsize = strsize,
	};
	if (!aggs || !faults || !skips)
		return -ENOMEM;
	w->machine = machine_new(d->program, aggs, NULL, faults, pool, strsize, BATCH, more);
	w->rows = malloc(BATCH * sizeof(*w->rows));
	w->lanes = malloc(BATCH * sizeof(*w->lanes));
	w->ranges = malloc((most_registers(d->program) + 1) * sizeof(*w->ranges));
	w->spans = malloc(VMT_CHUNK_ROWS * sizeof(*w->spans));
	w->tables = calloc(d->nevents, sizeof(*w->tables));
	return w->tables && w->machine && w->rows && w->lanes && w->spans && w->ranges ? 0
										       : -ENOMEM;
}

void span_worker_release(struct span_worker *w)
{
	machine_free(w->machine);
	machine_free(w->whole);
	group_free(w->group);
	free(w->tables);
	free(w->rows);
	free(w->lanes);
	free(w->spans);
	free(w->ranges);
	free(w->group_ends);
	free(w->few);
}

int span_worker_get_whole(struct span_worker *w)
{
	if (w->whole)
		return 0;
	w->group = group_new(w->dispatch->program, w->aggs, w->pool, w->strsize);
	w->group_ends = malloc(VMT_CHUNK_ROWS * sizeof(*w->group_ends));
	w->whole = machine_new(w->dispatch->program, w->aggs, NULL, w->faults, w->pool, w->strsize,
			       VMT_CHUNK_ROWS, 0);
	w->few = malloc(VMT_CHUNK_ROWS * sizeof(*w->few));
	if (!w->group || !w->group_ends || !w->whole || !w->few)
		return -ENOMEM;
	w->whole->group = w->group;
	return 0;
}

int span_worker_flush(struct span_worker *w)
{
	return w->group ? group_flush(w->group) : 0;
}

int span_worker_begin(struct span_worker *w, const struct world_session *session)
{
	w->session = session;
	for (uint32_t i = 0; i < w->dispatch->nevents; i++)
		if (event_table_open(&w->tables[i], session,
				     i < EVENT_TRACEPOINT ? i : EVENT_TRACEPOINT,
				     dispatch_tracepoint(w->dispatch, i), w->dispatch->program))
			return -ENOMEM;
	return 0;
}

void span_worker_end(struct span_worker *w)
{
	for (uint32_t i = 0; w->tables && i < w->dispatch->nevents; i++)
		event_table_release(&w->tables[i]);
}
