/* SPDX-License-Identifier: GPL-2.0 */
/*
 * codec_plan.h - which codec a column gets. Inside libvmtrace.
 *
 * Every candidate is tried on a sample of the column, in its own order and in the key's, and the
 * cheapest is remembered. It is
 * revisited after a few chunks, then after twice as many, because a choice frozen on the first
 * chunk goes wrong; and at once when chunks become much larger or smaller.
 */
#ifndef VMT_CODEC_PLAN_H
#define VMT_CODEC_PLAN_H

#include "format/blockenc.h"

/* Chooses if it is time to. */
int plan_revisit(struct plan *, struct blockenc *, bool may_order, const struct codec_rows *);

#endif
