/* SPDX-License-Identifier: GPL-2.0 */
/* Rounds that are written again together, and what a kill in the middle of it leaves. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/section_out.h"
#include "tests/memtrace.h"

/* ---- A file that remembers how it was written ---- */

struct step {
	enum { WRITE, REWRITE, RESIZE } what;
	uint64_t at, size;
	uint8_t *data;
	uint32_t rounds; /* complete before it */
};
struct logfile {
	struct memfile now;
	struct step *steps;
	uint32_t nsteps, capacity, rounds;
};

static void log_step(struct logfile *f, int what, uint64_t at, const void *data, uint64_t size)
{
	struct step *s;

	if (f->nsteps == f->capacity) {
		f->capacity = 2 * f->capacity + 64;
		f->steps = realloc(f->steps, f->capacity * sizeof(*f->steps));
	}
	s = &f->steps[f->nsteps++];
	*s = (struct step){ what, at, size, NULL, f->rounds };
	if (data) {
		s->data = malloc(size + 1);
		memcpy(s->data, data, size);
	}
}

/* The first n bytes of a step. */
static void apply(struct memfile *f, const struct step *s, uint64_t n)
{
	static const uint8_t zeros[4096];

	if (s->what == WRITE)
		memfile_append(f, s->data, n);
	else if (s->what == REWRITE)
		memcpy(f->data + s->at, s->data, n);
	else if (s->size < f->size)
		f->size = s->size;
	while (s->what == RESIZE && f->size < s->size)
		memfile_append(f, zeros,
			       s->size - f->size < sizeof(zeros) ? s->size - f->size
								 : sizeof(zeros));
}

static int log_write(void *self, const void *data, size_t size)
{
	struct logfile *f = self;

	log_step(f, WRITE, f->now.size, data, size);
	apply(&f->now, &f->steps[f->nsteps - 1], size);
	return 0;
}

static int log_rewrite(void *self, uint64_t offset, const void *data, size_t size)
{
	struct logfile *f = self;

	cr_assert(le(u64, offset + size, f->now.size));
	log_step(f, REWRITE, offset, data, size);
	apply(&f->now, &f->steps[f->nsteps - 1], size);
	return 0;
}

static int log_resize(void *self, uint64_t size)
{
	struct logfile *f = self;

	log_step(f, RESIZE, 0, NULL, size);
	apply(&f->now, &f->steps[f->nsteps - 1], size);
	return 0;
}

static struct vmt_sink log_sink(struct logfile *f)
{
	*f = (struct logfile){ .nsteps = 0 };
	memfile_init(&f->now);
	return (struct vmt_sink){ log_write, f, log_rewrite, log_resize };
}

static void log_release(struct logfile *f)
{
	for (uint32_t i = 0; i < f->nsteps; i++)
		free(f->steps[i].data);
	free(f->steps);
	memfile_release(&f->now);
}

/* ---- A session, and what it must say ---- */

static const struct vmt_column columns[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "rip", VMT_U64, VMT_SEM_REG, 0, 0x681e },
	{ "value", VMT_I64 | VMT_NULLABLE, VMT_SEM_REG, 0, 1 },
	{ "text", VMT_VAR | VMT_NULLABLE, VMT_SEM_TEXT, 0, 0 },
};
static const struct vmt_table tables[] = {
	{ "even", VMT_TABLE_EVENT, 4, columns },
	{ "odd", VMT_TABLE_EVENT, 3, columns }, /* only in odd rounds */
};

/* Rows come one in 10 ticks, by turns on two CPUs. */
#define ROW_TICKS 10
static const char *const texts[] = { "", "a", "some text" };

struct shape {
	uint32_t rounds, rows; /* rows a round */
	uint32_t large;	       /* rows of round 3, if not 0 */
};

static uint32_t rows_of(const struct shape *s, uint32_t round)
{
	return round == 3 && s->large ? s->large : s->rows;
}

static uint64_t rows_before(const struct shape *s, uint32_t round)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < round; i++)
		n += rows_of(s, i);
	return n;
}

/* A clock that is never right: every round bends the fix. */
static struct vmt_clock clock_of(const struct shape *s, uint32_t round)
{
	uint64_t t = rows_before(s, round) * ROW_TICKS;

	return (struct vmt_clock){ t, 5 * t + 100 * (round % 3), t, 7 * t + 9 + round };
}

static void put_row(struct vmt_stage *stage, uint64_t i, bool even)
{
	uint64_t *row = vmt_stage_begin(stage);

	row[0] = (i + 1) * ROW_TICKS;
	row[1] = 0xffffffff81000000 + i % 7 * 16;
	row[2] = (int64_t)(i % 7) - 3;
	if (i % 5 == 1)
		vmt_stage_null(stage, 2);
	if (even && i % 4 == 3)
		vmt_stage_null(stage, 3);
	else if (even)
		vmt_stage_bytes(stage, 3, texts[i % 3], strlen(texts[i % 3]));
	vmt_stage_end(stage);
}

static void put_round(struct vmt_writer *w, const struct shape *s, uint32_t round, uint32_t table)
{
	struct vmt_stage *stages[2];
	struct vmt_part parts[2];
	uint64_t first = rows_before(s, round);

	for (uint32_t cpu = 0; cpu < 2; cpu++)
		cr_assert(eq(int, vmt_stage_new(&stages[cpu], &tables[table]), 0));
	for (uint64_t i = first; i < first + rows_of(s, round); i++)
		put_row(stages[i % 2], i, !table);
	for (uint32_t cpu = 0; cpu < 2; cpu++)
		parts[cpu] = (struct vmt_part){ .cpu = cpu,
						.rows = vmt_stage_rows(stages[cpu]),
						.stage = stages[cpu] };
	cr_assert(eq(int, vmt_writer_rows(w, table, parts, 2), 0));
	for (uint32_t cpu = 0; cpu < 2; cpu++)
		vmt_stage_free(stages[cpu]);
}

static void write_session(const struct vmt_sink *sink, const struct shape *s, struct logfile *log)
{
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	struct vmt_clock now = clock_of(s, 0);
	struct vmt_writer *w;

	cr_assert(eq(int, vmt_writer_open(&w, sink, &options, tables, 2, NULL, 0, &now, 1000000000),
		     0));
	for (uint32_t round = 0; round < s->rounds; round++) {
		put_round(w, s, round, 0);
		if (round % 2)
			put_round(w, s, round, 1);
		now = clock_of(s, round + 1);
		if (round + 1 < s->rounds)
			cr_assert(eq(int, vmt_writer_round(w, &now), 0));
		else
			cr_assert(eq(int, vmt_writer_end(w, &now, "done"), 0));
		if (log)
			log->rounds = round + 1;
	}
	if (log)
		cr_assert(eq(u64, vmt_writer_bytes(w), log->now.size));
	vmt_writer_free(w);
}

/* Rows as the file says, by table and place in time. */
struct said {
	uint64_t (*row)[6]; /* seen, rip, value, valid, mono, real */
	uint64_t n;
};

static void say_chunk(const struct vmt_chunk *c, struct vmt_scratch *scratch, struct said *said)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(c);
	uint64_t *times = malloc(info->rows * sizeof(*times)), value;
	struct vmt_view v;

	cr_assert(eq(int, vmt_chunk_read(c, 0, scratch, &v), 0));
	vmt_view_flatten(&v, 0, info->rows, times);
	for (uint32_t column = 1; column < info->nblocks; column++) {
		cr_assert(eq(int, vmt_chunk_read(c, column, scratch, &v), 0));
		for (uint32_t i = 0; i < info->rows; i++) {
			uint64_t *row = said->row[times[i] / ROW_TICKS - 1];
			bool valid = !v.valid || v.valid[i / 64] >> i % 64 & 1;

			cr_assert(le(u64, times[i], said->n * ROW_TICKS));
			if (column == 3) {
				value = v.offsets[i + 1] - v.offsets[i];
				row[3] += 2 * (valid ? value + 1 : 0);
				continue;
			}
			vmt_view_flatten(&v, i, 1, &value);
			row[column] = valid ? value : 0;
			row[3] += column == 2 && valid;
			row[0]++;
			row[4] = vmt_chunk_mono(info, times[i]);
			row[5] = vmt_chunk_real(info, times[i]);
		}
	}
	free(times);
}

/* Row i of a table as it must be, but for its ns. */
static void check_row(const uint64_t row[6], uint64_t i, bool even)
{
	cr_assert(row[0] == 2, "row %llu is there %llu times", (unsigned long long)i,
		  (unsigned long long)row[0] / 2);
	cr_assert(eq(u64, row[1], 0xffffffff81000000 + i % 7 * 16));
	if (i % 5 != 1)
		cr_assert(eq(i64, row[2], (int64_t)(i % 7) - 3));
	cr_assert(eq(u64, row[3],
		     (i % 5 != 1) + (even && i % 4 != 3 ? 2 * (strlen(texts[i % 3]) + 1) : 0)));
}

/* What the file says of both tables; returns how many rounds it is. */
static uint32_t read_session(struct memtrace *t, const struct shape *s, struct said said[2])
{
	const struct all_session *session = &t->all.sessions[0];
	uint32_t rounds = 0, i;
	uint64_t n;

	for (i = 0; i < 2; i++) {
		said[i].n = rows_before(s, s->rounds);
		said[i].row = calloc(said[i].n, sizeof(*said[i].row));
	}
	for (i = 0; i < session->nchunks; i++)
		say_chunk(session->chunks[i], t->scratch,
			  &said[vmt_chunk_info(session->chunks[i])->table]);
	while (rounds < s->rounds && clock_of(s, rounds).time < session->info->end.time)
		rounds++;
	cr_assert(eq(u64, session->info->end.time, clock_of(s, rounds).time));
	n = rows_before(s, rounds);
	for (uint64_t row = 0; row < said[0].n; row++) {
		uint32_t round = 0;

		if (row >= n) {
			cr_assert(eq(u64, said[0].row[row][0] + said[1].row[row][0], 0));
			continue;
		}
		while (rows_before(s, round + 1) <= row)
			round++;
		check_row(said[0].row[row], row, true);
		if (round % 2)
			check_row(said[1].row[row], row, false);
		else
			cr_assert(eq(u64, said[1].row[row][0], 0));
	}
	return rounds;
}

static void free_said(struct said said[2])
{
	free(said[0].row);
	free(said[1].row);
}

/* A file that a kill left: every round that was complete is there, each row once. */
static void check_killed(const struct memfile *f, const struct shape *s, uint32_t complete)
{
	struct said said[2];
	struct memtrace t;
	uint32_t rounds;

	memtrace_open(&t, f->data, f->size);
	cr_assert(t.error == 0, "%zu bytes: error %d", f->size, t.error);
	rounds = read_session(&t, s, said);
	cr_assert(rounds >= complete, "%u rounds of %u", rounds, complete);
	if (rounds < s->rounds)
		cr_assert(t.damages > 0);
	free_said(said);
	memtrace_close(&t);
}

/* A kill after every `every`th byte of all that was written. */
static void kill_everywhere(const struct shape *s, uint64_t every)
{
	struct memfile state;
	struct logfile log;
	struct vmt_sink sink = log_sink(&log);
	uint32_t i, opened = 0, rewrites = 0;

	write_session(&sink, s, &log);
	memfile_init(&state);
	for (i = 0; i < log.nsteps; i++) {
		const struct step *step = &log.steps[i];

		rewrites += step->what == REWRITE;
		/* The opening must be there: before it there is no session. */
		opened += step->what == WRITE;
		if (step->what == WRITE) {
			size_t start = state.size;

			for (uint64_t n = 0; n < step->size; n += every) {
				apply(&state, step, n);
				if (opened > 4)
					check_killed(&state, s, step->rounds);
				state.size = start;
			}
		} else if (step->what == REWRITE) {
			for (uint64_t n = 0; n < step->size; n += every) {
				apply(&state, step, n);
				check_killed(&state, s, step->rounds);
			}
		}
		apply(&state, step, step->size);
		if (opened > 4)
			check_killed(&state, s, step->rounds);
	}
	cr_assert(gt(u32, rewrites, 3));
	cr_assert(eq(u64, state.size, log.now.size));
	memfile_release(&state);
	log_release(&log);
}

Test(fmt_window, a_kill_at_any_byte_costs_at_most_the_last_round)
{
	kill_everywhere(&(struct shape){ .rounds = 6, .rows = 9 }, 1);
}

Test(fmt_window, so_does_one_while_a_full_window_is_sealed)
{
	kill_everywhere(&(struct shape){ .rounds = 67, .rows = 4 }, 37);
}

Test(fmt_window, and_one_when_rows_begin_to_come_fast)
{
	kill_everywhere(&(struct shape){ .rounds = 6, .rows = 5, .large = 20000 }, 9973);
}

/* ---- What it is for ---- */

static int pipe_write(void *self, const void *data, size_t size)
{
	memfile_append(self, data, size);
	return 0;
}

Test(fmt_window, says_the_same_as_a_pipe_in_fewer_bytes)
{
	const struct shape s = { .rounds = 30, .rows = 40 };
	struct memfile piped;
	struct vmt_sink sink = { .write = pipe_write, .self = &piped };
	struct said a[2], b[2];
	struct logfile log;
	struct memtrace t;

	memfile_init(&piped);
	write_session(&sink, &s, NULL);
	memtrace_open(&t, piped.data, piped.size);
	cr_assert(eq(uint, t.damages + t.harmless, 0));
	cr_assert(eq(u32, t.all.sessions[0].nrounds, s.rounds));
	cr_assert(eq(u32, read_session(&t, &s, a), s.rounds));
	memtrace_close(&t);
	sink = log_sink(&log);
	write_session(&sink, &s, &log);
	memtrace_open(&t, log.now.data, log.now.size);
	cr_assert(eq(uint, t.damages + t.harmless, 0));
	cr_assert(eq(u32, t.all.sessions[0].nrounds, 1));
	cr_assert(eq(u32, t.all.sessions[0].nchunks, 2));
	cr_assert(eq(u32, read_session(&t, &s, b), s.rounds));
	memtrace_close(&t);
	for (uint32_t i = 0; i < 2; i++)
		cr_assert(memcmp(a[i].row, b[i].row, a[i].n * sizeof(*a[i].row)) == 0);
	cr_assert(lt(sz, log.now.size * 3, piped.size));
	free_said(a);
	free_said(b);
	memfile_release(&piped);
	log_release(&log);
}

Test(fmt_window, refuses_rows_that_go_back_in_time)
{
	const struct shape s = { .rounds = 2, .rows = 9 };
	struct vmt_writer_options options = { .size = sizeof(options) };
	struct vmt_clock now = clock_of(&s, 0);
	struct logfile log;
	struct vmt_sink sink = log_sink(&log);
	struct vmt_writer *w;
	struct vmt_stage *stage;
	struct vmt_part part;

	cr_assert(eq(int,
		     vmt_writer_open(&w, &sink, &options, tables, 2, NULL, 0, &now, 1000000000),
		     0));
	put_round(w, &s, 0, 0);
	now = clock_of(&s, 1);
	cr_assert(eq(int, vmt_writer_round(w, &now), 0));
	cr_assert(eq(int, vmt_stage_new(&stage, &tables[1]), 0));
	put_row(stage, 12, false);
	put_row(stage, 8, false);
	part = (struct vmt_part){ .cpu = 0, .rows = 1, .stage = stage, .first = 1 };
	cr_assert(eq(int, vmt_writer_rows(w, 1, &part, 1), VMT_EINVAL)); /* before the watermark */
	part = (struct vmt_part){ .cpu = 0, .rows = 2, .stage = stage };
	cr_assert(eq(int, vmt_writer_rows(w, 1, &part, 1), VMT_EINVAL));
	part.first = 1;
	cr_assert(eq(int, vmt_writer_rows(w, 1, &part, 1), VMT_EINVAL)); /* beyond the stage */
	part = (struct vmt_part){ .cpu = 0, .rows = 1, .stage = stage };
	cr_assert(eq(int, vmt_writer_rows(w, 1, &part, 1), 0));
	now = clock_of(&s, 1);
	cr_assert(
		eq(int, vmt_writer_end(w, &now, ""), VMT_EINVAL)); /* it would leave the row out */
	now = clock_of(&s, 2);
	cr_assert(eq(int, vmt_writer_end(w, &now, ""), 0));
	vmt_stage_free(stage);
	vmt_writer_free(w);
	log_release(&log);
}

/* ---- Sections alone ---- */

static uint32_t sections_of(const struct memfile *f, struct section *s, uint32_t most)
{
	uint32_t n = 0;

	for (uint64_t at = 0; at < f->size; at += s[n++].total) {
		cr_assert(lt(u32, n, most));
		cr_assert(eq(int, section_get_head(f->data + at, &s[n]), 0));
	}
	return n;
}

Test(fmt_window, new_sections_may_be_larger_than_the_old)
{
	static const uint8_t id[16] = { 1 };
	struct bytebuf body = { 0 };
	struct section_out o;
	struct section s[8];
	struct logfile log;
	struct vmt_sink sink = log_sink(&log);

	cr_assert(eq(int, section_out_init(&o, &sink, id, false), 0));
	bytebuf_put64(&body, 42);
	cr_assert(eq(int, section_out_put(&o, SECTION_SESSION, &body, NULL, NULL), 0));
	cr_assert(eq(int, section_out_keep_place(&o), 0));
	cr_assert(eq(int, section_out_put(&o, SECTION_WATERMARK, &body, NULL, NULL), 0));
	cr_assert(eq(int, section_out_replacing(&o), 0));
	while (body.size < 5000)
		bytebuf_put64(&body, body.size);
	cr_assert(eq(int, section_out_put(&o, SECTION_CHUNK, &body, NULL, NULL), 0));
	cr_assert(eq(int, section_out_replace(&o), 0));
	cr_assert(eq(int, section_out_put(&o, SECTION_END, &body, NULL, NULL), 0));
	cr_assert(eq(u32, sections_of(&log.now, s, 8), 4));
	cr_assert(eq(u64, o.bytes, log.now.size));
	for (uint32_t i = 0; i < 4; i++) {
		static const uint8_t types[] = { SECTION_SESSION, SECTION_GAP, SECTION_CHUNK,
						 SECTION_END };

		cr_assert(eq(u32, s[i].type, types[i]));
		cr_assert(eq(u64, s[i].seq, i));
	}
	bytebuf_release(&body);
	section_out_release(&o);
	log_release(&log);
}
