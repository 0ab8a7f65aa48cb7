/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/free_run.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "report/engine/crew.h"
#include "report/engine/explain.h"
#include "report/engine/span_worker.h"
#include "report/world/damage_log.h"

#define MAX_WORKERS 256

struct member {
	struct span_worker worker;
	struct aggset *aggs; /* its own; the first uses the engine's */
	struct fault_log *faults;
	struct skip_log *skips;
	struct clause_work *work; /* of clauses, where the run is explained */
	_Atomic uint64_t bytes;	  /* of the aggregations */
	bool begun;		  /* the session */
};

struct free_run {
	struct engine *engine;
	struct crew *crew;
	uint32_t room, n; /* members that there may be, and are */
	struct member *members;
	/* What a chunk may add to a member's keys, and what they may be that are not flushed. */
	uint64_t growth, grouped;

	const struct world_session *session;
	struct span_list *list; /* of the session, or NULL */
	struct stretch *ahead;	/* the next one is to be read */
};

static uint32_t cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

static uint32_t most_workers(uint64_t wanted)
{
	uint64_t n = wanted ? wanted : cores();

	return n < MAX_WORKERS ? n : MAX_WORKERS;
}

struct free_run *free_run_new(struct engine *e)
{
	struct free_run *f = calloc(1, sizeof(*f));
	const struct options *o = e->run->options;

	if (!f)
		return NULL;
	f->engine = e;
	f->room = most_workers(o->threads);
	f->growth = VMT_CHUNK_ROWS * aggset_row_bytes(e->aggs, o->strsize);
	f->grouped = group_most_bytes(e->program, e->aggs);
	f->members = calloc(f->room, sizeof(*f->members));
	f->crew = crew_new(f->room);
	if (!f->members || !f->crew) {
		free_run_free(f);
		return NULL;
	}
	return f;
}

uint32_t free_run_threads(const struct free_run *f)
{
	return f->room;
}

void free_run_free(struct free_run *f)
{
	if (!f)
		return;
	crew_free(f->crew);
	free_run_end(f);
	for (uint32_t i = 0; i < f->n; i++) {
		span_worker_release(&f->members[i].worker);
		aggset_free(f->members[i].aggs);
		free(f->members[i].work);
		fault_log_free(f->members[i].faults);
		skip_log_free(f->members[i].skips);
	}
	free(f->members);
	free(f);
}

/* ---- A session ---- */

int free_run_begin(struct free_run *f, const struct world_session *session)
{
	const struct engine *e = f->engine;
	uint32_t n = e->dispatch->nevents;
	int *tables = calloc(n, sizeof(*tables)), rc;

	if (!tables)
		return -ENOMEM;
	for (uint32_t i = 0; i < n; i++)
		tables[i] = e->dispatch->ways[i] & WAY_FREE ? e->tables[i].table : -1;
	f->session = session;
	rc = span_list_open(&f->list, session, tables, n);
	free(tables);
	return rc;
}

/*
 * All of the trace is read, whatever the rows say, the next piece of it is there, and reading it
 * changes nothing that rows are asked about.
 */
static bool reads_on(const struct free_run *f)
{
	const struct dispatch *d = f->engine->dispatch;

	return !d->ordered.n && !d->nticks && !d->exits && !world_streams(f->session) &&
	       !f->session->world->want_guests;
}

int free_run_stretch(struct free_run *f, struct stretch *stretch)
{
	f->ahead = reads_on(f) ? stretch : NULL;
	return span_list_stretch(f->list, stretch);
}

/* What was read, and how long the workers took. */
static void explain_session(struct free_run *f)
{
	struct engine *e = f->engine;

	for (uint32_t i = 0; i < f->n; i++)
		for (uint32_t c = 0; f->members[i].work && c < e->program->nclauses; c++) {
			explain_clause(e->explain, c, &f->members[i].work[c]);
			f->members[i].work[c] = (struct clause_work){ 0 };
		}
	for (uint32_t i = 0; i < e->dispatch->nevents; i++)
		if (e->tables[i].schema)
			explain_read(e->explain, e->tables[i].schema, span_list_read(f->list, i));
}

void free_run_end(struct free_run *f)
{
	if (f->list && f->engine->explain)
		explain_session(f);
	for (uint32_t i = 0; i < f->n; i++) {
		if (f->members[i].begun)
			span_worker_end(&f->members[i].worker);
		f->members[i].begun = false;
	}
	span_list_free(f->list);
	f->list = NULL;
}

static int add_member(struct free_run *f)
{
	const struct engine *e = f->engine;
	struct member *m = &f->members[f->n];
	bool first = !f->n++;

	if (!first) {
		m->aggs = aggset_new(e->program);
		m->faults = fault_log_new();
		m->skips = skip_log_new(e->program);
	}
	if (e->explain)
		m->work = calloc(e->program->nclauses + 1, sizeof(*m->work));
	if (span_worker_init(&m->worker, e->dispatch, e->pool, first ? e->aggs : m->aggs,
			     first ? e->faults : m->faults, first ? e->skips : m->skips,
			     e->run->options->strsize, 0))
		return -ENOMEM;
	m->worker.work = m->work;
	return 0;
}

/* As many members as have something to do; all that there are may take a chunk of it. */
static int prepare(struct free_run *f, uint32_t items)
{
	uint32_t n = items < f->room ? items : f->room;

	while (f->n < n)
		if (add_member(f))
			return -ENOMEM;
	for (uint32_t i = 0; i < f->n; i++) {
		struct member *m = &f->members[i];

		if (m->begun)
			continue;
		m->begun = true;
		if (span_worker_begin(&m->worker, f->session))
			return -ENOMEM;
	}
	return 0;
}

/* ---- Chunks ---- */

uint64_t free_run_most_bytes(const struct free_run *f)
{
	uint64_t bytes = aggset_bytes(f->engine->aggs) + f->n * f->grouped;

	for (uint32_t i = 1; i < f->n; i++)
		bytes += f->members[i].bytes;
	return bytes;
}

/* Keys come close to the limit: what each thread may still add could pass it. */
static bool is_crowded(const struct free_run *f)
{
	uint64_t bytes = engine_bytes_beside(f->engine) + f->room * (f->growth + f->grouped);

	for (uint32_t i = 0; i < f->n; i++)
		bytes += f->members[i].bytes;
	return bytes > f->engine->memory;
}

static int take_chunk(struct free_run *f, struct member *m, uint32_t item, bool whole)
{
	struct span_chunk *c = span_list_take(f->list, item);
	int rc = c ? span_worker_run(&m->worker, c, whole) : -ENOMEM;

	if (c)
		span_list_give(f->list, c);
	m->bytes = aggset_bytes(m->worker.aggs);
	return rc;
}

/* Of what is shared out item 0 is to read ahead, and the chunks come behind it. */
static uint32_t first_item(const struct free_run *f, uint32_t chunks)
{
	return f->ahead && chunks > 1 ? 0 : 1;
}

static int take_shared(void *self, uint32_t worker, uint32_t item)
{
	struct free_run *f = self;
	int rc;

	if (!item) {
		stretch_read_ahead(f->ahead);
		return 0;
	}
	rc = take_chunk(f, &f->members[worker], item - 1, true);
	return rc ? rc : !engine_runs(f->engine) || is_crowded(f);
}

static int take_alone(struct free_run *f, uint32_t item)
{
	struct engine *e = f->engine;
	const struct span_chunk *c = span_list_at(f->list, item);
	int rc = take_chunk(f, &f->members[0], item, false);

	engine_check_memory(e);
	if (!engine_runs(e))
		e->now = (struct moment){ .ns = c->last_ns, .real = c->last_real };
	return rc;
}

static int take_due(struct free_run *f, uint32_t n)
{
	int64_t done = 1;
	int rc = 0;

	f->members[0].bytes = aggset_bytes(f->engine->aggs);
	if (!is_crowded(f))
		done = crew_run(f->crew, first_item(f, n), n + 1, take_shared, f);
	if (done < 0)
		return done;
	if (--done < n)
		rc = free_run_gather(f);
	for (uint32_t i = done; i < n && !rc && engine_runs(f->engine); i++)
		rc = take_alone(f, i);
	return rc;
}

int free_run_until(struct free_run *f, uint64_t round, uint64_t before)
{
	struct damage_log *damage;
	uint32_t n = f->list ? span_list_due(f->list, round, before) : 0;
	int rc;

	if (!n)
		return 0;
	damage = f->session->world->damage;
	rc = prepare(f, n + 1 - first_item(f, n));
	damage_log_hold(damage);
	if (!rc)
		rc = take_due(f, n);
	if (damage_log_holds(damage))
		progress_hide(&f->engine->progress);
	damage_log_release(damage);
	return rc;
}

int free_run_gather(struct free_run *f)
{
	struct engine *e = f->engine;

	for (uint32_t i = 0; i < f->n; i++) {
		struct member *m = &f->members[i];

		if (span_worker_flush(&m->worker))
			return -ENOMEM;
		if (i && (aggset_merge(e->aggs, m->aggs) || fault_log_merge(e->faults, m->faults) ||
			  skip_log_merge(e->skips, m->skips)))
			return -ENOMEM;
		m->bytes = 0;
	}
	return 0;
}
