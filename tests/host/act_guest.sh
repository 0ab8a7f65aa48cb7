#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_guest.sh has done inside the emulated host: a Linux guest asked from outside and by itself,
# with page-table isolation and without; then what is no Linux guest. May be run again.
set -u
cd /mnt/out
rm -rf ./*.* facts
trap 'linux-guest stop' EXIT

fact() {
	echo "$*" >>facts
}

# guest NAME ARGUMENT…
guest() {
	guest_name=$1
	shift
	vmtrace guest "$@" >"$guest_name.out" 2>"$guest_name.err"
	fact "$guest_name-status" $?
}

for pti in on off; do
	export GUEST_APPEND=pti=$pti
	linux-guest start -name guest=demo
	linux-guest wait-ready || exit
	fact "$pti-kallsyms" "$(linux-guest kallsyms)"
	linux-guest ps "$pti.before"
	guest "$pti" demo
	guest "$pti-symbols" --kallsyms "$(linux-guest pid)"
	linux-guest ps "$pti.after"
	vmtrace record -q -p demo -e profile -r cr3,cr4,cpl -o "$pti.vmt" -- sleep 3
	linux-guest account "$pti.account"
	if [ $pti = on ]; then
		kill -STOP "$(linux-guest pid)"
		guest stopped -t 1 demo
		kill -CONT "$(linux-guest pid)"
	fi
	linux-guest stop
done

toyvmm -s 3000 >/dev/null &
toy=$!
guest toy $toy
guest toy-symbols -k $toy
kill $toy
wait $toy
guest dead $toy
guest alien 1
