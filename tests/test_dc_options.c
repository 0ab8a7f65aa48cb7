/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include "report/options.h"

#include <string.h>

Test(dc_options, defaults)
{
	struct options o;

	options_init(&o);
	cr_expect_eq(o.strsize, 256);
	cr_expect(!o.quiet);
	cr_expect_eq(o.threads, 0);
}

Test(dc_options, words_of_a_truth)
{
	static const char *const yes[] = { NULL, "yes", "ENABLE", "enabled", "true",
					   "on", "set", "1",	  "7" };
	static const char *const no[] = {
		"no", "disable", "disabled", "false", "OFF", "unset", "0"
	};
	struct options o;

	options_init(&o);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		o.quiet = false;
		cr_expect(!options_set(&o, "quiet", yes[i], false) && o.quiet, "%s",
			  yes[i] ? yes[i] : "(none)");
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		o.quiet = true;
		cr_expect(!options_set(&o, "quiet", no[i], false) && !o.quiet, "%s", no[i]);
	}
	cr_expect_eq(options_set(&o, "quiet", "maybe", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "quiet", "", false), OPTION_BADVALUE);
}

Test(dc_options, sizes)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "strsize", "1k", false));
	cr_expect_eq(o.strsize, 1024);
	cr_expect(!options_set(&o, "memory", "3G", false));
	cr_expect_eq(o.memory, 3ull << 30);
	cr_expect_eq(options_set(&o, "strsize", "-1", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", "1kk", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", "99999999999999999999", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "memory", "99999999999t", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", NULL, false), OPTION_BADVALUE);
	cr_expect_eq(o.strsize, 1024);
}

Test(dc_options, dtraces_others_are_checked)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "bufpolicy", "ring", false));
	cr_expect_eq(options_set(&o, "bufpolicy", "square", false), OPTION_BADVALUE);
	cr_expect(!options_set(&o, "switchrate", "10hz", false));
	cr_expect_eq(options_set(&o, "switchrate", "10x", false), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "nosuch", NULL, false), OPTION_UNKNOWN);
}

Test(dc_options, some_change_while_the_program_runs)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "aggsortrev", NULL, true) && o.aggsortrev);
	cr_expect(!options_set(&o, "aggsortpos", "1", true));
	cr_expect_eq(o.aggsortpos, 1);
	cr_expect_eq(options_set(&o, "bufsize", "4m", true), OPTION_LATE);
	cr_expect_eq(options_set(&o, "strsize", "4m", true), OPTION_LATE);
	cr_expect_str_eq(option_strerror(OPTION_LATE), "Operation illegal when tracing is active");
}
