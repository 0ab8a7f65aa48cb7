/* SPDX-License-Identifier: GPL-2.0 */
/*
 * RAM, by guest-physical addresses, and where the kernel has it:
 *
 *	0x010000	tables of pages
 *	0x100000	tasks, 64 KiB each: task_struct, signal_struct, mm_struct, pgd
 *	0x200000	variables of each CPU
 *	0x300000	the module's memory			MODULE
 *	0x400000	the image: text				base
 *	0x600000		constants: kallsyms, BTF	base + 2 MiB
 *	0x800000		data, init_task			base + 4 MiB
 */
#include "tests/madeguest.h"

#include <bpf/btf.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/le.h"
#include "tests/madekallsyms.h"

#define STEP 0x200000ull
#define TABLES 0x10000ull
#define TASKS 0x100000ull
#define TASK_ROOM 0x10000ull
#define MODULE_RAM 0x300000ull
#define MODULE_PAGES 16u
#define MODULE 0xffffffffc0200000ull
#define IMAGE 0x400000ull
#define CONSTANTS (IMAGE + STEP)
#define DATA (IMAGE + 2 * STEP)
#define BANNER (CONSTANTS + 0x100)
#define NOTES (CONSTANTS + 0x400)
#define KALLSYMS (CONSTANTS + 0x8000)
#define BTF (CONSTANTS + 0x20000)
#define VARIABLES DATA /* 8 bytes or more each */
#define TOP_PGT (DATA + 0x10000)
#define INIT_STACK (DATA + 0x20000)
#define INIT_TASK (DATA + 0x30000)
#define IMAGE_END (DATA + 0x40000)
#define PER_CPU 0x200000ull
#define PER_CPU_ROOM 0x1000ull
#define IDLE_THREADS 0x1a0ull /* there */
#define DIRECT 0xffff888000000000ull
#define SLIDE 0x1c00000ull
#define FUNCTIONS 600u
#define CPUS 2u

#define PRESENT 1ull
#define WRITE 2ull
#define LARGE 0x80ull
#define NO_EXECUTE (1ull << 63)

static const struct made_task made_tasks[] = {
	{ 0, 0, 0, "swapper/0", true, true },	     { 0, 0, 0, "swapper/1", true, true },
	{ 1, 1, 0, "init", false, false },	     { 2, 2, 0, "kthreadd", true, false },
	{ 10, 10, 2, "postgres", false, false },     { 11, 10, 2, "wal\x01writer", false, false },
	{ 12, 10, 2, "checkpointer", false, false }, { 20, 20, 3, "kworker/0:1", true, false },
	{ 30, 30, 4, "sh", false, false },
};
#define NTASKS (sizeof(made_tasks) / sizeof(*made_tasks))

void made_put(struct made_guest *g, uint64_t gpa, uint64_t value, uint32_t size)
{
	le_put(g->ram + gpa, value, size);
}

uint64_t made_get(const struct made_guest *g, uint64_t gpa, uint32_t size)
{
	return le_get(g->ram + gpa, size);
}

void made_put_field(struct made_guest *g, uint64_t gpa, enum guest_field f, uint64_t value)
{
	const struct guest_field_place *p = &g->layout.fields[f];

	if (p->size)
		made_put(g, gpa + p->offset, value, p->size < 8 ? p->size : 8);
}

static void put_text(struct made_guest *g, uint64_t gpa, enum guest_field f, const char *text)
{
	const struct guest_field_place *p = &g->layout.fields[f];

	if (p->size)
		strncpy((char *)g->ram + gpa + p->offset, text, p->size);
}

uint64_t made_direct(uint64_t gpa)
{
	return DIRECT + gpa;
}

/* The first is of the image. */
uint64_t made_task_at(uint32_t task)
{
	return task ? TASKS + task * TASK_ROOM : INIT_TASK;
}

uint64_t made_signal_at(uint32_t task)
{
	return made_task_at(task) + 0x4000;
}

uint64_t made_mm_at(uint32_t task)
{
	return made_task_at(task) + 0x8000;
}

uint64_t made_pgd_at(uint32_t task)
{
	return made_task_at(task) + 0xa000; /* two pages, for PTI */
}

uint64_t made_in_image(const struct made_guest *g, uint64_t gpa)
{
	return g->base + (gpa - IMAGE);
}

uint64_t made_task_address(const struct made_guest *g, uint32_t task)
{
	return task ? made_direct(made_task_at(task)) : made_in_image(g, INIT_TASK);
}

/* ---- Memory ---- */

static int read_ram(struct guest_memory *m, uint64_t gpa, void *to, size_t n)
{
	struct made_guest *g = (struct made_guest *)m;
	int error = guest_memory_admit(m, n);

	if (error)
		return error;
	error = gpa > MADE_RAM || n > MADE_RAM - gpa ? -EFAULT : 0;
	if (!error)
		memcpy(to, g->ram + gpa, n);
	return guest_memory_count(m, n, error);
}

struct guest_memory *made_look(struct made_guest *g)
{
	g->memory = (struct guest_memory){
		.read = read_ram,
		.left = 256u << 20,
		.deadline = UINT64_MAX,
	};
	return &g->memory;
}

/* ---- Page tables ---- */

static uint64_t entry_below(struct made_guest *g, uint64_t entry)
{
	if (!made_get(g, entry, 8)) {
		made_put(g, entry, g->next_table | PRESENT | WRITE, 8);
		g->next_table += 4096;
	}
	return made_get(g, entry, 8) & 0xffffffffff000ull;
}

static void map(struct made_guest *g, uint64_t va, uint64_t gpa, uint32_t level, uint64_t flags)
{
	uint64_t table = g->pgd;

	for (uint32_t l = g->options.five_levels ? 4 : 3; l > level; l--)
		table = entry_below(g, table + (va >> (12 + 9 * l) & 511) * 8);
	made_put(g, table + (va >> (12 + 9 * level) & 511) * 8,
		 gpa | flags | PRESENT | (level ? LARGE : 0), 8);
}

static void map_pages(struct made_guest *g, uint64_t va, uint64_t gpa, uint32_t n, uint64_t flags)
{
	for (uint32_t i = 0; i < n; i++)
		map(g, va + i * 4096ull, gpa + i * 4096ull, 0, flags);
}

static void map_all(struct made_guest *g)
{
	static const uint64_t flags[] = { 0, NO_EXECUTE, NO_EXECUTE | WRITE };

	g->pgd = TOP_PGT;
	g->next_table = TABLES;
	g->cr3 = TOP_PGT;
	g->cr4 = 0x20 | (g->options.five_levels ? 0x1000 : 0);
	g->efer = 0xd01;
	g->base = 0xffffffff81000000ull + SLIDE;
	for (uint32_t i = 0; i < 3; i++)
		if (g->options.small_pages)
			map_pages(g, g->base + i * STEP, IMAGE + i * STEP, 80, flags[i]);
		else
			map(g, g->base + i * STEP, IMAGE + i * STEP, 1, flags[i]);
	for (uint64_t gpa = 0; gpa < MADE_RAM; gpa += STEP)
		map(g, made_direct(gpa), gpa, 1, NO_EXECUTE | WRITE);
	map_pages(g, MODULE, MODULE_RAM, MODULE_PAGES, WRITE);
}

/* ---- Symbols ---- */

uint64_t made_symbol(const struct made_guest *g, const char *name)
{
	for (uint32_t i = 0; i < g->nsymbols; i++)
		if (!strcmp(g->symbols[i].name, name))
			return g->symbols[i].address;
	return 0;
}

static void add_symbol(struct made_guest *g, const char *name, char type, uint64_t address)
{
	struct made_symbol *s = &g->symbols[g->nsymbols];

	if (g->options.without && !strcmp(name, g->options.without))
		return;
	snprintf(s->name, sizeof(s->name), "%s", name);
	s->address = address;
	s->type = type;
	g->nsymbols++;
}

static bool has_absolute(const struct made_guest *g)
{
	return g->options.kallsyms < MADE_6_15;
}

static void add_functions(struct made_guest *g)
{
	char name[256];

	add_symbol(g, "_text", 'T', g->base);
	for (uint32_t i = 0; i < FUNCTIONS; i++) {
		memset(name, 0, sizeof(name));
		snprintf(name, sizeof(name), "function_%03u", i);
		/* more than 127 codes: told in two bytes */
		if (i == 300 && g->options.kallsyms != MADE_4_19)
			memset(name + strlen(name), 'x', 180);
		add_symbol(g, name, i % 2 ? 'T' : 't', g->base + 0x1000 + i * 16);
	}
}

static void add_data(struct made_guest *g)
{
	static const char *const variables[] = {
		"page_offset_base", "vmalloc_base", "__per_cpu_offset", "nr_cpu_ids",
		"modules",	    "modules",	    "boot_cpu_data",
	};

	add_symbol(g, "linux_banner", 'D', made_in_image(g, BANNER));
	add_symbol(g, "__start_notes", 'd', made_in_image(g, NOTES));
	add_symbol(g, "__stop_notes", 'd', made_in_image(g, NOTES + 0x40));
	if (!g->options.no_btf) {
		add_symbol(g, "__start_BTF", 'D', made_in_image(g, BTF));
		add_symbol(g, "__stop_BTF", 'D', made_in_image(g, BTF + g->btf_size));
	}
	for (uint32_t i = g->options.no_direct ? 2 : 0; i < 7; i++)
		/* of two of a name the global one is meant */
		add_symbol(g, variables[i], i == 4 ? 'd' : 'D',
			   made_in_image(g, VARIABLES + 64 * i));
	if (!has_absolute(g))
		add_symbol(g, "idle_threads", 'd', made_in_image(g, DATA + 0x8000));
	add_symbol(g, "init_top_pgt", 'D', made_in_image(g, TOP_PGT));
	add_symbol(g, "init_stack", 'D', made_in_image(g, INIT_STACK));
	add_symbol(g, "__end_init_stack", 'D', made_in_image(g, INIT_STACK + 0x4000));
	add_symbol(g, "init_task", 'D', made_in_image(g, INIT_TASK));
	add_symbol(g, "_end", 'B', made_in_image(g, IMAGE_END));
}

static void add_symbols(struct made_guest *g)
{
	if (has_absolute(g)) {
		add_symbol(g, "__per_cpu_start", 'A', 0);
		add_symbol(g, "idle_threads", 'A', IDLE_THREADS);
	}
	add_functions(g);
	add_data(g);
}

/* ---- BTF ---- */

static const struct {
	const char *structure, *member;
	uint32_t size;
} fields[] = {
#define FIELD_ROW(symbol, structure, member, least, most) { structure, member, least },
	GUEST_FIELDS(FIELD_ROW)
#undef FIELD_ROW
};

/* Of these two one holds fields of another structure. */
static uint32_t size_of(uint32_t f)
{
	return f == FIELD_MODULE_MEM || f == FIELD_MODULE_CORE ? 64 : fields[f].size;
}

/* A type of some size, whatever it is else. */
static int type_of_size(struct btf *btf, uint32_t size)
{
	int byte = btf__add_int(btf, "char", 1, 0), index = btf__add_int(btf, "int", 4, 0);

	return size <= 8 ? btf__add_int(btf, "number", size, 0)
			 : btf__add_array(btf, index, byte, size);
}

#define STRUCTURE_SIZE 1024u
#define FIRST_FIELD 24u

/* The structure that begins at a field of the list; returns the field behind it. */
static uint32_t add_structure(struct made_guest *g, struct btf *btf, uint32_t first)
{
	const char *name = fields[first].structure;
	uint32_t f = first, at = FIRST_FIELD, base = 0;
	int types[GUEST_FIELDS_ALL], inner;

	for (f = first; f < GUEST_FIELDS_ALL && !strcmp(fields[f].structure, name); f++)
		types[f] = type_of_size(btf, size_of(f));
	if (g->options.nested && !strcmp(name, "task_struct"))
		base = 64;
	inner = btf__add_struct(btf, base ? NULL : name, STRUCTURE_SIZE);
	for (f = first; f < GUEST_FIELDS_ALL && !strcmp(fields[f].structure, name); f++) {
		if (g->options.lacks[f])
			continue;
		btf__add_field(btf, fields[f].member, types[f], at * 8, 0);
		g->layout.fields[f] = (struct guest_field_place){ base + at, size_of(f) };
		at += (size_of(f) + 7) & -8u;
	}
	if (base) {
		int constant = btf__add_const(btf, inner);

		btf__add_struct(btf, name, 2 * STRUCTURE_SIZE);
		btf__add_field(btf, NULL, constant, base * 8, 0);
	}
	return f;
}

static void put_btf(struct made_guest *g)
{
	struct btf *btf = btf__new_empty();
	const void *bytes;
	uint32_t size;

	for (uint32_t f = 0; f < GUEST_FIELDS_ALL;)
		f = add_structure(g, btf, f);
	btf__add_union(btf, "thread_union", 0x4000);
	btf__add_struct(btf, "kernel_symbol", 12);
	bytes = btf__raw_data(btf, &size);
	memcpy(g->ram + BTF, bytes, size);
	g->btf = BTF;
	g->btf_size = size;
	btf__free(btf);
}

/* ---- Threads ---- */

static void put_node(struct made_guest *g, uint64_t gpa, uint64_t next, uint64_t prev)
{
	made_put(g, gpa, next, 8);
	made_put(g, gpa + 8, prev, 8);
}

/* Nodes in a circle: of each its place in ram and its address. */
struct ring {
	uint32_t n;
	uint64_t at[MADE_TASKS], address[MADE_TASKS];
};

static void ring_add(struct ring *r, uint64_t at, uint64_t address)
{
	r->at[r->n] = at;
	r->address[r->n++] = address;
}

static void put_ring(struct made_guest *g, const struct ring *r)
{
	for (uint32_t i = 0; i < r->n; i++)
		put_node(g, r->at[i], r->address[(i + 1) % r->n],
			 r->address[(i + r->n - 1) % r->n]);
}

static uint32_t leader_of(uint32_t task)
{
	while (made_tasks[task].pid != made_tasks[task].tgid)
		task--;
	return task;
}

static void put_task(struct made_guest *g, uint32_t i)
{
	const struct made_task *t = &made_tasks[i];
	uint32_t leader = leader_of(i);
	uint64_t at = made_task_at(i);

	made_put_field(g, at, FIELD_TASK_FLAGS, t->kthread ? 0x200000 : 0x400000);
	made_put_field(g, at, FIELD_TASK_STACK,
		       i ? 0xffffc90000000000ull + i * 0x8000 : made_in_image(g, INIT_STACK));
	made_put_field(g, at, FIELD_TASK_MM, t->kthread ? 0 : made_direct(made_mm_at(leader)));
	made_put_field(g, at, FIELD_TASK_PID, t->pid);
	made_put_field(g, at, FIELD_TASK_TGID, t->tgid);
	made_put_field(g, at, FIELD_TASK_PARENT, made_task_address(g, t->parent));
	made_put_field(g, at, FIELD_TASK_START, 1000000 * (i + 1));
	made_put_field(g, at, FIELD_TASK_REAL_START, 1000000 * (i + 1));
	made_put_field(g, at, FIELD_TASK_EXEC_ID, i + 7);
	made_put_field(g, at, FIELD_TASK_SIGNAL, made_direct(made_signal_at(leader)));
	put_text(g, at, FIELD_TASK_COMM, t->comm);
	made_put_field(g, made_mm_at(i), FIELD_MM_PGD, made_direct(made_pgd_at(i)));
}

static void put_threads(struct made_guest *g, uint32_t leader)
{
	uint32_t node = g->layout.fields[FIELD_TASK_THREAD_NODE].offset;
	uint64_t head = made_signal_at(leader) + g->layout.fields[FIELD_SIGNAL_THREADS].offset;
	struct ring r = { 0 };

	ring_add(&r, head, made_direct(head));
	for (uint32_t i = leader; i < NTASKS; i++)
		if (leader_of(i) == leader)
			ring_add(&r, made_task_at(i) + node, made_task_address(g, i) + node);
	put_ring(g, &r);
}

static void put_tasks(struct made_guest *g)
{
	uint32_t node = g->layout.fields[FIELD_TASK_TASKS].offset;
	struct ring r = { 0 };

	for (uint32_t i = 0; i < NTASKS; i++) {
		put_task(g, i);
		if (leader_of(i) != i)
			continue;
		put_threads(g, i);
		if (!i || !made_tasks[i].idle)
			ring_add(&r, made_task_at(i) + node, made_task_address(g, i) + node);
	}
	put_ring(g, &r);
	g->tasks = made_tasks;
	g->ntasks = NTASKS;
}

/* ---- Variables ---- */

static void put_variable(struct made_guest *g, const char *name, uint64_t value, uint32_t size)
{
	uint64_t va = made_symbol(g, name);

	if (va)
		made_put(g, va - g->base + IMAGE, value, size);
}

static void put_cpus(struct made_guest *g)
{
	uint64_t symbol = made_symbol(g, "idle_threads");
	uint64_t offsets = made_symbol(g, "__per_cpu_offset") - g->base + IMAGE;

	put_variable(g, "nr_cpu_ids", CPUS, 4);
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		uint64_t area = PER_CPU + cpu * PER_CPU_ROOM + IDLE_THREADS;

		made_put(g, area, made_task_address(g, cpu), 8);
		made_put(g, offsets + 8 * cpu, made_direct(area) - symbol, 8);
	}
}

static void put_module(struct made_guest *g)
{
	static const struct {
		const char *name;
		char type;
	} symbols[] = {
		{ "", ' ' }, { "mod_init", 'T' }, { "mod_give", 't' }, { "mod_data", 'd' }
	};
	uint64_t at = MODULE_RAM, kallsyms = at + 0x800, symtab = at + 0x1000, names = at + 0x2000;
	uint64_t node = g->layout.fields[FIELD_MODULE_LIST].offset, types = at + 0x3000, name = 0;
	uint64_t head = made_in_image(g, VARIABLES + 64 * 5), exports = at + 0x4000;
	bool whole = g->options.lacks[FIELD_MODULE_MEM];
	enum guest_field in = whole ? FIELD_MODULE_CORE : FIELD_MODULE_MEM;
	enum guest_field base = whole ? FIELD_LAYOUT_BASE : FIELD_MEMORY_BASE;
	enum guest_field size = whole ? FIELD_LAYOUT_SIZE : FIELD_MEMORY_SIZE;

	put_text(g, at, FIELD_MODULE_NAME, "toy");
	put_node(g, at + node, head, head);
	put_node(g, VARIABLES + 64 * 5, MODULE + node, MODULE + node);
	made_put_field(g, at, FIELD_MODULE_KALLSYMS, MODULE + 0x800);
	made_put_field(g, at, FIELD_MODULE_SYMS, MODULE + 0x4000);
	made_put_field(g, at, FIELD_MODULE_NUM_SYMS, 1);
	made_put_field(g, at, FIELD_MODULE_BUILD_ID, 0x1122334455667788);
	made_put_field(g, at + g->layout.fields[in].offset, base, MODULE);
	made_put_field(g, at + g->layout.fields[in].offset, size, MODULE_PAGES * 4096);
	made_put_field(g, kallsyms, FIELD_KALLSYMS_SYMTAB, MODULE + 0x1000);
	made_put_field(g, kallsyms, FIELD_KALLSYMS_NUM, 4);
	made_put_field(g, kallsyms, FIELD_KALLSYMS_STRTAB, MODULE + 0x2000);
	made_put_field(g, kallsyms, FIELD_KALLSYMS_TYPETAB, MODULE + 0x3000);
	for (uint32_t i = 0; i < 4; i++) {
		uint64_t sym = symtab + i * sizeof(Elf64_Sym);

		strcpy((char *)g->ram + names + name, symbols[i].name);
		made_put(g, sym, name, 4);
		made_put(g, sym + offsetof(Elf64_Sym, st_value), i ? MODULE + 16 * i : 0, 8);
		made_put(g, sym + offsetof(Elf64_Sym, st_size), 16, 8);
		made_put(g, types + i, symbols[i].type, 1);
		name += strlen(symbols[i].name) + 1;
	}
	made_put(g, exports, MODULE + 32 - (MODULE + 0x4000), 4);
	g->module = at;
	g->module_symtab = symtab;
}

static void put_notes(struct made_guest *g)
{
	g->notes = NOTES;
	/* one of another kind before */
	made_put(g, NOTES, 4, 4);
	made_put(g, NOTES + 4, 2, 4);
	made_put(g, NOTES + 8, 1, 4);
	memcpy(g->ram + NOTES + 12, "Xen", 4);
	made_put(g, NOTES + 20, 4, 4);
	made_put(g, NOTES + 24, 20, 4);
	made_put(g, NOTES + 28, 3, 4);
	memcpy(g->ram + NOTES + 32, "GNU", 4);
	for (uint32_t i = 0; i < 20; i++)
		made_put(g, NOTES + 36 + i, 0xa0 + i, 1);
}

static void put_kernel(struct made_guest *g)
{
	uint64_t cpu = made_symbol(g, "boot_cpu_data");
	uint64_t capability = g->layout.fields[FIELD_CPU_CAPABILITY].offset;

	g->banner = BANNER;
	strcpy((char *)g->ram + BANNER, "Linux version 6.1.0-made (made@up) #1 SMP\n");
	put_notes(g);
	put_variable(g, "page_offset_base", DIRECT, 8);
	put_variable(g, "vmalloc_base", DIRECT + (1ull << 40), 8);
	if (cpu && capability && g->options.pti)
		made_put(g, cpu - g->base + IMAGE + capability + 28, 1u << 11, 4);
}

struct made_guest *made_guest(const struct made_options *options)
{
	struct made_guest *g = calloc(1, sizeof(*g));

	g->options = *options;
	map_all(g);
	put_btf(g);
	add_symbols(g);
	if (options->kallsyms)
		made_kallsyms_put(g, KALLSYMS);
	put_kernel(g);
	put_tasks(g);
	put_cpus(g);
	put_module(g);
	made_look(g);
	return g;
}

void made_guest_free(struct made_guest *g)
{
	free(g);
}
