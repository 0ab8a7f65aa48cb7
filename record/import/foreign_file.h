/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_file.h - a file of another tool: a regular one, of which any part can be read.
 */
#ifndef RECORD_FOREIGN_FILE_H
#define RECORD_FOREIGN_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "record/trouble.h"

struct foreign_file {
	int fd;
	const char *name;
	uint64_t size; /* when it was opened */
};

/* All return 0, or -1 with the trouble. */
int foreign_open(struct foreign_file *, const char *name, struct trouble *);
void foreign_close(struct foreign_file *);
/* All of [offset, offset + size). */
int foreign_read(const struct foreign_file *, uint64_t offset, void *, size_t size,
		 struct trouble *);
/* The same into memory that is the caller's to free. */
int foreign_load(const struct foreign_file *, uint64_t offset, uint64_t size, uint8_t **,
		 struct trouble *);
/* "NAME: at byte OFFSET: WHAT; what to do"; -1. */
int foreign_damaged(const struct foreign_file *, uint64_t offset, const char *what,
		    struct trouble *);
int foreign_no_memory(const struct foreign_file *, struct trouble *);

#endif
