/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tracing_data.h - what trace-cmd and perf copy of tracefs into their files: how pages are laid
 * out, the events' formats, names of threads. A trace.dat of version 6 begins with it, perf.data
 * holds it as TRACING_DATA, version 7 has its parts in sections.
 *
 * Each function takes its part off the front; what is cut is the caller's to notice.
 */
#ifndef RECORD_TRACING_DATA_H
#define RECORD_TRACING_DATA_H

#include "record/import/foreign_events.h"
#include "record/import/take.h"

#define TRACING_MAGIC "\x17\x08\x44tracing"
#define TRACING_MAGIC_SIZE 10

struct tracing_head {
	uint8_t long_size; /* the kernel's, by its commit field */
	uint32_t page_size;
};

/* Behind the version: byte order, which holds from here on, a long's size and a page's. */
void tracing_take_order(struct take *, struct tracing_head *);
/* "header_page" and "header_event". */
void tracing_take_headers(struct take *, struct tracing_head *);
/* All return 0, or -1 with the trouble; `name` is the file's. */
int tracing_take_ftrace(struct take *, struct foreign_events *, const char *name, struct trouble *);
void tracing_skip_formats(struct take *);
int tracing_take_systems(struct take *, struct foreign_events *, const char *name,
			 struct trouble *);
/* Names of kernel functions or of strings, which are not used. */
void tracing_skip_names(struct take *);
/* "PID NAME\n" lines. */
struct take tracing_take_cmdlines(struct take *);

#endif
