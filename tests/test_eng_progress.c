/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "report/engine/progress.h"

static void expect_text(const struct progress *p, uint64_t elapsed, const char *wanted)
{
	char text[PROGRESS_LINE];

	progress_text(p, elapsed, text);
	cr_expect_str_eq(text, wanted, "%s", text);
}

Test(eng_progress, says_how_far_and_how_long)
{
	struct progress p = { .total = 1000, .events = 3000000, .bytes = 250 };

	expect_text(&p, 2000000000, "3000000 events, 25%, 1500000 a second, 7 s left");
	p.bytes = 2000; /* what lies between chunks is not known before */
	expect_text(&p, 2000000000, "3000000 events, 100%, 1500000 a second, 1 s left");
}

Test(eng_progress, knows_no_share_of_a_pipe)
{
	struct progress p = { .events = 10, .bytes = 100 };

	expect_text(&p, 1000000000, "10 events, 10 a second");
}

Test(eng_progress, fits_its_line)
{
	struct progress p = { .total = UINT64_MAX, .events = UINT64_MAX, .bytes = 1 };
	char text[PROGRESS_LINE];

	progress_text(&p, 1, text);
	cr_expect_lt(strlen(text), PROGRESS_LINE - 1u);
}

/* Nothing is shown of a run that is over at once. */
Test(eng_progress, is_quiet_at_first, .init = cr_redirect_stderr)
{
	struct progress p;

	progress_init(&p, true, 100);
	progress_add(&p, 1, 1, stdout);
	cr_expect_not(p.shown);
	cr_expect_eq(p.events, 1);
	progress_hide(&p);
	fflush(stderr);
	cr_expect_stderr_eq_str("");
}
