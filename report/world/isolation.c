/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/isolation.h"

#include <stdlib.h>

#include "report/world/paging.h"

/* What is shown of the tables beyond changes nothing. */
#define MOST_TABLES 256
#define SLOTS (2 * MOST_TABLES)
/* So many processes have the bit by chance once in 16 times, and a kernel's twin of each never. */
#define ENOUGH_PAIRS 4
#define ENOUGH_ROWS 64
/*
 * A kernel's rows on a user's table to those on its own: where KVM sees each write of CR3, as with
 * shadow paging, the ways in and out show one of each.
 */
#define MOST_ON_THE_WAY 2

/* Of a table and its neighbour with bit 12: rows of user mode, of the kernel here and there. */
struct shown {
	bool used;
	uint64_t table, user, kernel_there, kernel_beside;
};

struct isolation_evidence {
	uint32_t n;
	struct shown slots[SLOTS];
};

struct isolation_evidence *isolation_new(void)
{
	return calloc(1, sizeof(struct isolation_evidence));
}

void isolation_free(struct isolation_evidence *e)
{
	free(e);
}

/* Or NULL: there are too many. Tables differ in bits from 13 on, or from 5. */
static struct shown *find(struct isolation_evidence *e, uint64_t table)
{
	uint64_t at = (table ^ table >> 32) * 0x9e3779b97f4a7c15 >> 32;
	struct shown *s;

	for (;; at++) {
		s = &e->slots[at % SLOTS];
		if (s->used && s->table == table)
			return s;
		if (!s->used)
			break;
	}
	if (e->n == MOST_TABLES)
		return NULL;
	e->n++;
	*s = (struct shown){ .used = true, .table = table };
	return s;
}

void isolation_add(struct isolation_evidence *e, uint64_t table, bool user)
{
	struct shown *s = find(e, table & ~PAGING_USER_TABLE);

	if (!s)
		return;
	if (user)
		s->user++;
	else if (table & PAGING_USER_TABLE)
		s->kernel_there++;
	else
		s->kernel_beside++;
}

enum isolation isolation_judge(const struct isolation_evidence *e, bool last)
{
	uint64_t there = 0, beside = 0;
	uint32_t pairs = 0;
	bool isolated;

	for (uint32_t i = 0; i < SLOTS; i++) {
		const struct shown *s = &e->slots[i];

		if (!s->user)
			continue;
		there += s->kernel_there;
		beside += s->kernel_beside;
		pairs += s->kernel_beside != 0;
	}
	isolated = beside && there <= beside * MOST_ON_THE_WAY;
	if (isolated && (last || pairs >= ENOUGH_PAIRS))
		return ISOLATION_YES;
	if (!beside && there >= (last ? 1 : ENOUGH_ROWS))
		return ISOLATION_NO;
	return last && beside ? ISOLATION_NO : ISOLATION_UNKNOWN;
}
