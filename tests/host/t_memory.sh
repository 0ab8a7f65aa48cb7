#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What is read from a real Linux guest's memory, all of it saved by an emulator, against what the
# guest says itself: with and without page-table isolation, with four and five levels of tables.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

rm -rf "$act"
mkdir -p "$act"
tests/host/prepare.sh "$O/host" >&2 || exit 1

make_initramfs() {
	local root=$act/root
	mkdir -p "$root/bin" "$root/dev"
	cp /bin/busybox "$root/bin"
	install -m 755 tests/host/memory_init.sh "$root/init"
	gcc -std=gnu11 -D_GNU_SOURCE -O1 -static -pthread -o "$root/bin/threads" tests/host/threads.c
	(cd "$root" && find . | busybox cpio -o -H newc) >"$act/guest.cpio" 2>/dev/null
	rm -rf "$root"
}

# within SECONDS COMMAND…
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.2
	done
}

# boot NAME APPEND [OPTION…]: the guest's console, registers and memory in $act/NAME
boot() {
	local dir=$act/$1 append=$2
	shift 2
	mkdir "$dir"
	mkfifo "$dir/monitor"
	: >"$dir/console"
	nice qemu-system-x86_64 -accel tcg -M q35 -m 128 -nodefaults -no-user-config -display none \
		-serial "file:$dir/console" -monitor stdio -no-reboot \
		-kernel "$O/host/guest-bzimage" -initrd "$act/guest.cpio" \
		-append "console=ttyS0 panic=-1 cryptomgr.notests quiet no_timer_check $append" "$@" \
		<>"$dir/monitor" >"$dir/registers" 2>&1 &
	ok "${dir##*/}: the guest is up" within 180 grep -q '^READY' "$dir/console"
	sleep 1
	# where the spinner is the processor is seen in user mode; the last is of the memory saved
	for _ in 1 2 3 4 5 6 7 8; do
		echo 'info registers' >"$dir/monitor"
		sleep 0.2
	done
	printf 'stop\ninfo registers\npmemsave 0 0x8000000 "%s"\nquit\n' "$dir/ram" >"$dir/monitor"
	wait $!
}

# register NAME DIR: its last value
register() {
	grep -ao "$1=[0-9a-f]*" "$2/registers" | tail -n 1 | cut -d = -f 2
}

# Names that both know: 15 bytes, and of workers, which /proc tells more of, only what they are.
names() {
	sed -E 's/^([0-9]+ [0-9]+ [0-9]+) (kworker).*/\1 \2/; s/^([0-9]+ [0-9]+ [0-9]+ .{15}).*/\1/' | sort
}

judge() {
	local dir=$act/$1 said
	said=$(tr -d '\r' <"$dir/console")
	ok "$1: its memory is read" \
		"$O/tests/guestdump" "$dir/ram" "$(register CR3 "$dir")" "$(register CR4 "$dir")" "$dir"
	rm -f "$dir/ram"
	is "$1: its symbols are those that it has" \
		"$(diff <(grep -E '^[0-9a-f]{16} ' <<<"$said") "$dir/symbols" 2>&1 | head -n 5)" ""
	ok "$1: they are many" [ "$(wc -l <"$dir/symbols")" -gt 50000 ]
	is "$1: its threads are those that it has" \
		"$(diff <(sed -n 's/^task //p' <<<"$said" | names) <(names <"$dir/tasks") 2>&1 | head -n 5)" ""
	like "$1: threads of a process are among them" "$(cat "$dir/tasks")" ' worker-4$'
	is "$1: its build-id" "$(sed -n 's/^build-id //p' "$dir/facts")" \
		"$(sed -nE 's/^notes .*040000001400000003000000474e5500(.{40}).*/\1/p' <<<"$said")"
	is "$1: in user mode it was on page tables of the spinner" "$(
		awk 'FNR == NR { name[$1] = $2; next }
		/CPL=3/ { user = 1 } /CPL=0/ { user = 0 }
		user && match($0, /CR3=[0-9a-f]+/) {
			root = substr($0, RSTART + 4, RLENGTH - 4)
			sub(/^0+/, "", root)
			print name[root]
		}' "$dir/roots" <(tr -d '\r' <"$dir/registers") | sort -u)" spinner
	is "$1: page-table isolation, levels, stacks" \
		"$(grep -E '^(pti|levels|stack)' "$dir/facts" | cut -d ' ' -f 2 | xargs)" "$2"
}

make_initramfs
boot pti "pti=on" -cpu qemu64
judge pti "1 4 16384"
boot five "pti=off" -cpu max
judge five "0 5 16384"
done_testing
