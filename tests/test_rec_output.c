/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/output.h"

static char dir[] = "/tmp/rec_output.XXXXXX";
static struct output out;
static struct trouble t;

static void setup(void)
{
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(chdir(dir), 0);
	umask(0);
}

static void cleanup(void)
{
	unlink("x.vmt");
	unlink("x.vmt.old");
	unlink("target");
	rmdir("x.vmt");
	rmdir(dir);
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
}

static const char *get(const char *name)
{
	static char text[64];
	FILE *f = fopen(name, "r");

	memset(text, 0, sizeof(text));
	if (!f)
		return "(none)";
	cr_expect(fread(text, 1, sizeof(text) - 1, f) || true);
	fclose(f);
	return text;
}

static void write_new(void)
{
	cr_assert_eq(output_open(&out, "x.vmt", NULL, &t), 0, "%s", t.text);
	cr_expect_eq(out.sink.write(out.sink.self, "new", 3), 0);
	cr_expect_eq(output_close(&out, &t), 0);
	cr_expect_str_eq(get("x.vmt"), "new");
}

Test(rec_output, is_private, .init = setup, .fini = cleanup)
{
	struct stat st;

	write_new();
	cr_assert_eq(stat("x.vmt", &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0600);
}

Test(rec_output, keeps_the_old_one, .init = setup, .fini = cleanup)
{
	struct stat st;

	put("x.vmt", "old");
	chmod("x.vmt", 0666);
	write_new();
	cr_expect_str_eq(get("x.vmt.old"), "old");
	cr_expect(!stat("x.vmt", &st) && (st.st_mode & 07777) == 0600);
}

Test(rec_output, an_empty_file_is_nothing_to_keep, .init = setup, .fini = cleanup)
{
	put("x.vmt", "");
	put("x.vmt.old", "older");
	write_new();
	cr_expect_str_eq(get("x.vmt.old"), "older");
}

Test(rec_output, does_not_write_through_a_link, .init = setup, .fini = cleanup)
{
	put("target", "precious");
	cr_assert_eq(symlink("target", "x.vmt"), 0);
	write_new();
	cr_expect_str_eq(get("target"), "precious");
	unlink("x.vmt");
	unlink("target");
	cr_assert_eq(symlink("target", "x.vmt"), 0);
	cr_expect_eq(output_open(&out, "x.vmt", NULL, &t), -1, "a dangling link");
	cr_expect_str_eq(get("target"), "(none)");
}

Test(rec_output, refuses_what_cannot_be_written, .init = setup, .fini = cleanup)
{
	cr_expect_eq(output_open(&out, "no/such/folder/x.vmt", NULL, &t), -1);
	cr_expect_str_eq(t.text, "no/such/folder/x.vmt: cannot write the trace: No such file or "
				 "directory; choose another -o");
	cr_expect_eq(t.status, TROUBLE_FAILED);
	t.status = 0;
	mkdir("x.vmt", 0700);
	cr_expect_eq(output_open(&out, "x.vmt", NULL, &t), -1);
	cr_expect(strstr(t.text, "Is a directory"), "%s", t.text);
}

Test(rec_output, a_device_is_taken_as_it_is, .init = setup, .fini = cleanup)
{
	cr_assert_eq(output_open(&out, "/dev/full", NULL, &t), 0);
	errno = 0;
	cr_expect_eq(out.sink.write(out.sink.self, "new", 3), VMT_EIO);
	cr_expect_eq(errno, ENOSPC);
	cr_expect_eq(output_close(&out, &t), 0);
}

Test(rec_output, a_pipe_without_a_reader, .init = setup, .fini = cleanup)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	cr_assert_eq(output_open(&out, "-", NULL, &t), 0);
	cr_expect_eq(out.sink.write(out.sink.self, "new", 3), 0);
	close(ends[0]);
	cr_expect_eq(out.sink.write(out.sink.self, "new", 3), VMT_EIO);
	cr_expect_eq(errno, EPIPE);
	output_close(&out, &t);
}

/* ---- Pipes ---- */

#define MANY (1 << 20)

struct piped {
	struct watch watch;
	struct output out;
	int ends[2];
	uint64_t taken;
};

static void piped_init(struct piped *p)
{
	struct trouble t = { 0 };

	cr_assert_eq(watch_init(&p->watch, &t), 0);
	cr_assert_eq(pipe(p->ends), 0);
	cr_assert_eq(dup2(p->ends[1], STDOUT_FILENO), STDOUT_FILENO);
	cr_assert_eq(output_open(&p->out, "-", &p->watch, &t), 0, "%s", t.text);
	close(p->ends[1]);
	close(STDOUT_FILENO);
}

static int write_many(struct piped *p)
{
	char *data = calloc(1, MANY);
	int error;

	cr_assert_not_null(data);
	errno = 0;
	error = p->out.sink.write(p->out.sink.self, data, MANY);
	free(data);
	return error;
}

static void *take_all(void *self)
{
	struct piped *p = self;
	char data[1000];
	ssize_t n;

	while ((n = read(p->ends[0], data, sizeof(data))) > 0)
		p->taken += n;
	return NULL;
}

Test(rec_output, a_reader_that_is_gone)
{
	struct piped p = { .taken = 0 };

	piped_init(&p);
	close(p.ends[0]);
	cr_expect_eq(write_many(&p), VMT_EIO);
	cr_expect_eq(errno, EPIPE);
}

Test(rec_output, two_signals_end_the_wait_for_a_reader_that_stalls)
{
	struct piped p = { .taken = 0 };

	piped_init(&p);
	kill(getpid(), SIGINT);
	kill(getpid(), SIGTERM);
	cr_expect_eq(write_many(&p), VMT_EIO);
	cr_expect_eq(errno, EINTR);
	cr_expect_eq(watch_wait(&p.watch), WATCH_SIGNAL, "and it is told later");
}

Test(rec_output, one_signal_does_not_cut_what_a_slow_reader_takes)
{
	struct piped p = { .taken = 0 };
	struct trouble t = { 0 };
	pthread_t reader;

	piped_init(&p);
	kill(getpid(), SIGINT);
	cr_assert_eq(pthread_create(&reader, NULL, take_all, &p), 0);
	cr_expect_eq(write_many(&p), 0);
	cr_expect_eq(output_close(&p.out, &t), 0);
	pthread_join(reader, NULL);
	cr_expect_eq(p.taken, MANY);
	cr_expect_eq(watch_wait(&p.watch), WATCH_SIGNAL);
}
