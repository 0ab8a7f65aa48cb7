/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "report/probe.h"
#include "report/world/world.h"
#include "tests/engtest.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define MS 1000000ull

/* Two vCPUs of qemu-kvm on CPUs 0 and 1, toyvmm on CPU 1; times in ns are small and told. */
static const struct eng_row rows[] = {
	{ ENG_EXIT, 0, 10, 1, 0, 0x72, 0xf00, 0x1000, 7, false },
	{ ENG_EXIT, 1, 10, 2, 1, 0x78, 0xf01, 0x2000, 8, false },
	{ ENG_ENTRY, 0, 15, 1, 0, 0, 0, 0, 0, false },
	{ ENG_SAMPLE, 1, 20, 2, 1, 1, 0xf02, 0x2000, 9, false },
	{ ENG_ENTRY, 1, 25, 2, 1, 0, 0, 0, 0, false },
	{ ENG_EXIT, 0, 30, 1, 0, 0x400, 0xf03, 0x1000, 1, true },
	{ ENG_EXIT, 1, 30, 3, 0, 0x99, 0xf04, 0x3000, 2, false },
	{ ENG_ENTRY, 0, 30, 1, 0, 0, 0, 0, 0, false },
	{ ENG_SAMPLE, 0, 35, 1, 0, 2, 0xf05, 0x1000, 3, false },
};

static const char *trace(void)
{
	return eng_trace(
		&(struct eng_trace){ .rows = rows, .n = LENGTH(rows), .round = 16, .end = 40 });
}

Test(eng_run, rows_come_in_total_order)
{
	eng_expect(trace(),
		   "vm:::exit, vm:::entry, profile-1000hz"
		   "{ printf(\"%d %d %s;\", timestamp - 1000000000, cpu, probename); }",
		   "10 0 exit;10 1 exit;15 0 entry;20 1 profile-1000hz;25 1 entry;30 0 exit;"
		   "30 0 entry;30 1 exit;35 0 profile-1000hz;\n");
}

Test(eng_run, exits_fire_by_reason)
{
	eng_expect(trace(),
		   "vm:::exit { printf(\"%s/%s/%x \", probefunc, exitname, arg0); }"
		   "vm::CPUID:exit { printf(\"cpuid \"); }",
		   "CPUID/CPUID/72 cpuid HLT/HLT/78 NPF/NPF/400 OTHER/0x99/99 \n");
}

Test(eng_run, aliases_number_their_own_arguments)
{
	eng_expect(trace(), "kvm-vexit { printf(\"%x %x %d;\", arg0, arg1, arg2); }",
		   "f00 72 0;f01 78 0;f04 99 0;\n");
	eng_expect(trace(), "kvm-guest-exit { printf(\"%d \", arg0); }", "0 1 0 0 \n");
	eng_expect(trace(), "kvm-guest-entry { printf(\"%d \", arg0); }", "0 1 0 \n");
}

Test(eng_run, fields_are_those_of_the_vcpu_thread)
{
	eng_expect(
		trace(),
		"vm::CPUID:exit { printf(\"%d %d %d %d %s %s %d %d %d %s %s:%s:%s %d\", pid, tid,"
		"ppid, uid, execname, threadname, cpu, vmid, vcpuid, host, probeprov, probemod,"
		"probename, walltimestamp - timestamp); }",
		"100 101 1 1001 qemu-kvm CPU 0/KVM 0 1 0 host vm:svm:exit 1699999999000000000\n");
}

Test(eng_run, begin_and_end_are_the_reporters)
{
	eng_expect(trace(),
		   "BEGIN, END { printf(\"%s %d %d %d;\", execname, pid == $pid, cpu,"
		   "timestamp - 1000000000); }",
		   "vmtrace 1 0 0;vmtrace 1 0 40;\n");
}

Test(eng_run, ticks_cut_the_rows)
{
	const struct eng_row many[] = {
		{ ENG_EXIT, 0, 1 * MS, 1, 0, 0x72, 1, 1, 1, false },
		{ ENG_EXIT, 1, 2 * MS - 1, 2, 0, 0x72, 1, 1, 1, false },
		{ ENG_EXIT, 0, 2 * MS, 1, 0, 0x72, 1, 1, 1, false },
		{ ENG_EXIT, 1, 5 * MS, 2, 0, 0x72, 1, 1, 1, false },
	};
	const char *path = eng_trace(&(struct eng_trace){
		.rows = many, .n = LENGTH(many), .round = 3 * MS, .end = 6 * MS });

	eng_expect(path,
		   "vm:::exit { @ = count(); n++; }"
		   "tick-2ms { printa(\"%@d \", @); printf(\"%d \", n); }",
		   "2 2 3 3 4 4 \n");
	eng_expect(path, "vm:::exit { @ = count(); } tick-4ms { printa(\"%@d\", @); exit(3); }",
		   "3\n");
}

Test(eng_run, equal_ticks_fire_in_program_order)
{
	const char *path = eng_trace(&(struct eng_trace){ .rows = rows, .n = 1, .end = 2 * MS });

	eng_expect(path,
		   "tick-2ms { this->x = 1; printf(\"a\"); } tick-1ms { printf(\"b\"); }"
		   "tick-2ms { printf(\"c%d\", this->x); }",
		   "babc1\n");
}

Test(eng_run, a_tick_at_the_end_fires_and_none_later)
{
	const char *path = eng_trace(&(struct eng_trace){ .rows = rows, .n = 1, .end = 3 * MS });

	eng_expect(path, "tick-1ms { printf(\"%d \", (timestamp - 1000000000) / 1000000); }",
		   "1 2 3 \n");
}

Test(eng_run, a_tick_that_never_fired_is_told, .init = cr_redirect_stderr)
{
	struct eng_result r = eng_run("tick-10s { }", "", (const char *const[]){ trace(), NULL });

	fflush(stderr);
	cr_assert_stderr_eq_str(
		"vmtrace: tick-10s never fired: the trace is shorter; record longer "
		"or name a shorter time\n");
	eng_result_free(&r);
}

Test(eng_run, samples_fire_by_rate)
{
	struct eng_row ticks[30];

	for (uint32_t i = 0; i < LENGTH(ticks); i++)
		ticks[i] = (struct eng_row){ ENG_SAMPLE, 0, (i + 1) * MS, 1, 0, i + 1, 1,
					     1,		 1, false };
	for (int ordered = 0; ordered < 2; ordered++) {
		struct eng_result r = eng_run(
			"profile-97hz { @[timestamp] = count(); } profile-500hz { @n = count(); }"
			"profile-1ms { @m = count(); }"
			"END { printa(\"%d \", @); printa(\"%@d \", @n); printa(\"%@d\", @m); }",
			ordered ? "quiet inorder" : "quiet",
			(const char *const[]){ eng_trace(&(struct eng_trace){ .rows = ticks,
									      .n = LENGTH(ticks),
									      .end = 40 * MS }),
					       NULL });

		/* the first t of each: 97 t / 1000 reaches another integer */
		cr_expect_str_eq(r.out, "1011000000 1021000000 15 30\n");
		eng_result_free(&r);
	}
}

Test(eng_run, exit_lets_its_clause_end_and_end_fire)
{
	const char *const paths[] = { trace(), NULL };
	struct eng_result r =
		eng_run("BEGIN { exit(4); printf(\"rest \"); } BEGIN { printf(\"no\"); }"
			"vm:::exit { printf(\"no\"); } END { printf(\"end\"); }",
			"quiet", paths);

	cr_expect_str_eq(r.out, "rest end\n");
	cr_expect_eq(r.status, 4);
	eng_result_free(&r);
	r = eng_run("vm:::exit { @ = count(); } vm::HLT:exit { exit(1); } END { exit(2); }",
		    "quiet", paths);
	cr_expect_str_eq(r.out, "\n                2\n");
	cr_expect_eq(r.status, 2);
	eng_result_free(&r);
}

Test(eng_run, rows_beyond_the_last_watermark_do_not_count)
{
	const char *path = eng_trace(&(struct eng_trace){
		.rows = rows, .n = LENGTH(rows), .round = 16, .end = 40, .killed = true });

	eng_expect(path,
		   "vm:::exit { @ = count(); } tick-1ms { printf(\"no\"); }"
		   "END { printf(\"%d\", timestamp - 1000000000); }",
		   "32\n                4\n");
}

Test(eng_run, sessions_are_one_run_in_order_of_real_time)
{
	const char *late = eng_trace(&(struct eng_trace){
		.rows = rows, .n = 1, .end = 40, .real = ENG_REAL + 100, .id = 1 });
	const char *early = eng_trace(&(struct eng_trace){ .rows = rows + 1, .n = 1, .end = 40 });
	struct eng_result r = eng_run(
		"self int n; int all; BEGIN { printf(\"b \"); } END { printf(\"e\"); }"
		"vm:::exit { printf(\"%s %d %d \", exitname, self->n, all); self->n = 5; all++; }",
		"quiet", (const char *const[]){ late, early, late, NULL });

	cr_expect_str_eq(r.out, "b HLT 0 0 CPUID 0 1 e\n");
	eng_result_free(&r);
}

Test(eng_run, the_empty_trace_has_a_clock)
{
	struct eng_result r =
		eng_run("BEGIN { start = timestamp; }"
			"tick-20min { printf(\"%d \", (timestamp - start) / 1000000000); }"
			"profile-1hz { n++; } END { printf(\"%d %d\", n, start != 0); }",
			"quiet", (const char *const[]){ "none", NULL });

	cr_expect_str_eq(r.out, "1200 2400 3600 3600 1\n");
	cr_expect_eq(r.status, 0);
	eng_result_free(&r);
}

static void ignore(void *self, uint32_t index)
{
}

/* A rate must be had from every session: it is bounded by the slowest that was sampled. */
Test(eng_run, rates_are_bounded_by_the_slowest_session)
{
	struct vmt_session_info info = { .ntables = 0 };
	struct world_session sessions[] = { { .info = &info, .period = 1003009, .hz = 997 },
					    { .info = &info, .period = 10309278, .hz = 97 },
					    { .info = &info } };
	struct world world = { .nsessions = LENGTH(sessions), .sessions = sessions };
	struct probe_set *set = probe_set_new();
	char message[256] = "";

	cr_assert_eq(world_probes(&world, set), 0);
	cr_expect_eq(probe_set_match(set, "profile-97", ignore, NULL, message, sizeof(message)), 1);
	cr_expect_eq(probe_set_match(set, "profile-98", ignore, NULL, message, sizeof(message)),
		     PROBE_FAST);
	cr_expect(strstr(message, "97hz"), "%s", message);
	probe_set_free(set);
}
