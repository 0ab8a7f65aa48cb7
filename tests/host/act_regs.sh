#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What t_regs.sh has done inside the emulated host. May be run again.
set -u
cd /mnt/out || exit 1
rm -f regs.vmt rules facts
vmtrace record -r all,entry:all -o regs.vmt -- regvmm 3 >rules 2>regs.err
echo "status $?" >>facts
