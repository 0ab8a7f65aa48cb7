/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guestname.h - guestcomm, guestpid and guestfunc for the rows of an event table: who ran in the
 * guest, and which of its kernel's functions. What was found for a page table, a stack or an
 * address is kept with the times for which it is so; rows mostly ask for it again. A column comes
 * out as a dictionary of what the lanes were found to be.
 */
#ifndef REPORT_GUESTNAME_H
#define REPORT_GUESTNAME_H

#include "report/engine/column.h"
#include "report/program.h"
#include "report/world/world.h"

struct guestname;
/* NULL without an error: the program does not ask. -ENOMEM. */
int guestname_new(struct guestname **, const struct program *, const struct vmt_session *);
void guestname_free(struct guestname *);

#endif
