/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memtrace.h - traces in memory, for the format's tests: written to a buffer, read from an
 * anonymous file, and told apart by what they say.
 */
#ifndef MEMTRACE_H
#define MEMTRACE_H

#include "tests/alltrace.h"

/* A file being written; it takes `limit` bytes and then fails, as a full disk does. */
struct memfile {
	uint8_t *data;
	size_t size, capacity, limit;
};
void memfile_init(struct memfile *);
void memfile_release(struct memfile *);
struct vmt_sink memfile_sink(struct memfile *);
void memfile_append(struct memfile *, const void *, size_t);

/* A file being read, and what was found wrong with it. */
struct memtrace {
	int fd;
	struct alltrace all;
	struct vmt_scratch *scratch;
	int error; /* all.error */
	unsigned int damages, harmless;
	const char *last;	  /* what the last damage was */
	const uint8_t *pipe_data; /* what is written into the pipe, and its end */
	size_t pipe_size;
	int pipe_end;
};
void memtrace_open(struct memtrace *, const void *data, size_t size);
/* Reads what is in the descriptor now. */
void memtrace_open_fd(struct memtrace *, int fd);
/* The data as it comes by a pipe. */
void memtrace_open_pipe(struct memtrace *, const void *data, size_t size);
void memtrace_close(struct memtrace *);
/* Every chunk's every column as text, one line each: "offset table column: values". */
char *memtrace_text(struct memtrace *);
/* One column so; "damaged" if it is. */
char *memtrace_column(struct memtrace *, const struct vmt_chunk *, uint32_t column);

/*
 * A session of about 4 KiB with a column of every kind, two CPUs, two rounds and a table
 * of facts.
 */
int memtrace_write_small(const struct vmt_sink *, bool footer);
#define SMALL_CHUNKS 5

#endif
