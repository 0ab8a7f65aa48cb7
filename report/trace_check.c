/* SPDX-License-Identifier: GPL-2.0 */
#include "report/trace_check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/vmt_tables.h"
#include "report/print/units.h"

/* A set of the numbers that rows of a table gave out. */
struct numbers {
	uint64_t room;
	uint8_t *given;
};

/* Numbers beyond are not ones that a recorder gives out. */
#define MOST_NUMBERS (1u << 20)

/* The last time of a table's rows on a CPU. */
struct last {
	uint32_t table, cpu;
	uint64_t time;
};

struct check {
	struct trace_check *sums;
	const char *name;
	FILE *f;
	struct vmt_scratch *scratch;
	const struct vmt_session_info *info; /* of the session at hand */
	struct numbers tasks, vms;
	struct last *lasts;
	uint32_t nlasts;
	/* the column being read, or NULL */
	const struct vmt_chunk_info *chunk;
	const char *column;
};

/* " (exit.VM_RAX, 1,100 rows)" */
static void name_column(struct check *c, const struct vmt_chunk_info *chunk, const char *column)
{
	char name[UNIT_TEXT], table[UNIT_TEXT], count[UNIT_TEXT];

	fprintf(c->f, " (%s.%s, %s rows)",
		unit_text(table, sizeof(table), c->info->tables[chunk->table].name),
		unit_text(name, sizeof(name), column), unit_count(count, chunk->rows));
}

static void tell(void *self, const struct vmt_damage *d)
{
	struct check *c = self;

	/* A repaired trace is whole: what it says to be lost is counted, not complained of. */
	if (d->known)
		return;
	fprintf(c->f, "%s: byte %llu", c->name, (unsigned long long)d->offset);
	if (d->bytes)
		fprintf(c->f, ", %llu bytes", (unsigned long long)d->bytes);
	fprintf(c->f, ": %s", d->what);
	if (c->chunk)
		name_column(c, c->chunk, c->column);
	fputc('\n', c->f);
	if (!d->harmless) {
		c->sums->damages++;
		c->sums->damaged_bytes += d->bytes;
	} else if (!d->bytes) {
		c->sums->notes++;
	}
}

/* Good checksums around what breaks a rule. */
static void tell_chunk(struct check *c, const struct vmt_chunk_info *chunk, const char *what,
		       const char *column)
{
	fprintf(c->f, "%s: byte %llu: %s", c->name, (unsigned long long)chunk->offset, what);
	name_column(c, chunk, column);
	fputc('\n', c->f);
}

/* ---- Numbers of tasks and VMs ---- */

static bool numbers_has(const struct numbers *n, uint64_t number)
{
	return !number || (number < n->room && n->given[number]);
}

static int numbers_add(struct numbers *n, uint64_t number)
{
	uint64_t room = n->room ? n->room : 64;
	uint8_t *p;

	if (number >= MOST_NUMBERS)
		return 0;
	while (room <= number)
		room *= 2;
	if (room > n->room) {
		p = realloc(n->given, room);
		if (!p)
			return VMT_ENOMEM;
		memset(p + n->room, 0, room - n->room);
		n->given = p;
		n->room = room;
	}
	n->given[number] = 1;
	return 0;
}

/*
 * What a column names must have been told; the table itself tells it. Absent rows hold a value
 * of another row, so every value of the view counts.
 */
static int check_numbers(struct check *c, const struct vmt_chunk_info *info, uint32_t column,
			 const struct vmt_view *v)
{
	const struct vmt_table *t = &c->info->tables[info->table];
	const struct vmt_column *col = &t->columns[column];
	struct numbers *n = col->sem == VMT_SEM_TASK ? &c->tasks : &c->vms;
	bool tells = !strcmp(t->name, col->sem == VMT_SEM_TASK ? VMT_T_TASK : VMT_T_VM);
	uint64_t strays = 0;
	int error = 0;

	for (uint32_t i = 0; i < v->nvalues && !error; i++) {
		if (tells)
			error = numbers_add(n, v->values[i]);
		else
			strays += !numbers_has(n, v->values[i]);
	}
	if (strays)
		tell_chunk(c, info, "a number of which no row before tells", col->name);
	c->sums->strays += strays > 0;
	return error;
}

static bool is_number(const struct vmt_column *column)
{
	uint8_t type = column->type & ~VMT_NULLABLE;

	return (column->sem == VMT_SEM_TASK || column->sem == VMT_SEM_VM) && type <= VMT_I64;
}

/* ---- Chunks ---- */

static struct last *last_of(struct check *c, uint32_t table, uint32_t cpu)
{
	struct last *p;

	for (uint32_t i = 0; i < c->nlasts; i++)
		if (c->lasts[i].table == table && c->lasts[i].cpu == cpu)
			return &c->lasts[i];
	p = realloc(c->lasts, (c->nlasts + 1) * sizeof(*p));
	if (!p)
		return NULL;
	c->lasts = p;
	p[c->nlasts] = (struct last){ table, cpu, 0 };
	return &p[c->nlasts++];
}

/* Rows of a table and CPU do not go back in time from chunk to chunk either. */
static int check_order(struct check *c, const struct vmt_chunk_info *info)
{
	bool back = false;

	for (uint32_t g = 0; g < info->ngroups; g++) {
		struct last *last = last_of(c, info->table, info->groups[g].cpu);

		if (!last)
			return VMT_ENOMEM;
		back |= info->groups[g].min_time < last->time;
		last->time = info->groups[g].max_time;
	}
	if (back)
		tell_chunk(c, info, "rows before those that precede them", VMT_C_TIME);
	c->sums->unsorted += back;
	return 0;
}

static int check_chunk(struct check *c, const struct vmt_chunk *chunk)
{
	const struct vmt_chunk_info *info = vmt_chunk_info(chunk);
	const struct vmt_table *t = &c->info->tables[info->table];
	int error = check_order(c, info);
	struct vmt_view view;

	c->sums->chunks++;
	c->sums->rows += info->rows;
	for (uint32_t i = 0; i < info->nblocks && !error; i++) {
		int rc;

		c->chunk = info;
		c->column = t->columns[i].name;
		rc = vmt_chunk_read(chunk, i, c->scratch, &view);
		c->chunk = NULL;
		if (rc == VMT_ENOMEM)
			return rc;
		c->sums->lost += rc == VMT_ELOST;
		if (!rc && is_number(&t->columns[i]))
			error = check_numbers(c, info, i, &view);
	}
	return error;
}

/* ---- The whole ---- */

static void forget_session(struct check *c)
{
	free(c->tasks.given);
	free(c->vms.given);
	free(c->lasts);
	c->tasks = c->vms = (struct numbers){ 0 };
	c->lasts = NULL;
	c->nlasts = 0;
}

static int check_session(struct check *c, struct vmt_session *s)
{
	struct vmt_round *round;
	int rc, error = 0;

	c->info = vmt_session_info(s);
	c->sums->sessions++;
	while (!error && (rc = vmt_session_round(s, &round)) != 0) {
		const struct vmt_round_info *info;

		if (rc < 0)
			return rc;
		info = vmt_round_info(round);
		for (uint32_t i = 0; i < info->nchunks && !error; i++)
			error = check_chunk(c, info->chunks[i]);
		c->sums->rounds++;
		vmt_round_free(round);
	}
	return error;
}

static int check_all(struct check *c, struct vmt_reader *r)
{
	struct vmt_session *s;
	int rc, error = vmt_scratch_new(&c->scratch);

	while (!error && (rc = vmt_reader_next(r, &s)) != 0) {
		if (rc < 0)
			return rc;
		error = check_session(c, s);
		forget_session(c);
		vmt_session_free(s);
	}
	c->sums->bytes = vmt_reader_bytes(r);
	return error;
}

int trace_check(struct trace_check *sums, const char *path, FILE *f)
{
	bool file = strcmp(path, "-");
	struct check c = { .sums = sums, .name = file ? path : "standard input", .f = f };
	struct vmt_reader *r = NULL;
	int error;

	*sums = (struct trace_check){ 0 };
	error = vmt_reader_open(&r, file ? path : NULL, file ? -1 : STDIN_FILENO, VMT_READ_ALL,
				tell, &c);
	if (!error)
		error = check_all(&c, r);
	vmt_scratch_free(c.scratch);
	vmt_reader_free(r);
	return error;
}

bool trace_check_whole(const struct trace_check *c)
{
	return !c->damages && !c->notes && !c->strays && !c->unsorted;
}
