/* SPDX-License-Identifier: GPL-2.0 */
/*
 * summary.h - what a report without a program prints: per session its host, its losses, its
 * CPUs' ticks; per VM its vCPUs, exits by reason with their times, what the exits were for,
 * and its samples by address space.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stdio.h>
#include "report/world/world.h"

int summary(struct world *, FILE *); /* 0 or -ENOMEM */

#endif
