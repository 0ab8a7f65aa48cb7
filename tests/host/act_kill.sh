#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_kill.sh has done inside the emulated host: a guest runs, and recorder after recorder is
# killed at some moment after its first byte, or after its first round. Of each stay its file and
# KVM's own count of exits meanwhile.
set -u
cd /mnt/out
rm -rf ./*
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug

exits() {
	cat /sys/kernel/debug/kvm/exits
}

toyvmm -s 300 >/dev/null &
guest=$!
sleep 1
seed=12345
first_round=7000 # bytes; what comes before it has less
for i in $(seq 50); do
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	before=$(exits)
	vmtrace record -q -a --round 0.05 -o killed-$i.vmt &
	recorder=$!
	until [ "$(stat -c %s killed-$i.vmt 2>/dev/null || echo 0)" -gt $((i % 2 * first_round)) ]; do
		usleep 1000
	done
	usleep $((seed / 65536 % 500 * 1000))
	kill -9 $recorder
	wait $recorder 2>/dev/null
	echo "killed-$i $(($(exits) - before))" >>facts
done
kill -0 $guest
echo "guest-lives $?" >>facts
kill $guest
wait $guest
rmmod vmtrace
echo "rmmod $?" >>facts
