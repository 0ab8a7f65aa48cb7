#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fifty recorders are killed at any moment: fifty files that read, and say nothing untrue.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 300 tests/host/act_kill.sh

# Counts per firing that cannot be: an exit or a page table that the guest does not have.
program='
	vm:::exit { @n["exits"] = count(); }
	vm:::entry { @n["entries"] = count(); }
	vm:::exit /execname != "toyvmm"/ { @n["strangers"] = count(); }
	vm:::exit /vmregs[VMX_GUEST_CR3] & 0xfff || vmregs[VMX_GUEST_CR3] > 0x30000/
	{ @n["pages"] = count(); }
	END { printa("%s %@d\n", @n); }'

# asked NAME: what the program counted
asked() {
	sed -n "s/^$1 //p" <<<"$said"
}

read_well=0 with_rows=0
for i in $(seq 50); do
	file=$act/killed-$i.vmt
	# before its opening is whole a trace has no exits, and no probe for them
	said=$("$VMTRACE" report -q -Z -i "$file" -n "$program" 2>"$file.err")
	status=$?
	checked=$("$VMTRACE" check "$file" 2>&1)
	exits=$(asked exits) entries=$(asked entries)
	if [[ $status != [03] ]]; then
		verdict 1 "killed-$i: report ends with status $status"
		detail <"$file.err"
	elif [ "$(asked strangers)$(asked pages)" ]; then
		is "killed-$i: nothing but the guest's own" "$said" ""
	elif [ "${exits:-0}" -gt "$(fact "killed-$i")" ]; then
		is "killed-$i: no more exits than KVM counted" "$exits" "$(fact "killed-$i")"
	elif [ $((${exits:-0} - ${entries:-0})) -gt 1 ] || [ $((${entries:-0} - ${exits:-0})) -gt 1 ]; then
		is "killed-$i: exits and entries take turns" "$exits" "$entries"
	elif ! grep -q "^$file: " <<<"$checked"; then
		is "killed-$i: check gives a verdict" "$checked" "$file: ..."
	else
		read_well=$((read_well + 1))
	fi
	[ "${exits:-0}" = 0 ] || with_rows=$((with_rows + 1))
done
is "of 50 files" "$read_well read well" "50 read well"
ok "most of them hold exits: $with_rows" [ $with_rows -ge 10 ]
is "the guest runs on" "$(fact guest-lives)" 0
is "the module can be removed" "$(fact rmmod)" 0
ok "dmesg is clean" clean_dmesg
done_testing
