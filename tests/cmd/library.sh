#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `vmtrace report -L`: libraries of D names, the order they are compiled in, and what is wrong.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh
VMTRACE=${VMTRACE:-$PWD/vmtrace}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# library FILE LINE…: the file of these lines
library() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "${@:2}" >"$1"
}

# report PROGRAM ARGUMENT…
report() {
	echo "$1" >x.d
	shift
	out=$("$VMTRACE" report -i none -q -x errtags -s x.d "$@" 2>err)
	status=$?
	err=$(head -1 err)
}

# prints WANTED PROGRAM ARGUMENT…
prints() {
	report "${@:2}"
	is "${*:2}" "$status$out$err" "0$1"
}

# refused WANTED PROGRAM ARGUMENT…: the error's first line
refused() {
	report "${@:2}"
	is "${*:2}" "$status$out$err" "1vmtrace: failed to compile script x.d: $1"
}

library one/a.d '#pragma D depends_on library b.d' 'inline int a = b + 1;'
library one/b.d '#pragma D attributes Stable/Stable/Common b' 'inline int b = 41;'
library one/c.d 'typedef struct pair { int x; int y; } pair_t;' \
	'translator pair_t < int i > { x = i; y = -i; };' 'BEGIN { printf("never"); }'
library one/no.txt 'this is no library'
library two/b.d 'inline int b = 1;'
library two/d.d 'inline string name[int i] = i ? "one" : "none";'
prints 42 'BEGIN { trace(a); exit(0); }' -L one
prints 42 'BEGIN { trace(a); exit(0); }' -xlibdir=one
prints 42none 'BEGIN { trace(a); trace(name[0]); exit(0); }' -L absent -L one -Ltwo
prints 2 'BEGIN { trace(a); exit(0); }' -L two -L one
prints -7 'BEGIN { trace(xlate <pair_t>(7).y); exit(0); }' -L one
refused '[D_IDENT_UNDEF] line 1: failed to resolve a: Unknown variable name' \
	'BEGIN { trace(a); }' -L one -x nolibs
refused '[D_DECL_IDRED] line 1: inline redefined: a' 'inline int a = 1; BEGIN { }' -L one
refused '[D_PRAGMA_DEPEND] line 1: program requires library b.d' \
	'#pragma D depends_on library b.d' -L one
refused '[D_PRAGMA_SCOPE] line 1: #pragma attributes cannot modify entity defined outside program scope' \
	'#pragma D attributes Stable/Stable/Common a' -L one

# What a library asks for may not be there: then it is not there either.
library left/e.d '#pragma D depends_on provider absent' 'inline int e = 1;'
library left/f.d '#pragma D depends_on library e.d' 'inline int f = e;'
library left/g.d 'inline int g = 5;'
prints 5 'BEGIN { trace(g); exit(0); }' -L left
refused '[D_IDENT_UNDEF] line 1: failed to resolve f: Unknown variable name' \
	'BEGIN { trace(f); }' -L left

library around/h.d '#pragma D depends_on library i.d'
library around/i.d '#pragma D depends_on library h.d'
refused '[D_PRAGMA_DEPEND] "around/i.d", line 1: cyclical dependency involving two libraries: "around/i.d" and "around/h.d"' \
	'BEGIN { exit(0); }' -L around
library missing/j.d '' '#pragma D depends_on library absent.d'
refused '[D_PRAGMA_DEPEND] "missing/j.d", line 2: failed to find dependency in libpath: absent.d' \
	'BEGIN { exit(0); }' -L missing
library bad/k.d '' '' 'inline int k = absent;'
refused '[D_IDENT_UNDEF] "bad/k.d", line 3: failed to resolve absent: Unknown variable name' \
	'BEGIN { exit(0); }' -L bad
library live/l.d 'inline int l = curthread != NULL;'
report 'BEGIN { exit(0); }' -L live
like "a library that asks a live system" "$err" '\[D_VAR_UNSUP\] "live/l.d", line 1: '

done_testing
