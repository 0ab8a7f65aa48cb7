/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_elf.h - a kernel from an ELF file, by libelf, which is given nothing to map: a file that
 * is cut meanwhile is an error, not a signal.
 */
#ifndef REPORT_GUEST_ELF_H
#define REPORT_GUEST_ELF_H

#include "report/guest/guest_kernel.h"

/* Into an empty kernel, which is released by the caller in any case. -1 with a message. */
int guest_elf_read(struct guest_kernel *, int fd, char message[static GUEST_MESSAGE]);

#endif
