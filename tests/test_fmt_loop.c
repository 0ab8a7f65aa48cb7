/* SPDX-License-Identifier: GPL-2.0 */
/* What a loop keeps of a session is what the session said, as a trace of its own. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "tests/memtrace.h"
#include "tests/synth.h"

#define SECOND 1000000000ull

/* A made-up session, written into a loop and into a file at once. */
struct both {
	struct vmt_loop *loop;
	struct memfile file;
	struct vmt_sink sink;
};

static int write_both(void *self, const void *data, size_t size)
{
	struct both *b = self;
	const struct vmt_sink *loop = vmt_loop_sink(b->loop);

	memfile_append(&b->file, data, size);
	return loop->write(loop->self, data, size);
}

static void both_init(struct both *b, uint64_t bytes, uint64_t ns)
{
	const struct synth_options o = { .exits = 4000,
					 .cpus = 2,
					 .vcpus = 2,
					 .vms = 1,
					 .round_ns = 1000000,
					 .sample_ns = 100000 };
	const struct vmt_writer_options wo = { .size = sizeof(wo) };

	memfile_init(&b->file);
	cr_assert(eq(int, vmt_loop_new(&b->loop, bytes, ns), 0));
	b->sink = (struct vmt_sink){ .write = write_both, .self = b };
	cr_assert(eq(int, synth_write(&o, &b->sink, &wo), 0));
}

static void both_release(struct both *b)
{
	vmt_loop_free(b->loop);
	memfile_release(&b->file);
}

/* One row of the table `name`, as what forgotten rounds said. */
static int add_fact(struct vmt_writer *w, uint64_t time)
{
	struct vmt_stage *stage;
	struct vmt_part part = { .cpu = VMT_NO_CPU, .rows = 1 };
	int error;

	cr_assert(eq(int, vmt_stage_new(&stage, &synth_tables[SYNTH_NAME]), 0));
	part.stage = stage;
	*vmt_stage_begin(stage) = time;
	vmt_stage_end(stage);
	error = vmt_writer_rows(w, SYNTH_NAME, &part, 1);
	vmt_stage_free(stage);
	return error;
}

static struct memfile dump(const struct both *b, bool fact)
{
	const struct vmt_writer_options o = { .size = sizeof(o), .footer = true };
	struct vmt_loop_info info;
	struct vmt_writer *w;
	struct vmt_sink sink;
	struct memfile f;

	vmt_loop_info(b->loop, &info);
	memfile_init(&f);
	sink = memfile_sink(&f);
	sink.rewrite = NULL;
	cr_assert(eq(int,
		     vmt_writer_open(&w, &sink, &o, synth_tables, SYNTH_NR_TABLES, NULL, 0,
				     &info.start, SYNTH_TICKS_PER_SECOND),
		     0));
	if (fact)
		cr_assert(eq(int, add_fact(w, info.start.time), 0));
	cr_assert(eq(int, vmt_writer_loop(w, b->loop), 0));
	cr_assert(eq(int, vmt_writer_loop(w, b->loop), VMT_EINVAL), "only once");
	cr_assert(eq(int, vmt_writer_end(w, &info.end, "dumped"), 0));
	vmt_writer_free(w);
	return f;
}

static void expect_same_chunk(struct memtrace *a, struct memtrace *b, const struct vmt_chunk *x,
			      const struct vmt_chunk *y)
{
	const struct vmt_chunk_info *i = vmt_chunk_info(x), *j = vmt_chunk_info(y);

	cr_assert_eq(i->table, j->table);
	cr_assert_eq(i->rows, j->rows);
	cr_assert_eq(vmt_chunk_mono(i, i->groups[0].min_time),
		     vmt_chunk_mono(j, j->groups[0].min_time));
	for (uint32_t c = 0; c < i->nblocks; c++) {
		char *left = memtrace_column(a, x, c), *right = memtrace_column(b, y, c);

		cr_assert_str_eq(left, right);
		free(left);
		free(right);
	}
}

/* The dump's rounds, but for `extra` at its beginning, are the last ones of the file. */
static uint32_t compare(const struct memfile *whole, const struct memfile *part, uint32_t extra)
{
	struct memtrace a, b;
	struct all_session *x, *y;
	uint32_t kept;

	memtrace_open(&a, whole->data, whole->size);
	memtrace_open(&b, part->data, part->size);
	cr_assert_eq(b.error, 0);
	cr_assert_eq(b.damages + b.harmless, 0, "%s", b.last);
	cr_assert_eq(b.all.nsessions, 1);
	x = &a.all.sessions[0];
	y = &b.all.sessions[0];
	cr_expect(y->info->ended);
	cr_expect_str_eq(y->info->cause, "dumped");
	kept = y->nchunks - extra;
	cr_assert_leq(kept, x->nchunks);
	for (uint32_t i = 0; i < kept; i++)
		expect_same_chunk(&a, &b, x->chunks[x->nchunks - kept + i], y->chunks[extra + i]);
	kept = y->nrounds - extra;
	memtrace_close(&a);
	memtrace_close(&b);
	return kept;
}

static void expect_kept(uint64_t bytes, uint64_t ns, bool all)
{
	struct vmt_loop_info info;
	struct both b;

	both_init(&b, bytes, ns);
	vmt_loop_info(b.loop, &info);
	cr_expect_eq(!info.forgotten, all);
	cr_expect(info.bytes <= bytes || info.rounds == 1);
	for (uint32_t extra = 0; extra < (all ? 1 : 2); extra++) {
		struct memfile f = dump(&b, extra);

		cr_expect_eq(compare(&b.file, &f, extra), info.rounds + 1, "and the end");
		memfile_release(&f);
	}
	both_release(&b);
}

Test(fmt_loop, keeps_all_where_there_is_room)
{
	expect_kept(1 << 30, 0, true);
}

Test(fmt_loop, keeps_the_latest_bytes)
{
	expect_kept(100000, 0, false);
}

Test(fmt_loop, keeps_one_round_at_least)
{
	struct vmt_loop_info info;
	struct both b;

	both_init(&b, 1, 0);
	vmt_loop_info(b.loop, &info);
	cr_expect_eq(info.rounds, 1);
	both_release(&b);
	expect_kept(1, 0, false);
}

Test(fmt_loop, keeps_the_latest_time)
{
	const uint64_t ns = 4500000;
	struct vmt_loop_info info;
	struct both b;

	both_init(&b, 1 << 30, ns);
	vmt_loop_info(b.loop, &info);
	cr_expect_geq(info.end.mono - info.start.mono, ns - 1000);
	cr_expect_lt(info.end.mono - info.start.mono, ns + 1001000);
	both_release(&b);
	expect_kept(1 << 30, ns, false);
}

Test(fmt_loop, of_nothing_is_nothing)
{
	struct vmt_loop_info info;
	struct vmt_loop *loop;

	cr_assert_eq(vmt_loop_new(&loop, 1000, SECOND), 0);
	vmt_loop_info(loop, &info);
	cr_expect_eq(info.rounds, 0);
	vmt_loop_free(loop);
	vmt_loop_free(NULL);
}
