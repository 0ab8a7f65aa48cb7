/* SPDX-License-Identifier: GPL-2.0 */
/*
 * threads.h - the values that self-> scalars have: a row of them for each thread. A thread's
 * row number does not change; the rows move when a new thread comes.
 */
#ifndef REPORT_THREADS_H
#define REPORT_THREADS_H

#include <stdint.h>

struct thread_slot {
	uint64_t thread;
	uint32_t row; /* + 1; 0: free */
};

struct threads {
	uint32_t nvalues; /* a row */
	uint32_t n, room;
	int64_t *values;
	struct thread_slot *slots; /* open addressing, linear, at most half full */
	uint64_t mask;
};

#define THREAD_NONE UINT32_MAX
int threads_init(struct threads *, uint32_t nvalues); /* 0 or -ENOMEM */
void threads_release(struct threads *);
/* The thread's row, or THREAD_NONE. */
uint32_t threads_find(const struct threads *, uint64_t thread);
/* The same, made of zeroes where it is new; THREAD_NONE: no memory. */
uint32_t threads_get(struct threads *, uint64_t thread);
uint64_t threads_bytes(const struct threads *);

static inline int64_t *threads_row(const struct threads *t, uint32_t row)
{
	return t->values + (uint64_t)row * t->nvalues;
}

#endif
