/* SPDX-License-Identifier: GPL-2.0 */
/*
 * point_set.h - the tracepoints of this host that are recorded: those of its events directory
 * that -e names, by system, then by event, each with its table and its format's text.
 */
#ifndef RECORD_POINT_SET_H
#define RECORD_POINT_SET_H

#include "record/point_names.h"
#include "record/tep_table.h"

struct point {
	char *system, *event;
	char *key, *format; /* the fact that tells its format: "format.SYSTEM:EVENT" */
	uint32_t id;	    /* as records have it */
	struct tep_table *table;
};

struct point_set {
	uint32_t n, room;
	struct point *points;
	uint16_t *by_id; /* index + 1 of the point with that id, 0: none has it */
	uint32_t ids;
};

/*
 * Tracing: the directory that events/ is in. 0, or -1 with the trouble: a name that no tracepoint
 * has, or the only one that has it makes no table. Release it either way.
 */
int point_set_init(struct point_set *, const struct point_names *, const char *tracing,
		   struct trouble *);
void point_set_release(struct point_set *);

/* The index of the point with that id, or -1. */
static inline int point_set_find(const struct point_set *s, uint32_t id)
{
	return id < s->ids ? s->by_id[id] - 1 : -1;
}

#endif
