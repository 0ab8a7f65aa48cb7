/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct crew;

struct member {
	struct crew *crew;
	uint32_t number;
	uint32_t seen; /* the last work that is not for it, or that it has begun */
	pthread_t thread;
};

struct crew {
	uint32_t nmembers, nstarted; /* the caller, who is member 0, among them */
	struct member *members;

	pthread_mutex_t lock;
	pthread_cond_t begin, end;
	uint32_t work; /* counts works */
	uint32_t busy; /* members that have not ended it */
	bool leave;

	crew_fn *fn;
	void *self;
	uint32_t n;
	_Atomic uint64_t next;
	atomic_bool stop;
	atomic_int error;
};

struct crew *crew_new(uint32_t workers)
{
	struct crew *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->begin, NULL);
	pthread_cond_init(&c->end, NULL);
	c->nstarted = 1;
	c->nmembers = workers;
	c->members = calloc(workers, sizeof(*c->members));
	if (!c->members) {
		crew_free(c);
		return NULL;
	}
	return c;
}

void crew_free(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->leave = true;
	pthread_cond_broadcast(&c->begin);
	pthread_mutex_unlock(&c->lock);
	for (uint32_t i = 1; i < c->nstarted; i++)
		pthread_join(c->members[i].thread, NULL);
	pthread_cond_destroy(&c->begin);
	pthread_cond_destroy(&c->end);
	pthread_mutex_destroy(&c->lock);
	free(c->members);
	free(c);
}

/* What is begun is done: the items before `next` are all of them. */
static void work(struct crew *c, uint32_t number)
{
	while (!c->stop) {
		uint64_t item = c->next++;
		int rc;

		if (item >= c->n)
			break;
		rc = c->fn(c->self, number, item);
		if (rc)
			c->stop = true;
		if (rc < 0)
			c->error = rc;
	}
}

static void *member_main(void *arg)
{
	struct member *m = arg;
	struct crew *c = m->crew;

	pthread_mutex_lock(&c->lock);
	for (;;) {
		while (c->work == m->seen && !c->leave)
			pthread_cond_wait(&c->begin, &c->lock);
		if (c->leave)
			break;
		m->seen = c->work;
		pthread_mutex_unlock(&c->lock);
		work(c, m->number);
		pthread_mutex_lock(&c->lock);
		if (!--c->busy)
			pthread_cond_signal(&c->end);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Fewer are enough where no more threads can be had. Signals are the first thread's. */
static void start(struct crew *c, uint32_t wanted)
{
	sigset_t all, old;

	if (wanted > c->nmembers)
		wanted = c->nmembers;
	if (c->nstarted >= wanted)
		return;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	for (; c->nstarted < wanted; c->nstarted++) {
		struct member *m = &c->members[c->nstarted];

		*m = (struct member){ .crew = c, .number = c->nstarted, .seen = c->work };
		if (pthread_create(&m->thread, NULL, member_main, m))
			break;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void begin(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->work++;
	c->busy = c->nstarted - 1;
	pthread_cond_broadcast(&c->begin);
	pthread_mutex_unlock(&c->lock);
}

static void wait_for_all(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	while (c->busy)
		pthread_cond_wait(&c->end, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

int64_t crew_run(struct crew *c, uint32_t first, uint32_t n, crew_fn *fn, void *self)
{
	bool alone = n - first <= 1;

	c->fn = fn;
	c->self = self;
	c->n = n;
	c->next = first;
	c->stop = false;
	c->error = 0;
	if (!alone) {
		start(c, n - first);
		begin(c);
	}
	work(c, 0);
	if (!alone)
		wait_for_all(c);
	if (c->error)
		return c->error;
	return c->next < n ? (int64_t)c->next : n;
}
