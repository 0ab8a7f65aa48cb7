#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One guest recorded at once by vmtrace, perf and trace-cmd in the emulated host: imported, their
# files say what they themselves print, and a D program the same as on vmtrace's own.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh
export VMTRACE
if ! command -v perf >/dev/null || ! command -v trace-cmd >/dev/null; then
	skip foreign "perf or trace-cmd is not installed"
	done_testing
fi

boot_and_act 300 tests/host/act_foreign.sh

counts='vm:::exit { @[exitname, tid, vcpuid] = count(); }
	vm:::entry { @["entry", tid, vcpuid] = count(); }'
for name in plain packed all; do
	is "$name: recorded" "$(fact $name-status)" 0
	own=$(rows $name.vmt "$counts" | sort)
	for kind in dat perf; do
		file=$act/$name.$kind
		ok "$name.$kind: is imported" "$VMTRACE" import -q -o "$file.vmt" "$file"
		is "$name.$kind: what the tool prints" "$(tests/foreign_rows --ask "$file.vmt" | grep .)" \
			"$(tests/foreign_rows <"$file.txt")"
		is "$name.$kind: the counts of vmtrace's own file" "$(rows $name.$kind.vmt "$counts" | sort)" \
			"$own"
		is "$name.$kind: straight in" "$(rows $name.$kind "$counts" | sort)" "$own"
	done
	is "$name: events of each tracepoint as perf prints them" \
		"$("$VMTRACE" info -t "$act/$name.perf.vmt" |
			awk '$1 ~ /:/ && $1 !~ /^format/ && $2 != "0" { gsub(",", "", $2); print $1, $2 }' | sort)" \
		"$(grep -oE '[a-z_]+:[a-z_0-9]+: ' "$act/$name.perf.txt" | tr -d ' ' |
			sed 's/:$//' | sort | uniq -c | awk '{ print $2, $1 }' | sort)"
done

is "stacks: as trace-cmd prints them" "$(rows all.dat.vmt 'tracepoint:ftrace::kernel_stack
	{ printf("=> %x\n=> %x\n", args->caller[0], args->caller[1]); }' | grep .)" \
	"$(grep -A 2 'kernel_stack:' "$act/all.dat.txt" | grep '^=>')"
is "marks: as they were written" "$(rows all.dat.vmt 'tracepoint:ftrace::print
	{ printf("%s", args->buf); }' | grep .)" "a mark"
done_testing
