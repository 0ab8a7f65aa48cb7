/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section_out.h - the sections of one session on their way into a sink, numbered, and a copy
 * of each for the footer. Inside libvmtrace.
 */
#ifndef VMT_SECTION_OUT_H
#define VMT_SECTION_OUT_H

#include "format/footer.h"
#include "format/vmt.h"

struct section_out {
	struct vmt_sink sink;
	int error; /* sticky: nothing is written behind what may be half a section */
	uint8_t id[16];
	uint64_t seq, bytes;
	bool with_footer;
	struct footer footer;
};

int section_out_init(struct section_out *, const struct vmt_sink *, const uint8_t id[16],
		     bool footer);
void section_out_release(struct section_out *);
/*
 * A section of this body; of a chunk with the blocks that lie inside the skippable frame and
 * those behind it, else NULL. VMT_EINVAL: larger than the format allows, nothing is written.
 */
int section_out_put(struct section_out *, uint8_t type, const struct bytebuf *body,
		    const struct bytebuf *inside, const struct bytebuf *frames);
/* The footer, if there is to be one and it found room. `body` is a workspace. */
int section_out_end(struct section_out *, struct bytebuf *body);

#endif
