#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace import`, and report on other tools' files: row for row what trace-cmd and perf print of
# them (tests/data/*.rows), and damaged ones.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
export VMTRACE=${VMTRACE:-$PWD/vmtrace}
data=$PWD/tests/data
rows=$PWD/tests/foreign_rows
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

count='vm:::exit { @[exitname, tid] = count(); } vm:::entry { @["entry", tid] = count(); }'
fields='time seq task args.common_flags args.common_preempt_count args.exit_reason args.guest_rip '
fields+='args.isa args.info1 args.info2 args.intr_info args.error_code args.vcpu_id '
for file in "$data"/svm-*.dat "$data"/svm-*.perf; do
	name=${file##*/}
	ok "$name: is imported" "$VMTRACE" import -q -o "$name.vmt" "$file"
	ok "$name: the trace is whole" "$VMTRACE" check "$name.vmt"
	is "$name: exits and entries as the tool prints them" \
		"$("$rows" --ask "$name.vmt" | grep .)" "$(cat "$file.rows")"
	is "$name: the same straight in" "$("$VMTRACE" report -q -i "$file" -n "$count")" \
		"$("$VMTRACE" report -q -i "$name.vmt" -n "$count")"
	"$VMTRACE" import -q -o - "$file" >piped.vmt
	is "$name: the same through a pipe" "$("$VMTRACE" report -q -i - -n "$count" <piped.vmt)" \
		"$("$VMTRACE" report -q -i "$name.vmt" -n "$count")"
	is "$name: each exit is a row of its tracepoint, too" \
		"$("$VMTRACE" info -t "$name.vmt" | awk '$1 == "kvm:kvm_exit" { print $2 }')" \
		"$(grep -c ^exit "$file.rows")"
	is "$name: columns are the format's fields" "$("$VMTRACE" info "$name.vmt" | awk '
		on && /^$/ { exit }
		on && $1 != "COLUMN" { printf "%s ", $1 }
		/^kvm:kvm_exit/ { on = 1 }')" "$fields"
done

# -- what they say of themselves
fact() {
	"$VMTRACE" info -t "$1.vmt" | sed -n "/^  clock rate/q; s/^  $2  *//p"
}
is "trace-cmd: who recorded it" "$(fact svm-v6.dat recorder)" 'trace-cmd 3.1.6'
like "perf: who recorded it" "$(fact svm-plain.perf recorder)" '^perf 6\.1\.'
is "trace-cmd: the host" "$(fact svm-v7.dat host.name)" lab
like "perf: the processor" "$(fact svm-piped.perf host.cpu)" '^AMD EPYC'
is "clocks by their names" "$(fact svm-v6.dat clock) $(fact svm-v7.dat clock) \
$(fact svm-plain.perf clock) $(fact svm-packed.perf clock)" 'local monotonic perf monotonic'
is "no time of day where none is told" "$(fact svm-v6.dat walltime) $(fact svm-v6.dat start)" 'unknown '
like "perf -k mono tells it" "$(fact svm-packed.perf start)" '^2[0-9]{3}-'
is "perf tells processes" "$("$VMTRACE" report -q -i svm-plain.perf.vmt \
	-n 'vm:::exit /execname == "toyvmm" && pid != tid && pid != 0/ { @ = count(); }' | tr -d ' \n')" \
	"$(grep -c ^exit "$data/svm-plain.perf.rows")"
is "trace-cmd tells threads" "$("$VMTRACE" report -q -i svm-v6.dat.vmt \
	-n 'vm:::exit /threadname == "vcpu 0" && pid == 0/ { @ = count(); }' | tr -d ' \n')" \
	"$(grep -c ^exit "$data/svm-v6.dat.rows")"
like "the summary has times where VMs are told apart" \
	"$("$VMTRACE" report -i svm-plain.perf.vmt)" 'time until the next entry'

# -- refusals
fails() { # NAME STATUS PATTERN COMMAND...
	local name=$1 wanted=$2 pattern=$3 said status
	shift 3
	said=$("$@" 2>&1 >/dev/null)
	status=$?
	is "$name: status" $status "$wanted"
	like "$name: one line" "$said" "^vmtrace: $pattern\$"
	[ "$(wc -l <<<"$said")" = 1 ] || verdict 1 "$name: no other line"
}
echo 'no such thing' >other
fails "another file" 1 'other: is neither a trace.dat .* nor a perf.data .*' \
	"$VMTRACE" import -o never other
fails "no file" 1 'gone: cannot be read: .*' "$VMTRACE" import -o never gone
fails "a pipe" 1 '/dev/stdin: is no regular file.*' "$VMTRACE" import -o never /dev/stdin < <(cat "$data/svm-v6.dat")
mkdir kcore threads
cp "$data/svm-plain.perf" kcore/data
cp "$data/svm-plain.perf" threads/data
touch threads/data.0
ok "the directory that perf makes with --kcore" "$VMTRACE" import -q -o kcore.vmt kcore
is "is read as its file" "$("$VMTRACE" report -q -i kcore -n 'vm:::exit { @ = count(); }')" \
	"$("$VMTRACE" report -q -i "$data/svm-plain.perf" -n 'vm:::exit { @ = count(); }')"
fails "the directory that perf makes with --threads" 1 \
	'threads: is a directory, of perf record --threads; record without that' \
	"$VMTRACE" import -o never threads
fails "a directory" 1 '/: is a directory, and none that perf writes' "$VMTRACE" import -o never /
fails "nothing named" 2 "import: no FILE: .*" "$VMTRACE" import
fails "two named" 2 "import: b: .*" "$VMTRACE" import a b
fails "an option that is none" 2 "import: -x: .*" "$VMTRACE" import -x a
ok "nothing is left of what failed" test ! -e never

# -- damage: half of a file
head -c 40000 "$data/svm-v6.dat" >cut.dat
fails "a cut trace.dat" 1 'cut.dat: at byte .*; the file is damaged or was cut short' \
	"$VMTRACE" import -q -o cut.vmt cut.dat
ok "a cut trace.dat: what is left is whole" "$VMTRACE" check cut.vmt
like "a cut trace.dat: the trace says why it ends" "$("$VMTRACE" info -t cut.vmt)" \
	'^  end +cut.dat: at byte '
left=$("$VMTRACE" report -q -i cut.vmt -n 'vm:::exit { @ = count(); }' | tr -d ' \n')
ok "a cut trace.dat: and holds what came before" test "$left" -gt 9
fails "a cut trace.dat straight in" 1 'cut.dat: at byte .*' \
	"$VMTRACE" report -q -i cut.dat -n 'vm:::exit { @ = count(); }'
is "a cut trace.dat straight in: and what came before" \
	"$("$VMTRACE" report -q -i cut.dat -n 'vm:::exit { @ = count(); }' 2>/dev/null | tr -d ' \n')" "$left"
fails "a cut trace.dat's info" 1 'cut.dat: at byte .*' "$VMTRACE" info cut.dat
fails "check tells what it is" 1 'cut.dat: is another tool.s file; .* vmtrace import' \
	"$VMTRACE" check cut.dat
like "list reads it" "$("$VMTRACE" list -i "$data/svm-v6.dat" probes 2>&1)" 'CPUID'
head -c 20000 "$data/svm-plain.perf" >cut.perf
fails "a cut perf.data" 1 'cut.perf: at byte .*; the file is damaged or was cut short' \
	"$VMTRACE" import -q -o never cut.perf
head -c 45000 "$data/svm-piped.perf" >cutp.perf
fails "a cut piped perf.data" 1 'cutp.perf: at byte .*; the file is damaged or was cut short' \
	"$VMTRACE" import -q -o cutp.vmt cutp.perf
ok "a cut piped perf.data: what is left is whole" "$VMTRACE" check cutp.vmt

# -- the trace goes where it is asked to
printf old >here
"$VMTRACE" import -q -o here "$data/svm-v7z.dat"
is "an old file is kept" "$(cat here.old)" old
is "import ends when nobody reads" "$("$VMTRACE" import -o - "$data/svm-v6.dat" | head -c 1 | wc -c)" 1
"$VMTRACE" report -q -i "$data/svm-v6.dat" -n 'vm:::exit { exit(7); }' 2>err
is "a program's exit status stays" $? 7
is "and nothing is said" "$(cat err)" ''
done_testing
