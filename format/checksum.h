/* SPDX-License-Identifier: GPL-2.0 */
/*
 * checksum.h - the one hash of the format, xxh3 of 64 bits. Inside libvmtrace.
 *
 * With -DVMT_FUZZING every checksum holds, so that a fuzzer's changes reach what lies behind
 * it. Such a library reads damaged traces wrongly and is for tests/fuzz alone.
 */
#ifndef VMT_CHECKSUM_H
#define VMT_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xxhash.h>

static inline uint64_t checksum(const void *data, size_t size)
{
	return XXH3_64bits(data, size);
}

static inline bool checksum_agrees(uint64_t computed, uint64_t stored)
{
#ifdef VMT_FUZZING
	return true;
#else
	return computed == stored;
#endif
}

static inline bool checksum_holds(const void *data, size_t size, uint64_t stored)
{
	return checksum_agrees(checksum(data, size), stored);
}

#endif
