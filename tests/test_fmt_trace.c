/* SPDX-License-Identifier: GPL-2.0 */
/* What is written is what is read. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/memtrace.h"
#include "tests/synth.h"

/* ---- A session of one table, written by the test ---- */

struct one {
	struct memfile file;
	struct vmt_stage *stage;
	struct vmt_writer *writer;
	struct vmt_table table;
};

static void one_open(struct one *o, const struct vmt_column *columns, uint32_t n, int level)
{
	struct vmt_writer_options options = { .size = sizeof(options), .level = level };
	struct vmt_clock start = { 0 };
	struct vmt_sink sink;

	memfile_init(&o->file);
	sink = memfile_sink(&o->file);
	o->table = (struct vmt_table){ "one", 0, n, columns };
	cr_assert(eq(int, vmt_stage_new(&o->stage, &o->table), 0));
	cr_assert(eq(int,
		     vmt_writer_open(&o->writer, &sink, &options, &o->table, 1, NULL, 0, &start,
				     1000000000),
		     0));
}

static int one_rows(struct one *o)
{
	struct vmt_part part = { .cpu = 3, .rows = vmt_stage_rows(o->stage), .stage = o->stage };
	int error = vmt_writer_rows(o->writer, 0, &part, 1);

	vmt_stage_drop(o->stage, part.rows);
	return error;
}

static void one_end(struct one *o, struct memtrace *t)
{
	struct vmt_clock end = { 1ULL << 40, 1ULL << 40, 1ULL << 40, 1ULL << 40 };

	if (vmt_stage_rows(o->stage))
		cr_assert(eq(int, one_rows(o), 0));
	cr_assert(eq(int, vmt_writer_end(o->writer, &end, ""), 0));
	memtrace_open(t, o->file.data, o->file.size);
	cr_assert(eq(int, t->error, 0));
	cr_assert(eq(uint, t->damages, 0));
}

static void one_free(struct one *o, struct memtrace *t)
{
	memtrace_close(t);
	vmt_writer_free(o->writer);
	vmt_stage_free(o->stage);
	memfile_release(&o->file);
}

static const struct vmt_chunk *chunk_of(struct memtrace *t, uint32_t i)
{
	const struct vmt_chunk *c = t->all.sessions[0].chunks[i];

	cr_assert(c != NULL);
	return c;
}

static const struct vmt_block *block_of(struct memtrace *t, uint32_t column)
{
	return &vmt_chunk_info(chunk_of(t, 0))->blocks[column];
}

#define TIME                                        \
	{                                           \
		"time", VMT_U64, VMT_SEM_TIME, 0, 0 \
	}

/* The model of one column: any type, any share of absent rows, any shape. */
static uint64_t model_value(uint32_t i, uint32_t shape)
{
	uint64_t noise = (i + 1) * 0x9e3779b97f4a7c15ULL;

	noise ^= noise >> 29;
	return shape == 0 ? noise : shape == 1 ? i / 100 : shape == 2 ? noise % 7 - 3 : noise >> 50;
}

static bool model_absent(uint32_t i, uint32_t absent)
{
	return absent == 1 ? i % 10 == 0 : absent == 2 ? i < 500 || i % 3 : absent == 3;
}

static uint64_t model_cut(uint64_t v, uint8_t type)
{
	static const uint8_t bits[] = { 0, 8, 16, 32, 64, 8, 16, 32, 64 };
	unsigned int shift = 64 - bits[type];

	return type >= VMT_I8 ? (uint64_t)((int64_t)(v << shift) >> shift) : v << shift >> shift;
}

static void check_model(struct memtrace *t, uint32_t rows, uint8_t type, uint32_t shape,
			uint32_t absent)
{
	uint64_t *values = malloc(rows * sizeof(*values));
	const struct vmt_block *b = block_of(t, 1);
	uint32_t i, valid = 0;
	struct vmt_view v;

	cr_assert(eq(int, vmt_chunk_read(chunk_of(t, 0), 1, t->scratch, &v), 0));
	vmt_view_flatten(&v, 0, rows, values);
	for (i = 0; i < rows; i++) {
		bool is_valid = !v.valid || v.valid[i / 64] >> i % 64 & 1;

		cr_assert(is_valid == !model_absent(i, absent), "row %u of type %u", i, type);
		if (is_valid)
			cr_assert(values[i] == model_cut(model_value(i, shape), type),
				  "row %u of type %u, shape %u", i, type, shape);
		valid += is_valid;
	}
	cr_assert(eq(u32, b->valid, valid));
	free(values);
}

Test(fmt_trace, integers_of_every_type_shape_and_validity)
{
	static const uint32_t lengths[] = { 1, 70, 3000 };
	struct memtrace t;
	struct one o;
	uint32_t type, shape, absent, i, n;

	for (n = 0; n < 3 * 8 * 4 * 4; n++) {
		type = VMT_U8 + n / 3 % 8;
		shape = n / 24 % 4;
		absent = n / 96;
		struct vmt_column columns[] = { TIME, { "c", type | VMT_NULLABLE, 0, 0, 0 } };

		one_open(&o, columns, 2, n % 2 ? 1 : VMT_LEVEL_NONE);
		for (i = 0; i < lengths[n % 3]; i++) {
			uint64_t *row = vmt_stage_begin(o.stage);

			row[0] = i;
			row[1] = model_value(i, shape);
			if (model_absent(i, absent))
				vmt_stage_null(o.stage, 1);
			vmt_stage_end(o.stage);
		}
		one_end(&o, &t);
		check_model(&t, lengths[n % 3], type, shape, absent);
		one_free(&o, &t);
	}
}

Test(fmt_trace, zone_maps_know_the_sign)
{
	static const struct vmt_column columns[] = { TIME,
						     { "s", VMT_I64 | VMT_NULLABLE, 0, 0, 0 },
						     { "u", VMT_U64, 0, 0, 0 } };
	static const int64_t values[] = { 5, -7, 100, 3 };
	struct memtrace t;
	struct one o;
	uint32_t i;

	one_open(&o, columns, 3, 0);
	for (i = 0; i < 4; i++) {
		uint64_t *row = vmt_stage_begin(o.stage);

		row[0] = i;
		row[1] = row[2] = values[i];
		/* An absent value is in no zone map. */
		if (values[i] == 100)
			vmt_stage_null(o.stage, 1);
		vmt_stage_end(o.stage);
	}
	one_end(&o, &t);
	cr_assert(eq(i64, block_of(&t, 1)->min, -7));
	cr_assert(eq(i64, block_of(&t, 1)->max, 5));
	cr_assert(eq(u64, block_of(&t, 2)->min, 3));
	cr_assert(eq(u64, block_of(&t, 2)->max, (uint64_t)-7));
	cr_assert(eq(u64, block_of(&t, 0)->max, 3));
	one_free(&o, &t);
}

Test(fmt_trace, constant_columns_take_no_block)
{
	static const struct vmt_column columns[] = { TIME, { "c", VMT_U64, 0, 0, 0 } };
	struct vmt_view v;
	struct memtrace t;
	struct one o;
	uint32_t i;

	one_open(&o, columns, 2, 0);
	for (i = 0; i < 100; i++) {
		uint64_t *row = vmt_stage_begin(o.stage);

		row[0] = i;
		row[1] = 0xffffffff81000000;
		vmt_stage_end(o.stage);
	}
	one_end(&o, &t);
	cr_assert(eq(u32, block_of(&t, 1)->bytes, 0));
	cr_assert_str_eq(vmt_codec_name(block_of(&t, 1)->codec), "const");
	cr_assert(eq(int, vmt_chunk_read(chunk_of(&t, 0), 1, t.scratch, &v), 0));
	cr_assert(eq(int, v.kind, VMT_CONST));
	cr_assert(eq(u64, v.values[0], 0xffffffff81000000));
	one_free(&o, &t);
}

Test(fmt_trace, long_parts_become_several_chunks)
{
	static const struct vmt_column columns[] = { TIME, { "c", VMT_U32, 0, 0, 0 } };
	uint32_t i, n = 2 * VMT_CHUNK_ROWS + 10, seen = 0;
	uint64_t step;
	struct vmt_view v;
	struct memtrace t;
	struct one o;

	one_open(&o, columns, 2, 0);
	for (i = 0; i < n; i++) {
		uint64_t *row = vmt_stage_begin(o.stage);

		row[0] = i / 3;
		row[1] = i;
		vmt_stage_end(o.stage);
	}
	one_end(&o, &t);
	cr_assert(eq(u32, t.all.sessions[0].nchunks, 3));
	for (i = 0; i < 3; i++) {
		cr_assert(eq(int, vmt_chunk_read(chunk_of(&t, i), 1, t.scratch, &v), 0));
		for (uint32_t row = 0; row < v.rows; row++, seen++) {
			vmt_view_flatten(&v, row, 1, &step);
			cr_assert(step == seen, "row %u", seen);
		}
	}
	cr_assert(eq(u32, seen, n));
	one_free(&o, &t);
}

Test(fmt_trace, huge_values_split_chunks)
{
	static const struct vmt_column columns[] = { TIME, { "blob", VMT_VAR, 0, 0, 0 } };
	static uint8_t blob[1 << 20];
	uint32_t i, seen = 0;
	struct vmt_view v;
	struct memtrace t;
	struct one o;

	one_open(&o, columns, 2, 0);
	for (i = 0; i < 70; i++) {
		*vmt_stage_begin(o.stage) = i;
		memset(blob, i, sizeof(blob));
		cr_assert(eq(int, vmt_stage_bytes(o.stage, 1, blob, sizeof(blob)), 0));
		vmt_stage_end(o.stage);
	}
	one_end(&o, &t);
	cr_assert(eq(u32, t.all.sessions[0].nchunks, 3));
	for (i = 0; i < 3; i++) {
		cr_assert(eq(int, vmt_chunk_read(chunk_of(&t, i), 1, t.scratch, &v), 0));
		for (uint32_t row = 0; row < v.rows; row++, seen++) {
			cr_assert(eq(u32, v.offsets[row + 1] - v.offsets[row], sizeof(blob)));
			cr_assert(eq(uint, v.data[v.offsets[row] + 12345], seen));
		}
	}
	cr_assert(eq(u32, seen, 70));
	one_free(&o, &t);
}

static uint64_t *stage_one(struct one *o, uint64_t time)
{
	uint64_t *row = vmt_stage_begin(o->stage);

	row[0] = time;
	vmt_stage_end(o->stage);
	return row;
}

Test(fmt_trace, the_writer_holds_its_caller_to_the_rules)
{
	static const struct vmt_column columns[] = { TIME };
	static const struct vmt_column other[] = { TIME, { "c", VMT_U8, 0, 0, 0 } };
	struct vmt_table other_table = { "other", 0, 2, other };
	struct vmt_clock now = { 100, 100, 100, 100 };
	char cause[4096 + 2] = "";
	struct vmt_stage *wrong;
	struct vmt_part parts[2];
	struct memtrace t;
	struct one o;

	one_open(&o, columns, 1, 0);
	stage_one(&o, 50);
	stage_one(&o, 49);
	cr_assert(eq(int, one_rows(&o), VMT_EINVAL), "time goes backwards");
	stage_one(&o, 60);
	parts[0] = parts[1] = (struct vmt_part){ .cpu = 5, .rows = 1, .stage = o.stage };
	cr_assert(eq(int, vmt_writer_rows(o.writer, 0, parts, 2), VMT_EINVAL), "a CPU twice");
	parts[0].rows = 2;
	cr_assert(eq(int, vmt_writer_rows(o.writer, 0, parts, 1), VMT_EINVAL), "too many rows");
	cr_assert(eq(int, vmt_writer_rows(o.writer, 1, parts, 1), VMT_EINVAL), "no such table");
	cr_assert(eq(int, vmt_stage_new(&wrong, &other_table), 0));
	parts[0] = (struct vmt_part){ .cpu = 0, .rows = 0, .stage = wrong };
	cr_assert(eq(int, vmt_writer_rows(o.writer, 0, parts, 1), VMT_EINVAL), "another table");
	cr_assert(eq(int, one_rows(&o), 0));
	now.time = 59;
	cr_assert(eq(int, vmt_writer_round(o.writer, &now), VMT_EINVAL), "before a row");
	now.time = 100;
	cr_assert(eq(int, vmt_writer_round(o.writer, &now), 0));
	stage_one(&o, 100);
	cr_assert(eq(int, one_rows(&o), VMT_EINVAL), "a row of an ended round");
	stage_one(&o, 101);
	memset(cause, 'c', sizeof(cause) - 1);
	now.time = 200;
	cr_assert(eq(int, vmt_writer_end(o.writer, &now, cause), VMT_EINVAL), "a long story");
	one_end(&o, &t);
	cr_assert(eq(int, vmt_writer_round(o.writer, &now), VMT_EINVAL), "after the end");
	cr_assert(eq(u32, t.all.sessions[0].nchunks, 2));
	vmt_stage_free(wrong);
	one_free(&o, &t);
}

static void refuse_table(const struct vmt_column *columns, uint32_t n)
{
	struct vmt_table table = { "t", 0, n, columns };
	struct vmt_clock start = { 0 };
	struct memfile f;
	struct vmt_sink sink;
	struct vmt_writer *w;

	memfile_init(&f);
	sink = memfile_sink(&f);
	cr_assert(eq(int, vmt_writer_open(&w, &sink, NULL, &table, 1, NULL, 0, &start, 1),
		     VMT_EINVAL));
	cr_assert(eq(sz, f.size, 0));
	memfile_release(&f);
}

Test(fmt_trace, impossible_tables_are_refused)
{
	static const struct vmt_column no_time[] = { { "c", VMT_U64, 0, 0, 0 } };
	static const struct vmt_column no_size[] = { TIME, { "c", VMT_FIXED, 0, 0, 0 } };
	static const struct vmt_column no_type[] = { TIME, { "c", 33, 0, 0, 0 } };
	static const struct vmt_column deep[] = { TIME, { "c", VMT_LIST | VMT_VAR, 0, 0, 0 } };

	refuse_table(no_time, 1);
	refuse_table(no_time, 0);
	refuse_table(no_size, 2);
	refuse_table(no_type, 2);
	refuse_table(deep, 2);
}

static int open_with_facts(const struct vmt_fact *facts, uint32_t n)
{
	static const struct vmt_column columns[] = { TIME };
	struct vmt_table table = { "t", 0, 1, columns };
	struct vmt_clock start = { 0 };
	struct memfile f;
	struct vmt_sink sink;
	struct vmt_writer *w = NULL;
	int error;

	memfile_init(&f);
	sink = memfile_sink(&f);
	error = vmt_writer_open(&w, &sink, NULL, &table, 1, facts, n, &start, 1);
	cr_assert(error == 0 || f.size == 0);
	vmt_writer_free(w);
	memfile_release(&f);
	return error;
}

Test(fmt_trace, facts_that_no_reader_takes_are_refused)
{
	static char key[1024 + 2], value[(1 << 20) + 2];
	struct vmt_fact fact = { key, value };
	struct vmt_fact *many = calloc(65537, sizeof(*many));
	uint32_t i;

	for (i = 0; i < 65537; i++)
		many[i] = (struct vmt_fact){ "k", "v" };
	cr_assert(eq(int, open_with_facts(many, 65536), 0));
	cr_assert(eq(int, open_with_facts(many, 65537), VMT_EINVAL));
	free(many);
	memset(key, 'k', 1024);
	memset(value, 'v', 1 << 20);
	cr_assert(eq(int, open_with_facts(&fact, 1), 0));
	key[1024] = 'k';
	cr_assert(eq(int, open_with_facts(&fact, 1), VMT_EINVAL));
	key[1024] = 0;
	value[1 << 20] = 'v';
	cr_assert(eq(int, open_with_facts(&fact, 1), VMT_EINVAL));
}

Test(fmt_trace, session_says_what_it_was_given)
{
	const struct vmt_session_info *info;
	const struct vmt_session *s;
	struct memtrace t;
	struct memfile f;
	struct vmt_sink sink;

	memfile_init(&f);
	sink = memfile_sink(&f);
	cr_assert(eq(int, memtrace_write_small(&sink, true), 0));
	memtrace_open(&t, f.data, f.size);
	s = t.all.sessions[0].session;
	info = vmt_session_info(s);
	cr_assert(eq(u64, vmt_reader_bytes(t.all.reader), f.size));
	cr_assert(eq(u64, info->ticks_per_second, 500000000));
	cr_assert(eq(u64, info->start.boot, 3));
	cr_assert(eq(u64, info->end.time, 2500));
	cr_assert(eq(u64, info->rounds, 3));
	cr_assert(eq(u64, vmt_round_info(t.all.sessions[0].rounds[1])->end.time, 2000));
	cr_assert(info->ended);
	cr_assert_str_eq(info->cause, "because");
	cr_assert_str_eq(vmt_session_fact(s, "host.name"), "small");
	cr_assert(vmt_session_fact(s, "nothing") == NULL);
	cr_assert(eq(int, vmt_session_table(s, "facts"), 1));
	cr_assert(eq(int, vmt_session_table(s, "nothing"), VMT_EABSENT));
	cr_assert(eq(int, vmt_table_find(&info->tables[0], "fixed"), 7));
	cr_assert(eq(int, vmt_table_find(&info->tables[0], "nothing"), VMT_EABSENT));
	cr_assert(eq(uint, info->tables[0].columns[4].arg, 0x681e));
	cr_assert(eq(u64, vmt_fix_mono(&info->end_fix, info->end.time), info->end_fix.mono0));
	memtrace_close(&t);
	memfile_release(&f);
}

static struct memfile synth(const struct synth_options *o, bool footer)
{
	struct vmt_writer_options options = { .size = sizeof(options), .footer = footer };
	struct memfile f;
	struct vmt_sink sink;

	memfile_init(&f);
	sink = memfile_sink(&f);
	cr_assert(eq(int, synth_write(o, &sink, &options), 0));
	return f;
}

static const struct synth_options busy = { .exits = 30000,
					   .cpus = 3,
					   .vcpus = 6,
					   .vms = 2,
					   .round_ns = 100000000,
					   .seed = 3,
					   .lossy = true };

Test(fmt_trace, footer_and_scan_agree)
{
	struct memfile with = synth(&busy, true), without = synth(&busy, false);
	struct memtrace a, b;
	char *x, *y;

	memtrace_open(&a, with.data, with.size);
	memtrace_open(&b, without.data, without.size);
	cr_assert(eq(uint, a.damages + a.harmless + b.damages, 0));
	cr_assert(eq(uint, b.harmless, 1));
	x = memtrace_text(&a);
	y = memtrace_text(&b);
	cr_assert(strlen(x) > 1000000);
	cr_assert(strcmp(x, y) == 0, "they differ");
	free(x);
	free(y);
	memtrace_close(&a);
	memtrace_close(&b);
	memfile_release(&with);
	memfile_release(&without);
}

static uint64_t mark(const struct all_session *s, uint32_t round)
{
	return vmt_round_info(s->rounds[round])->end.time;
}

Test(fmt_trace, every_chunk_keeps_the_promises_of_the_header)
{
	struct memfile f = synth(&busy, true);
	const struct all_session *s;
	uint64_t last = 0, ns;
	struct memtrace t;
	uint32_t i, g, c;
	struct vmt_view v;

	memtrace_open(&t, f.data, f.size);
	s = &t.all.sessions[0];
	for (i = 0; i < s->nchunks; i++) {
		const struct vmt_chunk *chunk = s->chunks[i];
		const struct vmt_chunk_info *k = vmt_chunk_info(chunk);

		for (g = 0; g < k->ngroups; g++) {
			cr_assert(k->groups[g].max_time <= mark(s, s->round_of[i]));
			cr_assert(s->round_of[i] == 0 ||
				  k->groups[g].min_time > mark(s, s->round_of[i] - 1));
		}
		/* Synth's clocks are exact: so is the fix. */
		ns = vmt_chunk_mono(k, mark(s, s->round_of[i]));
		cr_assert(ns >= last, "time of chunk %u goes back", i);
		last = ns;
		for (c = 0; c < k->nblocks; c++)
			cr_assert(eq(int, vmt_chunk_read(chunk, c, t.scratch, &v), 0));
	}
	memtrace_close(&t);
	memfile_release(&f);
}

Test(fmt_trace, a_pipe_is_read_to_its_end)
{
	struct memfile f = synth(&busy, true);
	struct memtrace whole, piped;
	char *x, *y;
	FILE *pipe;

	memtrace_open(&whole, f.data, f.size);
	x = memtrace_text(&whole);
	/* cat is its other end. */
	char command[64];
	snprintf(command, sizeof(command), "cat /proc/%d/fd/%d", getpid(), whole.fd);
	pipe = popen(command, "r");
	cr_assert(pipe != NULL);
	memtrace_open_fd(&piped, fileno(pipe));
	cr_assert(eq(int, piped.error, 0));
	cr_assert(eq(uint, piped.damages + piped.harmless, 0));
	y = memtrace_text(&piped);
	cr_assert(strcmp(x, y) == 0, "they differ");
	pclose(pipe);
	free(x);
	free(y);
	memtrace_close(&piped);
	memtrace_close(&whole);
	memfile_release(&f);
}

Test(fmt_trace, the_stock_zstd_tests_and_opens_it)
{
	struct memfile f = synth(&busy, true);
	FILE *zstd;

	if (system("command -v zstd >/dev/null")) {
		memfile_release(&f);
		cr_skip("zstd is not installed");
	}
	zstd = popen("zstd -tq", "w");
	cr_assert(zstd != NULL);
	cr_assert(eq(sz, fwrite(f.data, 1, f.size, zstd), f.size));
	cr_assert(eq(int, pclose(zstd), 0));
	memfile_release(&f);
}

Test(fmt_trace, a_killed_recorder_leaves_whole_rounds)
{
	struct synth_options o = busy;
	struct memfile f;
	struct memtrace t;
	const struct vmt_session_info *info;

	o.killed = true;
	f = synth(&o, false);
	memtrace_open(&t, f.data, f.size);
	info = t.all.sessions[0].info;
	cr_assert(not(info->ended));
	cr_assert(eq(u64, info->end.time, mark(&t.all.sessions[0], t.all.sessions[0].nrounds - 1)));
	cr_assert(eq(uint, t.damages, 1));
	memtrace_close(&t);
	memfile_release(&f);
}

Test(fmt_trace, what_cannot_be_opened)
{
	struct vmt_reader *r;

	cr_assert(eq(int, vmt_reader_open(&r, "/nonexistent/x.vmt", -1, 0, NULL, NULL), VMT_EIO));
	cr_assert(eq(int, vmt_reader_open(&r, "/", -1, 0, NULL, NULL), VMT_EIO));
	cr_assert(eq(int, vmt_reader_open(&r, "/dev/null", -1, 0, NULL, NULL), VMT_EFORMAT));
}

static char *whole_file(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");

	cr_assert(f != NULL);
	cr_assert(getdelim(&text, &size, '\0', f) > 0);
	fclose(f);
	return text;
}

/* Files that were written once must be read for ever. */
Test(fmt_trace, the_test_vector_reads_as_documented)
{
	char *wanted = whole_file("tests/data/format-small.txt"), *text;
	struct memtrace t;
	int fd = open("tests/data/format-small.vmt", O_RDONLY | O_CLOEXEC);

	cr_assert(ge(int, fd, 0));
	memtrace_open_fd(&t, fd);
	cr_assert(eq(int, t.error, 0));
	cr_assert(eq(uint, t.damages + t.harmless, 0));
	text = memtrace_text(&t);
	cr_assert_str_eq(text, wanted);
	free(text);
	free(wanted);
	memtrace_close(&t);
	close(fd);
}
