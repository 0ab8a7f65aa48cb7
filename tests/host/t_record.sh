#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How `vmtrace record` behaves on a host: its errors, its ends, what stays of its files.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

# refused NAME PATTERN: not 0, one line that starts with vmtrace: and says what is wrong, and the
# command was not run
refused() {
	local name=$1 pattern=$2 said
	said=$(cat "$act/$name.err")
	like "$name: fails" "$(fact "$name")" '^[1-9]'
	is "$name: one line" "$(echo "$said" | wc -l)" 1 || echo "$said" | detail
	like "$name: says what is wrong" "$said" "^vmtrace: .*$pattern"
	is "$name: the command is not run" "$(fact "$name-ran")" ""
}

boot_and_act 240 tests/host/act_record.sh

refused register no_such_register
refused event no_such_event
refused option no-such-option
refused rate 0
refused pid 999999
refused place /no/such/directory
refused command /no/such/command
is "command: not found is 127, as in a shell" "$(fact command)" 127
is "command: what was there is kept" "$(fact precious)" precious
refused permission '(CAP_PERFMON|root)'
refused crowd "$(fact crowd-holders | awk '{ print $1 }')"
is "crowd: interrupted, they all let go" "$(fact crowd-over)" 0
refused module '(insmod|modprobe)'
refused kvm '[kK][vV][mM]'

refused disk '(space|full)'
ok "disk: what was written reads" has_exits disk.vmt
ok "disk: the space was used" [ "$(fact disk-size)" -gt 60000 ]

is "interrupted: ends well" "$(fact interrupted)" 0
is "interrupted: one line at the end" "$(wc -l <"$act/interrupted.err")" 1
like "interrupted: the line counts" "$(cat "$act/interrupted.err")" 'exit.*lost'
is "interrupted: the file is its owner's alone" "$(fact interrupted-mode)" 600
ok "interrupted: the file is whole" "$VMTRACE" report -q -i "$act/interrupted.vmt" -n 'BEGIN { exit(0); }'
ok "interrupted: the file reads" has_exits interrupted.vmt
ok "pipe: reads" has_exits pipe.vmt
like "stream: a report reads the recording as it comes" "$(cat "$act/stream.said")" '^[1-9][0-9]*$'
like "gone: says that the reader is" "$(cat "$act/gone.err")" '^vmtrace: standard output: its reader is gone'
is "stalled: two signals end it, with an error" "$(fact stalled)" 1
like "stalled: says why" "$(cat "$act/stalled.err")" '^vmtrace: /tmp/stalled: its reader takes nothing'
ok "little rings: the trace is whole" "$VMTRACE" check -q "$act/little.vmt"
is "little rings: what they lost is known to the trace" \
	"$(($(table_rows little.vmt exit) + $(lost_rows little.vmt exit)))" "$(account little kvm-exits)"
like "little rings: and they did lose" "$(lost_rows little.vmt exit)" '^[1-9]'
like "little rings: the recorder gave way" "$("$VMTRACE" info -t "$act/little.vmt")" \
	'^  compression +zstd 1; under pressure zstd -5 from .*100% full'
is "status: the command's is passed on" "$(fact status)" 42
is "reloaded: records once KVM was loaded again" "$(fact reloaded)" 0
ok "reloaded: reads" has_exits reloaded.vmt
ok "dmesg is clean" clean_dmesg
done_testing
