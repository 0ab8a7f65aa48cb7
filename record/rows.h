/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rows.h - records on their way to the file: one stage per table of the session. A record
 * becomes a row of its table by that table's plan; what the ring's ABI does not allow is
 * refused, whoever wrote it.
 */
#ifndef RECORD_ROWS_H
#define RECORD_ROWS_H

#include "record/rec_schema.h"

struct rows {
	uint32_t n;
	struct vmt_stage **stage; /* by enum rec_table; NULL: not recorded, or no row yet */
};

enum { LOST_RING = 1, LOST_DAMAGE = 2, LOST_GAP = 3 }; /* VMT_SET_CAUSE */

/* What a ring could not hold, or what cannot be believed. */
struct loss {
	uint64_t first, last; /* times */
	uint64_t count;
	uint8_t type; /* enum vmtrace_type or VMT_STREAM_TRACEPOINT, 0: unknown */
	uint8_t cause;
};

int rows_init(struct rows *, const struct rec_schema *); /* 0 or -ENOMEM; release it either way */
void rows_release(struct rows *);
/*
 * Adds a record as a row at `time` (its own, but that a LOST may be older than the round).
 * 0, -EBADMSG: not a record of this session, or -ENOMEM.
 */
int rows_add(struct rows *, const struct rec_schema *, const struct vmtrace_rec *, uint64_t time);
/* The stage of a tracepoint, which is made when first asked for; NULL: no memory. */
struct vmt_stage *rows_point(struct rows *, const struct point_set *, uint32_t point);
int rows_add_loss(struct rows *, const struct loss *);
/* Rows of LOST and the pending losses of a STOP: one per type that lost any. */
int rows_add_lost(struct rows *, const struct vmtrace_lost *, uint64_t time);
uint64_t lost_total(const struct vmtrace_lost *);
/* name: of its guest, "" unknown. nested_paging may be unknown, too. */
#define VM_PAGING_UNKNOWN 2
int rows_add_vm(struct rows *, const struct vmtrace_vm *, const char *name, uint64_t time);
int rows_add_task(struct rows *, const struct vmtrace_task *, uint64_t time);
int rows_add_clock(struct rows *, const struct vmtrace_clock *);
/* The writer's level from this time on, and how full the fullest room was that made it so. */
int rows_add_level(struct rows *, uint64_t time, int level, uint32_t percent);
int rows_add_name(struct rows *, uint64_t time, uint32_t set, uint64_t value, const char *name);

#endif
