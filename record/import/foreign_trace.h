/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_trace.h - what a reader of another tool's files makes of one: what the file says of
 * itself, told at first, and then its events. The readers fill it; session_weave.h writes it.
 */
#ifndef RECORD_FOREIGN_TRACE_H
#define RECORD_FOREIGN_TRACE_H

#include "record/import/foreign_events.h"
#include "record/import/foreign_file.h"
#include "record/import/foreign_threads.h"

/* How the file's times become ns; ticks of ns: mult 1, shift 0. */
struct foreign_clock {
	char name[32]; /* as the fact `clock` */
	uint32_t mult;
	uint8_t shift;
	int64_t mono; /* added: CLOCK_MONOTONIC, or what stands for it */
	int64_t real; /* added to that */
	bool dated;   /* real is told */
};

struct foreign_trace {
	struct foreign_file file;
	bool big;
	struct foreign_events events;
	struct foreign_threads threads;
	struct foreign_clock clock;
	/* Facts; "" where the file does not say. */
	char recorder[128], command[4096];
	/* Events of which there is no format, and such as are no tracepoints. */
	uint64_t unknown, others;
	char host[256], kernel[512], machine[64], cpu[256], cpus[16];
};

#endif
