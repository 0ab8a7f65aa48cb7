/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace_session.h - a session as read: its sections gathered into rounds, one round at a time.
 * Inside libvmtrace.
 */
#ifndef VMT_TRACE_SESSION_H
#define VMT_TRACE_SESSION_H

#include <stdatomic.h>

#include "format/chunkdir.h"
#include "format/feed.h"

struct vmt_chunk {
	struct chunkdir dir;
	const struct vmt_table *table;
	struct source *source;
	uint8_t *blocks; /* owned: of a stream, the bytes of all blocks; else NULL */
	uint64_t blocks_at;
	const struct damage_sink *damage;
	atomic_uchar *told; /* [block]: its damage was reported */
};

struct vmt_round {
	struct vmt_round_info info;
	struct vmt_chunk *chunks;
	const struct vmt_chunk **list; /* info.chunks */
	bool gap;		       /* one of no bytes stood before it */
};

struct vmt_session {
	struct vmt_session_info info;
	struct opening opening;
	struct schema schema;
	bool opened; /* the opening is there; the schema is when it has tables */
	char *cause;
	struct feed own, *feed;
	const struct damage_sink *damage;
	uint64_t next_seq;
	struct section *pending; /* chunks and marks of rounds to come */
	uint32_t npending, capacity;
	uint32_t nmarks;	      /* watermarks among them */
	bool stop;		      /* END or what cannot be read was met: nothing more counts */
	bool over;		      /* the feed has no more */
	bool newer;		      /* a critical section that is not known */
	bool footer;		      /* the session has one that holds */
	bool damaged;		      /* sections of it are missing */
	struct footer_proof *proof;   /* of all that went by, or NULL */
	bool through;		      /* every round was given out */
	uint64_t repeats, repeats_at; /* bytes of sections that were there before */
	struct vmt_round *first;      /* read ahead */
};

/* The bytes of a block as they are stored: VMT_EIO, VMT_EDAMAGE. */
int chunk_stored(const struct vmt_chunk *, const struct vmt_block *, uint8_t *to);

/*
 * The session that begins where the feed stands, with its first round read ahead. The feed is
 * taken over, or shared if `shared` (a stream's): then the one before must be through.
 * VMT_EDAMAGE: nothing of it can be read (reported); VMT_ENOMEM, VMT_EIO.
 */
int session_open(struct vmt_session **, const uint8_t id[16], struct feed *, bool shared,
		 const struct damage_sink *);

#endif
