#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A real Linux guest with page-table isolation: each of its processes has two values of CR3, and is
# one guestproc. t_linux.sh has the same guest without.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 300 "tests/host/act_pti.sh 10"
for trace in boot.vmt pti.vmt; do
	like "$trace: the guest is found to isolate" "$("$VMTRACE" info -t "$act/$trace")" \
		'^ +vm [0-9]+ .*; guest: 4-level paging, PTI$'
	is "$trace: all user mode is on the second table of its process" \
		"$(rows $trace 'vm:::exit, profile-997
			/cpl == 3/ { @[vmregs[VMX_GUEST_CR3] - guestproc] = count(); }
			END { printa("%x\n", @); }')" 1000
	"$VMTRACE" report -q -i "$act/$trace" -n 'vm:::exit, profile-997 { @[guestproc] = count(); }' \
		>"$act/file"
	"$VMTRACE" report -q -x threads=1 -i <(cat "$act/$trace") \
		-n 'vm:::exit, profile-997 { @[guestproc] = count(); }' >"$act/pipe"
	ok "$trace: a pipe has the same processes" cmp "$act/file" "$act/pipe"
done

sampled=$(rows pti.vmt 'profile-997 { @[guestproc] = count(); } END { printa("%x %@d\n", @); }' |
	awk '{ print $2 }')
# With shadow paging each change of page tables is an exit: the guest counts the host's work as its
# own.
[ "${NPT-1}" = 0 ] || is "samples agree with the guest's own account within 25 %" \
	"$(agree "$sampled")" "they do"
registers=$(rows pti.vmt 'profile-997 /cpl == 3 || vmregs[VMX_GUEST_CR3] == guestproc/
	{ @[vmregs[VMX_GUEST_CR3]] = count(); } END { printa("%x %@d\n", @); }' | grep -c .)
ok "CR3 has more values than there are processes" \
	[ "$registers" -gt "$(echo "$sampled" | grep -c .)" ]
like "the summary says so" "$("$VMTRACE" report -i "$act/pti.vmt")" \
	"address space; a process's user and kernel page tables are one"
ok "nothing lost" nothing_lost pti.vmt
ok "dmesg is clean" clean_dmesg
done_testing
