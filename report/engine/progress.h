/* SPDX-License-Identifier: GPL-2.0 */
/*
 * progress.h - how far a run has got, on one line of a terminal's stderr, once it takes longer
 * than half a second: events, share of the trace, events a second, time left. By the run's
 * first thread.
 */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
	bool wanted, shown;
	uint64_t total; /* bytes of the traces; 0: not known */
	uint64_t events, bytes;
	uint64_t start, last; /* ns; of what is shown */
};

#define PROGRESS_LINE 112

void progress_init(struct progress *, bool wanted, uint64_t total);
/* Events and bytes that are through; what was printed to `out` before stays in front. */
void progress_add(struct progress *, uint64_t events, uint64_t bytes, FILE *out);
/* The line is gone: something else will be printed. */
void progress_hide_line(struct progress *);
static inline void progress_hide(struct progress *p)
{
	if (p->shown)
		progress_hide_line(p);
}
/* What the line says after so many ns, without a newline. */
void progress_text(const struct progress *, uint64_t elapsed, char text[static PROGRESS_LINE]);

#endif
