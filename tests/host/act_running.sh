#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What t_running.sh has done inside the emulated host: recorders that are left running. Each case
# leaves NAME.err, what was said on standard error, and the fact `NAME STATUS`. May be run again.
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

# -- one that begins later, and one that is told what to do
vmtrace record -o delayed.vmt -D 3000 -- toyvmm -s 6 >delayed.account 2>delayed.err
fact delayed $?
mkfifo /tmp/ctl /tmp/ack
toyvmm -s 1000 >/dev/null &
guest=$!
exec 3<>/tmp/ctl 4<>/tmp/ack

# tell WORD…: each is answered
tell() {
	for word; do
		echo "$word" >&3
		read -r -t 30 answer <&4 || answer=none
		fact told "$word" "$answer"
	done
}

record told -D -1 --control fifo:/tmp/ctl,/tmp/ack
tell ping enable
sleep 2
tell disable disable
fact told-holders "$(cat /sys/module/vmtrace/parameters/holders)"
sleep 2
tell enable
sleep 2
echo sing >&3
echo snapshot >&3
tell stop
wait $recorder
fact told-end $?
vmtrace record -a -o never.vmt -D -1 --control fd:3,4 2>never.err &
recorder=$!
tell ping
kill -TERM $recorder
wait $recorder
fact never $? "$(ls never.vmt 2>/dev/null)"
record frozen --overwrite --control fifo:/tmp/ctl,/tmp/ack
sleep 2
tell snapshot disable enable stop
wait $recorder
fact frozen $?
kill $guest
wait $guest 2>/dev/null

# -- by name
cp "$(command -v toyvmm)" /tmp/webserver
/tmp/webserver -s 1000 >/dev/null &
guest=$!
toyvmm -s 1000 >/dev/null &
other=$!
sleep 1
vmtrace record -q -p webserver -o named.vmt -- sleep 3 2>named.err
fact named $?
fact named-pid $guest
/tmp/webserver -s 1000 >/dev/null &
third=$!
sleep 1
vmtrace record -q -p webserver -o /tmp/ambiguous.vmt -- true 2>ambiguous.err
fact ambiguous $?
vmtrace record -q -p database -o /tmp/unknown.vmt -- true 2>unknown.err
fact unknown $?
kill $guest $other $third
wait 2>/dev/null

# -- a part of the exits
vmtrace record -o filter.vmt --filter reason==CPUID,HLT -- toyvmm -n 100 >filter.account 2>filter.err
fact filter $?
vmtrace record -q -o tenth.vmt -c 10 -- toyvmm -n 100 >tenth.account
vmtrace record -q -o /tmp/vmx.vmt --filter 'reason==EPT_*' -- true 2>vmx.err
