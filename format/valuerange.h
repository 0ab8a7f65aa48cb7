/* SPDX-License-Identifier: GPL-2.0 */
/*
 * valuerange.h - the smallest and the largest of some numbers. Inside libvmtrace.
 * is_signed: they are compared as int64_t.
 */
#ifndef VMT_VALUERANGE_H
#define VMT_VALUERANGE_H

#include <stdbool.h>
#include <stdint.h>

struct valuerange {
	uint64_t min, max;
};

/* Of no numbers: 0 and 0. */
struct valuerange valuerange_of(const uint64_t *, uint32_t n, bool is_signed);
/* Of the numbers of both. */
struct valuerange valuerange_join(struct valuerange, struct valuerange, bool is_signed);

#endif
