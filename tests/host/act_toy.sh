#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_toy.sh has done inside the emulated host; it judges what is left in /mnt/out.
# May be run again from the start.
set -u
cd /mnt/out
rm -rf ./*

fact() {
	echo "$*" >>facts
}

module_users() {
	awk '$1 == "vmtrace" { print $3 }' /proc/modules
}

reload() {
	rmmod vmtrace
	fact "$1-rmmod" $?
	insmod /mnt/run/bin/vmtrace.ko
}

# wait until the growing file holds a whole round; on a busy machine that takes its time
await_round() {
	tries=200
	until vmtrace info "$1" 2>/dev/null | grep -q 'in [1-9][0-9]* rounds' || [ $tries = 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
}

# every loop accounted for
vmtrace record -o exact.vmt -- toyvmm -n 300 >exact.account 2>exact.err
fact exact-status $?

# time by weight: long spins, so that the exits between them weigh nothing
vmtrace record -e profile -o shares.vmt -- toyvmm -s 4 -w 100000 -m cpuid >shares.account 2>shares.err
fact shares-status $?

# ten seconds at the full rate, all defaults
vmtrace record -a -o rate.vmt -- toyvmm -s 10 -w 1 >rate.account 2>rate.err
fact rate-status $?

# the recorder dies while the guest runs on
toyvmm -s 60 >/dev/null &
guest=$!
vmtrace record -a -o killed.vmt 2>killed.err &
recorder=$!
await_round killed.vmt
fact killed-users-before "$(module_users)"
kill -9 $recorder
wait $recorder
fact killed-users-after "$(module_users)"
reload killed
kill -0 $guest
fact killed-guest-lives $?
kill $guest
wait $guest

# the same, with a daemon that inherited all that the recorder did not close
vmtrace record -o daemon.vmt -- sh -c '
	setsid sleep 1000 >/dev/null 2>&1 </dev/null &
	echo $! >/tmp/daemon.pid
	exec toyvmm -s 60' >/dev/null 2>daemon.err &
recorder=$!
await_round daemon.vmt
kill -9 $recorder
wait $recorder
fact daemon-users-after "$(module_users)"
kill -0 "$(cat /tmp/daemon.pid)"
fact daemon-lives $?
reload daemon
kill "$(cat /tmp/daemon.pid)" $(pidof toyvmm)

# the module is asked to go while a session runs
vmtrace record -a -o busy.vmt -- toyvmm -s 2 >/dev/null 2>busy.err &
recorder=$!
sleep 1
rmmod vmtrace 2>/dev/null
fact busy-rmmod $?
wait $recorder
fact busy-status $?
[ -e /sys/module/vmtrace ] || insmod /mnt/run/bin/vmtrace.ko

# two guests, two sessions, different masks and filters
toyvmm -s 60 >first.account &
first=$!
toyvmm -s 60 -m cpuid >second.account &
second=$!
vmtrace record -q -p $first -e exit -r exit -o first.vmt -- sleep 3 &
one=$!
vmtrace record -q -p $second -e profile -r gpr,VMX_GUEST_CR3 -F 499 -o second.vmt -- sleep 3 &
two=$!
wait $one
fact first-status $?
wait $two
fact second-status $?
fact first-pid $first
fact second-pid $second
kill $first $second
wait $first $second

rmmod vmtrace
fact end-rmmod $?
