#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What make_data.sh has recorded inside the emulated host by trace-cmd and perf.
set -eu
kvm='-e kvm:kvm_exit -e kvm:kvm_entry -e kvm:kvm_pio'
# copied into each trace.dat
mount --bind /dev/null /proc/kallsyms
# where nothing is written at once into a file system of the machine that emulates this one
cd /tmp
# shellcheck disable=SC2086
{
	trace-cmd record -q -o svm-v6.dat --file-version 6 $kvm -e sched:sched_switch toyvmm -n 3
	trace-cmd record -q -o svm-v7.dat --file-version 7 --compression none -C mono $kvm toyvmm -n 3
	trace-cmd record -q -o svm-v7z.dat --compression zstd $kvm -e sched:sched_switch toyvmm -n 3
	perf record -q -a -o svm-plain.perf $kvm -- toyvmm -n 3
	perf record -q -a -z -k mono -o svm-packed.perf $kvm -- toyvmm -n 3
	perf record -q -a -o - $kvm -- toyvmm -n 3 >svm-piped.perf
} >/dev/null
for file in *.dat; do
	trace-cmd report -t -i "$file" >"$file.txt"
done
for file in *.perf; do
	perf script -i "$file" -F pid,tid,comm,cpu,time,event,trace --ns >"$file.txt" 2>/dev/null
done
cp svm-* /mnt/out
