/* SPDX-License-Identifier: GPL-2.0 */
/*
 * synth_host.h - a made-up host whose tracepoints were recorded beside its guest's exits, as a
 * trace: kvm:kvm_exit beside each exit, kvm:kvm_entry beside each entry, the scheduler's switches
 * around each HLT, and tracepoints with strings and arrays. Formats are those of a 6.1 kernel, but
 * for that of toy:stack. The same options give the same bytes but for the session's random id.
 *
 * Threads have one task number from the module and another from the tracepoints, which know of no
 * start. Each CPU runs one vCPU's thread: 101 + CPU of process 100, "qemu-kvm".
 */
#ifndef SYNTH_HOST_H
#define SYNTH_HOST_H

#include "format/vmt.h"

#define SYNTH_HOST_MONO 5000000000ull /* CLOCK_MONOTONIC of time 0; a tick is a ns */
#define SYNTH_HOST_REAL 1700000000000000000ull

struct synth_host_options {
	uint64_t exits; /* of each CPU */
	uint32_t cpus;	/* at most 16 */
	uint64_t seed;
	bool odd; /* strings that formats must quote, and a format that no one can follow */
};
/* A file's name where strings are odd; %u becomes the number of exits. */
#define SYNTH_HOST_ODD "a\"b,c\n\\\x01\xff\xc3\xa9\xed\xa0\x80%u"
int synth_host_write(const struct synth_host_options *, const struct vmt_sink *,
		     const struct vmt_writer_options *);

#endif
