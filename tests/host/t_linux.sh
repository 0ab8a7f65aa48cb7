#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A real Linux guest in the emulated host, and the guide's program on its recording.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 200 "tests/host/act_linux.sh 12"
pid=$(fact pid)
guide=$("$VMTRACE" report -q -s tests/golden/guide.d -i "$act/linux.vmt" 2>"$act/guide.err")
is "the guide's program ends well" $? 0
is "the guide's program reaches its tick" "$(cat "$act/guide.err")" ""

is "the guide's rows: the VMM's pid, a CR3, a count" \
	"$(echo "$guide" | grep -vE "^0*$pid 0x[0-9a-f]+000 [0-9]+\$")" ""
counts=$(echo "$guide" | awk '{ print $3 }')
is "the guide's rows: counts ascend" "$counts" "$(echo "$counts" | sort -n)"
ok "the guide's rows: several CR3s" [ "$(echo "$guide" | wc -l)" -gt 3 ]

# The guest's own account is of ticks of 10 ms between two questions, a little more than the
# recording; its processes are the CR3s with the most samples, one each, in the same shares.
sampled=$(rows linux.vmt 'profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x %@d\n", @); }' | awk '{ print $2 }' | sort -n)
is "samples agree with the guest's own account within 25 %" "$(agree "$sampled")" "they do"
is "samples are on the busy processes" "$(echo "$sampled" | awk '
	{ n[NR] = $1; sum += $1 }
	END { busy = n[NR] + n[NR - 1] + n[NR - 2] + n[NR - 3]
	      if (busy > 0.75 * sum) print "most"; else print busy " of " sum }')" most
like "the guest is found not to isolate page tables" "$("$VMTRACE" info -t "$act/linux.vmt")" \
	'^ +vm 1 .*; guest: 4-level paging, no PTI$'
is "so its processes are what CR3 says" "$(rows linux.vmt 'profile-997
	/guestproc != vmregs[VMX_GUEST_CR3]/ { @[guestproc] = count(); }')" ""

# Where KASLR put the kernel the trace tells; the guest says the same.
"$VMTRACE" symbols add -f -o "$act/named.vmt" "$act/linux.vmt" "$O"/host/guest-{vmlinux,map} \
	>"$act/symbols" 2>&1
is "the kernel is found in the trace" $? 0
like "and lies where the guest says" "$("$VMTRACE" info -t "$act/named.vmt")" \
	"^  kernel +VM 1: vmlinux at 0x$(fact text), slid by "
like "the kernel spins where it was made to" "$(rows named.vmt 'profile-997 /cpl == 0/
	{ @[func(vmregs[VMX_GUEST_RIP])] = count(); } END { printa("%a %@d\n", @); }' | tail -n 1)" \
	"^vmlinux\`$reads_zeros [0-9]+\$"
is "every exit in kernel mode has a name" "$(rows named.vmt 'vm:::exit /cpl == 0/
	{ @[mod(vmregs[VMX_GUEST_RIP])] = count(); } END { printa("%a\n", @); }')" vmlinux

ok "nothing lost" nothing_lost linux.vmt
ok "dmesg is clean" clean_dmesg
done_testing
