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
	enum event_kind kind;
	enum probe_args numbering;
	uint8_t isa;		  /* 0: any */
	struct firing one;	  /* entries and samples */
	struct firing *by_reason; /* exits: one for each index; probe NULL: nothing */
	bool every;		  /* exits: each reason fires */
};

struct layer_list {
	uint32_t n;
	struct layer *layers;
};
/* Do rows of such a table concern it, in a session of that ISA? */
static inline bool layer_concerns(const struct layer *l, enum event_kind kind, uint8_t isa)
{
	return l->kind == kind && (!l->isa || l->isa == isa);
}
/* The table whose rows fire a probe, or EVENT_NR. */
enum event_kind layer_event(const struct probe *);
/*
 * Adds a firing on rows, whose probe's reasons are those of its ISA, to a layer or a new one,
 * and tells it which: 0 or -ENOMEM.
 */
int layer_list_add(struct layer_list *, const struct reasons *, struct firing *);
void layer_list_release(struct layer_list *);

#endif
