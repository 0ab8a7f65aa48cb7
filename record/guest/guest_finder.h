/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_finder.h - a short session of the kernel module on one process, to learn which VMs it runs
 * and a CR3 of each one's kernel. Nothing is recorded.
 *
 *	guest_finder_start
 *	guest_finder_next	again until it says that it is over
 *	guest_finder_release
 */
#ifndef RECORD_GUEST_FINDER_H
#define RECORD_GUEST_FINDER_H

#include "record/device.h"
#include "record/guest/guest_sights.h"

#define FINDER_VMS 64 /* of one process */

struct found_vm {
	uint16_t vm;	/* the session's number */
	uint32_t order; /* among the process's VMs */
	bool done;	/* nothing more is to be learnt of it */
};

struct guest_finder {
	struct device device;
	struct vmtrace_start start;
	struct track *tracks;
	uint32_t ntracks;
	struct guest_sights sights;
	bool sighted; /* sights are there to be released */
	struct found_vm vms[FINDER_VMS];
	uint32_t nvms;
};

/* 0, or -1 with the trouble; release it either way. */
int guest_finder_start(struct guest_finder *, uint32_t pid, struct trouble *);
/*
 * Waits for a VM that runs its kernel and is not done, until `deadline` (ns of CLOCK_MONOTONIC).
 * NULL: all that were met are done, or time is up. Each time another CR3, if there is one.
 */
struct found_vm *guest_finder_next(struct guest_finder *, uint64_t deadline, struct guest_sight *);
void guest_finder_release(struct guest_finder *);

#endif
