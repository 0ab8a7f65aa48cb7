/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section_out.h - the sections of one session on their way into a sink, numbered, and a copy
 * of each for the footer. Inside libvmtrace.
 *
 * Where the sink can be written again, sections may stand until better ones replace them: those
 * put between section_out_keep_place() and section_out_replacing() by those put from there to
 * section_out_replace(). Whenever that stops, a reader finds the old ones or the new ones, each
 * whole: docs/FORMAT.md, "Replaced rounds", draws the steps.
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
	/* Sections that will be replaced: their first, and if now are put in memory the new ones.
	 */
	bool provisional, replacing;
	uint64_t place, place_seq, provisional_seq;
	struct bytebuf fresh;
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
/* A gap of nothing but its head. */
int section_out_put_gap(struct section_out *);
/* What is put from here on will be replaced. The sink must be one that can be rewritten. */
int section_out_keep_place(struct section_out *);
/* What is put from here on replaces it, when section_out_replace() says so. */
int section_out_replacing(struct section_out *);
int section_out_replace(struct section_out *);
/* The footer, if there is to be one and it found room. `body` is a workspace. */
int section_out_end(struct section_out *, struct bytebuf *body);

#endif
