#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_intel.sh has done inside the emulated Intel host.
set -u
cd /mnt/out || exit 1

fact() {
	echo "$*" >>facts
}

cat /sys/module/kvm_intel/parameters/ept >ept
vmtrace record -r base,entry:base -o exact.vmt -- toyvmm -n 200 >exact.account 2>exact.err
fact exact-status $?
vmtrace record -r all,entry:all -o wide.vmt -- toyvmm -n 50 >wide.account 2>wide.err
fact wide-status $?

# two VMs on the only CPU: what a tick finds loaded may be the other's
toyvmm -s 30 -w 20000 >/dev/null &
one=$!
toyvmm -s 30 -w 20000 >/dev/null &
two=$!
vmtrace record -a -r base,entry:base -o two.vmt -- sleep 2 2>two.err
fact two-status $?
kill $one $two
wait
vmtrace record -r all,entry:all -o regs.vmt -- regvmm 2 >rules 2>regs.err
fact regs-status $?

# what the guide's program asks for: a VMM called qemu-kvm, and a trace of ten seconds, in most of
# which this host may sleep
cp /bin/toyvmm /tmp/qemu-kvm
/tmp/qemu-kvm -s 3 -w 200000 >/dev/null &
guest=$!
vmtrace record -a -o guide.vmt -- sleep 11 2>guide.err
fact guide-status $?
fact guide-pid $guest
rmmod vmtrace
fact rmmod $?
