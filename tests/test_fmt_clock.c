/* SPDX-License-Identifier: GPL-2.0 */
/* How a writer turns its clock's ticks into ns. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "format/clockfix.h"

#define TPS 2500000000ULL
#define SECOND 1000000000ULL

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* A clock whose true rate is TPS * (1 + ppm / 1e6), i seconds on. */
static struct vmt_clock clock_at(uint64_t i, int64_t ppm, int64_t real_step)
{
	uint64_t ns = i * SECOND;

	return (struct vmt_clock){ .time = 77 + i * TPS + (int64_t)(i * TPS) / 1000000 * ppm,
				   .mono = 5000 + ns,
				   .boot = 5000 + ns,
				   .real = 1700000000 * SECOND + ns + real_step };
}

Test(fmt_clock, starts_at_the_nominal_rate)
{
	struct vmt_clock start = clock_at(0, 0, 0);
	struct clockfix c;

	clockfix_start(&c, &start, TPS);
	cr_assert(eq(u64, vmt_fix_mono(&c.fix, start.time), start.mono));
	cr_assert(eq(u64, vmt_fix_real(&c.fix, start.time), start.real));
	cr_assert(
		le(u64, distance(vmt_fix_mono(&c.fix, start.time + TPS), start.mono + SECOND), 1));
	/* Before the start, too: no wrap to a far future. */
	cr_assert(eq(u64, vmt_fix_mono(&c.fix, start.time - 5), start.mono - 2));
}

Test(fmt_clock, continuous_monotone_and_converging)
{
	struct vmt_clock now = clock_at(0, 0, 0);
	struct clockfix c;
	uint64_t before;
	uint32_t i;

	clockfix_start(&c, &now, TPS);
	for (i = 1; i < 50; i++) {
		struct vmt_fix old = c.fix;

		now = clock_at(i, 300, 0);
		before = vmt_fix_mono(&old, now.time);
		cr_assert(eq(int, clockfix_round(&c, &now), 0));
		cr_assert(vmt_fix_mono(&c.fix, now.time) == before, "round %u: a jump", i);
		cr_assert(vmt_fix_real(&c.fix, now.time) == vmt_fix_real(&old, now.time),
			  "round %u: a jump", i);
		cr_assert(ge(u64, vmt_fix_mono(&c.fix, now.time + 1), before));
		/* The first line knows only the nominal rate; the second meets the clock. */
		if (i > 1)
			cr_assert(distance(before, now.mono) < 10, "round %u: %llu ns off", i,
				  (unsigned long long)distance(before, now.mono));
	}
}

Test(fmt_clock, a_step_of_the_real_clock_is_made_up_slowly)
{
	struct vmt_clock now = clock_at(0, 0, 0);
	int64_t step = 3 * (int64_t)SECOND;
	struct clockfix c;
	uint64_t real, last;
	uint32_t i;

	clockfix_start(&c, &now, TPS);
	last = now.real;
	for (i = 1; i < 20; i++) {
		now = clock_at(i, 0, i < 3 ? 0 : i < 10 ? step : -step);
		real = vmt_fix_real(&c.fix, now.time);
		cr_assert(real > last, "round %u: back in time", i);
		cr_assert(le(u64, real - last, 2 * SECOND + 2));
		cr_assert(ge(u64, real - last, SECOND / 2 - 2));
		last = real;
		cr_assert(eq(int, clockfix_round(&c, &now), 0));
		cr_assert(le(u64, distance(vmt_fix_mono(&c.fix, now.time), now.mono), 2));
		if (i == 9)
			cr_assert(le(u64, distance(real, now.real), 2));
	}
}

Test(fmt_clock, odd_rounds)
{
	struct vmt_clock now = clock_at(0, 0, 0), same, back;
	struct clockfix c;
	struct vmt_fix before;

	clockfix_start(&c, &now, TPS);
	before = c.fix;
	same = now;
	cr_assert(eq(int, clockfix_round(&c, &same), 0));
	cr_assert(eq(u64, c.fix.time0, before.time0));
	back = now;
	back.time--;
	cr_assert(eq(int, clockfix_round(&c, &back), VMT_EINVAL));
	/* Time goes on while the monotonic clock stands: the rate stays. */
	same.time += 100;
	cr_assert(eq(int, clockfix_round(&c, &same), 0));
	cr_assert(eq(u32, c.fix.mono_mult, before.mono_mult));
}

Test(fmt_clock, slow_and_fast_clocks)
{
	static const uint64_t rates[] = { 1, 1000, 1000000, SECOND, 5 * SECOND, 1ULL << 40 };
	struct vmt_clock now = { 1000, 0, 0, 0 };
	struct clockfix c;
	size_t i;

	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		clockfix_start(&c, &now, rates[i]);
		cr_assert(distance(vmt_fix_mono(&c.fix, 1000 + 10 * rates[i]), 10 * SECOND) <= 10,
			  "%llu ticks a second", (unsigned long long)rates[i]);
	}
}

Test(fmt_clock, years_do_not_overflow)
{
	struct vmt_fix f = { .time0 = 0, .mono0 = 0, .mono_mult = UINT32_MAX, .mono_shift = 33 };

	cr_assert(eq(u64, vmt_fix_mono(&f, 1ULL << 62), (1ULL << 61) - (1ULL << 29)));
}
