#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# demo.sh: records a real Linux guest in the emulated host, brings the file out, and asks it the
# question of the Dynamic Tracing Guide's chapter on virtual machines, then for its summary.
set -euo pipefail
cd "$(dirname "$0")/../.."
export O
O=$(realpath -m "${O:-build}")
vmtrace=$O/vmtrace
[ -x "$vmtrace" ] || vmtrace=./vmtrace
seconds=13 # the program's tick-10s needs ten, and the first second a little more

say() {
	printf '\n== %s\n' "$*"
}

say "An emulated AMD host boots, runs a Linux guest in KVM, and records it for $seconds seconds"
tests/host/lab --out "$O/demo" --time 200 -- tests/host/act_linux.sh $seconds --guest-names
cp "$O/demo/linux.vmt" demo.vmt

say "The guest's own account meanwhile, in ticks of 10 ms: name, pid, user, system"
cat "$O/demo/after"

say "The file came out of the host: $(stat -c '%n, %s bytes' demo.vmt)"
say "vmtrace report -qs tests/golden/guide.d -i demo.vmt"
cat tests/golden/guide.d
echo
"$vmtrace" report -qs tests/golden/guide.d -i demo.vmt

say "Nothing was asked of the guest, and yet its processes and functions have names"
echo "vmtrace report -i demo.vmt -n '... { @[guestcomm, guestfunc] = count(); }'"
"$vmtrace" report -q -i demo.vmt -n 'profile-97hz /execname == "qemu-kvm"/
	{ @[guestcomm, guestfunc] = count(); } END { trunc(@, 12); }'

say "vmtrace report -i demo.vmt"
"$vmtrace" report -i demo.vmt
