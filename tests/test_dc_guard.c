/* SPDX-License-Identifier: GPL-2.0 */
/* Whose events a predicate lets through. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/dctest.h"

static const char *const names[FIELD_NR] = {
	[FIELD_PID] = "pid",
	[FIELD_TID] = "tid",
	[FIELD_EXECNAME] = "execname",
};

/* "pid 12, execname web", and "late" behind it. */
static const char *text_of(const struct guard *g)
{
	static char text[512];
	uint32_t n = 0;

	text[0] = 0;
	for (const struct process_test *t = g->tests; t; t = t->next)
		n += t->name ? snprintf(text + n, sizeof(text) - n, "%s%s %s", n ? ", " : "",
					names[t->field], t->name)
			     : snprintf(text + n, sizeof(text) - n, "%s%s %lld", n ? ", " : "",
					names[t->field], (long long)t->id);
	if (g->late)
		snprintf(text + n, sizeof(text) - n, " late");
	return text;
}

static void expect(const char *predicate, const char *expected)
{
	char script[512];
	struct dctest t;

	snprintf(script, sizeof(script), "int x; inline int P = 12; vm:::exit /%s/ { trace(1); }",
		 predicate);
	dctest_script(&t, script, 0, NULL);
	cr_assert_not_null(t.program, "%s: %s", predicate, t.error.message);
	cr_expect_str_eq(text_of(&t.program->clauses[0].guard), expected, "%s: %s", predicate,
			 text_of(&t.program->clauses[0].guard));
	dctest_release(&t);
}

Test(dc_guard, a_test)
{
	expect("execname == \"web\"", "execname web");
	expect("\"web\" == execname", "execname web");
	expect("pid == 12", "pid 12");
	expect("6 + 6 == tid", "tid 12");
	expect("pid == P", "pid 12");
	expect("pid == -1", "pid -1");
}

Test(dc_guard, no_test)
{
	expect("execname != \"web\"", "");
	expect("!(execname == \"web\")", "");
	expect("threadname == \"web\"", "");
	expect("pid == tid", "");
	expect("pid == x", "");
	expect("pid > 12", "");
	expect("ppid == 12", "");
	expect("uid == 12", "");
	expect("pid", "");
	expect("1", "");
	expect("pid == 12 ? 1 : 0", "");
	expect("(pid == 12) == 0", "");
	expect("(pid == 12) ^^ (pid == 13)", "");
	expect("x = pid == 12", "");
}

Test(dc_guard, and_needs_one)
{
	expect("pid == 12 && x", "pid 12");
	expect("x && pid == 12", "pid 12");
	expect("pid == 12 && tid == 13", "pid 12");
	expect("x && (cpu == 1 && (execname == \"web\" && x))", "execname web");
}

Test(dc_guard, or_needs_both)
{
	expect("pid == 12 || execname == \"web\" || tid == 13", "pid 12, execname web, tid 13");
	expect("pid == 12 || x", "");
	expect("x || pid == 12", "");
	expect("(pid == 12 && x) || (x && pid == 13)", "pid 12, pid 13");
	expect("(pid == 12 || pid == 13) && x", "pid 12, pid 13");
	expect("(pid == 12 || x) && tid == 13", "tid 13");
}

/* What everybody's events do before it. */
Test(dc_guard, behind_an_effect)
{
	expect("x++ && pid == 12", "");
	expect("(x = 3) && pid == 12", "");
	expect("rand() && pid == 12", "");
	expect("pid == 12 && x++", "pid 12");
	expect("(x++ || 1) && pid == 12", "");
	expect("(pid == 12 && x++) || pid == 13", "pid 12, pid 13");
	expect("(x++, pid == 12)", "");
}

Test(dc_guard, behind_a_fault)
{
	expect("arg0 == 1 && pid == 12", "pid 12 late");
	expect("vmregs[VM_RAX] && pid == 12", "pid 12 late");
	expect("cpl == 3 && pid == 12", "pid 12 late");
	expect("timestamp && pid == 12", "pid 12 late");
	expect("5 / x && pid == 12", "pid 12 late");
	expect("pid == 12 && arg0 == 1", "pid 12");
	expect("pid == 12 || (arg0 && pid == 13)", "pid 12, pid 13 late");
	expect("(arg0 == pid) && pid == 12", "pid 12 late");
}

/* Every clause that the compiler makes of this text has that guard. */
static void expect_all(const char *clauses, const char *expected)
{
	char script[512];
	struct dctest t;

	snprintf(script, sizeof(script), "int x; %s", clauses);
	dctest_script(&t, script, 0, NULL);
	cr_assert_not_null(t.program, "%s", t.error.message);
	cr_assert_gt(t.program->nclauses, 2);
	for (uint32_t i = 0; i < t.program->nclauses; i++)
		cr_expect_str_eq(text_of(&t.program->clauses[i].guard), expected, "%s: %u: %s",
				 clauses, i, text_of(&t.program->clauses[i].guard));
	dctest_release(&t);
}

/* Its blocks run where the clause's predicate held. */
Test(dc_guard, an_if_within)
{
	expect_all("vm:::exit /pid == 12/ { trace(0); if (x) { trace(1); } else { trace(2); } }",
		   "pid 12");
	expect_all("vm:::exit /x/ { if (pid == 12) { trace(1); } else { trace(2); } }", "");
	expect_all("vm:::exit { if (pid == 12) { trace(1); } trace(2); }", "");
	expect_all("vm:::exit, vm:::entry, profile-97 /pid == 12/ { trace(1); }", "pid 12");
}

Test(dc_guard, none_without_a_predicate)
{
	struct dctest t;

	dctest_script(&t, "vm:::exit { trace(1); }", 0, NULL);
	cr_assert_not_null(t.program);
	cr_expect_null(t.program->clauses[0].guard.tests);
	dctest_release(&t);
}
