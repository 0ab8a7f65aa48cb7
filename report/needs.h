/* SPDX-License-Identifier: GPL-2.0 */
/*
 * needs.h - what a program wants recorded: the events, sampling rate and registers that its
 * clauses name, and the processes where that is all of them, as options of `vmtrace record`,
 * which asks for them with --needs.
 */
#ifndef REPORT_NEEDS_H
#define REPORT_NEEDS_H

#include <stdio.h>

#include "report/probe.h"
#include "report/program.h"

/*
 * There is no trace yet: every exit of either kind of host may be named, and any tracepoint with
 * any fields. 0 or -ENOMEM.
 */
int needs_probes(struct probe_set *);
/* A line an option, a blank behind its letter; nothing of a program that needs no events. */
void needs_print(FILE *, const struct program *, const struct probe_set *);

#endif
