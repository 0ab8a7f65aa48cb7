#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# The emulated host's init: mounts what `lab` shares, loads KVM and vmtrace, runs the command.
# ttyS0 is the kernel's console, ttyS1 the command's terminal. Shares, by 9p tag:
#	usr	the machine's /usr, read-only: its programs run here with nothing copied
#	host	what prepare.sh made, read-only, at /mnt/host
#	run	this boot's own directory, at /mnt/run: options and the command in, status out
#	out	the caller's directory, at /mnt/out
/bin/busybox mkdir -p /proc /sys /dev /tmp /run /root /etc /usr /sbin /var/tmp /mnt/host /mnt/run /mnt/out
/bin/busybox --install -s /bin
export PATH=/mnt/run/bin:/mnt/host/bin:/bin:/usr/bin:/usr/sbin HOME=/root LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tracefs tracefs /sys/kernel/tracing
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ln -s usr/lib /lib
ln -s usr/lib64 /lib64
ln -s /usr/bin/bash /bin/bash
echo root:x:0:0:root:/root:/bin/sh >/etc/passwd
echo nobody:x:65534:65534:nobody:/:/bin/sh >>/etc/passwd
hostname lab

load_list() {
	while read -r module; do
		case $module in
		kvm-amd) set -- "npt=$npt" ;;
		*) set -- ;;
		esac
		insmod "/modules/$module.ko" "$@" || echo "lab: $module.ko does not load"
	done
}

share() {
	mount -t 9p -o "trans=virtio,version=9p2000.L,msize=512000,$3" "$1" "$2" || poweroff -f
}

load_list </modules/for-shares
share run /mnt/run cache=none
share host /mnt/host ro,cache=loose
share usr /usr ro,cache=loose
share out /mnt/out cache=none
. /mnt/run/options
load_list </modules/for-kvm
stty -F /dev/ttyS1 raw -echo
# signs of life, for lab to watch
while :; do
	touch /mnt/run/up
	sleep 5
done &

run() {
	cd /mnt/out
	if [ "$vmtrace" = 1 ]; then
		insmod /mnt/run/bin/vmtrace.ko || {
			echo "lab: vmtrace.ko does not load" >&2
			return 126
		}
	fi
	case $kind in
	shell)
		stty sane
		setsid -c sh -i
		;;
	*)
		/usr/bin/timeout -k 5 "$limit" /mnt/run/command
		;;
	esac
}

run </dev/ttyS1 >/dev/ttyS1 2>&1
status=$?
dmesg >/mnt/out/dmesg
stty -F /dev/ttyS1 sane
echo "$status" >/mnt/run/status
sync
poweroff -f
