/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guest_ahead.h - what a session tells of its guests' names. Rows of any round name rows before
 * them, so a file is read for them first, all of its rounds; of a pipe there are those of the
 * rounds so far.
 */
#ifndef REPORT_GUEST_AHEAD_H
#define REPORT_GUEST_AHEAD_H

#include "report/world/world.h"

/* Places and census of a session, empty. -ENOMEM. */
int guest_ahead_begin(struct world_session *);
/* The next round. -ENOMEM. */
int guest_ahead_round(struct world_session *, const struct vmt_round_info *);
/* The rounds of all sessions in a file: of those that were begun of the first `n`. */
int guest_ahead_file(struct world_session *, uint32_t n, const struct world_file *,
		     const char *path, int fd, vmt_damage_fn *, void *self);

#endif
