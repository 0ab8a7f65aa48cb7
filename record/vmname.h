/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmname.h - what its VMM calls a guest: the -name of its command line, as QEMU and its
 * front ends give it ("-name web1", "-name guest=web1,debug-threads=on"). Best effort.
 */
#ifndef RECORD_VMNAME_H
#define RECORD_VMNAME_H

#include <stdint.h>

/* Of NUL-separated arguments; "" if there is none. */
void vmname_find(const char *cmdline, uint32_t size, char *name, uint32_t name_size);
/* Of a process, as /proc tells; "" if it cannot be read. */
void vmname_read(const char *proc, uint32_t pid, char *name, uint32_t name_size);

#endif
