/* SPDX-License-Identifier: GPL-2.0 */
/* Rows on their way into chunks. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "format/stage.h"

static const struct vmt_column columns[] = {
	{ "time", VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ "number", VMT_U32 | VMT_NULLABLE, 0, 0, 0 },
	{ "text", VMT_VAR, 0, 0, 0 },
	{ "pair", VMT_FIXED | VMT_NULLABLE, 0, 2, 0 },
};
static const struct vmt_table table = { "t", 0, 4, columns };

static struct vmt_stage *stage_of(uint32_t rows)
{
	struct vmt_stage *s;
	uint32_t i;

	cr_assert(eq(int, vmt_stage_new(&s, &table), 0));
	for (i = 0; i < rows; i++) {
		uint64_t *row = vmt_stage_begin(s);

		row[0] = 10 * i;
		row[1] = i * 3;
		if (i % 100 == 7)
			vmt_stage_null(s, 1);
		cr_assert(eq(int, vmt_stage_bytes(s, 2, "abcdefghij", i % 10), 0));
		if (i % 3)
			cr_assert(eq(int, vmt_stage_bytes(s, 3, i % 2 ? "xy" : "zw", 2), 0));
		else
			vmt_stage_null(s, 3);
		vmt_stage_end(s);
	}
	return s;
}

/* Rows [first, first + n) hold what row `base` + ... was given. */
static void expect(const struct vmt_stage *s, uint32_t base, uint32_t first, uint32_t n)
{
	static uint64_t slots[8192], valid[8192 / 64];
	uint32_t i;

	stage_column(s, 0, first, n, slots, valid, 0);
	for (i = 0; i < n; i++)
		cr_assert(slots[i] == 10 * (base + first + i), "row %u", i);
	memset(valid, 0xff, sizeof(valid));
	stage_column(s, 1, first, n, slots, valid, 5);
	for (i = 0; i < n; i++) {
		bool is_valid = valid[(i + 5) / 64] >> (i + 5) % 64 & 1;

		cr_assert(is_valid == ((base + first + i) % 100 != 7), "row %u", i);
		if (is_valid)
			cr_assert(slots[i] == 3 * (base + first + i), "row %u", i);
	}
}

Test(fmt_stage, rows_across_tiles)
{
	struct vmt_stage *s = stage_of(5000);

	cr_assert(eq(u32, vmt_stage_rows(s), 5000));
	expect(s, 0, 0, 5000);
	expect(s, 0, 1000, 100);
	expect(s, 0, 4990, 10);
	expect(s, 0, 1023, 2);
	vmt_stage_free(s);
}

Test(fmt_stage, dropping_from_the_front)
{
	static const uint32_t drops[] = { 1, 63, 960, 1, 1023, 1024, 1025, 100 };
	struct vmt_stage *s = stage_of(6000);
	uint32_t gone = 0;
	size_t i;

	for (i = 0; i < sizeof(drops) / sizeof(drops[0]); i++) {
		vmt_stage_drop(s, drops[i]);
		gone += drops[i];
		cr_assert(eq(u32, vmt_stage_rows(s), 6000 - gone));
		expect(s, gone, 0, 6000 - gone);
	}
	vmt_stage_drop(s, 100000);
	cr_assert(eq(u32, vmt_stage_rows(s), 0));
	cr_assert(eq(u32, vmt_stage_until(s, UINT64_MAX), 0));
	vmt_stage_free(s);
}

Test(fmt_stage, filling_after_a_drop)
{
	struct vmt_stage *s = stage_of(1500);
	uint64_t slot, valid = ~0ULL;
	uint32_t i;

	for (i = 1500; i < 20000; i++) {
		uint64_t *row = vmt_stage_begin(s);

		row[0] = 10 * i;
		row[1] = i * 3;
		vmt_stage_end(s);
		if (i % 7 == 0)
			vmt_stage_drop(s, 8);
	}
	stage_column(s, 0, vmt_stage_rows(s) - 1, 1, &slot, &valid, 0);
	cr_assert(eq(u64, slot, 199990));
	vmt_stage_free(s);
}

Test(fmt_stage, until_a_time)
{
	struct vmt_stage *s = stage_of(3000);

	cr_assert(eq(u32, vmt_stage_until(s, 0), 1));
	cr_assert(eq(u32, vmt_stage_until(s, 9), 1));
	cr_assert(eq(u32, vmt_stage_until(s, 10), 2));
	cr_assert(eq(u32, vmt_stage_until(s, 10239), 1024));
	cr_assert(eq(u32, vmt_stage_until(s, 10240), 1025));
	cr_assert(eq(u32, vmt_stage_until(s, UINT64_MAX), 3000));
	vmt_stage_drop(s, 1500);
	cr_assert(eq(u32, vmt_stage_until(s, 14990), 0));
	cr_assert(eq(u32, vmt_stage_until(s, 29989), 1499));
	vmt_stage_free(s);
}

Test(fmt_stage, a_row_not_ended_is_forgotten)
{
	struct vmt_stage *s = stage_of(3);
	uint64_t slots[4], valid = ~0ULL, *row;
	struct bytebuf heap = { 0 };

	row = vmt_stage_begin(s);
	row[1] = 77;
	vmt_stage_null(s, 1);
	cr_assert(eq(int, vmt_stage_bytes(s, 2, "gone", 4), 0));
	row = vmt_stage_begin(s);
	row[0] = 30;
	vmt_stage_end(s);
	cr_assert(eq(u32, vmt_stage_rows(s), 4));
	cr_assert(not(stage_column(s, 1, 3, 1, slots, &valid, 0)));
	cr_assert(eq(u64, slots[0], 0));
	stage_heap(s, 2, 3, 1, slots, &heap);
	cr_assert(eq(u64, slots[0], 0));
	bytebuf_release(&heap);
	vmt_stage_free(s);
}

Test(fmt_stage, heap_bytes)
{
	static uint64_t sizes[4000];
	struct vmt_stage *s = stage_of(4000);
	struct bytebuf heap = { 0 };
	const uint8_t *p;
	uint32_t i;

	stage_heap(s, 2, 500, 3500, sizes, &heap);
	p = heap.data;
	for (i = 0; i < 3500; p += sizes[i++]) {
		cr_assert(sizes[i] == (500 + i) % 10, "row %u", i);
		cr_assert(memcmp(p, "abcdefghij", sizes[i]) == 0, "row %u", i);
	}
	cr_assert(p == heap.data + heap.size);
	/* An absent value of a fixed size repeats the one before. */
	bytebuf_clear(&heap);
	stage_heap(s, 3, 0, 8, sizes, &heap);
	cr_assert(eq(sz, heap.size, 16));
	cr_assert(memcmp(heap.data, "\0\0xyzwzwzwxyxyxy", 16) == 0);
	bytebuf_release(&heap);
	vmt_stage_free(s);
}

Test(fmt_stage, what_does_not_fit_is_refused)
{
	static uint8_t large[STAGE_MAX_VALUE + 1];
	struct vmt_stage *s = stage_of(0);

	vmt_stage_begin(s);
	cr_assert(eq(int, vmt_stage_bytes(s, 2, large, sizeof(large)), VMT_EINVAL));
	cr_assert(eq(int, vmt_stage_bytes(s, 2, large, sizeof(large) - 1), 0));
	cr_assert(eq(int, vmt_stage_bytes(s, 3, large, 3), VMT_EINVAL));
	cr_assert(eq(int, vmt_stage_bytes(s, 1, large, 3), VMT_EINVAL));
	cr_assert(eq(int, vmt_stage_bytes(s, 9, large, 3), VMT_EINVAL));
	cr_assert(eq(int, vmt_stage_list(s, 2, NULL, 0), VMT_EINVAL));
	vmt_stage_end(s);
	vmt_stage_free(s);
}
