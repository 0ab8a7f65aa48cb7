#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# peers_record.sh GUEST SECONDS: inside the emulated host: every recorder sees the same exits of one
# guest, which starts when all of them are on and is gone before the first stops. Left in /mnt/out:
#	few.vmt		the fields that kvm_exit's own record holds
#	all.vmt		the default registers
#	perf.data	perf record -z
#	trace.dat	trace-cmd's zstd; empty.dat: the same without an event
#	account		exits by KVM's own count (toy only)
set -u
guest=$1 seconds=$2
mkdir -p /tmp/peers
cd /tmp/peers || exit 1

started() {
	if [ "$recorders" ]; then recorders="$recorders $!"; else recorders=$!; fi
}

recorders=
if command -v perf >/dev/null; then
	perf record -q -a -z -m 4096 -e kvm:kvm_exit -o perf.data 2>perf.err &
	started
fi
if command -v trace-cmd >/dev/null; then
	trace-cmd record -q -e kvm:kvm_exit --compression zstd -o empty.dat true >/dev/null 2>&1
	trace-cmd record -q -b 65536 -e kvm:kvm_exit --compression zstd -o trace.dat >trace.err 2>&1 &
	started
fi
vmtrace record -q -a -e exit -m 16M -o all.vmt 2>all.err &
started
vmtrace record -q -a -e exit -m 16M -o few.vmt \
	-r VMX_GUEST_RIP,SVM_EXITINFO1,SVM_EXITINFO2,SVM_EXITINTINFO 2>few.err &
started
sleep 5

case $guest in
toy) toyvmm -s "$seconds" -w 1 >account ;;
linux)
	linux-guest start && linux-guest wait-ready && sleep "$seconds"
	linux-guest stop
	;;
esac
sleep 1
# shellcheck disable=SC2086
kill -INT $recorders
wait
cat ./*.err
cp ./* /mnt/out/
