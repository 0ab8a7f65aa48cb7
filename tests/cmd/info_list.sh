#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace info`, `vmtrace list` and the summary, on real traces and on files that are none.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
toy=$PWD/tests/data/svm-toy.vmt
linux=$PWD/tests/data/svm-linux.vmt
pti=$PWD/tests/data/svm-pti.vmt
guests=$PWD/tests/data/svm-names.vmt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# refused STATUS PATTERN ARGUMENT…: exit status and one line that says why
refused() {
	local status=$1 pattern=$2 got said
	shift 2
	said=$("$VMTRACE" "$@" 2>&1 >/dev/null)
	got=$?
	is "$*: exit status" $got "$status"
	like "$*: why" "$said" "^vmtrace: .*$pattern"
	is "$*: one line" "$(printf '%s\n' "$said" | wc -l)" 1
}

# account WORD: what the toy guest itself said of it
account() {
	sed -n "s/^$1 //p" "${toy%.vmt}.account"
}

# exits NAME: how many the summary counts
exits() {
	awk -v name="$1" '$1 == name && !seen++ { print $2 + $3 * ($2 == "(idle)") }' <<<"${summary//,/}"
}

summary=$("$VMTRACE" report -i "$toy")
is "the summary counts the toy guest's CPUIDs" "$(exits CPUID)" "$(account cpuid)"
is "its port I/O" "$(exits IOIO)" "$(account io)"
is "its halts, as idle" "$(exits HLT)" "$(account hlt)"
is "all its exits" "$(exits all)" "$(account kvm-exits)"
for cr3 in $(sed -n 's/^cr3 \([^ ]*\).*/\1/p' "${toy%.vmt}.account"); do
	like "its samples by address space have $cr3" "$summary" "^ *$cr3 +[0-9]"
done
like "its process and pid" "$summary" "^VM 1: toyvmm, pid $(account pid), nested paging"
like "where exits are stamped" "$summary" "Exit point (late|early)"
is "nothing was lost" "$(grep -c ^LOST <<<"$summary")" 0

# The Linux guest's busy processes by its own account: ticks of 10 ms in user mode and in the
# kernel, between two questions around the recording. A sample is 1.003 ms.
by_account=$(awk 'NF == 3 { print ($2 > $3 ? "user" : "kernel"), $2 + $3 }' "${linux%.vmt}.account" | sort)
by_samples=$("$VMTRACE" report -i "$linux" | sed '1,/samples by address space/d' |
	awk '/^  0x/ && n++ < 4 { print ($4 + 0 > $5 + 0 ? "user" : "kernel"), $2 * 0.1003 }' | sort)
is "the Linux guest's busy processes: where they run" \
	"$(cut -d " " -f 1 <<<"$by_samples")" "$(cut -d " " -f 1 <<<"$by_account")"
is "and how long" "$(paste -d " " <(echo "$by_account") <(echo "$by_samples") |
	awk '$4 > 0.85 * $2 && $4 < 1.02 * $2' | wc -l)" 4

like "info says how a guest pages" "$("$VMTRACE" info -t "$toy")" \
	'^ +vm 1 +toyvmm, pid [0-9]+, nested paging; guest: 4-level paging, PTI unknown$'
like "and that it isolates page tables" "$("$VMTRACE" info -t "$pti")" \
	'^ +vm 1 +qemu-kvm, .*; guest: 4-level paging, PTI$'
summary=$("$VMTRACE" report -i "$pti")
like "so does the summary" "$summary" '^VM 1: qemu-kvm, .*; guest: 4-level paging, PTI$'
for process in $("$VMTRACE" report -q -i "$pti" -n 'profile-199 { @[guestproc] = count(); }
	END { trunc(@, 10); printa("0x%x_%@d\n", @); }'); do
	like "its samples by address space have ${process/_/ }" "$summary" "^ *${process/_/ +} "
done

info=$("$VMTRACE" info -t "$guests")
like "info tells a guest's kernel that was read from its memory" "$info" \
	'^ +kernel +VM 1: vmlinux at 0xffffffff[0-9a-f]{8}, slid by 0x[0-9a-f]+, 86,[0-9]+ symbols$'
like "and how that is known" "$info" '^ +read from the guest.s memory$'
like "and which it is" "$info" '^ +build-id [0-9a-f]{40}$'
like "what the kernel calls itself" "$info" '^ +guest +VM 1: Linux version 6\.1\.0-[0-9]+-cloud-amd64$'
like "who ran there" "$info" '^ +processes +VM 1: 20 processes of 20 threads; 46 threads of the kernel$'
like "what the looks at it cost" "$info" \
	'^ +looks +VM 1: 14; the first took 866 ms of CPU, others 4.37 ms at most$'
like "and how much they read" "$info" '^ +read +VM 1: 12.4 MiB of its memory in 1,007 reads, of which 0 found nothing$'
info=$("$VMTRACE" info -a "$guests")
like "all processes when all is asked for" "$info" '^ +1 +1 +0 +init +1 +\+[0-9.]+ s +\+[0-9.]+ s$'
like "threads of the kernel" "$info" '^ +1 +2 +0 +kthreadd +1 +\+'
is "no tables of them where columns are not asked for" \
	"$("$VMTRACE" info -t "$guests" | grep -c GUESTCOMM)" 0
summary=$("$VMTRACE" report -i "$guests")
for process in $("$VMTRACE" report -q -i "$guests" -n 'profile-997 /guestpid >= 0/ { @[guestcomm, guestpid] = count(); }
	END { trunc(@, 4); printa("%s_%d_%@d\n", @); }'); do
	like "the summary has samples by process: $process" "$summary" "^ *${process//_/ +} "
done
is "which are those that were busy by the guest's own account" "$("$VMTRACE" report -q -i "$guests" \
	-n 'profile-997 /guestpid > 1/ { @[guestcomm, guestpid] = count(); } END { trunc(@, 4); printa("%s %d\n", @); }' |
	grep . | sort)" "$(sort "${guests%.vmt}.account")"
like "of a pipe, too" "$("$VMTRACE" report -i - <"$guests")" '^ +gzip +85 +[0-9]+ '

for trace in "$toy" "$linux" "$pti" "$guests"; do
	name=$(basename "$trace")
	is "$name: no line of the summary is wider than 100" \
		"$("$VMTRACE" report -i "$trace" | awk 'length > 100')" ""
	is "$name: nor of info" "$("$VMTRACE" info -a "$trace" | awk 'length > 100')" ""
	is "$name: no line ends in blanks" \
		"$({ "$VMTRACE" report -i "$trace"; "$VMTRACE" info -a "$trace"; } | grep -c ' $')" 0
done

info=$("$VMTRACE" info "$toy")
like "info: facts" "$info" "^  isa +svm$"
like "info: a table's rows" "$info" "^  exit +$(account kvm-exits | sed 's/\(...\)$/,\1/') "
like "info: a column" "$info" "^  VMX_GUEST_CR3 +u64\? +100.0%"
is "info: columns of events only" "$(grep -c '^leader' <<<"$("$VMTRACE" info "$toy")")" 0
like "info -a: columns of all tables" "$("$VMTRACE" info -a "$toy")" "^  leader +var "
is "info -t: no columns" "$("$VMTRACE" info -t "$toy" | grep -c VMX_GUEST_CR3)" 0
is "info takes standard input" "$("$VMTRACE" info - <"$toy")" "$info"

list=$("$VMTRACE" list -i "$toy")
like "list: dtrace's layout" "$list" '^   ID   PROVIDER            MODULE                          FUNCTION NAME$'
like "list: exits by name" "$list" "^ +[0-9]+ +vm +svm +CPUID exit$"
is "list: a description" "$("$VMTRACE" list -i "$toy" vm::CPUID:exit | wc -l)" 2
is "list: any part of a probe" "$("$VMTRACE" list -i "$toy" CPUID)" \
	"$("$VMTRACE" list -i "$toy" vm::CPUID:exit)"
like "list: registers and who holds them" "$("$VMTRACE" list -i "$toy" registers VM_RAX)" \
	"^VM_RAX +0x10000 +exit, sample$"
is "list: registers by pattern" "$("$VMTRACE" list registers 'VM_R?X' | wc -l)" 5
like "list: events of a trace" "$("$VMTRACE" list -i "$toy" events exit)" "^exit +[0-9,]+ +[0-9]+ "
like "list: events to record" "$("$VMTRACE" list events)" "^profile "

printf '' >empty
echo "no trace" >text
head -c 400000 "$linux" >cut
for command in info 'list -i' 'report -i'; do
	refused 1 "missing: cannot be read: No such file or directory" $command missing
	refused 1 "empty: not a trace" $command empty
	refused 1 "text: not a trace" $command text
	$VMTRACE $command cut >out 2>err
	is "$command: a cut file's status" $? 3
	like "$command: what is said of it" "$(cat err)" "^vmtrace: cut: .*(was (killed or )?cut|no footer)"
	ok "$command: what is left is shown" grep -qE 'exit|CPUID' out
done
refused 2 "-x: unknown option" info -x
refused 2 "-x: unknown option" list -x
refused 2 "needs a file" list -i
refused 2 "one pattern at a time" list registers a b
refused 1 "no registers match 'nothing'" list registers nothing
refused 1 "Overspecified probe description" list -i "$toy" a:b:c:d:e
like "info helps" "$("$VMTRACE" help info)" "^usage: vmtrace info"
like "list helps" "$("$VMTRACE" help list)" "^usage: vmtrace list"

done_testing
