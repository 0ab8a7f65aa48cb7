/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_memory.h - a guest's physical memory, read-only, whoever has it. A guest runs while it is
 * read and may lie: nothing that was read says anything about the next read, and every reader
 * bounds what it asks for. One look at a guest has a deadline and a number of bytes; memory that
 * is not there is an answer, never waited for.
 */
#ifndef RECORD_GUEST_MEMORY_H
#define RECORD_GUEST_MEMORY_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include "record/user_clock.h"

struct guest_memory {
	/*
	 * n bytes from a guest-physical address, whole. 0; -EFAULT: not all of it is there and
	 * present; -ETIME: the deadline has passed; -EDQUOT: the bytes of this look are used up.
	 * Begins with guest_memory_admit(), ends with guest_memory_count().
	 */
	int (*read)(struct guest_memory *, uint64_t gpa, void *to, size_t n);
	uint64_t reads, bytes, missing; /* done, of them in vain; read counts */
	uint64_t left;			/* bytes that may still be asked for */
	uint64_t deadline;		/* ns of CLOCK_MONOTONIC */
};

/* Whether n more bytes may be read now: 0, -ETIME, -EDQUOT. */
static inline int guest_memory_admit(struct guest_memory *m, size_t n)
{
	if (n > m->left)
		return -EDQUOT;
	if (user_clock_ns(CLOCK_MONOTONIC) >= m->deadline)
		return -ETIME;
	m->left -= n;
	return 0;
}

/* What became of a read that was admitted; returns the error. */
static inline int guest_memory_count(struct guest_memory *m, size_t n, int error)
{
	m->reads++;
	if (error)
		m->missing++;
	else
		m->bytes += n;
	return error;
}

#endif
