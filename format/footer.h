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
#include "format/source.h"

#define FOOTER_TAIL 32
/* A reader of the frame needs no more memory than this window, 8 MiB. */
#define FOOTER_WINDOW_LOG 23

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

/* ---- Reading: the copies are expanded as they are taken, never as a whole ---- */

struct footer_place {
	uint8_t id[16];
	uint64_t start, offset; /* of the session's first section, and of the footer */
	uint32_t bytes;		/* of the footer's body */
};
/* Whether a footer's body has its checksum, read step by step: VMT_EDAMAGE, VMT_ENOMEM, VMT_EIO. */
int footer_check(struct source *, const struct section *);
/* The footer that ends at `end`, its checksums verified. VMT_EABSENT, VMT_EDAMAGE: none is. */
int footer_find(struct source *, uint64_t end, struct footer_place *);

/* Sections as they go by, to be compared with a footer's copies of them. */
struct footer_proof;
struct footer_proof *footer_proof_new(void); /* NULL: no memory */
void footer_proof_free(struct footer_proof *);
void footer_proof_add(struct footer_proof *, const struct section *);
/* Whether the footer, of a session that begins at `start`, copies these: VMT_EDAMAGE if not. */
int footer_proof_check(struct footer_proof *, struct source *, const struct section *footer,
		       uint64_t start);

struct footer_copies;
int footer_copies_new(struct footer_copies **, struct source *, const struct footer_place *);
void footer_copies_free(struct footer_copies *);
/*
 * The next section, at its place in the file: 1, or 0 behind the last. VMT_EDAMAGE: what
 * stands there cannot be true; VMT_ENOMEM, VMT_EIO.
 */
int footer_copies_next(struct footer_copies *, struct section *);

#endif
