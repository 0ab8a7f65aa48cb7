/* SPDX-License-Identifier: GPL-2.0 */
/*
 * firing.h - a clause on a probe: what fires. And the reasons of exits as small numbers, so
 * that what fires on an exit is found by an index.
 */
#ifndef REPORT_FIRING_H
#define REPORT_FIRING_H

#include "report/probe.h"
#include "report/program.h"

struct firing {
	const struct probe *probe; /* NULL: nothing fires here */
	const struct clause *clause;
	uint32_t index; /* of the clause */
	uint32_t which; /* of the event tables (batch.h), or EVENT_NONE */
	uint32_t epid;
	uint32_t layer; /* of a clause on rows, among the free or the ordered ones */
};

#define REASONS_DENSE 2048
/* In place of a reason that is not known; recorders write it where they cannot read one. */
#define REASON_UNKNOWN UINT32_MAX
/* An ISA's reasons with a probe of their own: 0 .. n - 1 in ascending order; others are n. */
struct reasons {
	uint32_t n;
	uint32_t *values;
	uint16_t dense[REASONS_DENSE];
	uint32_t mask; /* of a row's reason: VMX keeps flags above */
};
int reasons_init(struct reasons *, const struct probe_set *, uint8_t isa); /* -ENOMEM */
void reasons_release(struct reasons *);
uint32_t reasons_find(const struct reasons *, uint32_t reason); /* the slow way */
/* The reasons' indexes that an exit's probe fires on: from *first, *n of them. */
void reasons_of_probe(const struct reasons *, const struct probe *, uint32_t *first, uint32_t *n);

static inline uint32_t reasons_index(const struct reasons *r, uint32_t reason)
{
	reason &= r->mask;
	return reason < REASONS_DENSE ? r->dense[reason] : reasons_find(r, reason);
}

/* Does tick t of a sampler of hz ticks a second fire num / den times a second? */
static inline bool rate_fires(uint64_t t, uint64_t num, uint64_t den, uint64_t hz)
{
	unsigned __int128 d = (unsigned __int128)den * hz;

	/* floor(t num / d) differs from floor((t - 1) num / d) */
	return hz && (unsigned __int128)t * num % d < num;
}

#endif
