/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/explain.h"
#include "report/engine/span_worker.h"
#include "report/engine/vec.h"

/* ---- Lanes that a layer's probes fire on ---- */

/* Keeps chosen lanes: they are the batch from now on. */
static void keep(struct span_worker *w, const uint16_t *lanes, uint32_t n)
{
	struct batch *b = &w->batch;

	for (uint32_t i = 0; i < n; i++)
		w->rows[i] = batch_row(b, lanes[i]);
	b->rows = w->rows;
	b->n = n;
	batch_changed(b);
}

/* Exits by reason; the distinct reasons are few. */
static int keep_reasons(struct span_worker *w, const struct layer *l)
{
	struct batch *b = &w->batch;
	int64_t *fires = w->machine->spread[0], *flat = w->machine->spread[1];
	const struct reasons *r = &w->dispatch->isas[l->isa].reasons;
	bool unknown = l->by_reason[reasons_index(r, REASON_UNKNOWN)].probe != NULL;
	uint8_t *on = w->machine->masks;
	struct col c;
	uint32_t n = 0;
	int state = batch_column(b, b->table->reason, fires, &c);

	if (state < 0)
		return state;
	if (state == BATCH_NONE) {
		b->n = unknown ? b->n : 0;
		return 0;
	}
	for (uint32_t i = 0; i < c.n; i++)
		fires[i] = l->by_reason[reasons_index(r, c.v[i])].probe != NULL;
	c.v = fires;
	col_flatten(&c, b->n, flat);
	for (uint32_t i = 0; i < b->n; i++) {
		on[i] = state == BATCH_EVERY || batch_valid(b, i) ? flat[i] : unknown;
		n += on[i];
	}
	if (n < b->n)
		keep(w, w->lanes, vec_lanes(w->lanes, on, b->n));
	return 0;
}

/*
 * Samples by rate. Ticks mostly follow each other: the remainder of t num / d is then one
 * addition away from the last.
 */
static int keep_ticks(struct span_worker *w, const struct layer *l)
{
	struct batch *b = &w->batch;
	uint64_t num = l->one.probe->num, d, last = 0, rest = 0;
	int64_t *room = w->machine->spread[0];
	const int64_t *ticks = room;
	uint32_t n = 0;
	struct col c;
	int state = batch_column(b, b->table->tick, room, &c);

	if (state <= BATCH_NONE || !w->session->hz) {
		b->n = 0;
		return state < 0 ? state : 0;
	}
	if (c.shape == COL_FLAT)
		ticks = c.v;
	else
		col_flatten(&c, b->n, room);
	if (__builtin_mul_overflow(l->one.probe->den, w->session->hz, &d) || d > INT64_MAX)
		d = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		uint64_t t = ticks[i];

		if (state == BATCH_SOME && !batch_valid(b, i))
			continue;
		if (!d) {
			w->lanes[n] = i;
			n += rate_fires(t, num, l->one.probe->den, w->session->hz);
			continue;
		}
		if (i && t == last + 1 && num < d) {
			rest += num;
			rest -= rest >= d ? d : 0;
		} else {
			rest = (unsigned __int128)t * num % d;
		}
		last = t;
		w->lanes[n] = i;
		n += rest < num;
	}
	if (n < b->n)
		keep(w, w->lanes, n);
	return 0;
}

static int keep_fired(struct span_worker *w, const struct layer *l)
{
	if (l->kind == EVENT_SAMPLE)
		return keep_ticks(w, l);
	if (l->kind == EVENT_EXIT && !l->every)
		return keep_reasons(w, l);
	return 0;
}

/* ---- A layer over a batch ---- */

int span_worker_select(struct span_worker *w, const struct layer *l, bool predicate)
{
	struct batch *b = &w->batch;
	uint32_t before;
	int rc;

	b->firing = l->by_reason ? NULL : &l->one;
	b->by_reason = l->by_reason;
	b->numbering = l->numbering;
	machine_reset(w->machine);
	rc = keep_fired(w, l);
	if (rc || !b->n || !predicate)
		return rc;
	before = b->n;
	rc = machine_run(w->machine, b, l->one.clause->predicate, NULL);
	if (rc)
		return rc;
	b->n = machine_selected(w->machine, w->lanes);
	if (b->n && b->n < before)
		keep(w, w->lanes, b->n);
	return 0;
}

static int run_layer(struct span_worker *w, const struct layer *l)
{
	const struct clause *c = l->one.clause;
	enum skip_part part = SKIP_PREDICATE;
	int lost = skip_find(w->skips, &w->batch, &l->one, part, &w->mark);
	int rc = lost < 0 ? lost : span_worker_select(w, l, c->predicate && !lost);

	if (rc || !w->batch.n)
		return rc;
	if (!lost) {
		part = SKIP_BODY;
		lost = skip_find(w->skips, &w->batch, &l->one, part, &w->mark);
	}
	if (lost)
		return lost < 0 ? lost
				: skip_log_add(w->skips, &w->batch, &l->one, part, w->batch.n);
	return machine_run(w->machine, &w->batch, c->body, c->where);
}

static void begin_batch(struct span_worker *w, const struct span_chunk *c)
{
	struct batch *b = &w->batch;

	b->session = w->session;
	b->table = &w->tables[c->which];
	b->pool = w->pool;
	b->cells = c->cells;
	b->reasons = &w->dispatch->isas[w->session->isa].reasons;
	b->rows = NULL;
	b->whole = NULL;
	batch_changed(b);
}

static void begin_rows(struct span_worker *w, const struct span_chunk *c, const struct span *s,
		       uint32_t at)
{
	struct batch *b = &w->batch;

	begin_batch(w, c);
	b->cpu = s->cpu;
	b->first = s->first + at;
	b->n = s->n - at < BATCH ? s->n - at : BATCH;
}

static void begin_whole(struct span_worker *w, const struct span_chunk *c)
{
	struct batch *b = &w->batch;

	begin_batch(w, c);
	b->whole = c->info;
	b->group_ends = w->group_ends;
	b->cpu = c->info->groups[0].cpu;
	b->first = 0;
	b->n = c->info->rows;
	for (uint32_t g = 0; g < c->info->ngroups; g++)
		w->group_ends[g] = c->info->groups[g].first + c->info->groups[g].rows;
}

/* A layer over each CPU's rows that are due. */
static int run_rows(struct span_worker *w, const struct layer *l, const struct span_chunk *c,
		    const struct span *spans)
{
	int rc = 0;

	for (uint32_t g = 0; g < c->info->ngroups; g++)
		for (uint32_t at = 0; at < spans[g].n && !rc; at += BATCH) {
			begin_rows(w, c, &spans[g], at);
			rc = run_layer(w, l);
		}
	return rc;
}

static int run_whole(struct span_worker *w, const struct layer *l, const struct span_chunk *c)
{
	int lost = skip_find(w->skips, &w->batch, &l->one, SKIP_PREDICATE, &w->mark);

	if (lost || l->kind == EVENT_SAMPLE ||
	    !span_whole_suits(w->dispatch->program, l->one.clause))
		return lost < 0 ? lost : MACHINE_DECLINES;
	if (span_worker_get_whole(w))
		return -ENOMEM;
	begin_whole(w, c);
	w->batch.firing = l->by_reason ? NULL : &l->one;
	w->batch.by_reason = l->by_reason;
	w->batch.numbering = l->numbering;
	return span_whole_run(w, l);
}

/* What is due of each CPU; room for VMT_CHUNK_ROWS, as many groups as a chunk has at most. */
static int get_spans(struct span_worker *w, struct span_chunk *c)
{
	int rc = 0;

	for (uint32_t g = 0; g < c->info->ngroups && !rc; g++)
		rc = span_rows(c, g, &w->spans[g]);
	return rc;
}

/* The zone maps tell that no row of the chunk passes. */
static bool is_excluded(struct span_worker *w, const struct layer *l)
{
	if (!l->one.clause->predicate)
		return false;
	w->batch.numbering = l->numbering;
	return zone_excludes(&w->batch, w->dispatch->program, l->one.clause->predicate, w->ranges);
}

/* It cannot be told on which rows its probes fire. */
static int skip_rows(struct span_worker *w, const struct layer *l, const struct span_chunk *c)
{
	uint64_t rows = 0;

	for (uint32_t g = 0; g < c->info->ngroups; g++)
		rows += w->spans[g].n;
	return skip_log_add(w->skips, &w->batch, &l->one, SKIP_PROBE, rows);
}

static int run_chunk(struct span_worker *w, const struct layer *l, const struct span_chunk *c,
		     bool whole)
{
	int rc = MACHINE_DECLINES, lost = 0;

	if (!l->every)
		lost = skip_find(w->skips, &w->batch, &l->one, SKIP_PROBE, &w->mark);
	if (lost)
		return lost < 0 ? lost : skip_rows(w, l, c);
	if (whole)
		rc = run_whole(w, l, c);
	return rc == MACHINE_DECLINES ? run_rows(w, l, c, w->spans) : rc;
}

static int take_layer(struct span_worker *w, const struct layer *l, const struct span_chunk *c,
		      bool whole)
{
	struct clause_work *work = w->work ? &w->work[l->one.index] : NULL;
	uint64_t start = work ? explain_clock() : 0;
	bool excluded;
	int rc = 0;

	begin_batch(w, c);
	w->mark = 0;
	excluded = is_excluded(w, l);
	if (!excluded)
		rc = run_chunk(w, l, c, whole);
	if (work) {
		work->ns += explain_clock() - start;
		work->chunks++;
		work->skipped += excluded;
	}
	return rc;
}

int span_worker_run(struct span_worker *w, struct span_chunk *c, bool whole)
{
	const struct dispatch *d = w->dispatch;
	int rc = get_spans(w, c);

	for (uint32_t i = 0; i < d->free.n && !rc; i++) {
		const struct layer *l = &d->free.layers[i];

		if (layer_concerns(l, c->which, w->session->isa))
			rc = take_layer(w, l, c, whole && c->whole);
	}
	return rc;
}
