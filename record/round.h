/* SPDX-License-Identifier: GPL-2.0 */
/*
 * round.h - sealing: what every track holds up to a time T becomes chunks, table by table in
 * the order of enum rec_table and CPU by CPU.
 */
#ifndef RECORD_ROUND_H
#define RECORD_ROUND_H

#include "record/pressure.h"
#include "record/track.h"

struct sealer {
	struct vmt_writer *writer;
	const struct rec_schema *schema;
	struct track *tracks;
	uint32_t ntracks;
	struct rows own; /* rows of no CPU: names, clocks, levels */
	struct pressure pressure;
	struct task_book *book; /* who tracepoints are of; NULL: there are none */
	uint64_t since;		/* the round's first instant */
	struct vmt_part *parts; /* room for ntracks + 1 */
};

/*
 * Level: the writer's, which gives way under pressure. 0 or -ENOMEM; release it either way. Schema,
 * tracks, and what is set later, the writer and a book, stay the caller's.
 */
int sealer_init(struct sealer *, const struct rec_schema *, struct track *, uint32_t ntracks,
		int level, const struct vmtrace_clock *start);
void sealer_release(struct sealer *);
/*
 * Gives the writer every row up to now->tsc; the caller then ends the round there, or the
 * session. 0 or a negative enum vmt_error, VMT_EIO with errno.
 */
int sealer_seal(struct sealer *, const struct vmtrace_clock *now);
/*
 * Gives the writer every row that a table has of no CPU, ahead of the round. 0 or a negative enum
 * vmt_error.
 */
int sealer_put_own(struct sealer *, uint32_t table);

struct vmt_clock vmt_clock_of(const struct vmtrace_clock *);

#endif
