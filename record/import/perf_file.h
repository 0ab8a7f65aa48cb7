/* SPDX-License-Identifier: GPL-2.0 */
/*
 * perf_file.h - the container of a perf.data (tools/perf/Documentation/perf.data-file-format.txt):
 * its attributes, what its features say of the host, the formats of its events.
 *
 *	+--------+-------+------------------+- - - - - - - - -+----------+
 *	| header | ids   | attrs            | records          | features |
 *	+--------+-------+------------------+- - - - - - - - -+----------+
 *
 * What was written into a pipe has a header of 16 bytes and then records alone, which tell the
 * rest before the first sample.
 */
#ifndef RECORD_PERF_FILE_H
#define RECORD_PERF_FILE_H

#include "record/import/foreign_trace.h"
#include "record/import/take.h"

/* Of attributes, that is perf_event_attr (include/uapi/linux/perf_event.h). */
struct perf_attr {
	uint32_t type, size;
	uint64_t config, sample_type, read_format;
	bool id_all; /* other records end with time and CPU, too */
	bool has_clock;
	int32_t clock;
	const struct foreign_event *event; /* NULL: it is no tracepoint */
};
#define PERF_TYPE_TRACEPOINT 2

struct perf_id {
	uint64_t id;
	uint32_t attr;
};

struct perf_file {
	struct foreign_trace *trace;
	uint32_t nattrs, nids, id_room;
	struct perf_attr *attrs;
	struct perf_id *ids; /* ascending, once perf_file_ready */
	uint64_t data, size; /* records */
	bool piped;
	bool has_formats;
	uint64_t wall, at; /* CLOCK_DATA: the time of day at a time of the clock; 0: not told */
};

/* All return 0, or -1 with the trouble; close it either way. */
int perf_file_open(struct perf_file *, struct foreign_trace *, struct trouble *);
void perf_file_close(struct perf_file *);
/* What records of a piped file tell: an attribute and its ids, a feature, TRACING_DATA. */
int perf_file_attr(struct perf_file *, struct take *attr, struct take *ids, struct trouble *);
int perf_file_feature(struct perf_file *, uint32_t feature, struct take *, struct trouble *);
/* When all is told. */
int perf_file_ready(struct perf_file *, struct trouble *);
/* The attribute of an id; NULL: there is none. */
const struct perf_attr *perf_file_find(const struct perf_file *, uint64_t id);

#define PERF_TRACING_DATA 1 /* a feature */

#endif
