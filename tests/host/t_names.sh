#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Guests named from outside: what record --guest-names writes is what the guests say of themselves.
# CASES: some, others, intel, or all but that.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh
base=$act

# try WHAT SECONDS [APPEND [KERNEL]]: the act WHAT, into a directory of its own
options=()
try() {
	act=$base/$1${3:+-$3}
	boot_and_act 240 "tests/host/act_names.sh $*" "${options[@]}"
}

# processes FILE PREDICATE: "NAME PID SAMPLES" of a guest's, as the trace names them
processes() {
	rows "$1" "profile-997 $2 { @[guestcomm, guestpid] = count(); }
		END { printa(\"%s %d %@d\\n\", @); }"
}

# busy FILE ACCOUNT PREDICATE: the busy processes' lines, in the account's order
busy() {
	processes "$1" "$3" | awk 'FNR == NR { n[$1 " " $2] = $3; next }
		{ print $1, $2, n[$1 " " $2] + 0 }' - "$act/$2"
}

# strangers FILE ACCOUNT PREDICATE: who has a busy process's pid or name, but not both. Names that
# others have as well tell nothing.
strangers() {
	processes "$1" "$3" | awk 'FNR == NR { name[$2] = $1; pid[$1] = $2; next }
		$2 in name && name[$2] != $1 { print }
		$1 in pid && $1 != "sh" && pid[$1] != $2 { print }' "$act/$2" -
}

# every_one FILE ACCOUNT PREDICATE: each busy process has samples
every_one() {
	busy "$1" "$2" "$3" | awk '{ n += $3 > 10 } END { exit n != 4 }'
}

# function FILE NAME: where that process was found most in its kernel
function_of() {
	rows "$1" "profile-997 /cpl == 0 && guestcomm == \"$2\"/ { @[guestfunc] = count(); }
		END { printa(\"%s %@d\\n\", @); }" | awk '{ print $1 }' | tail -n 1
}

# check_names FILE ACCOUNT PREDICATE
check_names() {
	ok "$1: every busy process is named" every_one "$1" "$2" "$3"
	is "$1: and no other under its name or pid" "$(strangers "$1" "$2" "$3")" ""
}

# wants some|others
wants() {
	[ "${CASES:-$1}" = "$1" ]
}

# page-table isolation, and whose kernel: the cloud flavour, or what the host has
kinds=()
seconds=14
if [ "${CASES-}" = intel ]; then
	if [ "${KERNEL-6.1}" != 6.1 ] || ! command -v bochs >/dev/null; then
		skip intel "the emulated Intel host has Linux 6.1 and is Bochs"
		done_testing
	fi
	# a processor of a hundredth of a real one's speed
	LAB=lab-intel options=(--linux) kinds=("pti=on guest") seconds=40
fi
! wants others || kinds+=("pti=off guest")
! wants some || kinds+=("pti=on host")
for kind in "${kinds[@]}"; do
	read -r pti kernel <<<"$kind"
	try one $seconds "$pti" "$kernel"
	like "$pti: the recorder says so" "$(cat "$act/names.said")" \
		'^vmtrace: guests: 1 of 1 told their names, in [0-9]+ looks; '
	is "$pti: its reader is confined" "$(fact seccomp)" 2
	check_names names.vmt before "/1/"
	is "samples agree with the guest's own account within 25 %" \
		"$(agree "$(busy names.vmt before /1/ | awk '{ print $3 }' | sort -n)")" "they do"
	is "a CR3 in user mode is one busy process" "$(rows names.vmt 'profile-997
		/cpl == 3 && guestpid > 0/ { @[vmregs[VMX_GUEST_CR3], guestpid] = count(); }
		END { printa("%x %d %@d\n", @); }' |
		awk 'FNR == NR { busy[$2]; next } { pids[$1] = pids[$1] " " $2; own[$1] += $2 in busy }
			END { for (c in pids) if (own[c] && split(pids[c], a) > 1) print c pids[c] }' \
			"$act/before" -)" ""
	like "dd spins where it was made to" "$(function_of names.vmt dd)" \
		"^$reads_zeros\$"
	is "functions of user mode" "$(rows names.vmt 'profile-997 /cpl == 3/
		{ @[guestfunc] = count(); } END { printa("%s\n", @); }')" "[user]"
	like "the kernel lies where the guest says" "$("$VMTRACE" info -t "$act/names.vmt")" \
		"^  kernel +VM 1: vmlinux at 0x$(fact text), slid by "
	ok "nothing lost" nothing_lost names.vmt
	ok "dmesg is clean" clean_dmesg
done
wants others || {
	done_testing
	exit
}
symbols=$(table_rows names.vmt symbol)

try ways 8
for file in "$act"/files.vmt.*; do
	ok "${file##*/} is whole" "$VMTRACE" check "$file"
done
for trace in "${file##*/}" loop.vmt; do
	check_names "$trace" before "/1/"
	is "$trace has the kernel's symbols, too" "$(table_rows "$trace" symbol)" "$symbols"
done
check_names control.vmt before "/1/"
like "a session that is enabled again has them again" "$("$VMTRACE" check "$act/control.vmt")" \
	"whole: 2 sessions"

try boot 5
is "the recorder outlives the VMM" "$(fact recorder)" 0
check_names names.vmt before "/1/"
ok "dmesg is clean" clean_dmesg

try two 16
check_names names.vmt before "/pid == $(fact pid)/"
check_names names.vmt other-before "/pid == $(fact other)/"
is "the guest that is no Linux has no names" \
	"$(processes names.vmt "/pid == $(fact toy)/" | awk '{ print $1, $2 }')" "[unknown] -1"
like "and the recorder says so" "$(cat "$act/names.said")" \
	"^vmtrace: guest of process $(fact toy): "
ok "two guests share one kernel's symbols" [ "$(table_rows names.vmt symbol)" -lt 100000 ]
info=$("$VMTRACE" info -t "$act/names.vmt")
for text in text other-text; do
	like "each has it where it says" "$info" "^  kernel +VM [123]: vmlinux at 0x$(fact $text), "
done
ok "dmesg is clean" clean_dmesg

try toy 3
is "a guest that is no Linux: one line" "$(grep -c "^vmtrace: guest" "$act/names.said")" 1
like "which says so" "$(cat "$act/names.said")" "^vmtrace: guest of process $(fact toy): "
for trace in names plain; do
	rows $trace.vmt 'vm:::exit { @[exitname] = count(); } END { printa("%s\n", @); }' | sort \
		>"$act/$trace.exits"
done
ok "nothing else changes" cmp "$act/names.exits" "$act/plain.exits"

try bare 3
like "without the right to read there are no names" "$(cat "$act/names.said")" \
	"^vmtrace: guest of process $(fact pid): .*its memory may not be read; run as root or with CAP_SYS_PTRACE"
ok "and the trace is as without" has_exits names.vmt
done_testing
