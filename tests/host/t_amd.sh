#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# SVM, on two processors. NPT=0 (the default here) is shadow paging, where the VMCB holds KVM's own
# root and the guest's CR3 must come out; SMP says how many processors.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh
. tests/host/regcheck.sh

npt=${NPT:-0} smp=${SMP:-2}
boot_and_act 150 tests/host/act_amd.sh --npt "$npt" --smp "$smp"

is "recorded" "$(fact exact-status)" 0
is "the guest's three CR3s and no other" "$(rows exact.vmt '
	vm:::exit, profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(account exact cr3 | sort)"
is "each CR3 that the guest wrote, where KVM sees it" "$(rows exact.vmt '
	vm:::exit /arg0 == 0x13/ { @ = count(); } END { printa("%@d\n", @); }')" \
	"$([ "$npt" = 1 ] || account exact cr3-writes)"
is "CPUID exits of each vCPU" "$(rows exact.vmt '
	vm::CPUID:exit { @[vcpuid] = count(); } END { printa("%d %@d\n", @); }')" \
	"$(printf '0 600\n1 600')"
is "all exits that KVM counted" "$(rows exact.vmt '
	vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" "$(account exact kvm-exits)"
ok "nothing lost" nothing_lost exact.vmt

# GS's base holds the VMM's pid and the vCPU's number (toyvmm.c)
owner='vmregs[VMX_GUEST_GS_BASE] == 0xffff888000000000 + (pid << 12) + vcpuid'
own() {
	rows "$1" "
		vm:::exit, vm:::entry, profile-997
		{ @[probename, pid, vcpuid, $owner ? \"own\" : \"foreign\"] = count(); }
		END { printa(\"%s %d/%d %s\\n\", @); }" | sort
}
# owned PID…: what that is when all is as it should be
owned() {
	local pid probe vcpu
	for pid; do
		for probe in entry exit profile-997; do
			for vcpu in 0 1; do
				echo "$probe $pid/$vcpu own"
			done
		done
	done | sort
}

is "roaming: recorded" "$(fact roam-status)" 0
is "roaming: every vCPU on every processor" "$(rows roam.vmt '
	vm:::exit { @[vcpuid, cpu] = count(); } END { printa("%d on %d\n", @); }' | wc -l)" $((2 * smp))
is "roaming: all exits that KVM counted" "$(rows roam.vmt '
	vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" "$(account roam kvm-exits)"
is "roaming: exits and entries take turns on each vCPU, wherever it is" "$(rows roam.vmt '
	BEGIN { self->last = 0; }
	vm:::exit { @["exit", self->last == 1 ? "again" : "in turn"] = count(); self->last = 1; }
	vm:::entry { @["entry", self->last == 2 ? "again" : "in turn"] = count(); self->last = 2; }
	END { printa("%s %s\n", @); }' | sort)" "$(printf '%s\n' 'entry in turn' 'exit in turn')"
is "roaming: each row has its own vCPU's registers" "$(own roam.vmt)" \
	"$(owned "$(account roam pid)")"
is "roaming: the guest's three CR3s and no other" "$(rows roam.vmt '
	vm:::exit, vm:::entry, profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(account roam cr3 | sort)"

is "two VMs: recorded" "$(fact two-status)" 0
# shellcheck disable=SC2046
is "two VMs: none has the other's registers" "$(own two.vmt)" "$(owned $(fact two-pids))"

is "registers: recorded" "$(fact regs-status)" 0
check_registers "$act/regs.vmt" "$act/rules"
marked=$("$VMTRACE" report -i "$act/regs.vmt" | sed -n 's/ exits came from guests of its own//p')
is "a guest's guest is marked, and only that" "$(echo ${marked//,/})" "$(rows regs.vmt '
	vm:::exit /vmregs[VMX_GUEST_CR3] == 0x50000 || vmregs[VMX_GUEST_CR3] == 0x60000/
	{ @ = count(); } END { printa("%@d\n", @); }')"
is "the module can be removed" "$(fact rmmod)" 0
ok "dmesg is clean" clean_dmesg
done_testing
