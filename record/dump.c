/* SPDX-License-Identifier: GPL-2.0 */
#include "record/dump.h"

#include "record/enum_names.h"
#include "record/session_facts.h"

static int open_writer(const struct dump *d, const struct vmt_sink *sink,
		       const struct vmt_loop_info *info, struct vmt_writer **w)
{
	const struct vmt_writer_options options = {
		.size = sizeof(options),
		.level = d->intake->options->level,
		.footer = true,
	};
	const struct vmt_sink once = { .write = sink->write, .self = sink->self };
	const struct intake *c = d->intake;
	struct facts facts;
	int error = facts_init(&facts, c, info->forgotten) ? VMT_ENOMEM : 0;

	if (!error)
		error = vmt_writer_open(w, &once, &options, c->schema.tables, c->schema.ntables,
					facts.fact, facts.n, &info->start, intake_rate(c));
	facts_release(&facts);
	return error;
}

static int write_rows(const struct rec_schema *s, const struct rows *rows, struct vmt_writer *w)
{
	int error = 0;

	for (uint32_t i = 0; i < REC_NR_TABLES && !error; i++) {
		const struct vmt_part part = {
			.cpu = VMT_NO_CPU,
			.stage = rows->stage[i],
			.rows = rows->stage[i] ? vmt_stage_rows(rows->stage[i]) : 0,
		};

		if (part.rows)
			error = vmt_writer_rows(w, s->index[i], &part, 1);
	}
	return error;
}

/* Names of reasons, threads, VMs, and the level of what follows. */
static int write_opening(const struct dump *d, uint64_t time, struct vmt_writer *w)
{
	struct intake *c = d->intake;
	struct rows rows;
	int error = rows_init(&rows, &c->schema)
			    ?: rows_add_level(&rows, time, c->options->level, 0)
			    ?: enum_names_add(&rows, time, c->start.isa)
			    ?: roster_tell(&c->roster, &rows, time)
			    ?: guest_watch_tell(&c->guests, &rows, time);

	error = error ? VMT_ENOMEM : write_rows(&c->schema, &rows, w);
	rows_release(&rows);
	return error;
}

int dump_write(const struct dump *d, const struct vmt_sink *sink, struct dumped *dumped)
{
	struct vmt_writer *w = NULL;
	struct vmt_loop_info info;
	int error;

	vmt_loop_info(d->loop, &info);
	error = open_writer(d, sink, &info, &w);
	if (!error && info.forgotten)
		error = write_opening(d, info.start.time, w);
	error = error ?: vmt_writer_loop(w, d->loop) ?: vmt_writer_end(w, &info.end, d->cause);
	if (!error)
		*dumped = (struct dumped){ vmt_writer_bytes(w), info.end.mono - info.start.mono };
	vmt_writer_free(w);
	return error;
}
