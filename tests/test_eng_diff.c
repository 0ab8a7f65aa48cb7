/* SPDX-License-Identifier: GPL-2.0 */
/* What a program prints does not depend on whether its clauses ran free or in order. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "tests/engtest.h"

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
};

static void expect_same(const char *program, const char *path)
{
	const char *const paths[] = { path, NULL };
	struct eng_result free_run = eng_run(program, "", paths);
	struct eng_result ordered = eng_run(program, "inorder", paths);

	cr_expect_str_eq(free_run.message, "");
	cr_expect_gt(strlen(free_run.out), 10, "%s prints: %s", program, free_run.out);
	cr_expect_str_eq(free_run.out, ordered.out, "%s:\nfree: %.2000s\nordered: %.2000s", program,
			 free_run.out, ordered.out);
	eng_result_free(&free_run);
	eng_result_free(&ordered);
}

Test(eng_diff, same_bytes_either_way, .init = cr_redirect_stderr)
{
	const char *path = eng_synth(30000, 42);

	for (uint32_t i = 0; i < LENGTH(programs); i++)
		expect_same(programs[i], path);
}

/* stderr too: the first fault of each kind and its count, by the events' order. */
Test(eng_diff, same_faults_either_way, .init = cr_redirect_stderr)
{
	static const char program[] =
		"vm:::exit { @ = sum(1 / (cpu - 2)); @b = sum(vmregs[VM_RAX] / (arg0 - 0x78)); }"
		"vm:::entry { @c = sum(vmregs[VM_RAX]); }";
	const char *const paths[] = { eng_synth(5000, 7), NULL };
	char text[8192];
	const char *middle;
	size_t n;

	for (int ordered = 0; ordered < 2; ordered++) {
		struct eng_result r = eng_run(program, ordered ? "quiet inorder" : "quiet", paths);

		eng_result_free(&r);
		if (!ordered)
			fputs("--\n", stderr);
	}
	fflush(stderr);
	n = fread(text, 1, sizeof(text) - 1, cr_get_redirected_stderr());
	text[n] = 0;
	middle = strstr(text, "--\n");
	cr_assert_not_null(middle);
	cr_expect_gt(middle - text, 100);
	cr_expect_eq(strlen(middle + 3), (size_t)(middle - text));
	cr_expect_arr_eq(text, middle + 3, middle - text, "%s", text);
}

/* Damage takes the same from both: whole columns of a chunk, or all of it. */
Test(eng_diff, same_bytes_over_damage, .init = cr_redirect_stderr)
{
	static const char program[] =
		"vm:::exit { @ = count(); @b[exitname, execname] = sum(vmregs[VM_RAX] & 0xff); }"
		"vm::HLT:exit { @c[timestamp] = count(); } vm:::entry { @d[tid, vcpuid] = count(); "
		"}"
		"profile-97hz { @e[vmregs[VMX_GUEST_CR3]] = count(); }"
		"tick-17ms { printa(@); }";
	const char *path = eng_synth(2000, 11);
	uint32_t differ = 0;
	struct eng_result whole = eng_run(program, "quiet", (const char *const[]){ path, NULL });

	for (uint32_t at = 100; at < 900; at += 5) {
		const char *damaged = eng_damaged(path, at);
		const char *const paths[] = { damaged, NULL };
		struct eng_result free_run = eng_run(program, "quiet", paths);
		struct eng_result ordered = eng_run(program, "quiet inorder", paths);

		cr_expect_str_eq(free_run.out, ordered.out, "a bit at %u of 1000", at);
		differ += strcmp(free_run.out, whole.out) != 0;
		eng_result_free(&free_run);
		eng_result_free(&ordered);
		eng_close(damaged);
	}
	cr_expect_gt(differ, 10);
	eng_result_free(&whole);
}
