/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vm_memory.h - a running guest's memory, through the address space of its VMM. Only pages that
 * are there are read: what the VMM's page tables lack (never touched, swapped out, still on its way
 * from another host) would be fetched for the reader, so it is -EFAULT instead. No more than two
 * calls of the kernel for what lies together. A VMM that ends while it is read is -EFAULT too: what
 * a process with its number then holds is not believed.
 */
#ifndef RECORD_VM_MEMORY_H
#define RECORD_VM_MEMORY_H

#include "kmod/vmtrace_uapi.h"
#include "record/guest/guest_memory.h"

#define VM_MEMORY_MESSAGE 256

struct vm_memory {
	struct guest_memory memory; /* the first: what read() is called with */
	uint32_t pid;
	int pidfd, pagemap;
	uint64_t page; /* bytes of the host's */
	struct vmtrace_slot *slots;
	uint32_t nslots;
};

/*
 * The memory of one process, with no slots as yet. 0; -ESRCH: no such process; -EPERM: its memory
 * may not be read; or another negative errno; with a message: "PROCESS: what is wrong; what to do".
 * Close it either way.
 */
int vm_memory_open(struct vm_memory *, uint32_t pid, char message[static VM_MEMORY_MESSAGE]);
/*
 * Before each look: the guest's slots, which are copied; nothing counts as read as yet. 0, -ENOMEM,
 * or -ESRCH: the process has ended; with a message as above. Opens nothing.
 */
int vm_memory_look(struct vm_memory *, const struct vmtrace_slot *, uint32_t nslots,
		   char message[static VM_MEMORY_MESSAGE]);
void vm_memory_close(struct vm_memory *);

#endif
