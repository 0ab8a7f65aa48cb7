/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section.h - what a file is made of. Inside libvmtrace.
 *
 *	+-- zstd skippable frame -------------------------+-- zstd frames --+
 *	| magic size | head | body | blocks without zstd  | blocks with it  |
 *	+-------------------------------------------------+-----------------+
 *	  8 bytes      64     body_size                     the rest of total
 *
 * The head's checksum covers the first 72 bytes, the body's the body; a block has its own in
 * the chunk's body. So every byte of a file is covered by exactly one.
 */
#ifndef VMT_SECTION_H
#define VMT_SECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "format/bytebuf.h"

#define SECTION_FRAME_MAGIC 0x184d2a5dU
#define SECTION_MAGIC "VMTS"
#define SECTION_HEAD 72 /* with the frame's own header */
#define SECTION_MAX_BODY (1u << 30)
#define SECTION_MAX_CAUSE 4096 /* bytes of END's text */
#define SECTION_VERSION 1

enum section_type {
	SECTION_SESSION = 1,
	SECTION_SCHEMA = 2,
	SECTION_CHUNK = 3,
	SECTION_WATERMARK = 4,
	SECTION_END = 5,
	SECTION_FOOTER = 6,
	SECTION_GAP = 7, /* no body, and bytes inside that count for nothing */
};

/* A reader that does not know the type or the version must give the session up. */
#define SECTION_CRITICAL 0x1

struct section {
	uint8_t type, flags;
	uint16_t version;
	uint8_t id[16];	 /* of the session */
	uint64_t seq;	 /* from 0 in its session */
	uint64_t total;	 /* bytes, from the frame's magic to the end of the last zstd frame */
	uint32_t inside; /* bytes of blocks without zstd */
	uint32_t body_size;
	uint64_t body_hash;
	uint64_t offset; /* in the file */
	uint8_t *body;	 /* owned; NULL until it was read */
	uint8_t *blocks; /* of a stream: all bytes behind the body; else NULL */
};
void section_release(struct section *);

/* Where the first block that is inside begins, and the first that is a frame of its own. */
static inline uint64_t section_blocks(const struct section *s)
{
	return SECTION_HEAD + s->body_size;
}

static inline uint64_t section_frames(const struct section *s)
{
	return SECTION_HEAD + (uint64_t)s->body_size + s->inside;
}

void section_put_head(uint8_t head[SECTION_HEAD], const struct section *);
/* Fills all but offset and body; VMT_EDAMAGE: no head, or not a possible one. */
int section_get_head(const uint8_t head[SECTION_HEAD], struct section *);
bool section_body_whole(const struct section *, const uint8_t *body);
/*
 * Whether SESSION and SCHEMA stand again behind so many rounds: ever rarer, so that they
 * survive a flipped bit at little cost.
 */
bool section_repeats_opening(uint64_t rounds);
/* Whether this library reads sections of this type and version. */
bool section_known(const struct section *);

#endif
