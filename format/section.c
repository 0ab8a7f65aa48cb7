/* SPDX-License-Identifier: GPL-2.0 */
#include "format/section.h"

#include <stdlib.h>

#include "format/checksum.h"
#include "format/le.h"
#include "format/vmt.h"

/*
 * 0 frame magic, 4 frame size, 8 "VMTS", 12 type, 13 flags, 14 version, 16 total, 24 session,
 * 40 sequence, 48 body size, 52 reserved, 56 body's xxh3, 64 xxh3 of the 64 bytes before
 */
enum {
	AT_FRAME = 0,
	AT_SIZE = 4,
	AT_MAGIC = 8,
	AT_TYPE = 12,
	AT_FLAGS = 13,
	AT_VERSION = 14,
	AT_TOTAL = 16,
	AT_ID = 24,
	AT_SEQ = 40,
	AT_BODY = 48,
	AT_RESERVED = 52,
	AT_BODY_HASH = 56,
	AT_HASH = 64
};

#define FRAME_HEADER 8

void section_release(struct section *s)
{
	free(s->body);
	free(s->blocks);
	s->body = s->blocks = NULL;
}

void section_put_head(uint8_t p[SECTION_HEAD], const struct section *s)
{
	le_put32(p + AT_FRAME, SECTION_FRAME_MAGIC);
	le_put32(p + AT_SIZE, section_frames(s) - FRAME_HEADER);
	memcpy(p + AT_MAGIC, SECTION_MAGIC, 4);
	p[AT_TYPE] = s->type;
	p[AT_FLAGS] = s->flags;
	le_put16(p + AT_VERSION, s->version);
	le_put64(p + AT_TOTAL, s->total);
	memcpy(p + AT_ID, s->id, sizeof(s->id));
	le_put64(p + AT_SEQ, s->seq);
	le_put32(p + AT_BODY, s->body_size);
	le_put32(p + AT_RESERVED, 0);
	le_put64(p + AT_BODY_HASH, s->body_hash);
	le_put64(p + AT_HASH, checksum(p, AT_HASH));
}

int section_get_head(const uint8_t p[SECTION_HEAD], struct section *s)
{
	uint64_t content = (uint64_t)le_get32(p + AT_SIZE) + FRAME_HEADER;
	struct section head = {
		.type = p[AT_TYPE],
		.flags = p[AT_FLAGS],
		.version = le_get16(p + AT_VERSION),
		.seq = le_get64(p + AT_SEQ),
		.total = le_get64(p + AT_TOTAL),
		.body_size = le_get32(p + AT_BODY),
		.body_hash = le_get64(p + AT_BODY_HASH),
	};

	if (le_get32(p + AT_FRAME) != SECTION_FRAME_MAGIC || memcmp(p + AT_MAGIC, SECTION_MAGIC, 4))
		return VMT_EDAMAGE;
	if (!checksum_holds(p, AT_HASH, le_get64(p + AT_HASH)))
		return VMT_EDAMAGE;
	if (head.body_size > SECTION_MAX_BODY || content < section_blocks(&head) ||
	    head.total < content || head.total > INT64_MAX)
		return VMT_EDAMAGE;
	head.inside = content - section_blocks(&head);
	memcpy(head.id, p + AT_ID, sizeof(head.id));
	*s = head;
	return 0;
}

bool section_body_whole(const struct section *s, const uint8_t *body)
{
	return checksum_holds(body, s->body_size, s->body_hash);
}

bool section_known(const struct section *s)
{
	return s->type >= SECTION_SESSION && s->type <= SECTION_GAP &&
	       s->version == SECTION_VERSION;
}

bool section_repeats_opening(uint64_t rounds)
{
	return rounds && !(rounds & (rounds - 1));
}
