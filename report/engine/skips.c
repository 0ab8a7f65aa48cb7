/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/skips.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/effects.h"
#include "report/engine/machine.h"
#include "report/engine/zone.h"
#include "report/room.h"
#include "report/world/guest_names.h"
#include "report/world/tracepoint.h"

#define LOST_WORDS (VMT_MAX_COLUMNS / 64)
/* A clause has a mark for each numbering of arguments, and one for those that ERROR is given. */
#define MARKS_EACH 4
#define MARK_GIVEN 3

struct skip_log {
	const struct program *program;
	struct zone_range *ranges;
	uint64_t firings;
	bool *clauses; /* that were skipped */
	uint32_t n, room;
	const char **columns; /* that were lost: names of the sessions' schemas, in order */
};

struct skip_log *skip_log_new(const struct program *p)
{
	struct skip_log *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->program = p;
	l->ranges = malloc((machine_nregs(p) + 1) * sizeof(*l->ranges));
	l->clauses = calloc(p->nclauses + 1, sizeof(*l->clauses));
	if (l->ranges && l->clauses)
		return l;
	skip_log_free(l);
	return NULL;
}

void skip_log_free(struct skip_log *l)
{
	if (!l)
		return;
	free(l->ranges);
	free(l->clauses);
	free(l->columns);
	free(l);
}

/* ---- What is lost ---- */

/* Values of a thread's own are found by its task. */
static bool is_own(const struct program *p, const struct insn *i)
{
	return (i->op == OP_LOAD || i->op == OP_STORE || i->op == OP_LOADX || i->op == OP_STOREX) &&
	       p->vars[i->b].storage == SELF;
}

/* Which probe it was that fired: more than that it fired. */
static bool names_probe(const struct insn *i)
{
	return i->op == OP_ACT || (i->op == OP_FIELD && (i->b == FIELD_PROBEFUNC ||
							 i->b == FIELD_ID || i->b == FIELD_EPID));
}

static int ask_probe(struct batch *b)
{
	int64_t room;
	struct col c;

	return batch_column(b, event_table_key(b->table), &room, &c);
}

/* All that a tracepoint's text may tell of. */
static int ask_fields(struct batch *b)
{
	int64_t room;
	struct col c;
	int rc = 0;

	for (uint32_t i = 0; b->table && i < b->table->schema->ncolumns && rc >= 0; i++)
		if (tracepoint_field(&b->table->schema->columns[i]))
			rc = batch_column(b, i, &room, &c);
	return rc;
}

static int ask_time(struct batch *b)
{
	int64_t room;
	struct col c;

	return batch_column(b, 0, &room, &c);
}

/* What an address is called may depend on these. */
static int ask_names(struct batch *b)
{
	int64_t room;
	struct col c;
	int rc = batch_names_by_vm(b) ? batch_field(b, FIELD_VMID, &room, &c) : 0;

	return rc >= 0 && batch_names_by_vm(b) && guest_places_timed(b->session->places)
		       ? ask_time(b)
		       : rc;
}

static int ask(const struct program *p, struct batch *b, const struct insn *i)
{
	int64_t room;
	struct col c;

	if (names_probe(i))
		return ask_probe(b);
	if (i->op == OP_FIELD)
		return batch_field(b, i->b, &room, &c);
	if (i->op == OP_ARG)
		return batch_arg(b, i->b, &room, &c);
	if (i->op == OP_VMREG)
		return batch_register(b, i->b, &room, &c);
	if (i->op == OP_SYMBOL)
		return ask_names(b);
	if (i->op == OP_EVENT || i->op == OP_ELEMENT)
		return batch_event(b, i->b, &room, &c);
	if (i->op == OP_WHOLE)
		return ask_fields(b);
	return is_own(p, i) ? batch_column(b, b->table->task, &room, &c) : 0;
}

/* Rows without their times have no order: what depends on it cannot be had. */
static bool wants_time(const struct program *p, const struct clause *c)
{
	struct effects e = effects_of(p, c);

	return e.state || e.records;
}

/* Sets the bits of the columns. 0 or -ENOMEM. */
static int find_lost(const struct skip_log *l, const struct batch *b, const struct firing *f,
		     enum skip_part part, uint64_t *lost)
{
	const struct insn *i = part == SKIP_BODY ? f->clause->body : f->clause->predicate;
	struct batch asked = *b;
	int rc = 0;

	asked.n = 1;
	asked.whole = NULL;
	asked.firing = f;
	asked.numbering = f->probe->args;
	asked.lost = lost;
	memset(lost, 0, LOST_WORDS * sizeof(*lost));
	if (part == SKIP_PROBE)
		rc = ask_probe(&asked);
	else if (part == SKIP_PREDICATE && wants_time(l->program, f->clause))
		rc = ask_time(&asked);
	for (; part != SKIP_PROBE && i && i->op != OP_END && rc >= 0; i++)
		rc = ask(l->program, &asked, i);
	return rc < 0 ? rc : 0;
}

int skip_find(const struct skip_log *l, const struct batch *b, const struct firing *f,
	      enum skip_part part, uint8_t *mark)
{
	uint8_t known = 1 << part * 2, is_lost = known << 1;
	uint64_t lost[LOST_WORDS], any = 0;

	if (*mark & known)
		return (*mark & is_lost) != 0;
	if (find_lost(l, b, f, part, lost))
		return -ENOMEM;
	for (uint32_t i = 0; i < LOST_WORDS; i++)
		any |= lost[i];
	*mark |= known | (any ? is_lost : 0);
	return any != 0;
}

uint8_t *skip_mark(const struct batch *b, const struct firing *f)
{
	return &b->cells->marks[f->index * MARKS_EACH + (b->args ? MARK_GIVEN : f->probe->args)];
}

uint32_t skip_nmarks(const struct program *p)
{
	return p->nclauses * MARKS_EACH;
}

/* ---- What was skipped ---- */

static int add_column(struct skip_log *l, const char *name)
{
	uint32_t at = 0;

	while (at < l->n && strcmp(l->columns[at], name) < 0)
		at++;
	if (at < l->n && !strcmp(l->columns[at], name))
		return 0;
	if (room_for((void **)&l->columns, &l->room, sizeof(*l->columns), l->n + 1ull))
		return -ENOMEM;
	memmove(l->columns + at + 1, l->columns + at, (l->n++ - at) * sizeof(*l->columns));
	l->columns[at] = name;
	return 0;
}

static bool ruled_out(struct skip_log *l, const struct batch *b, const struct firing *f)
{
	struct batch asked = *b;

	asked.numbering = f->probe->args;
	return f->clause->predicate &&
	       zone_excludes(&asked, l->program, f->clause->predicate, l->ranges);
}

int skip_log_add(struct skip_log *l, const struct batch *b, const struct firing *f,
		 enum skip_part part, uint64_t rows)
{
	const struct vmt_table *schema = b->table->schema;
	uint64_t lost[LOST_WORDS];
	int rc;

	if (!rows || (part != SKIP_BODY && ruled_out(l, b, f)))
		return 0;
	l->firings += rows;
	l->clauses[f->index] = true;
	rc = find_lost(l, b, f, part, lost);
	for (uint32_t i = 0; i < schema->ncolumns && !rc; i++)
		if (lost[i / 64] >> i % 64 & 1)
			rc = add_column(l, schema->columns[i].name);
	return rc;
}

int skip_log_merge(struct skip_log *l, struct skip_log *from)
{
	int rc = 0;

	l->firings += from->firings;
	for (uint32_t i = 0; i < l->program->nclauses; i++)
		l->clauses[i] |= from->clauses[i];
	for (uint32_t i = 0; i < from->n && !rc; i++)
		rc = add_column(l, from->columns[i]);
	from->firings = 0;
	from->n = 0;
	return rc;
}

void skip_log_print(const struct skip_log *l, FILE *file)
{
	uint32_t clauses = 0;

	if (!l->firings)
		return;
	for (uint32_t i = 0; i < l->program->nclauses; i++)
		clauses += l->clauses[i];
	fprintf(file, "vmtrace: %llu firing%s of %u clause%s skipped: what %s reads is damaged (",
		(unsigned long long)l->firings, l->firings == 1 ? "" : "s", clauses,
		clauses == 1 ? "" : "s", clauses == 1 ? "it" : "each");
	for (uint32_t i = 0; i < l->n; i++)
		fprintf(file, "%s%s", i ? ", " : "", l->columns[i]);
	fputs(")\n", file);
}
