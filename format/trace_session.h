/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_session.h - a session as read: what its sections say, put together. Inside libvmtrace.
 */
#ifndef VMT_TRACE_SESSION_H
#define VMT_TRACE_SESSION_H

#include <stdatomic.h>

#include "format/chunkdir.h"
#include "format/sections.h"

struct vmt_chunk {
	struct chunkdir dir;
	const struct vmt_table *table;
	const struct source *source;
	const struct damage_sink *damage;
	atomic_uchar *told; /* [block]: its damage was reported */
};

struct vmt_session {
	struct vmt_session_info info;
	struct opening opening;
	struct schema schema;
	char *cause;
	uint64_t *watermarks;
	struct vmt_chunk *chunks;
	uint32_t nchunks, chunk_capacity, watermark_capacity;
};

void session_free(struct vmt_session *);
/*
 * A session of these sections, which are its own, in sequence and each once. The source and
 * the sink are kept. VMT_EDAMAGE: nothing of it can be read (reported); VMT_ENOMEM.
 * `complete`: no damage was found that explains a gap in the sequence.
 */
int session_build(struct vmt_session **, struct section *const *, uint32_t nsections, bool complete,
		  const struct source *, const struct damage_sink *);

#endif
