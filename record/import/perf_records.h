/* SPDX-License-Identifier: GPL-2.0 */
/*
 * perf_records.h - the records of a perf.data in the order of the file, those inside of compressed
 * ones too: u32 type, u16 misc, u16 size, and the rest of its size.
 */
#ifndef RECORD_PERF_RECORDS_H
#define RECORD_PERF_RECORDS_H

#include "record/import/perf_file.h"

/* enum perf_event_type, and perf's own from 64 on. */
enum perf_type {
	PERF_LOST = 2,
	PERF_COMM = 3,
	PERF_FORK = 7,
	PERF_SAMPLE = 9,
	PERF_LOST_SAMPLES = 13,
	PERF_ATTR = 64,
	PERF_FORMATS = 66,
	PERF_FINISHED_ROUND = 68,
	PERF_AUXTRACE = 71,
	PERF_FEATURE = 80,
	PERF_COMPRESSED = 81,
	PERF_COMPRESSED2 = 83,
};

struct perf_record {
	uint32_t type;
	uint16_t misc;
	struct take body;
	struct take behind; /* of PERF_FORMATS, which is longer than a record may be */
	uint64_t offset;    /* in the file; of a compressed one, of what it is in */
};

/* 0; 1: enough; -1 with the trouble. */
typedef int perf_record_fn(void *self, struct perf_record *, struct trouble *);
/* Until one is enough (1), all are through (0) or a trouble (-1). */
int perf_records_walk(const struct perf_file *, perf_record_fn *, void *self, struct trouble *);

#endif
