#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module alone, in the emulated host: its rings against the guest's account, and against a
# user who means harm. Once with nested paging on one processor, once without on two. THREADS=one:
# these take turns, for now and then the emulator's two lock up with two VMs on them.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

# act_with NPT CPUS: a fresh $act with the programs in it
act_with() {
	local program status=0 threads=()
	act=$O/host-tests/t_module-npt$1
	rm -rf "$act"
	mkdir -p "$act"
	for program in ringdump hostile assault slotcheck; do
		gcc -std=gnu11 -O2 -D_GNU_SOURCE -I. -o "$act/$program" "tests/host/$program.c" ||
			return
	done
	[ "${THREADS-}" != one ] || threads=(--one-thread)
	O=$O tests/host/lab --npt "$1" --smp "$2" "${threads[@]}" --out "$act" --time 240 -- \
		tests/host/act_module.sh >&2
}

# said DUMP KEY…: the rest of the line that begins with these words, 0 if there is none
said() {
	local dump=$1
	shift
	awk -v key="$* " 'index($0 " ", key) == 1 { print substr($0, length(key) + 1); n = 1 }
		END { if (!n) print 0 }' "$act/$dump.dump"
}

# sum DUMP PATTERN: of the last words of the lines that match
sum() {
	awk -v pattern="$2" '$0 ~ pattern { n += $NF } END { print n + 0 }' "$act/$1.dump"
}

nothing_broken() {
	! grep -n broken "$act"/*.dump
}

check_exact() {
	local exits
	exits=$(said exact kvm-exits)
	is "$1: an exit record for each exit that KVM counted" "$(said exact records exit)" "$exits"
	is "$1: an entry record for each exit" "$(said exact records entry)" "$exits"
	is "$1: no exit untraced" "$(sum exact untraced)" 0
	is "$1: CPUID exits" "$(said exact reason 0x72)" "$(said exact cpuid)"
	is "$1: HLT exits" "$(said exact reason 0x78)" "$(said exact hlt)"
	is "$1: port exits" "$(said exact reason 0x7b)" "$(said exact io)"
	is "$1: the guest's CR3s at exits" \
		"$(awk '$1 == "exit-cr3" { print $2 }' "$act/exact.dump" | sort | tr '\n' ' ')" \
		"0x10000 0x20000 0x30000 "
	is "$1: an entry after CPUID holds RIP + 2" \
		"$(($(said exact cpuid-rip-right) + $(said exact cpuid-moved))) $(said exact cpuid-rip-wrong)" \
		"$(said exact cpuid) 0"
	is "$1: and the EAX that KVM answered" "$(said exact cpuid-rax-wrong)" 0
	ok "$1: for about every third" \
		[ $(($(said exact cpuid-rax-right) + $(said exact cpuid-moved))) -ge $(($(said exact cpuid) / 3)) ]
	is "$1: ticks in a guest are samples" "$(said exact cpu-guest)" "$(said exact records sample)"
	is "$1: threads' ticks are all of the guest's" "$(said exact thread-guest)" \
		"$(said exact cpu-guest)"
	is "$1: the VM says its paging" "$(sed -n 's/.*nested-paging //p' "$act/exact.dump")" "$2"
	like "$1: the sampler's own interrupts are known" "$(said exact self 0x60)" '[1-9]'
}

check_sessions() {
	is "$1: the first session has its VMM's exits alone" \
		"$(said first records exit | grep -c '[1-9]') $(said first records entry) $(
			said first records sample) $(grep -c "^task .* tgid $(fact one) " "$act/first.dump")" \
		"1 0 0 1"
	is "$1: the second has its VMM's samples alone" \
		"$(said second records exit) $(said second records sample | grep -c '[1-9]') $(
			grep -c "^task .* tgid $(fact other) " "$act/second.dump")" "0 1 1"
	is "$1: each has its own registers" "$(said first accepted), $(said second accepted)" \
		"33 33 33, 1 1 1"
	is "$1: a session for its children sees only them" \
		"$(awk '$1 == "task" { print $6 }' "$act/children.dump" | sort -u)" \
		"$(said children child)"
	is "$1: their exits, all" "$(said children records exit)" "$(said children kvm-exits)"
	is "$1: trace events are silent unless asked for" "$(fact trace-events-unasked)" 0
	is "$1: trace events, one for each record" \
		"$(fact trace-events-exit) $(fact trace-events-entry) $(fact trace-events-sample)" \
		"$(said events records exit) $(said events records entry) $(said events records sample)"
}

check_life() {
	is "$1: the holder is named" "$(fact pinned-holders | tr ' ' '\n' | uniq | wc -l)" 1
	is "$1: a session pins the module" "$(fact pinned-rmmod)" 1
	is "$1: a killed owner holds nothing" "$(fact killed-holders)" ""
	is "$1: suspend ends a session, with its cause" "$(said suspend ended)" 3
	like "$1: without kvm START says so" "$(cat "$act/gone.dump")" 'START: No such device'
	is "$1: with kvm again it starts" "$(fact again-status) $(said again ended)" "0 1"
	is "$1: the module can be removed at the end" "$(fact end-holders)$(fact end-rmmod)" 0
	is "$1: what the small ring lost is known to the record" \
		"$(($(said small records exit) + $(said small lost exit)))" "$(said small kvm-exits)"
	like "$1: and it did lose" "$(said small lost exit)" '[1-9]'
	is "$1: SVM's registers, all that it has" "$(said all accepted)" "102 102 102"
	is "$1: what is not where the module looks is told, and nothing is read" \
		"$(said astray unread 0x1) $(said astray unread 0x2) $(said astray exit-cr3)" \
		"$(said astray kvm-exits) $(said astray records entry) 0"
	is "$1: nor is there a reason" "$(said astray reason 0xffffffff)" "$(said astray kvm-exits)"
	like "$1: and there were exits" "$(said astray kvm-exits)" '[1-9]'
	is "$1: where it looks by itself it finds everything" "$(sum exact '^unread')" 0
	ok "$1: sequence, order and numbers hold in every ring" nothing_broken
	ok "$1: dmesg is clean" clean_dmesg
}

for host in "1 1" "0 2"; do
	read -r npt cpus <<<"$host"
	name="npt=$npt on $cpus"
	act_with "$npt" "$cpus"
	is "$name: the emulated host ran it" $? 0
	check_exact "$name" "$npt"
	check_sessions "$name"
	check_life "$name"
	is "$name: the hostile user ran to the end" "$(fact hostile-status)" 0
	is "$name: and met only refusals" "$(grep -v '^ok' "$act/hostile.tap")" ""
	is "$name: the VMs' memory was asked for to the end" "$(fact slots-status)" 0
	is "$name: and told rightly" "$(grep -v '^ok' "$act/slots.tap")" ""
	is "$name: the assault ran to the end" "$(fact assault-status)" 0
	is "$name: and broke nothing" "$(grep -v '^\(ok\|#\)' "$act/assault.tap")" ""
	[ "$cpus" = 1 ] || is "$name: capture follows a CPU that goes and comes" \
		"$(said hotplug records cpu)" 6
done
done_testing
