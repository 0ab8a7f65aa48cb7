/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slots.h - where a VM's memory lies in its VMM's address space. In process context, never in a
 * probe: the VM is held while its slots are read.
 */
#ifndef VMTRACE_SLOTS_H
#define VMTRACE_SLOTS_H

#include "vmtrace_uapi.h"

struct vm_slot;

/* From u->start on into room for u->n, with all that u tells. -ESRCH: the VM is gone. */
int slots_read(const struct vm_slot *vm, struct vmtrace_slots *u, struct vmtrace_slot *room);

#endif
