/* SPDX-License-Identifier: GPL-2.0 */
#include "record/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a pipe that is writable takes at once, so that a reader who stalls cannot hold us. */
#define PIPE_STEP PIPE_BUF

static int sink_write(void *self, const void *data, size_t size)
{
	const struct output *o = self;
	const char *p = data;

	while (size) {
		size_t step = o->pipe && size > PIPE_STEP ? PIPE_STEP : size;
		ssize_t n;

		if (o->pipe && o->watch && !watch_writable(o->watch, o->fd)) {
			errno = EINTR;
			return VMT_EIO;
		}
		n = write(o->fd, p, step);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return VMT_EIO;
		p += n;
		size -= n;
	}
	return 0;
}

static int sink_rewrite(void *self, uint64_t offset, const void *data, size_t size)
{
	const struct output *o = self;
	const char *p = data;

	while (size) {
		ssize_t n = pwrite(o->fd, p, size, o->base + offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return VMT_EIO;
		p += n;
		offset += n;
		size -= n;
	}
	return 0;
}

static int sink_resize(void *self, uint64_t size)
{
	const struct output *o = self;

	uint64_t end = o->base + size;

	return ftruncate(o->fd, end) || lseek(o->fd, end, SEEK_SET) < 0 ? VMT_EIO : 0;
}

static int cannot_write(const char *name, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "%s: cannot write the trace: %s; choose another -o",
			   name, strerror(errno));
}

static int look_at(struct output *o)
{
	struct stat st;

	o->pipe = !fstat(o->fd, &st) && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
	return 0;
}

static int open_stdout(struct output *o, struct trouble *t)
{
	o->name = "standard output";
	if (isatty(STDOUT_FILENO))
		return trouble_set(t, TROUBLE_USAGE,
				   "-o -: standard output is a terminal; use -o FILE or a pipe");
	o->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	return o->fd < 0 ? cannot_write(o->name, t) : look_at(o);
}

/* What was recorded before survives one more recording. */
static int move_away(const char *name, struct trouble *t)
{
	char old[4096];

	if (snprintf(old, sizeof(old), "%s.old", name) >= (int)sizeof(old))
		errno = ENAMETOOLONG;
	else if (!access(name, W_OK) && !rename(name, old))
		return 0;
	return cannot_write(name, t);
}

int output_open(struct output *o, const char *name, struct watch *watch, struct trouble *t)
{
	int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY;
	struct stat st;
	bool there;

	*o = (struct output){
		.fd = -1, .name = name, .sink = { .write = sink_write, .self = o }, .watch = watch
	};
	if (!strcmp(name, "-"))
		return open_stdout(o, t);
	there = !stat(name, &st);
	if (there && S_ISREG(st.st_mode)) {
		if (st.st_size && move_away(name, t))
			return -1;
		if (!st.st_size && unlink(name))
			return cannot_write(name, t);
		there = false;
	}
	if (!there)
		flags |= O_CREAT | O_EXCL | O_NOFOLLOW;
	o->fd = open(name, flags, 0600);
	if (o->fd < 0)
		return cannot_write(name, t);
	/* What is no file of ours alone, a device or a FIFO, takes bytes once. */
	if (!there) {
		o->sink.rewrite = sink_rewrite;
		o->sink.resize = sink_resize;
	}
	return look_at(o);
}

void output_session(struct output *o)
{
	if (output_is_file(o))
		o->base = lseek(o->fd, 0, SEEK_CUR);
}

bool output_is_file(const struct output *o)
{
	return o->sink.rewrite;
}

int output_close(struct output *o, struct trouble *t)
{
	int fd = o->fd;

	o->fd = -1;
	if (fd >= 0 && close(fd))
		return trouble_set(t, TROUBLE_FAILED, "%s: %s; the trace may be cut short", o->name,
				   strerror(errno));
	return 0;
}
