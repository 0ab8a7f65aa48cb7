/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/threads.h"

#define FIRST_ROOM 16

int threads_init(struct threads *t, uint32_t nvalues)
{
	*t = (struct threads){ .nvalues = nvalues, .mask = 2 * FIRST_ROOM - 1 };
	t->slots = calloc(t->mask + 1, sizeof(*t->slots));
	return t->slots ? 0 : -ENOMEM;
}

void threads_release(struct threads *t)
{
	free(t->values);
	free(t->slots);
}

/* The thread's slot, or the free one where it would be. */
static struct thread_slot *find(const struct threads *t, uint64_t thread)
{
	uint64_t hash = thread * 0x9e3779b97f4a7c15ull, at = hash >> 32;

	for (;; at++) {
		struct thread_slot *s = &t->slots[at & t->mask];

		if (!s->row || s->thread == thread)
			return s;
	}
}

uint32_t threads_find(const struct threads *t, uint64_t thread)
{
	return find(t, thread)->row - 1; /* 0 - 1 is THREAD_NONE */
}

static int grow_slots(struct threads *t)
{
	struct threads wide = { .mask = t->mask * 2 + 1 };

	wide.slots = calloc(wide.mask + 1, sizeof(*wide.slots));
	if (!wide.slots)
		return -ENOMEM;
	for (uint64_t i = 0; i <= t->mask; i++)
		if (t->slots[i].row)
			*find(&wide, t->slots[i].thread) = t->slots[i];
	free(t->slots);
	t->slots = wide.slots;
	t->mask = wide.mask;
	return 0;
}

static int grow_rows(struct threads *t)
{
	uint32_t room = t->room ? t->room * 2 : FIRST_ROOM;
	int64_t *p;

	if (room <= t->room)
		return -ENOMEM;
	p = realloc(t->values, ((uint64_t)room * t->nvalues + 1) * sizeof(*p));
	if (!p)
		return -ENOMEM;
	t->values = p;
	t->room = room;
	return 0;
}

uint32_t threads_get(struct threads *t, uint64_t thread)
{
	struct thread_slot *s = find(t, thread);

	if (s->row)
		return s->row - 1;
	if (t->n == t->room && grow_rows(t))
		return THREAD_NONE;
	if (2 * (t->n + 1ull) > t->mask) {
		if (grow_slots(t))
			return THREAD_NONE;
		s = find(t, thread);
	}
	memset(threads_row(t, t->n), 0, t->nvalues * sizeof(*t->values));
	*s = (struct thread_slot){ thread, ++t->n };
	return t->n - 1;
}

uint64_t threads_bytes(const struct threads *t)
{
	return (uint64_t)t->room * t->nvalues * sizeof(*t->values) +
	       (t->mask + 1) * sizeof(*t->slots);
}
