/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/same_thread.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_SLOTS 64

/* The slot of a tid, or the free one where it would be. */
static uint32_t *find(const struct world_session *s, uint32_t tid)
{
	uint32_t at = tid * 0x9e3779b1u;

	for (;; at++) {
		uint32_t *slot = &s->threads[at & (s->nthreads - 1)];

		if (!*slot || s->tasks[*slot].tid == tid)
			return slot;
	}
}

static int grow(struct world_session *s)
{
	uint32_t *old = s->threads, n = s->nthreads;

	s->nthreads = n ? 2 * n : FIRST_SLOTS;
	s->threads = calloc(s->nthreads, sizeof(*s->threads));
	if (!s->threads) {
		s->threads = old;
		s->nthreads = n;
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < n; i++)
		if (old[i])
			*find(s, s->tasks[old[i]].tid) = old[i];
	free(old);
	return 0;
}

/* A start that no one knows is any. */
static bool is_same(const struct task *a, const struct task *b)
{
	return !a->start || !b->start || a->start == b->start;
}

int same_thread_add(struct world_session *s, uint32_t number)
{
	struct task *t = &s->tasks[number];
	uint32_t *slot;

	t->thread = number;
	if (!t->tid) /* idle threads, or none that is known */
		return 0;
	if (2 * (s->used_threads + 1) > s->nthreads && grow(s))
		return -ENOMEM;
	slot = find(s, t->tid);
	if (*slot && is_same(&s->tasks[*slot], t)) {
		t->thread = s->tasks[*slot].thread;
		if (!t->start)
			t->start = s->tasks[*slot].start;
	}
	s->used_threads += !*slot;
	*slot = number;
	return 0;
}
