#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_running.sh has done inside the emulated host: recorders that are left running. Each case
# leaves NAME.err, what was said on standard error, and the fact `NAME STATUS`. May be run again.
set -u
cd /mnt/out
rm -rf ./*

fact() {
	echo "$*" >>facts
}

# record NAME OPTION…: in the background, as $recorder
record() {
	name=$1
	shift
	vmtrace record -a -o "$name.vmt" "$@" 2>"$name.err" &
	recorder=$!
}

# finish SIGNAL: its status
finish() {
	kill "-$1" $recorder
	wait $recorder
	fact "$name" $?
}

toyvmm -s 1000 >/dev/null &
guest=$!

# -- a flight recorder: snapshots by signal, the rest at the end
record flight --overwrite=2s
sleep 5
kill -USR2 $recorder
sleep 2
kill -HUP $recorder
sleep 1
finish TERM
vmtrace record -q -a --overwrite=20K -o - -- sleep 4 2>small.err >small.vmt

# -- and by a program
kill $guest
wait $guest 2>/dev/null
record trigger --overwrite --trigger 'vm::CPUID:exit /vmregs[VM_RAX] == 2/'
sleep 2
toyvmm -n 20 >/dev/null
sleep 2
finish INT
record misspelt --overwrite --trigger vm::CPID:exit
toyvmm -n 20 >/dev/null
wait $recorder
fact misspelt $?
