/* SPDX-License-Identifier: GPL-2.0 */
#include "record/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/option_values.h"

static const char *const words[CONTROL_NR_WORDS] = {
	[CONTROL_ENABLE] = "enable", [CONTROL_DISABLE] = "disable",   [CONTROL_PING] = "ping",
	[CONTROL_STOP] = "stop",     [CONTROL_SNAPSHOT] = "snapshot",
};

void control_init(struct control *c)
{
	*c = (struct control){ .command = -1, .ack = -1 };
}

void control_release(struct control *c)
{
	if (c->own && c->command >= 0)
		close(c->command);
	if (c->own && c->ack >= 0)
		close(c->ack);
	control_init(c);
}

/* ---- Opening ---- */

/* Read and write, as perf does: whoever comes and goes at the other end, it stays open. */
static int open_fifo(const char *path, int access, int *fd, struct trouble *t)
{
	struct stat st;

	*fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return trouble_set(t, TROUBLE_FAILED, "--control: %s: %s; make it with mkfifo",
				   path, strerror(errno));
	if (fstat(*fd, &st) || !S_ISFIFO(st.st_mode))
		return trouble_set(t, TROUBLE_FAILED,
				   "--control: %s: not a FIFO; make one with mkfifo", path);
	return 0;
}

/* Of this process's own descriptors none is left open by exec, so none was given. */
static bool is_given(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && !(flags & FD_CLOEXEC);
}

static int take_fd(const char *text, int access, int *fd, struct trouble *t)
{
	uint64_t n;
	int mode;

	if (number_parse(text, 0, INT32_MAX, &n) || !is_given(n))
		return trouble_set(t, TROUBLE_FAILED, "--control: %s: not an open descriptor",
				   text);
	mode = fcntl(n, F_GETFL) & O_ACCMODE;
	if (mode != access && mode != O_RDWR)
		return trouble_set(t, TROUBLE_FAILED, "--control: %s: not open for %s", text,
				   access == O_RDONLY ? "reading" : "writing");
	*fd = n;
	return 0;
}

int control_open(struct control *c, const char *spec, struct trouble *t)
{
	int (*open_end)(const char *, int access, int *, struct trouble *);
	char first[4096] = "", *second;

	c->own = !strncmp(spec, "fifo:", 5);
	if (c->own || !strncmp(spec, "fd:", 3))
		snprintf(first, sizeof(first), "%s", strchr(spec, ':') + 1);
	second = strchr(first, ',');
	if (second)
		*second++ = 0;
	if (!*first || (second && !*second))
		return trouble_set(t, TROUBLE_USAGE,
				   "--control %s: neither fifo:FILE[,FILE] nor fd:NUMBER[,NUMBER]",
				   spec);
	open_end = c->own ? open_fifo : take_fd;
	if (open_end(first, O_RDONLY, &c->command, t))
		return -1;
	return second ? open_end(second, O_WRONLY, &c->ack, t) : 0;
}

/* ---- Words ---- */

static enum control_word find(const char *word)
{
	for (enum control_word w = CONTROL_NONE + 1; w < CONTROL_NR_WORDS; w++)
		if (!strcmp(words[w], word))
			return w;
	return CONTROL_NONE;
}

/* The word that has come whole; an empty one is none, and one beyond the room is cut. */
static enum control_word take_word(struct control *c)
{
	enum control_word word;

	c->word[c->n] = 0;
	if (!c->n)
		return CONTROL_NONE;
	c->n = 0;
	word = find(c->word);
	if (!word)
		fprintf(stderr,
			"vmtrace: --control: %s: unknown; there are enable, disable, ping, "
			"snapshot and stop\n",
			c->word);
	return word;
}

/* A byte that is there already; a descriptor that was given may block. 0: none, or its end. */
static int next_byte(struct control *c, char *byte)
{
	struct pollfd p = { .fd = c->command, .events = POLLIN };
	ssize_t n;

	if (c->command < 0 || poll(&p, 1, 0) <= 0)
		return 0;
	n = read(c->command, byte, 1);
	if (n > 0)
		return 1;
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		if (c->own)
			close(c->command);
		c->command = -1;
	}
	return 0;
}

enum control_word control_next(struct control *c)
{
	enum control_word word;
	char byte;

	while (next_byte(c, &byte)) {
		if (byte != '\n' && byte != '\0') {
			if (c->n < sizeof(c->word) - 1)
				c->word[c->n++] = byte;
			continue;
		}
		word = take_word(c);
		if (word)
			return word;
	}
	return CONTROL_NONE;
}

void control_ack(const struct control *c)
{
	static const char ack[] = "ack\n";

	if (c->ack >= 0 && write(c->ack, ack, sizeof(ack) - 1) < 0 && errno != EAGAIN)
		fprintf(stderr, "vmtrace: --control: cannot acknowledge: %s\n", strerror(errno));
}
