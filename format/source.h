/* SPDX-License-Identifier: GPL-2.0 */
/*
 * source.h - the bytes of a file, read at any offset by any thread. Inside libvmtrace.
 *
 * Read, not mapped: a file that shrinks under a reader gives short reads, not SIGBUS.
 */
#ifndef VMT_SOURCE_H
#define VMT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct source {
	int fd;
	bool owned;
	uint64_t size;
};

/*
 * A path, or a descriptor that stays the caller's. What cannot seek is copied to its end into
 * an unlinked file in TMPDIR (or /var/tmp) first. VMT_EIO: errno says why.
 */
int source_open(struct source *, const char *path, int fd);
void source_release(struct source *);
/* All n bytes, or VMT_EIO; VMT_EDAMAGE: beyond the end. */
int source_read(const struct source *, uint64_t offset, void *, uint64_t n);

#endif
