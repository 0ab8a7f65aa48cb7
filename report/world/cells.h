/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cells.h - an open chunk: its columns, each read and decoded when it is first asked for.
 * A column that the schema does not name has no view; nor has one whose block is damaged, which
 * is lost: its rows had values.
 */
#ifndef REPORT_CELLS_H
#define REPORT_CELLS_H

#include "format/vmt.h"
#include "report/value.h"

/* What was read of a column. */
struct cells_use {
	uint64_t chunks, bytes;
};

struct cells_column {
	bool asked, have, lost;
	struct cells_use use; /* since the chunk was opened */
	struct vmt_scratch *scratch;
	struct vmt_view view;
	uint64_t *flat; /* room for runs spread over rows, kept for the next chunk */
	uint32_t flat_room;
	struct cell_text *text; /* of this chunk's, once it is asked for; kept for the next */
	bool is_text;
};

struct cells {
	const struct vmt_chunk *chunk;
	const struct vmt_chunk_info *info;
	uint32_t ncolumns;
	bool nomem;	/* a column was not read for want of memory */
	uint8_t *marks; /* the caller's own, 0 at first */
	struct cells *next;
	struct cells_column columns[];
};

/* Closed chunks of one table lend their memory to the next. */
struct cells_pool {
	uint32_t ncolumns, nmarks;
	struct cells *free;
	struct cells_use *uses; /* of each column, of chunks that are closed; NULL: of none */
};
void cells_pool_release(struct cells_pool *);
struct cells *cells_open(struct cells_pool *, const struct vmt_chunk *); /* NULL: no memory */
void cells_close(struct cells_pool *, struct cells *);

/* A column as it is stored, or NULL. Negative numbers are absent columns. */
const struct vmt_view *cells_view(struct cells *, int column);
bool cells_lost(struct cells *, int column);
/* An integer column that is not in runs, so that cells_at() takes one step; or NULL. */
const struct vmt_view *cells_indexed(struct cells *, int column);

/*
 * A column of bytes as D's strings: VMT_DICT, its values are const struct str *, as long as the
 * chunk is open. NULL as cells_view().
 */
const struct vmt_view *cells_text(struct cells *, int column, struct strpool *);

static inline bool view_valid(const struct vmt_view *v, uint32_t row)
{
	return !v->valid || (v->valid[row / 64] >> (row % 64) & 1);
}

/* A row of cells_indexed(). */
static inline uint64_t view_at(const struct vmt_view *v, uint32_t row)
{
	if (v->kind == VMT_FLAT)
		return v->values[row];
	return v->values[v->kind == VMT_DICT ? v->codes[row] : 0];
}

#endif
