/* SPDX-License-Identifier: GPL-2.0 */
/* What a program wants recorded, and what the user said before it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "record/script.h"

static struct record_options o;
static struct trouble t;

static void merge(char *first, char *second, const char *needs)
{
	char *argv[] = { "record", first, second, NULL };
	char text[256];

	t.status = 0;
	snprintf(text, sizeof(text), "%s", needs);
	cr_assert_eq(record_options_parse(&o, first ? 2 + !!second : 1, argv, &t), 0);
	cr_assert_eq(script_merge(&o, text, &t), 0, "%s", t.text);
}

static bool wants(enum vmtrace_event event, const char *reg)
{
	struct reg_set one = { 0 };

	cr_assert_eq(reg_set_add(&one, reg), 0);
	for (uint32_t i = 0; i < VMTRACE_REG_WORDS; i++)
		if (one.word[i] & ~o.regs[event].word[i])
			return false;
	return true;
}

Test(rec_script, everything_from_the_program)
{
	merge(NULL, NULL, "-e exit,profile\n-F 97\n-r exit:none\n-r profile:VMX_GUEST_CR3\n");
	cr_expect_eq(o.events, 1u << VMTRACE_ON_EXIT | 1u << VMTRACE_ON_SAMPLE);
	cr_expect_eq(o.hz, 97);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_EXIT]), 0);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_SAMPLE]), 1);
	cr_expect(wants(VMTRACE_ON_SAMPLE, "cr3"));
}

Test(rec_script, the_command_line_goes_before)
{
	merge("-F", "997", "-e profile\n-F 97\n-r profile:VMX_GUEST_CR3\n");
	cr_expect_eq(o.hz, 997);
	merge("-e", "exit", "-e profile\n");
	cr_expect_eq(o.events, 1u << VMTRACE_ON_EXIT);
	merge("-r", "profile:gpr", "-e profile\n-r profile:VMX_GUEST_CR3\n");
	cr_expect(!wants(VMTRACE_ON_SAMPLE, "cr3"));
}

Test(rec_script, whom_it_is_about)
{
	char text[128];

	merge(NULL, NULL, "-e exit\n-r exit:none\n--filter execname==a b,mail\n--filter pid==12\n");
	cr_expect_str_eq(process_filter_text(&o.processes, text, sizeof(text)),
			 "execname==a b,mail; pid==12");
	merge("-e", "exit", "--filter execname==web\n");
	cr_expect_eq(o.processes.n, 1);
	merge("-e", "profile", "-e profile\n--filter execname==web\n");
	cr_expect_eq(o.processes.n, 1, "samples are somebody's, too");
}

/* Whoever says whom to record means that. */
Test(rec_script, the_user_knows_whom)
{
	char text[128];

	merge("--filter", "execname==mail", "--filter execname==web\n");
	cr_expect_str_eq(process_filter_text(&o.processes, text, sizeof(text)), "execname==mail");
	merge("--filter", "reason==HLT", "--filter execname==web\n");
	cr_expect_eq(o.processes.n, 0);
	merge("-p", "12", "--filter execname==web\n");
	cr_expect_eq(o.processes.n, 0);
	merge("-qa", "-q", "--filter execname==web\n");
	cr_expect_eq(o.processes.n, 0);
}

Test(rec_script, a_trigger_may_be_about_others)
{
	merge("--overwrite", "--trigger=vm:::exit", "--filter execname==web\n");
	cr_expect_eq(o.processes.n, 0);
}

Test(rec_script, guests_are_looked_at_where_it_names_them)
{
	merge(NULL, NULL, "-e exit\n-r exit:VM_CPL,VMX_GUEST_RSP\n--guest-names\n");
	cr_expect(o.guest_names);
	cr_expect_eq(o.guest_every, 1000000000);
	merge("--guest-names=250ms", NULL, "-e exit\n--guest-names\n--filter pid==12\n");
	cr_expect_eq(o.guest_every, 250000000);
	merge(NULL, NULL, "-e exit\n-r exit:none\n");
	cr_expect(!o.guest_names);
}

Test(rec_script, one_that_wants_nothing_changes_nothing)
{
	merge(NULL, NULL, "");
	cr_expect_eq(o.events, 7);
	cr_expect_eq(o.hz, 997);
	cr_expect(wants(VMTRACE_ON_EXIT, "base"));
}

Test(rec_script, what_the_recorder_does_not_know_is_refused)
{
	char *argv[] = { "record", NULL };
	char needs[] = "-e exit\n-r exit:NO_SUCH_REGISTER\n";

	t.status = 0;
	cr_assert_eq(record_options_parse(&o, 1, argv, &t), 0);
	cr_expect_eq(script_merge(&o, needs, &t), -1);
	cr_expect(strstr(t.text, "NO_SUCH_REGISTER"), "%s", t.text);
}
