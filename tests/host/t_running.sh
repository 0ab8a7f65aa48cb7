#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace record` left running: what it is told meanwhile, what it leaves out.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 240 tests/host/act_running.sh --smp 2

# whole NAME FILE: not a byte of it is wrong, and its guest has a name
whole() {
	ok "$1: is whole" "$VMTRACE" check -q "$act/$2"
	is "$1: its guest is known" "$(rows "$2" 'vm:::exit { @[execname] = count(); } END { printa("%s", @); }')" toyvmm
}

# snapshots NAME: its files but the last one, the oldest first
snapshots() {
	(cd "$act" && ls "$1.vmt".*)
}

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

is "script: ends well" "$(fact script)" 0
like "script: the program's rate" "$("$VMTRACE" info "$act/script.vmt")" '^  sample.hz +97$'
like "script: its events" "$("$VMTRACE" info "$act/script.vmt")" '^  events +profile$'
ok "script: its register" has_column script.vmt VMX_GUEST_CR3 yes
ok "script: no other" has_column script.vmt VM_RAX no

is "about: ends well" "$(fact about)" 0
ok "about: is whole" "$VMTRACE" check -q "$act/about.vmt"
for event in exit entry sample; do
	probe=vm:::$event
	[ $event != sample ] || probe=profile-97
	is "about: nobody else's $event" \
		"$(rows about.vmt "$probe /execname != \"webserver\"/ { @ = count(); } END { printa(\"%@d\", @); }")" ""
	ok "about: its ${event}s" [ "$(table_rows about.vmt $event)" -gt 0 ]
done
is "about: each of its exits, of either process" "$(table_rows about.vmt exit)" \
	"$(account about kvm-exits | awk '{ n += $1 } END { print n }')"
is "about: two processes" "$(rows about.vmt 'vm:::exit { @[pid] = count(); } END { printa("%d\n", @); }' | grep -c .)" 2
ok "about: nothing is lost" nothing_lost about.vmt
is "about: nor not traced" "$("$VMTRACE" report -i "$act/about.vmt" | awk '/NOT TRACED/ { getline; print $NF }' | sort -u)" 0
like "about: the summary tells of it" "$("$VMTRACE" report -i "$act/about.vmt")" '^Filtered +execname==webserver$'
like "about: so does the recorder" "$(cat "$act/about.err")" 'samples, [1-9][0-9]* filtered out, 0 lost'
is "pid: ends well" "$(fact pid)" 0
is "pid: that process alone" "$(rows pid.vmt 'vm:::exit { @[pid] = count(); } END { printa("%d\n", @); }' | sed '/^$/d')" "$(fact pid-pid)"
is "pid: no other VM is seen at all" "$(table_rows pid.vmt vm)" 1
is "pid: nor captured" "$(grep -c 'filtered out' "$act/pid.err")" 0
like "pid: the summary tells of it" "$("$VMTRACE" report -i "$act/pid.vmt")" "^Filtered +pid==$(fact pid-pid)\$"

is "plugged: ends well" "$(fact plugged)" 0
ok "plugged: is whole" "$VMTRACE" check -q "$act/plugged.vmt"
like "plugged: two CPUs at first, one that left and came back" "$(table_rows plugged.vmt cpu)" '^([4-9]|..)$'
is "plugged: each VM that came" "$(rows plugged.vmt 'vm:::exit { @[vmid] = count(); } END { printa("%d\n", @); }' | grep -c .)" 2
like "plugged: the CPU that came back is captured" \
	"$(rows plugged.vmt 'vm:::exit /cpu == 1/ { @[vmid] = count(); } END { printa("%d\n", @); }')" '^2$'
is "plugged: the recorder is not in it" \
	"$(rows plugged.vmt 'vm:::exit /execname == "vmtrace"/ { @ = count(); } END { printa("%@d", @); }')" ""
ok "dmesg is clean" clean_dmesg
done_testing
