/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vm_text.h - prints who a VM is, and how it and its guest translate addresses.
 */
#ifndef REPORT_VM_TEXT_H
#define REPORT_VM_TEXT_H

#include <stdio.h>

#include "report/world/world.h"

/*
 * `qemu-kvm, pid 118, its VM 2, "demo", nested paging; guest: 4-level paging, PTI`. Of a guest
 * nothing is said where nothing is known of it (world.want_guests).
 */
void vm_print(const struct world_session *, uint64_t number, FILE *);

#endif
