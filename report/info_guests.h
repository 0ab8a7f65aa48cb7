/* SPDX-License-Identifier: GPL-2.0 */
/*
 * info_guests.h - what a session knows of its guests, as lines of vmtrace info: their kernels,
 * who ran in them, and what the looks at their memory cost.
 */
#ifndef REPORT_INFO_GUESTS_H
#define REPORT_INFO_GUESTS_H

#include <stdio.h>
#include "report/guest/guest_map.h"
#include "report/world/guest_census.h"
#include "report/world/world.h"

struct guest_looks; /* of a VM */
struct info_guests {
	const struct world_session *session;
	struct guest_map map;
	struct guest_census *census;
	uint32_t nlooks, room;
	struct guest_looks *looks; /* by VM */
};
/* -ENOMEM; release it either way. Rounds are added in their order. */
int info_guests_init(struct info_guests *, const struct world_session *);
void info_guests_release(struct info_guests *);
int info_guests_add(struct info_guests *, const struct vmt_round_info *);
/* processes: each of them, too. -ENOMEM. */
int info_guests_print(struct info_guests *, bool processes, FILE *);

#endif
