/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tep_table.h - a tracepoint as a table, and its raw records as rows.
 *
 *	table	SYSTEM:EVENT
 *	columns	time seq task, then a column for each field of the event's format, in its order,
 *		named args.FIELD; of the common fields common_flags and common_preempt_count only
 *
 * A field becomes
 *
 *	a number or a pointer	U8..U64, I8..I64, by its size and sign
 *	char[]			VMT_VAR, text without the terminating NUL
 *	an array of integers	VMT_LIST of these
 *	anything else		VMT_FIXED, or VMT_VAR where its size is the record's affair
 *
 * What a record holds by offset and length (__data_loc, __rel_loc) is absent where these lead out
 * of the record. Formats and records are believed in nothing: a table that cannot be is refused,
 * a record shorter than its format is none of its event's.
 */
#ifndef RECORD_TEP_TABLE_H
#define RECORD_TEP_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "format/vmt.h"

struct tep_event;
struct tep_table;

/* What a row has beside the record's own. */
struct tep_stamp {
	uint64_t time;
	uint32_t seq, task;
};

/*
 * 0; -EINVAL: this format makes no table (no fields, too many, or of impossible sizes); -ENOMEM.
 * The event is not needed afterwards, but its handle's byte order and size of a long count now.
 */
int tep_table_new(struct tep_table **, const struct tep_event *);
void tep_table_free(struct tep_table *); /* takes NULL */
/* Name and columns are the tep_table's. */
const struct vmt_table *tep_table_def(const struct tep_table *);
/* The thread that a record is of (common_pid). False: it does not say. */
bool tep_table_pid(const struct tep_table *, const void *record, uint32_t size, int32_t *pid);
/* Adds a record as a row of a stage of that table. 0; -EBADMSG: it is too short; -ENOMEM. */
int tep_table_add(const struct tep_table *, struct vmt_stage *, const struct tep_stamp *,
		  const void *record, uint32_t size);

#endif
