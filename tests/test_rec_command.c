/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/command.h"

static char dir[] = "/tmp/rec_command.XXXXXX";
static struct trouble t;

static void setup(void)
{
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	close(open("plain", O_CREAT | O_WRONLY, 0644));
	mkdir("folder", 0755);
}

static void cleanup(void)
{
	unlink("plain");
	unlink("out");
	rmdir("folder");
	rmdir(dir);
}

static int run(const char *script, bool to_stderr)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };
	struct command c = { 0, -1 };
	struct pollfd ended = { .events = POLLIN };
	int status;

	cr_assert_eq(command_start(&c, argv, to_stderr, &t), 0, "%s", t.text);
	ended.fd = c.pidfd;
	cr_expect_eq(poll(&ended, 1, -1), 1);
	status = command_wait(&c);
	command_release(&c);
	return status;
}

Test(rec_command, is_found_in_path_or_not, .init = setup, .fini = cleanup)
{
	cr_expect_eq(command_find("sh", &t), 0);
	cr_expect_eq(command_find("/bin/sh", &t), 0);
	cr_expect_eq(t.status, 0);
	cr_expect_eq(command_find("no-such-program", &t), -1);
	cr_expect_eq(t.status, TROUBLE_NOCOMMAND);
	cr_expect_str_eq(t.text, "no-such-program: command not found");
	t.status = 0;
	cr_expect_eq(command_find("", &t), -1);
	cr_expect_eq(t.status, TROUBLE_NOCOMMAND);
}

Test(rec_command, that_cannot_run, .init = setup, .fini = cleanup)
{
	static const char *const names[] = { "./plain", "./folder" };

	for (int i = 0; i < 2; i++) {
		t.status = 0;
		cr_expect_eq(command_find(names[i], &t), -1, "%s", names[i]);
		cr_expect_eq(t.status, TROUBLE_NOEXEC, "%s", names[i]);
	}
	t.status = 0;
	setenv("PATH", dir, 1);
	cr_expect_eq(command_find("plain", &t), -1);
	cr_expect_eq(t.status, TROUBLE_NOEXEC);
}

Test(rec_command, passes_its_status_on, .init = setup, .fini = cleanup)
{
	cr_expect_eq(run("exit 0", false), 0);
	cr_expect_eq(run("exit 42", false), 42);
	cr_expect_eq(run("kill -KILL $$", false), 128 + SIGKILL);
}

Test(rec_command, has_default_signals, .init = setup, .fini = cleanup)
{
	sigset_t all;

	signal(SIGPIPE, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	cr_expect_eq(run("kill -TERM $$; exit 7", false), 128 + SIGTERM);
	cr_expect_eq(run("kill -PIPE $$; exit 7", false), 128 + SIGPIPE);
}

Test(rec_command, leaves_no_dead_daemons, .init = setup, .fini = cleanup)
{
	char *orphaning[] = { "sh", "-c", "(sh -c 'echo $$ >out' &); exec sleep 100", NULL };
	struct command c = { 0, -1 };
	pid_t orphan = 0;
	FILE *f;

	cr_assert_eq(command_start(&c, orphaning, false, &t), 0);
	while (!orphan) {
		f = fopen("out", "r");
		if (f && fscanf(f, "%d", &orphan) != 1)
			orphan = 0;
		if (f)
			fclose(f);
	}
	while (!kill(orphan, 0))
		command_reap_orphans(&c, 0);
	cr_expect_eq(errno, ESRCH);
	cr_expect_eq(kill(c.pid, 0), 0, "the command itself runs on");
	command_signal(&c, SIGTERM);
	cr_expect_eq(command_wait(&c), 128 + SIGTERM);
	command_release(&c);
}

Test(rec_command, may_be_kept_off_standard_output, .init = setup, .fini = cleanup)
{
	struct stat st;

	dup2(open("out", O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
	cr_expect_eq(run("echo hello", true), 0);
	cr_expect_eq(stat("out", &st), 0);
	cr_expect_eq(st.st_size, 6);
}
