#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace record` left running: what it keeps, switches, pauses and is told meanwhile.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 240 tests/host/act_running.sh

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
	like "flight ${file#flight.vmt}: what came before was let go" "$("$VMTRACE" info "$act/$file")" '^  continues'
	ok "flight ${file#flight.vmt}: what was let go is not lost" nothing_lost "$file"
done
is "flight: a line a file" "$(grep -c '^vmtrace: flight.vmt.*: the last [0-9]' "$act/flight.err")" 3
whole "small" small.vmt
like "small: no more than asked for, and a round" "$(stat -c %s "$act/small.vmt")" '^[1-9][0-9]{4}$'

is "trigger: ends well" "$(fact trigger)" 0
is "trigger: took a snapshot" "$(snapshots trigger | wc -l)" 1
whole trigger "$(snapshots trigger)"
like "trigger: it holds what was waited for" \
	"$(rows "$(snapshots trigger)" 'vm::CPUID:exit /vmregs[VM_RAX] == 2/ { @ = count(); } END { printa("%@d\n", @); }')" \
	'^[1-9]'
is "misspelt: an error" "$(fact misspelt)" 1
like "misspelt: says what" "$(cat "$act/misspelt.err")" 'vm::CPID:exit does not match any probes'
ok "dmesg is clean" clean_dmesg
done_testing
