#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace record` that writes several files, or none until it is asked to.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 240 tests/host/act_files.sh

# whole NAME FILE: not a byte of it is wrong, and its guest has a name
whole() {
	ok "$1: is whole" "$VMTRACE" check -q "$act/$2"
	is "$1: its guest is known" "$(rows "$2" 'vm:::exit { @[execname] = count(); } END { printa("%s", @); }')" toyvmm
}

# seconds FILE: how long it is, whole ones
seconds() {
	"$VMTRACE" info "$act/$1" | awk '$1 == "duration" { print int($2); exit }'
}

# snapshots NAME: its files but the last one, the oldest first
snapshots() {
	(cd "$act" && ls "$1.vmt".*)
}

is "flight: ends well" "$(fact flight)" 0
is "flight: a snapshot by each signal" "$(snapshots flight | wc -l)" 2
for file in $(snapshots flight) flight.vmt; do
	whole "flight ${file#flight.vmt}" "$file"
	like "flight ${file#flight.vmt}: is no shorter than asked for" "$(seconds "$file")" '^([2-9]|..)$'
	ok "flight ${file#flight.vmt}: what was let go is not lost" nothing_lost "$file"
done
like "flight: what came before was let go" "$("$VMTRACE" info "$act/flight.vmt")" '^  continues'
is "flight: a line a file" "$(grep -c '^vmtrace: flight.vmt.*: the last [0-9]' "$act/flight.err")" 3
whole "small" small.vmt
like "small: no more than asked for, and a round" "$(stat -c %s "$act/small.vmt")" '^[1-9][0-9]{4}$'

is "trigger: ends well" "$(fact trigger)" 0
is "trigger: took a snapshot" "$(snapshots trigger | wc -l)" 1
whole trigger "$(snapshots trigger)"
like "trigger: it holds what was waited for" \
	"$(rows "$(snapshots trigger)" 'vm::CPUID:exit /vmregs[VM_RAX] == 2/ { @ = count(); } END { printa("%@d\n", @); }')" \
	'^[1-9]'
is "misspelt: an error" "$(fact misspelt)" 2
like "misspelt: says what" "$(cat "$act/misspelt.err")" 'vm::CPID:exit does not match any probes'

# all_exits NAME: of its files together
all_exits() {
	local file exits=0
	for file in $(snapshots "$1"); do
		exits=$((exits + $(table_rows "$file" exit)))
	done
	echo $exits
}

is "signals: ends well" "$(fact signals)" 0
is "signals: a file more than signals" "$(snapshots signals | wc -l)" 4
like "sizes: files by size" "$(snapshots sizes | wc -l)" '^([2-9]|..)$'
for name in signals sizes; do
	for file in $(snapshots $name); do
		ok "$name: each is whole" "$VMTRACE" check -q "$act/$file"
		like "$name: no guest is unknown" \
			"$(rows "$file" 'vm:::exit { @[execname] = count(); } END { printa("%s", @); }')" '^(toyvmm)?$'
	done
	is "$name: nothing is missing between files" "$(all_exits $name)" "$(account $name kvm-exits)"
	is "$name: a line a file, and the summary" "$(wc -l <"$act/$name.err")" $(($(snapshots $name | wc -l) + 1))
	is "$name: no file is left without its time" "$(ls "$act/$name.vmt" 2>&1 | grep -c '^/')" 0
done
is "times: ends well" "$(fact times)" 0
is "times: the latest two stay" "$(snapshots times | wc -l)" 2
like "fifo: a pipe is refused" "$(cat "$act/fifo.err")" '^vmtrace: /tmp/no-file: --switch-output needs a file'
is "full: ends by itself" "$(fact full)" 0
whole full full.vmt
ok "dmesg is clean" clean_dmesg
done_testing
