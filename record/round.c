/* SPDX-License-Identifier: GPL-2.0 */
#include "record/round.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct vmt_clock vmt_clock_of(const struct vmtrace_clock *c)
{
	return (struct vmt_clock){ c->tsc, c->mono, c->boot, c->real };
}

int sealer_init(struct sealer *s, const struct rec_schema *schema, struct track *tracks,
		uint32_t ntracks, int level, const struct vmtrace_clock *start)
{
	*s = (struct sealer){ .schema = schema, .tracks = tracks, .ntracks = ntracks };
	s->parts = calloc(ntracks + 1, sizeof(*s->parts));
	pressure_init(&s->pressure, level, start->mono);
	s->since = start->tsc;
	return !s->parts || rows_init(&s->own, schema) ? -ENOMEM : 0;
}

void sealer_release(struct sealer *s)
{
	rows_release(&s->own);
	free(s->parts);
	memset(s, 0, sizeof(*s));
}

static uint32_t add_part(struct sealer *s, uint32_t n, uint32_t cpu, const struct rows *rows,
			 uint32_t table, uint64_t t)
{
	const struct vmt_stage *stage = rows->stage[table];
	uint32_t until = stage ? vmt_stage_until(stage, t) : 0;

	if (!until)
		return n;
	s->parts[n] = (struct vmt_part){ .cpu = cpu, .rows = until, .stage = stage };
	return n + 1;
}

static int write_parts(struct sealer *s, uint32_t table, uint32_t n)
{
	return n ? vmt_writer_rows(s->writer, s->schema->index[table], s->parts, n) : 0;
}

/* What was carried is older and makes chunks of its own: a CPU stands once in a chunk. */
static int seal_table(struct sealer *s, uint32_t table, uint64_t t)
{
	uint32_t i, n = 0;
	int r;

	for (i = 0; i < s->ntracks; i++)
		n = add_part(s, n, s->tracks[i].cpu, s->tracks[i].carry, table, t);
	r = write_parts(s, table, n);
	if (r)
		return r;
	for (i = n = 0; i < s->ntracks; i++)
		n = add_part(s, n, s->tracks[i].cpu, s->tracks[i].taken, table, t);
	n = add_part(s, n, VMT_NO_CPU, &s->own, table, t);
	return write_parts(s, table, n);
}

int sealer_put_own(struct sealer *s, uint32_t table)
{
	struct vmt_stage *stage = s->own.stage[table];
	uint32_t n = add_part(s, 0, VMT_NO_CPU, &s->own, table, UINT64_MAX);
	int r = write_parts(s, table, n);

	if (!r)
		vmt_stage_drop(stage, vmt_stage_rows(stage));
	return r;
}

static void drop_rows(struct rows *rows, uint64_t t)
{
	for (uint32_t i = 0; i < rows->n; i++)
		if (rows->stage[i])
			vmt_stage_drop(rows->stage[i], vmt_stage_until(rows->stage[i], t));
}

/* Percent of the fullest ring, or of what may be staged, that was taken at once. */
static uint32_t fullest(const struct sealer *s, uint64_t staged)
{
	uint64_t most = staged * 100 / BACKLOG_BYTES;

	for (uint32_t i = 0; i < s->ntracks; i++) {
		const struct track *t = &s->tracks[i];
		uint64_t percent = t->ring.bytes ? t->turned_most * 100 / t->ring.bytes : 0;

		most = percent > most ? percent : most;
	}
	return most < 100 ? most : 100;
}

/* This round's rows are the first at another level. */
static int feel_pressure(struct sealer *s, uint64_t staged, const struct vmtrace_clock *now)
{
	uint32_t percent = fullest(s, staged);
	int level;

	if (!pressure_feel(&s->pressure, percent, now->mono))
		return 0;
	level = pressure_level(&s->pressure);
	return vmt_writer_set_level(s->writer, level)
		       ?: (rows_add_level(&s->own, now->tsc, level, percent) ? VMT_ENOMEM : 0);
}

int sealer_seal(struct sealer *s, const struct vmtrace_clock *now)
{
	uint64_t staged = s->ntracks ? backlog_bytes(s->tracks[0].backlog) : 0;
	int r = 0;

	for (uint32_t i = 0; i < s->ntracks; i++) {
		track_turn(&s->tracks[i], now->tsc);
		if (s->tracks[i].error)
			return VMT_ENOMEM;
	}
	if (rows_add_clock(&s->own, now) || feel_pressure(s, staged, now) ||
	    (s->book && task_book_tell(s->book, &s->own, s->since)))
		return VMT_ENOMEM;
	for (uint32_t table = 0; table < s->schema->nindex && !r; table++)
		if (s->schema->index[table] >= 0)
			r = seal_table(s, table, now->tsc);
	if (r)
		return r;
	for (uint32_t i = 0; i < s->ntracks; i++) {
		drop_rows(s->tracks[i].carry, now->tsc);
		drop_rows(s->tracks[i].taken, now->tsc);
		track_turned(&s->tracks[i]);
	}
	drop_rows(&s->own, now->tsc);
	s->since = now->tsc + 1;
	if (s->book)
		task_book_next(s->book);
	return 0;
}
