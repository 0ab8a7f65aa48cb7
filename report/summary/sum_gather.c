/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <string.h>

#include "report/world/facts.h"
#include "report/world/guest_census.h"
#include "report/world/guests.h"
#include "report/summary/sum.h"
#include "report/summary/sum_detail.h"
#include "report/vmregs.h"
#include "report/world/span_list.h"

/* Linux names both vendors' idle exit HLT. */
#define SVM_HLT 0x78
#define VMX_HLT 12

enum { EXIT, ENTRY, SAMPLE, TABLES };
static const char *const table_names[TABLES] = { VMT_T_EXIT, VMT_T_ENTRY, VMT_T_SAMPLE };

/* Columns of one event table; negative: absent. */
struct columns {
	int task, vm, vcpu, flags, exits, reason;
};

struct gather {
	struct sum *sum;
	struct replay *replay;	   /* of exits and entries */
	struct span_list *samples; /* in any order */
	struct columns columns[TABLES];
	struct detail_columns detail;
	struct paging_columns sample;
	int rsp;
	uint64_t table; /* the bits of CR3 that are the address in long mode */
};

static void find_columns(struct columns *c, const struct vmt_table *t)
{
	c->task = vmt_table_find(t, VMT_C_TASK);
	c->vm = vmt_table_find(t, VMT_C_VM);
	c->vcpu = vmt_table_find(t, VMT_C_VCPU);
	c->flags = vmt_table_find(t, VMT_C_FLAGS);
	c->exits = vmt_table_find(t, VMT_C_EXITS);
	c->reason = vmt_table_find(t, VMT_C_REASON);
}

static uint64_t value(const struct replay_row *row, int column)
{
	bool valid;

	return replay_value(row, column, &valid);
}

/* The struct of these keys in a table, zero at first; NULL: no memory. */
static void *find(struct agg_table *t, const uint64_t *keys, uint32_t *entry)
{
	uint64_t *at = agg_table_get(t, keys);

	if (at && entry)
		*entry = (at - t->entries) / t->stride + 1;
	return at ? agg_table_state(t, at) : NULL;
}

static void *entry_state(const struct agg_table *t, uint32_t entry)
{
	return agg_table_state(t, agg_table_entry(t, entry - 1));
}

/* Without KVM's counter there is one of these exits: none is known to be missing. */
static uint32_t counter_of(const struct columns *c, const struct replay_row *row, uint32_t next)
{
	return c->exits < 0 ? next : value(row, c->exits);
}

static struct sum_vcpu *find_vcpu(struct gather *g, const struct columns *c,
				  const struct replay_row *row, uint64_t vm)
{
	const uint64_t keys[] = { vm, value(row, c->vcpu) };
	struct sum_vcpu *v = find(&g->sum->vcpu, keys, NULL);
	uint64_t task = value(row, c->task);

	if (!v)
		return NULL;
	if (g->sum->chosen && v->task != task)
		v->counted = false;
	v->task = task;
	return v;
}

/* KVM's counter runs on where it emits no tracepoint, and where records were lost. */
static void count_untraced(const struct sum *s, struct sum_vcpu *v, uint32_t counter)
{
	int32_t passed = counter - v->exit_counter;

	if (v->counted && passed > 1 && !s->filtered)
		v->untraced += passed - 1;
	v->counted = true;
	v->exit_counter = counter;
	v->exits++;
}

/* Between an entry and its exit the counter has gone one on by the time the exit is seen late. */
static void end_guest(const struct sum *s, struct sum_vcpu *v, uint64_t ns, uint32_t counter)
{
	if (v->in_guest && counter - v->entry_counter == !s->early)
		v->guest_ns += ns - v->entry_ns;
	v->in_guest = false;
}

/* Rows whose times are damaged stand at their first: no duration begins or ends at them. */
static bool timed(const struct replay_row *row)
{
	bool valid;

	replay_value(row, 0, &valid);
	return valid;
}

/* No exit has this one; an exit whose reason is absent goes by it. */
#define NO_REASON 0xffffffff

static uint32_t reason_of(const struct replay_row *row, int column)
{
	bool valid;
	uint64_t reason = replay_value(row, column, &valid);

	return valid ? reason : NO_REASON;
}

static int take_exit(struct gather *g, const struct replay_row *row)
{
	const struct columns *c = &g->columns[EXIT];
	struct sum *s = g->sum;
	uint64_t keys[4] = { value(row, c->vm), reason_of(row, c->reason) }, flags;
	uint32_t reason = keys[1], counter, detail = 0, exit;
	struct sum_vm *vm = find(&s->vm, keys, NULL);
	struct sum_exit *e = find(&s->exit, keys, &exit);
	struct sum_vcpu *v = find_vcpu(g, c, row, keys[0]);

	if (!vm || !e || !v)
		return -ENOMEM;
	counter = counter_of(c, row, v->exit_counter + 1);
	flags = value(row, c->flags);
	s->exits++;
	s->self += !!(flags & VMT_FLAG_SELF);
	vm->exits++;
	vm->nested += !!(flags & VMT_FLAG_NESTED);
	e->count++;
	v->in_exit = timed(row);
	v->in_guest = v->in_guest && v->in_exit;
	end_guest(s, v, row->ns, counter);
	count_untraced(s, v, counter);
	if (detail_of(&g->detail, s->session->isa, reason, row, keys)) {
		struct sum_detail *d = find(&s->detail, keys, &detail);

		if (!d)
			return -ENOMEM;
		d->count++;
	}
	v->exit_ns = row->ns;
	v->exit = exit;
	v->detail = detail;
	return 0;
}

static int end_exit(struct sum *s, struct sum_vcpu *v, uint64_t ns, uint32_t counter)
{
	uint64_t took = ns - v->exit_ns;

	if (!v->in_exit || counter - v->exit_counter != s->early)
		return 0;
	s->pairs++;
	if (v->detail)
		((struct sum_detail *)entry_state(&s->detail, v->detail))->ns += took;
	if (agg_table_entry(&s->exit, v->exit - 1)[1] == s->idle)
		v->idle_ns += took;
	else
		v->handled_ns += took;
	return latency_add(&((struct sum_exit *)entry_state(&s->exit, v->exit))->latency, took);
}

static int take_entry(struct gather *g, const struct replay_row *row)
{
	const struct columns *c = &g->columns[ENTRY];
	uint64_t vm = value(row, c->vm);
	struct sum_vcpu *v = find_vcpu(g, c, row, vm);
	uint32_t counter;
	int error;

	if (!v)
		return -ENOMEM;
	counter = counter_of(c, row, v->exit_counter + g->sum->early);
	g->sum->entries++;
	/* Vm 0 is every VM that the module had no number for: its vCPUs mix. */
	v->in_guest = vm && timed(row);
	v->in_exit = v->in_exit && v->in_guest;
	error = end_exit(g->sum, v, row->ns, counter);
	v->in_exit = false;
	v->entry_ns = row->ns;
	v->entry_counter = counter;
	return error;
}

/* ---- Samples: in any order ---- */

static uint64_t cell(const struct vmt_view *v, uint32_t row, bool *valid)
{
	*valid = v && view_valid(v, row);
	return *valid ? view_at(v, row) : 0;
}

/* The row's page table in its normal form (world/paging.h). */
static uint64_t page_table(const struct gather *g, const struct cells *cells,
			   const struct paging_views *v, uint32_t row)
{
	bool ignored;
	struct paging_rule rule = guests_rule(g->sum->session->guests, cell(v->vm, row, &ignored),
					      cells->info->groups[0].min_time,
					      paging_row_mode(v, row), paging_row_nested(v, row));

	return paging_table(rule, view_at(v->cr3, row));
}

/* 0: it is not known, or no names are. */
static uint32_t process(const struct gather *g, struct cells *cells, const struct paging_views *v,
			uint32_t row)
{
	const struct guest_census *census = g->sum->session->census;
	bool has_time, has_cpl, has_vm, has_efer, has_table, has_rsp;
	uint64_t efer = cell(v->efer, row, &has_efer);
	struct guest_whom w;

	if (!census || !guest_census_count(census) || paging_row_nested(v, row) ||
	    (has_efer && !(efer & PAGING_EFER_LMA)))
		return 0;
	w = (struct guest_whom){
		.vm = cell(v->vm, row, &has_vm),
		.time = cell(cells_indexed(cells, 0), row, &has_time),
		.cpl = cell(v->cpl, row, &has_cpl),
		.table = cell(v->cr3, row, &has_table) & g->table,
		.rsp = cell(cells_indexed(cells, g->rsp), row, &has_rsp),
	};
	w.has_table = has_table;
	w.has_rsp = has_rsp;
	return has_vm && has_time && has_cpl ? guest_census_whom(census, &w) : 0;
}

static int take_space(struct gather *g, struct cells *cells, const struct paging_views *v,
		      uint32_t row, uint64_t vm)
{
	uint32_t who = process(g, cells, v, row);
	const uint64_t keys[] = { vm, who != 0, who ? who : page_table(g, cells, v, row) };
	struct sum_space *space = find(&g->sum->space, keys, NULL);
	bool has_cpl;
	uint64_t cpl = cell(v->cpl, row, &has_cpl);

	if (!space)
		return -ENOMEM;
	if (!has_cpl)
		space->unknown++;
	else if (cpl == 3)
		space->user++;
	else
		space->kernel++;
	return 0;
}

static int take_span(struct gather *g, struct cells *cells, const struct span *span)
{
	struct paging_views v;
	int error = 0;

	paging_views_get(&v, &g->sample, cells);
	g->sum->samples += span->n;
	for (uint32_t i = span->first; i < span->first + span->n && !error; i++) {
		bool has_cr3, ignored;
		const uint64_t key = cell(v.vm, i, &ignored);
		struct sum_vm *vm = find(&g->sum->vm, &key, NULL);

		if (!vm)
			return -ENOMEM;
		vm->samples++;
		cell(v.cr3, i, &has_cr3);
		if (has_cr3)
			error = take_space(g, cells, &v, i, key);
	}
	return error;
}

/* ---- Counters and losses ---- */

static int take_ticks(void *self, const struct facts_row *row)
{
	struct sum *s = self;
	const uint64_t key = row->cpu;
	struct sum_ticks *t;

	if (facts_int(row, 0)) /* a vCPU thread's share of its CPU's */
		return 0;
	t = find(&s->ticks, &key, NULL);
	if (!t)
		return -ENOMEM;
	t->none += facts_int(row, 1);
	t->host += facts_int(row, 2);
	t->guest += facts_int(row, 3);
	if (s->continues && !t->ticks)
		t->before = facts_int(row, 4) - t->none - t->host - t->guest;
	if (facts_int(row, 4) - t->before > t->ticks)
		t->ticks = facts_int(row, 4) - t->before;
	return 0;
}

static int take_loss(void *self, const struct facts_row *row)
{
	struct sum *s = self;
	const uint64_t keys[] = { facts_int(row, 0), facts_int(row, 1) };
	uint64_t first = facts_int(row, 3), last = facts_int(row, 4);
	struct sum_loss *l = find(&s->loss, keys, NULL);

	if (!l)
		return -ENOMEM;
	if (!l->count || first < l->first)
		l->first = first;
	if (last > l->last)
		l->last = last;
	l->count += facts_int(row, 2);
	return 0;
}

static int take_facts(struct sum *s, const struct vmt_round_info *round)
{
	static const char *const ticks[] = { VMT_C_TASK, VMT_C_NONE, VMT_C_HOST, VMT_C_GUEST,
					     VMT_C_TICK };
	static const char *const lost[] = { VMT_C_TYPE, VMT_C_CAUSE, VMT_C_COUNT, VMT_C_FIRST,
					    VMT_C_TIME };
	const struct vmt_session *session = s->session->session;
	int error = facts_each(session, round, VMT_T_TICKS, ticks, 5, take_ticks, s);

	return error ? error : facts_each(session, round, VMT_T_LOST, lost, 5, take_loss, s);
}

/* ---- The session ---- */

static int take_rows(struct gather *g, struct replay *r)
{
	struct replay_row row;
	int more, error = 0;

	while (!error && (more = replay_row(r, REPLAY_ALL, &row)) != 0)
		error = more < 0	    ? more
			: row.which == EXIT ? take_exit(g, &row)
					    : take_entry(g, &row);
	return error;
}

static int take_samples(struct gather *g, struct span_chunk *c)
{
	struct span span;
	int error = 0;

	for (uint32_t i = 0; i < c->info->ngroups && !error; i++) {
		error = span_rows(c, i, &span);
		if (!error)
			error = take_span(g, c->cells, &span);
	}
	return error;
}

static int take_due(struct gather *g)
{
	uint32_t n = span_list_due(g->samples, SPAN_LAST_ROUND, SPAN_ALL);
	int error = 0;

	for (uint32_t i = 0; i < n && !error; i++) {
		struct span_chunk *c = span_list_take(g->samples, i);

		error = c ? take_samples(g, c) : -ENOMEM;
		if (c)
			span_list_give(g->samples, c);
	}
	return error;
}

static int take_stretch(struct gather *g, const struct stretch *stretch)
{
	int more, error = span_list_stretch(g->samples, stretch);

	if (!error)
		error = take_due(g);
	replay_stretch(g->replay, stretch);
	while (!error && (more = replay_round(g->replay)) != 0)
		error = more < 0 ? more : take_rows(g, g->replay);
	for (uint32_t i = 0; i < stretch->n && !error; i++)
		error = take_facts(g->sum, vmt_round_info(stretch->rounds[i]));
	return error;
}

static int open_tables(struct gather *g, struct world_session *ws)
{
	int tables[TABLES];

	for (int i = 0; i < TABLES; i++) {
		int t = vmt_session_table(ws->session, table_names[i]);

		tables[i] = t;
		if (t < 0)
			continue;
		find_columns(&g->columns[i], &ws->info->tables[t]);
		if (i == EXIT)
			g->sum->uncounted = g->columns[i].exits < 0;
		if (i == EXIT)
			detail_columns_init(&g->detail, &ws->info->tables[t]);
		if (i == SAMPLE) {
			paging_columns_init(&g->sample, &ws->info->tables[t]);
			g->rsp = vmt_table_register(&ws->info->tables[t], VMREG_RSP);
		}
	}
	if (span_list_open(&g->samples, ws, &tables[SAMPLE], 1))
		return -ENOMEM;
	tables[SAMPLE] = VMT_EABSENT;
	return replay_open(&g->replay, ws, tables, TABLES, 0);
}

static int take_session(struct gather *g, struct world_session *ws)
{
	struct stretch stretch;
	int more, error = stretch_init(&stretch, ws);

	if (!error)
		error = open_tables(g, ws);
	while (!error && (more = stretch_next(&stretch)) != 0)
		error = more < 0 ? more : take_stretch(g, &stretch);
	replay_free(g->replay);
	span_list_free(g->samples);
	stretch_release(&stretch);
	return error;
}

/*
 * "execname==a,b; reason!=HLT; every 10. of a CPU": who was chosen, and what of that. Of those who
 * were every exit is there while they have that name.
 */
static void find_filters(struct sum *s, const char *fact)
{
	static const char *const of_processes[] = { "execname==", "pid==", "tid==" };
	bool chosen;

	for (; fact; fact = strstr(fact, "; ") ? strstr(fact, "; ") + 2 : NULL) {
		chosen = false;
		for (uint32_t i = 0; i < sizeof(of_processes) / sizeof(of_processes[0]); i++)
			chosen |= !strncmp(fact, of_processes[i], strlen(of_processes[i]));
		s->chosen |= chosen;
		s->filtered |= !chosen;
	}
}

int sum_gather(struct sum *s, struct world_session *ws)
{
	const char *point = vmt_session_fact(ws->session, "exit_point");
	struct gather g = { .sum = s };

	*s = (struct sum){
		.session = ws,
		.continues = vmt_session_fact(ws->session, "continues"),
		.early = point && !strcmp(point, "early"),
		.placed = point,
		.idle = ws->isa == VMT_ISA_VMX ? VMX_HLT : SVM_HLT,
	};
	g.table = paging_rule(PAGING_4_LEVELS, false, paging_not_address(ws->session)).high;
	find_filters(s, vmt_session_fact(ws->session, "filter"));
	agg_table_init(&s->exit, 2, sizeof(struct sum_exit));
	agg_table_init(&s->vcpu, 2, sizeof(struct sum_vcpu));
	agg_table_init(&s->detail, 4, sizeof(struct sum_detail));
	agg_table_init(&s->space, 3, sizeof(struct sum_space));
	agg_table_init(&s->vm, 1, sizeof(struct sum_vm));
	agg_table_init(&s->loss, 2, sizeof(struct sum_loss));
	agg_table_init(&s->ticks, 1, sizeof(struct sum_ticks));
	return take_session(&g, ws);
}

void sum_release(struct sum *s)
{
	for (uint32_t i = 1; i <= s->exit.count; i++)
		latency_release(&((struct sum_exit *)entry_state(&s->exit, i))->latency);
	agg_table_release(&s->exit);
	agg_table_release(&s->vcpu);
	agg_table_release(&s->detail);
	agg_table_release(&s->space);
	agg_table_release(&s->vm);
	agg_table_release(&s->loss);
	agg_table_release(&s->ticks);
}
