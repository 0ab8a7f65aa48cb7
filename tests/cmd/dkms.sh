#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make dkms` and Debian's dkms: the module for each kernel whose headers are installed.
cd "$(dirname "$0")/../.." || exit 1
. tests/tap.sh

if ! command -v dkms >/dev/null || [ "$(id -u)" != 0 ]; then
	skip "DKMS builds the module" "no dkms, or not root"
	done_testing
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
version=$(sed -n 's/^#define VMTRACE_VERSION "\(.*\)"/\1/p' record/record.h)
mkdir "$place/tree"
ok "the sources are installed" make -s dkms DESTDIR="$place"
for kernel in 6.1 6.12; do
	if ! kver=$(KERNEL=$kernel tests/host/kver 2>/dev/null); then
		skip "DKMS builds it for $kernel" "its headers are not installed"
		continue
	fi
	ok "DKMS builds it for $kernel" dkms build -m vmtrace -v "$version" -k "$kver" \
		--sourcetree "$place/usr/src" --dkmstree "$place/tree"
	is "and it is for $kver" \
		"$(modinfo -F vermagic "$place/tree/vmtrace/$version/$kver"/*/module/vmtrace.ko* | awk '{ print $1 }')" \
		"$kver"
done
done_testing
