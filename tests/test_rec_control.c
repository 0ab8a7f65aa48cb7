/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/control.h"

static char dir[] = "/tmp/rec_control.XXXXXX";
static struct control control;
static struct trouble trouble;

static void setup(void)
{
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	cr_assert_eq(mkfifo("ctl", 0600), 0);
	cr_assert_eq(mkfifo("ack", 0600), 0);
	control_init(&control);
}

static void cleanup(void)
{
	control_release(&control);
	unlink("ctl");
	unlink("ack");
	unlink("file");
	rmdir(dir);
}

static void say(const char *text, size_t size)
{
	cr_assert_eq(write(control.command, text, size), (ssize_t)size);
}

Test(rec_control, words_come_in_pieces_and_end_by_newline_or_nul, .init = setup, .fini = cleanup)
{
	cr_assert_eq(control_open(&control, "fifo:ctl,ack", &trouble), 0, "%s", trouble.text);
	cr_expect_eq(control_next(&control), CONTROL_NONE);
	say("ena", 3);
	cr_expect_eq(control_next(&control), CONTROL_NONE);
	say("ble\ndisable\0ping\n\nsnap", 22);
	cr_expect_eq(control_next(&control), CONTROL_ENABLE);
	cr_expect_eq(control_next(&control), CONTROL_DISABLE);
	cr_expect_eq(control_next(&control), CONTROL_PING);
	cr_expect_eq(control_next(&control), CONTROL_NONE);
	say("shot\nstop\n", 10);
	cr_expect_eq(control_next(&control), CONTROL_SNAPSHOT);
	cr_expect_eq(control_next(&control), CONTROL_STOP);
}

Test(rec_control, what_is_no_word_is_passed_over, .init = setup, .fini = cleanup)
{
	cr_assert_eq(control_open(&control, "fifo:ctl", &trouble), 0);
	for (int i = 0; i < 100; i++)
		say("pinging", 7);
	say("\nping\n", 6);
	cr_expect_eq(control_next(&control), CONTROL_PING);
	control_ack(&control);
}

Test(rec_control, an_answer, .init = setup, .fini = cleanup)
{
	char answer[8] = "";

	cr_assert_eq(control_open(&control, "fifo:ctl,ack", &trouble), 0);
	control_ack(&control);
	cr_expect_eq(read(control.ack, answer, sizeof(answer)), 4);
	cr_expect_str_eq(answer, "ack\n");
}

Test(rec_control, a_descriptor_that_ends_is_listened_to_no_more, .init = setup, .fini = cleanup)
{
	char spec[32];
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	snprintf(spec, sizeof(spec), "fd:%d", ends[0]);
	cr_assert_eq(control_open(&control, spec, &trouble), 0);
	cr_expect_eq(write(ends[1], "stop\n", 5), 5);
	close(ends[1]);
	cr_expect_eq(control_next(&control), CONTROL_STOP);
	cr_expect_eq(control_next(&control), CONTROL_NONE);
	cr_expect_eq(control.command, -1);
	cr_expect(fcntl(ends[0], F_GETFD) >= 0, "it stays its owner's");
}

/* The recorder's own timers and signals stand behind numbers too. */
Test(rec_control, a_descriptor_that_nobody_gave, .init = setup, .fini = cleanup)
{
	char spec[32];
	int ends[2];

	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	snprintf(spec, sizeof(spec), "fd:%d", ends[0]);
	cr_expect_eq(control_open(&control, spec, &trouble), -1);
	cr_expect(strstr(trouble.text, "not an open descriptor"), "%s", trouble.text);
}

Test(rec_control, the_wrong_end, .init = setup, .fini = cleanup)
{
	char spec[32];
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	snprintf(spec, sizeof(spec), "fd:%d", ends[1]);
	cr_expect_eq(control_open(&control, spec, &trouble), -1);
	cr_expect(strstr(trouble.text, "not open for reading"), "%s", trouble.text);
	trouble.status = 0;
	snprintf(spec, sizeof(spec), "fd:%d,%d", ends[0], ends[0]);
	cr_expect_eq(control_open(&control, spec, &trouble), -1);
	cr_expect(strstr(trouble.text, "not open for writing"), "%s", trouble.text);
}

static void expect_refused(const char *spec, const char *why)
{
	trouble.status = 0;
	cr_expect_eq(control_open(&control, spec, &trouble), -1, "%s", spec);
	cr_expect(strstr(trouble.text, why), "%s: %s", spec, trouble.text);
	control_release(&control);
}

Test(rec_control, what_cannot_be_opened, .init = setup, .fini = cleanup)
{
	close(open("file", O_CREAT | O_WRONLY, 0600));
	expect_refused("ctl", "neither fifo:FILE[,FILE] nor fd:NUMBER[,NUMBER]");
	expect_refused("fifo:none", "No such file or directory; make it with mkfifo");
	expect_refused("fifo:ctl,none", "none: No such file");
	expect_refused("fifo:file", "file: not a FIFO");
	expect_refused("fd:999", "999: not an open descriptor");
	expect_refused("fd:", "neither fifo:FILE[,FILE] nor fd:NUMBER[,NUMBER]");
	expect_refused("fifo:", "neither fifo:");
	expect_refused("fifo:ctl,", "neither fifo:");
	expect_refused("fifo:,ack", "neither fifo:");
	expect_refused("", "neither fifo:");
	expect_refused("fd:+1", "not an open descriptor");
	expect_refused("fd:-1", "not an open descriptor");
	expect_refused("fd:0,1,3", "not an open descriptor");
	expect_refused("fd:0x", "not an open descriptor");
}
