#!/bin/bash
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
fact vmx $?

# -- what a program wants
cat >/tmp/guide.d <<'END'
profile-97hz
/execname == "toyvmm"/
{
	@[pid, vmregs[VMX_GUEST_CR3]] = count();
}
END
vmtrace record -q -s /tmp/guide.d -o script.vmt -- toyvmm -s 3 >/dev/null
fact script $?

# -- whom a program is about: by name, of which another one comes later, and by number
cat >/tmp/web.d <<'END'
vm:::exit, vm:::entry, profile-97
/execname == "webserver"/
{
	@[probename] = count();
}
END
toyvmm -s 1000 >/dev/null &
other=$!
vmtrace record -s /tmp/web.d -o about.vmt 2>about.err &
recorder=$!
name=about
until [ "$(cat /sys/module/vmtrace/parameters/holders)" ] || ! kill -0 $recorder; do
	sleep 1
done
sleep 1
/tmp/webserver -n 50 -c 2 >about.account
/tmp/webserver -n 50 >>about.account
finish TERM
/tmp/webserver -s 1000 >/dev/null &
guest=$!
sleep 1
vmtrace record -n "vm:::exit /pid == $guest/ { @ = count(); }" -o pid.vmt -- sleep 2 2>pid.err
fact pid $?
fact pid-pid $guest
kill $guest $other
wait $guest $other 2>/dev/null

# -- CPUs and VMs that come and go, without a terminal
setsid vmtrace record -a -o plugged.vmt </dev/null >/dev/null 2>plugged.err &
recorder=$!
name=plugged
sleep 2
echo 0 >/sys/devices/system/cpu/cpu1/online
toyvmm -n 20 >/dev/null
echo 1 >/sys/devices/system/cpu/cpu1/online
sleep 1
taskset 2 toyvmm -n 20 >/dev/null
finish TERM
