#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What debug.sh has done inside the host that checks itself; beside it act_module.sh and its
# programs. May be run again.
set -u
cd /mnt/out || exit 1
mount -t debugfs debugfs /sys/kernel/debug
./act_module.sh
insmod /modules/kvm-amd.ko

for i in $(seq 20); do
	insmod /mnt/run/bin/vmtrace.ko
	toyvmm -s 3 -w 100 -c 2 -r >/dev/null &
	vmtrace record -q -a -r all,entry:all -o cycle.vmt -- sleep 0.5 &
	recorder=$!
	[ $((i % 2)) = 0 ] || { sleep 0.3 && kill -9 $recorder; }
	wait
	rmmod vmtrace
	echo "cycle $?" >>facts
done
insmod /mnt/run/bin/vmtrace.ko
vmtrace record -r all,entry:all -o regs.vmt -- regvmm 1 >rules 2>regs.err
echo "regs-status $?" >>facts
rmmod vmtrace

# what a first scan finds may be on its way only
echo scan >/sys/kernel/debug/kmemleak
sleep 6
echo scan >/sys/kernel/debug/kmemleak
cat /sys/kernel/debug/kmemleak >leaks
