/* SPDX-License-Identifier: GPL-2.0 */
#include "record/trigger.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "record/reporter.h"

#define PIPE_BYTES (1 << 20)

void trigger_init(struct trigger *t)
{
	*t = (struct trigger){ .pidfd = -1, .feed = -1 };
}

/* ---- The process ---- */

/* A predicate alone means: exit. NULL: no memory. */
static char *program_text(const char *program)
{
	char *text;

	if (asprintf(&text, "%s%s", program, strchr(program, '{') ? "" : " { exit(0); }") < 0)
		return NULL;
	return text;
}

static int cannot_run(int error, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "--trigger: cannot run 'vmtrace report': %s",
			   strerror(error));
}

int trigger_check(const char *program, struct trouble *t)
{
	char *text = program_text(program), needs[64];
	char *argv[] = { "vmtrace", "report", "--needs", "-n", text, NULL };
	int status = text ? reporter_ask(argv, needs, sizeof(needs)) : -ENOMEM;

	free(text);
	if (status < 0)
		return cannot_run(-status, t);
	return status ? trouble_told(t, TROUBLE_USAGE) : 0;
}

int trigger_start(struct trigger *tr, const char *program, size_t limit, struct trouble *t)
{
	char *text = program_text(program);
	char *argv[] = { "vmtrace", "report", "-q", "-i", "-", "-n", text, NULL };
	int ends[2] = { -1, -1 }, error = text ? 0 : ENOMEM;

	tr->limit = limit;
	if (!error && pipe2(ends, O_CLOEXEC))
		error = errno;
	if (!error)
		error = reporter_start(&tr->pid, argv, ends[0], -1);
	free(text);
	if (ends[0] >= 0)
		close(ends[0]);
	tr->feed = ends[1];
	if (error)
		return cannot_run(error, t);
	fcntl(tr->feed, F_SETFL, O_NONBLOCK);
	fcntl(tr->feed, F_SETPIPE_SZ, PIPE_BYTES);
	tr->pidfd = pidfd_open(tr->pid, 0);
	return tr->pidfd < 0 ? cannot_run(errno, t) : 0;
}

int trigger_ended(struct trigger *tr, struct trouble *t)
{
	bool broken = tr->broken;
	int status = reporter_wait(tr->pid);

	tr->pid = 0;
	trigger_release(tr);
	if (broken)
		return 0;
	if (!status)
		return 1;
	return trouble_set(t, TROUBLE_FAILED,
			   "--trigger: the program ended with status %d, and exit(0) would take a "
			   "snapshot; recording goes on without it",
			   status);
}

/* ---- What it is fed ---- */

bool trigger_waits(const struct trigger *t)
{
	return t->size > t->at;
}

static void let_go(struct trigger *t)
{
	t->broken = true;
	t->at = t->size = 0;
	close(t->feed);
	t->feed = -1;
	kill(t->pid, SIGKILL);
}

/* A pipe that nobody reads is the end of the program, which is told by itself. */
void trigger_feed(struct trigger *t)
{
	while (t->feed >= 0 && trigger_waits(t)) {
		ssize_t n = write(t->feed, t->queue + t->at, t->size - t->at);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0 && errno != EINTR)
			break;
		t->at += n > 0 ? n : 0;
	}
	t->at = t->size = 0;
}

static int reserve(struct trigger *t, size_t n)
{
	uint8_t *queue;

	if (t->at)
		memmove(t->queue, t->queue + t->at, t->size - t->at);
	t->size -= t->at;
	t->at = 0;
	if (t->size + n <= t->capacity)
		return 0;
	queue = realloc(t->queue, t->size + n + (1 << 20));
	if (!queue)
		return -1;
	t->queue = queue;
	t->capacity = t->size + n + (1 << 20);
	return 0;
}

static void enqueue(struct trigger *t, const void *data, size_t size)
{
	if (t->size - t->at + size > t->limit || reserve(t, size)) {
		let_go(t);
		return;
	}
	memcpy(t->queue + t->size, data, size);
	t->size += size;
	trigger_feed(t);
}

static int sink_write(void *self, const void *data, size_t size)
{
	struct trigger *t = self;

	if (t->feed >= 0)
		enqueue(t, data, size);
	return t->other->write(t->other->self, data, size);
}

const struct vmt_sink *trigger_sink(struct trigger *t, const struct vmt_sink *other)
{
	t->other = other;
	t->sink = (struct vmt_sink){ .write = sink_write, .self = t };
	return &t->sink;
}

void trigger_release(struct trigger *t)
{
	if (t->feed >= 0)
		close(t->feed);
	if (t->pid) {
		kill(t->pid, SIGKILL);
		reporter_wait(t->pid);
	}
	if (t->pidfd >= 0)
		close(t->pidfd);
	free(t->queue);
	t->feed = t->pidfd = -1;
	t->pid = 0;
	t->queue = NULL;
	t->at = t->size = t->capacity = 0;
}
