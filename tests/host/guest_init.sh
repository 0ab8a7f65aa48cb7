#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# The Linux guest's init: a few processes that keep busy, each in its own way, and their account.
# It talks over its console: prints READY, then answers each line that it reads.
#	account	"account NAME PID UTIME STIME" for each busy process (ticks of 10 ms), then "account end"
#	symbol NAME	"symbol NAME ADDRESS" of a symbol of its kernel, where KASLR put it
#	kallsyms	"kallsyms LINES MD5" of its /proc/kallsyms
#	ps	"ps PID PPID KERNEL NAME" for each process, KERNEL 1 if it is the kernel's; then "ps end"
#	calm	from now on they rest three quarters of the time, and the guest with them
#	stop	powers off
/bin/busybox --install -s /bin
export PATH=/bin
mkdir -p /proc /sys /tmp
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
stty -echo

gzip </dev/zero >/dev/null &
busy=$!
dd if=/dev/zero of=/dev/null bs=64k 2>/dev/null &
busy="$busy $!"
md5sum /dev/zero &
busy="$busy $!"
sh -c 'while :; do i=$((i + 1)); done' &
busy="$busy $!"
(while :; do sleep 0.05; done) &

account() {
	for pid in $busy; do
		# fields 14 and 15 of proc(5)'s stat; no name here holds a space
		awk '{ gsub(/[()]/, "", $2); print "account", $2, $1, $14, $15 }' "/proc/$pid/stat"
	done
	echo "account end"
}

# The kernel's are kthreadd, 2, and its children. One may end before its file is read.
processes() {
	cat /proc/[0-9]*/status 2>/dev/null | awk '
		$1 == "Name:" { name = $2 }
		$1 == "Pid:" { pid = $2 }
		$1 == "PPid:" { print "ps", pid, $2, (pid == 2 || $2 == 2), name }'
	echo "ps end"
}

calm() {
	while :; do
		# shellcheck disable=SC2086
		kill -STOP $busy
		sleep 0.3
		# shellcheck disable=SC2086
		kill -CONT $busy
		sleep 0.1
	done
}

echo "READY $(cut -d ' ' -f 1 /proc/uptime)"
while read -r word name; do
	case $word in
	account) account ;;
	symbol) awk -v n="$name" '$3 == n { print "symbol", n, $1; exit }' /proc/kallsyms ;;
	kallsyms) echo "kallsyms $(wc -l </proc/kallsyms) $(md5sum </proc/kallsyms | cut -d ' ' -f 1)" ;;
	ps) processes ;;
	calm) calm & ;;
	stop) break ;;
	esac
done
reboot -f
