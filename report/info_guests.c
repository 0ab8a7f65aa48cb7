/* SPDX-License-Identifier: GPL-2.0 */
#include "report/info_guests.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/print/grid.h"
#include "report/print/units.h"
#include "report/room.h"
#include "report/world/facts.h"

#define MOST_VMS 65536 /* a VM's number has 16 bits */
#define TEXT 256

struct guest_looks {
	uint64_t n, named; /* named: that found a kernel */
	uint64_t first_cost, worst_cost, cost;
	uint64_t reads, bytes, missing;
	const struct str *text, *kernel; /* the last that was told; NULL: none */
};

int info_guests_init(struct info_guests *g, const struct world_session *s)
{
	*g = (struct info_guests){ .session = s };
	return guest_census_new(&g->census, s->world->pool);
}

void info_guests_release(struct info_guests *g)
{
	guest_map_release(&g->map);
	guest_census_free(g->census);
	free(g->looks);
}

/* ---- Looks ---- */

enum { VM, IMAGE, READS, BYTES, MISSING, COST, WHY, KERNEL, COLUMNS };
static const char *const columns[COLUMNS] = {
	VMT_C_VM,      VMT_C_IMAGE, VMT_C_READS, VMT_C_BYTES,
	VMT_C_MISSING, VMT_C_COST,  VMT_C_TEXT,	 VMT_C_KERNEL,
};

static const struct str *text_of(const struct info_guests *g, const struct facts_row *r,
				 uint32_t column, const struct str *before)
{
	const struct str *s = facts_text(r, column, g->session->world->pool);

	return s && s->len ? s : before;
}

static int take_look(void *self, const struct facts_row *r)
{
	struct info_guests *g = self;
	uint64_t vm = facts_int(r, VM), cost = facts_int(r, COST);
	struct guest_looks *l;

	if (vm >= MOST_VMS)
		return 0;
	if (room_for((void **)&g->looks, &g->room, sizeof(*l), vm + 1))
		return -ENOMEM;
	while (g->nlooks <= vm)
		g->looks[g->nlooks++] = (struct guest_looks){ 0 };
	l = &g->looks[vm];
	if (!l->n++)
		l->first_cost = cost;
	else if (cost > l->worst_cost)
		l->worst_cost = cost;
	l->named += facts_int(r, IMAGE) != 0;
	l->cost += cost;
	l->reads += facts_int(r, READS);
	l->bytes += facts_int(r, BYTES);
	l->missing += facts_int(r, MISSING);
	l->text = text_of(g, r, WHY, l->text);
	l->kernel = text_of(g, r, KERNEL, l->kernel);
	return 0;
}

int info_guests_add(struct info_guests *g, const struct vmt_round_info *round)
{
	const struct vmt_session *s = g->session->session;

	return guest_map_add(&g->map, s, round)
		       ?: guest_census_add(g->census, s, round)
		       ?: facts_each(s, round, VMT_T_GUEST_LOOK, columns, COLUMNS, take_look, g);
}

/* ---- Kernels ---- */

static void print_vm(const char *what, uint32_t vm, FILE *f)
{
	fprintf(f, "  %-14s ", what);
	if (vm)
		fprintf(f, "VM %" PRIu32, vm);
	else
		fputs("every VM", f);
}

/* Since the session's start; what is older was there then. */
static uint64_t since_start(const struct info_guests *g, uint64_t time)
{
	const struct vmt_session_info *info = g->session->info;
	uint64_t ns = vmt_fix_mono(&info->end_fix, time);

	return time > info->start.time && ns > info->start.mono ? ns - info->start.mono : 0;
}

static void print_time(const struct info_guests *g, const char *what, uint64_t time, FILE *f)
{
	char text[UNIT_TEXT];

	fprintf(f, ", %s +%s", what, unit_ns(text, since_start(g, time)));
}

/*
 *   kernel         VM 1: vmlinux at 0xffffffff96200000, slid by 0x15200000, 86,293 symbols
 *                  1,204 of 1,210 exits stand on their instruction
 *                  build-id 01d2640d3a13145ee314eb05b155f141b7b7058b
 */
static void print_kernel(const struct info_guests *g, const struct guest_placed *p, FILE *f)
{
	const struct guest_image *i = &g->map.images[p->image];
	char how[GUEST_MESSAGE], text[UNIT_TEXT];

	slide_describe(&p->slide, how);
	print_vm("kernel", p->vm, f);
	fprintf(f, ": %s at 0x%" PRIx64 ", slid by 0x%" PRIx64 ", %s", i->name,
		i->base + p->slide.slide, p->slide.slide, unit_things(text, i->nsymbols, "symbol"));
	if (p->from)
		print_time(g, "from", p->from, f);
	if (p->until < GUEST_OPEN)
		print_time(g, "until", p->until, f);
	fprintf(f, "\n  %-14s %s\n", "", how);
	if (!i->build_id_size)
		return;
	fprintf(f, "  %-14s build-id ", "");
	for (uint32_t n = 0; n < i->build_id_size; n++)
		fprintf(f, "%02x", i->build_id[n]);
	fputc('\n', f);
}

static bool is_kernel(const struct info_guests *g, const struct guest_placed *p)
{
	return g->map.images[p->image].kind == VMT_IMAGE_KERNEL;
}

/* A place may be there again after a time without it. */
static bool is_again(const struct info_guests *g, uint32_t at)
{
	const struct guest_placed *p = &g->map.placed[at];

	for (uint32_t i = 0; i < at; i++)
		if (g->map.placed[i].vm == p->vm && g->map.placed[i].image == p->image)
			return true;
	return false;
}

static void print_modules(const struct info_guests *g, uint32_t vm, FILE *f)
{
	uint64_t modules = 0, symbols = 0;
	char text[UNIT_TEXT], more[UNIT_TEXT];

	for (uint32_t i = 0; i < g->map.nplaced; i++) {
		const struct guest_placed *p = &g->map.placed[i];

		if (p->vm != vm || is_kernel(g, p) || is_again(g, i))
			continue;
		modules++;
		symbols += g->map.images[p->image].nsymbols;
	}
	if (!modules)
		return;
	print_vm("modules", vm, f);
	fprintf(f, ": %s, %s\n", unit_things(text, modules, "module"),
		unit_things(more, symbols, "symbol"));
}

static void print_kernels(const struct info_guests *g, FILE *f)
{
	for (uint32_t i = 0; i < g->map.nplaced; i++) {
		const struct guest_placed *p = &g->map.placed[i];
		bool last = true;

		if (!is_kernel(g, p))
			continue;
		print_kernel(g, p, f);
		for (uint32_t k = i + 1; k < g->map.nplaced; k++)
			last &= g->map.placed[k].vm != p->vm || !is_kernel(g, &g->map.placed[k]);
		if (last)
			print_modules(g, p->vm, f);
	}
}

/* ---- Who ran there ---- */

/* A process's entries, by VM, process and time. */
struct lived {
	uint32_t vm, process, threads;
	const struct guest_entry *first;
	uint64_t from, until;
};

static int by_process(const void *one, const void *other)
{
	const struct guest_entry *a = *(const struct guest_entry *const *)one;
	const struct guest_entry *b = *(const struct guest_entry *const *)other;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	if (a->tgid != b->tgid)
		return a->tgid < b->tgid ? -1 : 1;
	if (a->process != b->process)
		return a->process < b->process ? -1 : 1;
	if (a->pid != b->pid)
		return a->pid < b->pid ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

/* Entries of one process, from `first` on. */
static struct lived next_process(const struct guest_entry *const *sorted, uint32_t n,
				 uint32_t *first)
{
	const struct guest_entry *e = sorted[*first], *before = NULL;
	struct lived l = { e->vm, e->process, 0, e, UINT64_MAX, 0 };

	for (; *first < n; (*first)++) {
		const struct guest_entry *t = sorted[*first];

		if (t->vm != e->vm || t->process != e->process)
			break;
		l.threads += !before || before->pid != t->pid;
		l.from = t->from < l.from ? t->from : l.from;
		l.until = t->until > l.until ? t->until : l.until;
		before = t;
	}
	return l;
}

static const struct guest_entry **sort_entries(const struct guest_census *c, uint32_t *n)
{
	const struct guest_entry **sorted =
		malloc((guest_census_count(c) + 1ull) * sizeof(*sorted));

	*n = 0;
	for (uint32_t i = 0; sorted && i < guest_census_count(c); i++)
		if (!guest_census_entry(c, i)->wrong)
			sorted[(*n)++] = guest_census_entry(c, i);
	if (*n)
		qsort(sorted, *n, sizeof(*sorted), by_process);
	return sorted;
}

static void print_count(const struct guest_entry *const *sorted, uint32_t n, uint32_t vm, FILE *f)
{
	uint64_t processes = 0, threads = 0, kernel = 0;
	char text[UNIT_TEXT], more[UNIT_TEXT], own[UNIT_TEXT];

	for (uint32_t i = 0; i < n;) {
		struct lived l = next_process(sorted, n, &i);

		if (l.vm != vm)
			continue;
		if (l.first->flags & (VMT_GUEST_KTHREAD | VMT_GUEST_IDLE)) {
			kernel += l.threads;
			continue;
		}
		processes++;
		threads += l.threads;
	}
	if (!processes && !kernel)
		return;
	print_vm("processes", vm, f);
	fprintf(f, ": %s process%s of %s; %s of the kernel\n", unit_count(text, processes),
		processes == 1 ? "" : "es", unit_things(more, threads, "thread"),
		unit_things(own, kernel, "thread"));
}

static void add_time(const struct info_guests *g, struct grid *grid, uint64_t time)
{
	char text[UNIT_TEXT];

	grid_add(grid, "+%s", unit_ns(text, since_start(g, time)));
}

static int print_list(const struct info_guests *g, const struct guest_entry *const *sorted,
		      uint32_t n, FILE *f)
{
	static const char *const headings[] = { "VM",	   "GUESTPID", "PARENT", "<GUESTCOMM",
						"THREADS", "FROM",     "UNTIL",	 NULL };
	struct grid *grid = grid_new(headings);
	char text[TEXT];
	int error;

	for (uint32_t i = 0; i < n;) {
		struct lived l = next_process(sorted, n, &i);

		grid_add(grid, "%" PRIu32, l.vm);
		grid_add(grid, "%" PRIu32, l.first->tgid);
		grid_add(grid, "%" PRIu32, l.first->ppid);
		grid_add(grid, "%s",
			 unit_text(text, sizeof(text),
				   guest_census_process(g->census, l.process)->name->text));
		grid_add(grid, "%" PRIu32, l.threads);
		add_time(g, grid, l.from);
		if (l.until >= l.from)
			add_time(g, grid, l.until);
		else
			grid_add(grid, "seen once");
	}
	fputs("\nprocesses in guests\n", f);
	error = grid_print(grid, f, 2);
	grid_free(grid);
	return error;
}

/* ---- Looks at them ---- */

/* "Linux version 6.1.0-57-cloud-amd64 (who built it) ..." without the rest. */
static void print_banner(const struct str *kernel, uint32_t vm, FILE *f)
{
	char text[TEXT];
	char *rest;

	unit_text(text, sizeof(text), kernel->text);
	rest = strstr(text, " (");
	if (rest)
		*rest = 0;
	print_vm("guest", vm, f);
	fprintf(f, ": %s\n", text);
}

static void print_looks(const struct guest_looks *l, uint32_t vm, FILE *f)
{
	char text[TEXT], cost[UNIT_TEXT], reads[UNIT_TEXT], missing[UNIT_TEXT];

	if (l->kernel)
		print_banner(l->kernel, vm, f);
	print_vm("looks", vm, f);
	fprintf(f, ": %s", unit_count(text, l->n));
	if (l->named < l->n)
		fprintf(f, ", of which %s found no kernel", unit_count(text, l->n - l->named));
	fprintf(f, "; the first took %s of CPU", unit_ns(cost, l->first_cost));
	if (l->n > 1)
		fprintf(f, ", others %s at most", unit_ns(cost, l->worst_cost));
	fputc('\n', f);
	print_vm("read", vm, f);
	fprintf(f, ": %s of its memory in %s, of which %s found nothing\n",
		unit_bytes(text, l->bytes), unit_things(reads, l->reads, "read"),
		unit_count(missing, l->missing));
	if (l->text) {
		print_vm("unknown", vm, f);
		fprintf(f, ": %s\n", unit_text(text, sizeof(text), l->text->text));
	}
}

int info_guests_print(struct info_guests *g, bool processes, FILE *f)
{
	const struct guest_entry **sorted;
	int error = guest_census_settle(g->census);
	uint32_t n;

	if (error)
		return error;
	sorted = sort_entries(g->census, &n);
	if (!sorted)
		return -ENOMEM;
	print_kernels(g, f);
	for (uint32_t vm = 1; vm < g->nlooks; vm++) {
		if (!g->looks[vm].n)
			continue;
		print_count(sorted, n, vm, f);
		print_looks(&g->looks[vm], vm, f);
	}
	if (processes && n)
		error = print_list(g, sorted, n, f);
	free(sorted);
	return error;
}
