/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "report/agg/agg.h"

static const struct vtype string_key = { V_STRING, 0, false, 0 };

/* One distribution per key of values with increments, printed by default at the end. */
struct put {
	const char *key;
	int64_t value, increment;
};

static void expect(struct aggdef def, const struct options *options, const struct put *puts,
		   const char *wanted)
{
	struct agguse use = { .nkeys = def.nkeys, .keys = { string_key } };
	struct program p = { .naggs = 1, .nuses = 1, .aggs = &def, .uses = &use };
	struct strpool *pool = strpool_new();
	struct aggset *set = aggset_new(&p);
	size_t size;
	char *got;
	struct out o = { .file = open_memstream(&got, &size), .options = options };

	for (; puts->key; puts++) {
		const struct str *s = strpool_get(pool, puts->key, __builtin_strlen(puts->key));
		int64_t key = value_of_str(s);
		const int64_t *keys[] = { &key };

		cr_assert_eq(aggset_update(set, 0, keys, &puts->value, &puts->increment, 1), 0);
	}
	cr_expect_eq(aggset_print_rest(set, &o), 0);
	fclose(o.file);
	cr_expect_str_eq(got, wanted, "got:\n%s\nwanted:\n%s", got, wanted);
	free(got);
	aggset_free(set);
	strpool_free(pool);
}

#define PUTS(...)            \
	(const struct put[]) \
	{                    \
		__VA_ARGS__, \
		{            \
			0    \
		}            \
	}
#define HEAD "           value  ------------- Distribution ------------- count    \n"
static const struct options plain;

Test(agg_hist, a_keyed_quantize_is_a_block)
{
	expect((struct aggdef){ .fn = AGG_QUANTIZE, .nkeys = 1 }, &plain,
	       PUTS({ "k", 1, 1 }, { "k", 5, 1 }, { "k", 6, 1 }, { "k", 7, 5 }),
	       "\n  k                                                 \n" HEAD
	       "               0 |                                         0        \n"
	       "               1 |@@@@@                                    1        \n"
	       "               2 |                                         0        \n"
	       "               4 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@      7        \n"
	       "               8 |                                         0        \n\n");
}

Test(agg_hist, negative_weights_turn_the_bars)
{
	expect((struct aggdef){ .fn = AGG_QUANTIZE }, &plain, PUTS({ "", 1, -3 }, { "", 2, -1 }),
	       "\n\n" HEAD "               0                                         | 0        \n"
	       "               1           @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@| -3       \n"
	       "               2                               @@@@@@@@@@| -1       \n"
	       "               4                                         | 0        \n\n");
	expect((struct aggdef){ .fn = AGG_QUANTIZE }, &plain, PUTS({ "", 1, -1 }, { "", 2, 1 }),
	       "\n\n" HEAD "               0                     |                     0        \n"
	       "               1           @@@@@@@@@@|                     -1       \n"
	       "               2                     |@@@@@@@@@@           1        \n"
	       "               4                     |                     0        \n\n");
}

Test(agg_hist, an_empty_one_shows_the_bins_around_zero)
{
	expect((struct aggdef){ .fn = AGG_QUANTIZE }, &plain, PUTS({ "", 8, 0 }),
	       "\n\n" HEAD "              -1 |                                         0        \n"
	       "               0 |                                         0        \n"
	       "               1 |                                         0        \n\n");
	expect((struct aggdef){ .fn = AGG_LQUANTIZE, .base = 5, .limit = 6, .step = 1 }, &plain,
	       PUTS({ "", 8, 0 }),
	       "\n\n" HEAD "             < 5 |                                         0        \n"
	       "               5 |                                         0        \n"
	       "            >= 6 |                                         0        \n\n");
}

Test(agg_hist, lquantize_names_what_lies_outside)
{
	expect((struct aggdef){ .fn = AGG_LQUANTIZE, .base = 0, .limit = 30, .step = 10 }, &plain,
	       PUTS({ "", -1, 1 }, { "", 15, 1 }, { "", 99, 2 }),
	       "\n\n" HEAD "             < 0 |@@@@@@@@@@                               1        \n"
	       "               0 |                                         0        \n"
	       "              10 |@@@@@@@@@@                               1        \n"
	       "              20 |                                         0        \n"
	       "           >= 30 |@@@@@@@@@@@@@@@@@@@@                     2        \n\n");
}

Test(agg_hist, llquantize_steps_within_orders)
{
	expect(
		(struct aggdef){
			.fn = AGG_LLQUANTIZE, .factor = 10, .low = 0, .high = 1, .steps = 10 },
		&plain, PUTS({ "", 8, 1 }, { "", 29, 1 }, { "", 100, 1 }),
		"\n\n" HEAD "               7 |                                         0        \n"
		"               8 |@@@@@@@@@@@@@                            1        \n"
		"               9 |                                         0        \n"
		"              10 |                                         0        \n"
		"              20 |@@@@@@@@@@@@@                            1        \n"
		"              30 |                                         0        \n"
		"              40 |                                         0        \n"
		"              50 |                                         0        \n"
		"              60 |                                         0        \n"
		"              70 |                                         0        \n"
		"              80 |                                         0        \n"
		"              90 |                                         0        \n"
		"          >= 100 |@@@@@@@@@@@@@                            1        \n\n");
}

Test(agg_hist, aggzoom_measures_against_the_tallest)
{
	const struct options zoom = { .aggzoom = true };

	expect((struct aggdef){ .fn = AGG_QUANTIZE }, &zoom, PUTS({ "", 1, 100 }, { "", 2, 50 }),
	       "\n\n" HEAD "               0 |                                         0        \n"
	       "               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@   100      \n"
	       "               2 |@@@@@@@@@@@@@@@@@@@                      50       \n"
	       "               4 |                                         0        \n\n");
}

Test(agg_hist, utf8_bars_end_in_eighths)
{
	const struct options utf8 = { .encoding = ENCODING_UTF8 };

	expect((struct aggdef){ .fn = AGG_QUANTIZE }, &utf8, PUTS({ "", 1, 10 }, { "", 2, 309 }),
	       "\n\n" HEAD "               0 |                                         0        \n"
	       "               1 |\u2588\u258e                                       10       \n"
	       "               2 |\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
	       "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
	       "\u2588"
	       "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
	       "\u2588"
	       "\u258b  309      \n"
	       "               4 |                                         0        \n\n");
}

Test(agg_hist, agghist_draws_keys_as_one_distribution)
{
	const struct options hist = { .agghist = true };

	expect((struct aggdef){ .fn = AGG_SUM, .nkeys = 1 }, &hist,
	       PUTS({ "short", 3, 1 }, { "a key that is long", 1, 1 }),
	       "\n\n              key  ------------- Distribution ------------- count    \n"
	       " a key that is long |@@@@@@@@@@                               1        \n"
	       "            short |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@           3        \n");
}

Test(agg_hist, aggpack_is_a_line_each)
{
	const struct options pack = { .aggpack = true };

	expect((struct aggdef){ .fn = AGG_QUANTIZE, .nkeys = 1 }, &pack,
	       PUTS({ "a", 1, 1 }, { "b", 2, 9 }, { "b", 4, 1 }),
	       "\n\n              key  min .-----. max  | count\n"
	       "                a    0 : X   : 8    | 1\n"
	       "                b    0 :  X_ : 8    | 10\n");
	expect((struct aggdef){ .fn = AGG_LQUANTIZE, .base = 0, .limit = 30, .step = 10 }, &pack,
	       PUTS({ "", 5, -1 }, { "", 15, 1 }),
	       "\n\n     min .-----. max      | count\n"
	       "     < 0 : vx  : >= 30    | 0\n");
}
