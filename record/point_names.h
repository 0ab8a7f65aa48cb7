/* SPDX-License-Identifier: GPL-2.0 */
/* point_names.h - which tracepoints -e asks for: SYSTEM:EVENT, each with * ? [] as in a shell. */
#ifndef RECORD_POINT_NAMES_H
#define RECORD_POINT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/trouble.h"

#define POINT_NAMES 32
#define POINT_NAME 128

struct point_names {
	uint32_t n;
	struct {
		char system[POINT_NAME], event[POINT_NAME];
	} names[POINT_NAMES];
};

/* Whether such a name of -e is a tracepoint's: it has a colon, as no other event's has. */
bool point_names_is(const char *name, size_t length);
/* 0, or -1 with the trouble. */
int point_names_add(struct point_names *, const char *name, size_t length, struct trouble *);
/* Event NULL: whether one of that system may match. */
bool point_names_match(const struct point_names *, uint32_t i, const char *system,
		       const char *event);
/* As they were asked for, with commas between. */
const char *point_names_text(const struct point_names *, char *buffer, uint32_t size);

#endif
