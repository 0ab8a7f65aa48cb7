#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace repair`: what it writes is whole, and says of every row what the damaged trace said.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
data=$PWD/tests/data
linux=$data/svm-linux.vmt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# flip FILE OFFSET: another byte there
flip() {
	local byte
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059
	printf "\\x$(printf %x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# ask FILE: every exit's count by reason, and the samples'
ask() {
	"$VMTRACE" report -q -i "$1" -n 'vm:::exit { @[exitname] = count(); }' \
		-n 'profile-97 { @s[vmregs[VMX_GUEST_CR3]] = count(); }' 2>/dev/null
}

for trace in "$data"/*.vmt; do
	name=${trace##*/}
	"$VMTRACE" repair "$trace" "$name" >/dev/null
	ok "$name: one that is whole comes out the same" cmp "$trace" "$name"
done
cat "$data/svm-toy.vmt" "$linux" >two
"$VMTRACE" repair two two.out >/dev/null
ok "two sessions come out the same" cmp two two.out

cp "$linux" block
flip block 277000 # in sample.VM_RSI
samples=$("$VMTRACE" info -t "$linux" | awk '$1 == "sample" { print $2 }')
said=$("$VMTRACE" repair block block.out)
is "a flipped bit: status" $? 0
like "a flipped bit: it is told" "$said" '^block: byte [0-9]+, .*: block of a column is damaged$'
like "a flipped bit: and what was written" "$said" \
	"^block.out: 1 session, 1 round, 12 chunks, .*; 1 block of $samples values marked lost\$"
ok "a flipped bit: the new one is whole" "$VMTRACE" check block.out
like "a flipped bit: it is a fact" "$("$VMTRACE" info -t block.out)" '^  repaired +1 place of .* damaged; 1 block '
rsi() {
	"$VMTRACE" report -q -i "$1" -n 'profile-997 { @[vmregs[VM_RSI] >> 40] = count(); }' 2>err
}
is "a flipped bit: what is lost stays lost" "$(rsi block.out)" "$(rsi block)"
rsi block.out >/dev/null
is "a flipped bit: and a report that asks for it says so" $? 3
like "a flipped bit: in words" "$(cat err)" 'was lost before the trace was repaired'
is "a flipped bit: other columns are as they were" "$(ask block.out)" "$(ask "$linux")"
"$VMTRACE" repair block.out again >/dev/null
ok "a repaired one comes out the same" cmp block.out again

# the second recording is one round: the first is what is left
cat "$data/svm-toy.vmt" "$linux" | head -c 400000 >cut.vmt
"$VMTRACE" repair cut.vmt cut.out >/dev/null
ok "cut: the new one is whole" "$VMTRACE" check cut.out
like "cut: why it ends" "$("$VMTRACE" info -t cut.out)" '^  end +killed or cut; repaired'
is "cut: its rows are those of the cut one" "$(ask cut.out)" "$(ask cut.vmt)"
is "cut: an answer" "$([ "$(ask cut.vmt | wc -l)" -gt 3 ] && echo yes)" yes

size=$(stat -c %s "$linux")
cp "$linux" footer
flip footer $((size - 100))
"$VMTRACE" repair footer footer.out >/dev/null
ok "a damaged footer: written anew" "$VMTRACE" check footer.out

for at in 200 3000 90000 357200 700000; do
	cp "$linux" hit
	for i in 1 2 3 4; do
		flip hit $((at * i % size))
	done
	ok "four bits from $at on: repaired" "$VMTRACE" repair -f hit hit.out
	ok "four bits from $at on: whole" "$VMTRACE" check hit.out
done

said=$("$VMTRACE" repair block block.out 2>&1)
is "OUT exists: status" $? 1
is "OUT exists: why" "$said" "vmtrace: block.out: File exists; -f overwrites it"
ln block link
said=$("$VMTRACE" repair -f block link 2>&1)
is "IN by another name: status" $? 1
like "IN by another name: why" "$said" '^vmtrace: link: is the damaged trace itself'
ok "IN is as it was" cmp block link
echo hello >text
said=$("$VMTRACE" repair text text.out 2>&1)
is "no trace: status" $? 1
like "no trace: why" "$said" '^vmtrace: text: not a trace'
ok "no trace: nothing is left behind" test ! -e text.out
"$VMTRACE" repair <(cat "$linux") pipe.out 2>/dev/null
is "a pipe: status" $? 1
"$VMTRACE" repair block 2>/dev/null
is "one name: status" $? 2
done_testing
