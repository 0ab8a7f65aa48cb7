/* SPDX-License-Identifier: GPL-2.0 */
/*
 * perf_sample.h - what is read of a record's body: of a sample all that stands before its raw
 * data, of any other what stands at its end (perf_event_open(2), PERF_RECORD_SAMPLE and sample_id).
 */
#ifndef RECORD_PERF_SAMPLE_H
#define RECORD_PERF_SAMPLE_H

#include "record/import/perf_records.h"

struct perf_sample {
	const struct perf_attr *attr; /* NULL: it is of none that the file tells of */
	uint64_t time;
	uint32_t pid, tid, cpu; /* cpu: VMT_NO_CPU if not told */
	bool has_time;
	struct take raw;
};

/* 0; -1: cut. */
int perf_sample_read(const struct perf_file *, struct take body, struct perf_sample *);
/* Of any other record. */
void perf_sample_tail(const struct perf_file *, struct take body, struct perf_sample *);

#endif
