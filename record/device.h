/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device.h - a session of the kernel module. Every failure is told in words: which call, what
 * it means, what to do.
 *
 *	device_open, device_setup, device_map for each track, device_start, device_round ...,
 *	device_slots ..., device_stop, device_unmap, device_close
 */
#ifndef RECORD_DEVICE_H
#define RECORD_DEVICE_H

#include "kmod/vmtrace_uapi.h"
#include "record/record_options.h"
#include "record/track.h"

struct device {
	int fd;
	uint32_t ring_bytes; /* of one CPU */
};

/* Where a VM's memory lies in its VMM's address space. Zeroes at first; free(slot) at the end. */
struct vm_slots {
	struct vmtrace_slot *slot;
	uint32_t n, room;
	uint64_t generation; /* another: the slots have changed */
};

/* All return 0, or -1 with the trouble. */
int device_open(struct device *, struct trouble *);
/* `cpus`: those that get a ring, by the tracks given. */
int device_setup(struct device *, const struct record_options *, const struct cpulist *cpus,
		 const struct track *, uint32_t ntracks, struct trouble *);
int device_map(const struct device *, struct track *, struct trouble *);
void device_unmap(const struct device *, struct track *);
int device_start(struct device *, struct vmtrace_start *, struct trouble *);
int device_round(struct device *, struct vmtrace_round *, struct trouble *);
/* 1: there is no such VM any more, or capture has ended. `vm`: the number in its VM record. */
int device_slots(const struct device *, uint32_t vm, struct vm_slots *, struct trouble *);
/* `lost` has room for nlost CPUs, by number. */
int device_stop(struct device *, struct vmtrace_stop *, struct vmtrace_lost *lost, uint32_t nlost,
		struct trouble *);
void device_close(struct device *);

/* As -m has it, or the default for this host. */
uint32_t device_ring_bytes(const struct record_options *, uint32_t ncpus);
/* Bytes a CPU: 8 MiB, less where all rings together would take too much of the memory. */
uint32_t device_ring_default(uint64_t memory, uint32_t ncpus);

#endif
