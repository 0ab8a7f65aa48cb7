/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <unistd.h>

#include "record/recording.h"

/* What was not opened is not closed: 0 is the user's standard input. */
Test(rec_recording, refused_early_leaves_standard_input_open)
{
	char *command[] = { "no-such-program", NULL };
	const struct record_options options = { .command = command, .output = "trace.vmt" };
	struct recording r;

	cr_assert(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	cr_expect_eq(recording_run(&r, &options), -1);
	cr_expect_eq(r.trouble.status, TROUBLE_NOCOMMAND);
	recording_release(&r);
	cr_expect(fcntl(STDIN_FILENO, F_GETFD) >= 0);
}
