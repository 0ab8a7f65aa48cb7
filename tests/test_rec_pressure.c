/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>

#include "format/vmt.h"
#include "record/pressure.h"

#define SECOND 1000000000ull

Test(rec_pressure, steps_down_to_none_and_no_further)
{
	static const int levels[] = { 1, -5, -20, VMT_LEVEL_NONE };
	struct pressure p;

	pressure_init(&p, 3, 0);
	cr_expect_eq(pressure_level(&p), 3);
	for (int i = 0; i < 4; i++) {
		cr_expect(pressure_feel(&p, 95, i));
		cr_expect_eq(pressure_level(&p), levels[i]);
	}
	cr_expect(!pressure_feel(&p, 100, 4));
	cr_expect_eq(pressure_level(&p), VMT_LEVEL_NONE);
}

/* Between full and calm nothing changes; back up only after two calm seconds, one step each. */
Test(rec_pressure, comes_back_when_it_was_calm)
{
	struct pressure p;

	pressure_init(&p, 1, 0);
	pressure_feel(&p, 80, 1 * SECOND);
	pressure_feel(&p, 80, 2 * SECOND);
	cr_assert_eq(pressure_level(&p), -20);
	cr_expect(!pressure_feel(&p, 79, 5 * SECOND));
	cr_expect(!pressure_feel(&p, 50, 6 * SECOND));
	cr_expect(pressure_feel(&p, 50, 7 * SECOND));
	cr_expect_eq(pressure_level(&p), -5);
	cr_expect(!pressure_feel(&p, 0, 8 * SECOND));
	cr_expect(!pressure_feel(&p, 61, 9 * SECOND), "calm no more");
	cr_expect(!pressure_feel(&p, 0, 10 * SECOND));
	cr_expect(pressure_feel(&p, 0, 11 * SECOND));
	cr_expect_eq(pressure_level(&p), 1);
	cr_expect(!pressure_feel(&p, 0, 60 * SECOND), "as asked, never more");
	cr_expect_eq(pressure_level(&p), 1);
}

Test(rec_pressure, what_was_asked_for_is_the_slowest)
{
	struct pressure p;

	pressure_init(&p, VMT_LEVEL_NONE, 0);
	cr_expect(!pressure_feel(&p, 100, 1));
	cr_expect_eq(pressure_level(&p), VMT_LEVEL_NONE);
	pressure_init(&p, -5, 0);
	cr_expect(pressure_feel(&p, 100, 1));
	cr_expect_eq(pressure_level(&p), -20);
}
