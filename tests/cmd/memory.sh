#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A trace several times larger than memory is reported on: 180 MB in 40 MiB of address space, as a
# file and through a pipe, by columns and in the order of time.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
O=$(realpath -m "${O:-build}")
VMTRACE=${VMTRACE:-$PWD/vmtrace}
limit=$((40 << 20))
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

if grep -qa __asan_init "$VMTRACE"; then
	skip "memory" "AddressSanitizer needs more address space than that"
	done_testing
fi

ok "a trace is made" "$O/tests/gentrace" -n 6000000 -r 100 "$dir/large.vmt"
ok "it is four times as large as memory" [ "$(stat -c %s "$dir/large.vmt")" -gt $((4 * limit)) ]

# bounded NAME PROGRAM: within the limit it prints what it prints without one
bounded() {
	local name=$1 program=$2 wanted
	wanted=$("$VMTRACE" report -q -i "$dir/large.vmt" -n "$program")
	like "$name: it prints" "$wanted" '[1-9]'
	is "$name: a file" "$(prlimit --as=$limit "$VMTRACE" report -q -x threads=2 \
		-i "$dir/large.vmt" -n "$program")" "$wanted"
	is "$name: a pipe" "$(prlimit --as=$limit "$VMTRACE" report -q -x threads=2 \
		-i - -n "$program" < <(cat "$dir/large.vmt"))" "$wanted"
}

bounded "the guide's program" '
	profile-97hz /execname == "qemu-kvm"/ { @[pid, vmregs[VMX_GUEST_CR3]] = count(); }
	tick-10s { exit(0); } END { printa("%05d 0x%x %@d\n", @); }'
bounded "every exit" '
	vm:::exit { @[pid, vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("%05d 0x%x %@d\n", @); }'
bounded "in the order of time" '
	vm:::exit { self->exited = timestamp; }
	vm:::entry /self->exited/ { @[pid] = sum(timestamp - self->exited); self->exited = 0; }
	END { printa("%d %@d\n", @); }'
done_testing
