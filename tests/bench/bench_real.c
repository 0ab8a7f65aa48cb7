/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench_real [FILE] - the events of a recorded trace: what one costs to write as a recorder
 * does, a second's rows at a time into a file, and to read, in CPU time of one thread; and beside
 * it zstd -3 over the same rows, 8 bytes a captured field.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "format/vmt_tables.h"
#include "tests/bench/bench.h"

#define DEFAULT_FILE "tests/data/svm-linux.vmt"
#define MAX_TABLES 8
/* Passes over the trace, so that it takes long enough to be measured. */
#define PASSES 20

/* An event table's rows, in the file's order. */
struct events {
	struct vmt_table table;
	uint64_t *values; /* [row][column] */
	bool *valid;
	uint32_t *cpu;
	uint64_t n, capacity;
};
struct trace {
	struct events tables[MAX_TABLES];
	uint32_t ntables, index[MAX_TABLES], symbols;
	uint64_t events, bytes, ticks_per_second; /* bytes: without the guest's symbols */
	struct vmt_clock start, end;
	struct vmt_session *session;
	struct vmt_reader *reader;
};

static void reserve(struct events *e, uint64_t rows)
{
	uint32_t columns = e->table.ncolumns;

	if (e->n + rows <= e->capacity)
		return;
	e->capacity = 2 * (e->n + rows);
	e->values = must(reallocarray(e->values, e->capacity * columns, sizeof(*e->values)));
	e->valid = must(reallocarray(e->valid, e->capacity * columns, sizeof(*e->valid)));
	e->cpu = must(reallocarray(e->cpu, e->capacity, sizeof(*e->cpu)));
}

static void take_chunk(struct events *e, const struct vmt_chunk *chunk, struct vmt_scratch *scratch)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	uint64_t *flat = must(malloc(info->rows * sizeof(*flat)));
	uint32_t columns = e->table.ncolumns, c, i, g;
	struct vmt_view v;
	int error;

	reserve(e, info->rows);
	for (c = 0; c < columns; c++) {
		error = vmt_chunk_read(chunk, c, scratch, &v);
		if (error)
			die("a column", error);
		vmt_view_flatten(&v, 0, info->rows, flat);
		for (i = 0; i < info->rows; i++) {
			e->values[(e->n + i) * columns + c] = flat[i];
			e->valid[(e->n + i) * columns + c] =
				!v.valid || v.valid[i / 64] >> i % 64 & 1;
		}
	}
	for (g = 0; g < info->ngroups; g++)
		for (i = 0; i < info->groups[g].rows; i++)
			e->cpu[e->n + info->groups[g].first + i] = info->groups[g].cpu;
	e->n += info->rows;
	free(flat);
}

static struct events *events_of(struct trace *t, uint32_t table)
{
	for (uint32_t i = 0; i < t->ntables; i++)
		if (t->index[i] == table)
			return &t->tables[i];
	return NULL;
}

static void take_round(struct trace *t, const struct vmt_round *round, struct vmt_scratch *scratch)
{
	const struct vmt_round_info *info = vmt_round_info(round);

	for (uint32_t i = 0; i < info->nchunks; i++) {
		struct events *e = events_of(t, vmt_chunk_info(info->chunks[i])->table);

		if (e)
			take_chunk(e, info->chunks[i], scratch);
		else if (vmt_chunk_info(info->chunks[i])->table == t->symbols)
			t->bytes -= vmt_chunk_info(info->chunks[i])->bytes;
	}
	t->end = info->end;
}

static void load(struct trace *t, const char *path, struct vmt_scratch *scratch)
{
	const struct vmt_session_info *info;
	struct vmt_round *round;
	int error = vmt_reader_open(&t->reader, path, -1, 0, NULL, NULL);

	if (error || vmt_reader_next(t->reader, &t->session) <= 0)
		die(path, error ? error : VMT_EFORMAT);
	info = vmt_session_info(t->session);
	t->symbols = UINT32_MAX;
	for (uint32_t i = 0; i < info->ntables && t->ntables < MAX_TABLES; i++) {
		if (!strcmp(info->tables[i].name, VMT_T_SYMBOL))
			t->symbols = i;
		if (!(info->tables[i].flags & VMT_TABLE_EVENT))
			continue;
		t->index[t->ntables] = i;
		t->tables[t->ntables++].table = info->tables[i];
	}
	t->start = info->start;
	t->ticks_per_second = info->ticks_per_second;
	t->bytes = vmt_reader_bytes(t->reader);
	while (vmt_session_round(t->session, &round) > 0) {
		take_round(t, round, scratch);
		vmt_round_free(round);
	}
	for (uint32_t i = 0; i < t->ntables; i++)
		t->events += t->tables[i].n;
	if (!t->events)
		die(path, VMT_EABSENT);
}

/* ---- The yardstick ---- */

static double zstd3_bytes(const struct trace *t)
{
	double bytes = 0;

	for (uint32_t i = 0; i < t->ntables; i++) {
		const struct events *e = &t->tables[i];
		uint64_t cells = e->n * e->table.ncolumns, n = 0, c;
		uint64_t *fields = must(malloc(cells * sizeof(*fields) + 1));
		size_t bound = ZSTD_compressBound(cells * sizeof(*fields));
		void *frame = must(malloc(bound));

		for (c = 0; c < cells; c++)
			if (e->valid[c])
				fields[n++] = e->values[c];
		if (n)
			bytes += ZSTD_compress(frame, bound, fields, n * sizeof(*fields), 3);
		free(fields);
		free(frame);
	}
	return bytes;
}

/* ---- Writing ---- */

static int put(void *self, const void *data, size_t size)
{
	return write(*(int *)self, data, size) == (ssize_t)size ? 0 : VMT_EIO;
}

static int put_again(void *self, uint64_t offset, const void *data, size_t size)
{
	return pwrite(*(int *)self, data, size, offset) == (ssize_t)size ? 0 : VMT_EIO;
}

static int set_size(void *self, uint64_t size)
{
	int fd = *(int *)self;

	return ftruncate(fd, size) || lseek(fd, size, SEEK_SET) < 0 ? VMT_EIO : 0;
}

/* The rows from *at on whose time is at most `until`, of one CPU. */
static void stage_rows(struct vmt_stage *stage, const struct events *e, uint64_t from,
		       uint64_t until, uint32_t cpu)
{
	uint32_t columns = e->table.ncolumns, c;

	for (uint64_t i = 0; i < e->n; i++) {
		const uint64_t *values = e->values + i * columns;
		uint64_t *row;

		if (e->cpu[i] != cpu || values[0] <= from || values[0] > until)
			continue;
		row = must(vmt_stage_begin(stage));
		memcpy(row, values, columns * sizeof(*row));
		for (c = 0; c < columns; c++)
			if (!e->valid[i * columns + c])
				vmt_stage_null(stage, c);
		vmt_stage_end(stage);
	}
}

static uint32_t last_cpu(const struct events *e)
{
	uint32_t most = 0;

	for (uint64_t i = 0; i < e->n; i++)
		most = e->cpu[i] > most ? e->cpu[i] : most;
	return most;
}

/* One table's rows of a round; the time that the writer took for them. */
static double write_rows(struct vmt_writer *w, uint32_t table, const struct events *e,
			 uint64_t from, uint64_t until)
{
	uint32_t ncpus = last_cpu(e) + 1, n = 0;
	struct vmt_part *parts = must(calloc(ncpus, sizeof(*parts)));
	double start, spent;
	int error;

	for (uint32_t cpu = 0; cpu < ncpus; cpu++) {
		struct vmt_stage *stage;

		if (vmt_stage_new(&stage, &e->table))
			die("memory", VMT_ENOMEM);
		stage_rows(stage, e, from, until, cpu);
		parts[n++] = (struct vmt_part){ .cpu = cpu,
						.rows = vmt_stage_rows(stage),
						.stage = stage };
	}
	start = cpu_seconds();
	error = vmt_writer_rows(w, table, parts, n);
	spent = cpu_seconds() - start;
	if (error)
		die("rows", error);
	for (uint32_t i = 0; i < n; i++)
		vmt_stage_free((struct vmt_stage *)parts[i].stage);
	free(parts);
	return spent;
}

static double encode(const struct trace *t, int fd, uint64_t *bytes)
{
	struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	struct vmt_sink sink = { put, &fd, put_again, set_size };
	struct vmt_table tables[MAX_TABLES];
	struct vmt_clock now = t->start;
	struct vmt_writer *w;
	double spent = 0, start;
	uint64_t from = 0, until;
	int error;

	for (uint32_t i = 0; i < t->ntables; i++)
		tables[i] = t->tables[i].table;
	error = vmt_writer_open(&w, &sink, &options, tables, t->ntables, NULL, 0, &now,
				t->ticks_per_second);
	while (!error && now.time < t->end.time) {
		until = t->end.time - now.time > t->ticks_per_second
				? now.time + t->ticks_per_second
				: t->end.time;
		for (uint32_t i = 0; i < t->ntables; i++)
			spent += write_rows(w, i, &t->tables[i], from, until);
		now.mono += until - now.time;
		now.real += until - now.time;
		now.time = from = until;
		start = cpu_seconds();
		error = until < t->end.time ? vmt_writer_round(w, &now)
					    : vmt_writer_end(w, &now, "");
		spent += cpu_seconds() - start;
	}
	if (error)
		die("write", error);
	*bytes = vmt_writer_bytes(w);
	vmt_writer_free(w);
	return spent;
}

/* ---- Reading ---- */

static bool is_key(const struct vmt_table *t, uint32_t column)
{
	const char *name = t->columns[column].name;

	return !strcmp(name, VMT_C_TASK) || !strcmp(name, "VMX_GUEST_CR3");
}

static double decode(int fd, bool keys, struct vmt_scratch *scratch)
{
	double start = cpu_seconds();
	struct vmt_reader *reader;
	struct vmt_session *session;
	const struct vmt_session_info *info;
	struct vmt_round *round;
	struct vmt_view view;
	int error = vmt_reader_open(&reader, NULL, fd, 0, NULL, NULL);

	if (error || vmt_reader_next(reader, &session) <= 0)
		die("read", error ? error : VMT_EFORMAT);
	info = vmt_session_info(session);
	while (vmt_session_round(session, &round) > 0) {
		const struct vmt_round_info *r = vmt_round_info(round);

		for (uint32_t i = 0; i < r->nchunks; i++) {
			const struct vmt_chunk_info *k = vmt_chunk_info(r->chunks[i]);

			for (uint32_t c = 0; c < k->nblocks && !error; c++)
				if (!keys || is_key(&info->tables[k->table], c))
					error = vmt_chunk_read(r->chunks[i], c, scratch, &view);
		}
		vmt_round_free(round);
	}
	if (error)
		die("decode", error);
	vmt_session_free(session);
	vmt_reader_free(reader);
	return cpu_seconds() - start;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : DEFAULT_FILE;
	double encoded = 1e9, all = 1e9, keys = 1e9, zstd;
	struct vmt_scratch *scratch;
	struct trace t = { 0 };
	uint64_t bytes = 0;
	FILE *file = tmpfile();

	if (!file || vmt_scratch_new(&scratch))
		die("temporary file", VMT_EIO);
	load(&t, path, scratch);
	for (int i = 0; i < PASSES; i++) {
		if (set_size(&(int){ fileno(file) }, 0))
			die("temporary file", VMT_EIO);
		encoded = least(encoded, encode(&t, fileno(file), &bytes));
		all = least(all, decode(fileno(file), false, scratch));
		keys = least(keys, decode(fileno(file), true, scratch));
	}
	zstd = zstd3_bytes(&t);
	figure("real.encode.ns_per_event", encoded * 1e9 / t.events, "ns");
	figure("real.encode.bytes_per_event", (double)bytes / t.events, "B");
	figure("real.decode.all.ns_per_event", all * 1e9 / t.events, "ns");
	figure("real.decode.keys.ns_per_event", keys * 1e9 / t.events, "ns");
	figure("real.file.bytes_per_event", (double)t.bytes / t.events, "B");
	figure("real.zstd3_rows.bytes_per_event", zstd / t.events, "B");
	figure("real.file.ratio_to_zstd3_rows", t.bytes / zstd, "");
	for (uint32_t i = 0; i < t.ntables; i++) {
		free(t.tables[i].values);
		free(t.tables[i].valid);
		free(t.tables[i].cpu);
	}
	vmt_session_free(t.session);
	vmt_reader_free(t.reader);
	vmt_scratch_free(scratch);
	fclose(file);
	return 0;
}
