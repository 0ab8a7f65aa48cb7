/* SPDX-License-Identifier: GPL-2.0 */
/* Who is named again in a trace that begins later, and who is forgotten. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/roster.h"

static struct roster roster;
static struct rec_schema schema;
static struct rows rows;

static void setup(void)
{
	struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	roster_init(&roster);
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 1, none, false, NULL), 0);
	cr_assert_eq(rows_init(&rows, &schema), 0);
}

static void cleanup(void)
{
	rows_release(&rows);
	rec_schema_release(&schema);
	roster_release(&roster);
}

static void add_task(uint32_t number, uint32_t pid, uint64_t time)
{
	const struct vmtrace_task t = {
		.rec = { .type = VMTRACE_TASK, .tsc = time },
		.task = number,
		.tid = pid,
		.tgid = pid,
		.start = 7,
	};

	cr_assert_eq(roster_add(&roster, &t.rec), 0);
}

static void add_vm(uint32_t number, uint32_t pid, uint64_t time)
{
	const struct vmtrace_vm v = { .rec = { .type = VMTRACE_VM, .tsc = time },
				      .vm = number,
				      .tgid = pid };

	cr_assert_eq(roster_add(&roster, &v.rec), 0);
}

static uint32_t ended_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

Test(rec_roster, tells_what_was_told_by_then, .init = setup, .fini = cleanup)
{
	add_task(1, getpid(), 10);
	add_task(2, getppid(), 20);
	add_vm(1, getpid(), 15);
	cr_assert_eq(roster_tell(&roster, &rows, 19), 0);
	cr_expect_eq(vmt_stage_rows(rows.stage[REC_TASK]), 1);
	cr_expect_eq(vmt_stage_rows(rows.stage[REC_VM]), 1);
	cr_expect_eq(vmt_stage_until(rows.stage[REC_TASK], 18), 0, "at the time asked for");
}

Test(rec_roster, other_records_are_none_of_it, .init = setup, .fini = cleanup)
{
	const struct vmtrace_vcpu v = { .rec = { .type = VMTRACE_EXIT } };

	cr_expect_eq(roster_add(&roster, &v.rec), 0);
	cr_expect_eq(roster.ntasks + roster.nvms, 0);
}

Test(rec_roster, few_are_kept_whatever_became_of_them, .init = setup, .fini = cleanup)
{
	add_task(1, ended_process(), 10);
	roster_sweep(&roster, 1000, 1000);
	roster_sweep(&roster, 2000, 2000);
	cr_expect_eq(roster.ntasks, 1);
}

Test(rec_roster, forgets_who_ended_before_what_is_kept, .init = setup, .fini = cleanup)
{
	uint32_t ended = ended_process();

	roster.sees_all = true;
	for (uint32_t i = 1; i <= 3000; i++) /* of one thread only the last name would be left */
		add_task(i, i == 1500 ? (uint32_t)getpid() : ended, i);
	for (uint32_t i = 1; i <= 3000; i++)
		add_vm(i, i == 7 ? (uint32_t)getpid() : ended, i);
	roster_sweep(&roster, 0, 5000);
	cr_expect_eq(roster.ntasks, 3000, "rows of them may still be written");
	roster_sweep(&roster, 5001, 6000);
	cr_expect_eq(roster.ntasks, 1);
	cr_expect_eq(roster.tasks[0].rec.task, 1500);
	cr_expect_eq(roster.nvms, 1);
	cr_expect_eq(roster.vms[0].rec.vm, 7);
}

Test(rec_roster, a_name_that_changed_goes_though_its_thread_lives, .init = setup, .fini = cleanup)
{
	roster.sees_all = true;
	for (uint32_t i = 1; i <= 2000; i++)
		add_task(i, getpid(), i);
	roster_sweep(&roster, 1990, 3000);
	cr_expect_eq(roster.ntasks, 12, "the last, and those used at 1990 or later");
}

Test(rec_roster, in_a_pid_namespace_nobody_is_seen_to_end, .init = setup, .fini = cleanup)
{
	uint32_t ended = ended_process();

	roster.sees_all = false;
	for (uint32_t i = 1; i <= 2000; i++)
		add_vm(i, ended, i);
	roster_sweep(&roster, 3000, 3000);
	roster_sweep(&roster, 4000, 4000);
	cr_expect_eq(roster.nvms, 2000);
}
