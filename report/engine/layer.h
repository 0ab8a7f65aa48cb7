/* SPDX-License-Identifier: GPL-2.0 */
/*
 * layer.h - a clause on rows of one table: it is as many layers as it takes for at most one
 * probe to fire on a row of each.
 */
#ifndef REPORT_LAYER_H
#define REPORT_LAYER_H

#include "report/engine/batch.h"
#include "report/engine/firing.h"

struct layer {
	uint32_t which; /* of the event tables */
	enum event_kind kind;
	enum probe_args numbering;
	uint8_t isa;		  /* 0: any */
	struct firing one;	  /* entries, samples and tracepoints */
	struct firing *by_reason; /* exits: one for each index; probe NULL: nothing */
	bool every;		  /* exits: each reason fires */
};

struct layer_list {
	uint32_t n;
	struct layer *layers;
};
/* Do rows of such a table concern it, in a session of that ISA? */
static inline bool layer_concerns(const struct layer *l, uint32_t which, uint8_t isa)
{
	return l->which == which && (!l->isa || l->isa == isa);
}
/* Does it fire every row of its table? */
static inline bool layer_always(const struct layer *l)
{
	return l->every || l->kind == EVENT_ENTRY || l->kind == EVENT_TRACEPOINT;
}
/*
 * Adds a firing on rows, whose probe's reasons are those of its ISA, to a layer or a new one,
 * and tells it which: 0 or -ENOMEM.
 */
int layer_list_add(struct layer_list *, const struct reasons *, struct firing *);
void layer_list_release(struct layer_list *);

#endif
