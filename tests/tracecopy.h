/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tracecopy.h - all that a trace says, kept, to hold a damaged copy of it against. Whatever a
 * reader still makes of that must be what the whole one said, or be lost: nothing else.
 */
#ifndef TRACECOPY_H
#define TRACECOPY_H

#include "tests/alltrace.h"

struct tracecopy;
/* The trace is not needed afterwards. Aborts where a column of it is damaged. */
struct tracecopy *tracecopy_new(const struct alltrace *, struct vmt_scratch *);
void tracecopy_free(struct tracecopy *);

/* What a damaged one no longer says. */
struct tracecopy_loss {
	uint32_t sessions, chunks, columns, watermarks;
	bool end; /* of a session */
};
/* NULL, or what is other than it was. */
const char *tracecopy_compare(const struct tracecopy *, const struct alltrace *,
			      struct vmt_scratch *, struct tracecopy_loss *);
bool tracecopy_lost(const struct tracecopy_loss *); /* anything */

#endif
