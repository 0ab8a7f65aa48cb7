/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A CPU's tracepoints: pages as trace_pipe_raw gives them, made by hand, walked into rows; and
 * sealed with the module's records.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/stage.h"
#include "format/vmt_tables.h"
#include "record/round.h"
#include "tests/alltrace.h"
#include "tests/tepcommon.h"

#define PAGE 4096 /* of data: what is behind it on hosts of larger pages is empty */
#define FORMAT               \
	TEP_HEAD("it", "77") \
	"\tfield:u32 a;\toffset:8;\tsize:4;\tsigned:0;\n\nprint fmt: \"%u\", REC->a\n"

static char tracing[] = "/tmp/rec_stream.XXXXXX";
static struct point_set set;
static struct rec_schema schema;
static struct roster roster;
static struct task_book book;
static struct rows rows;
static struct tp_stream stream;
static int pages, stats;

static void put_file(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/events/sys/it/%s", tracing, name);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
}

static void make_set(void)
{
	static const char *const dirs[] = { "events", "events/sys", "events/sys/it" };
	struct point_names names = { 0 };
	struct trouble t = { 0 };
	char path[128];

	cr_assert_not_null(mkdtemp(tracing));
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/%s", tracing, dirs[i]);
		cr_assert_eq(mkdir(path, 0700), 0);
	}
	put_file("enable", "0");
	put_file("format", FORMAT);
	cr_assert_eq(point_names_add(&names, "sys:it", 6, &t), 0);
	cr_assert_eq(point_set_init(&set, &names, tracing, &t), 0, "%s", t.text);
}

static void setup(void)
{
	static const struct reg_set none[VMTRACE_NR_EVENTS];

	make_set();
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 1, none, false, &set), 0);
	cr_assert_eq(rows_init(&rows, &schema), 0);
	roster_init(&roster);
	task_book_init(&book, &roster, NULL, NULL);
	pages = memfd_create("pages", 0);
	stats = memfd_create("stats", 0);
	cr_assert_eq(tp_stream_init(&stream, pages, stats, &set, &book, 100), 0);
}

static void cleanup(void)
{
	char command[64];

	tp_stream_release(&stream);
	task_book_release(&book);
	roster_release(&roster);
	rows_release(&rows);
	rec_schema_release(&schema);
	point_set_release(&set);
	snprintf(command, sizeof(command), "rm -rf %s", tracing);
	cr_expect_eq(system(command), 0);
}

TestSuite(rec_tp_stream, .init = setup, .fini = cleanup);

/* ---- The kernel's side: include/linux/ring_buffer.h, kernel/trace/ring_buffer.c ---- */

static struct {
	uint64_t time;
	uint64_t commit;
	uint8_t data[PAGE - 16];
} page;
static uint64_t last, npages;

static void begin_page(uint64_t time)
{
	memset(&page, 0, sizeof(page));
	page.time = last = time;
}

static void put(const void *data, uint32_t size)
{
	memcpy(page.data + page.commit, data, size);
	page.commit += size;
}

/* type_len:5, time_delta:27; a time that is further from the last has a record of its own. */
static void header(uint32_t type, uint64_t time)
{
	uint64_t delta = time - last;
	uint32_t word;

	if (delta >> 27) {
		word = 30 | (uint32_t)(delta & ((1 << 27) - 1)) << 5;
		put(&word, 4);
		word = delta >> 27;
		put(&word, 4);
		delta = 0;
	}
	word = type | (uint32_t)delta << 5;
	put(&word, 4);
	last = time;
}

static void record(uint64_t time, uint16_t id, uint32_t tid, uint32_t a)
{
	struct {
		uint16_t id;
		uint8_t flags, preempt;
		uint32_t pid, a;
	} r = { id, 1, 0, tid, a };

	header(sizeof(r) / 4, time);
	put(&r, sizeof(r));
}

static void short_record(uint64_t time)
{
	const uint64_t r = 77;

	header(2, time);
	put(&r, 8);
}

#define MISSED (1u << 31)
#define STORED (1u << 30)

/* The page is full, or read as it is. Missed: records overwritten before it; -1: untold. */
static void end_page(int64_t missed)
{
	if (missed > 0)
		memcpy(page.data + page.commit, &missed, 8);
	page.commit |= missed > 0 ? MISSED | STORED : missed ? MISSED : 0;
	cr_assert_eq(pwrite(pages, &page, sizeof(page), npages++ * sizeof(page)),
		     (ssize_t)sizeof(page));
}

static void overrun(int n)
{
	char text[128];
	int size = snprintf(text, sizeof(text), "entries: 3\noverrun: %d\ncommit overrun: 9\n", n);

	cr_assert_eq(pwrite(stats, text, size, 0), size);
}

/* ---- The recorder's side ---- */

static struct loss losses[16];
static uint32_t nlosses;

static void on_loss(void *self, const struct loss *loss)
{
	losses[nlosses++] = *loss;
}

static struct tp_drain take(uint64_t until)
{
	struct tp_drain d = { .rows = &rows, .until = until, .lose = on_loss };

	cr_assert_eq(tp_stream_drain(&stream, &d), 0);
	return d;
}

static struct vmt_stage *points(void)
{
	return rows_point(&rows, &set, 0);
}

static uint64_t value(uint32_t column, uint32_t row)
{
	uint64_t slot, valid = 1;

	cr_assert(lt(u32, row, vmt_stage_rows(points())));
	stage_column(points(), column, row, 1, &slot, &valid, 0);
	return slot;
}

static void expect_loss(uint32_t i, uint64_t lost, uint64_t at, uint8_t cause)
{
	cr_assert(lt(u32, i, nlosses));
	cr_expect(eq(u64, losses[i].count, lost));
	cr_expect(eq(u64, losses[i].last, at));
	cr_expect(eq(u8, losses[i].type, VMT_STREAM_TRACEPOINT));
	cr_expect(eq(u8, losses[i].cause, cause));
}

Test(rec_tp_stream, records_become_rows)
{
	begin_page(1000);
	record(1000, 77, 5, 11);
	record(1007, 77, 6, 12);
	end_page(0);
	begin_page(2000);
	record(2003, 77, 5, 13);
	end_page(0);
	cr_expect(eq(u64, take(UINT64_MAX).taken, 3));
	cr_expect(eq(u32, vmt_stage_rows(points()), 3));
	cr_expect(eq(u64, value(0, 0), 1000));
	cr_expect(eq(u64, value(0, 1), 1007));
	cr_expect(eq(u64, value(0, 2), 2003));
	cr_expect(eq(u64, value(1, 2), 2), "numbered over the stream");
	cr_expect(eq(u64, value(2, 0), value(2, 2)), "one thread");
	cr_expect(ne(u64, value(2, 0), value(2, 1)));
	cr_expect(eq(u64, value(3, 0), 1));
	cr_expect(eq(u64, value(5, 2), 13));
	cr_expect(eq(u32, nlosses, 0));
}

Test(rec_tp_stream, times_far_apart)
{
	begin_page(1000);
	record(1000, 77, 5, 1);
	record(1000 + (7ull << 30), 77, 5, 2);
	end_page(0);
	take(UINT64_MAX);
	cr_expect(eq(u64, value(0, 1), 1000 + (7ull << 30)));
}

Test(rec_tp_stream, up_to_a_time)
{
	begin_page(1000);
	for (uint32_t i = 0; i < 10; i++)
		record(1000 + i, 77, 5, i);
	end_page(0);
	begin_page(1100);
	record(1100, 77, 5, 10);
	end_page(0);
	cr_expect(eq(u64, take(1003).taken, 4));
	cr_expect(eq(u64, take(1003).taken, 0));
	cr_expect(eq(u64, take(1009).taken, 6));
	cr_expect(eq(u64, take(5000).taken, 1));
	for (uint32_t i = 0; i < 11; i++)
		cr_expect(eq(u64, value(5, i), i));
}

Test(rec_tp_stream, a_page_that_is_read_while_it_fills)
{
	begin_page(1000);
	record(1000, 77, 5, 1);
	end_page(0);
	take(UINT64_MAX);
	begin_page(1001);
	record(1001, 77, 5, 2);
	end_page(0);
	cr_expect(eq(u64, take(UINT64_MAX).taken, 1));
	cr_expect(eq(u64, value(5, 1), 2));
}

/* ---- Losses ---- */

Test(rec_tp_stream, what_was_overwritten_is_lost)
{
	begin_page(1000);
	record(1000, 77, 5, 1);
	end_page(0);
	begin_page(2000);
	record(2000, 77, 5, 2);
	end_page(123);
	take(UINT64_MAX);
	cr_expect(eq(u32, nlosses, 1));
	expect_loss(0, 123, 2000, LOST_RING);
	cr_expect(eq(u64, losses[0].first, 1000));
	cr_expect(eq(u32, vmt_stage_rows(points()), 2));
}

Test(rec_tp_stream, how_much_the_kernel_tells_where_the_page_does_not)
{
	struct tp_drain d = { .rows = &rows, .lose = on_loss };

	overrun(40);
	begin_page(1000);
	record(1000, 77, 5, 1);
	end_page(30);
	begin_page(2000);
	record(2000, 77, 5, 2);
	end_page(-1);
	take(UINT64_MAX);
	cr_assert(eq(u32, nlosses, 2));
	expect_loss(0, 30, 1000, LOST_RING);
	expect_loss(1, 10, 2000, LOST_RING);
	overrun(45);
	tp_stream_finish(&stream, &d);
	tp_stream_finish(&stream, &d);
	cr_assert(eq(u32, nlosses, 3));
	expect_loss(2, 5, 2000, LOST_RING);
}

Test(rec_tp_stream, rows_that_come_late_are_lost)
{
	begin_page(90);
	record(90, 77, 5, 1);
	record(100, 77, 5, 2);
	record(110, 77, 5, 3);
	end_page(0);
	begin_page(105);
	record(105, 77, 5, 4);
	record(110, 77, 5, 5);
	end_page(0);
	take(UINT64_MAX);
	cr_expect(eq(u32, vmt_stage_rows(points()), 3));
	cr_assert(eq(u32, nlosses, 2));
	expect_loss(0, 1, 100, LOST_DAMAGE);
	expect_loss(1, 1, 110, LOST_DAMAGE);
	cr_expect(eq(u64, value(5, 2), 5));
}

Test(rec_tp_stream, records_of_no_event_are_lost)
{
	begin_page(1000);
	record(1000, 78, 5, 1);
	record(1001, 65535, 5, 1);
	short_record(1002);
	record(1003, 77, 5, 1);
	end_page(0);
	take(UINT64_MAX);
	cr_expect(eq(u32, nlosses, 3));
	expect_loss(2, 1, 1002, LOST_DAMAGE);
	cr_expect(eq(u32, vmt_stage_rows(points()), 1));
}

Test(rec_tp_stream, the_recorder_s_own_are_no_rows)
{
	task_book_own(&book);
	begin_page(1000);
	record(1000, 77, getpid(), 1);
	record(1001, 77, getpid() + 100000, 2);
	end_page(0);
	cr_expect(eq(u64, take(UINT64_MAX).taken, 1));
	cr_expect(eq(u64, value(5, 0), 2));
	cr_expect(eq(u32, nlosses, 0));
}

/* ---- Beside the module's records ---- */

static struct track track;
static struct backlog backlog = { .poke = -1 };
static struct vmtrace_ring_head head;
static struct vmtrace_ring_control control;
static _Alignas(8) uint8_t ring[8192];
static struct sealer sealer;
static int file;

static uint32_t seq;

static void *ring_put(uint8_t type, uint32_t words, uint64_t tsc)
{
	struct vmtrace_rec *rec = (void *)(ring + head.head);

	*rec = (struct vmtrace_rec){ .words = words, .type = type, .seq = seq++, .tsc = tsc };
	head.head += words * 8;
	return rec;
}

static void ring_task(uint32_t task, uint32_t tid, uint64_t tsc)
{
	struct vmtrace_task *t = ring_put(VMTRACE_TASK, sizeof(*t) / 8, tsc);

	t->task = task;
	t->tid = t->tgid = tid;
}

static void ring_exit(uint32_t task, uint64_t tsc)
{
	struct vmtrace_vcpu *v = ring_put(VMTRACE_EXIT, schema.plans[0].words, tsc);

	v->task = task;
}

static void ring_lost(uint64_t first, uint64_t tsc)
{
	struct vmtrace_lost *l;

	seq += 5; /* the lost ones had numbers */
	l = ring_put(VMTRACE_LOST, sizeof(*l) / 8, tsc);
	l->first = first;
	l->count[VMTRACE_EXIT] = 5;
}

static int write_file(void *self, const void *data, size_t size)
{
	return write(file, data, size) == (ssize_t)size ? 0 : VMT_EIO;
}

static uint32_t damages;

static void on_damage(void *self, const struct vmt_damage *damage)
{
	damages++;
}

static void start(void)
{
	static const struct vmt_sink sink = { .write = write_file };
	static const struct vmtrace_clock now = { 100, 1000, 2000, 3000 };
	const struct vmt_writer_options options = { sizeof(options), 0, true };
	struct vmt_clock clock = vmt_clock_of(&now);

	file = memfd_create("trace", 0);
	cr_assert_eq(track_init(&track, 0, &backlog), 0);
	track.ring = (struct ring){ ring, sizeof(ring), &head, &control, 0, 0, 0, 0 };
	cr_assert_eq(track_start(&track, &schema, &roster, 100), 0);
	track.stream = stream;
	stream.points = NULL;
	cr_assert_eq(sealer_init(&sealer, &schema, &track, 1, 1, &now), 0);
	sealer.book = &book;
	cr_assert_eq(vmt_writer_open(&sealer.writer, &sink, &options, schema.tables, schema.ntables,
				     NULL, 0, &clock, 1000000000),
		     0);
}

static void seal(uint64_t t)
{
	const struct vmtrace_clock now = { t, t * 10, t * 20, t * 30 };
	struct vmt_clock clock = vmt_clock_of(&now);

	cr_assert_eq(sealer_seal(&sealer, &now), 0);
	cr_assert_eq(vmt_writer_round(sealer.writer, &clock), 0);
}

static struct alltrace trace;

static void finish(uint64_t t)
{
	const struct vmt_clock now = { t, t * 10, t * 20, t * 30 };

	cr_assert_eq(vmt_writer_end(sealer.writer, &now, ""), 0);
	alltrace_open(&trace, NULL, file, 0, on_damage, NULL);
	cr_assert_eq(trace.error, 0);
	cr_assert_eq(damages, 0);
}

/* A table's integer column over all rounds; the number of rows. */
static uint32_t column_of(const char *table, const char *name, uint64_t *out)
{
	const struct all_session *s = &trace.sessions[0];
	int number = vmt_session_table(s->session, table);
	int column = vmt_table_find(&s->info->tables[number], name);
	struct vmt_scratch *scratch;
	uint32_t n = 0;

	cr_assert_geq(column, 0);
	cr_assert_eq(vmt_scratch_new(&scratch), 0);
	for (uint32_t c = 0; c < s->nchunks; c++) {
		struct vmt_view v;

		if ((int)vmt_chunk_info(s->chunks[c])->table != number)
			continue;
		cr_assert_eq(vmt_chunk_read(s->chunks[c], column, scratch, &v), 0);
		vmt_view_flatten(&v, 0, v.rows, out + n);
		n += v.rows;
	}
	vmt_scratch_free(scratch);
	return n;
}

static void stop(void)
{
	alltrace_close(&trace);
	vmt_writer_free(sealer.writer);
	sealer_release(&sealer);
	track_release(&track);
	close(file);
}

Test(rec_tp_stream, a_thread_has_one_number_in_both_sources)
{
	uint64_t tasks[8], tids[8], numbers[8];

	start();
	ring_task(1, 21, 150);
	ring_exit(1, 160);
	begin_page(140);
	record(140, 77, 21, 1);
	record(170, 77, 22, 2);
	end_page(0);
	seal(200);
	begin_page(250);
	record(250, 77, 21, 3);
	end_page(0);
	seal(300);
	finish(300);
	cr_assert(eq(u32, column_of("exit", "task", tasks), 1));
	cr_expect(eq(u64, tasks[0], 2), "the module's numbers are even");
	cr_assert(eq(u32, column_of("sys:it", "task", tasks), 3));
	cr_expect(eq(u64, tasks[0], 2));
	cr_expect(eq(u64, tasks[1], 1));
	cr_expect(eq(u64, tasks[2], 2));
	cr_assert(eq(u32, column_of("task", "tid", tids), 2));
	cr_assert(eq(u32, column_of("task", "task", numbers), 2));
	cr_expect(eq(u64, tids[numbers[0] == 2 ? 0 : 1], 21));
	cr_expect(eq(u64, tids[numbers[0] == 1 ? 0 : 1], 22));
	stop();
}

Test(rec_tp_stream, losses_of_both_sources_are_in_order)
{
	uint64_t times[8], types[8];

	start();
	ring_lost(120, 190);
	ring_exit(0, 191);
	begin_page(150);
	record(150, 78, 21, 1);
	record(195, 78, 21, 1);
	end_page(0);
	seal(200);
	finish(200);
	cr_assert(eq(u32, column_of("lost", "time", times), 3));
	cr_assert(eq(u32, column_of("lost", "type", types), 3));
	cr_expect(eq(u64, times[0], 190));
	cr_expect(eq(u64, times[1], 190), "lifted");
	cr_expect(eq(u64, times[2], 195));
	cr_expect(eq(u64, types[1], VMT_STREAM_TRACEPOINT));
	stop();
}

Test(rec_tp_stream, what_was_drained_early_waits_for_its_round)
{
	uint64_t times[8];

	start();
	begin_page(150);
	record(150, 77, 21, 1);
	record(250, 77, 22, 2);
	end_page(0);
	track_drain(&track);
	seal(200);
	seal(300);
	finish(300);
	cr_assert(eq(u32, column_of("sys:it", "time", times), 2));
	cr_expect(eq(u64, times[1], 250));
	stop();
}
