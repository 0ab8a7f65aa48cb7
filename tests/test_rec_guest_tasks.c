/* SPDX-License-Identifier: GPL-2.0 */
/* Threads and modules of a made-up guest, and lists that lead astray. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/madeguest.h"

static struct made_guest *made;
static struct guest_linux *guest;
static struct guest_tasks tasks;
static char message[GUEST_LINUX_MESSAGE];

static void make(const struct made_options *o)
{
	guest_linux_free(guest);
	guest = NULL;
	made_guest_free(made);
	made = made_guest(o);
	cr_assert_eq(
		guest_linux_open(&guest, &made->memory, made->cr3, made->cr4, made->efer, message),
		0);
	cr_assert_str_eq(message, "");
}

static void setup(void)
{
	make(&(struct made_options){ .kallsyms = MADE_6_4 });
}

static void cleanup(void)
{
	guest_tasks_release(&tasks);
	guest_linux_free(guest);
	made_guest_free(made);
}

TestSuite(guest_tasks, .init = setup, .fini = cleanup);
TestSuite(guest_modules, .init = setup, .fini = cleanup);

static int look(void)
{
	made_look(made);
	return guest_linux_tasks(guest, &made->memory, &tasks);
}

/* The made task of a task that was told; MADE_TASKS: none. */
static uint32_t made_of(const struct guest_task *t)
{
	for (uint32_t i = 0; i < made->ntasks; i++)
		if (made_task_address(made, i) == t->address)
			return i;
	return MADE_TASKS;
}

static void expect_task(const struct guest_task *t, uint32_t i)
{
	const struct made_task *m = &made->tasks[i];
	uint32_t leader = i;

	while (made->tasks[leader].pid != m->tgid)
		leader--;
	cr_expect_eq(t->pid, m->pid);
	cr_expect_eq(t->tgid, m->tgid);
	cr_expect_eq(t->ppid, made->tasks[m->parent].tgid, "%s", m->comm);
	cr_expect_str_eq(t->comm, i == 5 ? "wal?writer" : m->comm);
	cr_expect_str_eq(t->leader, m->idle ? m->comm : made->tasks[leader].comm);
	cr_expect_eq(t->flags, (m->kthread ? GUEST_TASK_KTHREAD : 0) |
				       (m->pid == m->tgid ? GUEST_TASK_LEADER : 0) |
				       (m->idle ? GUEST_TASK_IDLE : 0));
	cr_expect_eq(t->start, 1000000 * (i + 1));
	cr_expect_eq(t->exec_id, i + 7);
	cr_expect_eq(t->root, m->kthread ? 0 : made_pgd_at(leader));
	cr_expect_eq(t->user_root, t->root && made->options.pti ? t->root | 0x1000 : t->root);
	cr_expect_eq(t->stack_size, 0x4000);
	if (i)
		cr_expect_eq(t->stack, 0xffffc90000000000ull + i * 0x8000);
}

static void expect_all(void)
{
	uint32_t seen = 0;

	cr_assert_eq(look(), 0);
	cr_assert_eq(tasks.n, made->ntasks);
	for (uint32_t i = 0; i < tasks.n; i++) {
		uint32_t m = made_of(&tasks.tasks[i]);

		cr_assert_lt(m, MADE_TASKS);
		cr_expect_not(seen & 1u << m, "told twice");
		seen |= 1u << m;
		expect_task(&tasks.tasks[i], m);
	}
}

Test(guest_tasks, all_of_them)
{
	expect_all();
}

Test(guest_tasks, in_every_kind_of_kernel)
{
	struct made_options o = { .kallsyms = MADE_7_0, .pti = true, .five_levels = true };

	make(&o);
	expect_all();
	o = (struct made_options){ .kallsyms = MADE_6_15, .no_direct = true, .nested = true };
	make(&o);
	expect_all();
	o = (struct made_options){ .kallsyms = MADE_4_20, .small_pages = true };
	o.lacks[FIELD_TASK_START] = true;
	make(&o);
	expect_all();
}

/* A process of one thread needs no more than itself and its page tables. */
Test(guest_tasks, reads_are_few)
{
	cr_assert_eq(guest_linux_same(guest, made_look(made)), 0);
	made_look(made);
	cr_expect_eq(guest_linux_tasks(guest, &made->memory, &tasks), 0);
	/* 9 tasks, a list's head, 3 pgds, 2 CPUs of 2 and their number, tables */
	cr_expect_leq(made->memory.reads, 9 + 1 + 3 + 5 + 4);
}

Test(guest_tasks, of_one_cpu)
{
	make(&(struct made_options){ .kallsyms = MADE_6_4, .without = "idle_threads" });
	cr_assert_eq(look(), 0);
	cr_expect_eq(tasks.n, made->ntasks - 1);
	cr_expect_str_eq(tasks.tasks[0].comm, "swapper/0");
}

static uint64_t node_of(uint32_t task, enum guest_field f)
{
	return made_task_at(task) + made->layout.fields[f].offset;
}

static uint64_t address_of(uint32_t task, enum guest_field f)
{
	return made_task_address(made, task) + made->layout.fields[f].offset;
}

/* The task at the end of a list that leads astray; what was seen before is right. */
static void expect_some(int error)
{
	made_look(made);
	made->memory.left = 16 << 20;
	cr_expect_eq(guest_linux_tasks(guest, &made->memory, &tasks), error);
	for (uint32_t i = 0; i < tasks.n; i++)
		cr_expect_lt(made_of(&tasks.tasks[i]), MADE_TASKS);
	cr_expect_leq(tasks.n, made->ntasks);
}

Test(guest_tasks, lists_that_lead_astray)
{
	uint64_t at = node_of(4, FIELD_TASK_TASKS), honest = made_get(made, at, 8);
	const uint64_t lies[] = {
		0,
		UINT64_MAX,
		0xdead000000000100ull,		       /* LIST_POISON1 */
		address_of(4, FIELD_TASK_TASKS),       /* itself */
		address_of(3, FIELD_TASK_TASKS),       /* back */
		address_of(8, FIELD_TASK_TASKS),       /* over one */
		address_of(5, FIELD_TASK_THREAD_NODE), /* into another list */
		address_of(4, FIELD_TASK_TASKS) + 4,   /* beside */
		made_direct(MADE_RAM - 8),	       /* the end of memory */
		made->base,
	};

	for (uint32_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		made_put(made, at, lies[i], 8);
		made_look(made);
		cr_expect_lt(guest_linux_tasks(guest, &made->memory, &tasks), 0, "lie %u", i);
		cr_expect_leq(tasks.n, made->ntasks);
	}
	made_put(made, at, honest, 8);
	expect_all();
}

Test(guest_tasks, threads_that_lead_astray)
{
	uint64_t at = node_of(5, FIELD_TASK_THREAD_NODE), honest = made_get(made, at, 8);
	uint64_t head = made_signal_at(4) + made->layout.fields[FIELD_SIGNAL_THREADS].offset;
	const uint64_t lies[] = {
		0,
		UINT64_MAX,
		address_of(5, FIELD_TASK_THREAD_NODE),
		address_of(8, FIELD_TASK_THREAD_NODE), /* another process's */
		address_of(4, FIELD_TASK_TASKS),
		made_direct(MADE_RAM - 8),
	};

	for (uint32_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		made_put(made, at, lies[i], 8);
		expect_some(i == 0 || i == 1 || i == 5 ? -EFAULT : -EAGAIN);
	}
	made_put(made, at, honest, 8);
	/* a head that is all of its list */
	made_put(made, head, made_direct(head), 8);
	made_put(made, head + 8, made_direct(head), 8);
	expect_some(-EAGAIN);
	cr_expect_leq(made->memory.reads, 100);
}

/* A thread that says it is of the process, but whose identity is another's. */
Test(guest_tasks, threads_of_others)
{
	made_put_field(made, made_task_at(6), FIELD_TASK_TGID, 30);
	expect_some(-EAGAIN);
	made_put_field(made, made_task_at(6), FIELD_TASK_TGID, 10);
	made_put_field(made, made_task_at(6), FIELD_TASK_PID, 1u << 22);
	expect_some(-EAGAIN);
}

Test(guest_tasks, memory_of_no_process)
{
	const uint64_t lies[] = { 8, UINT64_MAX, made_direct(MADE_RAM) };

	for (uint32_t i = 0; i < 3; i++) {
		made_put_field(made, made_task_at(8), FIELD_TASK_MM, lies[i]);
		expect_some(-EFAULT);
	}
	made_put_field(made, made_task_at(8), FIELD_TASK_MM, made_direct(made_mm_at(8)));
	/* page tables that do not begin a page */
	made_put_field(made, made_mm_at(8), FIELD_MM_PGD, made_direct(made_pgd_at(8)) + 8);
	cr_assert_eq(look(), 0);
	cr_expect_eq(tasks.tasks[tasks.n - 1].root, 0);
}

/* A kernel thread that borrows a process's memory is not that process. */
Test(guest_tasks, kernel_threads_have_no_root)
{
	made_put_field(made, made_task_at(7), FIELD_TASK_MM, made_direct(made_mm_at(8)));
	expect_all();
}

Test(guest_tasks, cpus_that_lie)
{
	uint64_t n = made_symbol(made, "nr_cpu_ids") - made->base + 0x400000;
	uint64_t offsets = made_symbol(made, "__per_cpu_offset") - made->base + 0x400000;

	made_put(made, n, UINT32_MAX, 4);
	cr_expect_eq(look(), 0);
	cr_expect_eq(tasks.n, made->ntasks);
	made_put(made, n, 2, 4);
	made_put(made, offsets + 8, 0x1234567812345678, 8);
	cr_expect_eq(look(), 0);
	cr_expect_eq(tasks.n, made->ntasks - 1);
	/* a process is no idle task */
	made_put(made, offsets + 8, made_get(made, offsets, 8), 8);
	made_put(made, 0x2001a0, made_task_address(made, 4), 8);
	cr_expect_eq(look(), 0);
	cr_expect_eq(tasks.n, made->ntasks - 1);
}

Test(guest_tasks, bytes_and_time_end)
{
	made_look(made);
	made->memory.left = 500;
	cr_expect_eq(guest_linux_tasks(guest, &made->memory, &tasks), -EDQUOT);
	made_look(made);
	made->memory.deadline = 1;
	cr_expect_eq(guest_linux_tasks(guest, &made->memory, &tasks), -ETIME);
	cr_expect_eq(tasks.n, 0);
}

/* ---- Modules ---- */

static void expect_module(void)
{
	static const struct {
		const char *name;
		char type;
	} symbols[] = { { "mod_init", 't' }, { "mod_give", 'T' }, { "mod_data", 'd' } };
	const struct guest_linux_image *i;
	const struct guest_symbols *s;
	uint32_t first;

	cr_assert_eq(guest_linux_images(guest), 2);
	i = guest_linux_image(guest, 1);
	cr_expect_str_eq(i->name, "toy");
	cr_expect_eq(i->base, 0xffffffffc0200000ull);
	cr_expect_eq(i->size, 0x10000);
	cr_expect_eq(i->build_id_size, 20);
	cr_expect_eq(i->build_id[0], 0x88);
	cr_assert_eq(i->nsymbols, 3);
	s = guest_linux_symbols(guest, 1, &first);
	for (uint32_t n = 0; n < 3; n++) {
		const struct guest_symbol_row *row = &s->rows[first + n];

		cr_expect_str_eq(guest_symbols_text(s, first + n), symbols[n].name);
		cr_expect_eq(row->type, symbols[n].type, "%s", symbols[n].name);
		cr_expect_eq(row->address, i->base + 16 * (n + 1));
		cr_expect_eq(row->size, 16);
	}
}

Test(guest_modules, one)
{
	expect_module();
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), 0);
}

Test(guest_modules, in_one_piece)
{
	struct made_options o = { .kallsyms = MADE_4_20 };

	o.lacks[FIELD_MODULE_MEM] = true;
	make(&o);
	expect_module();
}

Test(guest_modules, come_and_go)
{
	uint64_t head = made_symbol(made, "modules") - made->base + 0x400000 + 64;
	uint64_t next = made_get(made, head, 8), own = made->base + (head - 0x400000);

	made_put(made, head, own, 8);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), 1);
	cr_expect_eq(guest_linux_images(guest), 1);
	made_put(made, head, next, 8);
	/* one that is being loaded is not there yet */
	made_put_field(made, made->module, FIELD_MODULE_STATE, 1);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), 0);
	made_put_field(made, made->module, FIELD_MODULE_STATE, 0);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), 1);
	expect_module();
}

/* Another name makes it another module. */
static void read_again(void)
{
	uint64_t at = made->module + made->layout.fields[FIELD_MODULE_NAME].offset;

	made_put(made, at, made_get(made, at, 1) ^ 1, 1);
	cr_assert_eq(guest_linux_modules(guest, made_look(made)), 1);
	cr_assert_eq(guest_linux_images(guest), 2);
}

Test(guest_modules, lies_leave_a_module_without_symbols)
{
	static const enum guest_field fields[] = {
		FIELD_KALLSYMS_SYMTAB,
		FIELD_KALLSYMS_STRTAB,
		FIELD_KALLSYMS_TYPETAB,
	};
	uint64_t kallsyms = made->module + 0x800;

	for (uint32_t i = 0; i < 3; i++) {
		uint64_t at = kallsyms + made->layout.fields[fields[i]].offset;
		uint64_t honest = made_get(made, at, 8);

		made_put(made, at, 0x1000, 8);
		read_again();
		cr_expect_eq(guest_linux_image(guest, 1)->nsymbols, 0);
		made_put(made, at, honest, 8);
		read_again();
		cr_expect_eq(guest_linux_image(guest, 1)->nsymbols, 3);
	}
	made_put_field(made, kallsyms, FIELD_KALLSYMS_NUM, UINT32_MAX);
	read_again();
	cr_expect_eq(guest_linux_image(guest, 1)->nsymbols, 0);
	made_put_field(made, kallsyms, FIELD_KALLSYMS_NUM, 4);
	/* a name far behind, and one without an end */
	made_put(made, made->module_symtab + 24, UINT32_MAX, 4);
	read_again();
	cr_expect_eq(guest_linux_image(guest, 1)->nsymbols, 0);
}

Test(guest_modules, a_list_that_leads_astray)
{
	uint64_t at = made->module + made->layout.fields[FIELD_MODULE_LIST].offset;

	made_put(made, at, 0xffffffffc0200000ull + made->layout.fields[FIELD_MODULE_LIST].offset,
		 8);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), -EAGAIN);
	made_put(made, at, 0, 8);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), -EFAULT);
	expect_module();
}
