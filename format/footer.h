/* SPDX-License-Identifier: GPL-2.0 */
/*
 * footer.h - the index at a session's end: a copy of every head and body, so that a reader
 * need not visit them. Inside libvmtrace. It only saves time: a scan finds the same.
 *
 * The body of a FOOTER section, which must be the last bytes of its file to be of use:
 *
 *	varint bytes of the copies, one zstd frame of them, tail
 *
 * The copies are all sections of the session, head and body as they stand in the file, in
 * order; each section begins where the one before it ends, the first at the session's start.
 *
 *	tail: u64 bytes from the session's start to the end of the footer
 *	      u64 bytes of the FOOTER section
 *	      "VMTSTAIL"
 *	      u64 xxh3 of these 24
 */
#ifndef VMT_FOOTER_H
#define VMT_FOOTER_H

#include <zstd.h>

#include "format/bytebuf.h"
#include "format/section.h"

#define FOOTER_TAIL 32

/* Copies on their way into a footer, compressed as they come. */
struct footer {
	ZSTD_CCtx *zstd;
	struct bytebuf frame;
	uint64_t raw;
};

/* Of the frame: an index beyond it is dropped, which only costs a scan. */
#define FOOTER_MAX_FRAME (SECTION_MAX_BODY / 4)

int footer_init(struct footer *);
void footer_release(struct footer *);
/* VMT_EINVAL: more than a footer holds; VMT_ENOMEM. Either way there will be no footer. */
int footer_add(struct footer *, const uint8_t head[SECTION_HEAD], const void *body, uint32_t size);
/* The body; session_bytes: from the session's start to the FOOTER section. */
int footer_put(struct footer *, struct bytebuf *body, uint64_t session_bytes);

struct footer_tail {
	uint64_t session_bytes, footer_bytes;
};
int footer_get_tail(const uint8_t tail[FOOTER_TAIL], struct footer_tail *);
/* The copies of a body, at most `limit` bytes: VMT_EDAMAGE, VMT_ENOMEM. */
int footer_get(const uint8_t *body, uint32_t size, uint64_t limit, struct bytebuf *copies);

#endif
