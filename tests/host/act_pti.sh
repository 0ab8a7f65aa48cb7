#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_pti.sh has done inside the emulated host: a Linux guest that isolates page tables, recorded
# from before its boot on; its own account before and after SECONDS of work. May be run again.
#	act_pti.sh SECONDS
set -eu
cd /mnt/out
rm -rf ./*
trap 'linux-guest stop' EXIT
export GUEST_APPEND=pti=on
vmtrace record -a -o boot.vmt &
recorder=$!
linux-guest start
linux-guest wait-ready
sleep 3
kill -INT $recorder
wait $recorder
linux-guest account before
vmtrace record -a -o pti.vmt -- sleep "$1"
linux-guest account after
