/* SPDX-License-Identifier: GPL-2.0 */
/*
 * same_thread.h - which of a session's task numbers are one thread: those of a tid, as long as
 * what is known of when it started does not tell them apart.
 */
#ifndef REPORT_SAME_THREAD_H
#define REPORT_SAME_THREAD_H

#include "report/world/world.h"

/* Task `number` is there; gives it its thread. 0 or -ENOMEM. */
int same_thread_add(struct world_session *, uint32_t number);

#endif
