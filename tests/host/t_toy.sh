#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The toy guest in the emulated host: what is recorded of it against its own account.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 300 tests/host/act_toy.sh

# -- every exit accounted for
is "exact: the recorder passes on the guest's status" "$(fact exact-status)" 0
reasons=$(rows exact.vmt 'vm:::exit { @[arg0] = count(); } END { printa("0x%x %@d\n", @); }')
reason() {
	echo "$reasons" | awk -v want="$1" '$1 == want { n = $2 } END { print n + 0 }'
}
faults=$(($(account exact mmio) + $(account exact kvm-pf_taken) - $(account exact kvm-pf_emulate)))
is "exact: CPUID exits" "$(reason 0x72)" "$(account exact cpuid)"
is "exact: port exits" "$(reason 0x7b)" "$(account exact io)"
is "exact: HLT exits" "$(reason 0x78)" "$(account exact hlt)"
is "exact: nested page faults" "$(reason 0x400)" "$faults"
is "exact: all the rest are interrupts" \
	"$(echo "$reasons" | awk '{ print $1 }' | sort | tr '\n' ' ')" "0x400 0x60 0x72 0x78 0x7b "
is "exact: all exits that KVM counted" \
	"$(echo "$reasons" | awk '{ n += $2 } END { print n }')" "$(account exact kvm-exits)"
is "exact: the guest's three CR3s and no other" "$(rows exact.vmt '
	vm:::exit, profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(account exact cr3 | sort)"
is "exact: registers, names and ids of each CPUID exit" "$(rows exact.vmt '
	vm::CPUID:exit
	/vmregs[VM_R8] == 0x1111111111111111 && vmregs[VM_R9] == 0x2222222222222222 &&
	 vmregs[VM_RAX] == vmregs[VMX_GUEST_CR3] / 0x10000 && vmregs[VM_RDI] == vmregs[VM_RAX] &&
	 vmregs[VMX_GUEST_FS_BASE] == 0x7f0000001000 && vmregs[VMX_GUEST_IA32_EFER] == 0x500 &&
	 execname == "toyvmm" && pid != tid && uid == 0 && vcpuid == 0 && cpl == 0/
	{ @[pid] = count(); }
	END { printa("%d %@d\n", @); }')" "$(account exact pid) $(account exact cpuid)"
is "exact: an entry for each exit" "$(rows exact.vmt '
	vm:::entry { @ = count(); } END { printa("%@d\n", @); }')" "$(account exact kvm-exits)"

# -- time by weight
is "shares: recorded" "$(fact shares-status)" 0
shares=$(rows shares.vmt 'profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x %@d\n", @); }')
is "shares: samples split 1:2:4 within 25 %" "$(echo "$shares" | awk '
	{ n[$1] = $2 }
	function off(got, want) { return got < want * 0.75 || got > want * 1.25 }
	END { one = (n["0x10000"] + n["0x20000"] + n["0x30000"]) / 7
	      if (NR != 3 || one < 100 || off(n["0x10000"], one) || off(n["0x20000"], 2 * one) ||
		  off(n["0x30000"], 4 * one)) print "not so"; else print "so" }')" so ||
	echo "$shares" | detail

# -- the full rate
is "rate: recorded" "$(fact rate-status)" 0
is "rate: all exits that KVM counted in ten seconds" "$(rows rate.vmt '
	vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" "$(account rate kvm-exits)"
ok "rate: nothing lost" nothing_lost rate.vmt

# -- the recorder's death
is "killed: a session was on" "$(fact killed-users-before)" 1
is "killed: capture ended with the recorder" "$(fact killed-users-after)" 0
is "killed: the module can be removed" "$(fact killed-rmmod)" 0
is "killed: the guest runs on" "$(fact killed-guest-lives)" 0
ok "killed: the file reads" has_exits killed.vmt
is "daemon: capture ended though it lives on" "$(fact daemon-lives) $(fact daemon-users-after)" "0 0"
is "daemon: the module can be removed" "$(fact daemon-rmmod)" 0
ok "daemon: the file reads" has_exits daemon.vmt

# -- rmmod during a session
like "rmmod while recording: refused, or it ends cleanly" \
	"$(fact busy-rmmod) $(fact busy-status)" '^(1 0|0 [01])$'
ok "rmmod while recording: the file reads" has_exits busy.vmt

# -- two sessions
is "two sessions: both recorded" "$(fact first-status) $(fact second-status)" "0 0"
exits='vm:::exit { @e[pid, "exit"] = count(); } vm:::entry { @e[pid, "entry"] = count(); }
	END { printa("%d %s\n", @e); }'
is "two sessions: the first has its guest's exits alone" \
	"$(rows first.vmt "$exits") $(table_rows first.vmt sample)" "$(fact first-pid) exit 0"
is "two sessions: the second has its guest's samples alone" \
	"$(rows second.vmt 'profile-499 { @e[pid, "sample"] = count(); }'"$exits")" \
	"$(fact second-pid) sample"
ok "two sessions: the first has its own registers" has_column first.vmt VM_RBX no
ok "two sessions: the second has its own registers" has_column second.vmt VM_RBX yes

is "the module can be removed at the end" "$(fact end-rmmod)" 0
ok "dmesg is clean" clean_dmesg
done_testing
