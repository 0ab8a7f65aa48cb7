/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_epochs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void guest_epochs_release(struct guest_epochs *e)
{
	free(e->entries);
	free(e->gone);
	memset(e, 0, sizeof(*e));
}

/* Room for one more that has gone; NULL: no memory. */
static struct guest_entry *grow_gone(struct guest_epochs *e)
{
	uint32_t room = e->gone_room ? 2 * e->gone_room : 64;
	struct guest_entry *gone = e->gone;

	if (e->ngone == e->gone_room)
		gone = reallocarray(e->gone, room, sizeof(*gone));
	if (!gone)
		return NULL;
	e->gone_room = e->ngone == e->gone_room ? room : e->gone_room;
	e->gone = gone;
	return gone + e->ngone++;
}

/* ---- One look ---- */

/* A parent may end at any time: that makes no other thread of its child. */
static bool same_task(const struct guest_task *a, const struct guest_task *b)
{
	return a->pid == b->pid && a->tgid == b->tgid && a->start == b->start &&
	       a->exec_id == b->exec_id && a->root == b->root && a->user_root == b->user_root &&
	       a->stack == b->stack && a->stack_size == b->stack_size && a->flags == b->flags &&
	       !strncmp(a->comm, b->comm, sizeof(a->comm)) &&
	       !strncmp(a->leader, b->leader, sizeof(a->leader));
}

static int by_address(const void *one, const void *other)
{
	const struct guest_entry *a = one, *b = other;

	return a->task.address < b->task.address ? -1 : a->task.address > b->task.address;
}

/* Entries of a look's tasks, by address. One that was met twice while it changed is left out. */
static struct guest_entry *sort_tasks(const struct guest_sighting *s, uint32_t *n)
{
	struct guest_entry *seen = calloc(s->ntasks + 1, sizeof(*seen));
	uint32_t i, kept = 0;

	if (!seen)
		return NULL;
	for (i = 0; i < s->ntasks; i++)
		seen[i] = (struct guest_entry){
			.task = s->tasks[i], .from = s->end, .until = s->begin, .told = s->told
		};
	qsort(seen, s->ntasks, sizeof(*seen), by_address);
	for (i = 0; i < s->ntasks;) {
		uint32_t next = i + 1;
		bool same = true;

		for (; next < s->ntasks && !by_address(&seen[i], &seen[next]); next++)
			same &= same_task(&seen[i].task, &seen[next].task);
		if (same)
			seen[kept++] = seen[i];
		i = next;
	}
	*n = kept;
	return seen;
}

static int end_entry(struct guest_epochs *e, const struct guest_entry *entry, uint64_t told,
		     const struct guest_listener *l)
{
	struct guest_entry *gone = grow_gone(e);

	if (!gone)
		return -ENOMEM;
	*gone = *entry;
	gone->gone = told;
	return l->ended(l->self, gone);
}

/* Both are in the order of addresses: what stands in one of them alone has ended, or begins. */
static int compare(struct guest_epochs *e, struct guest_entry *seen, uint32_t n,
		   const struct guest_sighting *s, const struct guest_listener *l)
{
	uint32_t old = 0;
	int error = 0;

	for (uint32_t i = 0; i < n && !error; i++) {
		const struct guest_entry *known;

		for (; !error && old < e->n && by_address(&e->entries[old], &seen[i]) < 0; old++)
			error = end_entry(e, &e->entries[old], s->told, l);
		known = old < e->n ? &e->entries[old] : NULL;
		if (!error && known && !by_address(known, &seen[i])) {
			old++;
			if (same_task(&known->task, &seen[i].task)) {
				seen[i] = *known;
				seen[i].until = s->begin;
				continue;
			}
			error = end_entry(e, known, s->told, l);
		}
		seen[i].number = ++*s->numbers;
		error = error ?: l->began(l->self, &seen[i]);
	}
	for (; !error && old < e->n; old++)
		error = end_entry(e, &e->entries[old], s->told, l);
	return error;
}

int guest_epochs_look(struct guest_epochs *e, const struct guest_sighting *s,
		      const struct guest_listener *l)
{
	uint32_t n;
	struct guest_entry *seen = sort_tasks(s, &n);
	int error;

	if (!seen)
		return -ENOMEM;
	error = compare(e, seen, n, s, l);
	free(e->entries);
	e->entries = seen;
	e->n = n;
	return error;
}

int guest_epochs_end(struct guest_epochs *e, uint64_t told, const struct guest_listener *l)
{
	int error = 0;

	for (uint32_t i = 0; i < e->n && !error; i++)
		error = end_entry(e, &e->entries[i], told, l);
	e->n = 0;
	return error;
}

/* ---- Telling again ---- */

static int tell(const struct guest_entry *entries, uint32_t n, uint64_t by,
		const struct guest_listener *l)
{
	int error = 0;

	for (uint32_t i = 0; i < n && !error; i++)
		if (entries[i].told <= by && (!entries[i].gone || entries[i].gone > by))
			error = l->began(l->self, &entries[i]);
	return error;
}

int guest_epochs_tell(const struct guest_epochs *e, uint64_t by, const struct guest_listener *l)
{
	return tell(e->gone, e->ngone, by, l) ?: tell(e->entries, e->n, by, l);
}

void guest_epochs_sweep(struct guest_epochs *e, uint64_t before)
{
	uint32_t n = 0;

	while (n < e->ngone && e->gone[n].gone < before)
		n++;
	if (!n)
		return;
	e->ngone -= n;
	memmove(e->gone, e->gone + n, e->ngone * sizeof(*e->gone));
}
