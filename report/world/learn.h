/* SPDX-License-Identifier: GPL-2.0 */
/*
 * learn.h - what the rounds of a session tell of its tasks, its VMs and the names of values.
 * Their rows stand before the first that uses them, so a session is learnt as it is read.
 */
#ifndef REPORT_LEARN_H
#define REPORT_LEARN_H

#include "report/world/world.h"

/* The world, session and isa of the world_session are set. -ENOMEM: release it either way. */
int learn_begin(struct world_session *);
int learn_round(struct world_session *, const struct vmt_round_info *); /* -ENOMEM */
void learn_release(struct world_session *);
/* The set that names its exit reasons. */
uint32_t learn_exit_set(const struct world_session *);

#endif
