/* SPDX-License-Identifier: GPL-2.0 */
/* Batches of a stream: which rows of it fire, and the columns that its strands read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/ordered.h"
#include "report/engine/vec.h"

static int sheet_init(struct sheet *h, const struct strand *s)
{
	uint32_t n = s->ncolumns;

	h->strand = s;
	h->columns = calloc(n + 1, sizeof(*h->columns));
	h->valid = calloc(n + 1, sizeof(*h->valid));
	h->values = malloc((size_t)(n + 1) * BATCH * sizeof(*h->values));
	h->flags = malloc((size_t)(n + 1) * BATCH);
	if (!h->columns || !h->valid || !h->values || !h->flags)
		return -ENOMEM;
	return 0;
}

static void sheet_release(struct sheet *h)
{
	free(h->columns);
	free(h->valid);
	free(h->values);
	free(h->flags);
}

int inlet_init(struct inlet *s, const struct ordered *o)
{
	*s = (struct inlet){
		.rows = malloc(BATCH * sizeof(*s->rows)),
		.ns = malloc(BATCH * sizeof(*s->ns)),
		.lists = malloc(BATCH * sizeof(*s->lists)),
		.threads = malloc(BATCH * sizeof(*s->threads)),
		.sheets = calloc(o->nstrands, sizeof(*s->sheets)),
	};
	return s->rows && s->ns && s->lists && s->threads && s->sheets ? 0 : -ENOMEM;
}

void inlet_release(struct inlet *s, const struct ordered *o)
{
	for (uint32_t i = 0; s->sheets && i < o->nstrands; i++)
		sheet_release(&s->sheets[i]);
	free(s->sheets);
	free(s->rows);
	free(s->ns);
	free(s->lists);
	free(s->threads);
}

static const struct strand_set *set_of(const struct ordered *o, const struct inlet *s)
{
	return &o->sets[s->which];
}

/* ---- Which rows ---- */

/* The worker's batch: rows of the span that were not taken yet. */
static void begin_batch(struct ordered *o, const struct inlet *s, uint32_t n)
{
	struct span_worker *w = &o->worker;
	struct batch *b = &w->batch;

	b->session = w->session;
	b->table = &w->tables[s->which];
	b->pool = w->pool;
	b->cells = s->span.cells;
	b->cpu = s->cpu;
	b->reasons = &w->dispatch->isas[w->session->isa].reasons;
	b->first = s->span.first + s->at;
	b->n = n;
	b->rows = NULL;
	batch_changed(b);
}

static uint8_t *fires_of(const struct ordered *o, uint32_t strand)
{
	return o->fires + (size_t)(strand + 1) * BATCH;
}

/* Marks the lanes that the strand fires on, and those that any does. */
static int mark_strand(struct ordered *o, const struct inlet *s, uint32_t strand, uint32_t n)
{
	const struct strand *t = &o->strands[strand];
	struct batch *b = &o->worker.batch;
	uint8_t *on = fires_of(o, strand);
	int rc;

	begin_batch(o, s, n);
	rc = skip_find(o->worker.skips, b, &t->layer->one, SKIP_PREDICATE,
		       skip_mark(b, &t->layer->one));
	if (rc >= 0)
		rc = span_worker_select(&o->worker, t->layer, t->selects && !rc);
	if (rc)
		return rc;
	memset(on, b->n == n, n);
	for (uint32_t i = 0; b->n < n && i < b->n; i++)
		on[b->rows[i] - b->first] = 1;
	for (uint32_t i = 0; i < n; i++)
		o->fires[i] |= on[i];
	return 0;
}

/* An exit's list names what fires; other rows, and all after a predicate, need the lanes. */
static bool needs_gate(const struct strand *t)
{
	return t->selects || t->layer->kind == EVENT_SAMPLE;
}

static void set_gate(struct inlet *s, const struct strand *t, struct sheet *h, const uint8_t *on,
		     const uint16_t *lanes)
{
	uint8_t *gate = h->flags + (size_t)t->ncolumns * BATCH, every = 1, any = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		gate[i] = on[lanes[i]];
		every &= gate[i];
		any |= gate[i];
	}
	h->fires = any;
	h->gate = needs_gate(t) && !every ? gate : NULL;
}

bool inlet_always(const struct strand *t)
{
	return !t->selects && layer_always(t->layer);
}

static int get_sheet(const struct ordered *o, struct inlet *s, uint32_t strand)
{
	struct sheet *h = &s->sheets[strand];

	return h->columns ? 0 : sheet_init(h, &o->strands[strand]);
}

static int choose_all(struct ordered *o, struct inlet *s, uint32_t n)
{
	const struct strand_set *set = set_of(o, s);

	for (uint32_t i = 0; i < set->n; i++) {
		if (get_sheet(o, s, set->strands[i]))
			return -ENOMEM;
		s->sheets[set->strands[i]].fires = true;
		s->sheets[set->strands[i]].gate = NULL;
	}
	if (set->n == 1)
		s->only = &s->sheets[set->strands[0]];
	s->n = n;
	vec_iota(s->rows, s->span.first + s->at, n);
	return 0;
}

/* All of them, for fire.c. */
static int choose_unknown(struct inlet *s, uint32_t n)
{
	s->n = n;
	vec_iota(s->rows, s->span.first + s->at, n);
	return 0;
}

static int choose_rows(struct ordered *o, struct inlet *s, uint32_t n)
{
	const struct strand_set *set = set_of(o, s);
	uint16_t *lanes = o->worker.lanes;

	s->only = NULL;
	if (s->unknown)
		return choose_unknown(s, n);
	if (set->always)
		return choose_all(o, s, n);
	memset(o->fires, 0, n);
	for (uint32_t i = 0; i < set->n; i++) {
		int rc = mark_strand(o, s, set->strands[i], n);

		if (rc)
			return rc;
	}
	s->n = vec_lanes(lanes, o->fires, n);
	for (uint32_t i = 0; i < s->n; i++)
		s->rows[i] = s->span.first + s->at + lanes[i];
	for (uint32_t i = 0; s->n && i < set->n; i++) {
		uint32_t k = set->strands[i];

		if (get_sheet(o, s, k))
			return -ENOMEM;
		set_gate(s, &o->strands[k], &s->sheets[k], fires_of(o, k), lanes);
	}
	return 0;
}

/* ---- What is known of them ---- */

static int get_input(struct batch *b, const struct strand_input *i, int64_t *room, struct col *c)
{
	switch (i->op) {
	case OP_FIELD:
		return batch_field(b, i->index, room, c);
	case OP_ARG:
		return batch_arg(b, i->index, room, c);
	case OP_EVENT:
		return batch_event(b, i->index, room, c);
	default:
		return batch_register(b, i->index, room, c);
	}
}

static const struct strand_column *column_of_input(const struct strand *t, uint32_t input)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].value == input)
			return &t->columns[i];
	return NULL;
}

static void set_valid(struct sheet *h, uint32_t column, const struct batch *b, int state)
{
	uint8_t *flags = h->flags + (size_t)column * BATCH;

	h->valid[column] = state == BATCH_EVERY ? NULL : flags;
	if (state != BATCH_EVERY)
		h->code = h->strand->code;
	if (state == BATCH_NONE)
		memset(flags, 0, b->n);
	for (uint32_t i = 0; state == BATCH_SOME && i < b->n; i++)
		flags[i] = batch_valid(b, i);
}

/* The time that orders the rows is what most programs ask for too. */
static bool is_time(const struct strand_input *i)
{
	return i->op == OP_FIELD && i->index == FIELD_TIMESTAMP;
}

static int read_inputs(struct ordered *o, const struct inlet *s, const struct strand *t,
		       struct sheet *h)
{
	struct machine *m = o->worker.machine;
	struct batch *b = &o->worker.batch;

	for (uint32_t i = 0; i < t->ninputs; i++) {
		const struct strand_column *column = column_of_input(t, i);
		struct col c = { .shape = COL_FLAT, .n = s->n, .v = (const int64_t *)s->ns };
		int state = BATCH_EVERY;

		if (!s->timed || !is_time(&t->inputs[i]))
			state = get_input(b, &t->inputs[i], reg_room(m, i), &c);
		if (state < 0)
			return state;
		if (state == BATCH_NONE)
			reg_set_one(m, i, 0);
		else
			m->regs[i].col = c;
		if (column)
			set_valid(h, column - t->columns, b, state);
	}
	return 0;
}

/* Column i of the sheet becomes the lanes of a value. */
static void set_column(const struct inlet *s, struct sheet *h, uint32_t i, const struct col *c)
{
	int64_t *room = h->values + (size_t)i * BATCH;

	h->columns[i] = room;
	if (c->v == (const int64_t *)s->ns)
		h->columns[i] = c->v;
	else
		col_flatten(c, s->n, room);
}

static int find_lost(struct ordered *o, const struct strand *t, struct sheet *h)
{
	const struct skip_log *skips = o->worker.skips;
	const struct batch *b = &o->worker.batch;
	const struct firing *f = &t->layer->one;
	uint8_t *mark = skip_mark(b, f);
	int rc = skip_find(skips, b, f, SKIP_PREDICATE, mark);

	if (!rc)
		rc = skip_find(skips, b, f, SKIP_BODY, mark);
	h->lost = rc > 0;
	return rc < 0 ? rc : 0;
}

static int compute(struct ordered *o, const struct inlet *s, const struct strand *t,
		   struct sheet *h)
{
	struct machine *m = o->worker.machine;
	struct batch *b = &o->worker.batch;
	int rc;

	b->firing = t->layer->by_reason ? NULL : &t->layer->one;
	b->by_reason = t->layer->by_reason;
	b->numbering = t->layer->numbering;
	h->code = t->sure;
	rc = find_lost(o, t, h);
	if (rc || h->lost)
		return rc;
	rc = read_inputs(o, s, t, h);
	if (!rc)
		rc = machine_run(m, b, t->vector, NULL);
	for (uint32_t i = 0; i < t->ncolumns && !rc; i++)
		set_column(s, h, i, &m->regs[t->columns[i].value].col);
	return rc;
}

/* Where the times are damaged the rows stand together, as they are replayed. */
static int read_times(struct ordered *o, struct inlet *s)
{
	struct batch *b = &o->worker.batch;
	struct col c;
	int state = batch_column(b, 0, o->worker.machine->spread[0], &c);

	if (state < 0)
		return state;
	s->timed = state == BATCH_EVERY;
	if (state == BATCH_NONE) {
		for (uint32_t i = 0; i < s->n; i++)
			s->ns[i] = batch_ns(b, i);
		return 0;
	}
	col_flatten(&c, s->n, (int64_t *)s->ns);
	vmt_chunk_mono_rows(b->cells->info, s->ns, s->n, s->ns);
	return 0;
}

static int64_t list_of_reason(struct ordered *o, int64_t reason)
{
	const struct isa_dispatch *d = &o->worker.dispatch->isas[o->worker.session->isa];

	return (intptr_t)&d->exits[reasons_index(&d->reasons, reason)];
}

static int64_t row_of_task(struct ordered *o, int64_t task)
{
	uint64_t thread = world_thread(o->worker.session, o->worker.batch.cpu, task);
	uint32_t row = threads_get(o->threads, thread);

	return row == THREAD_NONE ? -1 : (int64_t)row * o->threads->nvalues;
}

/* A column's values mapped, once each; rows that lack it have `absent`. */
static int map_column(struct ordered *o, int column, int64_t absent,
		      int64_t (*map)(struct ordered *, int64_t), int64_t *out)
{
	struct batch *b = &o->worker.batch;
	int64_t *room = o->worker.machine->spread[0], *values = o->worker.machine->spread[1];
	struct col c = { .shape = COL_ONE, .n = 1 };
	int state = batch_column(b, column, room, &c);

	if (state < 0)
		return state;
	if (state == BATCH_NONE)
		c.v = &absent;
	for (uint32_t i = 0; i < c.n; i++)
		values[i] = map(o, c.v[i]);
	c.v = values;
	col_flatten(&c, b->n, out);
	for (uint32_t i = 0; state == BATCH_SOME && i < b->n; i++)
		if (!batch_valid(b, i))
			out[i] = map(o, absent);
	return 0;
}

static int read_lists(struct ordered *o, struct inlet *s)
{
	const struct dispatch *d = o->worker.dispatch;
	const struct event_table *t = o->worker.batch.table;
	const struct firing_list *l = dispatch_list(d, s->which, o->worker.session->isa);

	if (t->kind == EVENT_EXIT)
		return map_column(o, t->reason, REASON_UNKNOWN, list_of_reason, s->lists);
	for (uint32_t i = 0; i < s->n; i++)
		s->lists[i] = (intptr_t)l;
	return 0;
}

static int read_threads(struct ordered *o, struct inlet *s)
{
	int rc;

	if (!s->self)
		return 0;
	rc = map_column(o, o->worker.batch.table->task, 0, row_of_task, s->threads);
	for (uint32_t i = 0; i < s->n && !rc; i++)
		rc = s->threads[i] < 0 ? -ENOMEM : 0;
	return rc;
}

static int read_rows(struct ordered *o, struct inlet *s, uint32_t n)
{
	const struct strand_set *set = set_of(o, s);
	struct batch *b = &o->worker.batch;
	int rc;

	begin_batch(o, s, n);
	b->n = s->n;
	b->rows = s->n < n ? s->rows : NULL;
	rc = read_times(o, s);
	if (s->unknown)
		return rc;
	if (!rc)
		rc = read_lists(o, s);
	if (!rc)
		rc = read_threads(o, s);
	for (uint32_t i = 0; i < set->n && !rc; i++) {
		struct sheet *h = &s->sheets[set->strands[i]];

		if (h->fires)
			rc = compute(o, s, &o->strands[set->strands[i]], h);
	}
	return rc;
}

struct core_feed inlet_feed(struct inlet *s, const struct sheet *h, const struct firing *f,
			    uint32_t lane)
{
	return (struct core_feed){
		.strand = h->strand,
		.code = h->code,
		.columns = h->columns,
		.valid = h->valid,
		.threads = h->strand->self ? s->threads : NULL,
		.rows = s->rows,
		.lists = s->lists,
		.firing = f,
		.row = &s->row,
		.next = lane,
	};
}

/* ---- Batches ---- */

static void begin_span(struct ordered *o, struct inlet *s)
{
	s->at = 0;
	s->row = (struct batch){
		.session = o->engine->session,
		.table = &o->engine->tables[s->which],
		.pool = o->engine->pool,
		.cells = s->span.cells,
		.cpu = s->cpu,
		.n = 1,
		.ordered = true,
	};
	s->unknown = cells_lost(s->span.cells, event_table_key(s->row.table));
}

int inlet_fill(struct inlet *s, struct ordered *o)
{
	s->n = s->next = 0;
	while (!s->n && s->more) {
		uint32_t n;
		int rc = 0;

		if (s->at == s->span.n) {
			rc = replay_next(o->replay, s->stream, &s->span);
			s->more = rc > 0;
			if (rc <= 0)
				return rc;
			begin_span(o, s);
		}
		n = s->span.n - s->at < BATCH ? s->span.n - s->at : BATCH;
		rc = choose_rows(o, s, n);
		if (!rc && s->n)
			rc = read_rows(o, s, n);
		if (rc)
			return rc;
		s->at += n;
	}
	return 0;
}

static uint32_t sequence_number(struct inlet *s, uint32_t i)
{
	s->row.first = s->rows[i];
	return batch_seq(&s->row, 0);
}

bool inlet_before(struct inlet *a, uint32_t i, struct inlet *b, uint32_t k)
{
	uint32_t x, y;

	if (a->ns[i] != b->ns[k])
		return a->ns[i] < b->ns[k];
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu;
	if (a->tracepoint != b->tracepoint)
		return b->tracepoint;
	x = sequence_number(a, i);
	y = sequence_number(b, k);
	if (x != y)
		return (int32_t)(x - y) < 0;
	return a->which < b->which;
}
