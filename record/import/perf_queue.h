/* SPDX-License-Identifier: GPL-2.0 */
/*
 * perf_queue.h - records of a perf.data that wait for earlier ones. perf writes what each CPU's
 * ring holds in turn; in one round of that nothing is in order, between rounds nearly all is.
 */
#ifndef RECORD_PERF_QUEUE_H
#define RECORD_PERF_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct perf_queued {
	uint64_t time;
	const void *of; /* the caller's: what kind it is */
	size_t data;	/* offset of its copy */
	uint32_t size, cpu;
	uint32_t tid, task; /* the caller's */
};

struct perf_queue {
	struct perf_queued *list, *spare; /* sorted: by time, equal ones as they came */
	uint32_t n, room;
	uint8_t *data;
	size_t used, data_room;
};

void perf_queue_release(struct perf_queue *);
/* A copy of `size` bytes is kept. 0 or -ENOMEM. */
int perf_queue_add(struct perf_queue *, const struct perf_queued *, const void *data);
void perf_queue_sort(struct perf_queue *);
/* Of a sorted queue: how many are not later than t. */
uint32_t perf_queue_until(const struct perf_queue *, uint64_t t);
/* Groups the first n by CPU, ascending, each as it was. */
void perf_queue_group(struct perf_queue *, uint32_t n);
void perf_queue_drop(struct perf_queue *, uint32_t n);
static inline const void *perf_queue_data(const struct perf_queue *q, const struct perf_queued *e)
{
	return q->data + e->data;
}

#endif
