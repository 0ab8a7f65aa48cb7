/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vmm.h - processes that run VMs, by the names that people have for them: a pid, the process's
 * name, or the guest's (-name of its command line).
 */
#ifndef RECORD_VMM_H
#define RECORD_VMM_H

#include <stdint.h>

#include "record/record_options.h"

/*
 * The process that `name` means, as /proc (or a tree like it) tells now. 0, or -1 with the
 * trouble: there is none, or more than one, and which there are. `option`: what it was given with,
 * ahead of its name in the trouble.
 */
int vmm_find(const char *proc, const char *option, const char *name, uint32_t *pid,
	     struct trouble *);

/* All that -p names. */
int vmms_find(struct record_options *, struct trouble *);

#endif
