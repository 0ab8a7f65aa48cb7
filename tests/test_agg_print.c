/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "report/agg/agg.h"

static const struct vtype int1 = { V_INT, 1, true, R_CHAR }, int4 = { V_INT, 4, true, R_INT },
			  int8 = { V_INT, 8, true, R_LONG }, str = { V_STRING, 0, false, 0 };

/* A program of aggregations, one use each unless more are given. */
struct bench {
	struct strpool *pool;
	struct options options;
	struct aggdef defs[4];
	struct agguse uses[6];
	struct program program;
	struct aggset *set;
};

static void define(struct bench *b, struct aggdef def)
{
	b->defs[b->program.naggs++] = def;
}

static void use(struct bench *b, uint16_t agg, uint8_t nkeys, struct vtype k0, struct vtype k1)
{
	b->uses[b->program.nuses++] =
		(struct agguse){ .agg = agg, .nkeys = nkeys, .keys = { k0, k1 } };
}

static void begin(struct bench *b)
{
	b->pool = strpool_new();
	b->program.aggs = b->defs;
	b->program.uses = b->uses;
	b->set = aggset_new(&b->program);
	cr_assert_not_null(b->set);
}

static void end(struct bench *b)
{
	aggset_free(b->set);
	strpool_free(b->pool);
}

static int64_t text(struct bench *b, const char *s)
{
	return value_of_str(strpool_get(b->pool, s, strlen(s)));
}

static void put2(struct bench *b, uint32_t use, int64_t k0, int64_t k1, int64_t value)
{
	const int64_t *keys[] = { &k0, &k1 };

	cr_assert_eq(aggset_update(b->set, use, keys, &value, NULL, 1), 0);
}

static void put(struct bench *b, uint32_t use, int64_t key, int64_t value)
{
	put2(b, use, key, 0, value);
}

static void check(FILE *f, char **got, const char *wanted)
{
	fclose(f);
	cr_expect_str_eq(*got, wanted, "got:\n%s\nwanted:\n%s", *got, wanted);
	free(*got);
}

static void expect_rest(struct bench *b, const char *wanted)
{
	char *got;
	size_t size;
	struct out o = { .file = open_memstream(&got, &size), .options = &b->options };

	cr_expect_eq(aggset_print_rest(b->set, &o), 0);
	check(o.file, &got, wanted);
}

static void expect_printa(struct bench *b, const char *format, uint32_t naggs, const uint16_t *aggs,
			  const char *wanted)
{
	char *got, message[100];
	size_t size;
	struct out o = { .file = open_memstream(&got, &size), .options = &b->options };
	struct fmt *f = format ? fmt_parse(format, strlen(format), message, 100) : NULL;

	cr_expect_eq(aggset_printa(b->set, &o, f, aggs, naggs), 0);
	fmt_free(f);
	check(o.file, &got, wanted);
}

#define PRINTA(b, format, wanted, ...)                                    \
	expect_printa(b, format, sizeof((uint16_t[]){ __VA_ARGS__ }) / 2, \
		      (uint16_t[]){ __VA_ARGS__ }, wanted)

Test(agg_print, the_guides_rows_ascend_by_count)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_COUNT, .nkeys = 2 });
	use(&b, 0, 2, int4, int8);
	begin(&b);
	for (int i = 0; i < 896; i++)
		put2(&b, 0, 65197, 0x77bda000, 0);
	put2(&b, 0, 65197, 0xffffff02d5ed3000, 0);
	put2(&b, 0, 65197, 0xffffff02d5ee7000, 0);
	put2(&b, 0, 65197, 0xffffff02d5ee7000, 0);
	PRINTA(&b, "%05d 0x%x %@d\n",
	       "65197 0xffffff02d5ed3000 1\n65197 0xffffff02d5ee7000 2\n65197 0x77bda000 896\n", 0);
	expect_rest(&b, "\n");
	end(&b);
}

Test(agg_print, default_layout_goes_by_size)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@a", .fn = AGG_SUM, .nkeys = 2 });
	define(&b, (struct aggdef){ .name = "@b", .fn = AGG_COUNT });
	use(&b, 0, 2, str, int1);
	use(&b, 1, 0, int4, int4);
	use(&b, 0, 2, str, int4);
	use(&b, 0, 2, str, int8);
	begin(&b);
	put2(&b, 0, text(&b, "x"), -1, 7);
	put2(&b, 2, text(&b, "x"), -1, 7);
	put2(&b, 3, text(&b, ""), -1, -7);
	put(&b, 1, 0, 0);
	expect_rest(
		&b,
		"\n"
		"                                                                   -1             "
		"  -7\n"
		"  x                                                  255                7\n"
		"  x                                                        -1                7\n"
		"                1\n");
	end(&b);
}

Test(agg_print, equal_values_sort_by_unsigned_key)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_SUM, .nkeys = 1 });
	use(&b, 0, 1, int4, int4);
	begin(&b);
	put(&b, 0, -1, 5);
	put(&b, 0, 2, 5);
	put(&b, 0, 10, -4);
	PRINTA(&b, "%d %@d\n", "10 -4\n2 5\n-1 5\n", 0);
	b.options.aggsortrev = true;
	PRINTA(&b, "%d %@d\n", "-1 5\n2 5\n10 -4\n", 0);
	b.options.aggsortkey = true;
	PRINTA(&b, "%d %@d\n", "-1 5\n10 -4\n2 5\n", 0);
	b.options.aggsortrev = false;
	PRINTA(&b, "%d %@d\n", "2 5\n10 -4\n-1 5\n", 0);
	end(&b);
}

Test(agg_print, keypos_starts_there_and_wraps)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_COUNT, .nkeys = 2 });
	use(&b, 0, 2, int4, str);
	begin(&b);
	put2(&b, 0, 1, text(&b, "b"), 0);
	put2(&b, 0, 2, text(&b, "a"), 0);
	put2(&b, 0, 3, text(&b, "b"), 0);
	b.options.aggsortkey = true;
	PRINTA(&b, "%d%s ", "1b 2a 3b ", 0);
	b.options.aggsortkeypos = 1;
	PRINTA(&b, "%d%s ", "2a 1b 3b ", 0);
	b.options.aggsortkeypos = 2;
	PRINTA(&b, "%d%s ", "1b 2a 3b ", 0);
	end(&b);
}

Test(agg_print, several_join_by_key_and_sort_by_pos)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@a", .fn = AGG_COUNT, .nkeys = 1 });
	define(&b, (struct aggdef){ .name = "@b", .fn = AGG_MAX, .nkeys = 1 });
	use(&b, 0, 1, int4, int4);
	use(&b, 1, 1, int4, int4);
	begin(&b);
	put(&b, 0, 1, 0);
	put(&b, 0, 1, 0);
	put(&b, 0, 2, 0);
	put(&b, 1, 2, 9);
	put(&b, 1, 3, -4);
	PRINTA(&b, "%d:%@d,%@d,%@d ", "3:0,-4,-4 2:1,9,9 1:2,0,0 ", 0, 1);
	b.options.aggsortpos = 1;
	PRINTA(&b, "%d:%@d,%@d ", "3:0,-4 1:2,0 2:1,9 ", 0, 1);
	b.options.aggsortpos = 7;
	PRINTA(&b, NULL,
	       "\n        3                0               -4\n"
	       "        2                1                9\n"
	       "        1                2                0\n",
	       0, 1);
	expect_rest(&b, "\n");
	end(&b);
}

Test(agg_print, what_printa_printed_nothing_of_is_printed_at_the_end)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@a", .fn = AGG_COUNT });
	define(&b, (struct aggdef){ .name = "@b", .fn = AGG_SUM });
	use(&b, 0, 0, int4, int4);
	use(&b, 1, 0, int4, int4);
	begin(&b);
	PRINTA(&b, "%@d\n", "", 0);
	PRINTA(&b, NULL, "\n", 0);
	put(&b, 0, 0, 0);
	put(&b, 1, 0, 5);
	PRINTA(&b, "%@d\n", "5\n", 1);
	put(&b, 1, 0, 5);
	expect_rest(&b, "\n                1\n");
	end(&b);
}

Test(agg_print, reversal_reverses_the_aggregations_too)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@a", .fn = AGG_COUNT });
	define(&b, (struct aggdef){ .name = "@b", .fn = AGG_SUM });
	use(&b, 0, 0, int4, int4);
	use(&b, 1, 0, int4, int4);
	begin(&b);
	put(&b, 0, 0, 0);
	put(&b, 1, 0, 5);
	b.options.aggsortrev = true;
	expect_rest(&b, "\n                5\n                1\n");
	end(&b);
}

Test(agg_print, trunc_keeps_the_largest_or_smallest)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_SUM, .nkeys = 1 });
	use(&b, 0, 1, int4, int4);
	use(&b, 0, 1, int8, int4);
	begin(&b);
	for (int i = 1; i <= 6; i++)
		put(&b, i % 2, i, i * 10);
	cr_expect_eq(aggset_trunc(b.set, 0, true, 4), 0);
	PRINTA(&b, "%d ", "3 4 5 6 ", 0);
	cr_expect_eq(aggset_trunc(b.set, 0, true, -3), 0);
	PRINTA(&b, "%d ", "3 4 5 ", 0);
	cr_expect_eq(aggset_trunc(b.set, 0, true, 100), 0);
	put(&b, 1, 1, 1);
	PRINTA(&b, "%d ", "1 3 4 5 ", 0);
	cr_expect_eq(aggset_trunc(b.set, 0, false, 0), 0);
	PRINTA(&b, "%d ", "", 0);
	put(&b, 1, 7, 7);
	cr_expect_eq(aggset_trunc(b.set, 0, true, 0), 0);
	PRINTA(&b, "%d ", "", 0);
	end(&b);
}

Test(agg_print, clear_keeps_keys_and_starts_anew)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_MIN, .nkeys = 1 });
	use(&b, 0, 1, int4, int4);
	begin(&b);
	put(&b, 0, 1, 5);
	put(&b, 0, 2, -5);
	aggset_clear(b.set, 0);
	PRINTA(&b, "%d=%@d ", "1=0 2=0 ", 0);
	put(&b, 0, 1, 8);
	PRINTA(&b, "%d=%@d ", "2=0 1=8 ", 0);
	end(&b);
}

Test(agg_print, normalize_concerns_the_keys_of_its_moment)
{
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_SUM, .nkeys = 1 });
	use(&b, 0, 1, int4, int4);
	begin(&b);
	put(&b, 0, 1, 100);
	put(&b, 0, 2, -50);
	put(&b, 0, 3, 30);
	cr_expect_lt(aggset_normalize(b.set, 0, 0), 0);
	cr_expect_eq(aggset_normalize(b.set, 0, 10), 0);
	put(&b, 0, 4, 70);
	PRINTA(&b, "%d=%@d ", "2=-5 3=3 4=70 1=10 ", 0);
	cr_expect_eq(aggset_trunc(b.set, 0, true, 2), 0);
	PRINTA(&b, "%d=%@d ", "4=70 1=10 ", 0);
	cr_expect_eq(aggset_normalize(b.set, 0, 1), 0);
	PRINTA(&b, "%d=%@d ", "4=70 1=100 ", 0);
	end(&b);
}

Test(agg_print, merged_sets_print_as_one)
{
	struct bench one = { 0 }, other = { 0 };

	define(&one, (struct aggdef){ .name = "@", .fn = AGG_QUANTIZE, .nkeys = 1 });
	use(&one, 0, 1, int4, int4);
	other = one;
	begin(&one);
	begin(&other);
	put(&one, 0, 1, 4);
	put(&other, 0, 1, 1);
	put(&other, 0, 2, 1);
	cr_expect_eq(aggset_merge(one.set, other.set), 0);
	PRINTA(&one, "%d%@d",
	       "2\n           value  ------------- Distribution ------------- count    \n"
	       "               0 |                                         0        \n"
	       "               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@ 1        \n"
	       "               2 |                                         0        \n"
	       "1\n           value  ------------- Distribution ------------- count    \n"
	       "               0 |                                         0        \n"
	       "               1 |@@@@@@@@@@@@@@@@@@@@                     1        \n"
	       "               2 |                                         0        \n"
	       "               4 |@@@@@@@@@@@@@@@@@@@@                     1        \n"
	       "               8 |                                         0        \n",
	       0);
	end(&one);
	end(&other);
}

Test(agg_print, batches_and_runs_are_single_updates)
{
	static const int64_t k0[] = { 1, 1, 2, 2, 2, 1 }, k1[] = { 5, 5, 5, 5, 6, 5 },
			     values[] = { 1, 2, 3, 4, 5, 6 };
	const int64_t *keys[] = { k0, k1 };
	struct bench b = { 0 };

	define(&b, (struct aggdef){ .name = "@", .fn = AGG_SUM, .nkeys = 2 });
	define(&b, (struct aggdef){ .name = "@n", .fn = AGG_COUNT, .nkeys = 2 });
	use(&b, 0, 2, int4, int4);
	use(&b, 1, 2, int4, int4);
	begin(&b);
	cr_expect_eq(aggset_update(b.set, 0, keys, values, NULL, 6), 0);
	cr_expect_eq(aggset_update(b.set, 1, keys, NULL, NULL, 6), 0);
	cr_expect_eq(aggset_update_run(b.set, 1, (const int64_t[]){ 1, 5 }, 1000), 0);
	PRINTA(&b, "%d,%d=%@d ", "2,6=5 2,5=7 1,5=9 ", 0);
	PRINTA(&b, "%d,%d=%@d ", "2,6=1 2,5=2 1,5=1003 ", 1);
	cr_expect_gt(aggset_bytes(b.set), 0);
	end(&b);
}
