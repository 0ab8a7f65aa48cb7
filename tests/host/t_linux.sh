#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A real Linux guest in the emulated host, and the guide's program on its recording.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
. tests/host/judge.sh

boot_and_act 200 "tests/host/act_linux.sh 12"
pid=$(fact pid)
guide=$("$VMTRACE" report -q -s tests/golden/guide.d -i "$act/linux.vmt" 2>"$act/guide.err")
is "the guide's program ends well" $? 0
is "the guide's program reaches its tick" "$(cat "$act/guide.err")" ""

is "the guide's rows: the VMM's pid, a CR3, a count" \
	"$(echo "$guide" | grep -vE "^0*$pid 0x[0-9a-f]+000 [0-9]+\$")" ""
counts=$(echo "$guide" | awk '{ print $3 }')
is "the guide's rows: counts ascend" "$counts" "$(echo "$counts" | sort -n)"
ok "the guide's rows: several CR3s" [ "$(echo "$guide" | wc -l)" -gt 3 ]

# The guest's own account is of ticks of 10 ms between two questions, a little more than the
# recording; its processes are the CR3s with the most samples, one each, in the same shares.
busy=$(awk 'FNR == NR { before[$2] = $3 + $4; next } { print $3 + $4 - before[$2] }' \
	"$act/before" "$act/after" | sort -n)
sampled=$(rows linux.vmt 'profile-997 { @[vmregs[VMX_GUEST_CR3]] = count(); }
	END { printa("0x%x %@d\n", @); }' | awk '{ print $2 }' | sort -n)
is "samples agree with the guest's own account within 25 %" \
	"$(paste <(echo "$busy") <(echo "$sampled" | tail -n "$(echo "$busy" | wc -l)") | awk '
	{ account[NR] = $1; samples[NR] = $2; all += $1; sum += $2 }
	END { for (i = 1; i <= NR; i++) {
		share = samples[i] / sum / (account[i] / all)
		if (share < 0.75 || share > 1.25) bad = 1
	      }
	      print bad || NR < 4 ? "they do not" : "they do" }')" "they do"
is "samples are on the busy processes" "$(echo "$sampled" | awk '
	{ n[NR] = $1; sum += $1 }
	END { busy = n[NR] + n[NR - 1] + n[NR - 2] + n[NR - 3]
	      if (busy > 0.75 * sum) print "most"; else print busy " of " sum }')" most
ok "nothing lost" nothing_lost linux.vmt
ok "dmesg is clean" clean_dmesg
done_testing
