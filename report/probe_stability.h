/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probe_stability.h - how stable probes are. A provider says it of each field of a description
 * and of the arguments; a description is as stable as the least of the fields that it names.
 */
#ifndef REPORT_PROBE_STABILITY_H
#define REPORT_PROBE_STABILITY_H

#include "report/probe.h"
#include "report/stability.h"

/* ORDER: the fields of a description, and the fields from FIELD_PROBEPROV on */
enum part { PART_PROVIDER, PART_MODULE, PART_FUNCTION, PART_NAME, PART_ARGS, NR_PARTS };

struct provider_stability {
	const char *name;
	struct stability parts[NR_PARTS];
};

#define NR_PROVIDERS 5
extern const struct provider_stability provider_stabilities[NR_PROVIDERS];

struct description_stability {
	bool known; /* what it matches has arguments of one kind; else it is Unstable throughout */
	struct stability named, args;
	const struct provider_stability *provider; /* whose probeprov ... probename are */
};

/* Of "provider:module:function:name", which matches `n` probes, the first of them `first`. */
struct description_stability
description_stability(const struct provider_stability table[NR_PROVIDERS],
		      const char *const fields[4], const struct probe *first, uint32_t n);
/* Of a probe by its full name. */
struct description_stability probe_stability(const struct probe *);

#endif
