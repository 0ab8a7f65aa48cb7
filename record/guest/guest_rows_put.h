/* SPDX-License-Identifier: GPL-2.0 */
/* guest_rows_put.h - rows of the tables of format/guest_tables.h. All return 0 or -ENOMEM. */
#ifndef RECORD_GUEST_ROWS_PUT_H
#define RECORD_GUEST_ROWS_PUT_H

#include "record/guest/guest_epochs.h"
#include "record/guest/guest_places.h"
#include "record/rows.h"

struct told_look {
	uint64_t told; /* when the file was told of it */
	uint64_t begin, end, reads, bytes, missing, cost;
	uint32_t image, tasks;
	char *text;	    /* malloc'ed; NULL: "" */
	const char *kernel; /* another's */
};

int rows_add_guest_look(struct rows *, uint64_t time, uint32_t vm, const struct told_look *);
int rows_add_guest_task(struct rows *, uint64_t time, uint32_t vm, const struct guest_entry *);
int rows_add_guest_end(struct rows *, uint64_t time, const struct guest_entry *);
/* There: at its place; else: no such name is any more. */
int rows_add_image(struct rows *, uint64_t time, uint32_t vm, const struct kept_image *,
		   uint64_t slide, bool there);

#endif
