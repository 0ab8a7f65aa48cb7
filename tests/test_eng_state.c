/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "tests/engtest.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct eng_row rows[] = {
	{ ENG_EXIT, 0, 10, 1, 0, 0x72, 0xf00, 0x1000, 7, false },
	{ ENG_EXIT, 1, 11, 2, 1, 0x78, 0xf01, 0x2000, 8, false },
	{ ENG_ENTRY, 0, 15, 1, 0, 0, 0, 0, 0, false },
	{ ENG_ENTRY, 1, 25, 2, 1, 0, 0, 0, 0, false },
	{ ENG_EXIT, 0, 30, 1, 0, 0x400, 0xf03, 0x1000, 1, true },
	{ ENG_EXIT, 1, 31, 3, 0, 0x99, 0xf04, 0x3000, 0, false },
};

static const char *trace(void)
{
	return eng_trace(&(struct eng_trace){ .rows = rows, .n = LENGTH(rows), .end = 40 });
}

Test(eng_state, self_is_a_threads_own)
{
	eng_expect(trace(),
		   "vm:::exit { self->ts = timestamp; }"
		   "vm:::entry /self->ts/ { printf(\"%d:%d \", tid, timestamp - self->ts);"
		   "self->ts = 0; } END { printf(\"%d\", self->ts); }",
		   "101:5 102:14 0\n");
}

/* Sums do not mind the order of threads; each thread's own events keep theirs. */
static const struct eng_row moving[] = {
	{ ENG_EXIT, 1, 5, 2, 1, 0x78, 0, 0, 0, false },
	{ ENG_EXIT, 0, 10, 1, 0, 0x72, 0, 0, 0, false },
	{ ENG_ENTRY, 1, 20, 1, 0, 0, 0, 0, 0, false },
	{ ENG_EXIT, 1, 22, 1, 0, 0x72, 0, 0, 0, false },
	{ ENG_ENTRY, 0, 25, 1, 0, 0, 0, 0, 0, false },
	{ ENG_ENTRY, 0, 30, 2, 1, 0, 0, 0, 0, false },
};

Test(eng_state, self_follows_its_thread_to_another_cpu)
{
	const char *path =
		eng_trace(&(struct eng_trace){ .rows = moving, .n = LENGTH(moving), .end = 40 });

	eng_expect(path,
		   "vm:::exit { self->ts = timestamp; } vm:::entry /self->ts/"
		   "{ @[tid] = sum(timestamp - self->ts); @n[tid] = count(); self->ts = 0; }"
		   "END { printa(\"%d %@d,\", @); printa(\"%d %@d,\", @n); }",
		   "101 13,102 25,102 1,101 2,\n");
}

Test(eng_state, this_begins_anew_and_clauses_share_it)
{
	eng_expect(trace(),
		   "this int x; vm:::exit { printf(\"%d\", this->x); this->x = arg0; }"
		   "vm:::exit { printf(\"/%x \", this->x); }",
		   "0/72 0/78 0/400 0/99 \n");
}

Test(eng_state, arrays_have_keys_of_any_kind)
{
	eng_expect(trace(),
		   "int seen[string, int]; string names[int64_t];"
		   "vm:::exit { seen[execname, cpu] += 1; names[arg0] = exitname; }"
		   "END { printf(\"%d %d %d %s\", seen[\"qemu-kvm\", 0], seen[\"qemu-kvm\", 1],"
		   "seen[\"nobody\", 1], names[0x400]); seen[\"qemu-kvm\", 0] = 0;"
		   "printf(\" %d\", seen[\"qemu-kvm\", 0]); }",
		   "2 1 0 NPF 0\n");
}

Test(eng_state, many_cells_come_and_go)
{
	eng_expect("none",
		   "int n; int a[int]; tick-1ms { a[n] = n; n++; } tick-1ms /n > 10/ { a[n - 10] = "
		   "0; }"
		   "tick-5s { printf(\"%d %d %d %d\", n, a[1], a[4990], a[4995]); exit(0); }",
		   "5000 0 0 4995\n");
}

Test(eng_state, strings_are_copies)
{
	eng_expect("none",
		   "int i; tick-1s { x = strjoin(\"v\", lltostr(i)); y = x; x = strjoin(x, \"!\");"
		   "printf(\"%s %s;\", x, y); i++; self->s = y; }"
		   "tick-1s /i == 3/ { printf(\"%s\", self->s); exit(0); }",
		   "v0! v0;v1! v1;v2! v2;v2\n");
}

Test(eng_state, strsize_cuts_what_is_kept)
{
	struct eng_result r = eng_run("BEGIN { x = \"abcdefgh\"; @[x] = count();"
				      "printf(\"%s %d\", x, strlen(x)); exit(0); }",
				      "quiet strsize=5", (const char *const[]){ "none", NULL });

	cr_expect_str_eq(r.out,
			 "abcd 4\n  abcd                                             "
			 "                 1\n",
			 "%s", r.out);
	eng_result_free(&r);
}

/* Where in the code it happened is the compiler's to say. */
static void drop_offsets(char *text)
{
	static const char lead[] = " at DIF offset ";
	char *at;

	while ((at = strstr(text, lead))) {
		char *end = at + strlen(lead) + strspn(at + strlen(lead), "0123456789");

		memmove(at, end, strlen(end) + 1);
	}
}

static void expect_errors(const char *path, const char *program, const char *options,
			  const char *out, const char *errors)
{
	struct eng_result r = eng_run(program, options, (const char *const[]){ path, NULL });
	char said[4096];

	fflush(stderr);
	cr_expect_str_eq(r.message, "");
	cr_expect_str_eq(r.out, out, "printed: %s", r.out);
	said[fread(said, 1, sizeof(said) - 1, cr_get_redirected_stderr())] = 0;
	drop_offsets(said);
	cr_expect_str_eq(said, errors, "said: %s", said);
	eng_result_free(&r);
}

Test(eng_state, a_fault_drops_its_clauses_records_only, .init = cr_redirect_stderr)
{
	expect_errors(
		trace(),
		"vm:::exit { n++; printf(\"%d \", vmregs[VM_RAX]); @ = sum(100 / vmregs[VM_RAX]);"
		"m++; } END { printf(\"%d %d\", n, m); printa(\" %@d\", @); }",
		"quiet", "7 8 4 2 26\n",
		"vmtrace: error on enabled probe ID 4 (ID 9: vm:svm:NPF:exit): illegal operation "
		"in action #2\n"
		"vmtrace: error on enabled probe ID 5 (ID 10: vm:svm:OTHER:exit): divide-by-zero "
		"in action #3\n");
}

Test(eng_state, error_knows_the_fault, .init = cr_redirect_stderr)
{
	expect_errors(
		trace(),
		"ERROR { printf(\"%d %d %d %x %s %d;\", arg1, arg2, arg4, arg5, execname,"
		"timestamp - 1000000000); } vm:::exit /100 / vmregs[VM_RAX] > 0/ { }",
		"quiet", "5 0 3 0 qemu-kvm 30;6 0 4 0 toyvmm 31;\n",
		"vmtrace: error on enabled probe ID 5 (ID 9: vm:svm:NPF:exit): illegal operation "
		"in predicate\n"
		"vmtrace: error on enabled probe ID 6 (ID 10: vm:svm:OTHER:exit): divide-by-zero "
		"in predicate\n");
}

Test(eng_state, faults_in_error_are_counted, .init = cr_redirect_stderr)
{
	expect_errors("none",
		      "int i; ERROR { trace(1 / i); } BEGIN { trace(1 / i); } BEGIN { exit(0); }",
		      "quiet droptags", "\n",
		      "vmtrace: error on enabled probe ID 2 (ID 1: dtrace:::BEGIN): divide-by-zero "
		      "in action #1\n"
		      "vmtrace: [DTRACEDROP_DBLERROR] 1 error in ERROR probe enabling\n");
}

Test(eng_state, unset_strings_fault_or_are_empty, .init = cr_redirect_stderr)
{
	expect_errors(
		"none",
		"string g; self string s; this string t;"
		"BEGIN { printf(\"[%s]\", g); } BEGIN { printf(\"[%s]\", this->t); }"
		"BEGIN { printf(\"[%s]\", self->s); } BEGIN { exit(0); }",
		"quiet", "[][]\n",
		"vmtrace: error on enabled probe ID 3 (ID 1: dtrace:::BEGIN): invalid address "
		"(0x0) in action #1\n");
}

Test(eng_state, memory_has_a_limit, .init = cr_redirect_stderr)
{
	struct eng_result r = eng_run("int a[int]; int n; tick-1ms { a[n] = 1; n++; }"
				      "END { printf(\"%d\", n < 3600000); }",
				      "quiet memory=1m", (const char *const[]){ "none", NULL });
	char said[256];

	fflush(stderr);
	said[fread(said, 1, sizeof(said) - 1, cr_get_redirected_stderr())] = 0;
	cr_expect_str_eq(r.out, "1\n");
	cr_expect_eq(r.status, 1);
	cr_expect_not_null(strstr(said, "over the limit of 1.00 MiB; what was gathered so far"));
	eng_result_free(&r);
}
