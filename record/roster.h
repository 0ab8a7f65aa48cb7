/* SPDX-License-Identifier: GPL-2.0 */
/*
 * roster.h - the threads and VMs that the module has told of. It tells once; a trace that begins
 * later than that names them again from here.
 *
 * It holds those that may still be met: a thread or process that has ended, and a name that was
 * changed, goes once nothing can be written of its time any more. Readers add, the writer asks.
 */
#ifndef RECORD_ROSTER_H
#define RECORD_ROSTER_H

#include <pthread.h>

#include "record/rows.h"

struct seen_task {
	struct vmtrace_task rec;
	uint64_t gone; /* time from which on it is not met; 0: it may be */
};
struct seen_vm {
	struct vmtrace_vm rec;
	uint64_t gone;
	char *name;
};

struct roster {
	pthread_mutex_t lock;
	struct seen_task *tasks;
	struct seen_vm *vms;
	uint32_t ntasks, nvms, task_room, vm_room;
	bool sees_all; /* pids here are those of records */
};

/* This process's pids are the host's. */
bool sees_all_pids(void);
void roster_init(struct roster *);
void roster_release(struct roster *);
/* Of a TASK or VM, which is believed. 0 or -ENOMEM. */
int roster_add(struct roster *, const struct vmtrace_rec *);
/* The process that has a VM; 0: nobody told of it yet. */
uint32_t roster_vmm(struct roster *, uint32_t vm);
/* Adds rows, at time t, of what was told by then. 0 or -ENOMEM. */
int roster_tell(struct roster *, struct rows *, uint64_t t);
/* Forgets what was gone before `since`; what is found gone is so from `now` on. */
void roster_sweep(struct roster *, uint64_t since, uint64_t now);

#endif
