/* SPDX-License-Identifier: GPL-2.0 */
#include "record/tape.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "record/dump.h"
#include "record/enum_names.h"
#include "record/session_facts.h"

int tape_init(struct tape *tape, const struct record_options *o, struct watch *watch)
{
	*tape = (struct tape){ .options = o, .watch = watch, .output.fd = -1 };
	trigger_init(&tape->trigger);
	return shelf_init(&tape->shelf, o->max_files);
}

static int write_failed(const struct output *o, int error, struct trouble *t)
{
	const char *what = error != VMT_EIO ? vmt_strerror(error)
			   : errno == EINTR ? "its reader takes nothing"
			   : errno == EPIPE ? "its reader is gone"
					    : strerror(errno);

	if (error == VMT_ENOMEM)
		return trouble_no_memory(t);
	return trouble_set(t, TROUBLE_FAILED, "%s: %s; the trace holds what came before", o->name,
			   what);
}

/* ---- A session begins ---- */

static void close_writer(struct tape *tape)
{
	if (tape->writer && !tape->loop)
		tape->bytes += vmt_writer_bytes(tape->writer);
	vmt_writer_free(tape->writer);
	tape->writer = NULL;
}

static int open_writer(struct tape *tape, const struct intake *c, const struct vmt_sink *sink,
		       const struct vmtrace_clock *start, bool continues)
{
	const struct vmt_writer_options options = {
		.size = sizeof(options),
		.level = pressure_level(&c->sealer.pressure),
		.footer = !tape->options->overwrite,
	};
	struct vmt_clock clock = vmt_clock_of(start);
	struct facts facts;
	int error;

	error = facts_init(&facts, c, continues) ? VMT_ENOMEM : 0;
	if (!error)
		error = vmt_writer_open(&tape->writer, sink, &options, c->schema.tables,
					c->schema.ntables, facts.fact, facts.n, &clock,
					intake_rate(c));
	facts_release(&facts);
	return error;
}

/* What every session says first, as rows of its first round. */
static int add_opening(const struct intake *c, struct rows *rows, const struct vmtrace_clock *start)
{
	int level = pressure_level(&c->sealer.pressure);

	return rows_add_level(rows, start->tsc, level, 0)
		       ?: enum_names_add(rows, start->tsc, c->start.isa)
		       ?: rows_add_clock(rows, start);
}

/* Where a session goes that stays in memory; NULL: no memory. */
static const struct vmt_sink *renew_loop(struct tape *tape)
{
	const struct span *keep = &tape->options->keep;

	vmt_loop_free(tape->loop);
	tape->loop = NULL;
	if (vmt_loop_new(&tape->loop, keep->bytes, keep->ns))
		return NULL;
	if (!tape->trigger.pid)
		return vmt_loop_sink(tape->loop);
	return trigger_sink(&tape->trigger, vmt_loop_sink(tape->loop));
}

static int open_output(struct tape *tape, const struct vmtrace_clock *now, struct trouble *t)
{
	const struct record_options *o = tape->options;

	if (tape->output.fd >= 0)
		return 0;
	if (output_open(&tape->output, o->output, tape->watch, t))
		return -1;
	if (o->switches && !o->overwrite && !output_is_file(&tape->output))
		return trouble_set(t, TROUBLE_USAGE,
				   "%s: --switch-output needs a file, and this is none", o->output);
	tape->before = tape->bytes;
	tape->opened = now->mono;
	return 0;
}

int tape_begin(struct tape *tape, struct intake *c, struct trouble *t)
{
	const struct vmtrace_clock *start = &c->start.now;
	const struct vmt_sink *sink = &tape->output.sink;
	int error;

	if (open_output(tape, start, t))
		return -1;
	output_session(&tape->output);
	if (tape->options->overwrite)
		sink = renew_loop(tape);
	error = sink ? open_writer(tape, c, sink, start, false) : VMT_ENOMEM;
	if (error)
		return write_failed(&tape->output, error, t);
	if (add_opening(c, &c->sealer.own, start))
		return trouble_no_memory(t);
	c->sealer.writer = tape->writer;
	return 0;
}

/* ---- Rounds ---- */

/* What may still be written is later than this. */
static uint64_t earliest(const struct tape *tape, uint64_t now)
{
	struct vmt_loop_info info;

	if (!tape->loop)
		return now;
	vmt_loop_info(tape->loop, &info);
	return info.start.time;
}

int tape_round(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
	       struct trouble *t)
{
	struct vmt_clock clock = vmt_clock_of(now);
	int error = sealer_seal(&c->sealer, now);

	if (!error)
		error = vmt_writer_round(tape->writer, &clock);
	roster_sweep(&c->roster, earliest(tape, now->tsc), now->tsc);
	guest_watch_sweep(&c->guests, earliest(tape, now->tsc));
	return error ? write_failed(&tape->output, error, t) : 0;
}

int tape_guests(struct tape *tape, struct intake *c, struct trouble *t)
{
	int error = guest_watch_act(&c->guests);

	return error ? write_failed(&tape->output, error, t) : 0;
}

/* ---- The next file ---- */

/* The timer of rounds is not exact to the ns: a round's half is near enough. */
bool tape_due(const struct tape *tape, const struct vmtrace_clock *now)
{
	const struct span *at = &tape->options->switch_at;

	return (at->bytes && tape_bytes(tape) - tape->before >= at->bytes) ||
	       (at->ns && now->mono - tape->opened + tape->options->round_ns / 2 >= at->ns);
}

bool tape_full(const struct tape *tape)
{
	uint64_t max = tape->options->max_size;

	return max && tape_bytes(tape) - tape->before >= max;
}

/* A finished file gets its own name, as perf's do. */
static int shelve(struct tape *tape, struct trouble *t)
{
	char name[SHELF_NAME];

	if (output_close(&tape->output, t))
		return -1;
	if (shelf_name(tape->options->output, name) || rename(tape->options->output, name))
		return trouble_set(t, TROUBLE_FAILED, "%s: cannot rename it: %s", tape->output.name,
				   strerror(errno));
	if (!tape->options->quiet)
		fprintf(stderr, "vmtrace: %s: %llu bytes\n", name,
			(unsigned long long)(tape->bytes - tape->before));
	return shelf_put(&tape->shelf, name) ? trouble_no_memory(t) : 0;
}

/* A session that goes on where another file's ended: who was seen there is told again. */
static int go_on(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
		 struct trouble *t)
{
	int error;

	if (open_output(tape, now, t))
		return -1;
	error = open_writer(tape, c, &tape->output.sink, now, true);
	if (error)
		return write_failed(&tape->output, error, t);
	c->sealer.writer = tape->writer;
	if (add_opening(c, &c->sealer.own, now) ||
	    roster_tell(&c->roster, &c->sealer.own, now->tsc) ||
	    guest_watch_tell(&c->guests, &c->sealer.own, now->tsc))
		return trouble_no_memory(t);
	return 0;
}

int tape_switch(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
		struct trouble *t)
{
	struct vmt_clock clock = vmt_clock_of(now);
	int error = vmt_writer_end(tape->writer, &clock, "");

	close_writer(tape);
	if (error)
		return write_failed(&tape->output, error, t);
	return shelve(tape, t) ?: go_on(tape, c, now, t);
}

/* ---- What is kept in memory ---- */

static int dump_to(struct tape *tape, struct intake *c, struct output *o, const char *cause,
		   struct trouble *t)
{
	const struct dump d = { .loop = tape->loop, .intake = c, .cause = cause };
	struct dumped dumped;
	int error = dump_write(&d, &o->sink, &dumped);

	if (error)
		return write_failed(o, error, t);
	tape->bytes += dumped.bytes;
	tape->kept_ns = dumped.ns;
	return 0;
}

static int dump_file(struct tape *tape, struct intake *c, const char *name, struct trouble *t)
{
	struct output o;
	int error = output_open(&o, name, tape->watch, t);

	if (error)
		return error;
	error = dump_to(tape, c, &o, "", t);
	if (output_close(&o, t) || error)
		return -1;
	return shelf_put(&tape->shelf, name) ? trouble_no_memory(t) : 0;
}

int tape_snapshot(struct tape *tape, struct intake *c, struct trouble *t)
{
	char name[SHELF_NAME];

	if (!output_is_file(&tape->output))
		return dump_to(tape, c, &tape->output, "", t);
	if (shelf_name(tape->options->output, name))
		return trouble_set(t, TROUBLE_FAILED, "%s: %s", tape->output.name, strerror(errno));
	if (dump_file(tape, c, name, t))
		return -1;
	if (!tape->options->quiet)
		fprintf(stderr, "vmtrace: %s: the last %.1f s\n", name, tape->kept_ns / 1e9);
	return 0;
}

/* ---- A session ends ---- */

int tape_end(struct tape *tape, struct intake *c, const struct vmtrace_clock *now,
	     const char *cause, struct trouble *t)
{
	struct vmt_clock clock = vmt_clock_of(now);
	int error = guest_watch_finish(&c->guests, now->tsc) ?: sealer_seal(&c->sealer, now);

	if (!error)
		error = vmt_writer_end(tape->writer, &clock, cause);
	close_writer(tape);
	if (error)
		return write_failed(&tape->output, error, t);
	return tape->loop ? dump_to(tape, c, &tape->output, cause, t) : 0;
}

int tape_close(struct tape *tape, struct trouble *t)
{
	if (tape->options->switches && !tape->options->overwrite && tape->output.fd >= 0)
		return shelve(tape, t);
	return output_close(&tape->output, t);
}

void tape_release(struct tape *tape)
{
	struct trouble ignored = { 0 };

	close_writer(tape);
	vmt_loop_free(tape->loop);
	tape->loop = NULL;
	shelf_release(&tape->shelf);
	trigger_release(&tape->trigger);
	output_close(&tape->output, &ignored);
}

uint64_t tape_bytes(const struct tape *tape)
{
	return tape->bytes + (tape->writer && !tape->loop ? vmt_writer_bytes(tape->writer) : 0);
}
