/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/foreign_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No piece that is read at once is as large in a file that is whole. */
#define MAX_PIECE (1u << 30)

int foreign_damaged(const struct foreign_file *f, uint64_t offset, const char *what,
		    struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED,
			   "%s: at byte %llu: %s; the file is damaged or was cut short", f->name,
			   (unsigned long long)offset, what);
}

int foreign_no_memory(const struct foreign_file *f, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "%s: out of memory reading it", f->name);
}

static int cannot_read(const struct foreign_file *f, struct trouble *t)
{
	return trouble_set(t, TROUBLE_FAILED, "%s: cannot be read: %s", f->name, strerror(errno));
}

/* What perf record --kcore makes is a directory: the file in it takes its place. */
static int enter(struct foreign_file *f, struct stat *st, struct trouble *t)
{
	int dir = f->fd;
	bool many = !faccessat(dir, "data.0", F_OK, 0);

	f->fd = many ? -1 : openat(dir, "data", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	close(dir);
	if (f->fd < 0)
		return trouble_set(t, TROUBLE_FAILED, "%s: is a directory, %s", f->name,
				   many ? "of perf record --threads; record without that"
					: "and none that perf writes");
	return fstat(f->fd, st) ? cannot_read(f, t) : 0;
}

int foreign_open(struct foreign_file *f, const char *name, struct trouble *t)
{
	struct stat st;

	*f = (struct foreign_file){ .fd = -1, .name = name };
	f->fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (f->fd < 0 || fstat(f->fd, &st))
		return cannot_read(f, t);
	if (S_ISDIR(st.st_mode) && enter(f, &st, t))
		return -1;
	if (!S_ISREG(st.st_mode))
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: is no regular file, and its parts are read in no order of "
				   "theirs; write it to a file first",
				   name);
	f->size = st.st_size;
	return 0;
}

void foreign_close(struct foreign_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

int foreign_read(const struct foreign_file *f, uint64_t offset, void *data, size_t size,
		 struct trouble *t)
{
	uint8_t *p = data;

	if (offset > f->size || size > f->size - offset)
		return foreign_damaged(f, offset, "what should be there is beyond the file's end",
				       t);
	while (size) {
		ssize_t n = pread(f->fd, p, size, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cannot_read(f, t);
		if (!n)
			return foreign_damaged(f, offset, "the file ends while it is read", t);
		p += n;
		offset += n;
		size -= n;
	}
	return 0;
}

int foreign_load(const struct foreign_file *f, uint64_t offset, uint64_t size, uint8_t **out,
		 struct trouble *t)
{
	uint8_t *data;

	if (offset > f->size || size > f->size - offset || size > MAX_PIECE)
		return foreign_damaged(f, offset, "a piece is larger than the file", t);
	data = malloc(size + 1);
	if (!data)
		return foreign_no_memory(f, t);
	if (foreign_read(f, offset, data, size, t)) {
		free(data);
		return -1;
	}
	*out = data;
	return 0;
}
