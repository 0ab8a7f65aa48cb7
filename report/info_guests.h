/* SPDX-License-Identifier: GPL-2.0 */
/*
 * info_guests.h - what a session knows of its guests' kernels, as lines of vmtrace info.
 */
#ifndef REPORT_INFO_GUESTS_H
#define REPORT_INFO_GUESTS_H

#include <stdio.h>
#include "report/guest/guest_table.h"

void info_guests(const struct guest_map *, FILE *);

#endif
