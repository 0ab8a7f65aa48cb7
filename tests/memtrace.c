/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/memtrace.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

void memfile_init(struct memfile *f)
{
	*f = (struct memfile){ .limit = SIZE_MAX };
}

void memfile_release(struct memfile *f)
{
	free(f->data);
}

void memfile_append(struct memfile *f, const void *data, size_t size)
{
	while (f->size + size > f->capacity) {
		f->capacity = f->capacity ? 2 * f->capacity : 65536;
		f->data = realloc(f->data, f->capacity);
		if (!f->data)
			abort();
	}
	if (size)
		memcpy(f->data + f->size, data, size);
	f->size += size;
}

static int memfile_write(void *self, const void *data, size_t size)
{
	struct memfile *f = self;
	size_t room = f->limit - f->size;

	memfile_append(f, data, size < room ? size : room);
	return size <= room ? 0 : VMT_EIO;
}

struct vmt_sink memfile_sink(struct memfile *f)
{
	return (struct vmt_sink){ .write = memfile_write, .self = f };
}

static void count_damage(void *self, const struct vmt_damage *d)
{
	struct memtrace *t = self;

	if (d->harmless) {
		t->harmless++;
		return;
	}
	t->damages++;
	t->last = d->what;
}

static void memtrace_read(struct memtrace *t, int fd)
{
	/* Shared by all: tests open a trace ten thousand times. */
	static struct vmt_scratch *scratch;

	if (!scratch && vmt_scratch_new(&scratch))
		abort();
	t->fd = -1;
	t->scratch = scratch;
	t->damages = t->harmless = 0;
	t->last = NULL;
	alltrace_open(&t->all, NULL, fd, 0, count_damage, t);
	t->error = t->all.error;
}

void memtrace_open_fd(struct memtrace *t, int fd)
{
	memtrace_read(t, fd);
}

void memtrace_open(struct memtrace *t, const void *data, size_t size)
{
	int fd = memfd_create("trace", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	memtrace_open_fd(t, fd);
	t->fd = fd;
}

static void *feed_pipe(void *self)
{
	struct memtrace *t = self;

	for (size_t at = 0; at < t->pipe_size;) {
		ssize_t n = write(t->pipe_end, t->pipe_data + at, t->pipe_size - at);

		if (n < 0)
			break;
		at += n;
	}
	close(t->pipe_end);
	return NULL;
}

void memtrace_open_pipe(struct memtrace *t, const void *data, size_t size)
{
	int ends[2];
	pthread_t writer;

	if (pipe(ends))
		abort();
	t->pipe_data = data;
	t->pipe_size = size;
	t->pipe_end = ends[1];
	if (pthread_create(&writer, NULL, feed_pipe, t))
		abort();
	memtrace_read(t, ends[0]);
	pthread_join(writer, NULL);
	t->fd = ends[0];
}

void memtrace_close(struct memtrace *t)
{
	alltrace_close(&t->all);
	if (t->fd >= 0)
		close(t->fd);
}

static bool is_valid(const struct vmt_view *v, uint32_t row)
{
	return !v->valid || v->valid[row / 64] >> row % 64 & 1;
}

static void print_row(FILE *f, const struct vmt_view *v, uint32_t row)
{
	uint64_t value;
	uint32_t i;

	if (v->kind == VMT_BYTES) {
		for (i = v->offsets[row]; i < v->offsets[row + 1]; i++)
			fprintf(f, "%02x", v->data[i]);
	} else if (v->kind == VMT_LISTS) {
		for (i = v->offsets[row]; i < v->offsets[row + 1]; i++)
			fprintf(f, "%llx,", (unsigned long long)v->values[i]);
	} else {
		vmt_view_flatten(v, row, 1, &value);
		fprintf(f, "%llx", (unsigned long long)value);
	}
}

char *memtrace_column(struct memtrace *t, const struct vmt_chunk *c, uint32_t column)
{
	struct vmt_view view;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	uint32_t i;

	if (!f)
		abort();
	if (vmt_chunk_read(c, column, t->scratch, &view)) {
		fputs("damaged", f);
	} else {
		for (i = 0; i < view.rows; i++) {
			fputc(' ', f);
			if (is_valid(&view, i))
				print_row(f, &view, i);
			else
				fputc('-', f);
		}
	}
	fclose(f);
	return text;
}

static void print_chunk(struct memtrace *t, const struct vmt_chunk *c, FILE *f)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(c);
	uint32_t i;
	char *text;

	for (i = 0; i < info->nblocks; i++) {
		text = memtrace_column(t, c, i);
		fprintf(f, "%llu %u %u:%s\n", (unsigned long long)info->offset, info->table, i,
			text);
		free(text);
	}
}

char *memtrace_text(struct memtrace *t)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	uint32_t i, j;

	if (!f)
		abort();
	for (i = 0; i < t->all.nsessions; i++)
		for (j = 0; j < t->all.sessions[i].nchunks; j++)
			print_chunk(t, t->all.sessions[i].chunks[j], f);
	fclose(f);
	return text;
}

/* ---- The small session ---- */

static const struct vmt_column kinds[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "byte", VMT_U8, 0, 0, 0 },
	{ "signed", VMT_I16 | VMT_NULLABLE, 0, 0, 0 },
	{ "runs", VMT_U64, VMT_SEM_ADDRESS, 0, 0 },
	{ "random", VMT_U64 | VMT_NULLABLE, VMT_SEM_REG, 0, 0x681e },
	{ "never", VMT_U32 | VMT_NULLABLE, 0, 0, 0 },
	{ "text", VMT_VAR | VMT_NULLABLE, VMT_SEM_TEXT, 0, 0 },
	{ "fixed", VMT_FIXED, 0, 3, 0 },
	{ "list", VMT_U32 | VMT_LIST, 0, 0, 0 },
	{ "follows", VMT_U64 | VMT_NULLABLE, 0, 0, 0 },
};
static const struct vmt_column facts[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "name", VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};
static const struct vmt_table tables[] = {
	{ "kinds", VMT_TABLE_EVENT, LENGTH(kinds), kinds },
	{ "facts", 0, LENGTH(facts), facts },
};

static void put_kinds(struct vmt_stage *stage, uint64_t time, uint32_t i)
{
	uint64_t items[3] = { i, i * i, 7 };
	uint64_t *row = vmt_stage_begin(stage);
	char text[16];

	row[0] = time;
	row[1] = i % 3;
	row[2] = (int64_t)i - 5;
	row[3] = 0xffffffff81000000 + i / 4;
	row[4] = i * 0x9e3779b97f4a7c15;
	/* Runs in the order of "random", which is the table's key. */
	row[9] = (row[4] >> 61) * 0x123456789abcdef;
	if (i % 5 == 2)
		vmt_stage_null(stage, 2);
	if (i % 7 == 1) {
		vmt_stage_null(stage, 4);
		vmt_stage_null(stage, 9);
	}
	vmt_stage_null(stage, 5);
	if (i % 4)
		vmt_stage_bytes(stage, 6, text, snprintf(text, sizeof(text), "text %u", i % 6));
	else
		vmt_stage_null(stage, 6);
	vmt_stage_bytes(stage, 7, i % 2 ? "odd" : "eve", 3);
	vmt_stage_list(stage, 8, items, i % 4);
	vmt_stage_end(stage);
}

static int write_round(struct vmt_writer *w, uint32_t round, struct vmt_stage **stages)
{
	struct vmt_part parts[2], fact = { .cpu = VMT_NO_CPU, .rows = 1, .stage = stages[2] };
	uint64_t time = 1000 * round;
	struct vmt_clock now = { time + 1000, 2 * time + 2500, 2 * time, 3 * time + 3000 };
	uint32_t cpu, i;
	int error;

	for (cpu = 0; cpu < 2; cpu++) {
		for (i = 0; i < 12 + cpu + round; i++)
			put_kinds(stages[cpu], time + 1 + 20 * i + cpu, i + 3 * cpu + round);
		parts[cpu] = (struct vmt_part){ .cpu = cpu,
						.rows = vmt_stage_rows(stages[cpu]),
						.stage = stages[cpu] };
	}
	*vmt_stage_begin(stages[2]) = time + 5;
	vmt_stage_bytes(stages[2], 1, "a fact of the round", 19);
	vmt_stage_end(stages[2]);
	/* The second round's rows of CPU 0 come in two chunks. */
	parts[0].rows -= round ? 7 : 0;
	error = vmt_writer_rows(w, 1, &fact, 1) ?: vmt_writer_rows(w, 0, parts, 2);
	vmt_stage_drop(stages[0], parts[0].rows);
	parts[0].rows = vmt_stage_rows(stages[0]);
	if (!error && round)
		error = vmt_writer_rows(w, 0, parts, 1);
	if (!error)
		error = vmt_writer_round(w, &now);
	for (i = 0; i < 3; i++)
		vmt_stage_drop(stages[i], vmt_stage_rows(stages[i]));
	return error;
}

int memtrace_write_small(const struct vmt_sink *sink, bool footer)
{
	struct vmt_writer_options options = { .size = sizeof(options), .footer = footer };
	struct vmt_clock start = { 1, 2, 3, 4 }, end = { 2500, 9000, 9000, 9500 };
	struct vmt_fact fact = { "host.name", "small" };
	struct vmt_stage *stages[3] = { NULL };
	struct vmt_writer *w = NULL;
	uint32_t i;
	int error = 0;

	for (i = 0; i < 3 && !error; i++)
		error = vmt_stage_new(&stages[i], &tables[i / 2]);
	if (!error)
		error = vmt_writer_open(&w, sink, &options, tables, 2, &fact, 1, &start, 500000000);
	for (i = 0; i < 2 && !error; i++)
		error = write_round(w, i, stages);
	if (!error)
		error = vmt_writer_end(w, &end, "because");
	/* A writer whose sink failed stays failed. */
	if (error && w && vmt_writer_round(w, &end) != error)
		abort();
	vmt_writer_free(w);
	for (i = 0; i < 3; i++)
		vmt_stage_free(stages[i]);
	return error;
}
