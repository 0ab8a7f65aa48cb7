/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stretch.h - some rounds of a session, in memory together: so many that threads can share
 * them, so few that memory stays bounded. Of a pipe it is one round, as soon as it is complete.
 *
 *	stretch_init(&s, session)
 *	while (stretch_next(&s) > 0)
 *		replay_stretch(), span_list_stretch(), facts_each() of its rounds ...
 *		stretch_read_ahead(&s), by one of the threads that are at it
 *	stretch_release(&s)
 *
 * What is learnt of tasks, VMs and names is learnt in stretch_next().
 */
#ifndef REPORT_STRETCH_H
#define REPORT_STRETCH_H

#include "report/world/world.h"

struct stretch {
	struct world_session *session;
	uint32_t n;
	struct vmt_round **rounds;
	uint64_t end_ns; /* no row of it is later, and none behind it is before */

	/* What is read of the next one while threads are at this one's rows. */
	uint32_t nahead;
	struct vmt_round **ahead;
	bool read;
	int more; /* what reading returned */
};

int stretch_init(struct stretch *, struct world_session *); /* -ENOMEM */
void stretch_release(struct stretch *);
/* 1: the rounds behind those before, which are freed; 0: there are none; -ENOMEM, -EINTR. */
int stretch_next(struct stretch *);
/* Reads the rounds of the next stretch while this one's are used, not of a pipe. */
void stretch_read_ahead(struct stretch *);

#endif
