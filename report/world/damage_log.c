/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/damage_log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct held {
	uint32_t file;
	const char *name;
	struct vmt_damage damage;
};

struct damage_log {
	pthread_mutex_t lock;
	bool holding;
	uint32_t count, n, room;
	struct held *held;
};

struct damage_log *damage_log_new(void)
{
	struct damage_log *l = calloc(1, sizeof(*l));

	if (l)
		pthread_mutex_init(&l->lock, NULL);
	return l;
}

void damage_log_free(struct damage_log *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l->held);
	free(l);
}

static void tell(const char *name, const struct vmt_damage *d)
{
	fprintf(stderr, "vmtrace: %s: byte %llu", name, (unsigned long long)d->offset);
	if (d->bytes)
		fprintf(stderr, ", %llu bytes", (unsigned long long)d->bytes);
	fprintf(stderr, ": %s%s\n", d->what, d->harmless ? "" : "; the rest is reported");
}

/* False: no memory; it is told at once then. */
static bool hold(struct damage_log *l, const struct held *h)
{
	if (l->n == l->room) {
		uint32_t room = l->room ? l->room * 2 : 16;
		struct held *p = realloc(l->held, room * sizeof(*p));

		if (!p)
			return false;
		l->held = p;
		l->room = room;
	}
	l->held[l->n++] = *h;
	return true;
}

void damage_log_add(struct damage_log *l, uint32_t file, const char *name,
		    const struct vmt_damage *d)
{
	pthread_mutex_lock(&l->lock);
	/*
	 * Harmless bytes are those of a session that is there twice; a missing footer has none
	 * and counts.
	 */
	l->count += !d->harmless || !d->bytes;
	if (!l->holding || !hold(l, &(struct held){ file, name, *d }))
		tell(name, d);
	pthread_mutex_unlock(&l->lock);
}

uint32_t damage_log_count(const struct damage_log *l)
{
	return l->count;
}

void damage_log_hold(struct damage_log *l)
{
	l->holding = true;
}

bool damage_log_holds(const struct damage_log *l)
{
	return l->n > 0;
}

static int by_place(const void *a, const void *b)
{
	const struct held *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->damage.offset < y->damage.offset ? -1 : x->damage.offset > y->damage.offset;
}

void damage_log_release(struct damage_log *l)
{
	l->holding = false;
	if (l->n)
		qsort(l->held, l->n, sizeof(*l->held), by_place);
	for (uint32_t i = 0; i < l->n; i++)
		tell(l->held[i].name, &l->held[i].damage);
	l->n = 0;
}
