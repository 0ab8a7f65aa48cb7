/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/ordered.h"

#include <errno.h>
#include <stdlib.h>

#include "report/engine/effects.h"
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

int ordered_new(struct ordered **out, struct engine *e)
{
	struct ordered *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	*out = o;
	o->engine = e;
	o->threads = vars_threads(e->vars);
	o->core = (struct core){
		.machine = e->one,
		.tail = &o->tail,
		.globals = vars_globals(e->vars),
		.this = vars_this(e->vars),
	};
	set_constants(e->one);
	if (tail_init(&o->tail, e->program, e->aggs) || make_strands(o))
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
	free(o->inlets);
	free(o->strands);
	free(o->fires);
	free(o);
}

int ordered_flush(struct ordered *o)
{
	return o ? tail_flush(&o->tail) : 0;
}

/* ---- A session and its rounds ---- */

static int make_set(struct ordered *o, struct strand_set *set, enum event_kind kind)
{
	*set = (struct strand_set){ .strands = calloc(o->nstrands, sizeof(*set->strands)) };
	if (!set->strands)
		return -ENOMEM;
	set->always = true;
	for (uint32_t i = 0; i < o->nstrands; i++) {
		const struct layer *l = o->strands[i].layer;

		if (!layer_concerns(l, kind, o->engine->session->isa))
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
	for (uint32_t i = 0; i < EVENT_NR; i++)
		if (make_set(o, &o->sets[i], i))
			return -ENOMEM;
	return span_worker_begin(&o->worker, o->engine->session);
}

void ordered_end(struct ordered *o)
{
	for (uint32_t i = 0; i < EVENT_NR; i++) {
		free(o->sets[i].strands);
		o->sets[i].strands = NULL;
	}
	span_worker_end(&o->worker);
	o->ninlets = 0;
}

static int find_apart(struct ordered *o)
{
	int tasks[EVENT_NR], rc;

	o->apart = false;
	if (!o->engine->dispatch->threads_apart)
		return 0;
	for (uint32_t i = 0; i < EVENT_NR; i++)
		tasks[i] = o->engine->tables[i].task;
	rc = replay_apart(o->replay, tasks);
	o->apart = rc > 0;
	return rc < 0 ? rc : 0;
}

static int make_inlets(struct ordered *o, uint32_t n)
{
	struct inlet *p;

	if (n <= o->room_inlets)
		return 0;
	p = realloc(o->inlets, n * sizeof(*p));
	if (!p)
		return -ENOMEM;
	o->inlets = p;
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
		s->self = o->sets[o->engine->tables[s->which].kind].self;
	}
	return 0;
}

/* ---- A row ---- */

static int run_sheet(struct ordered *o, struct inlet *s, const struct sheet *h,
		     const struct firing *f)
{
	struct engine *e = o->engine;
	int rc;

	if (h->lost) {
		s->row.first = o->core.number;
		o->core.untidy = true;
		return fire_clause(e, &s->row, f, 0);
	}
	o->core.columns = h->columns;
	o->core.valid = h->valid;
	o->core.firing = f;
	rc = core_run(&o->core, h->strand, h->code);
	if (rc == CORE_FIRED && h->strand->acts) {
		core_tell_row(&o->core);
		rc = perform_pending(e, &s->row, f);
	}
	if (rc < 0)
		return rc;
	return e->one->fault.code ? fire_fault(e, &s->row, f, 0) : 0;
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
			rc = run_sheet(o, s, h, f);
		if (o->engine->exiting)
			break;
	}
	return rc;
}

static int run_row(struct ordered *o, struct inlet *s, uint32_t lane)
{
	const struct firing_list *l = (const struct firing_list *)(intptr_t)s->lists[lane];
	int rc;

	o->core.row = &s->row;
	o->core.number = s->rows[lane];
	o->core.lane = lane;
	if (s->unknown) {
		s->row.first = s->rows[lane];
		o->core.untidy = true;
		return fire_unknown(o->engine, &s->row);
	}
	if (s->self)
		o->core.self = threads_row(o->threads, s->threads[lane]);
	if (!s->only)
		return run_list(o, s, l, lane);
	rc = wants_begin(o, s->only) ? begin_probe(o) : 0;
	return rc ? rc : run_sheet(o, s, s->only, l->firings);
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

	for (uint32_t i = 0; i < line->n - row; i++) {
		line->ns[row + i] = ns[i];
		line->from[row + i] = inlet;
	}
}

/* Exits and entries take turns, which the processor foretells well. */
static void merge_pair(struct ordered *o, uint32_t first, struct sequence_line *line)
{
	struct inlet *x = &o->inlets[first], *y = x + 1;
	uint32_t i = x->next, k = y->next, row = 0;

	while (i < x->end && k < y->end) {
		bool take =
			y->ns[k] < x->ns[i] || (y->ns[k] == x->ns[i] && inlet_before(y, k, x, i));

		line->ns[row] = take ? y->ns[k++] : x->ns[i++];
		line->from[row++] = first + take;
	}
	merge_rest(o, i < x->end ? first : first + 1, i < x->end ? i : k, line, row);
}

static void merge_many(struct ordered *o, uint32_t first, uint32_t n, struct sequence_line *line)
{
	struct inlet *inlets = o->inlets + first;
	uint32_t at[EVENT_NR];

	for (uint32_t i = 0; i < n; i++)
		at[i] = inlets[i].next;
	for (uint32_t row = 0; row < line->n; row++) {
		uint32_t best = n;

		for (uint32_t i = 0; i < n; i++)
			if (at[i] < inlets[i].end &&
			    (best == n || inlet_before(&inlets[i], at[i], &inlets[best], at[best])))
				best = i;
		line->ns[row] = inlets[best].ns[at[best]++];
		line->from[row] = first + best;
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

/* Cuts the batches and puts what is before in order: the number of rows, or -ENOMEM. */
static int64_t order_rows(struct ordered *o, uint32_t first, uint32_t n, uint64_t before,
			  const uint32_t **order)
{
	struct inlet *bound = find_bound(o, first, n);
	uint64_t rows = 0;

	for (uint32_t i = first; i < first + n; i++) {
		cut(&o->inlets[i], bound, before);
		rows += o->inlets[i].end - o->inlets[i].next;
	}
	if (sequence_begin(&o->sequence, rows, n))
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

static int run_rows(struct ordered *o, const uint32_t *order, uint32_t n)
{
	struct engine *e = o->engine;
	struct inlet *s = NULL;
	int rc = 0;

	for (uint32_t i = 0; i < n && !rc && !e->exiting; i++) {
		s = &o->inlets[order[i]];
		rc = run_row(o, s, s->next++);
	}
	if (!s || engine_runs(e))
		return rc;
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
		rc = run_rows(o, order, rows);
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
	return rc ? rc : ordered_flush(o);
}
