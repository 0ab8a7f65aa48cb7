#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_record.sh has done inside the emulated host: good and bad ways of recording. Each case
# leaves NAME.err, what was said on standard error, and the fact `NAME STATUS`. May be run again.
set -u
cd /mnt/out
rm -rf ./*

fact() {
	echo "$*" >>facts
}

# attempt NAME COMMAND…
attempt() {
	name=$1
	shift
	"$@" >"$name.said" 2>"$name.err"
	fact "$name" $?
}

# recorded NAME OPTION… : the usual way of asking for something wrong; the command leaves a trace
record() {
	name=$1
	shift
	attempt "$name" vmtrace record -q -a -o /tmp/bad.vmt "$@" -- touch "/tmp/ran-$name"
	[ ! -e "/tmp/ran-$name" ] || fact "$name-ran" its command
}

# -- bad
record register -r base,no_such_register
record event -e exit,no_such_event
record option --no-such-option
record rate -F 0
record pid -p 999999
record place -o /no/such/directory/x.vmt
echo precious >/tmp/precious.vmt
attempt command vmtrace record -q -a -o /tmp/precious.vmt -- /no/such/command
fact precious "$(cat /tmp/precious.vmt /tmp/precious.vmt.old 2>/dev/null)"
mkdir -m 777 /tmp/nobody
attempt permission /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups \
	vmtrace record -q -a -o /tmp/nobody/x.vmt -- true

for i in 1 2 3 4; do
	vmtrace record -q -a -o /tmp/holder-$i.vmt -- sleep 1000 2>/dev/null &
	holders="${holders-} $!"
done
sleep 2
record crowd
fact crowd-holders $holders
kill -INT $holders
wait $holders
fact crowd-over "$(awk '$1 == "vmtrace" { print $3 }' /proc/modules)"

mkdir /tmp/small
mount -t tmpfs -o size=128k tmpfs /tmp/small
attempt disk vmtrace record -q -a -o /tmp/small/disk.vmt -- toyvmm -s 15 -w 1
fact disk-size "$(stat -c %s /tmp/small/disk.vmt)"
cp /tmp/small/disk.vmt .

# -- good
toyvmm -s 60 >/dev/null &
guest=$!
vmtrace record -a -o interrupted.vmt 2>interrupted.err &
recorder=$!
sleep 3
kill -INT $recorder
wait $recorder
fact interrupted $?
fact interrupted-mode "$(stat -c %a interrupted.vmt)"
vmtrace record -q -a -o - -- sleep 2 2>pipe.err | cat >pipe.vmt
vmtrace record -q -a -o - -- sleep 2 | vmtrace report -q -i - -n 'vm:::exit { @ = count(); } END { printa("%@d\n", @); }' >stream.said
attempt gone bash -c "vmtrace record -q -a -o - | head -c 20000 >/dev/null"
mkfifo /tmp/stalled
sleep 1000 <>/tmp/stalled &
holder=$!
vmtrace record -q -a -r all -o /tmp/stalled -- sleep 1000 2>stalled.err &
recorder=$!
sleep 4
kill -INT $recorder
sleep 1
kill -INT $recorder
wait $recorder
fact stalled $?
kill $holder
kill $guest
wait $guest
# rings that fill while their reader is held
vmtrace record -q -m 8K -o little.vmt -- toyvmm -s 4 >little.account 2>little.err &
recorder=$!
sleep 2
kill -STOP $recorder
sleep 1
kill -CONT $recorder
wait $recorder
attempt status vmtrace record -q -o status.vmt -- sh -c 'exit 42'

# -- without what it needs
rmmod vmtrace
record module
insmod /mnt/run/bin/vmtrace.ko
rmmod kvm_amd
rmmod kvm
record kvm
insmod /modules/kvm.ko
insmod /modules/kvm-amd.ko
attempt reloaded vmtrace record -q -o reloaded.vmt -- toyvmm -n 50
