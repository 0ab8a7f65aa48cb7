/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dispatch.h - what fires on what. Each clause on rows runs in one of two ways: ordered, a
 * row at a time in total order with all other ordered clauses; or free, over batches in any
 * order, because nothing but aggregations comes of it.
 */
#ifndef REPORT_DISPATCH_H
#define REPORT_DISPATCH_H

#include "report/engine/layer.h"

enum way { WAY_ORDERED = 1, WAY_FREE = 2 };

struct firing_list { /* by probe, then by clause: the order of firing */
	uint32_t n, room;
	struct firing *firings;
};

/* A session's ISA decides which exits and entries fire. */
struct isa_dispatch {
	struct reasons reasons;
	struct firing_list *exits; /* by the reason's index */
	struct firing_list entries;
};

/* A tracepoint that some clause names. */
struct tracepoint {
	const struct probe *probe;
	struct firing_list list; /* of ordered clauses */
};

struct tick {
	const struct probe *probe;
	struct firing_list list;
};

#define DISPATCH_ISAS 3
struct dispatch {
	const struct program *program;
	struct isa_dispatch isas[DISPATCH_ISAS]; /* by VMT_ISA_* */
	struct firing_list begin, end, error, samples;
	struct layer_list free, ordered;
	uint32_t nticks;
	bool threads_apart; /* ordered rows of different threads need no order among them */
	bool cut; /* a clause on rows prints or reads aggregations, or exits: all are ordered */
	bool errors, exits; /* some clause is ERROR's, or calls exit() */
	struct tick *ticks;
	uint32_t ntracepoints, nevents; /* nevents: event tables, EVENT_TRACEPOINT + ntracepoints */
	uint32_t room_tracepoints;
	struct tracepoint *tracepoints; /* by their probes' numbers */
	unsigned *ways;			/* enum way: how rows of each event table are wanted */
};

/* in_order: no clause is free. NULL: no memory. */
struct dispatch *dispatch_new(const struct program *, const struct probe_set *, bool in_order);
/* Some of its probes fire on rows. */
bool dispatch_on_rows(const struct clause *, const struct probe_set *);
/* The probe whose table it is, or NULL: it is the module's. */
static inline const struct probe *dispatch_tracepoint(const struct dispatch *d, uint32_t which)
{
	return which < EVENT_TRACEPOINT ? NULL : d->tracepoints[which - EVENT_TRACEPOINT].probe;
}
/* What fires on the rows of an event table other than exits, in order. */
const struct firing_list *dispatch_list(const struct dispatch *, uint32_t which, uint8_t isa);
void dispatch_free(struct dispatch *);

#endif
