#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace` and `vmtrace record` where there is no module: usage, refusals, what is left alone.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# refused STATUS PATTERN ARGUMENT…: exit status, one line, nothing written, no command run
refused() {
	local status=$1 pattern=$2 got said
	shift 2
	said=$("$VMTRACE" "$@" 2>&1 >"$dir.out")
	got=$?
	is "$*: exit status" $got "$status"
	like "$*: one line that says why" "$said" "^vmtrace: .*$pattern"
	is "$*: only one" "$(printf '%s\n' "$said" | wc -l)" 1
	is "$*: nothing is left behind" "$(ls)$(cat "$dir.out")" precious.vmt
	rm -f "$dir.out"
}

echo precious >precious.vmt

refused 2 "bogus: unknown command; see 'vmtrace help'" bogus
refused 2 "bogus: unknown command" help bogus
refused 2 "unknown option" record -X -o precious.vmt -- touch ran
refused 2 "argument is missing" record -o
refused 2 "not a rate" record -F 1e3 -o precious.vmt -- touch ran
refused 2 "rat: unknown register" record -r gpr,rat -o precious.vmt -- touch ran
refused 2 "cr3 is near" record -r cr33 -o precious.vmt
refused 2 "unknown event; there are exit, entry, profile, and tracepoints: SYSTEM:EVENT" record -e sched_switch
refused 2 "-e sched:: not a tracepoint.s name; write SYSTEM:EVENT" record -e exit,sched:
refused 2 "-C 8191: this host has no such CPU" record -C 8191 -o precious.vmt -- touch ran
refused 1 "-p 2147483647: No such process" record -p 2147483647 -o precious.vmt -- touch ran
refused 127 "no-such-program: command not found" record -o precious.vmt -- no-such-program
refused 126 "precious.vmt: cannot run it" record -o precious.vmt -- ./precious.vmt
refused 2 "--overwrite=lots: neither a time" record --overwrite=lots -o precious.vmt -- touch ran
refused 2 "--trigger says when to write" record --trigger tick-1s -o precious.vmt -- touch ran
said=$("$VMTRACE" record --overwrite --trigger 'vm:::exit {' -o precious.vmt -- touch ran 2>&1)
is "a trigger that does not compile: exit status" $? 2
like "a trigger that does not compile: said" "$said" '^vmtrace: invalid probe specifier vm:::exit \{: syntax error'
is "a trigger that does not compile: nothing is left behind" "$(ls)" precious.vmt
refused 2 "--switch-output=often: not 'signal', a size" record --switch-output=often -o precious.vmt
refused 2 "standard output cannot be switched" record --switch-output -o -
refused 2 "there is one file; add --switch-output" record --switch-max-files 2 -o precious.vmt
refused 2 "--max-size 3: not a size" record --max-size 3 -o precious.vmt
refused 2 "-D -1: nothing would ever enable it" record -D -1 -o precious.vmt -- touch ran
refused 2 "-D soon: not a delay" record -D soon -o precious.vmt -- touch ran
refused 2 "--control here: neither fifo:FILE" record --control here -o precious.vmt -- touch ran
refused 1 "--control: nowhere: No such file" record --control fifo:nowhere -o precious.vmt -- touch ran
refused 1 "-p no-such-guest: no process or guest of this name" record -p no-such-guest -o precious.vmt
refused 2 "-p 12,,13: neither|-p ,13: neither a process id nor a name" record -p 12,,13 -o precious.vmt
refused 2 "--guest-names=now: not in 10ms to 1h" record --guest-names=now -o precious.vmt -- touch ran
refused 2 "--filter: CPUD: no exit has this name" record --filter reason==CPUD -o precious.vmt -- touch ran
refused 2 "--filter reason and -c are for exits, and -e names none" record -e profile -c 10 -o precious.vmt
refused 2 "--filter rip==1: not reason==NAME" record --filter rip==1 -o precious.vmt
refused 2 "--filter execname!=web: not execname==NAME" record --filter execname!=web -o precious.vmt
refused 2 "the kernel keeps 15 bytes of a process's name: qemu-system-x86" record --filter execname==qemu-system-x86_64 -o precious.vmt
refused 2 "-c 0: not a number" record -c 0 -o precious.vmt
said=$(ulimit -n 4 && exec "$VMTRACE" record -o precious.vmt 2>&1)
is "too few open files: exit status" $? 1
like "too few open files: said" "$said" '^vmtrace: eventfd: Too many open files; .*ulimit -n'
is "what was there is untouched" "$(cat precious.vmt)" precious

if [ -e /dev/vmtrace ]; then
	skip "without the module" "it is loaded here"
else
	refused 1 "module is not loaded; .*insmod" record -o precious.vmt -- touch ran
	refused 1 "module is not loaded" record
fi

is "a version" "$("$VMTRACE" --version)" "vmtrace 0.1"
like "help lists the commands" "$("$VMTRACE" help)" '^  record '
like "help for a command" "$("$VMTRACE" help record)" '^usage: vmtrace record'
is "--help is help" "$("$VMTRACE" --help)" "$("$VMTRACE" help)"
is "record --help is the same" "$("$VMTRACE" record --help)" "$("$VMTRACE" help record)"
"$VMTRACE" help >/dev/full 2>err
is "a full disk behind standard output: exit status" $? 1
like "a full disk behind standard output: said" "$(cat err)" '^vmtrace: standard output: No space'
"$VMTRACE" >out 2>err
is "without a command: exit status" $? 2
like "without a command: usage" "$(cat err)" '^usage: '
done_testing
