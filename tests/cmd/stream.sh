#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Reports on traces that come by a pipe, one or several, against the same in files.
# shellcheck disable=SC2002
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
toy=$PWD/tests/data/svm-toy.vmt
linux=$PWD/tests/data/svm-linux.vmt
pti=$PWD/tests/data/svm-pti.vmt
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
export TMPDIR=$dir/none # nothing may be spooled

# start FILE: when its session began, ns
start() {
	"$VMTRACE" report -q -i "$1" -n 'BEGIN { printf("%d\n", walltimestamp); exit(0); }'
}

# in the order of time
if [ "$(start "$toy")" -lt "$(start "$linux")" ]; then
	cat "$toy" "$linux" >both
	cat "$linux" "$toy" >turned
else
	cat "$linux" "$toy" >both
	cat "$toy" "$linux" >turned
fi
# the second is one round: of a cut one nothing is there
head -c 700000 both >cut.vmt

programs=(
	'vm:::exit { @[host, exitname] = count(); @r[vmregs[VMX_GUEST_CR3]] = count(); }'
	'profile-97 { @[pid, vmregs[VMX_GUEST_CR3]] = count(); } tick-1s { printa(@); clear(@); }'
	'vm:::exit { self->t = timestamp; } vm:::entry /self->t/ { @ = quantize(timestamp - self->t); self->t = 0; }'
	'vm:::exit { @[vmid, guestproc] = count(); } vm:::exit /cpl == 3/ { @u[guestproc] = count(); }'
	'BEGIN, END { printf("%d %d\n", timestamp, walltimestamp); } vm::MSR:exit { printf("%d %x\n", timestamp, vmregs[VM_RCX]); }'
)
for trace in "$toy" "$linux" "$pti" both cut.vmt; do
	name=${trace##*/}
	for i in "${!programs[@]}"; do
		"$VMTRACE" report -q -i "$trace" -n "${programs[i]}" >file.out 2>/dev/null
		wanted=$?
		cat "$trace" | "$VMTRACE" report -q -i - -n "${programs[i]}" >pipe.out 2>/dev/null
		is "$name, program $i: status" $? $wanted
		ok "$name, program $i: the same answer" cmp file.out pipe.out
		ok "$name, program $i: an answer" test -s pipe.out
	done
	for command in 'report -i' info 'list events -i'; do
		# shellcheck disable=SC2086
		"$VMTRACE" $command "$trace" >file.out 2>/dev/null
		# shellcheck disable=SC2086
		cat "$trace" | "$VMTRACE" $command - >pipe.out 2>/dev/null
		ok "$name: $command: the same" cmp file.out pipe.out
	done
done

said=$(cat turned | "$VMTRACE" report -q -i - -n 'vm:::exit { @ = count(); }' 2>&1 >pipe.out)
like "sessions out of order: it is told" "$said" 'a session is older than the one before'
"$VMTRACE" report -q -i turned -n 'vm:::exit { @ = count(); }' >file.out
ok "sessions out of order: every row counts" cmp file.out pipe.out

"$VMTRACE" report -q -i <(cat "$toy") -i <(cat "$linux") -n "${programs[0]}" >pipe.out
"$VMTRACE" report -q -i both -n "${programs[0]}" >file.out
ok "two pipes are two files" cmp file.out pipe.out
cat "$toy" | "$VMTRACE" report -q -i "$linux" -i - -n "${programs[0]}" >pipe.out
ok "a file and a pipe" cmp file.out pipe.out

# it answers while the pipe is open: a tick of the first second ends it (short recordings are
# one round: of the second one nothing is there yet)
mkfifo live
{
	cat "$toy" "$linux" | head -c 300000
	exec sleep 60
} >live &
writer=$!
timeout 20 "$VMTRACE" report -q -i live -n 'profile-97 { @ = count(); } tick-1s { printa("%@d\n", @); exit(0); }' >pipe.out
is "a live pipe: the report ends when it is told to" $? 0
like "a live pipe: with an answer" "$(cat pipe.out)" '^[0-9]+$'
kill $writer
done_testing
