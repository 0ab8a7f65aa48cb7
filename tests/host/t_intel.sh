#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# VMX, on an emulated Intel host. MODEL and KVM choose another processor and kvm-intel's parameters.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh
. tests/host/regcheck.sh

if ! command -v bochs >/dev/null; then
	skip "no bochs is installed"
	done_testing
fi
LAB=lab-intel
boot_and_act 120 tests/host/act_intel.sh ${MODEL:+--model "$MODEL"} ${KVM:+--kvm "$KVM"} \
	--file "$O/host/bin/regvmm"

# -- every exit accounted for, by the SDM's reasons
is "exact: the recorder passes on the guest's status" "$(fact exact-status)" 0
reasons=$(rows exact.vmt 'vm:::exit { @[arg0] = count(); } END { printa("%d %@d\n", @); }')
reason() {
	echo "$reasons" | awk -v want="$1" '$1 == want { n = $2 } END { print n + 0 }'
}
is "exact: CPUID exits" "$(reason 10)" "$(account exact cpuid)"
is "exact: port exits" "$(reason 30)" "$(account exact io)"
is "exact: HLT exits" "$(reason 12)" "$(account exact hlt)"
is "exact: all exits that KVM counted" \
	"$(echo "$reasons" | awk '{ n += $2 } END { print n }')" "$(account exact kvm-exits)"
is "exact: the guest's three CR3s and no other" "$(rows exact.vmt '
	vm:::exit, vm:::entry, profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(account exact cr3 | sort)"
is "exact: registers, names and ids of each CPUID exit" "$(rows exact.vmt '
	vm::CPUID:exit
	/vmregs[VM_R8] == 0x1111111111111111 && vmregs[VM_R9] == 0x2222222222222222 &&
	 vmregs[VM_RAX] == vmregs[VMX_GUEST_CR3] / 0x10000 && vmregs[VM_RDI] == vmregs[VM_RAX] &&
	 vmregs[VMX_GUEST_FS_BASE] == 0x7f0000001000 && vmregs[VMX_GUEST_CR0] == 0x80050033 &&
	 vmregs[VMX_GUEST_CR4] == 0x620 && vmregs[VMX_GUEST_IA32_EFER] == 0x500 &&
	 vmregs[VMX_VM_EXIT_INSTRUCTION_LEN] == 2 && execname == "toyvmm" && pid != tid &&
	 uid == 0 && vcpuid == 0 && cpl == 0/
	{ @[pid] = count(); }
	END { printa("%d %@d\n", @); }')" "$(account exact pid) $(account exact cpuid)"
is "exact: an OUT's qualification names its port" "$(rows exact.vmt '
	vm::IO_INSTRUCTION:exit { @[vmregs[VMX_EXIT_QUALIFICATION] >> 16] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(printf '0xe9\n0xf4')"
is "exact: an entry for each exit" "$(rows exact.vmt '
	vm:::entry { @ = count(); } END { printa("%@d\n", @); }')" "$(account exact kvm-exits)"
is "exact: the entry behind a CPUID is past it" "$(rows exact.vmt '
	vm::CPUID:exit { self->rip = vmregs[VMX_GUEST_RIP]; }
	vm:::entry /self->rip/ { @[vmregs[VMX_GUEST_RIP] - self->rip] = count(); self->rip = 0; }
	END { printa("%d %@d\n", @); }')" "2 $(account exact cpuid)"

# -- all registers: what the CPU lacks is absent, never stray
is "wide: recorded" "$(fact wide-status)" 0
is "wide: all exits that KVM counted" "$(rows wide.vmt '
	vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" "$(account wide kvm-exits)"
is "wide: segments as the VMM set them" "$(rows wide.vmt '
	vm:::exit
	/vmregs[VMX_GUEST_CS_SELECTOR] == 8 && vmregs[VMX_GUEST_SS_SELECTOR] == 16 &&
	 (vmregs[VMX_GUEST_CS_AR_BYTES] & 0xf0ff) == 0xa09b &&
	 vmregs[VMX_GUEST_CS_LIMIT] == 0xffffffff/
	{ @ = count(); } END { printa("%@d\n", @); }')" "$(account wide kvm-exits)"
has() {
	rows wide.vmt "vm:::exit { @ = max(vmregs[$1]); } END { printa(\"there\n\", @); }" 2>/dev/null
}
case ${MODEL:-} in
core2_penryn*)
	is "wide: a guest-physical address is absent here" "$(has VMX_GUEST_PHYSICAL_ADDRESS)" ""
	is "wide: a VPID is absent here" "$(has VMX_VIRTUAL_PROCESSOR_ID)" ""
	;;
*)
	is "wide: a VPID is there" "$(has VMX_VIRTUAL_PROCESSOR_ID)" there
	;;
esac

# -- two VMs: GS's base holds the VMM's pid
is "two VMs: recorded" "$(fact two-status)" 0
is "two VMs: both have exits and samples, and none has the other's registers" "$(rows two.vmt '
	vm:::exit, vm:::entry, profile-997
	{
		@[probename, vmregs[VMX_GUEST_GS_BASE] == 0xffff888000000000 + (pid << 12) ?
			"own" : "foreign"] = count();
		@pids[probename, pid] = count();
	}
	END { printa("%s %s\n", @); printa("%s\n", @pids); }' | sort | uniq -c | awk '{ $1 = $1 } 1')" \
	"$(printf '%s\n' '2 entry' '1 entry own' '2 exit' '1 exit own' '2 profile-997' '1 profile-997 own')"
is "two VMs: each has samples" "$(rows two.vmt 'profile-997 { @[pid] = count(); }
	END { printa("%@d\n", @); }' | awk '$1 > 20' | wc -l)" 2

# -- every register
is "registers: recorded" "$(fact regs-status)" 0
check_registers "$act/regs.vmt" "$act/rules"

# -- the guide's program
is "guide: recorded" "$(fact guide-status)" 0
guide=$("$VMTRACE" report -q -s tests/golden/guide.d -i "$act/guide.vmt" 2>"$act/guide.said")
is "guide: ends well" $? 0
is "guide: reaches its tick" "$(cat "$act/guide.said")" ""
is "guide: the VMM's pid and the guest's three CR3s" \
	"$(awk '{ print $1 + 0, $2 }' <<<"$guide" | sort)" \
	"$(printf "$(fact guide-pid) 0x%x0000\n" 1 2 3)"
counts=$(awk '{ print $3 }' <<<"$guide")
is "guide: counts ascend" "$counts" "$(sort -n <<<"$counts")"
# the weights by all samples: the guide takes a tenth of them, too few to judge by
shares=$(rows guide.vmt 'profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x %@d\n", @); }')
is "guide: samples split 1:2:4 within 25 %" "$(awk '
	{ n[NR] = $2; sum += $2 }
	function off(got, want) { return got < want * 0.75 || got > want * 1.25 }
	END { print sum < 700 || off(n[1], sum / 7) || off(n[2], sum * 2 / 7) ||
		off(n[3], sum * 4 / 7) ? "not so" : "so" }' <<<"$shares")" so ||
	detail <<<"$shares"
ok "nothing lost" nothing_lost exact.vmt

is "the module can be removed" "$(fact rmmod)" 0
ok "dmesg is clean" clean_dmesg
done_testing
