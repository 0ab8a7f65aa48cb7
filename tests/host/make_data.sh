#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make_data.sh [OPTION OF lab…]: records tests/data/*.vmt afresh in the emulated host; for when the format or the
# capture changes. Golden files on them must be looked at again afterwards.
#	svm-toy.vmt	toyvmm: every exit kind, three CR3s whose time splits 1:2:4; its account beside it
#	svm-tiny.vmt	the same in at most 16 KiB, to be damaged in every way
#	svm-linux.vmt	a real Linux guest, at rest three quarters of the time, for 12 s, so that
#			tick-10s fires, and its kernel's functions by name; by counted instructions,
#			or how busy this machine is would show. svm-linux.account says where the
#			guest had its text and how long each of its busy processes ran meanwhile,
#			in user mode and in the kernel, in ticks of 10 ms
#	svm-*.dat svm-*.perf	toyvmm again, by trace-cmd (of each version and compression) and perf
#			(plain, compressed, through a pipe), and beside each in .rows the exits and
#			entries that they themselves print of it
#	svm-pti.vmt	a Linux guest that isolates page tables, from before its boot on: what tells its
#			processes, at exits and samples
#	svm-names.vmt	a busy Linux guest and what its memory says of it: who runs, in which functions;
#			svm-names.account is the guest's own of its busy processes: name, pid
set -euo pipefail
cd "$(dirname "$0")/../.."
export O
O=$(realpath -m "${O:-build}")
VMTRACE=$O/vmtrace
[ -x "$VMTRACE" ] || VMTRACE=./vmtrace

tests/host/lab "$@" --out "$O/data" -- \
	'vmtrace record -o toy.vmt -- toyvmm -n 400 -w 400000 >toy.account'
cp "$O/data/toy.vmt" tests/data/svm-toy.vmt
cp "$O/data/toy.account" tests/data/svm-toy.account
tests/host/lab "$@" --out "$O/data" -- 'vmtrace record -o tiny.vmt -- toyvmm -n 3'
cp "$O/data/tiny.vmt" tests/data/svm-tiny.vmt
tests/host/lab "$@" --icount --time 1500 --out "$O/data" -- tests/host/act_linux.sh --calm 12
"$VMTRACE" symbols add --functions "$O/data/linux.vmt" "$O"/host/guest-{vmlinux,map}
cp "$O/data/linux.vmt" tests/data/svm-linux.vmt
{
	grep '^text ' "$O/data/facts"
	awk 'FNR == NR { user[$2] = $3; kernel[$2] = $4; next }
		{ print $1, $3 - user[$2], $4 - kernel[$2] }' "$O"/data/{before,after}
} >tests/data/svm-linux.account
tests/host/lab "$@" --out "$O/data" -- tests/host/make_foreign.sh
for file in "$O"/data/svm-*.dat "$O"/data/svm-*.perf; do
	cp "$file" tests/data/
	tests/foreign_rows <"$file.txt" >"tests/data/${file##*/}.rows"
done
tests/host/lab "$@" --out "$O/data" -- '
	vmtrace record -a -o pti.vmt \
		-n "vm:::exit, profile-199 { @[guestproc, cpl] = count(); }" &
	export GUEST_APPEND=pti=on
	linux-guest start -name guest=isolated,debug-threads=on && linux-guest wait-ready &&
	sleep 5; linux-guest stop; kill -INT $!; wait $!'
cp "$O/data/pti.vmt" tests/data/svm-pti.vmt
tests/host/lab "$@" --out "$O/data" -- '
	linux-guest start -name guest=demo,debug-threads=on && linux-guest wait-ready &&
	linux-guest account account && cut -d " " -f 1,2 account >names.account &&
	vmtrace record -a --guest-names=500ms -e exit,profile -r none -z 3 -o names.vmt -- sleep 6
	linux-guest stop'
cp "$O/data/names.vmt" tests/data/svm-names.vmt
cp "$O/data/names.account" tests/data/svm-names.account
chmod 644 tests/data/*
ls -l tests/data
