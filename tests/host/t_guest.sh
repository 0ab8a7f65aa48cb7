#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace guest`: what it says of a running Linux guest against what the guest says of itself, with
# page-table isolation and without; and one line for what is none.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 600 tests/host/act_guest.sh

# said NAME KEY: what stands behind it
said() {
	sed -n "s/^$2  *//p" "$act/$1.out"
}

# own NAME: the processes that the guest had before and after: PID PPID KERNEL NAME. The kernel has
# 15 bytes for a name; longer ones, and what a worker works on, it keeps elsewhere.
own() {
	sort "$act/$1.before" | comm -12 - <(sort "$act/$1.after") | awk '
		$4 ~ /^kworker/ { sub(/[-+].*/, "", $4) }
		{ print $1, $2, $3, substr($4, 1, 15) }' | sort
}

# seen NAME: the same of those that were seen from outside, processes alone
seen() {
	awk 'table && $1 == $2 { kernel = $5 ~ /^\[/; gsub(/[][]/, "", $5); print $1, $3, kernel, $5 }
		$1 == "TID" { table = 1 }' "$act/$1.out" | sort
}

# busy NAME: CR3 of each of the guest's busy processes, as seen from outside
busy() {
	awk 'FNR == NR { busy[$2]; next } $1 == $2 && $2 in busy { print $4 }' \
		"$act/$1.account" "$act/$1.out" | sort
}

for pti in on off; do
	is "pti=$pti: status" "$(fact $pti-status)" 0
	is "pti=$pti: nothing to say against it" "$(cat "$act/$pti.err")" ""
	like "pti=$pti: the kernel" "$(said $pti kernel)" '^Linux version 6\.[0-9.]+-.*-cloud-amd64 '
	like "pti=$pti: its build-id" "$(said $pti build-id)" '^[0-9a-f]{40}$'
	is "pti=$pti: PTI" "$(said $pti PTI)" $pti
	is "pti=$pti: the symbols are the guest's own, all of them" \
		"$(wc -l <"$act/$pti-symbols.out") $(md5sum <"$act/$pti-symbols.out" | cut -d ' ' -f 1)" \
		"$(fact $pti-kallsyms)"
	is "pti=$pti: as many are counted" "$(said $pti symbols)" "$(fact $pti-kallsyms | cut -d ' ' -f 1)"
	is "pti=$pti: KASLR" "$(said $pti KASLR | sed 's/.* 0x//')" \
		"$(awk '$3 == "_text" { print $1 }' "$act/$pti-symbols.out")"
	ok "pti=$pti: the guest has processes" [ "$(own $pti | wc -l)" -gt 30 ]
	is "pti=$pti: each that lives on is seen as it is" \
		"$(comm -23 <(own $pti) <(seen $pti))" ""
	is "pti=$pti: samples are on the page tables of those that are busy" \
		"$(rows $pti.vmt 'profile-997 { @[guestproc] = count(); }
			END { printa("0x%x\n", @); }' | tail -n 4 | sort)" "$(busy $pti)"
done
like "a guest that does not run" "$(fact stopped-status) $(cat "$act/stopped.err")" \
	'^1 vmtrace: demo: it has run no VM for 1 s; '
for toy in toy toy-symbols; do
	is "$toy: nothing is printed" "$(fact $toy-status)$(cat "$act/$toy.out")" 1
	like "$toy: but a line that says why" "$(cat "$act/$toy.err")" \
		'^vmtrace: [0-9]+: no Linux kernel is where one would be; '
	is "$toy: one" "$(wc -l <"$act/$toy.err")" 1
done
like "a process that is gone" "$(fact dead-status) $(cat "$act/dead.err")" \
	'^1 vmtrace: [0-9]+: there is no such process'
like "a process without a VM" "$(fact alien-status) $(cat "$act/alien.err")" \
	'^1 vmtrace: 1: it has run no VM for 5 s; '
ok "dmesg is clean" clean_dmesg
done_testing
