/* SPDX-License-Identifier: GPL-2.0 */
#include "record/tape.h"

#include <errno.h>
#include <string.h>

#include "record/enum_names.h"

void tape_init(struct tape *tape, const struct record_options *o, struct watch *watch)
{
	*tape = (struct tape){ .options = o, .watch = watch, .output.fd = -1 };
}

static int write_failed(const struct tape *tape, int error, struct trouble *t)
{
	const char *what = error != VMT_EIO ? vmt_strerror(error)
			   : errno == EINTR ? "its reader takes nothing"
			   : errno == EPIPE ? "its reader is gone"
					    : strerror(errno);

	if (error == VMT_ENOMEM)
		return trouble_no_memory(t);
	return trouble_set(t, TROUBLE_FAILED,
			   "%s: %s; capture has stopped, the trace holds what came before",
			   tape->output.name, what);
}

static int open_writer(struct tape *tape, const struct intake *c, const struct vmt_sink *sink,
		       const struct vmtrace_clock *start)
{
	const struct vmt_writer_options options = {
		.size = sizeof(options),
		.level = pressure_level(&c->sealer.pressure),
		.footer = true,
	};
	struct vmt_clock clock = vmt_clock_of(start);

	facts_init(&tape->facts, tape->options, &c->start, c->device.ring_bytes);
	return vmt_writer_open(&tape->writer, sink, &options, c->schema.tables, c->schema.ntables,
			       tape->facts.fact, tape->facts.n, &clock, intake_rate(c));
}

/* What every session says first, as rows of its first round. */
static int add_opening(const struct intake *c, struct rows *rows, const struct vmtrace_clock *start)
{
	int level = pressure_level(&c->sealer.pressure);

	return rows_add_level(rows, start->tsc, level, 0)
		       ?: enum_names_add(rows, start->tsc, c->start.isa)
		       ?: rows_add_clock(rows, start);
}

int tape_begin(struct tape *tape, struct intake *c, struct trouble *t)
{
	const struct vmtrace_clock *start = &c->start.now;
	int error;

	if (tape->output.fd < 0 &&
	    output_open(&tape->output, tape->options->output, tape->watch, t))
		return -1;
	error = open_writer(tape, c, &tape->output.sink, start);
	if (error)
		return write_failed(tape, error, t);
	if (add_opening(c, &c->sealer.own, start))
		return trouble_no_memory(t);
	c->sealer.writer = tape->writer;
	return 0;
}

int tape_round(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
	       struct trouble *t)
{
	struct vmt_clock clock = vmt_clock_of(now);
	int error = sealer_seal(&c->sealer, now);

	if (!error)
		error = vmt_writer_round(tape->writer, &clock);
	return error ? write_failed(tape, error, t) : 0;
}

static void close_writer(struct tape *tape)
{
	if (tape->writer)
		tape->bytes += vmt_writer_bytes(tape->writer);
	vmt_writer_free(tape->writer);
	tape->writer = NULL;
}

int tape_end(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
	     const char *cause, struct trouble *t)
{
	struct vmt_clock clock = vmt_clock_of(now);
	int error = sealer_seal(&c->sealer, now);

	if (!error)
		error = vmt_writer_end(tape->writer, &clock, cause);
	close_writer(tape);
	return error ? write_failed(tape, error, t) : 0;
}

int tape_close(struct tape *tape, struct trouble *t)
{
	return output_close(&tape->output, t);
}

void tape_release(struct tape *tape)
{
	struct trouble ignored = { 0 };

	close_writer(tape);
	output_close(&tape->output, &ignored);
}

uint64_t tape_bytes(const struct tape *tape)
{
	return tape->bytes + (tape->writer ? vmt_writer_bytes(tape->writer) : 0);
}
