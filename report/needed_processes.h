/* SPDX-License-Identifier: GPL-2.0 */
/*
 * needed_processes.h - the processes without whose events a program would not answer what it does:
 * those that its predicates name, if every clause that fires on recorded events has such a one.
 * In doubt it is about all.
 */
#ifndef REPORT_NEEDED_PROCESSES_H
#define REPORT_NEEDED_PROCESSES_H

#include <stdio.h>

#include "report/probe.h"
#include "report/program.h"

/* A line an option of `vmtrace record`; none where it is about all. */
void needed_processes_print(FILE *, const struct program *, const struct probe_set *);

#endif
