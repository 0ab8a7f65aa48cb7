/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/explain.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/engine/effects.h"
#include "report/engine/span_worker.h"

struct column_use {
	const char *table, *column;
	uint64_t chunks, bytes;
};

struct explain {
	struct clause_work *clauses; /* of each, where it was free */
	uint64_t ordered;
	uint32_t n, room;
	struct column_use *uses;
};

struct explain *explain_new(const struct program *p)
{
	struct explain *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->clauses = calloc(p->nclauses + 1, sizeof(*x->clauses));
	if (x->clauses)
		return x;
	explain_free(x);
	return NULL;
}

void explain_free(struct explain *x)
{
	if (!x)
		return;
	free(x->clauses);
	free(x->uses);
	free(x);
}

uint64_t explain_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void explain_clause(struct explain *x, uint32_t clause, const struct clause_work *w)
{
	x->clauses[clause].ns += w->ns;
	x->clauses[clause].chunks += w->chunks;
	x->clauses[clause].skipped += w->skipped;
}

void explain_ordered_time(struct explain *x, uint64_t ns)
{
	x->ordered += ns;
}

/* ---- What was read ---- */

static struct column_use *find_use(struct explain *x, const char *table, const char *column)
{
	struct column_use *p;

	for (uint32_t i = 0; i < x->n; i++)
		if (!strcmp(x->uses[i].table, table) && !strcmp(x->uses[i].column, column))
			return &x->uses[i];
	if (x->n == x->room) {
		uint32_t room = x->room ? x->room * 2 : 16;

		p = realloc(x->uses, room * sizeof(*p));
		if (!p)
			return NULL;
		x->uses = p;
		x->room = room;
	}
	x->uses[x->n] = (struct column_use){ .table = table, .column = column };
	return &x->uses[x->n++];
}

void explain_read(struct explain *x, const struct vmt_table *t, const struct cells_pool *pool)
{
	for (uint32_t i = 0; pool->uses && i < t->ncolumns; i++) {
		struct column_use *u =
			pool->uses[i].chunks ? find_use(x, t->name, t->columns[i].name) : NULL;

		if (!u)
			continue;
		u->chunks += pool->uses[i].chunks;
		u->bytes += pool->uses[i].bytes;
	}
}

/* ---- The plan ---- */

/* Why a clause must take its rows in order; NULL: it need not. */
static const char *ordered_reason(const struct engine *e, const struct clause *c)
{
	const struct effects f = effects_of(e->program, c);

	if (e->run->options->inorder)
		return "inorder is set";
	if (e->principal)
		return "the program limits its buffers";
	if (f.records)
		return "it records data or performs actions";
	if (f.consumes)
		return "it reads aggregations";
	if (f.state)
		return f.shared ? "it keeps variables" : "it keeps variables of a thread";
	if (f.faults && e->dispatch->errors)
		return "it may fault, and ERROR is told in order";
	return e->dispatch->cut ? "a clause on rows prints or reads aggregations, or exits" : NULL;
}

static void tell_clause(const struct engine *e, uint32_t index)
{
	const struct clause *c = &e->program->clauses[index];
	const char *reason = ordered_reason(e, c);

	fprintf(stderr, "vmtrace: clause %u, line %u, %s: ", index + 1, c->line, c->text);
	if (!dispatch_on_rows(c, e->run->probes))
		fprintf(stderr, "fires at moments, not on rows\n");
	else if (reason)
		fprintf(stderr, "ordered: %s\n", reason);
	else
		fprintf(stderr, "free: it only aggregates; %s\n",
			span_whole_suits(e->program, c)
				? "chunks are taken whole where nothing is absent or cut"
				: "by batches of 1024 rows");
}

void explain_plan(const struct engine *e)
{
	for (uint32_t i = 0; i < e->program->nclauses; i++)
		tell_clause(e, i);
	fprintf(stderr, "vmtrace: free clauses share up to %u thread%s\n",
		free_run_threads(e->free), free_run_threads(e->free) == 1 ? "" : "s");
	if (e->ordered && e->dispatch->threads_apart)
		fprintf(stderr, "vmtrace: ordered rows of different threads need no order among "
				"them\n");
}

/* ---- After the run ---- */

static void tell_time(uint64_t ns)
{
	fprintf(stderr, "took %llu.%03llu ms\n", (unsigned long long)(ns / 1000000),
		(unsigned long long)(ns / 1000 % 1000));
}

void explain_result(const struct explain *x, const struct engine *e)
{
	for (uint32_t i = 0; i < x->n; i++)
		fprintf(stderr, "vmtrace: read %s.%s: %llu chunk%s, %llu bytes\n", x->uses[i].table,
			x->uses[i].column, (unsigned long long)x->uses[i].chunks,
			x->uses[i].chunks == 1 ? "" : "s", (unsigned long long)x->uses[i].bytes);
	for (uint32_t i = 0; i < e->program->nclauses; i++) {
		const struct clause_work *w = &x->clauses[i];

		if (!w->chunks)
			continue;
		fprintf(stderr,
			"vmtrace: clause %u: %llu chunks, %llu of them skipped by their "
			"zone maps; ",
			i + 1, (unsigned long long)w->chunks, (unsigned long long)w->skipped);
		tell_time(w->ns);
	}
	if (x->ordered) {
		fprintf(stderr, "vmtrace: what is ordered ");
		tell_time(x->ordered);
	}
}
