/* SPDX-License-Identifier: GPL-2.0 */
#include <stdlib.h>

#include "report/print/grid.h"
#include "report/summary/sum_detail.h"
#include "report/summary/sum_print.h"
#include "report/summary/sum_rank.h"
#include "report/print/units.h"
#include "report/vm_text.h"
#include "report/world/guest_census.h"
#include "report/world/guests.h"

static void print_title(const struct sum *s, uint64_t number, FILE *f)
{
	if (!number) {
		fputs("\nVMs that the recorder did not tell apart\n", f);
		return;
	}
	fprintf(f, "\nVM %llu: ", (unsigned long long)number);
	vm_print(s->session, number, f);
	fputc('\n', f);
}

/* ---- vCPUs ---- */

#define VCPU_ROWS 32

static unsigned __int128 vcpu_weight(const void *state)
{
	return ((const struct sum_vcpu *)state)->exits;
}

static void add_vcpu(const struct sum *s, struct grid *g, const struct ranked *r)
{
	const struct sum_vcpu *v = r->state;
	uint64_t duration = sum_duration(s), timed = s->pairs ? duration : 0;
	char text[UNIT_TEXT];

	grid_add(g, "%llu", (unsigned long long)r->keys[1]);
	grid_add(g, "%u", world_task(s->session, v->task)->tid);
	grid_add(g, "%s", unit_count(text, v->exits));
	grid_add(g, "%s", unit_rate(text, v->exits, duration));
	grid_add(g, "%s", unit_share(text, v->guest_ns, timed));
	grid_add(g, "%s", unit_share(text, v->handled_ns, timed));
	grid_add(g, "%s", unit_share(text, v->idle_ns, timed));
	grid_add(g, "%s", s->uncounted ? "-" : unit_count(text, v->untraced));
}

/* All in order; of very many the busiest. */
static int print_vcpus(const struct sum *s, uint64_t vm, FILE *f)
{
	static const char *const headings[] = { "<VCPU",   "TID",	 "EXITS",
						"EXITS/s", "IN GUEST",	 "IN EXITS",
						"IDLE",	   "NOT TRACED", NULL };
	struct grid *g = grid_new(headings);
	uint64_t untraced = 0;
	struct ranking r;
	int error = rank(&r, &s->vcpu, &vm, 1, NULL);

	if (!error && r.n > VCPU_ROWS) {
		free(r.rows);
		error = rank(&r, &s->vcpu, &vm, 1, vcpu_weight);
	}
	for (uint32_t i = 0; i < r.n; i++) {
		untraced += ((const struct sum_vcpu *)r.rows[i].state)->untraced;
		if (i < VCPU_ROWS)
			add_vcpu(s, g, &r.rows[i]);
	}
	if (!error && r.n) {
		fputc('\n', f);
		error = grid_print(g, f, 2);
		if (r.n > VCPU_ROWS)
			fprintf(f, "  and %u with fewer exits\n", r.n - VCPU_ROWS);
		if (untraced)
			fputs("  Not traced: KVM counted these exits and told of none, or they "
			      "were lost.\n",
			      f);
	}
	free(r.rows);
	grid_free(g);
	return error;
}

/* ---- Exits by reason ---- */

/* By time, then by count: without entries there is no time, and counts decide. */
static unsigned __int128 exit_weight(const void *state)
{
	const struct sum_exit *e = state;

	return (unsigned __int128)e->latency.sum << 64 | e->count;
}

struct exit_totals {
	uint64_t count, busy_ns;
};

static void add_times(struct grid *g, const struct latency *l, bool idle, uint64_t busy_ns)
{
	char text[UNIT_TEXT];

	grid_add(g, "%s", unit_ns(text, l->sum));
	grid_add(g, "%s", idle ? "" : unit_share(text, l->sum, busy_ns));
	grid_add(g, "%s", unit_ns(text, latency_mean(l)));
	grid_add(g, "%s", unit_ns(text, latency_quantile(l, 500)));
	grid_add(g, "%s", unit_ns(text, latency_quantile(l, 990)));
	grid_add(g, "%s", unit_ns(text, l->max));
}

static void add_exit(const struct sum *s, struct grid *g, const struct ranked *r,
		     const struct exit_totals *t)
{
	const struct sum_exit *e = r->state;
	const struct str *name = world_exit_name(s->session, r->keys[1]);
	bool idle = r->keys[1] == s->idle;
	char text[UNIT_TEXT];

	grid_add(g, "%s%s", name ? unit_text(text, sizeof(text), name->text) : "?",
		 idle ? " (idle)" : "");
	grid_add(g, "%s", unit_count(text, e->count));
	grid_add(g, "%s", unit_share(text, e->count, t->count));
	grid_add(g, "%s", unit_rate(text, e->count, sum_duration(s)));
	if (e->latency.count)
		add_times(g, &e->latency, idle, t->busy_ns);
	grid_end_row(g);
}

static struct exit_totals total_exits(const struct sum *s, const struct ranking *exits)
{
	struct exit_totals t = { 0 };

	for (uint32_t i = 0; i < exits->n; i++) {
		const struct sum_exit *e = exits->rows[i].state;

		t.count += e->count;
		t.busy_ns += exits->rows[i].keys[1] == s->idle ? 0 : e->latency.sum;
	}
	return t;
}

static void add_totals(const struct sum *s, struct grid *g, const struct exit_totals *t)
{
	char text[UNIT_TEXT];

	grid_add(g, "all");
	grid_add(g, "%s", unit_count(text, t->count));
	grid_add(g, "%s", "");
	grid_add(g, "%s", unit_rate(text, t->count, sum_duration(s)));
	if (s->pairs)
		grid_add(g, "%s", unit_ns(text, t->busy_ns));
	grid_end_row(g);
}

static void print_exit_title(const struct sum *s, FILE *f)
{
	if (!s->pairs) {
		fputs("\n  Exits by reason\n", f);
		return;
	}
	fputs("\n  Exits by reason, with their time until the next entry. ", f);
	if (s->placed)
		fprintf(f, "Exit point %s: this time %s\n  the host's own interrupts. ",
			s->early ? "early" : "late", s->early ? "includes" : "excludes");
	fprintf(f, "Percentiles are rounded up,%sby 1/64 at most.\n", s->placed ? " " : "\n  ");
}

static int print_exits(const struct sum *s, const uint64_t *vm, FILE *f)
{
	static const char *const timed[] = { "<EXIT", "COUNT", "SHARE", "COUNT/s", "TIME", "SHARE",
					     "MEAN",  "P50",   "P99",	"MAX",	   NULL };
	static const char *const counted[] = { "<EXIT", "COUNT", "SHARE", "COUNT/s", NULL };
	struct grid *g = grid_new(s->pairs ? timed : counted);
	struct exit_totals totals;
	struct ranking r;
	int error = rank(&r, &s->exit, vm, 1, exit_weight);

	totals = total_exits(s, &r);
	for (int idle = 0; idle < 2; idle++)
		for (uint32_t i = 0; i < r.n; i++)
			if ((r.rows[i].keys[1] == s->idle) == idle)
				add_exit(s, g, &r.rows[i], &totals);
	if (r.n > 1)
		add_totals(s, g, &totals);
	if (!error && r.n) {
		print_exit_title(s, f);
		error = grid_print(g, f, 2);
	}
	free(r.rows);
	grid_free(g);
	return error;
}

/* ---- What they were for ---- */

static const struct detail_kind {
	const char *title;
	const char *number; /* how it prints */
	unsigned shift;	    /* back into an address */
	const char *read, *write;
} detail_kinds[SUM_KINDS] = {
	[SUM_MSR] = { "<MSR", "0x%08llx", 0, "rdmsr", "wrmsr" },
	[SUM_PORT] = { "<PORT", "0x%04llx", 0, "in", "out" },
	[SUM_CPUID] = { "<CPUID", "0x%08llx", 0, "", "" },
	[SUM_PAGE] = { "<GUEST PAGE", "0x%llx", 12, "read", "write" },
};

static const char *access_name(const struct detail_kind *k, uint64_t access)
{
	return access == 'r' ? k->read : access == 'w' ? k->write : access == 'x' ? "fetch" : "";
}

/* The rows that the grid was given, and how many of the ranking it was not. */
static int print_top(const struct grid *g, const struct ranking *r, FILE *f)
{
	int error = grid_print(g, f, 2);

	if (r->n > SUM_TOP)
		fprintf(f, "  and %u more\n", r->n - SUM_TOP);
	return error;
}

static unsigned __int128 detail_weight(const void *state)
{
	const struct sum_detail *d = state;

	return (unsigned __int128)d->count << 64 | d->ns;
}

static void add_detail(const struct sum *s, struct grid *g, const struct ranked *r, uint64_t count)
{
	const struct detail_kind *k = &detail_kinds[r->keys[1]];
	const struct sum_detail *d = r->state;
	char number[UNIT_TEXT], text[UNIT_TEXT];

	snprintf(number, sizeof(number), k->number, (unsigned long long)(r->keys[2] << k->shift));
	grid_add(g, "%s", number);
	grid_add(g, "%s", access_name(k, r->keys[3]));
	grid_add(g, "%s", unit_count(text, d->count));
	grid_add(g, "%s", unit_share(text, d->count, count));
	grid_add(g, "%s", s->pairs ? unit_ns(text, d->ns) : "");
	grid_add(g, "%s", detail_name(r->keys[1], r->keys[2]));
}

static int print_details(const struct sum *s, uint64_t vm, enum sum_kind kind, FILE *f)
{
	const char *const headings[] = { detail_kinds[kind].title, "<", "COUNT", "SHARE",
					 s->pairs ? "TIME" : "",   "<", NULL };
	const uint64_t prefix[] = { vm, kind };
	struct grid *g = grid_new(headings);
	uint64_t count = 0;
	struct ranking r;
	int error = rank(&r, &s->detail, prefix, 2, detail_weight);

	for (uint32_t i = 0; i < r.n; i++)
		count += ((const struct sum_detail *)r.rows[i].state)->count;
	for (uint32_t i = 0; i < r.n && i < SUM_TOP; i++)
		add_detail(s, g, &r.rows[i], count);
	if (!error && r.n) {
		fputc('\n', f);
		error = print_top(g, &r, f);
	}
	free(r.rows);
	grid_free(g);
	return error;
}

/* ---- Samples ---- */

static uint64_t space_samples(const struct sum_space *p)
{
	return p->user + p->kernel + p->unknown;
}

static unsigned __int128 space_weight(const void *state)
{
	return space_samples(state);
}

/* A process's name and number; of what has none, its page table. */
static void add_space_name(const struct sum *s, struct grid *g, const uint64_t *keys, bool named)
{
	const struct guest_process *p =
		keys[1] ? guest_census_process(s->session->census, keys[2]) : NULL;
	char text[UNIT_TEXT];

	if (p)
		grid_add(g, "%s", unit_text(text, sizeof(text), p->name->text));
	else
		grid_add(g, "0x%llx", (unsigned long long)keys[2]);
	if (p)
		grid_add(g, "%u", p->pid);
	else if (named)
		grid_add(g, "%s", "");
}

static void add_space(const struct sum *s, struct grid *g, const struct ranked *r, bool named,
		      uint64_t samples)
{
	const struct sum_space *p = r->state;
	uint64_t known = p->user + p->kernel;
	char text[UNIT_TEXT];

	add_space_name(s, g, r->keys, named);
	grid_add(g, "%s", unit_count(text, space_samples(p)));
	grid_add(g, "%s", unit_share(text, space_samples(p), samples));
	grid_add(g, "%s", unit_share(text, p->user, known));
	grid_add(g, "%s", unit_share(text, p->kernel, known));
}

static void print_space_title(const struct sum *s, uint64_t vm, uint64_t samples, bool named,
			      FILE *f)
{
	bool isolated = guests_find(s->session->guests, vm)->isolation == ISOLATION_YES;
	char text[UNIT_TEXT];

	fprintf(f, "\n  %s samples by %s%s\n", unit_count(text, samples),
		named ? "process; of those without a name by address space" : "address space",
		isolated && !named ? "; a process's user and kernel page tables are one" : "");
}

static bool has_names(const struct ranking *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->rows[i].keys[1])
			return true;
	return false;
}

static int print_spaces(const struct sum *s, uint64_t vm, uint64_t samples, FILE *f)
{
	static const char *const tables[] = { "<GUESTPROC", "SAMPLES", "SHARE",
					      "USER",	    "KERNEL",  NULL };
	static const char *const names[] = { "<GUESTCOMM", "GUESTPID", "SAMPLES", "SHARE",
					     "USER",	   "KERNEL",   NULL };
	struct ranking r;
	int error = rank(&r, &s->space, &vm, 1, space_weight);
	bool named = has_names(&r);
	struct grid *g = grid_new(named ? names : tables);

	for (uint32_t i = 0; i < r.n && i < SUM_TOP; i++)
		add_space(s, g, &r.rows[i], named, samples);
	if (!error && r.n) {
		print_space_title(s, vm, samples, named, f);
		error = print_top(g, &r, f);
	}
	free(r.rows);
	grid_free(g);
	return error;
}

int sum_print_vm(const struct sum *s, uint64_t vm, const struct sum_vm *totals, FILE *f)
{
	char text[UNIT_TEXT];
	int error;

	print_title(s, vm, f);
	error = print_vcpus(s, vm, f);
	if (totals->nested)
		fprintf(f, "  %s exits came from guests of its own\n",
			unit_count(text, totals->nested));
	if (!error)
		error = print_exits(s, &vm, f);
	for (enum sum_kind kind = 0; kind < SUM_KINDS && !error; kind++)
		error = print_details(s, vm, kind, f);
	return error ? error : print_spaces(s, vm, totals->samples, f);
}
