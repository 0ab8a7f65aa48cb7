/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/effects.h"
#include "report/engine/explain.h"
#include "report/engine/ordered.h"
#include "report/engine/schedule.h"
#include "report/engine/skips.h"
#include "report/losses.h"
#include "report/world/span_list.h"

/* The virtual clock: from one second on, for an hour. */
#define VIRTUAL_START 1000000000ull
#define VIRTUAL_SPAN 3600000000000ull
#define ROWS_BETWEEN_CHECKS 65536
#define MOST_SPECULATIONS (1u << 24)

/* Limits are reached in the order of events. */
static bool wants_order(const struct engine *e)
{
	return e->run->options->inorder || e->principal || e->agg_limit ||
	       !e->run->world->nsessions;
}

static int engine_init(struct engine *e, const struct run *run)
{
	const struct program *p = run->program;
	const struct options *o = run->options;
	uint32_t nspec = o->nspec < MOST_SPECULATIONS ? o->nspec : MOST_SPECULATIONS;

	*e = (struct engine){ .run = run, .program = p, .pool = run->world->pool };
	e->memory = engine_memory_limit(o);
	run->world->want_guests |= program_reads(p, FIELD_GUESTPROC);
	progress_init(&e->progress, run->progress, world_bytes(run->world));
	if (principal_new(&e->principal, p, run->probes, o) || agg_limit_new(&e->agg_limit, p, o))
		return -ENOMEM;
	e->dispatch = dispatch_new(p, run->probes, wants_order(e));
	e->aggs = aggset_new(p);
	e->vars = vars_new(p, e->pool);
	e->faults = fault_log_new();
	e->skips = skip_log_new(p);
	e->speculations = speculations_new(nspec, o->specsize);
	if (!e->dispatch || !e->aggs || !e->vars || !e->faults || !e->skips || !e->speculations)
		return -ENOMEM;
	e->tables = calloc(e->dispatch->nevents, sizeof(*e->tables));
	if (!e->tables)
		return -ENOMEM;
	e->one = machine_new(p, e->aggs, e->vars, e->faults, e->pool, o->strsize, 1,
			     strand_constants(p));
	if (e->one) {
		e->one->env.speculations = e->speculations;
		e->one->agg_limit = e->agg_limit;
		e->one->gather = gather_aggregations;
		e->one->exit = engine_exit;
		e->one->engine = e;
	}
	vars_limit(e->vars, o->dynvarsize, o->strsize);
	e->free = free_run_new(e);
	if (!e->one || !e->free)
		return -ENOMEM;
	if (run->explain && !(e->explain = explain_new(p)))
		return -ENOMEM;
	return ordered_can(e) ? ordered_new(&e->ordered, e) : 0;
}

static void engine_release(struct engine *e)
{
	free_run_free(e->free);
	explain_free(e->explain);
	ordered_free(e->ordered);
	machine_free(e->one);
	speculations_free(e->speculations);
	principal_free(e->principal);
	agg_limit_free(e->agg_limit);
	fault_log_free(e->faults);
	skip_log_free(e->skips);
	vars_free(e->vars);
	aggset_free(e->aggs);
	free(e->tables);
	dispatch_free(e->dispatch);
}

/* ---- A session ---- */

/* Those whose rows are taken in order. */
static int open_tables(struct engine *e, int *ordered)
{
	for (uint32_t i = 0; i < e->dispatch->nevents; i++) {
		if (event_table_open(&e->tables[i], e->session,
				     i < EVENT_TRACEPOINT ? i : EVENT_TRACEPOINT,
				     dispatch_tracepoint(e->dispatch, i), e->program))
			return -ENOMEM;
		ordered[i] = e->dispatch->ways[i] & WAY_ORDERED ? e->tables[i].table : -1;
	}
	return 0;
}

/* Where the run has got to, when it is stopped at a row. */
static struct moment row_moment(const struct replay_row *row)
{
	return (struct moment){
		.ns = row->ns,
		.real = vmt_chunk_real(row->cells->info, row->time),
	};
}

/* The ordered rows of the round before a cut, by the machine alone. */
static int replay_rows(struct engine *e, struct replay *r, uint64_t before)
{
	struct replay_row row;
	uint32_t rows = 0;
	int rc = 0;

	while (engine_runs(e) && (rc = replay_row(r, before, &row)) > 0) {
		rc = fire_row(e, &row);
		if (rc)
			return rc;
		if (!engine_runs(e))
			e->now = row_moment(&row);
		if (++rows % ROWS_BETWEEN_CHECKS == 0)
			engine_check_memory(e);
	}
	return rc < 0 ? rc : 0;
}

/* What is left before a cut, of the round or, r NULL, of the stretch: then no row is ordered. */
static int run_segment(struct engine *e, struct replay *r, uint64_t before)
{
	int rc = free_run_until(e->free, r ? replay_round_number(r) : SPAN_LAST_ROUND, before);

	uint64_t start;

	if (rc || !r || !engine_runs(e))
		return rc;
	start = e->explain ? explain_clock() : 0;
	rc = e->ordered ? ordered_run(e->ordered, before) : replay_rows(e, r, before);
	if (e->explain)
		explain_ordered_time(e->explain, explain_clock() - start);
	return rc;
}

/* The ticks up to a time, each cutting the rows before it. */
static int run_ticks(struct engine *e, struct schedule *s, struct replay *r, uint64_t until)
{
	int rc = 0;

	while (!rc && engine_runs(e) && schedule_next(s) <= until) {
		rc = run_segment(e, r, schedule_next(s));
		if (!rc && engine_runs(e))
			rc = schedule_fire(s, e);
		engine_check_memory(e);
	}
	return rc;
}

static int run_rounds(struct engine *e, struct schedule *s, struct replay *r,
		      const struct moment *start)
{
	int rc = 0;

	while (engine_runs(e) && (rc = replay_round(r)) > 0) {
		uint64_t last = replay_round_end(r);

		rc = e->ordered ? ordered_round(e->ordered) : 0;
		if (!rc)
			rc = run_ticks(e, s, r, last);
		/* All that is ordered, and what is free before the tick that comes next. */
		if (!rc && engine_runs(e))
			rc = run_segment(e, r, schedule_next(s));
		if (engine_runs(e))
			e->now = (struct moment){ .ns = last,
						  .real = start->real + last - start->ns };
		engine_check_memory(e);
		if (rc)
			return rc;
	}
	return engine_runs(e) ? rc : 0;
}

static struct moment session_start(const struct world_session *s)
{
	return (struct moment){ .ns = s->info->start.mono, .real = s->info->start.real };
}

static struct moment session_end(const struct world_session *s)
{
	return (struct moment){
		.ns = vmt_fix_mono(&s->info->end_fix, s->info->end.time),
		.real = vmt_fix_real(&s->info->end_fix, s->info->end.time),
	};
}

static void show_progress(struct engine *e, const struct stretch *stretch)
{
	uint64_t events = 0, bytes = 0;

	for (uint32_t r = 0; r < stretch->n; r++) {
		const struct vmt_round_info *round = vmt_round_info(stretch->rounds[r]);

		for (uint32_t i = 0; i < round->nchunks; i++) {
			const struct vmt_chunk_info *info = vmt_chunk_info(round->chunks[i]);

			bytes += info->bytes;
			for (uint32_t t = 0; t < e->dispatch->nevents; t++)
				if (e->dispatch->ways[t] && e->tables[t].table == (int)info->table)
					events += info->rows;
		}
	}
	progress_add(&e->progress, events, bytes, e->run->out->file);
}

/* Its rounds with ordered rows one by one, then what is left of all. */
static int run_stretch(struct engine *e, struct schedule *s, struct replay *r,
		       const struct moment *start, struct stretch *stretch)
{
	int rc = free_run_stretch(e->free, stretch);

	replay_stretch(r, stretch);
	if (!rc)
		rc = run_rounds(e, s, r, start);
	if (!rc)
		rc = run_ticks(e, s, NULL, stretch->end_ns);
	if (!rc && engine_runs(e))
		rc = run_segment(e, NULL, SPAN_ALL);
	if (e->progress.wanted)
		show_progress(e, stretch);
	return rc;
}

static int run_stretches(struct engine *e, struct schedule *s, struct replay *r)
{
	struct moment start = session_start(e->session);
	struct stretch stretch;
	int rc = stretch_init(&stretch, e->session);

	schedule_begin(s, &start);
	while (!rc && engine_runs(e)) {
		rc = stretch_next(&stretch);
		if (rc == -EINTR)
			rc = 0;
		else if (rc <= 0)
			break;
		else
			rc = run_stretch(e, s, r, &start, &stretch);
	}
	replay_stretch(r, NULL);
	stretch_release(&stretch);
	return rc;
}

static int begin_session(struct engine *e, struct replay **r)
{
	uint32_t n = e->dispatch->nevents;
	int *ordered = calloc(n, sizeof(*ordered));
	int rc = ordered ? open_tables(e, ordered) : -ENOMEM;

	if (!rc)
		rc = replay_open(r, e->session, ordered, n, skip_nmarks(e->program));
	free(ordered);
	if (!rc)
		rc = free_run_begin(e->free, e->session);
	if (!rc && e->ordered)
		rc = ordered_begin(e->ordered, *r);
	return rc;
}

static void end_session(struct engine *e, struct replay *r)
{
	if (e->ordered)
		ordered_end(e->ordered);
	free_run_end(e->free);
	for (uint32_t i = 0; r && e->explain && i < e->dispatch->nevents; i++)
		if (e->tables[i].schema)
			explain_read(e->explain, e->tables[i].schema, replay_read(r, i));
	replay_free(r);
	for (uint32_t i = 0; i < e->dispatch->nevents; i++)
		event_table_release(&e->tables[i]);
}

static int run_session(struct engine *e, struct schedule *schedule)
{
	struct replay *r = NULL;
	int rc = begin_session(e, &r);

	if (!rc)
		rc = run_stretches(e, schedule, r);
	/* Behind the last watermark there are neither rows nor ticks. */
	if (engine_runs(e))
		e->now = session_end(e->session);
	end_session(e, r);
	return rc;
}

/* ---- The whole ---- */

static int run_sessions(struct engine *e, struct schedule *schedule)
{
	struct world *w = e->run->world;
	int rc = 0;

	for (uint32_t i = 0; i < w->nsessions && !rc && engine_runs(e); i++) {
		e->session = &w->sessions[i];
		rc = run_session(e, schedule);
		if (!rc && engine_runs(e))
			rc = world_more(w, i);
		/* The array may have moved. */
		e->session = &w->sessions[i];
	}
	return engine_runs(e) ? rc : 0;
}

static int run_virtual(struct engine *e, struct schedule *schedule)
{
	struct moment start = e->now;
	int rc;

	schedule_begin(schedule, &start);
	rc = run_ticks(e, schedule, NULL, start.ns + VIRTUAL_SPAN);
	if (engine_runs(e))
		e->now = (struct moment){ .ns = start.ns + VIRTUAL_SPAN,
					  .real = start.real + VIRTUAL_SPAN };
	return rc;
}

static int fire_moment(struct engine *e, const struct firing_list *l)
{
	static const int64_t args[10];
	struct batch b = moment_batch(e, &e->now, args);

	return fire_list(e, &b, l);
}

static int run_all(struct engine *e, struct schedule *schedule)
{
	const struct world *w = e->run->world;
	int rc;

	e->session = w->nsessions ? &w->sessions[0] : NULL;
	e->now = e->session ? session_start(e->session)
			    : (struct moment){ .ns = VIRTUAL_START, .real = VIRTUAL_START };
	rc = fire_moment(e, &e->dispatch->begin);
	if (!rc && engine_runs(e))
		rc = w->nsessions ? run_sessions(e, schedule) : run_virtual(e, schedule);
	e->ending = true;
	progress_hide(&e->progress);
	e->now.cpu = 0;
	if (!rc)
		rc = fire_moment(e, &e->dispatch->end);
	if (!rc)
		rc = gather_aggregations(e);
	if (!rc)
		rc = perform_rest(e);
	if (!rc)
		rc = aggset_print_rest(e->aggs, e->run->out);
	perform_close(e);
	return rc;
}

static void tell_drops(const struct engine *e, const char *tag, uint64_t n, const char *what,
		       const char *why)
{
	bool tagged = e->run->options->droptags;

	if (n)
		fprintf(stderr, "vmtrace: %s%s%s%llu %s%s%s\n", tagged ? "[DTRACEDROP_" : "",
			tagged ? tag : "", tagged ? "] " : "", (unsigned long long)n, what,
			n == 1 ? "" : "s", why);
}

static void tell_live(const struct engine *e)
{
	char more[40] = "";

	if (e->nlive > 1)
		snprintf(more, sizeof(more), ", %llu times in all", (unsigned long long)e->nlive);
	if (e->nlive)
		fprintf(stderr,
			"vmtrace: %s( ): passed over%s: a trace is no live system to act on\n",
			e->live, more);
}

static void tell_losses(const struct world *w)
{
	for (uint32_t i = 0; i < w->nsessions; i++) {
		const struct world_session *s = &w->sessions[i];
		uint64_t lost = 0;

		for (uint32_t k = 0; k < WORLD_STREAMS; k++)
			lost += s->lost[k];
		if (!lost)
			continue;
		fputs("vmtrace: the recorder lost ", stderr);
		losses_print(s, stderr);
		fprintf(stderr, " of session %u\n", i + 1);
	}
}

static void tell(const struct engine *e, const struct schedule *schedule)
{
	fault_log_print(e->faults, stderr);
	skip_log_print(e->skips, stderr);
	if (e->principal)
		principal_tell(e->principal, e->run->options->droptags, stderr);
	tell_live(e);
	tell_drops(e, "AGGREGATION", agg_limit_dropped(e->agg_limit), "aggregation drop", "");
	tell_drops(e, "DYNAMIC", vars_dropped(e->vars), "dynamic variable drop", "");
	tell_drops(e, "SPEC", speculations_dropped(e->speculations), "speculative drop", "");
	tell_drops(e, "SPECUNAVAIL", speculations_failed(e->speculations), "failed speculation",
		   " (no speculative buffer available)");
	tell_drops(e, "DBLERROR", e->double_faults, "error", " in ERROR probe enabling");
	if (e->run->options->quiet)
		return;
	tell_losses(e->run->world);
	if (engine_runs(e))
		schedule_tell_unfired(schedule);
}

static bool has_action(const struct program *p, uint8_t kind)
{
	for (uint32_t i = 0; i < p->nactions; i++)
		if (p->actions[i].kind == kind)
			return true;
	return false;
}

#define LEAST_BUFFER 8

/* Why the program is not begun; NULL: it is. */
static const char *refusal(const struct engine *e)
{
	const struct program *p = e->program;
	const struct options *o = e->run->options;

	if (p->destructive && !o->destructive)
		return "Destructive actions not allowed; permit them with -w";
	if (p->nuses && o->aggsize < LEAST_BUFFER)
		return "Enabling exceeds size of buffer; raise the option aggsize";
	if (o->specsize < LEAST_BUFFER && has_action(p, ACT_SPECULATE))
		return "Enabling exceeds size of buffer; raise the option specsize";
	return e->principal ? principal_refusal(e->principal) : NULL;
}

int run_program(const struct run *run)
{
	const char *why;
	struct schedule *schedule = NULL;
	struct engine e;
	int rc = engine_init(&e, run);

	if (!rc && (why = refusal(&e))) {
		fprintf(stderr, "vmtrace: could not enable tracing: %s\n", why);
		engine_release(&e);
		return 1;
	}
	if (!rc && e.explain)
		explain_plan(&e);
	if (!rc) {
		schedule = schedule_new(e.dispatch, !run->world->nsessions);
		rc = schedule ? run_all(&e, schedule) : -ENOMEM;
	}
	if (rc)
		fprintf(stderr, "vmtrace: out of memory running the program\n");
	else
		tell(&e, schedule);
	if (!rc && e.explain)
		explain_result(e.explain, &e);
	schedule_free(schedule);
	engine_release(&e);
	return rc ? rc : e.status;
}
