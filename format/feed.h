/* SPDX-License-Identifier: GPL-2.0 */
/*
 * feed.h - the sections of a file or stream one after another. Inside libvmtrace.
 *
 * They come from a scan: from section to section, and through damage by looking for the next
 * head that holds; or from the copies in a footer, which was proven before. One section is in
 * memory at a time.
 */
#ifndef VMT_FEED_H
#define VMT_FEED_H

#include "format/footer.h"
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

struct feed {
	struct source *source;
	const struct damage_sink *damage; /* NULL: what is skipped is not told of */
	uint64_t at, end;		  /* FEED_TO_END: as far as the source goes */
	bool heads_only;		  /* no bodies: only where sections are */
	bool all;			  /* footers are to be compared with what they copy */
	bool skipped;			  /* damage was met; the reader clears it */
	struct footer_copies *copies;	  /* of the footer that serves, or NULL to scan */
	uint8_t *window;		  /* to look for heads in */
};
#define FEED_TO_END UINT64_MAX

/* Free it by feed_release(); copies are taken over. */
void feed_release(struct feed *);
/*
 * The next section; with an id, only while it is of that session. Its memory becomes the
 * caller's: section_release(). A footer has no body. 1, 0: no more; VMT_EIO, VMT_ENOMEM.
 */
int feed_next(struct feed *, const uint8_t *id, struct section *);

/* The id of the next head, which stays there; damage before it is skipped. 1, 0, an error. */
int feed_peek(struct feed *, uint8_t id[16]);

#endif
