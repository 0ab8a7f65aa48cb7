/* SPDX-License-Identifier: GPL-2.0 */
/*
 * damage_log.h - tells of damage on stderr: one line each, at once, or from hold to release in
 * the order of the files and of what lies in them, whichever thread met it first.
 */
#ifndef REPORT_DAMAGE_LOG_H
#define REPORT_DAMAGE_LOG_H

#include "format/vmt.h"

struct damage_log;
struct damage_log *damage_log_new(void); /* NULL: no memory */
void damage_log_free(struct damage_log *);
/* By any thread. `file` is the number of the file, `name` and d->what outlive the log. */
void damage_log_add(struct damage_log *, uint32_t file, const char *name,
		    const struct vmt_damage *d);
/* What was lost: harmless damage does not count. */
uint32_t damage_log_count(const struct damage_log *);
void damage_log_hold(struct damage_log *);
bool damage_log_holds(const struct damage_log *); /* there is something to tell */
void damage_log_release(struct damage_log *);

#endif
