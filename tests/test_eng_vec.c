/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "report/engine/column.h"
#include "report/value.h"
#include "report/engine/vec.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const int64_t edges[] = {
	0,  1,	  -1,	     2,		-7,	   63,	      64,
	65, 1000, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, 0x8000000000000001,
};

static int64_t run(uint16_t op, int64_t a, int64_t b)
{
	int64_t r;

	vec_binary[op](&r, &a, false, &b, false, 1);
	return r;
}

Test(eng_vec, arithmetic_wraps_and_never_traps)
{
	cr_expect_eq(run(OP_ADD, INT64_MAX, 1), INT64_MIN);
	cr_expect_eq(run(OP_SUB, INT64_MIN, 1), INT64_MAX);
	cr_expect_eq(run(OP_MUL, INT64_MIN, -1), INT64_MIN);
	cr_expect_eq(run(OP_DIV, INT64_MIN, -1), INT64_MIN);
	cr_expect_eq(run(OP_MOD, INT64_MIN, -1), 0);
	cr_expect_eq(run(OP_DIV, -7, 2), -3);
	cr_expect_eq(run(OP_MOD, -7, 2), -1);
	cr_expect_eq(run(OP_UDIV, -1, 2), INT64_MAX);
	cr_expect_eq(run(OP_UMOD, -1, 10), 5);
	cr_expect_eq(run(OP_DIV, 1, 0), 0);
	cr_expect_eq(run(OP_UMOD, 1, 0), 0);
	cr_expect_eq(run(OP_SHL, 1, 65), 2);
	cr_expect_eq(run(OP_SHR, -8, 1), -4);
	cr_expect_eq(run(OP_USHR, -1, 63), 1);
	cr_expect_eq(run(OP_LT, -1, 1), 1);
	cr_expect_eq(run(OP_ULT, -1, 1), 0);
	cr_expect_eq(run(OP_ULE, 5, 5), 1);
}

/* One value for all, or one for each: the same; also over an operand's own memory. */
Test(eng_vec, each_form_agrees)
{
	const uint32_t n = LENGTH(edges);

	for (uint16_t op = 0; op < OP_NR; op++) {
		if (!vec_binary[op] || op == OP_SEQ || op == OP_SNE || op == OP_SLT || op == OP_SLE)
			continue;
		for (uint32_t k = 0; k < n; k++) {
			int64_t each[LENGTH(edges)], right[LENGTH(edges)], left[LENGTH(edges)];

			for (uint32_t i = 0; i < n; i++)
				each[i] = edges[k];
			memcpy(right, edges, sizeof(right));
			memcpy(left, edges, sizeof(left));
			vec_binary[op](right, right, false, &edges[k], true, n);
			vec_binary[op](left, &edges[k], true, left, false, n);
			for (uint32_t i = 0; i < n; i++) {
				cr_expect_eq(right[i], run(op, edges[i], each[i]), "op %d", op);
				cr_expect_eq(left[i], run(op, each[i], edges[i]), "op %d", op);
			}
		}
	}
}

Test(eng_vec, strings_compare_by_content)
{
	struct strpool *pool = strpool_new();
	const struct str *a = strpool_get(pool, "abc", 3), *b = strpool_get(pool, "abd", 3);
	char memory[sizeof(struct str) + 4] __attribute__((aligned(8)));
	struct str *copy = (struct str *)memory;

	*copy = (struct str){ .len = 3 };
	memcpy(copy->text, "abc", 4);
	cr_expect_eq(strpool_get(pool, "abc", 3), a);
	cr_expect_eq(strpool_get(pool, "abc\0x", 5), a);
	cr_expect_eq(run(OP_SEQ, value_of_str(a), value_of_str(copy)), 1);
	cr_expect_eq(run(OP_SNE, value_of_str(a), value_of_str(b)), 1);
	cr_expect_eq(run(OP_SLT, value_of_str(copy), value_of_str(b)), 1);
	cr_expect_eq(run(OP_SLE, value_of_str(b), value_of_str(copy)), 0);
	strpool_free(pool);
}

Test(eng_vec, a_pool_keeps_its_strings_while_it_grows)
{
	struct strpool *pool = strpool_new();
	const struct str *kept[5000];
	char text[16];

	for (int i = 0; i < 5000; i++)
		kept[i] = strpool_get(pool, text, snprintf(text, sizeof(text), "s%d", i));
	for (int i = 0; i < 5000; i++)
		cr_assert_eq(strpool_get(pool, text, snprintf(text, sizeof(text), "s%d", i)),
			     kept[i]);
	strpool_free(pool);
}

Test(eng_vec, values_are_cut_and_extended)
{
	const int64_t x[] = { 0x1ff, -1, 0x80 };
	int64_t r[3];

	vec_ext(r, x, 3, 8, true);
	cr_expect_arr_eq(r, ((int64_t[]){ -1, -1, -128 }), sizeof(r));
	vec_ext(r, x, 3, 8, false);
	cr_expect_arr_eq(r, ((int64_t[]){ 0xff, 0xff, 0x80 }), sizeof(r));
	vec_ext(r, x, 3, 64, false);
	cr_expect_arr_eq(r, x, sizeof(r));
}

Test(eng_vec, shapes_spread_over_their_lanes)
{
	static const int64_t v[] = { 10, 20, 30 };
	static const uint32_t codes[] = { 2, 0, 0, 1, 2, 2 }, ends[] = { 1, 4, 6 };
	static const uint16_t some[] = { 0, 3, 5 };
	const struct {
		struct col col;
		int64_t flat[6];
	} cases[] = {
		{ { COL_ONE, 1, v, NULL }, { 10, 10, 10, 10, 10, 10 } },
		{ { COL_DICT, 3, v, codes }, { 30, 10, 10, 20, 30, 30 } },
		{ { COL_RUNS, 3, v, ends }, { 10, 20, 20, 20, 30, 30 } },
	};

	for (uint32_t c = 0; c < LENGTH(cases); c++) {
		int64_t flat[6], few[3];

		col_flatten(&cases[c].col, 6, flat);
		cr_expect_arr_eq(flat, cases[c].flat, sizeof(flat));
		col_gather(&cases[c].col, some, 3, few);
		for (uint32_t i = 0; i < 3; i++)
			cr_expect_eq(few[i], flat[some[i]]);
		for (uint32_t i = 0; i < 6; i++)
			cr_expect_eq(col_at(&cases[c].col, i), flat[i]);
	}
}

Test(eng_vec, masks_choose_lanes)
{
	const int64_t x[] = { 1, 0, -5, 0, 3 };
	const uint8_t with[] = { 1, 1, 0, 1, 1 };
	uint8_t on[5], off[5];
	uint16_t lanes[5];

	cr_expect_eq(vec_mask(on, with, x, 5), 2);
	cr_expect_eq(vec_lanes(lanes, on, 5), 2);
	cr_expect_eq(lanes[0], 0);
	cr_expect_eq(lanes[1], 4);
	cr_expect_eq(vec_unmask(off, with, on, 5), 2);
	cr_expect_arr_eq(off, ((uint8_t[]){ 0, 1, 0, 1, 0 }), 5);
}
