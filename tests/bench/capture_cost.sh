#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# capture_cost.sh: inside an emulated host that counts instructions: what a recorder adds to an
# exit, a CPUID of the toy guest. Prints NAME MEDIAN MEAN: instructions of one exit; the mean has
# the recorder's reader, which shares the only CPU.
set -u
cd /tmp || exit 1
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null

measure() {
	toyvmm -m cost -w 1 -n 5000 | awk -v name="$1" '
		/^cost-median/ { median = $2 }
		/^cost-mean/ { print name, median, $2 }'
}

# The event is on, by the recorder's descriptors or tracefs.
recording() {
	ls -l /proc/$recorder/fd 2>/dev/null | grep -qE 'vmtrace|perf_event' || grep -q 1 "$enabled"
}
enabled=/sys/kernel/tracing/events/kvm/kvm_exit/enable

# with NAME COMMAND…: while the command runs. It is awaited busily: while nothing runs here and
# a file is waited for, the counted time leaps.
with() {
	name=$1
	shift
	"$@" >"$name.log" 2>&1 &
	recorder=$!
	until recording || ! kill -0 $recorder; do
		:
	done
	sleep 2
	measure "$name"
	kill -INT $recorder
	wait $recorder
}

measure bare
insmod /mnt/run/bin/vmtrace.ko
measure idle
with base vmtrace record -q -a -e exit -o base.vmt
with entry vmtrace record -q -a -e entry -o entry.vmt
with all vmtrace record -q -a -e exit -r all -o all.vmt
! command -v perf >/dev/null ||
	with perf perf record -q -a -e kvm:kvm_exit -o perf.data
! command -v trace-cmd >/dev/null ||
	with trace_cmd trace-cmd record -q -e kvm:kvm_exit -o trace.dat
! command -v bpftrace >/dev/null ||
	with bpftrace bpftrace -e 'tracepoint:kvm:kvm_exit { @[args->exit_reason] = count(); }'
