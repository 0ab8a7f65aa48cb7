/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/engine.h"
#include "report/engine/skips.h"

/* this-> of ERROR is none of the firing's that faulted. */
#define ERROR_SLOT 1

struct batch moment_batch(const struct engine *e, const struct moment *now, const int64_t *args)
{
	return (struct batch){
		.session = e->session,
		.moment = now,
		.args = args,
		.pool = e->pool,
		.cpu = now->cpu,
		.n = 1,
		.ordered = true,
	};
}

static struct fault_place place_of(struct batch *b)
{
	return (struct fault_place){
		.session = b->session ? b->session->index : 0,
		.ns = batch_ns(b, 0),
		.cpu = b->cpu,
		.seq = batch_seq(b, 0),
	};
}

static int fire_body(struct engine *e, struct batch *b, const struct firing *f);

/* ERROR knows of the fault by its arguments; everything else is as where it happened. */
static int fire_error(struct engine *e, const struct batch *b, const struct firing *f,
		      const struct fault *fault)
{
	int64_t args[10] = {
		0, f->epid, fault->action, fault->offset, fault->code, fault->address
	};
	struct batch error = *b;
	int rc = vars_begin(e->vars, ERROR_SLOT);

	error.args = args;
	for (uint32_t i = 0; i < e->dispatch->error.n && !rc; i++) {
		rc = fire_body(e, &error, &e->dispatch->error.firings[i]);
		if (e->one->fault.code)
			e->double_faults++;
	}
	return rc;
}

int fire_fault(struct engine *e, struct batch *b, const struct firing *f, uint32_t slot)
{
	struct fault fault = e->one->fault;
	struct fault_place place = place_of(b);
	int rc;

	if (!e->dispatch->error.n)
		return fault_log_add(e->faults, &fault, f, &place, 1);
	progress_hide(&e->progress);
	fault_print(&fault, f, stderr);
	rc = fire_error(e, b, f, &fault);
	vars_resume(e->vars, slot);
	return rc;
}

/* A program that ends when its buffer is full ends here. */
static bool has_room(struct engine *e, struct batch *b, const struct firing *f)
{
	bool room = principal_reserve(e->principal, b->cpu, f->index, batch_ns(b, 0), e->ending);

	if (!room)
		e->one->fault.code = FAULT_NONE;
	e->exiting |= principal_full(e->principal);
	return room;
}

/* Damage has taken what a part of the clause reads, which is counted: 1, 0, -ENOMEM. */
static int is_skipped(struct engine *e, const struct batch *b, const struct firing *f,
		      enum skip_part part)
{
	int rc = b->table ? skip_find(e->skips, b, f, part, skip_mark(b, f)) : 0;

	return rc > 0 && skip_log_add(e->skips, b, f, part, 1) ? -ENOMEM : rc;
}

/* Predicate, body, actions; a fault stays in the machine. */
static int fire_body(struct engine *e, struct batch *b, const struct firing *f)
{
	struct machine *m = e->one;
	int rc;

	machine_begin(m);
	rc = is_skipped(e, b, f, SKIP_PREDICATE);
	if (rc)
		return rc < 0 ? rc : 0;
	if (e->principal && !has_room(e, b, f))
		return 0;
	b->firing = f;
	b->numbering = f->probe->args;
	if (f->clause->predicate) {
		rc = machine_run(m, b, f->clause->predicate, NULL);
		if (rc || m->fault.code || !m->regs[0].col.v[0])
			return rc;
	}
	rc = is_skipped(e, b, f, SKIP_BODY);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = machine_run(m, b, f->clause->body, f->clause->where);
	return rc ? rc : perform_pending(e, b, f);
}

int fire_clause(struct engine *e, struct batch *b, const struct firing *f, uint32_t slot)
{
	int rc = fire_body(e, b, f);

	return rc || !e->one->fault.code ? rc : fire_fault(e, b, f, slot);
}

int fire_begin(struct engine *e)
{
	machine_reset(e->one);
	vars_collect(e->vars);
	return vars_begin(e->vars, 0);
}

int fire_list(struct engine *e, struct batch *b, const struct firing_list *l)
{
	const struct probe *probe = NULL;
	int rc = 0;

	for (uint32_t i = 0; i < l->n && !rc && (!e->exiting || e->ending); i++) {
		const struct firing *f = &l->firings[i];

		if (f->probe != probe) {
			rc = fire_begin(e);
			probe = f->probe;
		}
		if (!rc)
			rc = fire_clause(e, b, f, 0);
	}
	return rc;
}

/* The samples' probes each have a rate of their own. */
static int fire_sample(struct engine *e, struct batch *b, const struct replay_row *row)
{
	const struct firing_list *l = &e->dispatch->samples;
	bool valid;
	uint64_t tick = replay_value(row, b->table->tick, &valid);
	int rc = 0;

	for (uint32_t i = 0, end; i < l->n && !rc && valid; i = end) {
		const struct probe *p = l->firings[i].probe;

		for (end = i + 1; end < l->n && l->firings[end].probe == p; end++)
			;
		if (rate_fires(tick, p->num, p->den, e->session->hz))
			rc = fire_list(
				e, b,
				&(struct firing_list){ .n = end - i, .firings = l->firings + i });
	}
	return rc;
}

/* Clauses on all exits fire on any reason as on that which is not known. */
static int fire_on_any(struct engine *e, struct batch *b)
{
	const struct isa_dispatch *d = &e->dispatch->isas[e->session->isa];
	const struct firing_list *l = &d->exits[reasons_index(&d->reasons, REASON_UNKNOWN)];
	const struct probe *probe = NULL;
	int rc = 0;

	for (uint32_t i = 0; i < l->n && !rc && !e->exiting; i++) {
		const struct firing *f = &l->firings[i];

		if (!e->dispatch->ordered.layers[f->layer].every)
			continue;
		if (f->probe != probe)
			rc = fire_begin(e);
		probe = f->probe;
		if (!rc)
			rc = fire_clause(e, b, f, 0);
	}
	return rc;
}

int fire_unknown(struct engine *e, struct batch *b)
{
	const struct layer_list *layers = &e->dispatch->ordered;
	int rc = 0;

	for (uint32_t i = 0; i < layers->n && !rc; i++) {
		const struct layer *l = &layers->layers[i];

		if (!l->every && layer_concerns(l, b->table - e->tables, e->session->isa))
			rc = skip_log_add(e->skips, b, &l->one, SKIP_PROBE, 1);
	}
	return rc || b->table->kind != EVENT_EXIT ? rc : fire_on_any(e, b);
}

int fire_row(struct engine *e, const struct replay_row *row)
{
	const struct isa_dispatch *d = &e->dispatch->isas[e->session->isa];
	struct batch b = {
		.session = e->session,
		.table = &e->tables[row->which],
		.pool = e->pool,
		.cells = row->cells,
		.cpu = row->cpu,
		.n = 1,
		.first = row->row,
		.ordered = true,
	};
	int rc = 0;

	if (cells_lost(row->cells, event_table_key(b.table)))
		return fire_unknown(e, &b);
	switch (b.table->kind) {
	case EVENT_SAMPLE:
		rc = fire_sample(e, &b, row);
		break;
	case EVENT_EXIT:
		rc = fire_list(e, &b, &d->exits[reasons_index(&d->reasons, batch_reason(&b, 0))]);
		break;
	default:
		rc = fire_list(e, &b, dispatch_list(e->dispatch, row->which, e->session->isa));
	}
	return !rc && row->cells->nomem ? -ENOMEM : rc;
}
