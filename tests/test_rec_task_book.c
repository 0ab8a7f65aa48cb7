/* SPDX-License-Identifier: GPL-2.0 */
/* Whose tracepoints are: numbers by tid, and what a tree like /proc says of them. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/stage.h"
#include "record/task_book.h"
#include "record/task_info.h"

static char proc[] = "/tmp/rec_book.XXXXXX";
static struct rec_schema schema;
static struct roster roster;
static struct task_book book;
static struct rows rows;

static void put(uint32_t id, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%u", proc, id);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/%u/%s", proc, id, name);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
}

/* Start: ticks since boot. */
static void thread(uint32_t tid, uint32_t tgid, const char *comm, uint32_t start)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "Name:\t%s\nTgid:\t%u\nNgid:\t0\nPid:\t%u\nPPid:\t7\n"
		 "Uid:\t1000\t0\t0\t0\nGid:\t100\t0\t0\t0\n",
		 comm, tgid, tid);
	put(tid, "status", text);
	snprintf(text, sizeof(text), "%s\n", comm);
	put(tid, "comm", text);
	snprintf(text, sizeof(text),
		 "%u (a ) b) S 7 1 1 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 %u 99 1\n", tid, start);
	put(tid, "stat", text);
}

static void gone(uint32_t tid)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s/%u", proc, tid);
	cr_assert_eq(system(command), 0);
}

static void setup(void)
{
	static const struct reg_set none[VMTRACE_NR_EVENTS];

	cr_assert_not_null(mkdtemp(proc));
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 1, none, false, NULL), 0);
	cr_assert_eq(rows_init(&rows, &schema), 0);
	roster_init(&roster);
	task_book_init(&book, &roster, proc, proc);
}

static void cleanup(void)
{
	char command[64];

	task_book_release(&book);
	roster_release(&roster);
	rows_release(&rows);
	rec_schema_release(&schema);
	snprintf(command, sizeof(command), "rm -rf %s", proc);
	cr_expect_eq(system(command), 0);
}

TestSuite(rec_task_book, .init = setup, .fini = cleanup);

/* ---- What was told ---- */

static uint64_t told(uint32_t column, uint32_t row)
{
	uint64_t slot, valid = 1;

	cr_assert(lt(u32, row, vmt_stage_rows(rows.stage[REC_TASK])));
	stage_column(rows.stage[REC_TASK], column, row, 1, &slot, &valid, 0);
	return slot;
}

static const char *told_text(uint32_t column, uint32_t row)
{
	static struct bytebuf heap;
	static char text[64];
	uint64_t size;

	bytebuf_clear(&heap);
	stage_heap(rows.stage[REC_TASK], column, row, 1, &size, &heap);
	snprintf(text, sizeof(text), "%.*s", (int)size, (const char *)heap.data);
	return text;
}

static uint32_t tell(uint64_t t)
{
	cr_assert_eq(task_book_tell(&book, &rows, t), 0);
	task_book_next(&book);
	return vmt_stage_rows(rows.stage[REC_TASK]);
}

static uint32_t number(uint32_t tid)
{
	return task_book_number(&book, tid);
}

/* ---- Numbers ---- */

Test(rec_task_book, a_thread_has_one_number)
{
	uint32_t first;

	thread(20, 20, "qemu", 500);
	thread(21, 20, "CPU 0/KVM", 510);
	first = number(20);
	cr_expect(eq(u32, number(20), first));
	cr_expect(ne(u32, number(21), first));
	cr_expect(eq(u32, first & number(21) & 1, 1), "those of the module are even");
	cr_expect(eq(u32, tell(10), 2));
	cr_expect(eq(u32, number(20), first));
	cr_expect(eq(u32, tell(20), 2), "it is told once");
}

Test(rec_task_book, what_proc_says_is_told)
{
	thread(20, 20, "qemu", 500);
	thread(21, 20, "CPU 0/KVM", 510);
	number(21);
	tell(10);
	cr_expect(eq(u64, told(0, 0), 10));
	cr_expect(eq(u64, told(2, 0), 21));
	cr_expect(eq(u64, told(3, 0), 20));
	cr_expect(eq(u64, told(4, 0), 7));
	cr_expect(eq(u64, told(5, 0), 1000));
	cr_expect(eq(u64, told(6, 0), 100));
	cr_expect(eq(u64, told(7, 0), 500ull * 1000000000 / sysconf(_SC_CLK_TCK)));
	cr_expect_str_eq(told_text(9, 0), "CPU 0/KVM");
	cr_expect_str_eq(told_text(10, 0), "qemu");
}

Test(rec_task_book, a_new_name_is_a_new_number)
{
	uint32_t first;

	thread(20, 20, "sh", 500);
	first = number(20);
	tell(10);
	thread(20, 20, "qemu", 500);
	cr_expect(ne(u32, number(20), first));
	cr_expect(eq(u32, tell(20), 2));
	cr_expect_str_eq(told_text(9, 1), "qemu");
}

Test(rec_task_book, a_tid_that_is_used_again_is_another)
{
	uint32_t first;

	thread(20, 20, "sh", 500);
	first = number(20);
	tell(10);
	thread(20, 20, "sh", 900);
	cr_expect(ne(u32, number(20), first));
}

Test(rec_task_book, who_has_ended_keeps_the_number_for_what_comes_late)
{
	uint32_t first;

	thread(20, 20, "sh", 500);
	first = number(20);
	tell(10);
	gone(20);
	cr_expect(eq(u32, number(20), first));
	for (int i = 0; i < 3; i++)
		tell(20 + i);
	cr_expect(ne(u32, number(20), first), "and not for one that nothing is known of");
}

Test(rec_task_book, of_one_that_is_gone_the_kernel_may_know_the_name)
{
	FILE *f;
	char path[128];

	snprintf(path, sizeof(path), "%s/saved_cmdlines", proc);
	f = fopen(path, "w");
	fputs("3 kworker/0:1\n33 a b\n", f);
	fclose(f);
	number(33);
	number(4);
	tell(10);
	cr_expect_str_eq(told_text(9, 0), "a b");
	cr_expect_str_eq(told_text(9, 1), "");
	cr_expect(eq(u64, told(3, 0), 0), "its process is not known");
}

Test(rec_task_book, the_idle_thread)
{
	cr_expect(ne(u32, number(0), 0));
	tell(10);
	cr_expect_str_eq(told_text(10, 0), "swapper");
}

Test(rec_task_book, more_threads_than_room)
{
	static uint32_t numbers[5000];

	for (uint32_t i = 0; i < 5000; i++)
		numbers[i] = number(i + 1);
	for (uint32_t i = 0; i < 5000; i++)
		cr_assert_eq(number(i + 1), numbers[i], "%u", i);
	cr_expect(eq(u32, tell(10), 5000));
}

/* ---- The module's ---- */

static void adopt(uint32_t tid, uint32_t task)
{
	struct vmtrace_task t = { .task = task, .tid = tid, .start = 5003456789 };

	strcpy(t.comm, "CPU 0/KVM");
	cr_assert_eq(task_book_adopt(&book, &t), 0);
}

Test(rec_task_book, the_module_s_number_is_the_thread_s)
{
	thread(21, 21, "CPU 0/KVM", 500);
	adopt(21, 2);
	cr_expect(eq(u32, number(21), 2));
	tell(10);
	cr_expect(eq(u32, number(21), 2), "still, once it was looked at");
	cr_expect(eq(u32, tell(20), 1));
	cr_expect(eq(u64, told(1, 0), 2));
}

Test(rec_task_book, also_of_one_that_was_met_before)
{
	uint32_t before, epoch;

	thread(21, 21, "CPU 0/KVM", 500);
	before = number(21);
	epoch = task_book_epoch(&book);
	adopt(21, 2);
	cr_expect(ne(u32, task_book_epoch(&book), epoch), "who keeps answers asks again");
	cr_expect(ne(u32, before, 2));
	cr_expect(eq(u32, number(21), 2));
	cr_expect(eq(u32, tell(10), 2), "both are told");
}

Test(rec_task_book, a_tid_that_was_the_module_s)
{
	adopt(21, 2);
	tell(10);
	thread(21, 21, "sh", 900);
	cr_expect(ne(u32, number(21), 2));
}

Test(rec_task_book, the_roster_knows_all)
{
	struct rows again;

	thread(20, 20, "qemu", 500);
	number(20);
	adopt(21, 2);
	tell(10);
	cr_assert_eq(rows_init(&again, &schema), 0);
	cr_assert_eq(roster_tell(&roster, &again, 10), 0);
	cr_expect(eq(u32, vmt_stage_rows(again.stage[REC_TASK]), 2));
	rows_release(&again);
}

Test(rec_task_book, own_threads)
{
	cr_expect(ne(u32, number(getpid()), TASK_OWN));
	task_book_own(&book);
	cr_expect(eq(u32, number(getpid()), TASK_OWN));
}
