/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/ordered.h"

#include <errno.h>
#include <stdlib.h>

#include "report/engine/effects.h"
#include "report/print/out_line.h"
#include "report/room.h"

#define ROWS_BETWEEN_CHECKS 65536

/* ---- The strands of a program ---- */

bool ordered_can(const struct engine *e)
{
	const struct program *p = e->program;

	return e->dispatch->ordered.n && !e->run->options->inorder && !e->principal &&
	       (strand_constants(p) || !(p->nconsts + p->nstrings));
}

/* Its faults may be told at once, and no exit() can come before them. */
static bool may_select(const struct dispatch *d, const struct clause *c)
{
	struct effects e = effects_of_code(d->program, c->predicate);

	return c->predicate && !e.state && !(e.faults && (d->errors || d->exits));
}

static int make_strands(struct ordered *o)
{
	const struct dispatch *d = o->engine->dispatch;
	const struct program *p = d->program;

	o->strands = calloc(d->ordered.n, sizeof(*o->strands));
	if (!o->strands)
		return -ENOMEM;
	for (; o->nstrands < d->ordered.n; o->nstrands++) {
		const struct layer *l = &d->ordered.layers[o->nstrands];

		if (strand_init(&o->strands[o->nstrands], p, o->engine->vars, l, machine_nregs(p),
				may_select(d, l->one.clause))) {
			strand_release(&o->strands[o->nstrands]);
			return -ENOMEM;
		}
	}
	o->fires = malloc((size_t)(o->nstrands + 1) * BATCH);
	return o->fires ? 0 : -ENOMEM;
}

/* The constants that strands read in the machine's registers. */
static void set_constants(struct machine *m)
{
	const struct program *p = m->program;
	uint32_t at = machine_nregs(p);

	for (uint32_t i = 0; i < p->nconsts; i++)
		m->room[at++] = p->consts[i];
	for (uint32_t i = 0; i < p->nstrings; i++)
		m->room[at++] = value_of_str(p->strings[i]);
}

/* Whatever the program prints goes through the output's line, which many rows then share. */
static bool prints_lines(const struct program *p)
{
	for (uint32_t i = 0; i < p->nactions; i++)
		if (p->actions[i].kind != ACT_PRINTF && p->actions[i].kind != ACT_EXIT)
			return false;
	return true;
}

int ordered_new(struct ordered **out, struct engine *e)
{
	struct ordered *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	*out = o;
	o->engine = e;
	o->lines = prints_lines(e->program);
	o->threads = vars_threads(e->vars);
	o->sets = calloc(e->dispatch->nevents, sizeof(*o->sets));
	o->tasks = calloc(e->dispatch->nevents, sizeof(*o->tasks));
	o->at = calloc(e->dispatch->nevents, sizeof(*o->at));
	if (!o->sets || !o->tasks || !o->at)
		return -ENOMEM;
	o->core = (struct core){
		.machine = e->one,
		.engine = e,
		.threads = o->threads,
		.strsize = e->run->options->strsize,
		.tail = &o->tail,
		.globals = vars_globals(e->vars),
		.this = vars_this(e->vars),
	};
	set_constants(e->one);
	if (tail_init(&o->tail, e->program, e->aggs, e->pool, e->run->options->strsize) ||
	    make_strands(o))
		return -ENOMEM;
	return span_worker_init(&o->worker, e->dispatch, e->pool, e->aggs, e->faults, e->skips,
				e->run->options->strsize, STRAND_VALUES);
}

void ordered_free(struct ordered *o)
{
	if (!o)
		return;
	ordered_end(o);
	for (uint32_t i = 0; i < o->room_inlets; i++)
		inlet_release(&o->inlets[i], o);
	for (uint32_t i = 0; i < o->nstrands; i++)
		strand_release(&o->strands[i]);
	tail_release(&o->tail);
	sequence_release(&o->sequence);
	span_worker_release(&o->worker);
	free(o->sets);
	free(o->tasks);
	free(o->at);
	free(o->inlets);
	free(o->feeds);
	free(o->strands);
	free(o->fires);
	free(o);
}

int ordered_flush(struct ordered *o)
{
	return o ? tail_flush(&o->tail) : 0;
}

/* ---- A session and its rounds ---- */

static int make_set(struct ordered *o, struct strand_set *set, uint32_t which)
{
	*set = (struct strand_set){ .strands = calloc(o->nstrands, sizeof(*set->strands)) };
	if (!set->strands)
		return -ENOMEM;
	set->always = true;
	for (uint32_t i = 0; i < o->nstrands; i++) {
		const struct layer *l = o->strands[i].layer;

		if (!layer_concerns(l, which, o->engine->session->isa))
			continue;
		set->strands[set->n++] = i;
		set->self |= o->strands[i].self;
		set->always &= inlet_always(&o->strands[i]);
	}
	return 0;
}

int ordered_begin(struct ordered *o, struct replay *r)
{
	o->replay = r;
	for (uint32_t i = 0; i < o->engine->dispatch->nevents; i++)
		if (make_set(o, &o->sets[i], i))
			return -ENOMEM;
	return span_worker_begin(&o->worker, o->engine->session);
}

void ordered_end(struct ordered *o)
{
	for (uint32_t i = 0; o->sets && i < o->engine->dispatch->nevents; i++) {
		free(o->sets[i].strands);
		o->sets[i].strands = NULL;
	}
	span_worker_end(&o->worker);
	o->ninlets = 0;
}

static int find_apart(struct ordered *o)
{
	int rc;

	o->apart = false;
	if (!o->engine->dispatch->threads_apart)
		return 0;
	for (uint32_t i = 0; i < o->engine->dispatch->nevents; i++)
		o->tasks[i] = o->engine->tables[i].task;
	rc = replay_apart(o->replay, o->tasks);
	o->apart = rc > 0;
	return rc < 0 ? rc : 0;
}

static int make_inlets(struct ordered *o, uint32_t n)
{
	struct core_feed *feeds;
	struct inlet *p;

	if (n <= o->room_inlets)
		return 0;
	p = realloc(o->inlets, n * sizeof(*p));
	if (!p)
		return -ENOMEM;
	o->inlets = p;
	feeds = realloc(o->feeds, n * sizeof(*feeds));
	if (!feeds)
		return -ENOMEM;
	o->feeds = feeds;
	while (o->room_inlets < n)
		if (inlet_init(&p[o->room_inlets++], o))
			return -ENOMEM;
	return 0;
}

int ordered_round(struct ordered *o)
{
	uint32_t n = replay_nstreams(o->replay);

	o->ninlets = 0;
	if (find_apart(o) || make_inlets(o, n))
		return -ENOMEM;
	o->ninlets = n;
	for (uint32_t i = 0; i < n; i++) {
		struct inlet *s = &o->inlets[i];

		s->stream = i;
		s->more = true;
		s->span = (struct replay_span){ 0 };
		s->at = s->n = s->next = 0;
		replay_stream_of(o->replay, i, &s->cpu, &s->which);
		s->tracepoint = s->which >= EVENT_TRACEPOINT;
		s->self = o->sets[s->which].self;
	}
	return 0;
}

/* ---- A row ---- */

/* What the core cannot do by itself behind a row's clause. */
static int look(struct ordered *o, const struct strand *s)
{
	struct engine *e = o->engine;
	struct batch *row = o->core.feed->row;
	const struct firing *f = core_firing(&o->core);
	int rc = 0;

	core_tell_row(&o->core);
	if (!e->one->fault.code && s->acts)
		rc = perform_pending(e, row, f);
	return rc || !e->one->fault.code ? rc : fire_fault(e, row, f, 0);
}

static int run_sheet(struct ordered *o, struct inlet *s, uint32_t lane, const struct sheet *h,
		     const struct firing *f)
{
	static const uint32_t first;
	struct core_feed feed;
	uint32_t taken;
	int rc;

	if (h->lost) {
		s->row.first = s->rows[lane];
		o->core.untidy = true;
		return fire_clause(o->engine, &s->row, f, 0);
	}
	feed = inlet_feed(s, h, f, lane);
	rc = core_run(&o->core, &feed, &first, 1, &taken);
	return rc == CORE_LOOK ? look(o, h->strand) : rc;
}

/* Before a probe's first clause that asks for it. */
static int begin_probe(struct ordered *o)
{
	o->core.untidy = false;
	return fire_begin(o->engine);
}

static bool wants_begin(const struct ordered *o, const struct sheet *h)
{
	return h->strand->begins || h->lost || o->core.untidy;
}

static int run_list(struct ordered *o, struct inlet *s, const struct firing_list *l, uint32_t lane)
{
	const struct probe *begun = NULL;
	int rc = 0;

	for (const struct firing *f = l->firings; f < l->firings + l->n && !rc; f++) {
		const struct sheet *h = &s->sheets[f->layer];

		if (h->gate && !h->gate[lane])
			continue;
		if (wants_begin(o, h) && begun != f->probe) {
			rc = begin_probe(o);
			begun = f->probe;
		}
		if (!rc)
			rc = run_sheet(o, s, lane, h, f);
		if (o->engine->exiting)
			break;
	}
	return rc;
}

/* A row that more than one clause may fire on, or that the core has to be made ready for. */
static int run_row(struct ordered *o, struct inlet *s, uint32_t lane)
{
	const struct firing_list *l = (const struct firing_list *)(intptr_t)s->lists[lane];

	if (!s->unknown)
		return run_list(o, s, l, lane);
	s->row.first = s->rows[lane];
	o->core.untidy = true;
	return fire_unknown(o->engine, &s->row);
}

/* ---- A window ---- */

/* The first row from `low` on with that time or a later one. */
static uint32_t row_at(const struct inlet *s, uint32_t low, uint64_t ns)
{
	uint32_t high = s->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (s->ns[mid] < ns)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int fill(struct ordered *o, uint32_t first, uint32_t n)
{
	int rc = 0;

	for (struct inlet *s = o->inlets + first; s < o->inlets + first + n && !rc; s++)
		if (s->next == s->n)
			rc = inlet_fill(s, o);
	return rc;
}

/* The batch whose last row comes first: what is behind it in its stream is not known yet. */
static struct inlet *find_bound(struct ordered *o, uint32_t first, uint32_t n)
{
	struct inlet *bound = NULL;

	for (struct inlet *s = o->inlets + first; s < o->inlets + first + n; s++)
		if (s->next < s->n && s->more &&
		    (!bound || inlet_before(s, s->n - 1, bound, bound->n - 1)))
			bound = s;
	return bound;
}

static void cut(struct inlet *s, struct inlet *bound, uint64_t before)
{
	s->end = s->n;
	if (bound && s != bound) {
		s->end = row_at(s, s->next, bound->ns[bound->n - 1]);
		while (s->end < s->n && inlet_before(s, s->end, bound, bound->n - 1))
			s->end++;
	}
	if (s->end > s->next && s->ns[s->end - 1] >= before && before != REPLAY_ALL)
		s->end = row_at(s, s->next, before);
}

/* All that is left of an inlet's window. */
static void merge_rest(struct ordered *o, uint32_t inlet, uint32_t at, struct sequence_line *line,
		       uint32_t row)
{
	const uint64_t *ns = o->inlets[inlet].ns + at;

	for (uint32_t i = 0; i < line->n - row; i++)
		line->keys[row + i] = sequence_key(&o->sequence, ns[i], inlet);
}

/* Exits and entries take turns, which the processor foretells well. */
static void merge_pair(struct ordered *o, uint32_t first, struct sequence_line *line)
{
	struct inlet *x = &o->inlets[first], *y = x + 1;
	uint32_t i = x->next, k = y->next, row = 0;

	while (i < x->end && k < y->end) {
		bool take =
			y->ns[k] < x->ns[i] || (y->ns[k] == x->ns[i] && inlet_before(y, k, x, i));

		line->keys[row++] =
			sequence_key(&o->sequence, take ? y->ns[k++] : x->ns[i++], first + take);
	}
	merge_rest(o, i < x->end ? first : first + 1, i < x->end ? i : k, line, row);
}

static void merge_many(struct ordered *o, uint32_t first, uint32_t n, struct sequence_line *line)
{
	struct inlet *inlets = o->inlets + first;
	uint32_t *at = o->at;

	for (uint32_t i = 0; i < n; i++)
		at[i] = inlets[i].next;
	for (uint32_t row = 0; row < line->n; row++) {
		uint32_t best = n;

		for (uint32_t i = 0; i < n; i++)
			if (at[i] < inlets[i].end &&
			    (best == n || inlet_before(&inlets[i], at[i], &inlets[best], at[best])))
				best = i;
		line->keys[row] =
			sequence_key(&o->sequence, inlets[best].ns[at[best]++], first + best);
	}
}

static void merge_cpu(struct ordered *o, uint32_t first, uint32_t n, struct sequence_line *line)
{
	if (n == 1)
		merge_rest(o, first, o->inlets[first].next, line, 0);
	else if (n == 2)
		merge_pair(o, first, line);
	else
		merge_many(o, first, n, line);
}

/* A window is no longer than the keys of a sequence can tell. */
static uint64_t find_base(const struct ordered *o, uint32_t first, uint32_t n, uint64_t *before)
{
	uint64_t base = UINT64_MAX, span = sequence_span(o->ninlets);

	for (const struct inlet *s = o->inlets + first; s < o->inlets + first + n; s++)
		if (s->next < s->n && s->ns[s->next] < base)
			base = s->ns[s->next];
	if (base <= UINT64_MAX - span && base + span < *before)
		*before = base + span;
	return base;
}

/* Cuts the batches and puts what is before in order: the number of rows, or -ENOMEM. */
static int64_t order_rows(struct ordered *o, uint32_t first, uint32_t n, uint64_t before,
			  const uint32_t **order)
{
	struct inlet *bound = find_bound(o, first, n);
	uint64_t base = find_base(o, first, n, &before), rows = 0;

	for (uint32_t i = first; i < first + n; i++) {
		cut(&o->inlets[i], bound, before);
		rows += o->inlets[i].end - o->inlets[i].next;
	}
	if (sequence_begin(&o->sequence, base, o->ninlets, rows))
		return -ENOMEM;
	for (uint32_t i = first, end; i < first + n; i = end) {
		uint32_t of_cpu = 0;

		for (end = i; end < first + n && o->inlets[end].cpu == o->inlets[i].cpu; end++)
			of_cpu += o->inlets[end].end - o->inlets[end].next;
		if (of_cpu)
			merge_cpu(o, i, end - i, sequence_add(&o->sequence, of_cpu));
	}
	*order = rows ? sequence_merge(&o->sequence) : NULL;
	return rows;
}

/* The core takes what it can; then the next row, or what is left of its last, needs a look. */
static int run_some(struct ordered *o, const uint32_t *order, uint32_t n, uint32_t *taken)
{
	struct inlet *s = &o->inlets[*order];
	int rc;

	if (o->core.untidy || !o->feeds[*order].strand) {
		*taken = 1;
		return run_row(o, s, o->feeds[*order].next++);
	}
	rc = core_run(&o->core, o->feeds, order, n, taken);
	return rc == CORE_LOOK ? look(o, o->core.feed->strand) : rc;
}

static void set_feeds(struct ordered *o, uint32_t first, uint32_t n)
{
	for (uint32_t i = first; i < first + n; i++) {
		struct inlet *s = &o->inlets[i];
		bool alone = s->only && !s->unknown && !s->only->lost && !s->only->strand->begins;

		o->feeds[i] = alone ? inlet_feed(s, s->only, NULL, s->next)
				    : (struct core_feed){ .next = s->next };
	}
}

static int run_rows(struct ordered *o, uint32_t first, uint32_t inlets, const uint32_t *order,
		    uint32_t n)
{
	struct engine *e = o->engine;
	uint32_t i = 0, taken;
	struct inlet *s;
	int rc = 0;

	set_feeds(o, first, inlets);
	if (o->lines)
		out_hold(e->run->out);
	for (; i < n && !rc && !e->exiting; i += taken)
		rc = run_some(o, order + i, n - i, &taken);
	if (o->lines)
		out_release(e->run->out);
	for (uint32_t k = first; k < first + inlets; k++)
		o->inlets[k].next = o->feeds[k].next;
	if (!i || engine_runs(e))
		return rc;
	s = &o->inlets[order[i - 1]];
	s->row.first = s->rows[s->next - 1];
	e->now = (struct moment){ .ns = batch_ns(&s->row, 0), .real = batch_real(&s->row, 0) };
	return rc;
}

static int check_memory(struct ordered *o, uint64_t rows)
{
	o->rows += rows;
	if (o->rows < ROWS_BETWEEN_CHECKS)
		return 0;
	o->rows = 0;
	if (tail_flush(&o->tail))
		return -ENOMEM;
	engine_check_memory(o->engine);
	return 0;
}

/* The rows of some inlets, window by window. */
static int run_inlets(struct ordered *o, uint32_t first, uint32_t n, uint64_t before)
{
	const uint32_t *order;
	int64_t rows = 1;
	int rc = 0;

	while (!rc && engine_runs(o->engine)) {
		rc = fill(o, first, n);
		if (!rc)
			rows = order_rows(o, first, n, before, &order);
		if (rc || rows <= 0)
			return rc ? rc : rows;
		rc = run_rows(o, first, n, order, rows);
		if (!rc)
			rc = check_memory(o, rows);
	}
	return rc;
}

int ordered_run(struct ordered *o, uint64_t before)
{
	int rc = 0;

	if (!o->apart)
		rc = run_inlets(o, 0, o->ninlets, before);
	for (uint32_t i = 0, end; o->apart && i < o->ninlets && !rc; i = end) {
		for (end = i; end < o->ninlets && o->inlets[end].cpu == o->inlets[i].cpu; end++)
			;
		rc = run_inlets(o, i, end - i, before);
	}
	return rc;
}
