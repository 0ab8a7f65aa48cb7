/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <errno.h>

#include "record/cpulist.h"

static struct cpulist l;

Test(rec_cpulist, reads_the_kernels_syntax)
{
	cr_assert_eq(cpulist_parse(&l, "0-3,8,64-66"), 0);
	cr_expect_eq(cpulist_count(&l), 8);
	cr_expect_eq(cpulist_next(&l, 0), 0);
	cr_expect_eq(cpulist_next(&l, 4), 8);
	cr_expect_eq(cpulist_next(&l, 9), 64);
	cr_expect_eq(cpulist_next(&l, 67), CPULIST_MAX);
}

Test(rec_cpulist, refuses_what_is_none)
{
	static const char *const bad[] = {
		"", "a", "1,", ",1", "1-", "-1", "2-1", "1 ", "1;2", "+1"
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_eq(cpulist_parse(&l, bad[i]), -EINVAL, "'%s'", bad[i]);
	cr_expect_eq(cpulist_parse(&l, "8192"), -ERANGE);
	cr_expect_eq(cpulist_parse(&l, "0-99999999999999999999"), -ERANGE);
	cr_expect_eq(cpulist_parse(&l, "8191"), 0);
	cr_expect_eq(cpulist_next(&l, 0), 8191);
}

Test(rec_cpulist, failure_leaves_the_set)
{
	cr_assert_eq(cpulist_parse(&l, "5"), 0);
	cr_assert_eq(cpulist_parse(&l, "1,x"), -EINVAL);
	cr_expect(cpulist_has(&l, 5) && !cpulist_has(&l, 1));
}

Test(rec_cpulist, knows_this_host)
{
	cr_assert_eq(cpulist_read(&l, "present"), 0);
	cr_expect(cpulist_has(&l, 0));
	cr_expect_eq(cpulist_read(&l, "nonsense"), -ENOENT);
}
