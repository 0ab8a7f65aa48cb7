#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace guest` where there is no module: usage, and refusals in one line. With one: t_guest.sh.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}

# refused STATUS PATTERN ARGUMENT…: exit status, one line that says why, and nothing else
refused() {
	local status=$1 pattern=$2 got said
	shift 2
	said=$("$VMTRACE" guest "$@" 2>&1)
	got=$?
	is "guest $*: exit status" $got "$status"
	like "guest $*: why" "$said" "^vmtrace: .*$pattern"
	is "guest $*: one line" "$(printf '%s\n' "$said" | wc -l)" 1
}

refused 2 "no VMM: name the process that runs the guest; see 'vmtrace help guest'"
refused 2 "second: there is one VMM already" 1 second
refused 2 "-x: unknown option" -x 1
refused 2 "-t: unknown option, or without its value" -t
refused 2 "0: the timeout is 1 to 3600 seconds" -t 0 1
refused 2 "3601: the timeout is" --timeout 3601 1
refused 2 "1s: the timeout is" -t 1s 1
refused 1 "2147483647: there is no such process" 2147483647
refused 1 "no-such-guest: no process or guest of this name" no-such-guest
[ -e /dev/vmtrace ] || refused 1 "/dev/vmtrace: the kernel module is not loaded" $$

like "help names it" "$("$VMTRACE" help)" '^  guest +show a running guest'
like "help guest: usage" "$("$VMTRACE" help guest)" '^usage: vmtrace guest '
is "a reader that is given no descriptors" "$("$VMTRACE" guest --reader none; echo $?)" 2
done_testing
