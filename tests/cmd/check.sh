#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace check` on whole traces, in files and pipes, and on damaged ones.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
linux=$PWD/tests/data/svm-linux.vmt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# flip FILE OFFSET: another byte there
flip() {
	local byte
	byte=$(od -An -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059
	printf "\\x$(printf %x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# check FILE…: output in $said, status in $status
check() {
	said=$("$VMTRACE" check "$@" 2>&1)
	status=$?
}

for trace in tests/data/svm-*.vmt; do
	check "$trace"
	is "${trace##*/}: status" $status 0
	like "${trace##*/}: verdict" "$said" ': whole: 1 session, '
	is "${trace##*/}: one line" "$(wc -l <<<"$said")" 1
done
check - <"$linux"
is "standard input, a file" $status 0
all=$(grep -o '[0-9]* chunks, [0-9,]* rows' <<<"$said")
# shellcheck disable=SC2002
check - < <(cat "$linux" tests/data/svm-toy.vmt)
is "two traces in a pipe" $status 0
like "two traces in a pipe: verdict" "$said" '^standard input: whole: 2 sessions, '

cd "$dir" || exit 1
cp "$linux" block
flip block 277000 # in sample.VM_RSI
check block
is "a flipped bit: status" $status 3
like "a flipped bit: what it costs" "$said" \
	'^block: byte [0-9]+, [0-9]+ bytes: block of a column is damaged \(sample\.VM_RSI, [0-9,]+ rows\)$'
like "a flipped bit: verdict" "$said" '^block: damaged in 1 place, .*; readable: 1 session, 1 round,'
is "quiet" "$("$VMTRACE" check -q block 2>&1)" ""

size=$(stat -c %s "$linux")
cp "$linux" footer
flip footer $((size - 100))
check footer
is "a damaged footer: status" $status 3
like "a damaged footer: what it is" "$said" "^footer: byte [0-9]+, [0-9]+ bytes: checksum of a section's body"
like "a damaged footer: costs no row" "$said" "; readable: 1 session, 1 round, $all, "

head -c 400000 "$linux" >cut.vmt
check cut.vmt
is "cut: status" $status 3
like "cut: what is missing" "$said" '^cut.vmt: byte 400000: the session.s end is missing'

echo hello >text
check text
is "no trace: status" $status 1
like "no trace: why" "$said" '^vmtrace: text: not a trace'
check nowhere
is "no file: status" $status 1
check -x
is "usage: status" $status 2
check block text footer
is "several: the worst status" $status 1
done_testing
