/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sections.h - every whole section of a file, with its body. Inside libvmtrace.
 *
 * Footers are used from the end backwards as far as they go; what stands before is scanned:
 * from section to section, and through damage by looking for the next head that holds.
 */
#ifndef VMT_SECTIONS_H
#define VMT_SECTIONS_H

#include <stdbool.h>

#include "format/bytebuf.h"
#include "format/section.h"
#include "format/source.h"
#include "format/vmt.h"

/* Who is told of damage. */
struct damage_sink {
	vmt_damage_fn *tell; /* may be NULL */
	void *self;
};
void damage_tell(const struct damage_sink *, uint64_t offset, uint64_t bytes, const char *what,
		 bool harmless);

struct sections {
	struct section *list; /* in file order; bodies are owned */
	uint32_t count, capacity;
	struct vmt_damage *damage; /* pieces of the file that are in no section, in file order */
	uint32_t ndamage, damage_capacity;
	bool scanned; /* no footer served for some of it */
};

/* VMT_EFORMAT: the file has no section at all. */
int sections_read(struct sections *, const struct source *);
void sections_release(struct sections *);

#endif
