/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/guestname.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/batch.h"
#include "report/engine/effects.h"
#include "report/world/guest_census.h"
#include "report/world/guest_names.h"

#define CELLS 1024 /* a power of two */
#define CPL_USER 3
#define DICT_SHARE 4 /* as in batch.c */
#define GUEST_UNKNOWN "[unknown]"

/* What a key was found to be, for some time. */
struct cell {
	uint64_t key, from, until; /* from > until: nothing */
	uint64_t vm;
	int64_t answer;
	uint32_t by, code, asked; /* code: in the column that was made when the cell was asked */
};

/* Processes, or functions. */
struct finder {
	struct cell cells[CELLS];
	uint32_t asked; /* counts the columns made */
	uint32_t epoch; /* of the batch that the last one is for; 0: of none */
	uint32_t ncodes, room;
	int64_t *answers; /* by code */
	uint32_t *codes;  /* by lane */
};

/* Columns that they depend on. */
enum { TIME, VM, FLAGS, CPL, EFER, CR3, RSP, RIP, INPUTS };
#define OF_PROCESS \
	(1u << TIME | 1u << VM | 1u << FLAGS | 1u << CPL | 1u << EFER | 1u << CR3 | 1u << RSP)
#define OF_FUNCTION (1u << TIME | 1u << VM | 1u << FLAGS | 1u << CPL | 1u << RIP)

struct input {
	struct col col;
	int64_t one;
	const struct vmt_view *some; /* tells lanes in which it is there; NULL: all */
	bool none;		     /* absent in every lane */
	uint32_t run;
	/* of a block of lanes: one value for all of them, or one each */
	const int64_t *v;
	uint32_t step;
	int64_t room[BATCH];
};

struct guestname {
	uint64_t table; /* the bits of CR3 that are the address */
	uint32_t processes_version, places_version;
	const struct str *unknown, *user;
	struct finder processes, functions;
	struct input in[INPUTS]; /* of the columns being made */
};

static void forget(struct finder *f)
{
	for (uint32_t i = 0; i < CELLS; i++)
		f->cells[i] = (struct cell){ .from = 1 };
	f->epoch = 0;
}

int guestname_new(struct guestname **out, const struct program *p, const struct vmt_session *s)
{
	struct guestname *g;

	if (!program_reads(p, FIELD_GUESTCOMM) && !program_reads(p, FIELD_GUESTPID) &&
	    !program_reads(p, FIELD_GUESTFUNC))
		return 0;
	g = calloc(1, sizeof(*g));
	if (!g)
		return -ENOMEM;
	g->table = paging_rule(PAGING_4_LEVELS, false, paging_not_address(s)).high;
	forget(&g->processes);
	forget(&g->functions);
	*out = g;
	return 0;
}

void guestname_free(struct guestname *g)
{
	if (!g)
		return;
	free(g->processes.answers);
	free(g->processes.codes);
	free(g->functions.answers);
	free(g->functions.codes);
	free(g);
}

struct asking {
	struct batch *b;
	struct guestname *g;
	struct finder *f;
	struct input *in;
	uint32_t wanted; /* bits of inputs */
	bool plain;	 /* all of them are there, in every lane, and none is strange */
	uint64_t vm;	 /* that was asked for last whether ... */
	bool isolates;
	struct cell *last;
};

/* ---- Columns ---- */

static int column_of(const struct event_table *t, uint32_t which)
{
	const int columns[INPUTS] = {
		[TIME] = 0,
		[VM] = t->paging.vm,
		[FLAGS] = t->paging.flags,
		[CPL] = t->paging.cpl,
		[EFER] = t->paging.efer,
		[CR3] = t->paging.cr3,
		[RSP] = t->rsp,
		[RIP] = t->rip,
	};

	return columns[which];
}

/* Every value of a column that is there has, or every one lacks, the bit. */
static bool all_have(const struct input *in, uint64_t bit, bool set)
{
	if (in->some)
		return false;
	for (uint32_t i = 0; !in->none && i < in->col.n; i++)
		if (!(in->col.v[i] & bit) == set)
			return false;
	return true;
}

static bool is_plain(const struct asking *a)
{
	for (uint32_t i = 0; i < INPUTS; i++)
		if (a->wanted >> i & 1 && i != FLAGS && i != EFER &&
		    (a->in[i].none || a->in[i].some))
			return false;
	return all_have(&a->in[FLAGS], VMT_FLAG_NESTED, false) &&
	       all_have(&a->in[EFER], PAGING_EFER_LMA, true);
}

static int get_inputs(struct asking *a)
{
	for (uint32_t i = 0; i < INPUTS; i++) {
		struct input *in = &a->in[i];
		int state = BATCH_NONE;

		if (a->wanted >> i & 1)
			state = batch_column(a->b, column_of(a->b->table, i), &in->one, &in->col);
		if (state < 0)
			return state;
		in->none = state == BATCH_NONE;
		in->some = state == BATCH_SOME ? a->b->some[0] : NULL;
		in->run = 0;
		in->step = 0;
		in->v = &in->one;
		if (in->none)
			in->one = 0;
	}
	a->plain = !a->b->lost && is_plain(a);
	return 0;
}

static void take_block(struct asking *a, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < INPUTS; i++) {
		struct input *in = &a->in[i];

		if (in->none)
			continue;
		in->step = in->col.shape != COL_ONE;
		in->v = in->step ? col_lanes(&in->col, &in->run, first, n, in->room) : in->col.v;
	}
}

/* `lane` of the batch is the i-th of the block. */
static bool has(const struct asking *a, uint32_t which, uint32_t lane)
{
	const struct input *in = &a->in[which];

	if (a->plain)
		return true;
	return !in->none && (!in->some || view_valid(in->some, batch_row(a->b, lane)));
}

static uint64_t at(const struct asking *a, uint32_t which, uint32_t i)
{
	return a->in[which].v[i * a->in[which].step];
}

/* ---- Cells ---- */

enum { BY_FUNCTION = GUEST_BY_STACK + 1, BY_NOTHING, BY_USER };

static int64_t find_function(const struct asking *a, struct cell *c, uint64_t time)
{
	const struct batch *b = a->b;
	const char *name =
		guest_function(b->session->places, c->vm, time, c->key, &c->from, &c->until);

	return name ? value_of_str(strpool_get(b->pool, name, strlen(name)))
		    : value_of_str(a->g->unknown);
}

static int64_t find(const struct asking *a, struct cell *c, uint64_t time)
{
	c->from = 0;
	c->until = UINT64_MAX;
	if (c->by == BY_FUNCTION)
		return find_function(a, c, time);
	if (c->by == BY_USER)
		return value_of_str(a->g->user);
	if (c->by == BY_NOTHING)
		return a->f == &a->g->functions ? value_of_str(a->g->unknown) : 0;
	return guest_census_find(a->b->session->census, c->vm, c->by, c->key, time, &c->from,
				 &c->until);
}

static bool is_it(const struct cell *c, uint64_t vm, uint32_t by, uint64_t key, uint64_t time)
{
	return c->key == key && c->vm == vm && c->by == by && time >= c->from && time <= c->until;
}

static struct cell *get(struct asking *a, uint64_t vm, uint32_t by, uint64_t key, uint64_t time)
{
	uint64_t hash = (key ^ vm << 48 ^ by) * 0x9e3779b97f4a7c15ull;
	struct cell *c = a->last;

	if (c && is_it(c, vm, by, key, time))
		return c;
	c = &a->f->cells[hash >> 54];
	if (!is_it(c, vm, by, key, time)) {
		*c = (struct cell){ .key = key, .vm = vm, .by = by };
		c->answer = find(a, c, time);
	}
	a->last = c;
	return c;
}

_Static_assert(CELLS == 1u << (64 - 54), "a hash's upper bits number the cells");

static uint32_t code_of(struct asking *a, struct cell *c)
{
	struct finder *f = a->f;

	if (c->asked != f->asked) {
		c->asked = f->asked;
		c->code = f->ncodes;
		f->answers[f->ncodes++] = c->answer;
	}
	return c->code;
}

/* ---- Lanes ---- */

static struct cell *get_nothing(struct asking *a)
{
	return get(a, 0, BY_NOTHING, 0, 0);
}

/* What no name is known of: a guest's guest, a processor that is not in long mode. */
static bool is_strange(const struct asking *a, uint32_t i, uint32_t lane)
{
	if (a->plain)
		return false;
	if (!has(a, TIME, lane) || !has(a, VM, lane) || !has(a, CPL, lane))
		return true;
	if (has(a, FLAGS, lane) && at(a, FLAGS, i) & VMT_FLAG_NESTED)
		return true;
	return has(a, EFER, lane) && !(at(a, EFER, i) & PAGING_EFER_LMA);
}

static struct cell *get_table(struct asking *a, uint32_t i, uint32_t lane, enum guest_by by)
{
	if (!has(a, CR3, lane))
		return get_nothing(a);
	return get(a, at(a, VM, i), by, at(a, CR3, i) & a->g->table, at(a, TIME, i));
}

/* Kernel threads borrow page tables: a thread in the kernel is told by its stack. */
static struct cell *get_kernel(struct asking *a, uint32_t i, uint32_t lane)
{
	uint64_t vm = at(a, VM, i), page = (at(a, RSP, i) - 1) >> GUEST_STACK_PAGE;

	if (vm != a->vm)
		a->isolates = guest_census_isolates(a->b->session->census, vm);
	a->vm = vm;
	if (a->isolates) {
		struct cell *c = get_table(a, i, lane, GUEST_BY_ENTRY);

		if (c->answer)
			return c;
	}
	if (!has(a, RSP, lane))
		return get_nothing(a);
	return get(a, vm, GUEST_BY_STACK, page << GUEST_STACK_PAGE, at(a, TIME, i));
}

static struct cell *get_process(struct asking *a, uint32_t i, uint32_t lane)
{
	uint64_t cpl = at(a, CPL, i);

	if (is_strange(a, i, lane) || (cpl && cpl != CPL_USER))
		return get_nothing(a);
	return cpl ? get_table(a, i, lane, GUEST_BY_TABLE) : get_kernel(a, i, lane);
}

static struct cell *get_function(struct asking *a, uint32_t i, uint32_t lane)
{
	uint64_t cpl = at(a, CPL, i);

	if (is_strange(a, i, lane) || (cpl && cpl != CPL_USER))
		return get_nothing(a);
	if (cpl)
		return get(a, 0, BY_USER, 0, 0);
	return has(a, RIP, lane) ? get(a, at(a, VM, i), BY_FUNCTION, at(a, RIP, i), at(a, TIME, i))
				 : get_nothing(a);
}

static int get_room(struct finder *f, uint32_t n)
{
	if (n <= f->room)
		return 0;
	free(f->answers);
	free(f->codes);
	f->answers = malloc(n * sizeof(*f->answers));
	f->codes = malloc(n * sizeof(*f->codes));
	f->room = f->answers && f->codes ? n : 0;
	return f->room ? 0 : -ENOMEM;
}

static int make_codes(struct asking *a,
		      struct cell *(*get_lane)(struct asking *, uint32_t, uint32_t))
{
	struct finder *f = a->f;
	int rc = get_room(f, a->b->n) ?: get_inputs(a);

	f->asked++;
	f->ncodes = 0;
	for (uint32_t first = 0, n; first < a->b->n && !rc; first += n) {
		n = a->b->n - first < BATCH ? a->b->n - first : BATCH;
		take_block(a, first, n);
		for (uint32_t i = 0; i < n; i++)
			f->codes[first + i] = code_of(a, get_lane(a, i, first + i));
	}
	f->epoch = rc || a->b->ordered ? 0 : a->b->epoch;
	return rc;
}

/* ---- Fields ---- */

static int64_t comm_of(const struct batch *b, int64_t process)
{
	const struct guest_process *p = guest_census_process(b->session->census, process);

	return value_of_str(p ? p->name : b->table->guestname->unknown);
}

static int64_t pid_of(const struct batch *b, int64_t process)
{
	const struct guest_process *p = guest_census_process(b->session->census, process);

	return p ? (int32_t)p->pid : -1;
}

static int64_t function_of(const struct batch *b, int64_t function)
{
	return function;
}

/* A dictionary, where that is smaller than its lanes. */
static void put(const struct batch *b, const struct finder *f,
		int64_t (*value)(const struct batch *, int64_t), int64_t *room, struct col *out)
{
	bool flat = !b->whole && f->ncodes > b->n / DICT_SHARE && f->ncodes > 1;

	for (uint32_t i = 0; flat && i < b->n; i++)
		room[i] = value(b, f->answers[f->codes[i]]);
	for (uint32_t i = 0; !flat && i < f->ncodes; i++)
		room[i] = value(b, f->answers[i]);
	*out = (struct col){
		.shape = flat		 ? COL_FLAT
			 : f->ncodes > 1 ? COL_DICT
					 : COL_ONE,
		.n = flat ? b->n : f->ncodes,
		.v = room,
		.index = flat || f->ncodes < 2 ? NULL : f->codes,
	};
}

static int get_texts(const struct batch *b, struct guestname *g)
{
	if (!g->unknown)
		g->unknown = strpool_get(b->pool, GUEST_UNKNOWN, strlen(GUEST_UNKNOWN));
	if (!g->user)
		g->user = strpool_get(b->pool, "[user]", 6);
	return g->unknown && g->user ? 0 : -ENOMEM;
}

/* What is kept is of the names that were known. */
static void follow(const struct batch *b, struct guestname *g)
{
	uint32_t processes = guest_census_version(b->session->census);
	uint32_t places = guest_places_version(b->session->places);

	if (processes == g->processes_version && places == g->places_version)
		return;
	forget(&g->processes);
	forget(&g->functions);
	g->processes_version = processes;
	g->places_version = places;
}

/* Moments, and sessions of which nothing was read. */
static int put_unknown(const struct batch *b, int64_t value, int64_t *room, struct col *out)
{
	*room = value;
	*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
	return BATCH_EVERY;
}

static int put_unknown_text(const struct batch *b, int64_t *room, struct col *out)
{
	const struct str *s = strpool_get(b->pool, GUEST_UNKNOWN, strlen(GUEST_UNKNOWN));

	return s ? put_unknown(b, value_of_str(s), room, out) : -ENOMEM;
}

static bool knows(const struct batch *b)
{
	return b->table && b->session->census && b->session->places;
}

static int make(struct batch *b, struct finder *f, uint32_t wanted,
		struct cell *(*get_lane)(struct asking *, uint32_t, uint32_t))
{
	struct guestname *g = b->table->guestname;
	struct asking a = {
		.b = b, .g = g, .f = f, .in = g->in, .wanted = wanted, .vm = UINT64_MAX
	};

	if (b->lost)
		return get_inputs(&a);
	if (get_texts(b, g))
		return -ENOMEM;
	follow(b, g);
	if (f->epoch && f->epoch == b->epoch && !b->ordered)
		return 0;
	return make_codes(&a, get_lane);
}

static int get_process_field(struct batch *b, int64_t (*value)(const struct batch *, int64_t),
			     int64_t *room, struct col *out)
{
	struct finder *f = &b->table->guestname->processes;
	int rc = make(b, f, OF_PROCESS, get_process);

	if (!rc && !b->lost)
		put(b, f, value, room, out);
	else if (!rc)
		put_unknown(b, 0, room, out);
	return rc ? rc : BATCH_EVERY;
}

int batch_guestcomm(struct batch *b, int64_t *room, struct col *out)
{
	return knows(b) ? get_process_field(b, comm_of, room, out) : put_unknown_text(b, room, out);
}

int batch_guestpid(struct batch *b, int64_t *room, struct col *out)
{
	return knows(b) ? get_process_field(b, pid_of, room, out) : put_unknown(b, -1, room, out);
}

int batch_guestfunc(struct batch *b, int64_t *room, struct col *out)
{
	struct finder *f = knows(b) ? &b->table->guestname->functions : NULL;
	int rc = f ? make(b, f, OF_FUNCTION, get_function) : 0;

	if (!f)
		return put_unknown_text(b, room, out);
	if (!rc && !b->lost)
		put(b, f, function_of, room, out);
	else if (!rc)
		put_unknown(b, 0, room, out);
	return rc ? rc : BATCH_EVERY;
}
