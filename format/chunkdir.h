/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chunkdir.h - the body of a CHUNK section: which rows, and where each column's block lies.
 * Inside libvmtrace. Byte by byte in docs/FORMAT.md, "Chunk".
 *
 * Blocks are not addressed: they fill the section in the order of the columns, those without
 * zstd inside the skippable frame, the others behind it, without gaps. So offsets cannot
 * point elsewhere and no byte is left unaccounted for.
 */
#ifndef VMT_CHUNKDIR_H
#define VMT_CHUNKDIR_H

#include "format/bytebuf.h"
#include "format/cursor.h"
#include "format/schema.h"
#include "format/section.h"
#include "format/vmt.h"

enum chunkdir_validity {
	VALID_ALL = 0,
	VALID_NONE = 1,
	VALID_BITMAP = 2,
	VALID_LOST = 3, /* there were values: repair() had no whole block of them */
};

/* Largest payload of a block, before zstd: numbers at 8 bytes, or a heap, and what describes it. */
#define CHUNKDIR_MAX_RAW (48u << 20)

/* A block as in vmt.h with the xxh3 of its stored bytes. */
struct chunkdir {
	struct vmt_chunk_info info;
	struct vmt_group *groups; /* info.groups, info.blocks and info.fixes, to be written to */
	struct vmt_block *blocks;
	struct vmt_fix *fixes;
	uint64_t *hashes;
};

#define CHUNKDIR_MAX_FIXES 1024

int chunkdir_init(struct chunkdir *, uint32_t ngroups, uint32_t nblocks, uint32_t nfixes);
void chunkdir_release(struct chunkdir *);

void chunkdir_put(struct bytebuf *, const struct chunkdir *);
/* Everything checked against the section and the schema. VMT_EDAMAGE, VMT_ENOMEM. */
int chunkdir_get(const struct section *, const struct schema *, struct chunkdir *);

/* The column has values and so a smallest and a largest. */
bool chunkdir_has_values(const struct vmt_block *);
/* Bytes in the file follow the directory for this block. */
bool chunkdir_stores(const struct vmt_block *);

#endif
