#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_foreign.sh has done inside the emulated host: one guest, recorded at once by vmtrace, perf
# and trace-cmd, and what perf and trace-cmd themselves print of it. May be run again from the start.
set -u
cd /mnt/out
rm -rf ./*

fact() {
	echo "$*" >>facts
}

# trace-cmd copies all of it into each file
mount --bind /dev/null /proc/kallsyms

# recorded NAME PERF-OPTIONS -- TRACE-CMD-OPTIONS -- COMMAND: NAME.vmt, NAME.perf and NAME.dat
recorded() {
	name=$1 perf= tracecmd=
	shift
	for part in perf tracecmd; do
		while [ "$1" != -- ]; do
			eval "$part=\"\$$part \$1\""
			shift
		done
		shift
	done
	# shellcheck disable=SC2086
	vmtrace record -q -a -e exit,entry -o "$name.vmt" -- \
		perf record -q -a -o "$name.perf" $perf -- \
		trace-cmd record -q -o "$name.dat" $tracecmd "$@" >"$name.log" 2>&1
	fact "$name-status" $?
	perf script -i "$name.perf" -F pid,tid,comm,cpu,time,event,trace --ns \
		>"$name.perf.txt" 2>"$name.perf.err"
	trace-cmd report -t -i "$name.dat" >"$name.dat.txt" 2>"$name.dat.err"
}

some='kvm:kvm_exit kvm:kvm_entry kvm:kvm_pio sched:sched_switch'
recorded plain $(printf ' -e %s' $some) -- --file-version 6 $(printf ' -e %s' $some) -- \
	toyvmm -n "${1:-300}"
recorded packed -z $(printf ' -e %s' $some) -- --compression zstd $(printf ' -e %s' $some) -- \
	toyvmm -n "${1:-300}"
# with stacks and a mark, which ftrace tells by formats of its own
recorded all -e 'kvm:*' -- --file-version 7 --compression none -C mono -T -e kvm -- \
	sh -c 'echo "a mark" >/sys/kernel/tracing/trace_marker; toyvmm -n '"${1:-300}"
