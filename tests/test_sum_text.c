/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "report/print/grid.h"
#include "report/summary/latency.h"
#include "report/print/units.h"

Test(units, durations_have_three_digits)
{
	char t[UNIT_TEXT];

	cr_expect_str_eq(unit_ns(t, 0), "0 ns");
	cr_expect_str_eq(unit_ns(t, 999), "999 ns");
	cr_expect_str_eq(unit_ns(t, 1000), "1.00 us");
	cr_expect_str_eq(unit_ns(t, 12999), "12.9 us");
	cr_expect_str_eq(unit_ns(t, 123456789), "123 ms");
	cr_expect_str_eq(unit_ns(t, 59999999999), "59.9 s");
	cr_expect_str_eq(unit_ns(t, UINT64_MAX), "18446744073 s");
}

Test(units, sizes_counts_shares_and_rates)
{
	char t[UNIT_TEXT];

	cr_expect_str_eq(unit_bytes(t, 1023), "1023 B");
	cr_expect_str_eq(unit_bytes(t, 1536), "1.50 KiB");
	cr_expect_str_eq(unit_bytes(t, UINT64_MAX), "16777215 TiB");
	cr_expect_str_eq(unit_count(t, 7), "7");
	cr_expect_str_eq(unit_count(t, 1234), "1,234");
	cr_expect_str_eq(unit_count(t, 123456), "123,456");
	cr_expect_str_eq(unit_count(t, UINT64_MAX), "18,446,744,073,709,551,615");
	cr_expect_str_eq(unit_share(t, 1, 0), "");
	cr_expect_str_eq(unit_share(t, 1, 3), "33.3%");
	cr_expect_str_eq(unit_share(t, 2, 3), "66.7%");
	cr_expect_str_eq(unit_share(t, UINT64_MAX, UINT64_MAX), "100.0%");
	cr_expect_str_eq(unit_rate(t, 10, 0), "");
	cr_expect_str_eq(unit_rate(t, 10, 500000000), "20");
	cr_expect_str_eq(unit_ratio(t, 7, 3), "2.33");
	cr_expect_str_eq(unit_ratio(t, 7, 0), "");
}

Test(units, text_cannot_steer_a_terminal)
{
	char t[8];

	cr_expect_str_eq(unit_text(t, sizeof(t), "a\033[m\x7f"), "a?[m?");
	cr_expect_str_eq(unit_text(t, sizeof(t), "1234567"), "1234567");
	cr_expect_str_eq(unit_text(t, sizeof(t), "12345678"), "1234...");
}

Test(grid, columns_are_as_wide_as_their_widest_cell)
{
	static const char *const headings[] = { "<NAME", "N", "<NOTE", NULL };
	struct grid *g = grid_new(headings);
	size_t size;
	char *got;
	FILE *f = open_memstream(&got, &size);

	grid_add(g, "%s", "long name");
	grid_add(g, "%d", 5);
	grid_add(g, "%s", "x");
	grid_add(g, "%s", "\xc3\xa9");
	grid_add(g, "%d", 12345);
	grid_end_row(g);
	grid_add(g, "%s", "e");
	grid_end_row(g);
	cr_expect_eq(grid_print(g, f, 2), 0);
	fclose(f);
	cr_expect_str_eq(got, "  NAME           N  NOTE\n"
			      "  long name      5  x\n"
			      "  \xc3\xa9          12345\n"
			      "  e\n");
	free(got);
	grid_free(g);
}

Test(grid, that_could_not_be_made_prints_nothing)
{
	cr_expect_lt(grid_print(NULL, stdout, 0), 0);
	grid_add(NULL, "%d", 1);
	grid_end_row(NULL);
	grid_free(NULL);
}

Test(latency, small_durations_are_exact)
{
	struct latency l = { 0 };

	cr_expect_eq(latency_quantile(&l, 500), 0);
	cr_expect_eq(latency_mean(&l), 0);
	for (uint64_t ns = 1; ns <= 100; ns++)
		cr_expect_eq(latency_add(&l, ns), 0);
	cr_expect_eq(latency_quantile(&l, 500), 50);
	cr_expect_eq(latency_quantile(&l, 990), 99);
	cr_expect_eq(latency_quantile(&l, 1000), 100);
	cr_expect_eq(latency_mean(&l), 50);
	cr_expect_eq(l.max, 100);
	latency_release(&l);
}

/* Never less than the true value, and at most 1/64 more, up to the longest that there is. */
Test(latency, percentiles_are_rounded_up_within_their_bins)
{
	for (unsigned bit = 0; bit < 64; bit++) {
		for (int off = -1; off <= 1; off++) {
			uint64_t ns = (1ull << bit) + off + (1ull << bit) / 3, q;
			struct latency l = { 0 };

			cr_assert_eq(latency_add(&l, ns), 0);
			cr_assert_eq(latency_add(&l, UINT64_MAX), 0);
			q = latency_quantile(&l, 500);
			cr_expect(q >= ns && q - ns <= ns / 64, "%llu of %llu",
				  (unsigned long long)q, (unsigned long long)ns);
			cr_expect_eq(latency_quantile(&l, 1000), UINT64_MAX);
			latency_release(&l);
		}
	}
}
