/* SPDX-License-Identifier: GPL-2.0 */
/* fd_write.h - a trace's sink on a file that is not rewritten. */
#ifndef REPORT_FD_WRITE_H
#define REPORT_FD_WRITE_H

#include <stddef.h>

/* The `write` of a struct vmt_sink whose self is the descriptor, an int *. */
int fd_write(void *fd, const void *data, size_t size);

#endif
