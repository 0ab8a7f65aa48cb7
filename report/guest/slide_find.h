/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slide_find.h - reads a session for what tells the slides of its guests' kernels, a VM at a
 * time: the exits that one kind of instruction makes, and the entry registers that were
 * recorded. What a guest's own guest did is left out.
 */
#ifndef REPORT_SLIDE_FIND_H
#define REPORT_SLIDE_FIND_H

#include "format/vmt.h"
#include "report/guest/slide.h"

#define SLIDE_VMS 4096	       /* most of a session; those with higher numbers are not looked at */
#define SLIDE_EXITS (1u << 22) /* that tell: more of a session are not read */

struct slide_vm {
	bool seen; /* the session's table of VMs, or an exit, names it */
	struct slide_votes votes;
};
struct slide_session {
	uint8_t id[16];
	uint64_t start;	     /* on the session's clock */
	uint32_t next_image; /* the least number that no image of it has */
	uint32_t nvms;	     /* vms[1 .. nvms - 1] by number */
	struct slide_vm *vms;
};
void slide_session_release(struct slide_session *);
/* Takes all rounds of the session. 0 or a negative enum vmt_error. */
int slide_session_read(struct slide_session *, struct vmt_session *);

#endif
