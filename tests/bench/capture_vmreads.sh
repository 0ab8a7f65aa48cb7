#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# capture_vmreads.sh: inside the emulated Intel host, with a module that counts its VMREADs: prints
# NAME VMREADS EXITS of a recording of the toy guest's CPUIDs.
set -u
cd /tmp || exit 1
count=/sys/module/vmtrace/parameters/vmreads

with() {
	name=$1
	shift
	before=$(cat $count)
	exits=$(vmtrace record -q -e exit "$@" -o "$name.vmt" -- toyvmm -n 1000 -m cpuid |
		awk '$1 == "kvm-exits" { print $2 }')
	echo "$name $(($(cat $count) - before)) $exits"
}

with base
with all -r all
