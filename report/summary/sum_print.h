/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sum_print.h - the sections of a summary. Each prints nothing when it has nothing to say;
 * 0 or -ENOMEM.
 */
#ifndef REPORT_SUM_PRINT_H
#define REPORT_SUM_PRINT_H

#include <stdio.h>
#include "report/summary/sum.h"

/* Most rows of one table of details: what follows is counted, not listed. */
#define SUM_TOP 10

static inline uint64_t sum_duration(const struct sum *s)
{
	return s->session->info->end.mono - s->session->info->start.mono;
}

/* Host, time, command, clocks, totals. */
int sum_print_head(const struct sum *, FILE *);
int sum_print_losses(const struct sum *, FILE *);
int sum_print_ticks(const struct sum *, FILE *);
int sum_print_vm(const struct sum *, uint64_t vm, const struct sum_vm *, FILE *);

#endif
