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
					   "on", "set", "1",	  "0" };
	static const char *const no[] = {
		"no", "disable", "disabled", "false", "OFF", "unset", ""
	};
	struct options o;

	options_init(&o);
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++) {
		o.quiet = false;
		cr_expect(!options_set(&o, "quiet", yes[i], OPTION_COMMAND) && o.quiet, "%s",
			  yes[i] ? yes[i] : "(none)");
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++) {
		o.quiet = true;
		cr_expect(!options_set(&o, "quiet", no[i], OPTION_COMMAND) && !o.quiet, "%s",
			  no[i]);
	}
	cr_expect_eq(options_set(&o, "quiet", "maybe", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "quiet", "-1", OPTION_COMMAND), OPTION_BADVALUE);
}

Test(dc_options, sizes)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "strsize", "1k", OPTION_COMMAND));
	cr_expect_eq(o.strsize, 1024);
	cr_expect(!options_set(&o, "memory", "3G", OPTION_COMMAND));
	cr_expect_eq(o.memory, 3ull << 30);
	cr_expect_eq(options_set(&o, "strsize", "-1", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", "1kk", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", "99999999999999999999", OPTION_COMMAND),
		     OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "memory", "99999999999t", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "strsize", NULL, OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(o.strsize, 1024);
}

Test(dc_options, dtraces_others_are_checked)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "bufpolicy", "ring", OPTION_COMMAND));
	cr_expect_eq(options_set(&o, "bufpolicy", "square", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect(!options_set(&o, "switchrate", "10hz", OPTION_COMMAND));
	cr_expect_eq(options_set(&o, "switchrate", "10x", OPTION_COMMAND), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "nosuch", NULL, OPTION_COMMAND), OPTION_UNKNOWN);
}

Test(dc_options, some_change_while_the_program_runs)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "aggsortrev", NULL, OPTION_RUNNING) && o.aggsortrev);
	cr_expect(!options_set(&o, "aggsortpos", "1", OPTION_RUNNING));
	cr_expect_eq(o.aggsortpos, 1);
	cr_expect_eq(options_set(&o, "bufsize", "4m", OPTION_RUNNING), OPTION_LATE);
	cr_expect_eq(options_set(&o, "strsize", "4m", OPTION_RUNNING), OPTION_LATE);
	cr_expect_str_eq(option_strerror(OPTION_LATE), "Operation illegal when tracing is active");
}

Test(dc_options, some_are_for_the_command_line)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "define", "A=1", OPTION_COMMAND));
	cr_expect(!options_set(&o, "incdir", "/dir", OPTION_COMMAND));
	cr_expect_eq(o.ncpp, 2);
	cr_expect_str_eq(o.cpp_args[1], "-I/dir");
	cr_expect_eq(options_set(&o, "undef", "A", OPTION_PRAGMA), OPTION_CONTEXT);
	cr_expect_eq(options_set(&o, "setenv", "A=1", OPTION_PRAGMA), OPTION_CONTEXT);
	cr_expect(!options_set(&o, "bufsize", "4m", OPTION_PRAGMA));
	options_release(&o);
}

Test(dc_options, versions_of_the_language)
{
	struct options o;

	options_init(&o);
	cr_expect(!options_set(&o, "version", "1.2", OPTION_PRAGMA));
	cr_expect(!options_set(&o, "version", "1.6.3", OPTION_PRAGMA));
	cr_expect_eq(options_set(&o, "version", "1.15", OPTION_PRAGMA), OPTION_VERSION);
	cr_expect_eq(options_set(&o, "version", "2.0", OPTION_PRAGMA), OPTION_VERSION);
	cr_expect_eq(options_set(&o, "version", "1", OPTION_PRAGMA), OPTION_BADVALUE);
	cr_expect_eq(options_set(&o, "version", "1.2x", OPTION_PRAGMA), OPTION_BADVALUE);
}
