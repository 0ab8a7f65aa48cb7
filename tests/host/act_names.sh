#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_names.sh has done inside the emulated host: guests recorded with --guest-names. May be run
# again. Facts are written as they come, the recorder's own words to NAME.said.
#	act_names.sh one SECONDS	a Linux guest that is up, its own account before and after
#	act_names.sh ways SECONDS	the same guest in files of two seconds, in a flight recorder of as
#					long, and in two sessions
#	act_names.sh boot SECONDS	another from before its boot on, whose VMM is killed in the end
#	act_names.sh two SECONDS	two of them at once, and a guest that is no Linux
#	act_names.sh toy SECONDS	that one alone, with names and without
#	act_names.sh bare SECONDS	a recorder that may not read other processes' memory
# A third argument: more of the Linux guests' command line; a fourth: their GUEST_KERNEL.
set -eu
what=$1
seconds=$2
export GUEST_APPEND="${3-}" GUEST_KERNEL="${4-}"
cd /mnt/out
rm -rf ./*

one() {
	linux-guest start -name guest=demo,debug-threads=on
	linux-guest wait-ready
	linux-guest account before
	vmtrace record -a --guest-names -o names.vmt -- sleep "$seconds" 2>names.said &
	recorder=$!
	sleep $((seconds / 2))
	reader=$(grep -l -e '[-]-reader' /proc/[0-9]*/cmdline | cut -d / -f 3)
	seccomp=$(awk '$1 == "Seccomp:" { print $2 }' "/proc/$reader/status")
	wait $recorder
	linux-guest account after
	{
		echo "seccomp $seccomp"
		echo "pid $(linux-guest pid)"
		echo "text $(linux-guest symbol _text)"
	} >facts
}

ways() {
	linux-guest start
	linux-guest wait-ready
	linux-guest account before
	vmtrace record -a --guest-names --switch-output=2s -o files.vmt -- sleep "$seconds" \
		2>files.said
	vmtrace record -a --guest-names --overwrite=2s,64M -o loop.vmt -- sleep "$seconds" \
		2>loop.said
	mkfifo /tmp/control
	vmtrace record -a --guest-names -D -1 --control fifo:/tmp/control -o control.vmt 2>control.said &
	recorder=$!
	exec 9>/tmp/control
	echo enable >&9
	sleep $((seconds / 2))
	printf 'disable\nenable\n' >&9
	sleep $((seconds / 2))
	echo stop >&9
	wait $recorder
	exec 9>&-
	rm /tmp/control
}

boot() {
	vmtrace record -a --guest-names -o names.vmt 2>names.said &
	recorder=$!
	linux-guest start
	linux-guest wait-ready
	linux-guest account before
	sleep "$seconds"
	linux-guest account after
	kill -9 "$(linux-guest pid)"
	sleep 2
	kill -INT $recorder
	wait $recorder
	echo "recorder $?" >facts
}

two() {
	linux-guest start
	linux-guest wait-ready
	linux-guest calm
	GUEST=other linux-guest start
	GUEST=other linux-guest wait-ready
	GUEST=other linux-guest calm
	toyvmm -s 300 >toy.account &
	toy=$!
	linux-guest account before
	GUEST=other linux-guest account other-before
	vmtrace record -a --guest-names -o names.vmt -- sleep "$seconds" 2>names.said
	{
		echo "pid $(linux-guest pid)"
		echo "other $(GUEST=other linux-guest pid)"
		echo "toy $toy"
		echo "text $(linux-guest symbol _text)"
		echo "other-text $(GUEST=other linux-guest symbol _text)"
	} >facts
	GUEST=other linux-guest stop
	kill $toy
}

toy() {
	toyvmm -s 300 >toy.account &
	toy=$!
	echo "toy $toy" >facts
	sleep 0.5
	vmtrace record -a --guest-names -o names.vmt -- sleep "$seconds" 2>names.said
	vmtrace record -a -o plain.vmt -- sleep "$seconds" 2>plain.said
	kill $toy
}

bare() {
	linux-guest start
	linux-guest wait-ready
	echo "pid $(linux-guest pid)" >facts
	/usr/bin/setpriv --bounding-set=-sys_ptrace --inh-caps=-sys_ptrace \
		vmtrace record -a --guest-names -o names.vmt -- sleep "$seconds" 2>names.said
}

trap 'linux-guest stop' EXIT
$what
