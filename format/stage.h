/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stage.h - what the writer takes from a stage. Inside libvmtrace.
 *
 * A stage is a queue of tiles of 1,024 rows. Only the last tile is filled row by row; when it
 * is full it is turned into columns, while it is in the cache. A slot holds an integer, cut to
 * its type, or offset and size (32 bits each) of bytes in the tile's heap.
 */
#ifndef VMT_STAGE_H
#define VMT_STAGE_H

#include "format/bytebuf.h"
#include "format/vmt.h"

#define STAGE_TILE 1024

/* Most bytes of one value, of a list 8 a value: a row then always fits a chunk. */
#define STAGE_MAX_VALUE (1u << 20)

/* Whether a stage's rows are those of such a table: number and types of columns. */
bool stage_matches(const struct vmt_stage *, const struct vmt_table *);
/*
 * Rows [first, first + n) of a column as slots, and their validity into bits
 * [at, at + n) of `valid`, where 1 stands already. True if any row is absent.
 */
bool stage_column(const struct vmt_stage *, uint32_t column, uint32_t first, uint32_t n,
		  uint64_t *slots, uint64_t *valid, uint32_t at);
/*
 * The heap bytes of the same rows, one after the other, sizes to `sizes`. A row without
 * has none, but of a VMT_FIXED column the bytes of the row before (zeros at first).
 */
void stage_heap(const struct vmt_stage *, uint32_t column, uint32_t first, uint32_t n,
		uint64_t *sizes, struct bytebuf *);
/* The time of a row. */
uint64_t stage_time(const struct vmt_stage *, uint32_t row);
/* Appends rows [first, first + n) of another stage of the same table. 0 or VMT_ENOMEM. */
int stage_append(struct vmt_stage *, const struct vmt_stage *from, uint32_t first, uint32_t n);
/* Of rows [first, first + n): how many fit into `limit` bytes of each column's heap. */
uint32_t stage_fitting(const struct vmt_stage *, uint32_t first, uint32_t n, uint64_t *used,
		       uint64_t limit);

#endif
