# SPDX-License-Identifier: GPL-2.0
# Sourced by test scripts: named checks that print TAP; end with `done_testing`.
tap_ran=0
tap_failed=0

# verdict STATUS NAME: the line itself
verdict() {
	tap_ran=$((tap_ran + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tap_ran - $2"
	else
		tap_failed=$((tap_failed + 1))
		echo "not ok $tap_ran - $2"
	fi
}

# detail: what standard input says, as lines of comment after a failure
detail() {
	sed 's/^/# /'
}

# ok NAME COMMAND…: it succeeds
ok() {
	tap_name=$1
	shift
	if tap_said=$("$@" 2>&1); then
		verdict 0 "$tap_name"
	else
		verdict 1 "$tap_name"
		printf '%s\n%s\n' "$*" "$tap_said" | detail
	fi
}

# is NAME GOT WANTED: the same text
is() {
	if [ "$2" = "$3" ]; then
		verdict 0 "$1"
	else
		verdict 1 "$1"
		printf 'got:\n%s\nwanted:\n%s\n' "$2" "$3" | detail
	fi
}

# like NAME GOT PATTERN: a line of it matches the extended regular expression
like() {
	if printf '%s\n' "$2" | grep -qE -- "$3"; then
		verdict 0 "$1"
	else
		verdict 1 "$1"
		printf 'got:\n%s\nwanted a line like: %s\n' "$2" "$3" | detail
	fi
}

# skip NAME WHY
skip() {
	tap_ran=$((tap_ran + 1))
	echo "ok $tap_ran - $1 # SKIP $2"
}

done_testing() {
	echo "1..$tap_ran"
	[ $tap_failed = 0 ]
	exit
}
