/* SPDX-License-Identifier: GPL-2.0 */
/*
 * valuedict.h - the distinct numbers of an array, in order of first appearance, and the
 * array as codes. Inside libvmtrace. One is reused from array to array.
 */
#ifndef VMT_VALUEDICT_H
#define VMT_VALUEDICT_H

#include <stdint.h>

struct valuedict {
	uint32_t *slots; /* hash table of code + 1, 0 is free */
	unsigned int bits;
	uint64_t *values, *codes; /* count of them; one a number given */
	uint32_t count, capacity, rows;
};

void valuedict_release(struct valuedict *);
/* 0; VMT_EABSENT: more than `limit` distinct numbers (which counts as no result). */
int valuedict_build(struct valuedict *, const uint64_t *, uint32_t n, uint32_t limit);

#endif
