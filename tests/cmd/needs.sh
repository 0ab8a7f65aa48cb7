#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace report --needs`: what programs want recorded; `vmtrace record -s -n` asks it.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}

# needs NAME PROGRAM LINE…
needs() {
	local name=$1 program=$2
	shift 2
	is "$name" "$("$VMTRACE" report --needs -n "$program")" "$(printf '%s\n' "$@")"
}

needs "the guide's program" 'profile-97hz /execname == "qemu-kvm"/ { @[pid, vmregs[VMX_GUEST_CR3]] = count(); }
	tick-10s { printa("%05d 0x%x %@d\n", @); exit(0); }' "-e profile" "-F 97" "-r profile:VMX_GUEST_CR3" \
	"--filter execname==qemu-kvm"
needs "the fastest rate, rounded up" 'profile-97hz, profile-3s, profile-300ms { @ = count(); }' \
	"-e profile" "-F 97" "-r profile:none"
needs "events by probe" 'vm::CPUID:exit { self->t = timestamp; } vm:::entry /self->t/ { @ = sum(timestamp - self->t); }' \
	"-e exit,entry" "-r exit:none" "-r entry:none"
needs "either kind of host" 'vm::EPT_VIOLATION:exit, vm::NPF:exit { @[vmregs[VMX_GUEST_PHYSICAL_ADDRESS]] = count(); }' \
	"-e exit" "-r exit:VMX_GUEST_PHYSICAL_ADDRESS"
needs "half a register" 'vm:::exit { @[vmregs[VMX_GUEST_PHYSICAL_ADDRESS_HIGH]] = count(); }' \
	"-e exit" "-r exit:VMX_GUEST_PHYSICAL_ADDRESS"
needs "arguments and cpl" 'vm:::exit { @[arg2] = count(); } profile-10 /cpl == 3/ { @[arg1] = count(); }' \
	"-e exit,profile" "-F 10" "-r exit:VMX_GUEST_RIP,exit" "-r profile:VM_CPL,VMX_GUEST_RIP"
needs "what tells a guest's process" 'profile-97 { @[guestproc] = count(); }' "-e profile" "-F 97" \
	"-r profile:VM_CPL,VMX_GUEST_CR0,VMX_GUEST_CR3,VMX_GUEST_CR4,VMX_GUEST_IA32_EFER"
needs "what names a guest's process" 'profile-97 { @[guestcomm] = count(); } vm:::exit { @p[guestpid] = count(); }' \
	"-e exit,profile" "-F 97" "-r exit:VM_CPL,VMX_GUEST_CR3,VMX_GUEST_IA32_EFER,VMX_GUEST_RSP" \
	"-r profile:VM_CPL,VMX_GUEST_CR3,VMX_GUEST_IA32_EFER,VMX_GUEST_RSP" "--guest-names"
needs "what names its functions" 'vm:::exit { @[guestfunc] = count(); }' "-e exit" "-r exit:VM_CPL,VMX_GUEST_RIP" "--guest-names"
needs "the reason is in every exit" 'vm:::exit { @[vmregs[SVM_EXITCODE]] = count(); }' "-e exit" "-r exit:none"

# whom NAME PROGRAM LINE…: the processes that it is about
whom() {
	local name=$1 program=$2
	shift 2
	is "whom: $name" "$("$VMTRACE" report --needs -n "$program" | grep '^--filter')" "$([ $# = 0 ] || printf '%s\n' "$@")"
}

whom "by pid" 'vm:::exit /pid == 12/ {} vm:::entry /13 == pid && arg0/ {} profile-9 /pid == 12/ {}' "--filter pid==12,13"
whom "each names its own" 'vm:::exit /execname == "web"/ {} vm:::entry /execname == "mail d"/ {} profile-9 /tid == 7 || pid == 8/ {}' \
	"--filter execname==web,mail d" "--filter pid==8" "--filter tid==7"
whom "what records nothing names nobody" 'BEGIN { x = 1; } vm:::exit /x && pid == 12/ { @ = count(); } tick-1s { printa(@); } END { trace(x); }' \
	"--filter pid==12"
whom "an if within" 'inline int P = 12; vm:::exit /pid == P/ { if (arg0) { trace(1); } else { trace(2); } }' "--filter pid==12"
whom "a clause of all" 'vm:::exit /pid == 12/ {} vm:::entry { @ = count(); }'
whom "a clause of all but one" 'vm:::exit /execname != "web"/ {}'
whom "another way to be let through" 'vm:::exit /execname == "web" || arg0 == 1/ {}'
whom "an else" 'vm:::exit { if (execname == "web") { trace(1); } else { trace(2); } }'
whom "everybody is counted first" 'vm:::exit /x++ && execname == "web"/ {}'
whom "everybody may fault first" 'vm:::exit /arg0 == 1 && execname == "web"/ {}' "--filter execname==web"
whom "and be told of" 'vm:::exit /arg0 == 1 && execname == "web"/ {} ERROR { trace(1); }'
whom "but not behind the name" 'vm:::exit /execname == "web" && arg0 == 1/ {} ERROR { trace(1); }' "--filter execname==web"
whom "a name that would be a pattern" 'vm:::exit /execname == "web*"/ {}'
whom "a name that would be two" 'vm:::exit /execname == "web,mail"/ {}'
whom "a name that no process has" 'vm:::exit /execname == "qemu-system-x86_64"/ {}'
whom "nobody's name" 'vm:::exit /execname == ""/ {}'
whom "a name with a line of its own" 'vm:::exit /execname == "web\n-a"/ {}'
whom "a number that no process has" 'vm:::exit /pid == 0/ {}'
whom "a number beyond all" 'vm:::exit /pid == 4294967308/ {}'
whom "more than the recorder takes" "$(printf 'vm:::exit /pid == %d/ {} ' {1..65})"
is "whom: as many as it takes" "$("$VMTRACE" report --needs -n "$(printf 'vm:::exit /pid == %d/ {} ' {1..64})" | grep -c ',64$')" 1
is "whom: two programs" "$("$VMTRACE" report --needs -n 'vm:::exit /pid == 12/ {}' -n 'vm:::exit /pid == 13/ {}' | tail -1)" "--filter pid==12,13"
is "whom: one of two is about all" "$("$VMTRACE" report --needs -n 'vm:::exit /pid == 12/ {}' -n 'vm:::exit' | grep -c filter)" 0
is "whom: an argument" "$("$VMTRACE" report --needs -n 'vm:::exit /pid == $1 && execname != $$2/ {}' 12 web | tail -1)" "--filter pid==12"
needs "tracepoints beside exits, each once" 'vm:::exit { self->t = timestamp; }
	tracepoint:sched::sched_switch /self->t && args->prev_comm == execname/ { @[args->next_comm, args->prev_state] = sum(timestamp - self->t); }
	tracepoint:sched::sched_switch { @n = count(); }' "-e exit,sched:sched_switch" "-r exit:none"
needs "patterns of tracepoints" 'tracepoint:kvm:: { @[probename] = count(); } tracepoint:::sys_* { @s[args->id] = count(); }' "-e kvm:*,*:sys_*"
needs "fields of any type" 'tracepoint:a::b { self->x = args->n + 1; self->s = args->s; printf("%s %d %x %s", self->s, args->n, args->ips[args->i], strjoin(args->s, "x")); trace(args); @[args->s, args->n] = max(args->n); }
	tracepoint:a::b /args->s != "y" && args->n > 3 && strlen(args->s) < 4/ { @m[substr(args->s, 1), args->n ? args->s : "z"] = lquantize(args->n, 0, 10); }' "-e a:b"
is "no events" "$("$VMTRACE" report --needs -n 'BEGIN { exit(0); }')" ""
"$VMTRACE" report --needs 2>/dev/null
is "without a program: exit status" $? 2
for reg in $("$VMTRACE" report --needs -n 'vm:::exit { @[vmregs[VM_RAX], vmregs[SVM_N_CR3], vmregs[VMX_EPT_POINTER_HIGH]] = count(); }' |
	sed -n 's/^-r exit://p' | tr ',' ' '); do
	like "the recorder knows $reg" "$("$VMTRACE" record -r "$reg" -o /no/such/place/x 2>&1)" 'module|/dev/vmtrace|no/such'
done

# refused STATUS PATTERN ARGUMENT…
refused() {
	local said status
	said=$("$VMTRACE" record -o /no/such/place/x "${@:3}" 2>&1)
	status=$?
	is "record ${*:3}: exit status" $status "$1"
	like "record ${*:3}: says why" "$said" "$2"
}

refused 2 'vm::CPID:exit does not match any probes' -n 'vm::CPID:exit'
refused 2 'failed to open /no/such/script.d' -s /no/such/script.d
refused 2 'syntax error' --overwrite --trigger 'vm:::exit { '
done_testing
