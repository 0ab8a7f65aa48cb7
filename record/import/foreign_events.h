/* SPDX-License-Identifier: GPL-2.0 */
/*
 * foreign_events.h - the events that a foreign file can hold: each has its number, its format as
 * tracefs gives it, and becomes a table.
 *
 *	foreign_events_init	for records of that byte order
 *	foreign_events_add	once per format
 *	foreign_events_find	per record
 *	foreign_events_release
 */
#ifndef RECORD_FOREIGN_EVENTS_H
#define RECORD_FOREIGN_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/tep_table.h"
#include "record/trouble.h"

struct tep_handle;

struct foreign_event {
	struct tep_event *event;
	struct tep_table *table;
	char *key, *format; /* as a fact: "format.SYSTEM:EVENT" */
	bool used;
};

struct foreign_events {
	struct tep_handle *tep;
	uint32_t n, room;
	struct foreign_event *list;
	uint32_t *by_id;    /* index + 1 by number; 0: no such event */
	char left_out[256]; /* formats that make no table: "ftrace:print, ..." */
};

/* 0 or -ENOMEM; release it either way. long_size: of the recorded kernel, 4 or 8. */
int foreign_events_init(struct foreign_events *, bool big, unsigned int long_size);
void foreign_events_release(struct foreign_events *);
/*
 * A format that makes no table is left out. -1 with the trouble: the file `name` is
 * damaged.
 */
int foreign_events_add(struct foreign_events *, const char *name, const char *system,
		       const void *format, size_t size, struct trouble *);
/* By number, common_type; NULL: there is none. */
const struct foreign_event *foreign_events_find(const struct foreign_events *, uint32_t id);
/* The same, and there are records of it. */
const struct foreign_event *foreign_events_use(struct foreign_events *, uint32_t id);
/* Forgets those of which there are none; pointers to events end. */
void foreign_events_keep_used(struct foreign_events *);
/* By "kvm:kvm_exit"; NULL: there is none. */
const struct foreign_event *foreign_events_named(const struct foreign_events *, const char *name);

#endif
