#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/vmtrace-d.7 against the sources and the golden programs: each error tag that the compiler
# can raise is told as raised, and no other tag is shown by a program.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

sources=$(grep -rhoE '"D_[A-Z_]+"' report | tr -d '"' | sort -u)
shown=$(cat tests/golden/*.err tests/golden/tags/*.err |
	sed -n 's/^vmtrace: [^[]*\[\(D_[A-Z_]*\)\].*/\1/p' | sort -u)
raised=$(sed -n '/^Those that are:/,/^\.Ed/p' docs/vmtrace-d.7 | grep -oE '^D_[A-Z_]+' | sort -u)
others=$(sed -n '/^Tags that are not raised/,/^Those that are:/p' docs/vmtrace-d.7 |
	cut -sf1 | grep '^D_' | sort -u)

missing() {
	comm -23 <(echo "$1") <(echo "$2") | paste -sd' '
}

is "every tag of the sources is in the manual" "$(missing "$sources" "$raised")" ""
is "every tag that a program shows is in the manual" "$(missing "$shown" "$raised")" ""
is "a tag is raised or not" "$(comm -12 <(echo "$raised") <(echo "$others"))" ""
done_testing
