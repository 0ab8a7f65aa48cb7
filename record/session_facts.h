/* SPDX-License-Identifier: GPL-2.0 */
/* session_facts.h - what the file says of its host and of how it was recorded, as text. */
#ifndef RECORD_SESSION_FACTS_H
#define RECORD_SESSION_FACTS_H

#include "record/intake.h"

struct facts {
	uint32_t n, room;
	struct vmt_fact *fact; /* values point below, and to the intake's */
	uint32_t used;
	char text[8192];
};

/*
 * Of a capture that has begun. Continues: it did before this session of the file. What cannot be
 * learnt is left out. 0 or -ENOMEM; release it either way. Pointers into the struct: do not copy.
 */
int facts_init(struct facts *, const struct intake *, bool continues);
void facts_release(struct facts *);

#endif
