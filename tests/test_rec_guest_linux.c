/* SPDX-License-Identifier: GPL-2.0 */
/* What a made-up guest's memory says of its kernel, and what is said of one that lies. */
#include <bpf/btf.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/madeguest.h"

static struct made_guest *made;
static struct guest_linux *guest;
static char message[GUEST_LINUX_MESSAGE];

static int open_guest(void)
{
	guest_linux_free(guest);
	guest = NULL;
	return guest_linux_open(&guest, made_look(made), made->cr3, made->cr4, made->efer, message);
}

static void make(const struct made_options *o)
{
	made_guest_free(made);
	made = made_guest(o);
}

static void setup(void)
{
	make(&(struct made_options){ .kallsyms = MADE_6_4 });
}

static void cleanup(void)
{
	guest_linux_free(guest);
	made_guest_free(made);
}

TestSuite(guest_linux, .init = setup, .fini = cleanup);

static void expect_symbols(void)
{
	const struct guest_linux_image *i;
	const struct guest_symbols *s;
	uint32_t first;

	cr_assert_geq(guest_linux_images(guest), 1);
	i = guest_linux_image(guest, 0);
	cr_expect_str_eq(i->name, "vmlinux");
	cr_expect_eq(i->base, made->base);
	cr_assert_eq(i->nsymbols, made->nsymbols);
	s = guest_linux_symbols(guest, 0, &first);
	cr_assert_eq(first, 0);
	for (uint32_t n = 0; n < i->nsymbols; n++) {
		const struct made_symbol *m = &made->symbols[n];

		cr_assert_str_eq(guest_symbols_text(s, n), m->name);
		cr_assert_eq(s->rows[n].address, m->address, "%s", m->name);
		cr_assert_eq(s->rows[n].type, m->type, "%s", m->name);
		if (n + 1 < made->nsymbols && m->address != m[1].address)
			cr_assert_eq(s->rows[n].size, m[1].address - m->address, "%s", m->name);
	}
}

static void expect_whole(void)
{
	const struct guest_linux_facts *f;

	cr_assert_eq(open_guest(), 0, "%s", message);
	cr_expect_str_eq(message, "");
	f = guest_linux_facts(guest);
	cr_expect_str_eq(f->banner, "Linux version 6.1.0-made (made@up) #1 SMP");
	cr_expect_eq(f->slide, 0x1c00000);
	cr_expect_eq(f->text, made->base);
	cr_expect_eq(f->end, made->base + 0x440000);
	cr_expect_eq(f->stack_size, 0x4000);
	cr_expect(f->pti_known && f->symbols && f->tasks);
	cr_expect_eq(f->pti, made->options.pti);
	cr_expect_eq(f->levels, made->options.five_levels ? 5 : 4);
	expect_symbols();
}

/* ---- Kernels ---- */

Test(guest_linux, every_layout_of_kallsyms)
{
	for (enum made_kallsyms k = MADE_4_19; k < MADE_KALLSYMS; k++) {
		make(&(struct made_options){ .kallsyms = k });
		expect_whole();
	}
}

Test(guest_linux, five_levels_pti_small_pages_nested_fields)
{
	make(&(struct made_options){ .kallsyms = MADE_4_20, .five_levels = true, .pti = true });
	expect_whole();
	make(&(struct made_options){ .kallsyms = MADE_6_15, .small_pages = true });
	expect_whole();
	make(&(struct made_options){ .kallsyms = MADE_7_0, .nested = true, .no_direct = true });
	expect_whole();
}

Test(guest_linux, build_id)
{
	const struct guest_linux_image *i;

	expect_whole();
	i = guest_linux_image(guest, 0);
	cr_assert_eq(i->build_id_size, 20);
	cr_expect_eq(i->build_id[0], 0xa0);
	cr_expect_eq(i->build_id[19], 0xb3);
}

/* On page tables of user mode, as entry code is, with what PTI leaves of the kernel in them. */
Test(guest_linux, from_the_page_tables_of_user_mode)
{
	uint64_t user = made->cr3 + 0x1000;

	make(&(struct made_options){ .kallsyms = MADE_6_4, .pti = true });
	memcpy(made->ram + user, made->ram + made->cr3, 4096);
	made->cr3 = user;
	expect_whole();
	/* where bit 12 is one of the address */
	memset(made->ram + user - 0x1000, 0, 4096);
	memcpy(made->ram + 0xb1000, made->ram + user, 4096);
	made->cr3 = 0xb1000;
	made_put(made, made_symbol(made, "init_top_pgt") - made->base + 0x400000, 0, 8);
	memcpy(made->ram + user - 0x1000, made->ram + user, 4096);
	expect_whole();
}

Test(guest_linux, no_kernel)
{
	uint64_t cr3 = made->cr3;

	made->cr3 = 0x7000;
	cr_expect_eq(open_guest(), -ENOENT);
	cr_expect_neq(strlen(message), 0);
	made->cr3 = 0xfffffff000; /* outside of memory */
	cr_expect_eq(open_guest(), -ENOENT);
	made->cr3 = cr3;
	made->efer = 0;
	cr_expect_eq(open_guest(), -ENOENT);
	made->efer = 0x500;
	made->cr4 = 0;
	cr_expect_eq(open_guest(), -ENOENT);
	cr_expect_null(guest);
}

Test(guest_linux, another_system)
{
	memset(made->ram + 0x600000, 0, 0x200000);
	cr_expect_eq(open_guest(), -ENOENT);
}

/* ---- Less than all ---- */

Test(guest_linux, without_kallsyms)
{
	make(&(struct made_options){ .kallsyms = MADE_NO_KALLSYMS });
	cr_assert_eq(open_guest(), 0);
	cr_expect_str_eq(message, "no symbols: its kernel has no kallsyms that is known");
	cr_expect_str_eq(guest_linux_facts(guest)->banner,
			 "Linux version 6.1.0-made (made@up) #1 SMP");
	cr_expect_eq(guest_linux_images(guest), 0);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
	cr_expect_eq(guest_linux_tasks(guest, made_look(made), &(struct guest_tasks){ 0 }),
		     -ENOTSUP);
	cr_expect_eq(guest_linux_modules(guest, made_look(made)), -ENOTSUP);
}

static void expect_less(const char *text)
{
	cr_assert_eq(open_guest(), 0, "%s", message);
	cr_expect_str_eq(message, text);
	cr_expect_not(guest_linux_facts(guest)->tasks);
	expect_symbols();
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
}

Test(guest_linux, without_btf)
{
	make(&(struct made_options){ .kallsyms = MADE_6_4, .no_btf = true });
	expect_less("no processes: its kernel has no BTF");
}

Test(guest_linux, without_symbols_of_data)
{
	static const struct {
		const char *name, *message;
	} cases[] = {
		{ "init_task", "no processes: its kernel's symbols lack init_task" },
		{ "init_top_pgt", "no processes: its kernel's symbols lack init_top_pgt" },
		{ "boot_cpu_data",
		  "no processes: whether page tables are split (PTI) is not known" },
	};

	for (uint32_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		make(&(struct made_options){ .kallsyms = MADE_6_4, .without = cases[i].name });
		expect_less(cases[i].message);
	}
}

Test(guest_linux, without_a_field)
{
	struct made_options o = { .kallsyms = MADE_6_4 };

	o.lacks[FIELD_TASK_SIGNAL] = true;
	make(&o);
	expect_less("no processes: its kernel has no task_struct.signal");
}

Test(guest_linux, without_a_banner_s_symbol)
{
	make(&(struct made_options){ .kallsyms = MADE_6_4, .without = "linux_banner" });
	expect_whole();
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
}

Test(guest_linux, stack_size_from_init_stack)
{
	uint32_t n = 0;

	/* no union of that name: one letter of it is another */
	for (uint64_t at = made->btf; at < made->btf + made->btf_size; at++)
		if (!memcmp(made->ram + at, "thread_union", 12)) {
			made_put(made, at, 'T', 1);
			n++;
		}
	cr_assert_eq(n, 1);
	expect_whole();
}

/* ---- Lies ---- */

/* Each makes an honest kallsyms one that cannot be taken. */
Test(guest_linux, lies_of_kallsyms)
{
	const struct {
		uint64_t at;
		uint32_t size;
		uint64_t value;
	} lies[] = {
		{ made->num_syms, 4, 0 },
		{ made->num_syms, 4, UINT32_MAX },
		{ made->num_syms, 4, made->nsymbols + 1 },
		{ made->num_syms, 4, 1000000 },
		{ made->names, 1, 0 },
		{ made->names, 1, 0xff },
		{ made->names, 2, 0xffff },
		{ made->names + 1000, 1, 0x7f },
		{ made->markers, 4, 1 },
		{ made->markers + 4, 4, UINT32_MAX },
		{ made->markers + 8, 4, 5 },
		{ made->tokens, 1, 0 },
		{ made->tokens + 3, 1, '\n' },
		{ made->tokens + 3, 1, 0x80 },
		{ made->index, 2, 1 },
		{ made->index + 2, 2, 0xffff },
		{ made->index + 510, 2, 0 },
		{ made->offsets + 400, 4, 0x7fffffff },
		{ made->offsets + 400, 4, 0x80000000 },
		{ made->relative_base, 8, 0 },
		{ made->relative_base, 8, UINT64_MAX },
	};

	for (uint32_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		uint64_t honest = made_get(made, lies[i].at, lies[i].size);

		made_put(made, lies[i].at, lies[i].value, lies[i].size);
		cr_expect_eq(open_guest(), 0, "lie %u: %s", i, message);
		cr_expect_eq(guest_linux_images(guest), 0, "lie %u", i);
		made_put(made, lies[i].at, honest, lies[i].size);
	}
	expect_whole();
}

/* More places look like tokens than are looked at. */
Test(guest_linux, tokens_everywhere)
{
	static const char digits[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009";

	for (uint64_t at = 0x601000; at < made->num_syms - 64; at += sizeof(digits))
		memcpy(made->ram + at, digits, sizeof(digits));
	cr_expect_eq(open_guest(), 0);
	cr_expect_eq(guest_linux_images(guest), 0);
	memset(made->ram + 0x601000, 0, 0x6000);
	expect_whole();
}

/* Of 120 codes for "token255" each: a name of 960 bytes, which no kernel has, is left out. */
Test(guest_linux, a_name_that_is_too_long)
{
	uint64_t at = made->names, codes;

	for (uint32_t i = 0; i < 303; i++) { /* to the name of many codes */
		codes = made_get(made, at, 1);
		at += 1 + codes;
	}
	codes = made_get(made, at, 2);
	cr_assert_eq(codes & 0x80, 0x80);
	for (uint32_t i = 0; i < 120; i++)
		made_put(made, at + 2 + i, 0xff, 1);
	cr_expect_eq(open_guest(), 0);
	cr_assert_eq(guest_linux_images(guest), 2);
	cr_expect_eq(guest_linux_image(guest, 0)->nsymbols, made->nsymbols - 1);
	cr_expect(guest_linux_facts(guest)->tasks);
}

Test(guest_linux, lies_of_btf)
{
	const struct {
		uint32_t at, size;
		uint64_t value;
	} lies[] = {
		{ 0, 2, 0 },
		{ 0, 2, 0x9feb },
		{ 2, 1, 9 },
		{ 4, 4, 0 },
		{ 4, 4, UINT32_MAX },
		{ 4, 4, 26 },
		{ 8, 4, UINT32_MAX },
		{ 8, 4, 2 },
		{ 12, 4, UINT32_MAX },
		{ 12, 4, 1 },
		{ 16, 4, UINT32_MAX },
		{ 20, 4, 0 },
		{ 20, 4, UINT32_MAX },
		{ 24 + 4, 4, 0x1f000000 },
		{ 24 + 4, 4, 0x0d00ffff },
	};

	for (uint32_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		uint64_t at = made->btf + lies[i].at, honest = made_get(made, at, lies[i].size);

		made_put(made, at, lies[i].value, lies[i].size);
		cr_expect_eq(open_guest(), 0, "lie %u: %s", i, message);
		cr_expect_str_eq(message, "no processes: its kernel's BTF makes no sense", "lie %u",
				 i);
		made_put(made, at, honest, lies[i].size);
	}
	expect_whole();
}

/* Thousands of one name, each with thousands of members in it: not all are looked at. */
Test(guest_linux, structures_without_end, .init = NULL, .fini = NULL, .timeout = 60)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, 0), large = btf__add_struct(btf, NULL, 1 << 20);
	struct guest_layout layout;
	const void *bytes;
	uint32_t size;

	for (uint32_t i = 0; i < 60000; i++)
		btf__add_field(btf, "other", number, 8 * (i % 65536), 0);
	for (uint32_t i = 0; i < 60000; i++) {
		btf__add_struct(btf, "task_struct", 1 << 20);
		btf__add_field(btf, NULL, large, 0, 0);
	}
	bytes = btf__raw_data(btf, &size);
	cr_expect_eq(guest_layout_read(&layout, bytes, size), 0);
	cr_expect_not(guest_layout_has(&layout, FIELD_TASK_PID));
	btf__free(btf);
}

/* All types' numbers and names, one after the other, are ones that there are not. */
Test(guest_linux, numbers_in_btf)
{
	for (uint64_t at = made->btf + 24; at + 4 <= made->btf + made->btf_size; at += 4) {
		uint64_t honest = made_get(made, at, 4);

		made_put(made, at, 0xfffffff0, 4);
		cr_assert_eq(open_guest(), 0, "%s", message);
		made_put(made, at, honest, 4);
	}
	expect_whole();
}

Test(guest_linux, notes_that_lie)
{
	static const uint64_t lies[] = { 0, 5, 0x7fffffff, 0xfffffffd, 0xffffffff };

	for (uint32_t i = 0; i < 5; i++)
		for (uint32_t at = 0; at < 40; at += 4) {
			uint64_t honest = made_get(made, made->notes + at, 4);

			made_put(made, made->notes + at, lies[i], 4);
			cr_expect_eq(open_guest(), 0);
			made_put(made, made->notes + at, honest, 4);
		}
}

Test(guest_linux, a_budget_that_is_used_up)
{
	static const struct {
		uint64_t left, deadline;
		int error;
	} cases[] = { { 1 << 20, UINT64_MAX, -EDQUOT }, { 64 << 20, 1, -ETIME } };

	for (uint32_t i = 0; i < 2; i++) {
		made_look(made);
		made->memory.left = cases[i].left;
		made->memory.deadline = cases[i].deadline;
		cr_expect_eq(guest_linux_open(&guest, &made->memory, made->cr3, made->cr4,
					      made->efer, message),
			     cases[i].error);
		cr_expect_neq(strlen(message), 0);
	}
}

/* ---- Later ---- */

Test(guest_linux, the_same_until_it_boots_again)
{
	expect_whole();
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
	made_put(made, made->banner + 15, '7', 1);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), -ESTALE);
	made_put(made, made->banner + 15, '.', 1);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
	memset(made->ram + made->cr3, 0, 4096);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), -ESTALE);
	made_look(made)->deadline = 1;
	cr_expect_eq(guest_linux_same(guest, &made->memory), -ETIME);
}

/* A process's page tables are gone when it ends: the kernel's own are used from then on. */
Test(guest_linux, the_cr3_need_not_stay)
{
	memcpy(made->ram + 0xb0000, made->ram + made->cr3, 4096);
	made->cr3 = 0xb0000;
	expect_whole();
	memset(made->ram + 0xb0000, 0, 4096);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
}

/* Seen early, a kernel has yet to find out what its processor needs. */
Test(guest_linux, isolation_that_comes_as_it_boots)
{
	uint64_t at = made_symbol(made, "boot_cpu_data") - made->base + 0x400000 +
		      made->layout.fields[FIELD_CPU_CAPABILITY].offset + 28;
	struct guest_tasks tasks = { 0 };

	expect_whole();
	made_put(made, at, 1u << 11, 4);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), 0);
	cr_expect(guest_linux_facts(guest)->pti);
	cr_expect_eq(guest_linux_tasks(guest, &made->memory, &tasks), 0);
	cr_expect_eq(tasks.tasks[2].user_root, tasks.tasks[2].root | 0x1000);
	guest_tasks_release(&tasks);
}

Test(guest_linux, another_linear_mapping_is_another_kernel_s)
{
	uint64_t at = made_symbol(made, "page_offset_base") - made->base + 0x400000;

	expect_whole();
	made_put(made, at, 0xffff890000000000, 8);
	cr_expect_eq(guest_linux_same(guest, made_look(made)), -ESTALE);
}
