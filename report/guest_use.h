/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_use.h - a program's use of guests' names: they are read only for those that name
 * addresses or processes.
 */
#ifndef REPORT_GUEST_USE_H
#define REPORT_GUEST_USE_H

#include "report/print/out.h"
#include "report/program.h"
#include "report/world/guest_names.h"

bool guest_use_wanted(const struct program *);
/*
 * Reads what the traces have, and the kernel that was given, whose files and slides are looked
 * at. -1: it is told why.
 */
int guest_use_begin(struct world *, struct guest_given *, const struct guest_options *,
		    const char *const *paths, uint32_t npaths);
/* Addresses that no event comes with, as printa() meets them. */
void guest_use_out(const struct world *, struct out *);

#endif
