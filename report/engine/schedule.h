/* SPDX-License-Identifier: GPL-2.0 */
/*
 * schedule.h - what fires by the clock: tick-N on a session's time, and without a trace
 * profile-N too. The i-th firing is at start + i * N for i = 1, 2 ...; what is due at the
 * same time fires in the order of the program.
 */
#ifndef REPORT_SCHEDULE_H
#define REPORT_SCHEDULE_H

#include "report/engine/engine.h"

#define SCHEDULE_NEVER UINT64_MAX

struct schedule;
/* Ticks; and samples, for the virtual clock. NULL: no memory. */
struct schedule *schedule_new(struct dispatch *, bool samples);
void schedule_free(struct schedule *);
/* A session begins, at `now`: the first firings come after it. */
void schedule_begin(struct schedule *, const struct moment *now);
/* When the next firing is, or SCHEDULE_NEVER. */
uint64_t schedule_next(const struct schedule *);
/* Fires what is due then. 0 or -ENOMEM. */
int schedule_fire(struct schedule *, struct engine *);
/* Says on stderr which ticks were never due. */
void schedule_tell_unfired(const struct schedule *);

#endif
