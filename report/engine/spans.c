/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/engine.h"
#include "report/engine/vec.h"

bool rate_fires(uint64_t t, uint64_t num, uint64_t den, uint64_t hz)
{
	unsigned __int128 d = (unsigned __int128)den * hz;

	/* floor(t num / d) differs from floor((t - 1) num / d) */
	return hz && (unsigned __int128)t * num % d < num;
}

/* ---- Lanes that a layer's probes fire on ---- */

/* Keeps chosen lanes: they are the batch from now on. */
static void keep(struct engine *e, const uint16_t *lanes, uint32_t n)
{
	struct batch *b = &e->batch;

	for (uint32_t i = 0; i < n; i++)
		e->rows[i] = batch_row(b, lanes[i]);
	b->rows = e->rows;
	b->n = n;
	batch_changed(b);
}

/* Exits by reason; the distinct reasons are few. */
static int keep_reasons(struct engine *e, const struct layer *l)
{
	struct batch *b = &e->batch;
	int64_t *fires = e->many->spread[0], *flat = e->many->spread[1];
	const struct reasons *r = &e->dispatch->isas[l->isa].reasons;
	bool unknown = l->by_reason[reasons_index(r, REASON_UNKNOWN)].probe != NULL;
	uint8_t *on = e->many->masks;
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
		keep(e, e->lanes, vec_lanes(e->lanes, on, b->n));
	return 0;
}

/*
 * Samples by rate. Ticks mostly follow each other: the remainder of t num / d is then one
 * addition away from the last.
 */
static int keep_ticks(struct engine *e, const struct layer *l)
{
	struct batch *b = &e->batch;
	uint64_t num = l->one.probe->num, d, last = 0, rest = 0;
	int64_t *room = e->many->spread[0];
	const int64_t *ticks = room;
	uint32_t n = 0;
	struct col c;
	int state = batch_column(b, b->table->tick, room, &c);

	if (state <= BATCH_NONE || !e->session->hz) {
		b->n = 0;
		return state < 0 ? state : 0;
	}
	if (c.shape == COL_FLAT)
		ticks = c.v;
	else
		col_flatten(&c, b->n, room);
	if (__builtin_mul_overflow(l->one.probe->den, e->session->hz, &d) || d > INT64_MAX)
		d = 0;
	for (uint32_t i = 0; i < b->n; i++) {
		uint64_t t = ticks[i];

		if (state == BATCH_SOME && !batch_valid(b, i))
			continue;
		if (!d) {
			e->lanes[n] = i;
			n += rate_fires(t, num, l->one.probe->den, e->session->hz);
			continue;
		}
		if (i && t == last + 1 && num < d) {
			rest += num;
			rest -= rest >= d ? d : 0;
		} else {
			rest = (unsigned __int128)t * num % d;
		}
		last = t;
		e->lanes[n] = i;
		n += rest < num;
	}
	if (n < b->n)
		keep(e, e->lanes, n);
	return 0;
}

static int keep_fired(struct engine *e, const struct layer *l)
{
	if (l->kind == EVENT_SAMPLE)
		return keep_ticks(e, l);
	if (l->kind == EVENT_EXIT && !l->every)
		return keep_reasons(e, l);
	return 0;
}

/* ---- A layer over a batch ---- */

static int run_layer(struct engine *e, const struct layer *l)
{
	struct batch *b = &e->batch;
	const struct clause *c = l->one.clause;
	int rc;

	b->firing = l->by_reason ? NULL : &l->one;
	b->by_reason = l->by_reason;
	b->numbering = l->numbering;
	machine_reset(e->many);
	rc = keep_fired(e, l);
	if (!rc && b->n && c->predicate) {
		uint32_t before = b->n;

		rc = machine_run(e->many, b, c->predicate, NULL);
		if (rc)
			return rc;
		b->n = machine_selected(e->many, e->lanes);
		if (b->n && b->n < before)
			keep(e, e->lanes, b->n);
	}
	if (!rc && b->n)
		rc = machine_run(e->many, b, c->body, c->where);
	return rc;
}

static void begin_batch(struct engine *e, const struct replay_span *s, uint32_t at)
{
	struct batch *b = &e->batch;

	b->session = e->session;
	b->table = &e->tables[s->which];
	b->pool = e->pool;
	b->cells = s->cells;
	b->cpu = s->cpu;
	b->reasons = &e->dispatch->isas[e->session->isa].reasons;
	b->first = s->first + at;
	b->n = s->n - at < BATCH ? s->n - at : BATCH;
	b->rows = NULL;
	batch_changed(b);
}

int spans_run(struct engine *e, const struct replay_span *s)
{
	const struct dispatch *d = e->dispatch;
	int rc = 0;

	for (uint32_t at = 0; at < s->n && !rc && engine_runs(e); at += BATCH) {
		for (uint32_t i = 0; i < d->nlayers && !rc; i++) {
			const struct layer *l = &d->layers[i];

			if (l->kind != e->tables[s->which].kind ||
			    (l->isa && l->isa != e->session->isa))
				continue;
			begin_batch(e, s, at);
			rc = run_layer(e, l);
		}
	}
	return rc;
}
