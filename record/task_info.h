/* SPDX-License-Identifier: GPL-2.0 */
/*
 * task_info.h - what /proc says of a thread. It only adds: a thread that has ended is not in it,
 * and one in another pid namespace is another.
 */
#ifndef RECORD_TASK_INFO_H
#define RECORD_TASK_INFO_H

#include <stdbool.h>
#include <stdint.h>

#include "kmod/vmtrace_uapi.h"

/* Names and numbers of a thread; false: it is not there. Task number and time are left alone. */
bool task_info_read(const char *proc, uint32_t tid, struct vmtrace_task *);
/* The thread's name alone; false: it is not there. */
bool task_info_comm(const char *proc, uint32_t tid, char comm[VMTRACE_COMM]);
/* Of saved_cmdlines' text, which the kernel keeps of threads that it traced. */
bool task_info_saved(const char *saved, uint32_t tid, char comm[VMTRACE_COMM]);

#endif
