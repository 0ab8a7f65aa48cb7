/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clockfix.h - the writer's choice of how a chunk's time becomes ns. Inside libvmtrace.
 *
 * The fix is a line that is bent at every round and never broken. At a round it stands at
 * what it said itself, not at what was measured, and aims to meet the measured clock one
 * round of the same length later: so it is continuous, monotone, and follows the clock.
 * CLOCK_REALTIME may be set at any moment; the line then runs at half to twice the true
 * rate until it has caught up.
 */
#ifndef VMT_CLOCKFIX_H
#define VMT_CLOCKFIX_H

#include "format/vmt.h"

struct clockfix {
	struct vmt_clock last; /* the latest instant measured */
	struct vmt_fix fix;    /* of times after it */
};

/* The first fix: the session's nominal rate, which is not 0. */
void clockfix_first(struct vmt_fix *, const struct vmt_clock *start, uint64_t ticks_per_second);
void clockfix_start(struct clockfix *, const struct vmt_clock *start, uint64_t ticks_per_second);
/* VMT_EINVAL: time went backwards. */
int clockfix_round(struct clockfix *, const struct vmt_clock *now);

#endif
