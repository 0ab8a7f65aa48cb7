/* SPDX-License-Identifier: GPL-2.0 */
#include "report/fd_write.h"

#include <errno.h>
#include <unistd.h>

#include "format/vmt.h"

int fd_write(void *fd, const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t n = write(*(const int *)fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return VMT_EIO;
		p += n;
		size -= n;
	}
	return 0;
}
