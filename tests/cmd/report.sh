#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace report`: its options, what it says of bad input, its exit status.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp tests/data/svm-toy.vmt "$dir/toy.vmt"
cp tests/data/svm-linux.vmt "$dir/linux.vmt"
exits=$(sed -n 's/^kvm-exits //p' tests/data/svm-toy.account) # by KVM's own count
cd "$dir" || exit 1
count='vm:::exit { @ = count(); } END { printa("%@d", @); }'

report() {
	"$VMTRACE" report "$@" >out 2>err
	status=$?
	out=$(cat out)
	err=$(cat err)
}

# refused STATUS PATTERN ARGUMENT…: the status, one line, nothing printed
refused() {
	local wanted=$1 pattern=$2
	shift 2
	report "$@"
	is "$*: exit status" $status "$wanted"
	like "$*: a line that says why" "$err" "^vmtrace: .*$pattern"
	is "$*: only one" "$(wc -l <err)" 1
	is "$*: prints nothing" "$out" ""
}

# ---- Bad input ----
: >empty.vmt
echo 'BEGIN { exit(0); }' >script.d
refused 1 "absent.vmt: cannot be read: No such file" -i absent.vmt
refused 1 "trace.vmt: cannot be read" -n BEGIN
refused 1 "empty.vmt: not a trace" -i empty.vmt
refused 1 "script.d: not a trace" -i script.d -s script.d
refused 1 "cannot be read: Is a directory" -i .
refused 1 "failed to open absent.d: No such file" -i toy.vmt -s absent.d
refused 1 "/absent/out: cannot be written" -i toy.vmt -s script.d -o /absent/out
refused 2 "-Y: unknown option" -Y
refused 2 "--bogus: unknown option" --bogus
refused 2 "-i wants a value" -i
refused 1 "failed to set -x bogus: Invalid option name" -x bogus
refused 1 "failed to set -x strsize=x: Invalid value" -x strsize=x
refused 1 "failed to set -x bufsize=1x: Invalid value" -b 1x
refused 2 "arguments belong to a program" -i toy.vmt stray
refused 2 "-c: a trace is no live system" -c ls -n BEGIN
refused 2 "-p: a trace is no live system" -p 1

report -V
is "the version of D" "$out" "vmtrace: Sun D 1.14"
report -i none -f read
like "-f: a description ends with the function" "$err" 'description ::read: does not match'
report -i none -q -P 'dtrace { trace(probename); exit(0); }'
like "-P: every probe of a provider" "$out" ^BEGINEND
report -i none script.d -s script.d -q -xargref
is "options behind arguments" "$status$err" 0

report -i toy.vmt -xerrtags -n 'BEGIN { trace(nobody); }'
is "a D error: exit status" $status 1
like "a D error: dtrace's line first" "$(head -n 1 err)" \
	'^vmtrace: invalid probe specifier BEGIN .*\[D_IDENT_UNDEF\] .*nobody'
like "a D error: the source line next" "$(sed -n 2p err)" 'BEGIN { trace\(nobody\); }'
like "a D error: then a caret" "$(sed -n 3p err)" '^ *\^$'
printf 'BEGIN\n{\n\ttrace(1;\n}\n' >bad.d
report -i toy.vmt -s bad.d
like "a D error in a script" "$(head -n 1 err)" \
	'^vmtrace: failed to compile script bad.d: line 3: '

# ---- Damage ----
report -q -i toy.vmt -n "$count"
is "a whole trace: exit status" $status 0
is "a whole trace: every exit" "$out" $exits
report -q -i linux.vmt -n "$count"
whole=$out
size=$(stat -c %s linux.vmt)
# a short recording is one round: what is whole of this file is the recording before it
cat toy.vmt linux.vmt | head -c $(($(stat -c %s toy.vmt) + size * 2 / 3)) >cut.vmt
report -q -i cut.vmt -n "$count"
is "a cut trace: exit status" $status 3
ok "a cut trace: some exits" [ "$out" -gt 0 -a "$out" -lt "$whole" ]
like "a cut trace: said" "$err" '^vmtrace: cut.vmt: byte [0-9]+: .*(cut|killed)'
report -q -i cut.vmt -n 'BEGIN { exit(5); }'
is "exit()'s status is told before damage" $status 5

# ---- Files ----
report -q -n "$count" -i - <toy.vmt
is "standard input is a file" "$out" $exits
cat toy.vmt | "$VMTRACE" report -q -n "$count" -i - >out
is "standard input is a pipe" "$(cat out)" $exits
report -q -i toy.vmt -i toy.vmt -n "$count"
is "the same session twice: counted once" "$out/$status" $exits/0
like "the same session twice: said" "$err" 'toy.vmt: .*read before; counted once'
report -q -i none -n 'BEGIN { printf("%d", timestamp != 0); exit(0); }'
is "the empty trace" "$out/$status" 1/0

# ---- Options ----
report -i toy.vmt -s script.d
is "a script's matches are told" "$err" "vmtrace: script 'script.d' matched 1 probe"
report -i toy.vmt -n 'BEGIN, END { exit(0); }'
is "a description's too" "$err" "vmtrace: description 'BEGIN, END' matched 2 probes"
report -q -s script.d -i toy.vmt -n 'BEGIN { trace("second"); }'
is "-q says nothing" "$err" ""
report -q -i none -n 'BEGIN { printf("%d %s", $1, $$2); exit(0); }' 42 word
is "arguments" "$out" "42 word"
report -q -i none -n 'BEGIN { printf("%s", $$0); exit(0); }'
is "the text of a program is not its name" "$out" vmtrace
report -q -i none -s script.d -n 'END { printf("and"); }'
is "several programs are one" "$out" and
echo first >kept
report -q -i none -n 'BEGIN { printf("more"); exit(0); }' -o kept
is "-o appends" "$(cat kept)" "$(printf 'first\nmore')"
report -e -i toy.vmt -n 'BEGIN { trace(1); }'
is "-e runs nothing" "$out/$status" /0
report -q -v -i none -n 'dtrace:::BEGIN { exit(0); }' -n 'tick-1s/1/{ }'
is "-v: each program is quoted as in DTrace" "$(grep -o 'for .*' out)" \
	"$(printf 'for description dtrace:::BEGIN :\nfor description tick-1s:')"
is "-v: each has its own" "$(grep Names: out | sort -u | wc -l)" 2
report -e -v -i none -n 'BEGIN' -o kept
is "-e -v -o: appended, too" "$(sed -n '2p;4p' kept)" \
	"$(printf 'more\nStability attributes for description BEGIN:')"
is "-e -v -o: nothing else is printed" "$out/$status" /0
refused 1 "/absent/out: cannot be written" -e -v -i none -n BEGIN -o /absent/out
report -l -i toy.vmt -n 'vm::CPUID:exit, tick-1s'
is "-l: header" "$(head -n 1 out)" \
	"   ID   PROVIDER            MODULE                          FUNCTION NAME"
is "-l: the probes named" "$(wc -l <out)" 3
like "-l: a row" "$out" '^ +[0-9]+ +vm +svm +CPUID exit$'
report -l -i none -n 'BEGIN, nothing:::here'
is "-l: what is not there: exit status" $status 1
is "-l: what is there is listed" "$(sed -n 2p out | tr -s ' ')" " 1 dtrace BEGIN"
is "-l: what is not is told" "$err" \
	"vmtrace: failed to match nothing:::here: No probe matches description"
report -l -i none
like "-l: ticks that are there without being named" "$out" ' profile +tick-5000'
report -i none -x empty -n ''
is "a program without probes: exit status" $status 1
like "a program without probes: said" "$err" '^vmtrace: no probes matched$'
report -q -i toy.vmt -n 'nothing:::here { trace(1); }'
is "no such probe: exit status" $status 1
report -q -Z -i toy.vmt -n 'nothing:::here { trace(1); }'
is "no such probe with -Z" "$status" 0
report --help
like "--help" "$out" '^usage: vmtrace report'
report -i toy.vmt
like "without a program: a summary" "$out" 'CPUID'

report -q -i toy.vmt -x memory=1k -n 'vm:::exit { @[timestamp] = count(); }'
is "beyond the memory allowed: exit status" $status 1
like "beyond the memory allowed: said once, in sizes" "$err" \
	'^[^[:cntrl:]]*over the limit of 1.00 KiB; [^[:cntrl:]]*-x memory=SIZE[^[:cntrl:]]*$'

# ---- The plan ----
report -q --explain -i toy.vmt -n "$count vm:::entry { self->t = timestamp; }"
is "--explain: what is printed stays" "$out" "$exits"
like "--explain: a free clause" "$err" 'clause 1, line 1, vm:::exit: free'
like "--explain: one that keeps variables" "$err" 'vm:::entry: ordered: it keeps variables of a thread'
like "--explain: a column that was read" "$err" 'read entry.time: [1-9][0-9]* chunk'
is "--explain: one that was not" "$(grep -c VM_RAX err)" 0
like "--explain: how long it took" "$err" 'what is ordered took [0-9.]+ ms'
report -q --explain -i toy.vmt -n 'vm:::exit /timestamp < 5/ { @ = count(); }'
like "--explain: chunks that were skipped" "$err" 'clause 1: ([0-9]+) chunks, \1 of them skipped'
report -q --explain -i toy.vmt -n "$count ERROR { }"
like "--explain: a clause whose faults are told" "$err" 'vm:::exit: ordered: it may fault'

# ---- Interruptions ----
"$VMTRACE" report -i toy.vmt -n "$count" 2>err | true
is "a closed pipe says nothing of its own" "$(grep -vc matched err)" 0
"$VMTRACE" report -i none -n 'int n; tick-200us { n++; } END { printf("end"); }' >out 2>started &
pid=$!
# the handler stands before the notice is written
until grep -qs matched started; do
	kill -0 $pid || break
done
kill -INT $pid
wait $pid
is "an interrupt: exit status" $? 0
like "an interrupt: END fires" "$(cat out)" 'end$'
done_testing
