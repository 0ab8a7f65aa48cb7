/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench_format [EVENTS] - what an event costs to write and to read, in CPU time of one thread,
 * and beside it what zstd -1 over the same rows costs. The trace is synth's, of 27 columns, 8
 * CPUs and 16 vCPUs. Encoding counts from rows in memory, as in a ring, to bytes in a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "tests/bench/bench.h"
#include "tests/synth.h"

#define COLUMNS SYNTH_EXIT_COLUMNS
#define CPUS 8
#define BATCH VMT_CHUNK_ROWS /* as a recorder seals at a high rate */
#define DEFAULT_EVENTS 20000000

/* Rows as a ring holds them, a batch at a time. */
struct rows {
	struct synth *synth;
	uint64_t (*row)[COLUMNS];
	uint32_t *cpu;
	uint32_t n;
};

static void rows_next(struct rows *r, uint64_t left)
{
	r->n = left < BATCH ? left : BATCH;
	for (uint32_t i = 0; i < r->n; i++)
		r->cpu[i] = synth_exit(r->synth, r->row[i]);
}

/* The yardstick: the same rows, each field as wide as it is, through zstd. */
struct yardstick {
	uint8_t *rows, *frame, *back;
	size_t row, bound;
	double encode, decode, bytes;
	ZSTD_CCtx *c;
	ZSTD_DCtx *d;
};

static size_t column_bytes(uint32_t c)
{
	static const uint8_t bytes[] = {
		[VMT_U8] = 1, [VMT_U16] = 2, [VMT_U32] = 4, [VMT_U64] = 8
	};

	return bytes[synth_tables[SYNTH_EXIT].columns[c].type & ~VMT_NULLABLE];
}

static void yardstick_init(struct yardstick *y)
{
	memset(y, 0, sizeof(*y));
	for (uint32_t c = 0; c < COLUMNS; c++)
		y->row += column_bytes(c);
	y->bound = ZSTD_compressBound(y->row * VMT_CHUNK_ROWS);
	y->rows = must(malloc(y->row * VMT_CHUNK_ROWS + 8));
	y->back = must(malloc(y->row * VMT_CHUNK_ROWS));
	y->frame = must(malloc(y->bound));
	y->c = must(ZSTD_createCCtx());
	y->d = must(ZSTD_createDCtx());
}

static void yardstick_release(struct yardstick *y)
{
	ZSTD_freeCCtx(y->c);
	ZSTD_freeDCtx(y->d);
	free(y->rows);
	free(y->back);
	free(y->frame);
}

static void yardstick_block(struct yardstick *y, uint64_t (*row)[COLUMNS], uint32_t n)
{
	uint8_t *p = y->rows;
	double start;
	size_t size;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t c = 0; c < COLUMNS; c++) {
			memcpy(p, &row[i][c], 8);
			p += column_bytes(c);
		}
	start = cpu_seconds();
	size = ZSTD_compressCCtx(y->c, y->frame, y->bound, y->rows, n * y->row, 1);
	y->encode += cpu_seconds() - start;
	y->bytes += size;
	start = cpu_seconds();
	ZSTD_decompressDCtx(y->d, y->back, n * y->row, y->frame, size);
	y->decode += cpu_seconds() - start;
}

static void yardstick_rows(struct yardstick *y, const struct rows *r)
{
	for (uint32_t i = 0; i < r->n; i += VMT_CHUNK_ROWS)
		yardstick_block(y, r->row + i,
				r->n - i < VMT_CHUNK_ROWS ? r->n - i : VMT_CHUNK_ROWS);
}

static int put(void *self, const void *data, size_t size)
{
	return fwrite(data, 1, size, self) == size ? 0 : VMT_EIO;
}

static void stage_rows(struct vmt_stage **stages, const struct rows *r)
{
	for (uint32_t i = 0; i < r->n; i++) {
		struct vmt_stage *stage = stages[r->cpu[i]];
		uint64_t *row = must(vmt_stage_begin(stage));

		memcpy(row, r->row[i], sizeof(r->row[i]));
		vmt_stage_end(stage);
	}
}

static void seal(struct vmt_writer *w, struct vmt_stage **stages)
{
	struct vmt_part parts[CPUS];
	uint32_t n = 0;
	int error;

	for (uint32_t i = 0; i < CPUS; i++)
		if (vmt_stage_rows(stages[i]))
			parts[n++] = (struct vmt_part){ .cpu = i,
							.rows = vmt_stage_rows(stages[i]),
							.stage = stages[i] };
	error = vmt_writer_rows(w, SYNTH_EXIT, parts, n);
	if (error)
		die("rows", error);
	for (uint32_t i = 0; i < CPUS; i++)
		vmt_stage_drop(stages[i], vmt_stage_rows(stages[i]));
}

static double encode(FILE *file, uint64_t events, struct yardstick *y)
{
	struct synth_options o = { .cpus = CPUS, .vcpus = 16, .vms = 4, .seed = 1 };
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	struct vmt_clock now = synth_clock(1000000000);
	struct vmt_sink sink = { .write = put, .self = file };
	struct rows r = { .synth = must(synth_new(&o)),
			  .row = must(malloc(BATCH * sizeof(*r.row))),
			  .cpu = must(malloc(BATCH * sizeof(*r.cpu))) };
	struct vmt_stage *stages[CPUS];
	struct vmt_writer *w;
	double spent = 0, start;
	int error = vmt_writer_open(&w, &sink, &options, synth_tables, SYNTH_NR_TABLES, NULL, 0,
				    &now, SYNTH_TICKS_PER_SECOND);

	for (uint32_t i = 0; i < CPUS && !error; i++)
		error = vmt_stage_new(&stages[i], &synth_tables[SYNTH_EXIT]);
	if (error)
		die("open", error);
	for (uint64_t done = 0; done < events; done += r.n) {
		rows_next(&r, events - done);
		yardstick_rows(y, &r);
		start = cpu_seconds();
		stage_rows(stages, &r);
		seal(w, stages);
		spent += cpu_seconds() - start;
	}
	start = cpu_seconds();
	now = synth_clock(UINT32_MAX * 1000ULL);
	error = vmt_writer_end(w, &now, "");
	fflush(file);
	spent += cpu_seconds() - start;
	if (error)
		die("end", error);
	for (uint32_t i = 0; i < CPUS; i++)
		vmt_stage_free(stages[i]);
	vmt_writer_free(w);
	synth_free(r.synth);
	free(r.row);
	free(r.cpu);
	return spent;
}

/* Seconds to open the file and read these columns of every chunk. */
static double decode(FILE *file, const char *const *columns, uint32_t n)
{
	struct vmt_reader *reader;
	struct vmt_scratch *scratch;
	struct vmt_session *session;
	struct vmt_round *round;
	struct vmt_view view;
	double start = cpu_seconds();
	int error = vmt_reader_open(&reader, NULL, fileno(file), 0, NULL, NULL)
			    ?: vmt_scratch_new(&scratch);

	if (error)
		die("read", error);
	if (vmt_reader_next(reader, &session) <= 0)
		die("read", VMT_EFORMAT);
	while (!error && vmt_session_round(session, &round) > 0) {
		const struct vmt_round_info *info = vmt_round_info(round);

		for (uint32_t i = 0; i < info->nchunks; i++)
			for (uint32_t c = 0; c < n && !error; c++)
				error = vmt_chunk_read(
					info->chunks[i],
					vmt_table_find(&synth_tables[SYNTH_EXIT], columns[c]),
					scratch, &view);
		vmt_round_free(round);
	}
	vmt_session_free(session);
	if (error)
		die("decode", error);
	vmt_scratch_free(scratch);
	vmt_reader_free(reader);
	return cpu_seconds() - start;
}

int main(int argc, char **argv)
{
	static const char *const keys[] = { "task", "VMX_GUEST_CR3" };
	uint64_t events = argc > 1 ? strtoull(argv[1], NULL, 0) : DEFAULT_EVENTS;
	const char *all[COLUMNS];
	struct yardstick y;
	FILE *file = tmpfile();
	double spent;

	if (!file || !events)
		die("temporary file", VMT_EIO);
	for (uint32_t c = 0; c < COLUMNS; c++)
		all[c] = synth_tables[SYNTH_EXIT].columns[c].name;
	yardstick_init(&y);
	spent = encode(file, events, &y);
	figure("encode.ns_per_event", spent * 1e9 / events, "ns");
	figure("encode.bytes_per_event", (double)ftell(file) / events, "B");
	figure("encode.zstd1_rows.ns_per_event", y.encode * 1e9 / events, "ns");
	figure("encode.zstd1_rows.bytes_per_event", y.bytes / events, "B");
	figure("encode.ratio_to_zstd1_rows", spent / y.encode, "");
	figure("decode.all.ns_per_event", decode(file, all, COLUMNS) * 1e9 / events, "ns");
	figure("decode.keys.ns_per_event", decode(file, keys, 2) * 1e9 / events, "ns");
	figure("decode.zstd1_rows.ns_per_event", y.decode * 1e9 / events, "ns");
	yardstick_release(&y);
	fclose(file);
	return 0;
}
