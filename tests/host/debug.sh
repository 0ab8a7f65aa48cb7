#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module under a kernel with KASAN, lockdep, kmemleak and their like: loads and unloads, and users
# who mean harm. The kernel is built once, which takes its time: make test-debug. Its processors are
# emulated in one thread: QEMU's may otherwise meet a breakpoint that the kernel, which patches its
# code where tracepoints are used, has taken away already.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

debug=$O/debug-kernel
nice -n 19 tests/host/prepare.sh "$O/host" && nice -n 19 tests/host/debug-kernel "$debug" "$O/host" || exit
nice -n 19 make -s kmod O="$O/debug" KDIR="$debug/build" >&2 || exit
cp "$VMTRACE" "$O/debug/kmod/vmtrace"

prepare_act() {
	local program
	rm -rf "$act"
	mkdir -p "$act"
	cp tests/host/act_module.sh "$act/"
	for program in ringdump hostile assault; do
		gcc -std=gnu11 -O2 -D_GNU_SOURCE -I. -pthread -o "$act/$program" \
			"tests/host/$program.c" || return
	done
}

prepare_act
O=$O tests/host/lab --image "$debug" --bin "$O/debug/kmod" --one-thread --npt "${NPT:-1}" \
	--smp "${SMP:-2}" --mem 1024 --out "$act" --time 1500 -- tests/host/act_debug.sh >&2
is "the host ran it" $? 0
is "hostile: ran to the end, and met only refusals" \
	"$(fact hostile-status)$(grep -v '^ok' "$act/hostile.tap")" 0
is "assault: ran to the end, and broke nothing" \
	"$(fact assault-status)$(grep -v '^\(ok\|#\)' "$act/assault.tap")" 0
is "after each recorder, killed or not, the module could be unloaded" \
	"$(fact cycle | sort | uniq -c | awk '{ print $1, $2 }')" "20 0"
is "registers: recorded" "$(fact regs-status)" 0
is "nothing has leaked" "$(cat "$act/leaks")" ""
ok "dmesg is clean" clean_dmesg
done_testing
