/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shelf.h - the finished files of a recording that writes several, FILE.TIMESTAMP as perf names
 * them, and how many of them stay.
 */
#ifndef RECORD_SHELF_H
#define RECORD_SHELF_H

#include <stddef.h>
#include <stdint.h>

#define SHELF_NAME 4096

struct shelf {
	uint32_t max; /* files that stay; 0: all */
	uint32_t n, oldest;
	char **names; /* of max, in a circle */
};

/* 0 or -ENOMEM; release it either way. */
int shelf_init(struct shelf *, uint32_t max);
void shelf_release(struct shelf *);
/* A name that no file has: year to second and hundredths of `output`. -1: it is too long. */
int shelf_name(const char *output, char name[SHELF_NAME]);
/* A finished file; the oldest beyond `max` is removed. 0 or -ENOMEM. */
int shelf_put(struct shelf *, const char *name);

#endif
