/* SPDX-License-Identifier: GPL-2.0 */
/*
 * run.h - runs a compiled program over a world: BEGIN, the sessions' rows and ticks in order
 * of time, END, and what no printa has printed. Without a session a virtual clock runs for
 * an hour. Faults and notices go to stderr.
 */
#ifndef REPORT_RUN_H
#define REPORT_RUN_H

#include <signal.h>

#include "report/options.h"
#include "report/print/out.h"
#include "report/program.h"
#include "report/world/world.h"

struct run {
	const struct program *program;
	const struct probe_set *probes;
	struct world *world;
	struct options *options;
	struct out *out;
	bool explain;				  /* the plan and what came of it, on stderr */
	bool progress;				  /* shown on stderr, a terminal */
	const volatile sig_atomic_t *interrupted; /* or NULL: set, END fires and the run ends */
};
/* exit()'s status, 0 without one. Negative: -ENOMEM, told on stderr. */
int run_program(const struct run *);

#endif
