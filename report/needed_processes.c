/* SPDX-License-Identifier: GPL-2.0 */
#include "report/needed_processes.h"

#include <ctype.h>
#include <string.h>

#define MAX_TESTS 64  /* as many as the recorder takes */
#define NAME_BYTES 15 /* of a process that the kernel keeps */
#define LAST_PID 0x7fffffff

struct needed {
	bool anybody; /* a clause may be about any process */
	uint32_t n;
	const struct process_test *tests[MAX_TESTS];
};

/* ---- Tests ---- */

/* Something that the recorder can be told, and that can hold. No pattern: here it would be one. */
static bool can_be_told(const struct process_test *t)
{
	if (t->field != FIELD_EXECNAME)
		return t->id > 0 && t->id <= LAST_PID;
	for (const char *s = t->name; *s; s++)
		if (!isprint((unsigned char)*s) || strchr(",*?[]\\", *s))
			return false;
	return *t->name && strlen(t->name) <= NAME_BYTES;
}

static bool is_same(const struct process_test *a, const struct process_test *b)
{
	if (a->field != b->field)
		return false;
	return a->field == FIELD_EXECNAME ? !strcmp(a->name, b->name) : a->id == b->id;
}

static bool add_test(struct needed *n, const struct process_test *t)
{
	if (!can_be_told(t))
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		if (is_same(n->tests[i], t))
			return true;
	if (n->n == MAX_TESTS)
		return false;
	n->tests[n->n++] = t;
	return true;
}

/* ---- Clauses ---- */

static bool fires_on(const struct clause *c, const struct probe_set *set, uint32_t kinds)
{
	for (uint32_t i = 0; i < c->nprobes; i++)
		if (kinds >> probe_set_at(set, c->probes[i])->kind & 1)
			return true;
	return false;
}

/* An ERROR clause is told of everybody's faults. */
static void add_guard(struct needed *n, const struct guard *g, bool faults_count)
{
	const struct process_test *t = g->late && faults_count ? NULL : g->tests;

	n->anybody |= !t;
	for (; t && !n->anybody; t = t->next)
		n->anybody = !add_test(n, t);
}

static void add_program(struct needed *n, const struct program *p, const struct probe_set *set)
{
	const uint32_t recorded =
		1u << PROBE_PROFILE | 1u << PROBE_EXIT | 1u << PROBE_ENTRY | 1u << PROBE_EVENT;
	bool faults_count = false;

	for (uint32_t i = 0; i < p->nclauses; i++)
		faults_count |= fires_on(&p->clauses[i], set, 1u << PROBE_ERROR);
	for (uint32_t i = 0; i < p->nclauses; i++)
		if (fires_on(&p->clauses[i], set, recorded))
			add_guard(n, &p->clauses[i].guard, faults_count);
}

/* ---- As options ---- */

static void print_tests(FILE *f, const struct needed *n, enum field field, const char *option)
{
	const char *separator = option;

	for (uint32_t i = 0; i < n->n; i++) {
		if (n->tests[i]->field != field)
			continue;
		fputs(separator, f);
		if (field == FIELD_EXECNAME)
			fputs(n->tests[i]->name, f);
		else
			fprintf(f, "%lld", (long long)n->tests[i]->id);
		separator = ",";
	}
	fputs(separator == option ? "" : "\n", f);
}

void needed_processes_print(FILE *f, const struct program *p, const struct probe_set *set)
{
	struct needed n = { 0 };

	add_program(&n, p, set);
	if (n.anybody)
		return;
	print_tests(f, &n, FIELD_EXECNAME, "--filter execname==");
	print_tests(f, &n, FIELD_PID, "--filter pid==");
	print_tests(f, &n, FIELD_TID, "--filter tid==");
}
