/* SPDX-License-Identifier: GPL-2.0 */
/*
 * principal.h - the buffers that a program asked for by bufsize or bufpolicy (d-language 2.16
 * "Limits"): one a CPU. A clause takes its place before its predicate is tried. Without these
 * options there are none, and nothing is dropped.
 *
 *	switch	emptied each switchrate of the clock; what does not fit meanwhile is dropped
 *	fill	the program ends when one is full; all is performed at the end
 *	ring	the newest is kept, and performed at the end
 */
#ifndef REPORT_PRINCIPAL_H
#define REPORT_PRINCIPAL_H

#include <stdio.h>

#include "report/engine/kept.h"
#include "report/options.h"
#include "report/probe.h"

struct principal;
/* *out is NULL where the program asked for none. 0 or -ENOMEM. */
int principal_new(struct principal **out, const struct program *, const struct probe_set *,
		  const struct options *);
void principal_free(struct principal *);
/*
 * Why dtrace would not start: there is no buffer to speak of, or one that fills has no room for
 * END. NULL: it does; what no buffer can hold is dropped.
 */
const char *principal_refusal(const struct principal *);
/* Does the clause find room? If not it does not run. ending: END, for which some is reserved. */
bool principal_reserve(struct principal *, uint32_t cpu, uint32_t clause, uint64_t ns, bool ending);
bool principal_full(const struct principal *); /* policy fill: the program ends */
/* Takes a wish: 1 when it is to be performed now, 0 when it is kept, or -ENOMEM. */
int principal_take(struct principal *, const struct wish *, uint32_t clause);
/* What was kept, in the order of firing; the caller frees it. NULL: that was all. */
struct kept *principal_next(struct principal *);
void principal_tell(const struct principal *, bool tags, FILE *);

/* What a record of the clause takes of a buffer, in bytes. */
uint64_t record_size(const struct program *, const struct clause *, uint64_t strsize);

#endif
