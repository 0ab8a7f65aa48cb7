#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# prepare.sh OUTDIR: make, in OUTDIR, what the emulated host boots; only what is missing or old.
# KERNEL chooses the host's kernel, as kver says; each needs an OUTDIR of its own.
# Needs no root, only the packages of tests/setup.sh host and, once, the Debian mirror.
#
#	kver		version of the host's kernel, the installed headers' one
#	vmlinux		the host's kernel, uncompressed: QEMU boots it by PVH in half the time
#	host-bzimage	the same as it boots itself, with KASLR: for a guest of the generic flavour
#	modules/	modules that the hosts load, and lists of them in the order of loading
#	host.cpio	the host's initramfs
#	guest-bzimage	the Linux guest's kernel, the cloud flavour
#	guest.cpio	the Linux guest's initramfs
#	guest-vmlinux	the guest's kernel, uncompressed: its code, for Debian strips its symbols
#	guest-map	its symbols, as it tells them when booted where it was linked
#	bin/		toyvmm, regvmm and linux-guest, on PATH in the host
#	tsckhz		tells the frequency of this machine's time-stamp counter
#	intel/		what boots the Intel host: intel_boot.h
set -euo pipefail
src=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "${1:?usage: prepare.sh OUTDIR}")
busybox=/bin/busybox

die() {
	echo "prepare.sh: $*" >&2
	exit 1
}

# fetch IMAGE DIR: download a package of the form NAME=VERSION and unpack it into DIR
fetch() {
	local deb
	echo "prepare: fetching $1" >&2
	mkdir -p "$2"
	(cd "$2" && apt-get -q download "$1" >apt.log 2>&1) || {
		cat "$2/apt.log" >&2
		die "cannot download $1; run apt-get update as root, then try again"
	}
	deb=$(echo "$2"/*.deb)
	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$2"
	rm "$deb"
}

# u32 FILE OFFSET: a little-endian number (this runs on x86-64 alone)
u32() {
	od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '
}

# The payload of a bzImage, by the boot header (Documentation/arch/x86/boot.rst: setup_sects,
# payload_offset and payload_length count from the end of the set-up code).
unpack_vmlinux() {
	local sects start length magic
	sects=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1" | tr -d ' ')
	[ "$sects" != 0 ] || sects=4
	start=$(((sects + 1) * 512 + $(u32 "$1" $((0x248)))))
	length=$(u32 "$1" $((0x24c)))
	magic=$(od -An -tx1 -j "$start" -N 4 "$1" | tr -d ' ')
	dd if="$1" of="$2.packed" bs=64k iflag=skip_bytes,count_bytes skip="$start" \
		count="$length" status=none
	# the payload ends with the kernel's size, which the tools take for trailing garbage
	case $magic in
	fd377a58) xz -dc --single-stream "$2.packed" >"$2" ;;
	28b52ffd) head -c -4 "$2.packed" | zstd -qdc >"$2" ;;
	02214c18) head -c -4 "$2.packed" | lz4 -qdc >"$2" ;;
	*) die "$1: payload of an unknown kind ($magic)" ;;
	esac
	rm "$2.packed"
	[ "$(od -An -tx1 -N 4 "$2" | tr -d ' ')" = 7f454c46 ] || die "$1 holds no ELF kernel"
}

# copy_module TREE NAME: a module and those that it depends on; prints them in the order of loading.
# What the kernel has built in is none.
copy_module() {
	local file name pattern=${2//[-_]/[-_]}
	file=$(find "$1" -name "$pattern.ko*" -print -quit)
	if [ ! "$file" ]; then
		grep -q "/$pattern\\.ko\$" "$1"/*/modules.builtin || die "the kernel has no module $2"
		return 0
	fi
	name=$(basename "${file%.ko*}")
	case $file in
	*.xz) xz -dc "$file" >"$out/modules/$name.ko" ;;
	*.zst) zstd -qdc "$file" >"$out/modules/$name.ko" ;;
	*) cp "$file" "$out/modules/$name.ko" ;;
	esac
	for needed in $(tr '\0' '\n' <"$out/modules/$name.ko" | sed -n 's/^depends=//p' | tr ',' ' '); do
		copy_module "$1" "$needed"
	done
	echo "$name"
}

# copy_modules TREE LIST NAME…: each once
copy_modules() {
	local tree=$1 list=$2
	shift 2
	for module; do
		copy_module "$tree" "$module"
	done | awk '!seen[$0]++' >"$out/modules/$list"
}

make_kernels() {
	local tmp image cloud
	image=$("$src/image-package") && cloud=$(KERNEL=6.1 "$src/image-package" cloud) ||
		die "apt offers no kernel for linux-headers-$kver; run tests/setup.sh host"
	tmp=$(mktemp -d "$out/tmp.XXXXXX")
	# shellcheck disable=SC2064
	trap "rm -rf '$tmp'" EXIT
	rm -rf "$out/kver" "$out/modules" "$out/host.cpio" "$out"/guest-{vmlinux,map}
	mkdir "$out/modules"
	fetch "$image" "$tmp/host"
	unpack_vmlinux "$tmp/host/boot/vmlinuz-$kver" "$out/vmlinux"
	cp "$tmp/host/boot/vmlinuz-$kver" "$out/host-bzimage"
	copy_modules "$tmp/host/lib/modules" for-shares virtio_pci 9pnet_virtio 9p
	copy_modules "$tmp/host/lib/modules" for-kvm kvm-amd
	copy_modules "$tmp/host/lib/modules" for-disk ata_piix sd_mod
	copy_modules "$tmp/host/lib/modules" for-intel kvm-intel
	# the cloud guest is the same on every host
	cp "${out%/*}/host/guest-bzimage" "$out/guest-bzimage" 2>/dev/null || {
		fetch "$cloud" "$tmp/cloud"
		cp "$tmp"/cloud/boot/vmlinuz-* "$tmp/guest-bzimage"
		mv "$tmp/guest-bzimage" "$out/guest-bzimage"
	}
	echo "$kver" >"$out/kver"
}

# make_cpio NAME INIT [DIR]: busybox, /init and perhaps a directory. The kernel's own initramfs has
# /dev/console, so no node need be made and no root is needed.
make_cpio() {
	local tmp
	tmp=$(mktemp -d "$out/tmp.XXXXXX")
	chmod 755 "$tmp" # it becomes the root directory
	mkdir "$tmp/bin" "$tmp/dev"
	cp $busybox "$tmp/bin/busybox"
	cp "$2" "$tmp/init"
	chmod 755 "$tmp/init"
	[ $# -lt 3 ] || cp -r "$3" "$tmp/"
	(cd "$tmp" && find . | $busybox cpio -o -H newc) >"$out/$1.tmp" 2>/dev/null
	rm -rf "$tmp"
	mv "$out/$1.tmp" "$out/$1"
}

# make_program FILE SOURCE…
make_program() {
	local file=$1
	shift
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -static -pthread -I ../.. \
		-o "$out/$file.tmp" "$@"
	mv "$out/$file.tmp" "$out/$file"
}

# how each piece is made, its file in OUTDIR, its sources here
pieces='
make_host_cpio host.cpio host_init.sh
make_guest_cpio guest.cpio guest_init.sh
make_guest_vmlinux guest-vmlinux
make_guest_map guest-map symbols_init.sh
make_linux_guest bin/linux-guest linux-guest
make_toyvmm bin/toyvmm toyvmm.c toyguest.S toyguest.h
make_regvmm bin/regvmm regvmm.c regrules.c regrules.h regguest.S regguest.h ../../kmod/vmtrace_uapi.h
make_tsckhz tsckhz tsckhz.c
make_intel_mbr intel/mbr intel_mbr.S intel_boot.h
make_intel_loader intel/loader intel_loader.c intel_loader.ld intel_boot.h
make_intel_disk intel/disk intel_disk.c intel_boot.h
'
make_host_cpio() { make_cpio host.cpio host_init.sh "$out/modules"; }
make_guest_cpio() { make_cpio guest.cpio guest_init.sh; }
make_toyvmm() { make_program bin/toyvmm toyvmm.c toyguest.S; }
make_regvmm() { make_program bin/regvmm regvmm.c regrules.c regguest.S; }
make_tsckhz() { make_program tsckhz tsckhz.c; }
make_intel_mbr() {
	gcc -m32 -c -o "$out/intel/mbr.o" intel_mbr.S
	ld -m elf_i386 -Ttext 0x7c00 --oformat binary -e _start -o "$out/intel/mbr" "$out/intel/mbr.o"
}
make_intel_loader() {
	gcc -std=gnu11 -m32 -march=i686 -mno-sse -O2 -Wall -Wextra -Werror -ffreestanding -fno-pic \
		-fno-stack-protector -fno-asynchronous-unwind-tables -fcf-protection=none \
		-c -o "$out/intel/loader.o" intel_loader.c
	ld -m elf_i386 -T intel_loader.ld --oformat binary -nostdlib -e loader_entry \
		-o "$out/intel/loader" "$out/intel/loader.o"
}
make_intel_disk() { make_program intel/disk intel_disk.c; }
make_guest_vmlinux() { unpack_vmlinux "$out/guest-bzimage" "$out/guest-vmlinux"; }
make_guest_map() {
	echo "prepare: booting the guest's kernel for its symbols" >&2
	make_cpio guest-map.cpio symbols_init.sh
	timeout 120 qemu-system-x86_64 -accel tcg -M q35 -m 256 -nodefaults -no-user-config \
		-display none -serial "file:$out/guest-map.console" -no-reboot \
		-kernel "$out/guest-bzimage" -initrd "$out/guest-map.cpio" \
		-append "console=ttyS0 panic=-1 cryptomgr.notests quiet nokaslr no_timer_check" || :
	grep -q "^end of symbols" "$out/guest-map.console" || die "the guest's kernel does not boot"
	tr -d '\r' <"$out/guest-map.console" | grep -E '^[0-9a-f]{16} [A-Za-z] ' >"$out/guest-map.tmp"
	rm "$out/guest-map.cpio" "$out/guest-map.console"
	mv "$out/guest-map.tmp" "$out/guest-map"
}
make_linux_guest() { cp linux-guest "$out/bin/linux-guest"; }

# older FILE SOURCE…: FILE is not there or one of the sources is newer
older() {
	local file=$1 source
	shift
	[ -e "$file" ] || return 0
	for source; do
		[ ! "$source" -nt "$file" ] || return 0
	done
	return 1
}

# update MODE: make each piece that is missing or old; with `check` only fail if there is one.
# (A function of functions, called plainly: under `||` the shell would not stop at an error.)
update() {
	local maker file sources
	if [ "$(cat "$out/kver" 2>/dev/null)" != "$kver" ] || [ ! -e "$out/host-bzimage" ]; then
		[ "$1" != check ] || return 1
		make_kernels
	fi
	while read -r maker file sources; do
		# shellcheck disable=SC2086
		if [ "$maker" ] && older "$out/$file" $sources; then
			[ "$1" != check ] || return 1
			$maker
		fi
	done <<<"$pieces"
}

kver=$("$src/kver")
cd "$src"
# when all is there nothing is written, so that a user who may only read OUTDIR can use it
update check && exit 0
mkdir -p "$out/bin" "$out/intel"
exec 9>"$out/lock"
flock 9
update make
