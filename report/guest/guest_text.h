/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_text.h - a kernel from lines of "ADDRESS TYPE NAME", of a module's with "[MODULE]"
 * behind: System.map and /proc/kallsyms. What lies below the kernel's text (offsets of
 * variables per CPU) is left out.
 */
#ifndef REPORT_GUEST_TEXT_H
#define REPORT_GUEST_TEXT_H

#include <stdio.h>

#include "report/guest/guest_kernel.h"

/* Into an empty kernel, which is released by the caller in any case. -1 with a message. */
int guest_text_read(struct guest_kernel *, FILE *, char message[static GUEST_MESSAGE]);

#endif
