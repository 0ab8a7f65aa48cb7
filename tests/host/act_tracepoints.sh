#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What t_tracepoints.sh has done inside the emulated host: tracepoints beside exits and alone, of
# all and of some processes, and what stays of the recorders. Each case leaves NAME.err and the fact
# `NAME STATUS`. May be run again.
set -u
cd /mnt/out
rm -rf ./*
[ -e /proc/modules ] && grep -q '^vmtrace ' /proc/modules || insmod /mnt/run/bin/vmtrace.ko
instances=/sys/kernel/tracing/instances

fact() {
	echo "$*" >>facts
}

# record NAME OPTION… COMMAND: in front, what the command says in NAME.account
record() {
	name=$1
	shift
	vmtrace record -o "$name.vmt" "$@" >"$name.account" 2>"$name.err"
	fact "$name" $?
	fact "$name-left" $(ls $instances)
}

# refused NAME OPTION…
refused() {
	name=$1
	shift
	"$@" >"$name.said" 2>"$name.err"
	fact "$name" $?
}

# -- beside the exits, on one time line
record both -a -e exit,entry -e 'kvm:*' -e 'sched:*' -- toyvmm -s 3
toyvmm -s 1000 >/dev/null &
guest=$!
record mine -e exit,entry,kvm:kvm_exit,kvm:kvm_entry,sched:sched_process_exec -- \
	sh -c 'toyvmm -n 300'
record delayed -D 1500 -e exit,kvm:kvm_exit -- sh -c 'sleep 3; toyvmm -n 100'
record pid -e exit,kvm:kvm_exit -p $guest -- sleep 3
vmtrace record -q -a --overwrite=2s -e exit,kvm:kvm_exit,sched:sched_switch -o flight.vmt 2>flight.err &
recorder=$!
sleep 5
kill -USR2 $recorder
sleep 2
ls $instances >during
fact recorder $recorder
kill -INT $recorder
wait $recorder
fact flight $?
fact flight-left $(ls $instances)
kill $guest
wait $guest 2>/dev/null
record own -a --round 0.2 -e exit,syscalls:sys_enter_ioctl -- sleep 3
record others -a -e exit,syscalls:sys_enter_ioctl -- toyvmm -n 20
record files --switch-output=1s -e exit,kvm:kvm_exit,sched:sched_switch -- toyvmm -s 5
mkfifo /tmp/ctl 2>/dev/null
record control -D -1 --control fifo:/tmp/ctl -e kvm:kvm_exit -- \
	sh -c 'toyvmm -n 50 >/dev/null; echo enable >/tmp/ctl; sleep 2; toyvmm -n 60
		sleep 1; echo disable >/tmp/ctl; sleep 2; toyvmm -n 70 >/dev/null
		echo enable >/tmp/ctl; sleep 2; toyvmm -n 80'
# rings that overflow while their reader is held
vmtrace record -m 8K -e kvm:kvm_exit -o little.vmt -- toyvmm -s 4 >little.account 2>little.err &
recorder=$!
sleep 2
kill -STOP $recorder
sleep 1
kill -CONT $recorder
wait $recorder
fact little $?

# -- what a killed one leaves, the next removes
vmtrace record -q -a -e sched:sched_switch -o /tmp/killed.vmt &
recorder=$!
sleep 3
kill -KILL $recorder
wait $recorder 2>/dev/null
fact killed-left $(ls $instances)
mkdir $instances/vmtrace-1 $instances/somebody
record next -a -e sched:sched_switch -- true
rmdir $instances/vmtrace-1 $instances/somebody

# -- without the module
rmmod vmtrace
record alone -a -e 'kvm:kvm_e*,sched:sched_switch,raw_syscalls:*' -- toyvmm -n 400
record module -a -e exit,kvm:kvm_exit -- true
umount /sys/kernel/tracing
record unmounted -a -e sched:sched_switch -- sleep 1

# -- what is refused
refused unknown vmtrace record -q -a -e exit,sched:sched_swich -o /tmp/bad.vmt -- touch /tmp/ran-unknown
refused system vmtrace record -q -a -e 'nosuch:*' -o /tmp/bad.vmt -- touch /tmp/ran-system
mkdir -p -m 777 /tmp/nobody
refused permission /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \
	vmtrace record -q -a -e sched:sched_switch -o /tmp/nobody/x.vmt -- touch /tmp/nobody/ran
fact ran $(ls -d /tmp/ran-* /tmp/nobody/ran 2>/dev/null)
fact left $(ls $instances)
insmod /mnt/run/bin/vmtrace.ko
