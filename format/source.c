/* SPDX-License-Identifier: GPL-2.0 */
#include "format/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/vmt.h"

static int unlinked_file(void)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (!dir || !*dir)
		dir = "/var/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	/* Not every file system has O_TMPFILE. */
	if (snprintf(path, sizeof(path), "%s/vmtrace.XXXXXX", dir) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int write_all(int fd, const char *data, size_t n)
{
	ssize_t done;

	while (n) {
		done = write(fd, data, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return VMT_EIO;
		data += done;
		n -= done;
	}
	return 0;
}

static int copy_to_end(int from, int to)
{
	static const size_t size = 1 << 18;
	char *buffer = malloc(size);
	ssize_t n = 0;
	int error = buffer ? 0 : VMT_ENOMEM;

	while (!error) {
		n = read(from, buffer, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		error = write_all(to, buffer, n);
	}
	free(buffer);
	return n < 0 ? VMT_EIO : error;
}

static int spool(struct source *s)
{
	int fd = unlinked_file(), error;

	if (fd < 0)
		return VMT_EIO;
	error = copy_to_end(s->fd, fd);
	source_release(s);
	s->fd = fd;
	s->owned = true;
	return error;
}

int source_open(struct source *out, const char *path, int fd)
{
	struct source s = { .fd = fd, .owned = fd < 0 };
	struct stat st;
	int error;

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
	error = S_ISREG(st.st_mode) ? 0 : spool(&s);
	if (!error && fstat(s.fd, &st))
		error = VMT_EIO;
	if (error) {
		source_release(&s);
		return error;
	}
	s.size = st.st_size;
	*out = s;
	return 0;
}

void source_release(struct source *s)
{
	int saved = errno;

	if (s->owned && s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->owned = false;
	errno = saved;
}

int source_read(const struct source *s, uint64_t offset, void *data, uint64_t n)
{
	char *p = data;
	ssize_t done;

	if (offset > s->size || n > s->size - offset)
		return VMT_EDAMAGE;
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
