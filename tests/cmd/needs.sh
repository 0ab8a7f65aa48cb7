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
	tick-10s { printa("%05d 0x%x %@d\n", @); exit(0); }' "-e profile" "-F 97" "-r profile:VMX_GUEST_CR3"
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
needs "the reason is in every exit" 'vm:::exit { @[vmregs[SVM_EXITCODE]] = count(); }' "-e exit" "-r exit:none"
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
