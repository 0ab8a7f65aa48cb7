# SPDX-License-Identifier: GPL-2.0
# Sourced, behind tap.sh, by the tests that boot the emulated host: a script acts inside and leaves
# traces and facts in $act; these look at them from outside.
O=$(realpath -m "${O:-build}")
VMTRACE=${VMTRACE:-$PWD/vmtrace}
act=$O/host-tests/$(basename "$0" .sh)${VARIANT:+-$VARIANT}

# boot_and_act SECONDS "SCRIPT ARGUMENT…" [OPTION…]: fresh $act, the script inside; ends the test if
# that fails. LAB names another host's command.
boot_and_act() {
	local limit=$1 script=$2 status=0
	shift 2
	rm -rf "$act"
	mkdir -p "$act"
	# shellcheck disable=SC2086
	O=$O "tests/host/${LAB:-lab}" --out "$act" --time "$limit" "$@" -- $script >&2 || status=$?
	is "the emulated host ran $script" $status 0
	[ $status = 0 ] || done_testing
}

# fact NAME: what the script wrote down
fact() {
	sed -n "s/^$1 //p" "$act/facts"
}

# account NAME KEY: toyvmm's own, in NAME.account; of several lines the first word after the key
account() {
	awk -v key="$2" '$1 == key { print $2 }' "$act/$1.account"
}

# rows FILE PROGRAM: what the program prints; a file cut by a kill (status 3) may be asked too
rows() {
	local printed
	printed=$("$VMTRACE" report -q -i "$act/$1" -n "$2") || [ $? = 3 ] && printf '%s\n' "$printed"
}

# agree COUNTS: whether the largest of them, a line each, ascending, are the shares of the Linux
# guest's busy processes by its own account, in before and after, within 25 %
agree() {
	local busy
	busy=$(awk 'FNR == NR { before[$2] = $3 + $4; next } { print $3 + $4 - before[$2] }' \
		"$act/before" "$act/after" | sort -n)
	paste <(echo "$busy") <(echo "$1" | tail -n "$(echo "$busy" | wc -l)") | awk '
	{ account[NR] = $1; samples[NR] = $2; all += $1; sum += $2 }
	END { for (i = 1; i <= NR; i++) {
		share = samples[i] / sum / (account[i] / all)
		if (share < 0.75 || share > 1.25) bad = 1
	      }
	      print bad || NR < 4 ? "they do not" : "they do" }'
}

# Where the Linux guest's gzip, dd and md5sum keep its kernel: read_zero() and the clear_user of its
# processor. In which of the two an interrupt finds it more often depends on the host's speed.
reads_zeros='(read_zero|clear_user_.*|__clear_user|rep_stos.*)'

has_exits() {
	[ "$(rows "$1" 'vm:::exit { @ = count(); } END { printa("%@d\n", @); }')" -gt 0 ]
}

# table_rows FILE TABLE: how many rows it has
table_rows() {
	"$VMTRACE" info "$act/$1" | awk -v table="$2" '
		$1 == table && !rows { gsub(",", ""); rows = $2 }
		END { print rows + 0 }'
}

# lost_rows FILE STREAM: how many the rings had no room for
lost_rows() {
	"$VMTRACE" info -t "$act/$1" | sed -n "s/,//g; s/^  lost  .* \([0-9]*\) $2.*/\1/p" | grep . || echo 0
}

nothing_lost() {
	[ "$(table_rows "$1" lost)" = 0 ]
}

# has_column FILE NAME yes|no
has_column() {
	local found=no
	! "$VMTRACE" info "$act/$1" | grep -qw "$2" || found=yes
	[ $found = "$3" ]
}

# the host's dmesg: nothing of trouble, and of vmtrace only the two taint lines of the first load
clean_dmesg() {
	! grep -nE 'BUG:|WARNING:|Oops|Call Trace|general protection|self-detected stall|stalls on CPU|soft lockup|hung|UBSAN|kmemleak: [1-9]' \
		"$act/dmesg" &&
		! grep vmtrace "$act/dmesg" |
		grep -vE 'loading out-of-tree module taints|module verification failed'
}
