/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kept.h - what a clause that ended well wants done, and such wishes kept until later: those
 * of a speculation, and all of them where the buffer's policy is not to switch.
 */
#ifndef REPORT_KEPT_H
#define REPORT_KEPT_H

#include "report/engine/firing.h"

/* An action with the place of its first value. */
struct pending {
	const struct action *action;
	uint32_t values;
};

struct wish {
	const struct firing *firing;
	int32_t cpu;
	uint32_t n, nvalues;
	const struct pending *pending;
	const int64_t *values;
};

struct kept {
	struct kept *next;
	uint64_t size;	/* what it takes of a buffer */
	uint64_t order; /* for whoever keeps several lists */
	struct wish wish;
};

/* In order; all zeroes is an empty list. */
struct kept_list {
	struct kept *first, *last;
	uint64_t size;
};

/* Copies the wish with all that it points to, but for firings and actions. 0 or -ENOMEM. */
int kept_add(struct kept_list *, const struct wish *, uint64_t size);
/* The first, which is the caller's then; NULL: there is none. */
struct kept *kept_take(struct kept_list *);
/* Moves all of one list behind another. */
void kept_append(struct kept_list *, struct kept_list *from);
void kept_free(struct kept *);
void kept_release(struct kept_list *);

#endif
