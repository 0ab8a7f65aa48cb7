/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/dispatch.h"
#include "report/engine/effects.h"
#include "report/room.h"

static int list_add(struct firing_list *l, const struct firing *f)
{
	if (l->n == l->room) {
		uint32_t room = l->room ? l->room * 2 : 4;
		struct firing *p = realloc(l->firings, room * sizeof(*p));

		if (!p)
			return -ENOMEM;
		l->firings = p;
		l->room = room;
	}
	l->firings[l->n++] = *f;
	return 0;
}

static int by_probe(const void *a, const void *b)
{
	const struct firing *x = a, *y = b;

	if (x->probe->id != y->probe->id)
		return x->probe->id < y->probe->id ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static void list_sort(struct firing_list *l)
{
	if (l->n)
		qsort(l->firings, l->n, sizeof(*l->firings), by_probe);
}

/* ---- Ordered clauses ---- */

static int add_tick(struct dispatch *d, const struct firing *f)
{
	struct tick *p;

	for (uint32_t i = 0; i < d->nticks; i++)
		if (d->ticks[i].probe == f->probe)
			return list_add(&d->ticks[i].list, f);
	p = realloc(d->ticks, (d->nticks + 1) * sizeof(*p));
	if (!p)
		return -ENOMEM;
	d->ticks = p;
	p[d->nticks] = (struct tick){ .probe = f->probe };
	return list_add(&p[d->nticks++].list, f);
}

static int add_exit(struct isa_dispatch *d, const struct firing *f)
{
	uint32_t first, n;
	int rc = 0;

	reasons_of_probe(&d->reasons, f->probe, &first, &n);
	for (uint32_t i = first; i < first + n && !rc; i++)
		rc = list_add(&d->exits[i], f);
	return rc;
}

static int add_layer(struct dispatch *d, struct layer_list *l, enum way way, struct firing *f)
{
	d->ways[f->which] |= way;
	return layer_list_add(l, &d->isas[f->probe->isa].reasons, f);
}

static int add_ordered(struct dispatch *d, struct firing *f)
{
	if (f->which != EVENT_NONE && add_layer(d, &d->ordered, WAY_ORDERED, f))
		return -ENOMEM;
	switch (f->probe->kind) {
	case PROBE_BEGIN:
		return list_add(&d->begin, f);
	case PROBE_END:
		return list_add(&d->end, f);
	case PROBE_ERROR:
		return list_add(&d->error, f);
	case PROBE_TICK:
		return add_tick(d, f);
	case PROBE_PROFILE:
		return list_add(&d->samples, f);
	case PROBE_ENTRY:
		return list_add(&d->isas[f->probe->isa].entries, f);
	case PROBE_EXIT:
		return add_exit(&d->isas[f->probe->isa], f);
	case PROBE_EVENT:
		return list_add(&d->tracepoints[f->which - EVENT_TRACEPOINT].list, f);
	default:
		return 0;
	}
}

/* ---- Which is which ---- */

static bool is_of_rows(const struct probe *p)
{
	return p->kind == PROBE_EXIT || p->kind == PROBE_ENTRY || p->kind == PROBE_PROFILE ||
	       p->kind == PROBE_EVENT;
}

/* The event table whose rows fire it. */
static uint32_t which_table(const struct dispatch *d, const struct probe *p)
{
	static const uint32_t of[PROBE_NR_KINDS] = {
		[PROBE_EXIT] = EVENT_EXIT,
		[PROBE_ENTRY] = EVENT_ENTRY,
		[PROBE_PROFILE] = EVENT_SAMPLE,
	};
	uint32_t i = 0;

	if (!is_of_rows(p))
		return EVENT_NONE;
	if (p->kind != PROBE_EVENT)
		return of[p->kind];
	while (d->tracepoints[i].probe != p)
		i++;
	return EVENT_TRACEPOINT + i;
}

static int by_number(const void *a, const void *b)
{
	const struct tracepoint *x = a, *y = b;

	return x->probe->id < y->probe->id ? -1 : x->probe->id > y->probe->id;
}

static bool has_tracepoint(const struct dispatch *d, const struct probe *p)
{
	for (uint32_t i = 0; i < d->ntracepoints; i++)
		if (d->tracepoints[i].probe == p)
			return true;
	return false;
}

/* Those that some clause names, in the order of probes. */
static int find_tracepoints(struct dispatch *d, const struct probe_set *set)
{
	const struct program *p = d->program;

	for (uint32_t i = 0; i < p->nclauses; i++)
		for (uint32_t k = 0; k < p->clauses[i].nprobes; k++) {
			const struct probe *probe = probe_set_at(set, p->clauses[i].probes[k]);

			if (probe->kind != PROBE_EVENT || has_tracepoint(d, probe))
				continue;
			if (room_for((void **)&d->tracepoints, &d->room_tracepoints,
				     sizeof(*d->tracepoints), d->ntracepoints + 1ull))
				return -ENOMEM;
			d->tracepoints[d->ntracepoints++] = (struct tracepoint){ .probe = probe };
		}
	if (d->ntracepoints)
		qsort(d->tracepoints, d->ntracepoints, sizeof(*d->tracepoints), by_number);
	d->nevents = EVENT_TRACEPOINT + d->ntracepoints;
	d->ways = calloc(d->nevents, sizeof(*d->ways));
	return d->ways ? 0 : -ENOMEM;
}

bool dispatch_on_rows(const struct clause *c, const struct probe_set *set)
{
	for (uint32_t i = 0; i < c->nprobes; i++)
		if (is_of_rows(probe_set_at(set, c->probes[i])))
			return true;
	return false;
}

static bool has_error_clause(const struct program *p, const struct probe_set *set)
{
	for (uint32_t i = 0; i < p->nclauses; i++)
		for (uint32_t k = 0; k < p->clauses[i].nprobes; k++)
			if (probe_set_at(set, p->clauses[i].probes[k])->kind == PROBE_ERROR)
				return true;
	return false;
}

/*
 * A row that prints or reads aggregations or ends the run must see all rows before it, and no
 * other.
 */
static bool rows_cut(const struct program *p, const struct probe_set *set)
{
	for (uint32_t i = 0; i < p->nclauses; i++) {
		struct effects e = effects_of(p, &p->clauses[i]);

		if ((e.consumes || e.exits) && dispatch_on_rows(&p->clauses[i], set))
			return true;
	}
	return false;
}

static int add_clause(struct dispatch *d, const struct probe_set *set, uint32_t index, bool ordered)
{
	const struct clause *c = &d->program->clauses[index];
	struct effects e = effects_of(d->program, c);
	bool apart = !ordered && !e.shared && !e.records && !(e.faults && d->errors);
	bool is_free = apart && !e.state;
	int rc = 0;

	d->exits |= e.exits;
	d->threads_apart &= apart || !dispatch_on_rows(c, set);
	for (uint32_t i = 0; i < c->nprobes && !rc; i++) {
		const struct probe *probe = probe_set_at(set, c->probes[i]);
		struct firing f = {
			.probe = probe,
			.clause = c,
			.index = index,
			.which = which_table(d, probe),
			.epid = c->epid + i,
		};

		if (is_free && f.which != EVENT_NONE)
			rc = add_layer(d, &d->free, WAY_FREE, &f);
		else
			rc = add_ordered(d, &f);
	}
	return rc;
}

static int init_isas(struct dispatch *d, const struct probe_set *set)
{
	for (uint32_t i = 0; i < DISPATCH_ISAS; i++) {
		struct isa_dispatch *isa = &d->isas[i];

		if (reasons_init(&isa->reasons, set, i))
			return -ENOMEM;
		isa->exits = calloc(isa->reasons.n + 1, sizeof(*isa->exits));
		if (!isa->exits)
			return -ENOMEM;
	}
	return 0;
}

static void sort_lists(struct dispatch *d)
{
	for (uint32_t i = 0; i < DISPATCH_ISAS; i++) {
		for (uint32_t k = 0; k <= d->isas[i].reasons.n; k++)
			list_sort(&d->isas[i].exits[k]);
		list_sort(&d->isas[i].entries);
	}
	list_sort(&d->samples);
	for (uint32_t i = 0; i < d->ntracepoints; i++)
		list_sort(&d->tracepoints[i].list);
}

struct dispatch *dispatch_new(const struct program *p, const struct probe_set *set, bool in_order)
{
	struct dispatch *d = calloc(1, sizeof(*d));
	int rc;

	if (!d)
		return NULL;
	d->program = p;
	d->cut = rows_cut(p, set);
	d->errors = has_error_clause(p, set);
	d->threads_apart = true;
	rc = init_isas(d, set) ?: find_tracepoints(d, set);
	for (uint32_t i = 0; i < p->nclauses && !rc; i++)
		rc = add_clause(d, set, i, in_order || d->cut);
	if (rc) {
		dispatch_free(d);
		return NULL;
	}
	sort_lists(d);
	return d;
}

const struct firing_list *dispatch_list(const struct dispatch *d, uint32_t which, uint8_t isa)
{
	if (which >= EVENT_TRACEPOINT)
		return &d->tracepoints[which - EVENT_TRACEPOINT].list;
	return which == EVENT_SAMPLE ? &d->samples : &d->isas[isa].entries;
}

void dispatch_free(struct dispatch *d)
{
	if (!d)
		return;
	for (uint32_t i = 0; i < DISPATCH_ISAS; i++) {
		struct isa_dispatch *isa = &d->isas[i];

		for (uint32_t k = 0; isa->exits && k <= isa->reasons.n; k++)
			free(isa->exits[k].firings);
		free(isa->exits);
		free(isa->entries.firings);
		reasons_release(&isa->reasons);
	}
	layer_list_release(&d->free);
	layer_list_release(&d->ordered);
	for (uint32_t i = 0; i < d->nticks; i++)
		free(d->ticks[i].list.firings);
	free(d->ticks);
	for (uint32_t i = 0; i < d->ntracepoints; i++)
		free(d->tracepoints[i].list.firings);
	free(d->tracepoints);
	free(d->ways);
	free(d->begin.firings);
	free(d->end.firings);
	free(d->error.firings);
	free(d->samples.firings);
	free(d);
}
