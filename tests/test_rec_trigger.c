/* SPDX-License-Identifier: GPL-2.0 */
/* What a trigger is fed, whoever reads it. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record/trigger.h"

static struct trigger trigger;
static struct trouble trouble;
static size_t passed;
static int reader;

static int count(void *self, const void *data, size_t size)
{
	passed += size;
	return 0;
}

/* A process that reads nothing and ends so, in the place of `vmtrace report`. */
static void setup_ending(int status, unsigned int seconds)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	trigger_init(&trigger);
	cr_assert_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	reader = ends[0];
	trigger.feed = ends[1];
	trigger.limit = 1 << 20;
	trigger.pid = fork();
	if (!trigger.pid) {
		sleep(seconds);
		_exit(status);
	}
	trigger.pidfd = pidfd_open(trigger.pid, 0);
}

static const struct vmt_sink *feed(size_t size)
{
	static const struct vmt_sink other = { .write = count };
	static uint8_t data[3 << 20];
	const struct vmt_sink *sink = trigger_sink(&trigger, &other);

	cr_assert_eq(sink->write(sink->self, data, size), 0);
	return sink;
}

Test(rec_trigger, everything_is_passed_on_and_waits_where_it_must)
{
	char data[4096];
	size_t taken = 0;
	ssize_t n;

	setup_ending(0, 1000);
	feed(1000000);
	cr_expect_eq(passed, 1000000);
	cr_expect(trigger_waits(&trigger));
	fcntl(reader, F_SETFL, O_NONBLOCK);
	do {
		trigger_feed(&trigger);
		n = read(reader, data, sizeof(data));
		taken += n > 0 ? n : 0;
	} while (n > 0);
	cr_expect_eq(taken, 1000000);
	cr_expect(!trigger_waits(&trigger));
	trigger_release(&trigger);
}

Test(rec_trigger, one_that_is_too_slow_is_let_go)
{
	setup_ending(0, 1000);
	feed(800000);
	feed(800000);
	cr_expect(trigger.broken);
	cr_expect_eq(passed, 1600000, "the trace is whole");
	cr_expect_eq(trigger_ended(&trigger, &trouble), 0);
	feed(100);
	cr_expect_eq(passed, 1600100);
}

Test(rec_trigger, exit_0_hits)
{
	setup_ending(0, 0);
	cr_expect_eq(trigger_ended(&trigger, &trouble), 1);
	cr_expect_eq(trigger.pid, 0);
}

Test(rec_trigger, another_status_is_an_error)
{
	setup_ending(3, 0);
	cr_expect_eq(trigger_ended(&trigger, &trouble), -1);
	cr_expect(strstr(trouble.text, "status 3"), "%s", trouble.text);
}

Test(rec_trigger, whose_reader_is_gone_waits_for_nothing)
{
	setup_ending(0, 1000);
	close(reader);
	feed(1000);
	cr_expect(!trigger_waits(&trigger));
	trigger_release(&trigger);
}
