#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_linux.sh, demo.sh and the making of tests/data do inside the emulated host: a real Linux
# guest, its own account before and after, and a recording of it for SECONDS. May be run again.
#	act_linux.sh [--calm] SECONDS [OPTION OF record…]
# --calm: it rests three quarters of the time
set -eu
calm=
[ "$1" != --calm ] || { calm=1 && shift; }
seconds=$1
shift
cd /mnt/out
rm -rf ./*
trap 'linux-guest stop' EXIT
linux-guest start -name guest=demo,debug-threads=on
linux-guest wait-ready
[ -z "$calm" ] || { linux-guest calm && sleep 1; }
echo "pid $(linux-guest pid)" >facts
linux-guest account before
vmtrace record -a "$@" -o linux.vmt -- sleep "$seconds"
linux-guest account after
echo "text $(linux-guest symbol _text)" >>facts
