#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace symbols add` and `report --guest-vmlinux`: what they add, find, refuse and leave alone.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
O=$(realpath -m "${O:-build}")
VMTRACE=${VMTRACE:-$PWD/vmtrace}
data=$PWD/tests/data
toy=$data/svm-toy.vmt linux=$data/svm-linux.vmt tiny=$data/svm-tiny.vmt map=$data/svm-toy.map
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# refused STATUS PATTERN ARGUMENT…: exit status, one line that says why, and no file is left behind
refused() {
	local status=$1 pattern=$2 got said before
	shift 2
	before=$(ls -A)
	said=$("$VMTRACE" "$@" 2>&1 >/dev/null)
	got=$?
	is "$*: exit status" $got "$status"
	like "$*: why" "$said" "^vmtrace: .*$pattern"
	is "$*: one line" "$(printf '%s\n' "$said" | wc -l)" 1
	is "$*: no file is made" "$(ls -A)" "$before"
}

# ask FILE…: what it says of functions and of all else
names() {
	"$VMTRACE" report -q "$@" -n 'vm:::exit { @[vmid, func(arg1)] = count(); }' 2>/dev/null
}
rest() {
	"$VMTRACE" report -q -i "$1" -n 'vm:::exit { @[exitname, arg1, vmregs[VM_RAX]] = count(); }' \
		-n 'profile-97 { @s[pid, vmregs[VMX_GUEST_CR3]] = count(); }' 2>&1
}

# ---- Where the recorder read them from the guest's memory ----
guests=$data/svm-names.vmt
people() {
	"$VMTRACE" report -q -i "$1" -n 'profile-997 { @[guestcomm, guestpid] = count(); }' 2>&1
}
ok "read from memory: the trace is whole" "$VMTRACE" check "$guests"
like "read from memory: functions" "$(names -i "$guests")" '^ +1  vmlinux`native_write_msr +[0-9]+$'
text=$("$VMTRACE" info -t "$guests" | sed -n 's/^ *kernel .*vmlinux at \(0x[0-9a-f]*\),.*/\1/p')
printf '%x T somewhere\n%x T _etext\n' $((text)) $((text + 0x2000000)) >other.map
cp "$guests" both.vmt
ok "what is added beside it is taken" "$VMTRACE" symbols add --kaslr 0 both.vmt other.map
like "and takes its place" "$(names -i both.vmt)" '^ +1  vmlinux`somewhere +[0-9]+$'
is "but for no process" "$(people both.vmt)" "$(people "$guests")"
rm -f both.vmt other.map
cp "$guests" broken.vmt
printf '\377' | dd of=broken.vmt bs=1 seek=300000 conv=notrunc status=none
"$VMTRACE" report -q -i broken.vmt -n 'profile-997 { @[guestfunc] = count(); }' >said 2>why
is "damaged symbols: status" $? 3
like "damaged symbols: told once" "$(cat why)" '^vmtrace: broken.vmt: byte [0-9]+, [0-9]+ bytes: block of a column is damaged'
is "damaged symbols: once" "$(wc -l <why)" 1
is "damaged symbols: no other name" "$(awk '{ print $1 }' said | grep -v '^$' | sort)" "[unknown]
[user]"
is "damaged symbols: processes keep their names" "$("$VMTRACE" report -q -i broken.vmt -n 'profile-997 { @[guestcomm, guestpid] = count(); }' 2>/dev/null)" \
	"$(people "$guests")"
ok "damaged symbols: repaired" "$VMTRACE" repair broken.vmt repaired.vmt
is "repaired: processes keep their names" "$(people repaired.vmt | grep -v "was lost before")" "$(people "$guests")"
rm -f broken.vmt repaired.vmt said why

# ---- Added ----
cp "$toy" added.vmt
chmod 640 added.vmt
said=$("$VMTRACE" symbols add added.vmt "$map")
is "added: status" $? 0
is "added: what it says" "$said" "VM 1: kernel slid by 0x0: its symbols are of this boot
vmlinux: 7 symbols; 1 module: 2 symbols"
ok "added: the trace is whole" "$VMTRACE" check added.vmt
is "added: its permissions are as they were" "$(stat -c %a added.vmt)" 640
is "added: nothing else is there" "$(ls -A)" added.vmt
is "added: the same names as with the file at hand" "$(names -i added.vmt)" \
	"$(names -i "$toy" --guest-vmlinux "$map")"
like "added: names" "$(names -i added.vmt)" '^ +1  vmlinux`main_loop +[0-9]+$'
is "added: all else is as it was" "$(rest added.vmt)" "$(rest "$toy")"
like "added: info tells the kernel" "$("$VMTRACE" info -t added.vmt)" \
	'^  kernel +VM 1: vmlinux at 0xffffffff80100000, slid by 0x0, 7 symbols$'
like "added: and how it was found" "$("$VMTRACE" info -t added.vmt)" \
	'^ +its symbols are of this boot$'
like "added: and its modules" "$("$VMTRACE" info -t added.vmt)" '^  modules +VM 1: 1 module, 2 symbols$'
is "added: in a pipe too" "$(cat added.vmt | "$VMTRACE" report -q -i - \
	-n 'vm:::exit { @[vmid, func(arg1)] = count(); }')" "$(names -i added.vmt)"
"$VMTRACE" repair added.vmt again.vmt >/dev/null
ok "added: a repair changes nothing" cmp added.vmt again.vmt

# in any way that a program may be run
program='vm:::exit { @[func(arg1), mod(arg1)] = count(); }
	profile-997 { @s[cpl, sym(vmregs[VMX_GUEST_RIP])] = sum(vmregs[VM_RAX]); }'
one=$("$VMTRACE" report -q -x threads=1 -i "$linux" -i added.vmt -n "$program" 2>&1)
for way in threads=4 inorder; do
	is "$way: the same answers" \
		"$("$VMTRACE" report -q -x $way -i "$linux" -i added.vmt -n "$program" 2>&1)" "$one"
done

# ---- Again, and others ----
sed 's/spin_/turn_/' "$map" >turn.map
"$VMTRACE" symbols add added.vmt turn.map >/dev/null
like "again: the last symbols count" "$(names -i added.vmt)" 'turn_four'
is "again: and no others" "$(names -i added.vmt | grep -c spin_)" 0
ok "again: the trace is whole" "$VMTRACE" check added.vmt
like "the command line's symbols are over the trace's" \
	"$(names -i added.vmt --guest-vmlinux "$map")" 'spin_four'

"$VMTRACE" symbols add -o told.vmt --kaslr -0x1000 "$toy" "$map" >/dev/null
said=$("$VMTRACE" info -t told.vmt)
like "--kaslr: the slide is as told" "$said" \
	'vmlinux at 0xffffffff800ff000, slid by 0xfffffffffffff000, 7 symbols$'
like "--kaslr: and it says so" "$said" '^ +as given$'
refused 1 'told.vmt: File exists; -f overwrites it' symbols add -o told.vmt "$toy" "$map"
ok "-f: it may exist" "$VMTRACE" symbols add -f -o told.vmt "$toy" "$map"
cp "$toy" dry.vmt
ok "-n: succeeds" "$VMTRACE" symbols add -n dry.vmt "$map"
ok "-n: and writes nothing" cmp dry.vmt "$toy"
ln -s dry.vmt link.vmt
"$VMTRACE" symbols add link.vmt "$map" >/dev/null
is "a link stays one" "$(readlink link.vmt)" dry.vmt
like "a link: its trace has the symbols" "$(names -i dry.vmt)" spin_four
"$VMTRACE" symbols add --vm 1 -o one.vmt "$toy" "$map" >/dev/null
is "--vm: the same for the only one" "$(names -i one.vmt)" "$(names -i dry.vmt)"
grep -v spin_two "$map" | sed 's/ t spin_four/ d spin_four/' >data.map
"$VMTRACE" symbols add --functions -o code.vmt "$toy" data.map >/dev/null
is "--functions: data has no names" "$(names -i code.vmt | grep -c spin_four)" 0

# ---- Several sessions and guests ----
cat "$toy" "$linux" >both.vmt
said=$("$VMTRACE" symbols add -o both.out both.vmt "$map" 2>err)
is "two sessions: status" $? 0
like "two sessions: one has the symbols" "$said" '^session 1: VM 1: kernel slid by 0x0'
like "two sessions: the other's guest is another" "$(cat err)" \
	'^vmtrace: session 2: VM 1: no symbols added: .* another guest or boot$'
ok "two sessions: whole" "$VMTRACE" check both.out
like "two sessions: each keeps its own" "$(names -i both.out)" 'spin_four'
like "two sessions: and the other" "$(names -i both.out)" 'native_write_msr'
is "an address of no guest has no name where kernels differ" "$("$VMTRACE" report -q -i both.out \
	-n 'END { printf("%a", 0xffffffff80100084); }')" 0xffffffff80100084
is "and has where there is one" "$("$VMTRACE" report -q -i dry.vmt -i "$tiny" \
	-n 'END { printf("%a", 0xffffffff80100084); }')" 'vmlinux`spin_one+0x4'
is "guests without symbols stay numbers" "$("$VMTRACE" report -q -i dry.vmt -i "$tiny" \
	-n 'vm:::exit /cpl == 0/ { @[mod(arg1)] = count(); }' | awk 'NF { print substr($1, 1, 7) }' |
	sort -u | paste -sd " ")" "0xfffff vmlinux"

# two VMs of one session, whose exits alternate: each has its own slide
"$O/tests/gentrace" -n 5000 -m 2 -R multi.vmt
for ((i = 0; i < 1000; i++)); do
	printf '%x T f%d\n' $((0xffffffff81000000 + i * 0x4000)) $i
done >many.map
add() {
	"$VMTRACE" symbols add --kaslr "$@" many.map >/dev/null
}
add 0 -o low.vmt multi.vmt
add 0x200000 -o high.vmt multi.vmt
add 0 --vm 1 -o mixed.vmt multi.vmt
add 0x200000 --vm 2 mixed.vmt
ok "two slides: whole" "$VMTRACE" check mixed.vmt
of_vm() {
	names -i "$1" | awk -v vm="$2" '$1 == vm' | sort
}
for vm in 1 2; do
	ok "two slides: VM $vm has names" grep -q 'vmlinux`f[0-9]' <(of_vm mixed.vmt $vm)
done
is "two slides: the names of VM 1" "$(of_vm mixed.vmt 1)" "$(of_vm low.vmt 1)"
is "two slides: the names of VM 2" "$(of_vm mixed.vmt 2)" "$(of_vm high.vmt 2)"
for way in threads=1 threads=4 inorder; do
	is "two slides: $way" "$(names -x $way -i mixed.vmt | md5sum)" "$(names -i mixed.vmt | md5sum)"
done
is "two slides: rows" "$("$VMTRACE" report -q -i mixed.vmt \
	-n 'vm:::exit { printf("%d %a\n", vmid, arg1); }' | grep -v +0x0 | sed 's/+0x.*//' | sort | uniq -c |
	awk '/vmlinux/ { print $2, $3, $1 }' | sort)" \
	"$(names -i mixed.vmt | awk '/vmlinux/ { print $1, $2, $3 }' | sort)"

# ---- KASLR ----
said=$("$VMTRACE" info -t "$linux")
like "the slide in the trace is the guest's own" "$said" \
	"^  kernel +VM 1: vmlinux at 0x$(sed -n 's/^text //p' "${linux%.vmt}.account"), slid by 0x[0-9a-f]+, "
like "and every exit says so" "$said" '^ +([0-9]+) of \1 exits stand on their instruction$'
# ---- Refused ----
cp "$toy" t.vmt
echo ffffffff81000000 T _text >system.map
cp "$toy" flip.vmt
printf '\xff' | dd of=flip.vmt bs=1 seek=100000 conv=notrunc status=none
head -c 100000 "$toy" >cut.vmt
refused 1 'none.vmt: No such file' symbols add none.vmt "$map"
refused 1 'none.map: No such file' symbols add t.vmt none.map
refused 1 't.vmt: neither an ELF file' symbols add t.vmt t.vmt
refused 1 'system.map: not a trace' symbols add system.map "$map"
refused 1 'VM 1: no symbols added: symbols alone do not tell' symbols add t.vmt system.map
refused 1 'flip.vmt: is damaged .*vmtrace repair' symbols add flip.vmt "$map"
refused 1 'cut.vmt: is damaged .*vmtrace repair' symbols add cut.vmt "$map"
refused 1 'there is no such VM' symbols add --vm 7 t.vmt "$map"
refused 1 'there is no VM' symbols add "$data/format-small.vmt" "$map"
refused 2 'the verb is add' symbols t.vmt "$map"
refused 2 'name the trace' symbols add t.vmt
refused 2 '--kaslr wants an offset' symbols add --kaslr much t.vmt "$map"
refused 2 'a VM is a number' symbols add --vm 0 t.vmt "$map"
refused 2 'unknown option' symbols add -q t.vmt "$map"
refused 2 'wants a value' symbols add t.vmt "$map" --vm
refused 2 "no verb" symbols
refused 2 '--kaslr is of a kernel' report -i t.vmt --kaslr 0 -n 'BEGIN { exit(0); }'
refused 2 '--guest-vmlinux wants a value' report -i t.vmt --guest-vmlinux
ok "refused: the trace is as it was" cmp t.vmt "$toy"
said=$(cat "$toy" | "$VMTRACE" report -q -i - --guest-vmlinux "$map" \
	-n 'vm:::exit { @[func(arg1)] = count(); }' 2>&1)
is "a pipe is not read twice: status" $? 1
like "a pipe is not read twice: why" "$said" '^vmtrace: -: a pipe is not read twice'
is "what names no address wants no kernel" "$(cat "$toy" | "$VMTRACE" report -q -i - \
	--guest-vmlinux none.map -n 'BEGIN { printf("fine"); exit(0); }' 2>&1 | head -n 1)" fine

# a full disk: nothing of the trace is lost
if "$VMTRACE" symbols add -f -o /dev/full/x t.vmt "$map" 2>/dev/null; then
	verdict 1 "where nothing can be written it fails"
else
	verdict 0 "where nothing can be written it fails"
fi
done_testing
