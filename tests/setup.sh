#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# setup.sh [build|host|test|debug]: install the Debian 12 packages that are missing; nothing when none
# is. build (the default): what make needs. host: also what the emulated host needs. test: also what
# the tests need, and what some are skipped without. debug: what host needs and a kernel's build.
set -eu
cd "$(dirname "$0")/.."

build="gcc cpp libc6-dev make pkg-config libzstd-dev libxxhash-dev libtraceevent-dev libtracefs-dev
	libelf-dev libbpf-dev libseccomp-dev"
host="linux-headers-amd64 qemu-system-x86 busybox-static xz-utils zstd lz4"
tests="libcriterion-dev clang-format"
kernel="bc bison flex"
# a line each: what one kind of test is skipped without
extras='clang libclang-rt-14-dev
linux-headers-6.12-amd64
linux-headers-rt-amd64
dkms
trace-cmd linux-perf
bochs bochs-term bochsbios vgabios
gcc-s390x-linux-gnu libc6-dev-s390x-cross gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user'

die() {
	echo "setup.sh: $*" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "packages are missing ($missing) and this is neither root nor has sudo"
	fi
}

apt() {
	log=$(mktemp)
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >"$log" 2>&1 || {
		cat "$log" >&2
		rm -f "$log"
		die "apt-get $1 failed"
	}
	rm -f "$log"
}

# the names among the arguments that dpkg does not list as installed
not_installed() {
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
		sed -n 's/ installed$//p' | tr '\n' ' ')
	for package; do
		case " $installed" in
		*" $package "*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

install_missing() {
	missing=$(not_installed "$@")
	[ "$missing" ] || return 0
	echo "setup: installing $missing"
	apt update
	# shellcheck disable=SC2086
	apt install --no-install-recommends $missing
}

# The emulated host boots the kernel that the installed headers are for. When apt has moved on and
# offers that kernel no more, newer headers bring a newer kernel. Asked only before it is fetched.
offer_kernel() {
	[ ! -e "${O:-build}/host/kver" ] || return 0
	host/image-package >/dev/null && return 0
	missing="a kernel for linux-headers-$(host/kver)"
	echo "setup: apt offers no kernel for the installed headers; looking for newer ones"
	apt update
	host/image-package >/dev/null && return 0
	apt install --no-install-recommends linux-headers-amd64
	host/image-package >/dev/null || die "apt offers no kernel for linux-headers-$(host/kver)"
}

case ${1:-build} in
build)
	# shellcheck disable=SC2086
	install_missing $build
	;;
host | test | debug)
	[ "$1" = test ] || tests= extras=
	[ "$1" = debug ] || kernel=
	# shellcheck disable=SC2086
	install_missing $build $host $tests $kernel
	echo "$extras" | while read -r packages; do
		# shellcheck disable=SC2086
		(install_missing $packages </dev/null) || echo "setup: some tests will be skipped"
	done
	cd tests
	O=$(cd .. && realpath -m "${O:-build}") offer_kernel
	;;
*)
	die "usage: setup.sh [build|host|test|debug]"
	;;
esac
