#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_amd.sh has done inside the emulated host. May be run again.
set -u
cd /mnt/out || exit 1
rm -rf ./*

fact() {
	echo "$*" >>facts
}

vmtrace record -o exact.vmt -- toyvmm -n 200 -c 2 >exact.account 2>exact.err
fact exact-status $?

# each vCPU on every processor in turn
vmtrace record -r base,entry:base -o roam.vmt -- toyvmm -s 3 -w 500 -c 2 -r >roam.account 2>roam.err
fact roam-status $?

# two VMs, four vCPUs on the same processors
toyvmm -s 60 -w 20000 -c 2 -r >/dev/null &
one=$!
toyvmm -s 60 -w 20000 -c 2 -r >/dev/null &
two=$!
vmtrace record -a -r base,entry:base -o two.vmt -- sleep 2 2>two.err
fact two-status $?
fact two-pids $one $two
kill $one $two
wait

vmtrace record -r all,entry:all -o regs.vmt -- regvmm 3 >rules 2>regs.err
fact regs-status $?
rmmod vmtrace
fact rmmod $?
