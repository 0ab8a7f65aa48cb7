/* SPDX-License-Identifier: GPL-2.0 */
/* Copies of a session that say more than it did: tables and rows added to the first round. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/memtrace.h"

static const struct vmt_column columns[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "number", VMT_U32, VMT_SEM_NONE, 0, 0 },
	{ "name", VMT_VAR, VMT_SEM_TEXT, 0, 0 },
};
static const struct vmt_table added = { "added", 0, 3, columns };
static const struct vmt_table other = { "added", 0, 2, columns };

static struct memfile small, copy;
static struct memtrace t;
static struct vmt_stage *rows;

static void setup(void)
{
	struct vmt_sink sink;

	memfile_init(&small);
	memfile_init(&copy);
	sink = memfile_sink(&small);
	cr_assert(eq(int, memtrace_write_small(&sink, true), 0));
	cr_assert(eq(int, vmt_stage_new(&rows, &added), 0));
}

static void cleanup(void)
{
	memtrace_close(&t);
	memfile_release(&small);
	memfile_release(&copy);
	vmt_stage_free(rows);
}

static void add_row(uint64_t time, uint32_t number, const char *name)
{
	uint64_t *row = vmt_stage_begin(rows);

	row[0] = time;
	row[1 * VMT_STAGE_STRIDE] = number;
	cr_assert(eq(int, vmt_stage_bytes(rows, 2, name, strlen(name)), 0));
	vmt_stage_end(rows);
}

/* The first session of a file in memory, copied behind what the copy has. */
static int copy_with(const struct memfile *from, const struct vmt_changes *changes)
{
	struct vmt_sink sink = memfile_sink(&copy);
	struct vmt_reader *reader = NULL;
	struct vmt_session *s = NULL;
	struct vmt_copied copied;
	int fd = memfd_create("small", MFD_CLOEXEC), rc;

	cr_assert(eq(sz, write(fd, from->data, from->size), from->size));
	cr_assert(eq(int, vmt_reader_open(&reader, NULL, fd, 0, NULL, NULL), 0));
	cr_assert(eq(int, vmt_reader_next(reader, &s), 1));
	rc = vmt_session_copy(s, &sink, changes, &copied);
	vmt_session_free(s);
	vmt_reader_free(reader);
	close(fd);
	return rc;
}

static int copy_rows(const struct memfile *from, const struct vmt_table *table)
{
	const struct vmt_addition addition = { table, rows };

	return copy_with(from, &(struct vmt_changes){ .nadditions = 1, .additions = &addition });
}

static uint64_t start(void)
{
	struct memtrace m;
	uint64_t time;

	memtrace_open(&m, small.data, small.size);
	time = m.all.sessions[0].info->start.time;
	memtrace_close(&m);
	return time;
}

/* Chunks of the table whose names are these, in memtrace_text()'s words. */
static uint32_t chunks_of(struct memtrace *m, const char *names)
{
	char *text = memtrace_text(m), line[128];
	uint32_t n = 0;

	snprintf(line, sizeof(line), " %d 2: %s\n",
		 vmt_session_table(m->all.sessions[0].session, "added"), names);
	for (const char *at = text; (at = strstr(at, line)); at++)
		n++;
	free(text);
	return n;
}

Test(fmt_copy, of_no_changes_is_the_same, .init = setup, .fini = cleanup)
{
	cr_assert(eq(int, copy_with(&small, &(struct vmt_changes){ 0 }), 0));
	cr_assert(eq(sz, copy.size, small.size));
	cr_expect(eq(int, memcmp(copy.data, small.data, small.size), 0));
}

Test(fmt_copy, has_the_added_rows_and_all_others, .init = setup, .fini = cleanup)
{
	add_row(start(), 7, "seven");
	add_row(start(), 8, "eight");
	cr_assert(eq(int, copy_rows(&small, &added), 0));
	memtrace_open(&t, copy.data, copy.size);
	cr_assert(eq(int, t.error, 0));
	cr_expect(eq(u32, t.damages + t.harmless, 0));
	cr_expect(eq(u32, t.all.sessions[0].nchunks, SMALL_CHUNKS + 1));
	cr_expect(eq(u32, chunks_of(&t, "736576656e 6569676874"), 1));
}

Test(fmt_copy, adds_to_a_table_that_is_there, .init = setup, .fini = cleanup)
{
	struct memfile first;

	add_row(start(), 1, "a");
	cr_assert(eq(int, copy_rows(&small, &added), 0));
	first = copy;
	memfile_init(&copy);
	cr_assert(eq(int, copy_rows(&first, &added), 0));
	memtrace_open(&t, copy.data, copy.size);
	cr_expect(eq(u32, t.damages + t.harmless, 0));
	cr_expect(eq(u32, t.all.sessions[0].nchunks, SMALL_CHUNKS + 2));
	cr_expect(eq(u32, chunks_of(&t, "61"), 2));
	memfile_release(&first);
}

Test(fmt_copy, refuses_a_table_of_other_columns, .init = setup, .fini = cleanup)
{
	struct memfile first;

	add_row(start(), 1, "a");
	cr_assert(eq(int, copy_rows(&small, &added), 0));
	first = copy;
	memfile_init(&copy);
	vmt_stage_free(rows);
	cr_assert(eq(int, vmt_stage_new(&rows, &other), 0));
	cr_expect(eq(int, copy_rows(&first, &other), VMT_EINVAL));
	memfile_release(&first);
}

Test(fmt_copy, refuses_rows_behind_the_first_round, .init = setup, .fini = cleanup)
{
	add_row(UINT64_MAX, 1, "a");
	cr_expect(eq(int, copy_rows(&small, &added), VMT_EINVAL));
}

Test(fmt_copy, fails_as_its_sink_does, .init = setup, .fini = cleanup)
{
	add_row(start(), 1, "a");
	copy.limit = small.size / 2;
	cr_expect(eq(int, copy_rows(&small, &added), VMT_EIO));
}
