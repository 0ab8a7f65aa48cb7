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

# sessions FILE
sessions() {
	"$VMTRACE" info "$act/$1" | grep -c '^session'
}

is "delayed: ends well" "$(fact delayed)" 0
whole delayed delayed.vmt
ok "delayed: less than the command's exits" [ "$(table_rows delayed.vmt exit)" -lt "$(account delayed kvm-exits)" ]

is "told: every word is answered" "$(grep '^told ' "$act/facts" | grep -vc ' ack$')" 0
is "told: while disabled nothing is captured" "$(fact told-holders)" ""
is "told: stop ends well" "$(fact told-end)" 0
whole told told.vmt
is "told: a session each time it was enabled" "$(sessions told.vmt)" 2
like "told: an unknown word" "$(cat "$act/told.err")" '^vmtrace: --control: sing: unknown; there are enable'
like "told: what cannot be done" "$(cat "$act/told.err")" '^vmtrace: --control: snapshot: only with'
is "never: ends well, without a file" "$(fact never)" "0 "
like "never: says so" "$(cat "$act/never.err")" 'never enabled: nothing is recorded'
is "frozen: ends well" "$(fact frozen)" 0
is "frozen: a snapshot" "$(snapshots frozen | wc -l)" 1
whole frozen "$(snapshots frozen)"
is "frozen: what was kept comes into the file whenever capture ends" "$(sessions frozen.vmt)" 2
ok "frozen: is whole" "$VMTRACE" check -q "$act/frozen.vmt"

is "named: ends well" "$(fact named)" 0
is "named: that process alone" "$(rows named.vmt 'vm:::exit { @[pid] = count(); } END { printa("%d\n", @); }' | sed '/^$/d')" "$(fact named-pid)"
like "ambiguous: says which there are" "$(cat "$act/ambiguous.err")" '^vmtrace: -p webserver: which of [0-9]+ webserver, [0-9]+ webserver$'
like "unknown: says which there are" "$(cat "$act/unknown.err")" '^vmtrace: -p database: no process .*[0-9]+ toyvmm'

# reasons FILE: of its exits
reasons() {
	rows "$1" 'vm:::exit { @[exitname] = count(); } END { printa("%s\n", @); }' | sed '/^$/d' | sort | paste -sd' '
}

is "filter: ends well" "$(fact filter)" 0
is "filter: these exits alone" "$(reasons filter.vmt)" "CPUID HLT"
is "filter: each of them" "$(table_rows filter.vmt exit)" $(($(account filter cpuid) + $(account filter hlt)))
ok "filter: no more entries than exits, and the first" \
	[ "$(table_rows filter.vmt entry)" -le $(($(table_rows filter.vmt exit) + 1)) ]
ok "filter: what is left out is not lost" nothing_lost filter.vmt
is "filter: nor not traced" "$("$VMTRACE" report -i "$act/filter.vmt" | awk '/NOT TRACED/ { getline; print $NF }')" 0
like "filter: the summary tells of it" "$("$VMTRACE" report -i "$act/filter.vmt")" '^Filtered +reason==CPUID,HLT$'
like "filter: so does the recorder" "$(cat "$act/filter.err")" 'samples, [0-9]+ filtered out, 0 lost'
is "tenth: a tenth of the exits" "$(table_rows tenth.vmt exit)" $((($(account tenth kvm-exits) + 9) / 10))
like "vmx: not on this host" "$(cat "$act/vmx.err")" '^vmtrace: --filter reason==EPT_\*: no exit of this AMD host'
ok "dmesg is clean" clean_dmesg
done_testing
