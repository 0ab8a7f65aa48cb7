#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_module.sh has done inside the emulated host, with ringdump, hostile, assault and slotcheck
# beside it. May be run again. Each NAME.dump is ringdump's report of one session, its command's
# output included.
set -u
cd /mnt/out
rm -f ./*.dump facts ./*.tap

fact() {
	echo "$*" >>facts
}

dump() {
	dump_name=$1
	shift
	./ringdump "$@" >"$dump_name.dump" 2>&1
	fact "$dump_name-status" $?
}

kvm_users() {
	awk '$1 == "kvm" { print $3 }' /proc/modules
}

# start NAME…: dump it in the background, from the moment that its session runs: it pins kvm
start() {
	users=$(kvm_users)
	dump "$@" &
	session=$!
	await "$users"
}

await() {
	tries=200
	until [ "$(kvm_users)" -gt "$1" ] || [ $tries = 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
}

dump exact toyvmm -n 200 -c "$(nproc)"
dump all -r all toyvmm -n 20
dump small -m 65536 -r all toyvmm -s 2 -w 1

toyvmm -s 3000 >/dev/null &
one=$!
toyvmm -s 3000 >/dev/null &
other=$!
sleep 0.5
fact one "$one"
fact other "$other"
./hostile >hostile.tap
fact hostile-status $?
./slotcheck >slots.tap
fact slots-status $?
./assault /mnt/run/bin/vmtrace.ko >assault.tap
fact assault-status $?

# two sessions at once, each with its own filter, mask and events
dump first -e x -r base -p $one sleep 1 &
first=$!
dump second -e s -r VMX_GUEST_CR3 -p $other sleep 1
wait $first
dump children -c toyvmm -n 20

# the module's own trace events
tracing=/sys/kernel/tracing
echo 8192 >$tracing/buffer_size_kb
echo 1 >$tracing/events/vmtrace/enable
dump quiet -c -r VMX_GUEST_RIP toyvmm -n 5
fact trace-events-unasked "$(grep -c vmtrace_ $tracing/trace)"
dump events -c -t -r VMX_GUEST_RIP toyvmm -n 20
for event in exit entry sample; do
	fact "trace-events-$event" "$(grep -c ": vmtrace_$event:" $tracing/trace)"
done
echo 0 >$tracing/events/vmtrace/enable

# a running session pins the module and kvm; its owner's death lets go
users=$(kvm_users)
./ringdump sleep 100 >/dev/null 2>&1 &
owner=$!
await "$users"
fact pinned-holders "$(cat /sys/module/vmtrace/parameters/holders)" $owner
rmmod vmtrace 2>/dev/null
fact pinned-rmmod $?
kill -9 $owner
wait $owner
fact killed-holders "$(cat /sys/module/vmtrace/parameters/holders)"
pkill sleep

# CPUs come and go
if [ "$(nproc)" -gt 1 ]; then
	start hotplug sleep 6
	sleep 0.5
	echo 0 >/sys/devices/system/cpu/cpu1/online
	echo 1 >/sys/devices/system/cpu/cpu1/online
	wait $session
fi

# suspend, as far as the freezer
start suspend sleep 100
echo 1 >/sys/module/suspend/parameters/pm_test_delay
echo freezer >/sys/power/pm_test
echo freeze >/sys/power/state
pkill sleep
wait $session

# a kernel whose VMCB is elsewhere: here, the module is told a wrong place
offset=$(cat /sys/module/vmtrace/parameters/vmcb_offset)
rmmod vmtrace
insmod /mnt/run/bin/vmtrace.ko vmcb_offset=$((offset - 8))
dump astray -c -r VMX_GUEST_CR3 toyvmm -n 20
rmmod vmtrace
insmod /mnt/run/bin/vmtrace.ko

# no kvm, and kvm again: vmtrace does not depend on it
kill $one $other
wait $one $other
rmmod kvm_amd kvm
dump gone true
insmod /modules/kvm.ko
dump again true
fact end-holders "$(cat /sys/module/vmtrace/parameters/holders)"
rmmod vmtrace
fact end-rmmod $?
