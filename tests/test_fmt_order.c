/* SPDX-License-Identifier: GPL-2.0 */
/* Columns stored in the order of another. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/chunkdir.h"
#include "format/roworder.h"
#include "tests/memtrace.h"

#define ROWS 5000

static uint64_t mixed(uint64_t i)
{
	i = (i + 1) * 0x9e3779b97f4a7c15ULL;
	return i ^ i >> 29;
}

/* Keys as programs have them: few, near and far, and as a number without a sign. */
static uint64_t key_of(uint32_t i)
{
	uint64_t m = mixed(i) % 300;

	return m < 200 ? 0xffffffff81000000 + m * 77 : m < 299 ? 0x55aa00001000 + m : 0;
}

static void check_order(const struct roworder *o, const uint64_t *key, uint32_t rows)
{
	bool seen[ROWS] = { false };
	uint32_t i, row, before;

	cr_assert(eq(u32, o->rows, rows));
	for (i = 0; i < rows; i++) {
		row = o->row[i];
		cr_assert(row < rows && !seen[row], "place %u", i);
		seen[row] = true;
		if (!i)
			continue;
		before = o->row[i - 1];
		cr_assert(key[before] < key[row] || (key[before] == key[row] && before < row),
			  "place %u", i);
	}
}

Test(fmt_order, sorts_stably_by_any_kind_of_view)
{
	uint64_t key[ROWS], distinct[ROWS], runs[ROWS];
	uint32_t codes[ROWS], ends[ROWS], i, j, n = 0, nruns = 0;
	struct roworder o = { 0 };
	struct vmt_view dict, flat, run, constant;

	for (i = 0; i < ROWS; i++) {
		key[i] = key_of(i / 3);
		for (j = 0; j < n && distinct[j] != key[i]; j++)
			;
		n += j == n;
		distinct[j] = key[i];
		codes[i] = j;
		nruns += !i || key[i] != key[i - 1];
		runs[nruns - 1] = key[i];
		ends[nruns - 1] = i + 1;
	}
	dict = (struct vmt_view){
		.kind = VMT_DICT, .rows = ROWS, .nvalues = n, .values = distinct, .codes = codes
	};
	flat = (struct vmt_view){ .kind = VMT_FLAT, .rows = ROWS, .nvalues = ROWS, .values = key };
	run = (struct vmt_view){
		.kind = VMT_RUNS, .rows = ROWS, .nvalues = nruns, .values = runs, .ends = ends
	};
	constant = (struct vmt_view){ .kind = VMT_CONST, .rows = 7, .nvalues = 1, .values = key };
	cr_assert(eq(int, roworder_build(&o, key, ROWS), 0));
	check_order(&o, key, ROWS);
	cr_assert(eq(int, roworder_of_view(&o, &dict), 0));
	check_order(&o, key, ROWS);
	cr_assert(eq(int, roworder_of_view(&o, &run), 0));
	check_order(&o, key, ROWS);
	cr_assert(eq(int, roworder_of_view(&o, &constant), 0));
	for (i = 0; i < constant.rows; i++)
		cr_assert(eq(u32, o.row[i], i));
	cr_assert(eq(int, roworder_of_view(&o, &flat), 0));
	check_order(&o, key, ROWS);
	roworder_release(&o);
}

Test(fmt_order, example_of_the_documentation)
{
	static const uint64_t key[] = { 30, 10, 30, 20, 10, 10 }, stored[] = { 5, 5, 4, 6, 7, 9 };
	static const uint64_t wanted[] = { 7, 5, 9, 6, 5, 4 };
	static const uint32_t row[] = { 1, 4, 5, 3, 0, 2 };
	struct vmt_view view = { .kind = VMT_FLAT, .rows = 6, .nvalues = 6, .values = stored };
	struct viewspace space = { 0 };
	struct roworder o = { 0 };

	cr_assert(eq(int, roworder_build(&o, key, 6), 0));
	cr_assert(memcmp(o.row, row, sizeof(row)) == 0);
	cr_assert(eq(int, roworder_undo(&o, &space, &view), 0));
	cr_assert(memcmp(view.values, wanted, sizeof(wanted)) == 0);
	roworder_release(&o);
	viewspace_release(&space);
}

/* ---- A table with an instruction pointer ---- */

static const struct vmt_column columns[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "rip", VMT_U64 | VMT_NULLABLE, VMT_SEM_REG, 0, 0x681e },
	{ "told", VMT_U64, VMT_SEM_REG, 0, 1 },		       /* by the key alone */
	{ "near", VMT_I32 | VMT_NULLABLE, VMT_SEM_REG, 0, 2 }, /* by the key, and a little more */
	{ "own", VMT_U32, VMT_SEM_REG, 0, 3 },		       /* counts, whatever the key says */
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))
static const struct vmt_table table = { "t", VMT_TABLE_EVENT, NCOLUMNS, columns };

static bool rip_absent(uint32_t i)
{
	return i % 50 == 7;
}

static bool near_absent(uint32_t i)
{
	return key_of(i) % 3 == 1;
}

static uint64_t told(uint32_t i)
{
	return mixed(key_of(i));
}

static int64_t near_key(uint32_t i)
{
	return (int32_t)mixed(key_of(i) + i / 2000);
}

static void write_table(struct memfile *file)
{
	struct vmt_writer_options options = { .size = sizeof(options) };
	struct vmt_clock start = { 0 }, end = { 1 << 20, 1 << 20, 1 << 20, 1 << 20 };
	struct vmt_sink sink;
	struct vmt_stage *stage;
	struct vmt_writer *w;
	struct vmt_part part;

	memfile_init(file);
	sink = memfile_sink(file);
	cr_assert(eq(int, vmt_stage_new(&stage, &table), 0));
	for (uint32_t i = 0; i < ROWS; i++) {
		uint64_t *row = vmt_stage_begin(stage);

		row[0] = i + 1;
		row[1] = key_of(i);
		row[2] = told(i);
		row[3] = near_key(i);
		row[4] = i * 3;
		if (rip_absent(i))
			vmt_stage_null(stage, 1);
		if (near_absent(i))
			vmt_stage_null(stage, 3);
		vmt_stage_end(stage);
	}
	part = (struct vmt_part){ .cpu = 0, .rows = ROWS, .stage = stage };
	cr_assert(eq(int,
		     vmt_writer_open(&w, &sink, &options, &table, 1, NULL, 0, &start, 1000000000),
		     0));
	cr_assert(eq(int, vmt_writer_rows(w, 0, &part, 1), 0));
	cr_assert(eq(int, vmt_writer_end(w, &end, ""), 0));
	vmt_writer_free(w);
	vmt_stage_free(stage);
}

static bool is_valid(const struct vmt_view *v, uint32_t i)
{
	return !v->valid || v->valid[i / 64] >> i % 64 & 1;
}

static uint64_t value_at(const struct vmt_view *v, uint32_t i)
{
	uint64_t value;

	vmt_view_flatten(v, i, 1, &value);
	return value;
}

static const struct vmt_chunk *only_chunk(const struct memtrace *t)
{
	return t->all.sessions[0].chunks[0];
}

Test(fmt_order, columns_come_back_from_the_keys_order)
{
	struct memfile file;
	struct memtrace t;
	const struct vmt_chunk *c;
	struct vmt_view v;
	uint32_t i;

	write_table(&file);
	memtrace_open(&t, file.data, file.size);
	c = only_chunk(&t);
	cr_assert(eq(u32, vmt_chunk_info(c)->blocks[1].key, 0));
	cr_assert(eq(u32, vmt_chunk_info(c)->blocks[2].key, 1));
	cr_assert(eq(u32, vmt_chunk_info(c)->blocks[3].key, 1));
	cr_assert(eq(u32, vmt_chunk_info(c)->blocks[4].key, 0));
	cr_assert(eq(int, vmt_chunk_read(c, 2, t.scratch, &v), 0));
	for (i = 0; i < ROWS; i++)
		cr_assert(eq(u64, value_at(&v, i), told(i)));
	cr_assert(eq(int, vmt_chunk_read(c, 3, t.scratch, &v), 0));
	for (i = 0; i < ROWS; i++) {
		cr_assert(eq(int, is_valid(&v, i), !near_absent(i)));
		if (!near_absent(i))
			cr_assert(eq(i64, value_at(&v, i), near_key(i)));
	}
	cr_assert(eq(int, vmt_chunk_read(c, 1, t.scratch, &v), 0));
	for (i = 0; i < ROWS; i++)
		cr_assert(eq(int, is_valid(&v, i), !rip_absent(i)));
	cr_assert(eq(uint, t.damages, 0));
	memtrace_close(&t);
	memfile_release(&file);
}

Test(fmt_order, a_damaged_key_costs_what_is_stored_by_it)
{
	struct memfile file;
	struct memtrace t;
	struct vmt_view v;

	write_table(&file);
	memtrace_open(&t, file.data, file.size);
	file.data[vmt_chunk_info(only_chunk(&t))->blocks[1].offset + 9] ^= 4;
	memtrace_close(&t);
	memtrace_open(&t, file.data, file.size);
	cr_assert(eq(int, vmt_chunk_read(only_chunk(&t), 2, t.scratch, &v), VMT_EDAMAGE));
	cr_assert(eq(uint, t.damages, 2)); /* the key's own block, and this column */
	cr_assert(eq(int, vmt_chunk_read(only_chunk(&t), 3, t.scratch, &v), VMT_EDAMAGE));
	cr_assert(eq(int, vmt_chunk_read(only_chunk(&t), 1, t.scratch, &v), VMT_EDAMAGE));
	cr_assert(eq(uint, t.damages, 3));
	cr_assert(eq(int, vmt_chunk_read(only_chunk(&t), 0, t.scratch, &v), 0));
	cr_assert(eq(int, vmt_chunk_read(only_chunk(&t), 4, t.scratch, &v), 0));
	memtrace_close(&t);
	memfile_release(&file);
}

/* ---- Directories that lie ---- */

static int read_with_keys(const uint16_t keys[NCOLUMNS], uint8_t validity_of_key)
{
	struct schema schema = { 1, (struct vmt_table *)&table };
	struct bytebuf body = { 0 };
	struct section s = { 0 };
	struct chunkdir d, back;
	int error;

	cr_assert(eq(int, chunkdir_init(&d, 1, NCOLUMNS, 1), 0));
	d.info.rows = d.groups[0].rows = 9;
	for (uint32_t i = 0; i < NCOLUMNS; i++)
		d.blocks[i] = (struct vmt_block){ .codec = 4, .valid = 9, .key = keys[i] };
	d.blocks[1].validity = validity_of_key;
	chunkdir_put(&body, &d);
	s.body = body.data;
	s.body_size = body.size;
	s.total = section_frames(&s);
	error = chunkdir_get(&s, &schema, &back);
	if (!error)
		chunkdir_release(&back);
	chunkdir_release(&d);
	bytebuf_release(&body);
	return error;
}

Test(fmt_order, directories_are_checked)
{
	static const uint16_t good[] = { 0, 0, 1, 1, 1 }, of_time[] = { 1, 0, 0, 0, 0 };
	static const uint16_t itself[] = { 0, 1, 0, 0, 0 }, chain[] = { 0, 0, 1, 2, 0 };
	static const uint16_t beyond[] = { 0, 0, NCOLUMNS, 0, 0 };

	cr_assert(eq(int, read_with_keys(good, VALID_ALL), 0));
	cr_assert(eq(int, read_with_keys(good, VALID_NONE), VMT_EDAMAGE));
	cr_assert(eq(int, read_with_keys(of_time, VALID_ALL), VMT_EDAMAGE));
	cr_assert(eq(int, read_with_keys(itself, VALID_ALL), VMT_EDAMAGE));
	cr_assert(eq(int, read_with_keys(chain, VALID_ALL), VMT_EDAMAGE));
	cr_assert(eq(int, read_with_keys(beyond, VALID_ALL), VMT_EDAMAGE));
}
