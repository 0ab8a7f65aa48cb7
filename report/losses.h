/* SPDX-License-Identifier: GPL-2.0 */
/*
 * losses.h - prints what the recorder lost of a session, as far as it was read: exact counts.
 */
#ifndef REPORT_LOSSES_H
#define REPORT_LOSSES_H

#include <stdio.h>

#include "report/world/world.h"

/* "12 exits, 3 samples"; nothing and false where nothing was lost. */
bool losses_print(const struct world_session *, FILE *);

#endif
