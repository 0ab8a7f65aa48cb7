/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rate.h - "97hz", "10s", "5ms": the rates of tick-N and profile-N. They compare as
 * fractions: 10ms is 100hz.
 */
#ifndef REPORT_RATE_H
#define REPORT_RATE_H

#include <stdbool.h>
#include <stdint.h>

struct rate {
	uint64_t num, den; /* num / den times a second, in lowest terms */
	uint64_t period;   /* ns, rounded down */
};

/* False: no number, an unknown suffix, zero, or beyond 5000 a second (dtrace's limit). */
bool rate_parse(const char *text, struct rate *);
bool rate_faster(uint64_t num, uint64_t den, uint64_t than_num, uint64_t than_den);

/* What one unit of a suffix ("ms", any case) lasts in ns, 0 for a frequency's; false: none. */
bool rate_unit(const char *suffix, uint64_t *ns);

#endif
