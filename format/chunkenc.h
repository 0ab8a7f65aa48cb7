/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chunkenc.h - rows in stages to chunks in a file: the writer's work apart from when to do it.
 * Inside libvmtrace.
 */
#ifndef VMT_CHUNKENC_H
#define VMT_CHUNKENC_H

#include "format/blockenc.h"
#include "format/schema.h"
#include "format/section_out.h"

/* What becomes of the chunks: each kind's plans are its own, for they differ in size. */
enum chunkenc_kind {
	CHUNKENC_FINAL,
	CHUNKENC_PROVISIONAL,
	CHUNKENC_KINDS,
};

struct chunkenc {
	const struct schema *schema;
	enum chunkenc_kind kind;
	struct plan **plans[CHUNKENC_KINDS]; /* [table][column] */
	struct blockenc block;
	struct bytebuf body, inside, frames, heap;
	uint64_t *values, *valid; /* of one column of a chunk */
	uint64_t *heap_used;	  /* [column] of the chunk being filled */
	uint64_t latest;	  /* time of any row so far */
};

/* Which times may be, and how they become ns: each fix holds until the next. */
struct chunkenc_times {
	uint64_t earliest;
	const struct vmt_fix *fixes;
	uint32_t nfixes;
};

int chunkenc_init(struct chunkenc *, const struct schema *, int level);
void chunkenc_release(struct chunkenc *);
/*
 * Writes the parts, which are of the table, as chunks. VMT_EINVAL: a time is too early or
 * decreases; from that chunk on nothing is written.
 */
int chunkenc_put(struct chunkenc *, struct section_out *, uint32_t table, const struct vmt_part *,
		 uint32_t nparts, const struct chunkenc_times *);

#endif
