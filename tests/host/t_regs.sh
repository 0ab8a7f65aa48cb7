#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every register of the table in every kind of row, against what the guest and its VMM know of it
# (regvmm.c). HOST says on which host: amd (the default) or intel; NPT, SMP, MODEL and KVM as the
# labs have them.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh
. tests/host/regcheck.sh

boot() {
	if [ "${HOST:-amd}" = amd ]; then
		boot_and_act 150 tests/host/act_regs.sh --npt "${NPT:-1}" --smp "${SMP:-1}"
		return
	fi
	LAB=lab-intel
	boot_and_act 150 tests/host/act_regs.sh ${MODEL:+--model "$MODEL"} ${KVM:+--kvm "$KVM"} \
		--file "$O/host/bin/regvmm"
}

if [ "${HOST:-amd}" = intel ] && ! command -v bochs >/dev/null; then
	skip "no bochs is installed"
	done_testing
fi
boot
is "recorded" "$(fact status)" 0
check_registers "$act/regs.vmt" "$act/rules"
ok "nothing lost" nothing_lost regs.vmt
ok "dmesg is clean" clean_dmesg
done_testing
