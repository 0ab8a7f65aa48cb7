/* SPDX-License-Identifier: GPL-2.0 */
/*
 * viewspace.h - the memory that a decoded view lives in. Inside libvmtrace.
 *
 * A view of any kind needs at most one array of numbers, one of 32-bit indexes (codes, run
 * ends or offsets) and the validity words: each grows to the largest asked for and is reused.
 */
#ifndef VMT_VIEWSPACE_H
#define VMT_VIEWSPACE_H

#include <stddef.h>
#include <stdint.h>

struct viewspace {
	uint64_t *values, *valid;
	uint32_t *index;
	size_t nvalues, nvalid, nindex;
};

void viewspace_release(struct viewspace *);
/* At least n elements, content unspecified; NULL: no memory. */
uint64_t *viewspace_values(struct viewspace *, size_t n);
uint64_t *viewspace_valid(struct viewspace *, size_t n);
uint32_t *viewspace_index(struct viewspace *, size_t n);

#endif
