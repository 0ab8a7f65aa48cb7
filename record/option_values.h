/* SPDX-License-Identifier: GPL-2.0 */
/* option_values.h - numbers, sizes and times as options are given them. All return 0 or -1. */
#ifndef RECORD_OPTION_VALUES_H
#define RECORD_OPTION_VALUES_H

#include <stddef.h>
#include <stdint.h>

/* A decimal number and nothing else. */
int number_parse(const char *text, uint64_t min, uint64_t max, uint64_t *);
/* perf's -m: pages, or bytes with B, K, M or G, rounded up to a power of two. */
int ring_size_parse(const char *text, uint64_t page, uint64_t *bytes);

/* How much: bytes (B K M G) or time (s m h d), not 0; the other stays what it was. */
struct span {
	uint64_t bytes, ns;
};
int span_parse(const char *text, size_t length, struct span *);
/* A time of one unit: ms, s, m or h. */
int time_parse(const char *text, uint64_t *ns);

#endif
