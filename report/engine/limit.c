/* SPDX-License-Identifier: GPL-2.0 */
/* What the program's data may take. */
#include <unistd.h>

#include "report/engine/engine.h"
#include "report/print/units.h"

uint64_t engine_memory_limit(const struct options *o)
{
	uint64_t ram = (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	return o->memory ? o->memory : ram / 2;
}

uint64_t engine_bytes_beside(const struct engine *e)
{
	return vars_bytes(e->vars) + strpool_bytes(e->pool);
}

/* What is held apart may be less once it is put together; 0: it cannot be too much. */
static uint64_t bytes_used(struct engine *e)
{
	uint64_t beside = engine_bytes_beside(e);

	if (free_run_most_bytes(e->free) + beside <= e->memory)
		return 0;
	return free_run_gather(e->free) ? UINT64_MAX : aggset_bytes(e->aggs) + beside;
}

/* It may grow with the keys; the program ends before the machine does. */
void engine_check_memory(struct engine *e)
{
	uint64_t used = e->exiting ? 0 : bytes_used(e);
	char takes[UNIT_TEXT], limit[UNIT_TEXT];

	if (used <= e->memory)
		return;
	progress_hide(&e->progress);
	fprintf(stderr,
		"vmtrace: the program's data takes %s, over the limit of %s; what was "
		"gathered so far is printed; -x memory=SIZE sets the limit\n",
		unit_bytes(takes, used), unit_bytes(limit, e->memory));
	e->exiting = true;
	e->status = 1;
}
