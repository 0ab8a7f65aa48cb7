/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/schedule.h"

#define NS_PER_S 1000000000ull

/* A probe: its i-th firing is i * period / rate ns after the start. */
struct entry {
	const struct probe *probe;
	const struct firing *firings;
	uint32_t n;
	uint64_t period, rate;
	uint64_t fired; /* this session */
	uint64_t next;
	bool ever;
};

struct due {
	const struct firing *firing;
	uint32_t slot; /* of this->: one for each probe */
};

struct schedule {
	uint32_t n;
	struct entry *entries;
	struct due *due; /* room for every firing */
	struct moment start;
};

/* this-> of ERROR has slot 1. */
#define FIRST_SLOT 2

static uint32_t add_list(struct schedule *s, const struct firing_list *l)
{
	for (uint32_t i = 0, end; i < l->n; i = end) {
		const struct probe *p = l->firings[i].probe;
		bool tick = p->kind == PROBE_TICK;

		for (end = i + 1; end < l->n && l->firings[end].probe == p; end++)
			;
		s->entries[s->n++] = (struct entry){
			.probe = p,
			.firings = l->firings + i,
			.n = end - i,
			.period = tick ? p->period : p->den,
			.rate = tick ? 1 : p->num,
		};
	}
	return l->n;
}

struct schedule *schedule_new(struct dispatch *d, bool samples)
{
	struct schedule *s = calloc(1, sizeof(*s));
	uint32_t n = 0;

	if (!s)
		return NULL;
	s->entries = calloc(d->nticks + d->samples.n + 1, sizeof(*s->entries));
	if (!s->entries) {
		schedule_free(s);
		return NULL;
	}
	for (uint32_t i = 0; i < d->nticks; i++)
		n += add_list(s, &d->ticks[i].list);
	if (samples)
		n += add_list(s, &d->samples);
	s->due = calloc(n + 1, sizeof(*s->due));
	if (!s->due) {
		schedule_free(s);
		return NULL;
	}
	return s;
}

void schedule_free(struct schedule *s)
{
	if (!s)
		return;
	free(s->entries);
	free(s->due);
	free(s);
}

static void set_next(const struct schedule *s, struct entry *e)
{
	unsigned __int128 after = (unsigned __int128)(e->fired + 1) * e->period;

	if (e->probe->kind == PROBE_PROFILE)
		after = after * NS_PER_S;
	after = after / e->rate + s->start.ns;
	e->next = after < SCHEDULE_NEVER ? after : SCHEDULE_NEVER;
}

void schedule_begin(struct schedule *s, const struct moment *now)
{
	s->start = *now;
	for (uint32_t i = 0; i < s->n; i++) {
		s->entries[i].fired = 0;
		set_next(s, &s->entries[i]);
	}
}

uint64_t schedule_next(const struct schedule *s)
{
	uint64_t next = SCHEDULE_NEVER;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->entries[i].next < next)
			next = s->entries[i].next;
	return next;
}

static int by_clause(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->firing->index != y->firing->index)
		return x->firing->index < y->firing->index ? -1 : 1;
	return x->slot < y->slot ? -1 : x->slot > y->slot;
}

/* Lists what is due and moves those probes on. */
static uint32_t take_due(struct schedule *s, uint64_t now)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		struct entry *e = &s->entries[i];

		if (e->next != now)
			continue;
		for (uint32_t k = 0; k < e->n; k++)
			s->due[n++] = (struct due){ &e->firings[k], FIRST_SLOT + i };
		e->fired++;
		e->ever = true;
		set_next(s, e);
	}
	qsort(s->due, n, sizeof(*s->due), by_clause);
	return n;
}

int schedule_fire(struct schedule *s, struct engine *e)
{
	/* On a tick: no program counter in the kernel is 0, a user's is. */
	static const int64_t args[10] = { 1, 0 };
	uint64_t now = schedule_next(s);
	uint32_t n = take_due(s, now);
	struct batch b;
	int rc = 0;

	e->now = (struct moment){ .ns = now, .real = s->start.real + (now - s->start.ns) };
	b = moment_batch(e, &e->now, args);
	machine_reset(e->one);
	vars_collect(e->vars);
	for (uint32_t i = 0; i < n && !rc; i++)
		rc = vars_begin(e->vars, s->due[i].slot);
	for (uint32_t i = 0; i < n && !rc && !e->exiting; i++) {
		vars_resume(e->vars, s->due[i].slot);
		rc = fire_clause(e, &b, s->due[i].firing, s->due[i].slot);
	}
	return rc;
}

void schedule_tell_unfired(const struct schedule *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (!s->entries[i].ever)
			fprintf(stderr,
				"vmtrace: %s never fired: the trace is shorter; record longer or "
				"name a shorter time\n",
				s->entries[i].probe->name);
}
