#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# The init of a Linux guest that says what its memory must say (t_memory.sh): its symbols, its
# threads as "task TGID PID PPID NAME", its build-id. Then nothing of it begins or ends any more.
/bin/busybox --install -s /bin
export PATH=/bin
mkdir -p /proc /sys
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
threads &
sleep 1
cat /proc/kallsyms
echo "notes $(od -An -v -tx1 /sys/kernel/notes | tr -d ' \n')"
# by the shell alone, which makes no process of its own for it
for status in /proc/[0-9]*/task/[0-9]*/status; do
	while read -r key value; do
		case $key in
		Name:) name=$value ;;
		Tgid:) tgid=$value ;;
		Pid:) pid=$value ;;
		PPid:) echo "task $tgid $pid $value $name" ;;
		esac
	done <"$status"
done
echo READY
while :; do
	read -r _
done
