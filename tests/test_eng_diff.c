/* SPDX-License-Identifier: GPL-2.0 */
/* What a program prints does not depend on whether its clauses ran free or in order. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/engways.h"
#include "tests/guesttrace.h"
#include "tests/madeprog.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const char *const programs[] = {
	"vm:::exit /execname == \"qemu-kvm\"/ { @[pid, vmregs[VMX_GUEST_CR3]] = count(); }",
	"profile-97hz /execname == \"qemu-kvm\"/ { @[pid, vmregs[VMX_GUEST_CR3]] = count(); }"
	"tick-37ms { printa(\"%05d 0x%x %@d\\n\", @); clear(@); }",
	"profile-333hz { @[arg2 > 1000, vmregs[VMX_GUEST_RIP]] = count(); }",
	"vm:::exit { @[exitname] = quantize(vmregs[VM_RAX]); @m[cpu] = max(arg1); }",
	"vm:::exit /arg0 == 0x78 || vmregs[VM_RBX] > 100 && cpu != 1/ { @[tid] = count(); }",
	"vm::[CH]*:exit { @[probefunc, probename] = count(); } vm:::exit { @n[id, epid] = count(); "
	"}",
	"kvm-vexit, vm:::exit { @[arg0 & 0xff, arg1 & 0xff, probeprov] = count(); }",
	"vm:::exit { @ = avg(vmregs[VM_RCX]); @s = stddev(vmregs[VM_RDX] % 1000); }",
	"vm:::exit { @[vmregs[VM_RSI] ? \"yes\" : exitname] = lquantize(vmregs[VM_RDI], 0, 1000, "
	"50); }",
	"vm:::exit { @[strjoin(exitname, lltostr(cpu))] = count(); }",
	"vm:::exit { @[toupper(execname), strlen(exitname)] = sum((int)vmregs[VM_RAX]); }",
	"vm:::exit /vmregs[VM_RAX] / (cpu - 1)/ { @ = count(); }",
	"vm:::exit { @[1000000 / (vmregs[VMX_GUEST_CR3] % 3)] = count(); }",
	"vm:::exit { @[vcpuid] = count(); } vm:::exit /pid == 4100/ { @b = count(); }"
	"tick-7ms { trunc(@, 2); normalize(@b, 2); printa(@); }",
	"int n; vm:::exit { @a = count(); n++; } vm:::entry { @b[n % 5] = count(); }"
	"tick-11ms { printf(\"%d\", n); printa(@a); printa(@b); }",
	"vm:::exit { @[timestamp / 1000000] = count(); @w = min(walltimestamp); }",
	"vm:::exit { @ = count(); } tick-50ms { exit(0); }",
	"int n; vm:::exit /n++ < 10/ { @ = count(); exit(0); } vm:::exit { @b = count(); }",
	"vm:::exit /vmregs[VMX_GUEST_RIP] > 0xffffffff80000000 ? cpu == 0 : cpu == 1/"
	"{ @[cpu, vmregs[VMX_GUEST_RFLAGS]] = count(); }",
	"vm:::exit { @[vmregs[VMX_GUEST_LDTR_BASE]] = count(); } vm:::entry { @[arg0] = count(); }",
	"vm:::exit { @[vmregs[SVM_EXITCODE], host, uid] = count(); @z[zonename] = count(); }",
	"vm:::exit { @[cpl] = count(); } vm:::entry { @e[exitname, vmid] = count(); }",
	"vm:::exit /timestamp < 1000031000000/ { @[exitname] = count(); }",
	"vm:::exit /walltimestamp >= 1700000000040000000 && cpu > 1/ { @[tid] = count(); }"
	"tick-13ms { printa(@); }",
	"vm:::exit /execname != \"qemu-kvm\" || pid == 4100/ { @ = count(); } vm:::exit /execname "
	"!= "
	"\"qemu-kvm\"/ { @b = count(); } END { printa(@b); printa(@); }",
	"vm:::exit /vmregs[VM_RAX] > 65535 && arg0 == 0x78/ { @ = count(); } vm:::entry { @e = "
	"count(); }",
	"vm:::exit /uid == 64055 && tid != 0 && vmregs[VM_R11] == 0x246 && !cpu/ { @[vcpuid] = "
	"count(); }",
	"vm:::exit /(((((arg0 + 11) ^ 12) + 13) ^ 14) + 15) % 2 && execname != \"none\" || "
	"probename == \"b\"/ { @ = count(); } BEGIN { printf(\"%s%s%s\", \"x\", \"y\", \"z\"); }",
	"int n; vm:::exit { @[exitname] = count(); } vm:::exit /n++ == 5000/ { n /= cpu - cpu; }"
	"ERROR { printa(@); exit(0); }",
	"#pragma D option extended\nvm:::exit { @[exitname, cpu] = count(); }"
	"tick-19ms { printf(\"%d\\n\", aggval(@, \"CPUID\", 1)); }",
	"#pragma D option extended\nvm:::exit { @[exitname] = count(); }"
	"vm:::entry { @b[cpu] = max(aggval(@, \"HLT\") - aggval(@, strjoin(\"CPU\", \"ID\"))); }",
	"vm:::exit /arg0 > 0x400/ { @[cpu] = count(); } vm:::exit /arg0 >= 0x400 && ppid == 1/ "
	"{ @b[cpu] = count(); }",
};

Test(eng_diff, same_bytes_either_way, .init = cr_redirect_stderr)
{
	const char *path = eng_synth(30000, 42);

	for (uint32_t i = 0; i < LENGTH(programs); i++)
		eng_expect_same(programs[i], path);
}

/* What runs print, on stderr one section each: all are the same. */
static void expect_same_messages(const char *program, const char *options, const char *path,
				 const char *const *over, uint32_t nways)
{
	const char *const paths[] = { path, NULL };
	static char text[65536];
	char *section = text, *next, *first = NULL;
	uint32_t sections = 0;
	size_t n;

	for (uint32_t i = 0; i < nways; i++) {
		char words[128];
		struct eng_result r;

		snprintf(words, sizeof(words), "%s %s", options, over[i]);
		r = eng_run(program, words, paths);
		fputs("--\n", stderr);
		if (first)
			cr_expect_str_eq(first, r.out, "%s: %.2000s\n%s: %.2000s", over[0], first,
					 over[i], r.out);
		else
			first = strdup(r.out);
		eng_result_free(&r);
	}
	free(first);
	fflush(stderr);
	n = fread(text, 1, sizeof(text) - 1, cr_get_redirected_stderr());
	text[n] = 0;
	for (; (next = strstr(section, "--\n")); section = next + 3, sections++) {
		*next = 0;
		cr_expect_gt(strlen(section), 50, "%s", section);
		cr_expect_str_eq(section, text, "%s:\n%s\n%s:\n%s", over[0], text, over[sections],
				 section);
	}
	cr_expect_eq(sections, nways);
}

/* The first fault of each kind and its count, by the events' order. */
Test(eng_diff, same_faults_either_way, .init = cr_redirect_stderr)
{
	static const char program[] =
		"vm:::exit { @ = sum(1 / (cpu - 2)); @b = sum(vmregs[VM_RAX] / (arg0 - 0x78)); }"
		"vm:::entry { @c = sum(vmregs[VM_RAX]); }";

	expect_same_messages(program, "quiet", eng_synth(5000, 7), eng_ways, ENG_WAYS);
}

/* Threads of a session that had much to do also take part in one that has little. */
Test(eng_diff, small_sessions_after_a_large_one)
{
	static const char program[] = "vm:::exit { @[tid, vmregs[VM_RAX] & 7] = count(); }"
				      "vm:::entry { @e[tid, vcpuid] = count(); }";
	const char *paths[10] = { eng_synth(100000, 42) };
	struct eng_result first;

	for (uint32_t i = 1; i < LENGTH(paths) - 1; i++)
		paths[i] = eng_synth(6000, i);
	first = eng_run(program, "inorder", paths);
	for (uint32_t i = 0; i < 10; i++) {
		struct eng_result other = eng_run(program, "threads=7", paths);

		cr_expect_str_eq(first.out, other.out);
		eng_result_free(&other);
	}
	eng_result_free(&first);
}

/* The run ends at the same row, and says the same. */
Test(eng_diff, same_limit_at_any_number_of_threads, .init = cr_redirect_stderr)
{
	static const char program[] = "vm:::exit { @[vmregs[VM_R8]] = count(); @n = count(); }"
				      "END { trunc(@); }";

	expect_same_messages(program, "quiet memory=1m", eng_synth(60000, 7), eng_ways + 1,
			     ENG_WAYS - 1);
}

/* Damage takes the same from all: whole columns of a chunk, or all of it. */
Test(eng_diff, same_bytes_over_damage, .init = cr_redirect_stderr)
{
	static const char program[] =
		"vm:::exit { @ = count(); @b[exitname, execname] = sum(vmregs[VM_RAX] & 0xff); }"
		"vm::HLT:exit { @c[timestamp] = count(); } vm:::entry { @d[tid, vcpuid] = count(); "
		"}"
		"profile-97hz { @e[vmregs[VMX_GUEST_CR3]] = count(); }"
		"tick-17ms { printa(@); }";

	cr_expect_gt(eng_expect_same_damaged(program, eng_synth(2000, 11), 100, 900, 5), 10);
}

/* Blocks in several chunks are told of in the file's order, whoever met them first. */
Test(eng_diff, same_damage_at_any_number_of_threads, .init = cr_redirect_stderr)
{
	const char *path = eng_synth(20000, 11);

	for (uint32_t at = 50; at < 1000; at += 50)
		eng_spoil(path, at);
	expect_same_messages("vm:::exit { @[vmregs[VM_RSI]] = sum(vmregs[VM_RDI] ^ vmregs[VM_R8] ^ "
			     "vmregs[VM_R9] ^ vmregs[VM_RAX]); }",
			     "quiet", path, eng_ways + 1, ENG_WAYS - 1);
}

static void expect_made(unsigned uses)
{
	eng_expect_made(uses, eng_synth(400, 5), "tests/data/svm-toy.vmt");
}

Test(eng_diff, made_programs_without_state)
{
	expect_made(0);
}

Test(eng_diff, made_programs_with_threads_own_state)
{
	expect_made(MADE_SELF);
}

Test(eng_diff, made_programs_with_state)
{
	expect_made(MADE_SELF | MADE_STATE);
}

Test(eng_diff, made_programs_that_print)
{
	expect_made(MADE_SELF | MADE_PRINTS);
}

Test(eng_diff, made_programs_with_error_clauses)
{
	expect_made(MADE_SELF | MADE_STATE | MADE_ERRORS);
}

Test(eng_diff, made_programs_that_read_aggregations)
{
	expect_made(MADE_READS);
	expect_made(MADE_READS | MADE_SELF | MADE_STATE | MADE_PRINTS | MADE_ERRORS);
}

Test(eng_diff, made_programs_that_exit)
{
	expect_made(MADE_SELF | MADE_STATE | MADE_PRINTS | MADE_ERRORS | MADE_EXITS);
}

/* Ticks that part a round's rows, some of which are taken in order and some not. */
Test(eng_diff, made_programs_of_free_and_ordered_clauses)
{
	expect_made(MADE_MIXED);
	expect_made(MADE_MIXED | MADE_SELF | MADE_STATE | MADE_PRINTS);
}

Test(eng_diff, made_programs_that_name_guests)
{
	const char *path;
	struct guesttrace g;

	guesttrace_make(&g, 11, 8, 500, false);
	path = guesttrace_end(&g);
	eng_expect_made(MADE_GUESTS | MADE_MIXED, path, path);
	eng_expect_made(MADE_GUESTS | MADE_SELF | MADE_STATE | MADE_PRINTS | MADE_ERRORS, path,
			path);
	guesttrace_release(&g);
}
