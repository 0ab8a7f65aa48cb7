#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0
# The init of a Linux guest that prints its kernel's symbols and ends (prepare.sh): booted where it
# was linked, these are what System.map would hold.
/bin/busybox mkdir -p /proc
/bin/busybox mount -t proc proc /proc
exec </dev/console >/dev/console 2>&1
/bin/busybox cat /proc/kallsyms
echo "end of symbols"
/bin/busybox reboot -f
