#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# The emulated Intel host's init: loads KVM and vmtrace, runs /command in /mnt/out and writes that
# directory to the second disk as a tar archive: the only way out. Nothing is shared with the machine.
/bin/busybox mkdir -p /proc /sys /dev /tmp /run /root /etc /mnt/out
/bin/busybox --install -s /bin
export PATH=/bin HOME=/root LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/null >/dev/console 2>&1
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
mount -t tracefs tracefs /sys/kernel/tracing
mount -t cgroup2 cgroup2 /sys/fs/cgroup
echo root:x:0:0:root:/root:/bin/sh >/etc/passwd
echo nobody:x:65534:65534:nobody:/:/bin/sh >>/etc/passwd
hostname lab
. /options

load_list() {
	while read -r module; do
		case $module in
		# shellcheck disable=SC2086
		kvm-intel) insmod "/modules/$module.ko" $kvm ;;
		*) insmod "/modules/$module.ko" ;;
		esac || echo "lab: $module.ko does not load"
	done
}

run() {
	cd /mnt/out || return
	if [ "$vmtrace" = 1 ]; then
		insmod /bin/vmtrace.ko || return 126
	fi
	# shellcheck disable=SC2086
	timeout -k 5 "$limit" sh /command $arguments
}

load_list </modules/for-disk
load_list </modules/for-intel
# elsewhere: commands may empty their directory
run >/output 2>&1
echo $? >/mnt/out/status
mv /output /mnt/out/
dmesg >/mnt/out/dmesg
tries=50
until [ -b /dev/sdb ] || [ $tries = 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done
tar -c -f /dev/sdb -C /mnt/out .
sync
echo lab: done
sleep 1
poweroff -f
