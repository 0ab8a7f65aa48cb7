/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/fault.h"

struct entry {
	struct fault fault;
	struct firing firing;
	struct fault_place place;
	uint64_t count;
};

struct fault_log {
	uint32_t n, room;
	struct entry *entries; /* in order of clause, action, code */
};

static const char *const code_text[] = {
	[FAULT_BADADDR] = "invalid address",	    [FAULT_BADALIGN] = "invalid alignment",
	[FAULT_ILLOP] = "illegal operation",	    [FAULT_DIVZERO] = "divide-by-zero",
	[FAULT_NOSCRATCH] = "out of scratch space",
};

struct fault_log *fault_log_new(void)
{
	return calloc(1, sizeof(struct fault_log));
}

void fault_log_free(struct fault_log *l)
{
	if (!l)
		return;
	free(l->entries);
	free(l);
}

static int compare(const struct entry *a, const struct entry *b)
{
	if (a->firing.index != b->firing.index)
		return a->firing.index < b->firing.index ? -1 : 1;
	if (a->fault.action != b->fault.action)
		return a->fault.action < b->fault.action ? -1 : 1;
	return (int)a->fault.code - (int)b->fault.code;
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* Damaged rows may share a place: what is told of them does not depend on who came first. */
static bool earlier(const struct entry *a, const struct entry *b)
{
	int order = compare_u64(a->place.session, b->place.session)
			    ?: compare_u64(a->place.ns, b->place.ns)
			    ?: compare_u64(a->place.cpu, b->place.cpu);

	if (!order && a->place.seq != b->place.seq)
		return (int32_t)(a->place.seq - b->place.seq) < 0;
	order = order ?: compare_u64(a->firing.epid, b->firing.epid);
	order = order ?: compare_u64(a->fault.offset, b->fault.offset);
	return (order ?: compare_u64(a->fault.address, b->fault.address)) < 0;
}

static int insert(struct fault_log *l, uint32_t at, const struct entry *e)
{
	if (l->n == l->room) {
		uint32_t room = l->room ? l->room * 2 : 8;
		struct entry *p = realloc(l->entries, room * sizeof(*p));

		if (!p)
			return -ENOMEM;
		l->entries = p;
		l->room = room;
	}
	for (uint32_t i = l->n++; i > at; i--)
		l->entries[i] = l->entries[i - 1];
	l->entries[at] = *e;
	return 0;
}

static int add(struct fault_log *l, const struct entry *new)
{
	struct entry *e;
	uint64_t count;
	uint32_t at;

	for (at = 0; at < l->n && compare(&l->entries[at], new) < 0; at++)
		;
	if (at == l->n || compare(&l->entries[at], new))
		return insert(l, at, new);
	e = &l->entries[at];
	count = e->count + new->count;
	if (earlier(new, e))
		*e = *new;
	e->count = count;
	return 0;
}

int fault_log_add(struct fault_log *l, const struct fault *f, const struct firing *firing,
		  const struct fault_place *place, uint64_t count)
{
	return add(l, &(struct entry){ *f, *firing, *place, count });
}

int fault_log_merge(struct fault_log *l, struct fault_log *from)
{
	for (uint32_t i = 0; i < from->n; i++)
		if (add(l, &from->entries[i]))
			return -ENOMEM;
	from->n = 0;
	return 0;
}

void fault_print(const struct fault *f, const struct firing *firing, FILE *file)
{
	const struct probe *p = firing->probe;

	fprintf(file, "vmtrace: error on enabled probe ID %u (ID %u: %s:%s:%s:%s): %s",
		firing->epid, p->id, p->provider, p->module, p->function, p->name,
		code_text[f->code]);
	if (f->code == FAULT_BADADDR || f->code == FAULT_BADALIGN)
		fprintf(file, " (0x%llx)", (unsigned long long)f->address);
	if (f->action)
		fprintf(file, " in action #%u", f->action);
	else
		fputs(" in predicate", file);
	fprintf(file, " at DIF offset %d\n", f->offset);
}

void fault_log_print(const struct fault_log *l, FILE *file)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->entries[i];

		fault_print(&e->fault, &e->firing, file);
		if (e->count > 1)
			fprintf(file, "vmtrace: %llu more of the same clause, action and fault\n",
				(unsigned long long)e->count - 1);
	}
}
