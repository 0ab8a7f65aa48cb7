#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What soak.sh has done inside the emulated host: act_soak.sh SECONDS CYCLES. May be run again.
set -u
seconds=$1 cycles=$2
cd /mnt/out || exit 1
rm -rf ./*

fact() {
	echo "$*" >>facts
}

resident() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$1/status" 2>/dev/null
}

# -- the full rate into a file, and the recorder's resident memory in KiB twenty times meanwhile
vmtrace record -o long.vmt -- toyvmm -s "$seconds" -w 1 >long.account 2>long.err &
recorder=$!
for i in $(seq 20); do
	sleep $((seconds / 20))
	resident $recorder >>resident
done
wait $recorder
fact long-status $?

# -- the reader stands still for five seconds
vmtrace record -m 256K -o stopped.vmt -- toyvmm -s 15 -w 1 >stopped.account 2>stopped.err &
recorder=$!
sleep 4
kill -STOP $recorder
sleep 5
kill -CONT $recorder
wait $recorder
fact stopped-status $?
rmmod vmtrace

# -- load, record, kill, unload
toyvmm -s 100000 -w 20000 >/dev/null &
guest=$!
unloaded=0
for i in $(seq "$cycles"); do
	insmod /mnt/run/bin/vmtrace.ko
	vmtrace record -q -a -o /tmp/cycle.vmt &
	recorder=$!
	tries=2000
	until [ -s /tmp/cycle.vmt ] || [ $tries = 0 ]; do
		tries=$((tries - 1))
		usleep 1000
	done
	kill -9 $recorder
	wait $recorder 2>/dev/null
	rmmod vmtrace && unloaded=$((unloaded + 1))
	rm -f /tmp/cycle.vmt
done
fact unloaded $unloaded
kill -0 $guest
fact guest-lives $?
kill $guest
wait
