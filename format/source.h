/* SPDX-License-Identifier: GPL-2.0 */
/*
 * source.h - the bytes of a file, or of a pipe as they come. Inside libvmtrace.
 *
 * A file is read, not mapped: if it shrinks under a reader the reads are short, there is no
 * SIGBUS. Any thread may read a file. A stream is read by one thread; its bytes are kept from
 * the last source_forget() on.
 */
#ifndef VMT_SOURCE_H
#define VMT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source {
	int fd;
	bool owned, stream;
	uint64_t size; /* of a stream: what has been read so far */
	bool at_end;   /* of a stream: nothing follows */
	/* of a stream: its last `kept` bytes, from window + first on */
	uint8_t *window;
	size_t first, kept, room;
};

/* A path, or a descriptor that stays the caller's. VMT_EIO: errno says why. */
int source_open(struct source *, const char *path, int fd);
void source_release(struct source *);
/* 1: there are n bytes at the offset; 0: it ends before; VMT_EIO, VMT_ENOMEM. A stream waits:
 * EINTR. */
int source_has(struct source *, uint64_t offset, uint64_t n);
/* All n bytes, or VMT_EIO, VMT_ENOMEM; VMT_EDAMAGE: beyond the end. */
int source_read(struct source *, uint64_t offset, void *, uint64_t n);
/* Of a stream: nothing before the offset is read again. */
void source_forget(struct source *, uint64_t offset);

#endif
