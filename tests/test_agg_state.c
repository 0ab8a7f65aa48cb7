/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "report/agg/agg_state.h"
#include "report/agg/agg_table.h"

static void expect_bin(const struct scale *s, int64_t value, const char *label)
{
	char got[SCALE_LABEL];

	scale_label(s, scale_bin(s, value), got);
	cr_expect_str_eq(got, label, "%lld is in \"%s\", wanted \"%s\"", (long long)value, got,
			 label);
}

Test(agg_scale, quantize_bins_are_powers_of_two)
{
	struct scale s;

	scale_init(&s, &(struct aggdef){ .fn = AGG_QUANTIZE });
	cr_expect_eq(s.nbins, 127);
	expect_bin(&s, 0, "0");
	expect_bin(&s, 1, "1");
	expect_bin(&s, 3, "2");
	expect_bin(&s, 4, "4");
	expect_bin(&s, INT64_MAX, "4611686018427387904");
	expect_bin(&s, -1, "-1");
	expect_bin(&s, -2, "-2");
	expect_bin(&s, -3, "-2");
	expect_bin(&s, -4, "-4");
	expect_bin(&s, INT64_MIN, "-4611686018427387904");
}

Test(agg_scale, lquantize_bins_are_steps_and_what_lies_outside)
{
	struct scale s;

	scale_init(&s,
		   &(struct aggdef){ .fn = AGG_LQUANTIZE, .base = -10, .limit = 15, .step = 10 });
	expect_bin(&s, -11, "< -10");
	expect_bin(&s, -10, "-10");
	expect_bin(&s, -1, "-10");
	expect_bin(&s, 0, "0");
	expect_bin(&s, 9, "0");
	expect_bin(&s, 10, ">= 10");
	expect_bin(&s, INT32_MAX, ">= 10");
	expect_bin(&s, (1ll << 32) + 5, "0");
	scale_init(&s, &(struct aggdef){ .fn = AGG_LQUANTIZE,
					 .base = INT32_MIN,
					 .limit = INT32_MAX,
					 .step = 65535 });
	expect_bin(&s, INT32_MIN, "-2147483648");
	expect_bin(&s, INT32_MAX, ">= 2147483647");
}

Test(agg_scale, llquantize_bins_are_steps_of_each_order)
{
	struct scale s;

	scale_init(&s,
		   &(struct aggdef){
			   .fn = AGG_LLQUANTIZE, .factor = 10, .low = 0, .high = 3, .steps = 20 });
	expect_bin(&s, -5, "< 1");
	expect_bin(&s, 0, "< 1");
	expect_bin(&s, 1, "1");
	expect_bin(&s, 9, "9");
	expect_bin(&s, 10, "10");
	expect_bin(&s, 14, "10");
	expect_bin(&s, 15, "15");
	expect_bin(&s, 99, "95");
	expect_bin(&s, 149, "100");
	expect_bin(&s, 9999, "9500");
	expect_bin(&s, 10000, ">= 10000");
	expect_bin(&s, INT64_MAX, ">= 10000");
	cr_expect_eq(s.nbins, 1 + 9 + 18 + 18 + 18 + 1);
	scale_init(&s,
		   &(struct aggdef){
			   .fn = AGG_LLQUANTIZE, .factor = 2, .low = 3, .high = 61, .steps = 2 });
	expect_bin(&s, 7, "< 8");
	expect_bin(&s, 1ll << 61, "2305843009213693952");
	expect_bin(&s, INT64_MAX, ">= 4611686018427387904");
}

struct state {
	const struct agg_fn *fn;
	struct scale scale;
	uint64_t words[AGG_STATE_MOST / 8];
};

static void start(struct state *s, uint8_t fn)
{
	*s = (struct state){ .fn = &agg_fns[fn] };
	scale_init(&s->scale, &(struct aggdef){ .fn = fn });
}

static int64_t result_of(uint8_t fn, const int64_t *values, uint32_t n, int64_t normal)
{
	struct state s;

	start(&s, fn);
	cr_assert_geq(s.fn->add(&s.scale, s.words, values, NULL, n), 0);
	return s.fn->result(&s.scale, s.words, normal);
}

#define RESULT(fn, normal, ...)                         \
	result_of(fn, (const int64_t[]){ __VA_ARGS__ }, \
		  sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t), normal)

Test(agg_state, results)
{
	cr_expect_eq(RESULT(AGG_COUNT, 1, 0, 0, 0), 3);
	cr_expect_eq(RESULT(AGG_SUM, 1, 5, -7), -2);
	cr_expect_eq(RESULT(AGG_SUM, 1, INT64_MAX, 1), INT64_MIN);
	cr_expect_eq(RESULT(AGG_SUM, 2, 5, -9), -2);
	cr_expect_eq(RESULT(AGG_SUM, -1, INT64_MIN), INT64_MIN);
	cr_expect_eq(RESULT(AGG_MIN, 1, 3, -1, 2), -1);
	cr_expect_eq(RESULT(AGG_MAX, 1, -3, -1, -2), -1);
	cr_expect_eq(RESULT(AGG_MIN, 1, INT64_MAX), INT64_MAX);
	cr_expect_eq(RESULT(AGG_AVG, 1, 1, 2, 4), 2);
	cr_expect_eq(RESULT(AGG_AVG, 1, -1, -2, -4), -2);
	cr_expect_eq(RESULT(AGG_AVG, 1, INT64_MAX, INT64_MAX, -4), -2);
	cr_expect_eq(RESULT(AGG_AVG, 10, 100, 200), 15);
}

/* 5 and 30: the square root of 625 - 306.25 and its like; each step rounds down. */
Test(agg_state, stddev_rounds_down)
{
	cr_expect_eq(RESULT(AGG_STDDEV, 1, 5, 5, 5), 0);
	cr_expect_eq(RESULT(AGG_STDDEV, 1, 2, 4, 4, 4, 5, 5, 7, 9), 2);
	cr_expect_eq(RESULT(AGG_STDDEV, 1, -2, -4, -4, -4, -5, -5, -7, -9), 2);
	cr_expect_eq(RESULT(AGG_STDDEV, 10, 20, 40, 40, 40, 50, 50, 70, 90), 2);
	cr_expect_eq(RESULT(AGG_STDDEV, 1, INT64_MIN, INT64_MAX), INT64_MAX);
}

Test(agg_state, nothing_is_zero)
{
	static const uint8_t fns[] = { AGG_COUNT, AGG_SUM, AGG_MIN, AGG_MAX, AGG_AVG, AGG_STDDEV };

	for (size_t i = 0; i < sizeof(fns); i++) {
		struct state s;

		start(&s, fns[i]);
		cr_expect_eq(s.fn->result(&s.scale, s.words, 1), 0);
	}
}

static uint64_t noise(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005 + 1442695040888963407;
	return *seed >> 33;
}

/* Any split of the values, merged, is the whole: weights and results agree. */
Test(agg_state, merging_a_split_is_the_whole)
{
	uint64_t seed = 1;

	for (uint8_t fn = 0; fn < AGG_NR; fn++) {
		const struct aggdef def = { .fn = fn,
					    .base = -100,
					    .limit = 1000,
					    .step = 7,
					    .factor = 10,
					    .low = 1,
					    .high = 4,
					    .steps = 20 };
		struct state whole = { .fn = &agg_fns[fn] }, parts[3] = { 0 };

		scale_init(&whole.scale, &def);
		for (int i = 0; i < 1000; i++) {
			int64_t v = (int64_t)(noise(&seed) % 100000) - 1000;

			whole.fn->add(&whole.scale, whole.words, &v, NULL, 1);
			whole.fn->add(&whole.scale, parts[noise(&seed) % 2].words, &v, NULL, 1);
		}
		whole.fn->merge(&whole.scale, parts[2].words, parts[1].words);
		whole.fn->merge(&whole.scale, parts[2].words, parts[0].words);
		cr_expect(whole.fn->weigh(&whole.scale, whole.words).value ==
			  whole.fn->weigh(&whole.scale, parts[2].words).value);
		if (whole.fn->release) {
			whole.fn->release(whole.words);
			for (int i = 0; i < 3; i++)
				whole.fn->release(parts[i].words);
		} else {
			cr_expect_eq(whole.fn->result(&whole.scale, whole.words, 1),
				     whole.fn->result(&whole.scale, parts[2].words, 1));
		}
	}
}

Test(agg_state, bins_grow_both_ways_and_take_increments)
{
	static const int64_t values[] = { 1024, 1, -8, 1024 }, increments[] = { 1, -2, 3, 10 };
	struct agg_bins *b;
	struct state s;

	start(&s, AGG_QUANTIZE);
	cr_expect_eq(s.fn->add(&s.scale, s.words, values, increments, 4), (63 + 11 - 59 + 1) * 8);
	b = (struct agg_bins *)s.words;
	cr_expect_eq(agg_bin(b, 59), 3);
	cr_expect_eq(agg_bin(b, 63), 0);
	cr_expect_eq(agg_bin(b, 64), -2);
	cr_expect_eq(agg_bin(b, 74), 11);
	cr_expect_eq(agg_bin(b, 126), 0);
	cr_expect_eq(agg_bin(b, 0), 0);
	cr_expect_eq(s.fn->weigh(&s.scale, s.words).value, 1024 * 11 - 2 - 24);
	cr_expect_eq(s.fn->release(s.words), (63 + 11 - 59 + 1) * 8);
}

Test(agg_table, finds_what_was_put_and_keeps_order)
{
	struct agg_table t;
	uint8_t keep[1000] = { 0 };

	agg_table_init(&t, 2, 8);
	for (uint64_t i = 0; i < 8000; i++) {
		uint64_t keys[2] = { i << 12, i % 3 }, *entry = agg_table_get(&t, keys);

		*(uint64_t *)agg_table_state(&t, entry) += i;
	}
	cr_expect_eq(t.count, 8000);
	for (uint64_t i = 0; i < 8000; i += 5)
		keep[i / 8] |= 1u << (i % 8);
	agg_table_keep(&t, keep);
	cr_expect_eq(t.count, 1600);
	for (uint64_t i = 0; i < 8000; i += 5) {
		uint64_t keys[2] = { i << 12, i % 3 }, *entry = agg_table_get(&t, keys);

		cr_assert_eq(entry, agg_table_entry(&t, i / 5));
		cr_assert_eq(*(uint64_t *)agg_table_state(&t, entry), i);
	}
	cr_expect_eq(t.count, 1600);
	agg_table_release(&t);
}

Test(agg_table, no_keys_is_one_entry)
{
	struct agg_table t;
	uint64_t none;

	agg_table_init(&t, 0, 8);
	cr_expect_eq(agg_table_get(&t, &none), agg_table_get(&t, &none));
	cr_expect_eq(t.count, 1);
	agg_table_release(&t);
}
