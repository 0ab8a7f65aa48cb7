/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_sights.h - what records say to whoever looks at guests: that a VM is there, with a CR3 its
 * kernel runs on, and that a CR3 is met that was not met before.
 *
 * Every record of a guest in 64-bit mode passes here on its way to a row, so most must pass with
 * a glance. Readers see; one thread takes what they saw when `wake` says so. Of a VM there is one
 * sight to be taken, and no further one before another is wanted.
 */
#ifndef RECORD_GUEST_SIGHTS_H
#define RECORD_GUEST_SIGHTS_H

#include <pthread.h>
#include <stdbool.h>

#include "kmod/vmtrace_uapi.h"
#include "record/registers.h"

#define SIGHT_ROOTS 8192 /* page tables that are remembered; a power of two */

enum sight_register { SIGHT_CR3, SIGHT_CR4, SIGHT_EFER, SIGHT_CPL, SIGHT_NR };

/* Where an event's record has them: the words behind its fixed part; all 0: it has not all. */
struct sight_plan {
	uint32_t place[SIGHT_NR]; /* of the register */
	uint32_t valid[SIGHT_NR]; /* number of its validity bit */
};

struct guest_sight {
	uint16_t vm;
	bool in_kernel; /* with registers at CPL 0, which an earlier sight of it may have had */
	uint64_t cr3, cr4, efer;
};

struct vm_sight {
	struct guest_sight sight;
	bool queued, fresh; /* to be taken; a new CR3 was met since one was wanted */
	uint16_t next;	    /* VM in the queue, 0: it is the last */
};

struct guest_sights {
	int wake; /* eventfd */
	struct sight_plan plans[VMTRACE_NR_EVENTS];
	uint64_t roots[SIGHT_ROOTS]; /* atomic: VM and page frame, 0: free */
	pthread_mutex_t lock;	     /* covers what follows */
	struct vm_sight *vms;	     /* by number */
	uint16_t first, last;	     /* of the queue, 0: it is empty */
};

/* Adds the registers that a sight is made of: without one of them an event tells nothing. */
void guest_sights_registers(struct reg_set *);
/* Registers are those that the module accepted. 0 or a negative errno; release it either way. */
int guest_sights_init(struct guest_sights *, const struct reg_set regs[VMTRACE_NR_EVENTS]);
void guest_sights_release(struct guest_sights *);
/* By readers: an EXIT, ENTRY or SAMPLE of the session, as long as its event's are. */
void guest_sights_see(struct guest_sights *, const struct vmtrace_vcpu *);
/* By one thread. False: there is none. */
bool guest_sights_take(struct guest_sights *, struct guest_sight *);
/* From here on another of this VM is told: a CR3 of its kernel, and one not met before. */
void guest_sights_want(struct guest_sights *, uint16_t vm);

#endif
