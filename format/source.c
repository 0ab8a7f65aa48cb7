/* SPDX-License-Identifier: GPL-2.0 */
#include "format/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/vmt.h"

/* What a pipe is read by: Linux's pipes hold this much. */
#define STEP (1u << 16)

int source_open(struct source *out, const char *path, int fd)
{
	struct source s = { .fd = fd, .owned = fd < 0 };
	struct stat st;

	if (fd < 0)
		s.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s.fd < 0 || fstat(s.fd, &st)) {
		source_release(&s);
		return VMT_EIO;
	}
	if (S_ISDIR(st.st_mode)) {
		source_release(&s);
		errno = EISDIR;
		return VMT_EIO;
	}
	s.stream = !S_ISREG(st.st_mode);
	s.size = s.stream ? 0 : st.st_size;
	*out = s;
	return 0;
}

void source_release(struct source *s)
{
	int saved = errno;

	if (s->owned && s->fd >= 0)
		close(s->fd);
	free(s->window);
	*s = (struct source){ .fd = -1 };
	errno = saved;
}

/* ---- Streams ---- */

/* Room for a step behind what is kept, which moves to the front. */
static int make_room(struct source *s)
{
	size_t room = s->room ? s->room : STEP;
	uint8_t *p;

	if (s->room - s->first - s->kept >= STEP)
		return 0;
	if (s->first)
		memmove(s->window, s->window + s->first, s->kept);
	s->first = 0;
	while (room - s->kept < STEP)
		room *= 2;
	p = room > s->room ? realloc(s->window, room) : s->window;
	if (!p)
		return VMT_ENOMEM;
	s->window = p;
	s->room = room;
	return 0;
}

/* What the stream has by now: 1, 0 at its end. */
static int fill(struct source *s)
{
	ssize_t n;

	if (s->at_end)
		return 0;
	if (make_room(s))
		return VMT_ENOMEM;
	n = read(s->fd, s->window + s->first + s->kept, s->room - s->first - s->kept);
	if (n < 0)
		return VMT_EIO;
	s->at_end = !n;
	s->size += n;
	s->kept += n;
	return n > 0;
}

int source_has(struct source *s, uint64_t offset, uint64_t n)
{
	int more = 1;

	if (offset > UINT64_MAX - n)
		return 0;
	while (offset + n > s->size && more > 0)
		more = s->stream ? fill(s) : 0;
	return more < 0 ? more : offset + n <= s->size;
}

void source_forget(struct source *s, uint64_t offset)
{
	uint64_t begin = s->size - s->kept;
	size_t drop;

	if (!s->stream || offset <= begin)
		return;
	drop = offset - begin < s->kept ? offset - begin : s->kept;
	s->first += drop;
	s->kept -= drop;
}

/* ---- Both ---- */

static int read_file(const struct source *s, uint64_t offset, char *p, uint64_t n)
{
	ssize_t done;

	while (n) {
		done = pread(s->fd, p, n, offset);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? VMT_EIO : VMT_EDAMAGE;
		p += done;
		offset += done;
		n -= done;
	}
	return 0;
}

int source_read(struct source *s, uint64_t offset, void *data, uint64_t n)
{
	int has = source_has(s, offset, n);

	if (has <= 0)
		return has ? has : VMT_EDAMAGE;
	if (!s->stream)
		return read_file(s, offset, data, n);
	if (offset < s->size - s->kept)
		return VMT_EINVAL;
	memcpy(data, s->window + s->first + (offset - (s->size - s->kept)), n);
	return 0;
}
