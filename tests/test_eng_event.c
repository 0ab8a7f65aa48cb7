/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints beside exits: what programs print does not depend on how they run. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>

#include "tests/engways.h"
#include "tests/madeprog.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const char *const on_events[] = {
	"tracepoint:kvm:: { @[probename, args->vcpu_id, tid] = count(); }",
	"tracepoint:sched::sched_switch { @[args->prev_comm, args->next_comm] = count(); "
	"@p = sum(args->prev_pid - args->next_pid); }",
	"tracepoint:sched::sched_switch /args->prev_comm != \"swapper/1\" && args->prev_pid > 0/"
	"{ @[execname, strlen(args->next_comm)] = count(); }",
	"vm:::exit { self->at = timestamp; } tracepoint:kvm::kvm_exit /self->at/ "
	"{ @[args->exit_reason] = quantize(timestamp - self->at); self->at = 0; }",
	"vm::HLT:exit { self->hlt = timestamp; self->rip = vmregs[VMX_GUEST_RIP]; }"
	"tracepoint:sched::sched_switch /self->hlt && arg1 == tid/ { @[args->prev_comm] = "
	"max(timestamp - self->hlt); @r[self->rip] = count(); self->hlt = 0; }",
	"tracepoint:::, vm:::entry { printf(\"%d %d %s %d\\n\", timestamp, cpu, probename, tid); }",
	"tracepoint:raw_syscalls:: { trace(args); @[args->args[1], args->args[2]] = count(); }",
	"tracepoint:toy::stack { @[args->ips[0] & 0xff, args->delta < 0] = count(); }",
	"tracepoint:toy::stack { @[args->ips[args->vcpu_id]] = count(); }"
	"ERROR { printf(\"%d %x\\n\", arg4, arg5); }",
	"tracepoint:toy::stack, tracepoint:kvm::kvm_exit { @[args->vcpu_id, probemod] = count(); }",
	"tracepoint:sched::sched_process_exec { @[args->filename] = count(); self->f = "
	"args->filename; } tracepoint:sched::sched_process_exec /self->f == \"/usr/bin/tool-22\"/ "
	"{ printf(\"%s %s\\n\", self->f, substr(args->filename, 4)); }",
	"tracepoint:::sched_* { @[arg1, probefunc] = count(); } tick-1ms { printa(@); }",
	"tracepoint:kvm::kvm_exit /args->exit_reason == 0x78/ { @[tid] = count(); }"
	"vm::HLT:exit { @b[tid] = count(); }",
	"tracepoint:kvm::kvm_exit { @[stringof(args)] = count(); } END { trunc(@, 3); }",
	"string last; tracepoint:sched:: { @[last] = count(); last = probename; }",
};

Test(eng_event, same_bytes_either_way_on_tracepoints, .init = cr_redirect_stderr)
{
	const char *path = eng_host(3000, 42);

	for (uint32_t i = 0; i < LENGTH(on_events); i++)
		eng_expect_same(on_events[i], path);
}

/* The same where what is damaged is a tracepoint's. */
Test(eng_event, same_bytes_over_damaged_tracepoints, .init = cr_redirect_stderr)
{
	static const char program[] =
		"tracepoint:kvm::kvm_exit { @[args->vcpu_id, args->exit_reason] = count(); }"
		"tracepoint:sched::sched_switch { @s[args->prev_comm, tid] = sum(args->next_pid); }"
		"vm::HLT:exit { self->t = timestamp; } tracepoint:sched::sched_switch /self->t/"
		"{ printf(\"%d %s\\n\", timestamp - self->t, args->next_comm); self->t = 0; }"
		"tracepoint:raw_syscalls:: { trace(args); @r[args->args[5]] = count(); }";

	cr_expect_gt(eng_expect_same_damaged(program, eng_host(1500, 11), 200, 950, 19), 3);
}

static void expect_made(unsigned uses)
{
	const char *path = eng_host(400, 5);

	eng_expect_made(uses, path, path);
}

Test(eng_event, made_programs_on_tracepoints)
{
	expect_made(MADE_EVENTS);
	expect_made(MADE_EVENTS | MADE_SELF);
	expect_made(MADE_EVENTS | MADE_SELF | MADE_STATE | MADE_PRINTS);
	expect_made(MADE_EVENTS | MADE_SELF | MADE_ERRORS | MADE_PRINTS);
}
