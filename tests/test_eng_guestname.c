/* SPDX-License-Identifier: GPL-2.0 */
/* Guests' processes and functions by name: never a wrong one. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "format/vmt_tables.h"
#include "tests/engtest.h"
#include "tests/guesttrace.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define UNKNOWN "[unknown] -1\n"

#define ROOT 0x123000ull
#define STACK 0xffffc90000004000ull

static struct guesttrace g;

static void begin(void)
{
	guesttrace_begin(&g);
}

static void done(void)
{
	guesttrace_release(&g);
}

TestSuite(guestname, .init = begin, .fini = done);

static struct guesttrace_task task(uint32_t entry, uint32_t tgid, const char *leader)
{
	return (struct guesttrace_task){
		.vm = 1,
		.entry = entry,
		.pid = tgid,
		.tgid = tgid,
		.from = 1,
		.root = ROOT,
		.user_root = ROOT,
		.stack = STACK,
		.stack_size = 16384,
		.comm = leader,
		.leader = leader,
	};
}

static void user(uint64_t cr3)
{
	guesttrace_row(&g, (struct guesttrace_row){ .vm = 1, .cpl = 3, .cr3 = cr3 });
}

static void kernel(uint64_t cr3, uint64_t rsp)
{
	guesttrace_row(&g,
		       (struct guesttrace_row){ .vm = 1, .sample = true, .cr3 = cr3, .rsp = rsp });
}

static void look(uint32_t image)
{
	uint64_t begin = g.now++;

	guesttrace_look(&g, (struct guesttrace_look){ 1, image, 1, begin, g.now, 0 });
}

/* The first look, which sees these, and the last. */
static const char *expect_between(const char *wanted)
{
	const char *path;

	look(1);
	path = guesttrace_end(&g);
	eng_expect_every_way(path, GUESTTRACE_PRINT, wanted);
	return path;
}

/* ---- Whom a row is of ---- */

Test(guestname, is_by_page_table_in_user_mode)
{
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	user(ROOT);
	user(ROOT | 0x007);				   /* PCID */
	user(ROOT | 1ull << 63 | 3ull << 61 | 1ull << 47); /* no flush, LAM, C-bit of this host */
	user(ROOT + 0x1000);
	user(0);
	expect_between("postgres 100\npostgres 100\npostgres 100\n" UNKNOWN UNKNOWN);
}

Test(guestname, is_by_stack_in_the_kernel)
{
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	kernel(ROOT, STACK + 16384);
	kernel(0, STACK + 1);
	kernel(ROOT, STACK);
	kernel(ROOT, STACK + 16385);
	kernel(ROOT, 0);
	expect_between("postgres 100\npostgres 100\n" UNKNOWN UNKNOWN UNKNOWN);
}

/* A kernel thread runs on the page table of whoever was there before. */
Test(guestname, believes_no_borrowed_table)
{
	struct guesttrace_task t = task(2, 7, "kworker/0:1");

	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	t.root = t.user_root = 0;
	t.stack += 16384;
	t.flags = VMT_GUEST_KTHREAD;
	guesttrace_task(&g, t);
	t = task(3, 0, "swapper/0");
	t.root = t.user_root = 0;
	t.stack = 0xffffffff82a00000;
	t.flags = VMT_GUEST_IDLE;
	guesttrace_task(&g, t);
	kernel(ROOT, STACK + 16384 + 100);
	kernel(ROOT, 0xffffffff82a03f00);
	kernel(ROOT, 0xfffffe0000002000); /* an exception's stack */
	expect_between("kworker/0:1 7\nswapper/0 0\n" UNKNOWN);
}

static void isolated(uint32_t entry, uint32_t tgid, const char *leader, uint64_t root)
{
	struct guesttrace_task t = task(entry, tgid, leader);

	t.root = root;
	t.user_root = root | 0x1000;
	t.stack += entry * 16384ull;
	guesttrace_task(&g, t);
}

Test(guestname, is_by_the_users_table_on_the_way_into_an_isolated_kernel)
{
	look(1);
	isolated(1, 100, "postgres", 0x200000);
	isolated(2, 200, "sshd", 0x202000);
	user(0x201000);
	user(0x203000);
	user(0x200000); /* the kernel's */
	kernel(0x201000, 0xfffffe0000002000);
	kernel(0x203000, STACK + 16384 + 5); /* the stack of another */
	kernel(0x200000, 0xfffffe0000002000);
	kernel(0x200000, STACK + 2 * 16384 + 5);
	expect_between("postgres 100\nsshd 200\n" UNKNOWN "postgres 100\nsshd 200\n" UNKNOWN
		       "sshd 200\n");
}

/* The rule of isolated kernels is for tables that are user mode's alone. */
Test(guestname, a_table_of_a_kernel_tells_no_way_in)
{
	struct guesttrace_task t = task(2, 200, "odd");

	look(1);
	isolated(1, 100, "postgres", 0x200000);
	t.root = t.user_root = 0x201000;
	t.stack += 1ull << 20;
	guesttrace_task(&g, t);
	kernel(0x201000, STACK + (1ull << 20) + 8);
	kernel(0x201000, STACK + 16384 + 8);
	kernel(0x201000, 0xfffffe0000002000);
	expect_between("odd 200\npostgres 100\n" UNKNOWN);
}

Test(guestname, several_processes_on_a_table_are_nobody)
{
	struct guesttrace_task t;

	look(1);
	guesttrace_task(&g, task(1, 100, "make"));
	t = task(2, 100, "make"); /* a thread */
	t.stack += 16384;
	guesttrace_task(&g, t);
	user(ROOT);
	look(1);
	t = task(3, 101, "sh"); /* a child by vfork() */
	t.stack += 2 * 16384;
	t.from = g.now;
	guesttrace_task(&g, t);
	user(ROOT);
	kernel(ROOT, STACK + 2 * 16384 + 8);
	kernel(ROOT, STACK + 8);
	look(1);
	guesttrace_gone(&g, 3, g.now - 1);
	g.now++;
	user(ROOT);
	expect_between("make 100\n" UNKNOWN "sh 101\nmake 100\nmake 100\n");
}

Test(guestname, knows_nothing_of_strange_rows)
{
	struct guesttrace_row r = { .vm = 1, .cpl = 3, .cr3 = ROOT };

	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	guesttrace_row(&g, r);
	r.vm = 2;
	guesttrace_row(&g, r);
	r.vm = 0;
	guesttrace_row(&g, r);
	r.vm = 1;
	r.flags = VMT_FLAG_NESTED;
	guesttrace_row(&g, r);
	r.flags = 0;
	for (r.cpl = 1; r.cpl < 3; r.cpl++)
		guesttrace_row(&g, r);
	r.efer = 0x1;
	guesttrace_row(&g, r);
	r.efer = 0;
	for (uint32_t i = 0; i < 5; i++) {
		r.absent = 1u << i;
		guesttrace_row(&g, r);
	}
	/* of user mode neither RSP nor RIP nor, if the mode is not known, EFER matter */
	expect_between("postgres 100\n" UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN
		       "postgres 100\npostgres 100\n" UNKNOWN "postgres 100\n");
}

/* Its moments are no rows. */
Test(guestname, is_nobody_at_moments)
{
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	user(ROOT);
	look(1);
	eng_expect(guesttrace_end(&g),
		   "BEGIN, END { printf(\"%s %d %s\\n\", guestcomm, guestpid, guestfunc); }",
		   "[unknown] -1 [unknown]\n[unknown] -1 [unknown]\n\n");
}

/* ---- When ---- */

Test(guestname, is_unknown_between_two_owners)
{
	struct guesttrace_task t = task(2, 200, "sshd");

	user(ROOT);
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	g.tasks[0].from = 0;
	user(ROOT);
	look(1); /* it saw postgres last */
	user(ROOT);
	user(ROOT);
	look(1);
	guesttrace_gone(&g, 1, g.looks[1].begin);
	t.from = g.now;
	guesttrace_task(&g, t);
	user(ROOT);
	look(1);
	user(ROOT);
	eng_expect_every_way(guesttrace_end(&g), GUESTTRACE_PRINT,
			     "postgres 100\npostgres 100\n" UNKNOWN UNKNOWN "sshd 200\n" UNKNOWN);
}

Test(guestname, holds_from_and_until_with_their_ends)
{
	struct guesttrace_task t = task(1, 100, "postgres");

	for (uint32_t i = 0; i < 5; i++)
		user(ROOT); /* at 2 to 6 */
	t.from = 3;
	guesttrace_task(&g, t);
	guesttrace_gone(&g, 1, 5);
	eng_expect_every_way(guesttrace_end(&g), GUESTTRACE_PRINT,
			     UNKNOWN "postgres 100\npostgres 100\npostgres 100\n" UNKNOWN);
}

/* Of a file all is known before; by a pipe a name comes too late for the rounds before it. */
Test(guestname, comes_by_a_pipe_with_its_round)
{
	const char *path;
	struct eng_result r;
	int pid;

	user(ROOT);
	guesttrace_round(&g);
	user(ROOT);
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	guesttrace_round(&g);
	user(ROOT);
	look(1);
	path = guesttrace_end(&g);
	eng_expect(path, GUESTTRACE_PRINT, "postgres 100\npostgres 100\npostgres 100\n\n");
	for (uint32_t i = 0; i < 2; i++) {
		pid = eng_pipe(path);
		r = eng_run(GUESTTRACE_PRINT, i ? "quiet threads=3" : "quiet inorder",
			    (const char *const[]){ "-", NULL });
		cr_expect_str_eq(r.out, UNKNOWN "postgres 100\npostgres 100\n\n");
		eng_result_free(&r);
		waitpid(pid, NULL, 0);
	}
}

/* What was there before another kernel was found ended with the last look at the old one. */
Test(guestname, ends_with_its_kernel)
{
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	user(ROOT);
	look(1);
	user(ROOT);
	look(2);
	user(ROOT);
	look(2);
	eng_expect_every_way(guesttrace_end(&g), GUESTTRACE_PRINT,
			     "postgres 100\n" UNKNOWN UNKNOWN);
}

/* A look that found no kernel for once, or no threads, says nothing of them. */
Test(guestname, a_look_that_failed_confirms_nothing)
{
	look(1);
	guesttrace_task(&g, task(1, 100, "postgres"));
	user(ROOT);
	look(0);
	user(ROOT);
	look(1);
	user(ROOT);
	guesttrace_look(&g, (struct guesttrace_look){ 1, 1, 0, g.now, g.now, 0 });
	eng_expect_every_way(guesttrace_end(&g), GUESTTRACE_PRINT,
			     "postgres 100\npostgres 100\n" UNKNOWN);
}

/* ---- Lies ---- */

Test(guestname, believes_no_lies)
{
	struct guesttrace_task t = task(1, 100, "liar");

	look(1);
	t.from = 9;
	guesttrace_task(&g, t); /* ends before it begins */
	guesttrace_gone(&g, 1, 3);
	t = task(2, 200, "twice");
	guesttrace_task(&g, t);
	guesttrace_task(&g, t);
	guesttrace_gone(&g, 77, 5); /* never begun */
	t = task(3, 300, "endless");
	t.user_root = t.root = 0;
	t.stack = 0;
	t.stack_size = 1u << 31;
	guesttrace_task(&g, t);
	t.entry = 4;
	t.stack = 1ull << 63;
	guesttrace_task(&g, t);
	t.entry = 5;
	t.stack = STACK + 8;
	t.stack_size = 16384;
	guesttrace_task(&g, t);
	t.entry = 6;
	t.stack = STACK;
	t.stack_size = 16384 + 4096;
	guesttrace_task(&g, t);
	user(ROOT);
	kernel(ROOT, STACK + 100);
	kernel(ROOT, 1ull << 30);
	kernel(ROOT, (1ull << 63) + 9);
	expect_between(UNKNOWN UNKNOWN UNKNOWN UNKNOWN);
}

/* Stacks of different sizes, as two kernels one after the other have. */
Test(guestname, stacks_that_overlap_are_nobodys)
{
	struct guesttrace_task t = task(1, 100, "small");

	look(1);
	t.stack = 0xffffc90000010000;
	guesttrace_task(&g, t);
	t = task(2, 200, "large");
	t.stack = 0xffffc90000010000;
	t.stack_size = 65536;
	guesttrace_task(&g, t);
	kernel(ROOT, 0xffffc90000010008);
	kernel(ROOT, 0xffffc90000018008);
	t.entry = 3;
	t.tgid = 300;
	t.from = g.now + 1;
	guesttrace_task(&g, t);
	kernel(ROOT, 0xffffc90000010008);
	kernel(ROOT, 0xffffc90000018008);
	expect_between(UNKNOWN "large 200\n" UNKNOWN UNKNOWN);
}

/* ---- Functions ---- */

#define KERNEL 0xffffffff81000000ull
/* Row by row: counts of 1 come by their keys. */
#define FUNCTION                                                              \
	"vm:::exit { @[timestamp % 1000, guestfunc, func(arg1)] = count(); }" \
	"END { printa(\"%d %s %a\\n\", @); }"

static void image(uint32_t vm, uint32_t number, uint64_t slide, uint32_t kind, const char *name)
{
	guesttrace_image(&g, (struct guesttrace_image){ vm, number, kind, VMT_SLIDE_MEMORY, KERNEL,
							0x3000, slide, name });
}

static void at(uint32_t vm, uint64_t cpl, uint64_t rip)
{
	guesttrace_row(&g, (struct guesttrace_row){ .vm = vm, .cpl = cpl, .rip = rip });
}

static const char *first_kernel(void)
{
	image(1, 1, 0, VMT_IMAGE_KERNEL, "vmlinux");
	guesttrace_symbol(&g, 1, KERNEL, "do_idle");
	guesttrace_symbol(&g, 1, KERNEL + 0x1000, "schedule");
	return "";
}

Test(guestname, names_functions_in_the_kernel)
{
	first_kernel();
	at(1, 0, KERNEL);
	at(1, 0, KERNEL + 0x1234);
	at(1, 3, KERNEL + 0x1234);
	at(1, 0, KERNEL + 0x4000);
	at(1, 1, KERNEL);
	at(2, 0, KERNEL);
	guesttrace_row(&g, (struct guesttrace_row){ .vm = 1, .rip = KERNEL, .flags = 1 });
	eng_expect_every_way(guesttrace_end(&g), FUNCTION,
			     "2 do_idle vmlinux`do_idle\n3 schedule vmlinux`schedule\n"
			     "4 [user] vmlinux`schedule\n5 [unknown] 0xffffffff81004000\n"
			     "6 [unknown] vmlinux`do_idle\n7 [unknown] 0xffffffff81000000\n"
			     "8 [unknown] vmlinux`do_idle\n");
}

/* The kernel that is found holds for what was before; one that takes its place does not. */
Test(guestname, functions_are_of_the_kernel_of_their_time)
{
	at(1, 0, KERNEL + 8);
	first_kernel();
	look(1);
	at(1, 0, KERNEL + 8);
	look(1);
	at(1, 0, KERNEL + 8); /* it may have gone by now */
	look(2);
	image(1, 2, 0x200000, VMT_IMAGE_KERNEL, "vmlinux");
	guesttrace_symbol(&g, 2, KERNEL, "start_kernel");
	at(1, 0, KERNEL + 8);
	at(1, 0, KERNEL + 0x200008);
	look(2);
	eng_expect_every_way(guesttrace_end(&g),
			     "vm:::exit, profile-1000 { printf(\"%s\\n\", guestfunc); }"
			     "vm:::exit { @[guestfunc, func(arg1)] = count(); }"
			     "END { printa(\"%s %a %@d\\n\", @); }",
			     "do_idle\ndo_idle\n[unknown]\n[unknown]\nstart_kernel\n"
			     "start_kernel vmlinux`start_kernel 1\n"
			     "[unknown] 0xffffffff81000008 2\n"
			     "do_idle vmlinux`do_idle 2\n");
}

/* The same kernel, booted again to another place; and a look that found none. */
Test(guestname, functions_move_with_a_kernel_that_boots_again)
{
	look(1);
	first_kernel();
	at(1, 0, KERNEL + 8);
	look(1);
	look(0);
	at(1, 0, KERNEL + 8);
	look(1);
	at(1, 0, KERNEL + 8);
	look(1); /* it saw the old one last */
	at(1, 0, KERNEL + 8);
	look(1);
	image(1, 1, 0x200000, VMT_IMAGE_KERNEL, "vmlinux");
	at(1, 0, KERNEL + 0x200008);
	at(1, 0, KERNEL + 8);
	eng_expect_every_way(guesttrace_end(&g),
			     "vm:::exit, profile-1000 { printf(\"%s\\n\", guestfunc); }",
			     "do_idle\n[unknown]\ndo_idle\n[unknown]\ndo_idle\n[unknown]\n");
}

static void module(uint32_t number, uint64_t where, uint64_t size, const char *name)
{
	guesttrace_image(&g,
			 (struct guesttrace_image){ 1, number, VMT_IMAGE_MODULE, VMT_SLIDE_MEMORY,
						    KERNEL + where, size, 0, name });
}

/* Row by row: counts of 1 come by their keys. */
#define ADDRESS                                                          \
	"vm:::exit { @[timestamp - 1000000000, func(arg1)] = count(); }" \
	"END { printa(\"%d %a\\n\", @); }"

Test(guestname, modules_come_and_go_with_their_kernel)
{
	look(1);
	first_kernel();
	module(5, 0x100000, 0x1000, "ext4");
	guesttrace_symbol(&g, 5, KERNEL + 0x100000, "ext4_read");
	at(1, 0, KERNEL + 0x100010); /* 3 */
	at(1, 0, KERNEL + 0x200010); /* 4 */
	look(1);
	module(6, 0x200000, 0x1000, "xfs");
	guesttrace_symbol(&g, 6, KERNEL + 0x200000, "xfs_read");
	at(1, 0, KERNEL + 0x200010); /* 6 */
	look(1);
	look(0);
	at(1, 0, KERNEL + 0x200010); /* 9 */
	at(1, 0, KERNEL + 0x100010); /* 10 */
	look(1);
	at(1, 0, KERNEL + 0x200010); /* 12 */
	at(1, 0, KERNEL + 0x100010); /* 13 */
	look(1);
	eng_expect_every_way(guesttrace_end(&g), ADDRESS,
			     "3 ext4`ext4_read\n4 0xffffffff81200010\n6 xfs`xfs_read\n"
			     "9 0xffffffff81200010\n10 0xffffffff81100010\n12 xfs`xfs_read\n"
			     "13 ext4`ext4_read\n");
}

Test(guestname, a_module_that_is_gone_ended_with_the_look_that_saw_it_last)
{
	look(1);
	first_kernel();
	module(5, 0x100000, 0x1000, "ext4");
	guesttrace_symbol(&g, 5, KERNEL + 0x100000, "ext4_read");
	at(1, 0, KERNEL + 0x100010); /* 3 */
	look(1);
	at(1, 0, KERNEL + 0x100010); /* 5 */
	look(1);
	module(5, 0x100000, 0, "ext4");
	at(1, 0, KERNEL + 0x100010); /* 7 */
	look(1);
	at(1, 0, KERNEL + 0x100010); /* 9 */
	look(1);
	module(5, 0x100000, 0x1000, "ext4");
	at(1, 0, KERNEL + 0x100010); /* 11 */
	at(1, 0, KERNEL);	     /* 12 */
	eng_expect_every_way(guesttrace_end(&g), ADDRESS,
			     "3 ext4`ext4_read\n5 0xffffffff81100010\n7 0xffffffff81100010\n"
			     "9 0xffffffff81100010\n11 ext4`ext4_read\n12 vmlinux`do_idle\n");
}

/* Its VMM is gone: the last look says that nothing is there any more. */
Test(guestname, a_last_look_that_fails_leaves_what_was_before)
{
	look(1);
	first_kernel();
	at(1, 0, KERNEL); /* 3 */
	look(1);
	at(1, 0, KERNEL); /* 5 */
	guesttrace_image(&g, (struct guesttrace_image){ 1, 1, VMT_IMAGE_KERNEL, VMT_SLIDE_MEMORY,
							KERNEL, 0, 0, "vmlinux" });
	guesttrace_look(&g, (struct guesttrace_look){ 1, 0, 0, g.now, g.now, 0 });
	eng_expect_every_way(guesttrace_end(&g), ADDRESS,
			     "3 vmlinux`do_idle\n5 0xffffffff81000000\n");
}
