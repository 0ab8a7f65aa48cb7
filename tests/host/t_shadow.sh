#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Shadow paging and two processors: the VMCB holds KVM's own root, and the guest's CR3 must come out.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 30 tests/host/act_shadow.sh --npt 0 --smp 2

is "recorded" "$(fact exact-status)" 0
is "the guest's three CR3s and no other" "$(rows exact.vmt '
	vm:::exit, profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x\n", @); }' | sort)" "$(account exact cr3 | sort)"
is "each CR3 that the guest wrote" "$(rows exact.vmt '
	vm:::exit /arg0 == 0x13/ { @ = count(); } END { printa("%@d\n", @); }')" \
	"$(account exact cr3-writes)"
is "CPUID exits of each vCPU" "$(rows exact.vmt '
	vm::CPUID:exit { @[vcpuid] = count(); } END { printa("%d %@d\n", @); }')" \
	"$(printf '0 600\n1 600')"
is "all exits that KVM counted" "$(rows exact.vmt '
	vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" "$(account exact kvm-exits)"
ok "nothing lost" nothing_lost exact.vmt
ok "dmesg is clean" clean_dmesg
done_testing
