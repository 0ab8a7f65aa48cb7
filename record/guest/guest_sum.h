/* SPDX-License-Identifier: GPL-2.0 */
/* guest_sum.h - what became of looking at guests, in lines for the user. */
#ifndef RECORD_GUEST_SUM_H
#define RECORD_GUEST_SUM_H

#include <stdio.h>

#include "record/guest/guest_watch.h"

/*
 * How many told their names and what that cost, if any did; then of those that did not tell all
 * why, one line for all that have the same reason.
 */
void guest_sum_print(const struct guest_watch *, FILE *);

#endif
