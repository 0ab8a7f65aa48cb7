#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tracepoints in a trace, beside the module's events and alone: every one that there was, of whom
# was asked for, and nothing left on the host.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

# recorded NAME: well, the file is whole, and no instance is left
recorded() {
	is "$1: recorded" "$(fact "$1")" 0 || detail <"$act/$1.err"
	ok "$1: the trace is whole" "$VMTRACE" check -q "$act/$1.vmt"
	is "$1: no instance is left" "$(fact "$1-left")" ""
}

# agree NAME: exits and kvm_exit rows are as many as KVM itself counted
agree() {
	is "$1: kvm:kvm_exit rows as KVM counted" "$(table_rows "$1.vmt" kvm:kvm_exit)" \
		"$(account "$1" kvm-exits)"
	is "$1: exits as kvm:kvm_exit rows" "$(table_rows "$1.vmt" exit)" \
		"$(table_rows "$1.vmt" kvm:kvm_exit)"
	ok "$1: nothing lost" nothing_lost "$1.vmt"
}

# refused NAME PATTERN
refused() {
	like "$1: fails" "$(fact "$1")" '^[1-9]'
	is "$1: one line" "$(wc -l <"$act/$1.err")" 1
	like "$1: says what is wrong" "$(cat "$act/$1.err")" "^vmtrace: .*$2"
}

boot_and_act 400 tests/host/act_tracepoints.sh

recorded both
agree both
is "both: entries as kvm:kvm_entry rows" "$(table_rows both.vmt entry)" \
	"$(table_rows both.vmt kvm:kvm_entry)"
like "both: the guest's emulated device" "$(table_rows both.vmt kvm:kvm_mmio)" '^[1-9]'
like "both: the scheduler" "$(table_rows both.vmt sched:sched_switch)" '^[1-9]'
like "both: the summary counts them" "$(cat "$act/both.err")" ' exits, .* tracepoint rows, 0 lost'
like "both: info leaves out what never fired" "$("$VMTRACE" info -t "$act/both.vmt")" \
	'^  tracepoints +1[0-9]{2}, of which [0-9]+ never fired$'
like "both: the format is in the file" "$("$VMTRACE" info -a "$act/both.vmt")" \
	'format\.kvm:kvm_exit +name: kvm_exit'

recorded mine
agree mine
like "mine: descendants are the command's" "$(table_rows mine.vmt sched:sched_process_exec)" '^[1-9]'
recorded delayed
agree delayed
recorded pid
exits=$(table_rows pid.vmt exit) points=$(table_rows pid.vmt kvm:kvm_exit)
is "pid: its exits and its tracepoints, but for the first and last" \
	$((points > 100 && points > exits * 95 / 100 && points < exits * 105 / 100)) 1 ||
	echo "$exits exits, $points rows" | detail
recorded own
is "own: none of the recorder's calls" "$(table_rows own.vmt syscalls:sys_enter_ioctl)" 0
like "others: theirs are there" "$(table_rows others.vmt syscalls:sys_enter_ioctl)" '^[1-9]'

recorded flight
like "flight: an instance while it runs" "$(cat "$act/during")" "^vmtrace-$(fact recorder)$"
for file in "$act"/flight.vmt*; do
	name=${file##*/}
	ok "$name: is whole" "$VMTRACE" check -q "$file"
	like "$name: has tracepoints" "$(table_rows "$name" sched:sched_switch)" '^[1-9]'
done
sum=0
for file in "$act"/files.vmt.*; do
	ok "${file##*/}: is whole" "$VMTRACE" check -q "$file"
	sum=$((sum + $(table_rows "${file##*/}" kvm:kvm_exit)))
done
is "files: every row is in one" $sum "$(account files kvm-exits)"
recorded control
is "control: what ran while it was enabled" \
	"$("$VMTRACE" info "$act/control.vmt" | awk '$1 == "kvm:kvm_exit" && NF > 1 { print $2 }')" \
	"$(account control kvm-exits | sed ':a; s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/; ta')"
is "little: what the rings lost is known" \
	"$(($(table_rows little.vmt kvm:kvm_exit) + $(lost_rows little.vmt tracepoint)))" \
	"$(account little kvm-exits)"
like "little: and they did lose" "$(lost_rows little.vmt tracepoint)" '^[1-9]'

like "killed: leaves its instance" "$(fact killed-left)" '^vmtrace-[0-9]+$'
recorded_left=$(fact next-left)
is "next: removes it, and nobody else's" "$recorded_left" "somebody vmtrace-1"

recorded alone
is "alone: kvm:kvm_exit rows as KVM counted" "$(table_rows alone.vmt kvm:kvm_exit)" \
	"$(account alone kvm-exits)"
is "alone: entries too" "$(table_rows alone.vmt kvm:kvm_entry)" "$(account alone kvm-exits)"
like "alone: on the TSC" "$("$VMTRACE" info "$act/alone.vmt")" 'clock +tsc'
refused module '(insmod|modprobe)'
recorded unmounted
like "unmounted: has tracepoints" "$(table_rows unmounted.vmt sched:sched_switch)" '^[1-9]'

refused unknown 'sched:sched_swich: this host has no such tracepoint'
refused system 'nosuch:\*: this host has no such tracepoint'
refused permission 'permission denied; tracepoints need root'
is "no command of a refused recording ran" "$(fact ran)" ""
is "no instance is left" "$(fact left)" ""
ok "dmesg is clean" clean_dmesg
done_testing
