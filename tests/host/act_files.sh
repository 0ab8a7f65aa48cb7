#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What t_files.sh has done inside the emulated host: recorders that write several files, or none
# until they are asked to. Each case leaves NAME.err, what was said on standard error, and the fact
# `NAME STATUS`. May be run again.
set -u
cd /mnt/out
rm -rf ./*
rm -f /tmp/switched

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

# files NAME N: waits until there are N files of that name
files() {
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(ls "$1.vmt".* 2>/dev/null | wc -l)" -lt "$2" ] || return 0
		sleep 1
	done
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
files flight 1
sleep 2
kill -HUP $recorder
files flight 2
finish TERM
vmtrace record -q -a --overwrite=20K -o - -- sleep 4 2>small.err >small.vmt

# -- and by a program
kill $guest
wait $guest 2>/dev/null
record trigger --overwrite --trigger 'vm::CPUID:exit /vmregs[VM_RAX] == 2/'
sleep 2
toyvmm -n 200 >/dev/null
files trigger 1
finish INT
record misspelt --overwrite --trigger vm::CPID:exit
toyvmm -n 20 >/dev/null
wait $recorder
fact misspelt $?

# -- a row of files: by signal, by size, by time
name=signals
vmtrace record -o signals.vmt --switch-output -- \
	sh -c 'toyvmm -s 5; until [ -e /tmp/switched ]; do sleep 1; done' >signals.account 2>signals.err &
recorder=$!
sleep 1
kill -USR2 $recorder
files signals 1
kill -HUP $recorder
files signals 2
kill -USR2 $recorder
files signals 3
: >/tmp/switched
wait $recorder
fact signals $?
vmtrace record -o sizes.vmt --switch-output=20K --round 0.2 -- toyvmm -s 5 >sizes.account 2>sizes.err
fact sizes $?
vmtrace record -q -o times.vmt --switch-output=1s --switch-max-files=2 -- toyvmm -s 6 >/dev/null 2>times.err
fact times $?
mkfifo /tmp/no-file
cat /tmp/no-file >/dev/null &
vmtrace record -o /tmp/no-file --switch-output -- true 2>fifo.err
fact fifo $?
wait $!
toyvmm -s 1000 >/dev/null &
guest=$!
vmtrace record -a -o full.vmt --max-size=20K 2>full.err
fact full $?
kill $guest
wait $guest 2>/dev/null
