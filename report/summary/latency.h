/* SPDX-License-Identifier: GPL-2.0 */
/*
 * latency.h - a distribution of durations: count, sum, least and most are exact, percentiles
 * are the upper edge of a bin that is at most 1/64 of its value wide (exact below 128 ns).
 */
#ifndef REPORT_LATENCY_H
#define REPORT_LATENCY_H

#include <stdint.h>

#define LATENCY_OCTAVES 59

struct latency {
	uint64_t count, sum, max;
	uint64_t *octaves[LATENCY_OCTAVES]; /* of 64 bins each; NULL: empty */
};

int latency_add(struct latency *, uint64_t ns); /* 0 or -ENOMEM */
/* The duration that `permille` of the durations do not exceed; 0 when there are none. */
uint64_t latency_quantile(const struct latency *, unsigned permille);
uint64_t latency_mean(const struct latency *);
void latency_release(struct latency *);

#endif
