/* SPDX-License-Identifier: GPL-2.0 */
/* Which tables and fields are written: patterns of the user's, or all there are. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/export/export_texts.h"
#include "report/glob.h"
#include "report/room.h"
#include "report/world/tracepoint.h"

#define MOST_PATTERN 256

static const char *const own[EXPORT_NR_OWN] = {
	[EXPORT_TIME] = "time", [EXPORT_CPU] = "cpu", [EXPORT_EVENT] = "event",
	[EXPORT_PID] = "pid",	[EXPORT_TID] = "tid", [EXPORT_COMM] = "comm",
};

/* ---- Patterns ---- */

/* The next of a list with commas; false: there is none. */
static bool next_pattern(const char **list, char pattern[static MOST_PATTERN])
{
	size_t n = strcspn(*list, ",");

	if (!**list)
		return false;
	snprintf(pattern, MOST_PATTERN, "%.*s", (int)n, *list);
	*list += n + ((*list)[n] == ',');
	return true;
}

static bool matches(const char *list, const char *name)
{
	char pattern[MOST_PATTERN];

	while (next_pattern(&list, pattern))
		if (*pattern && glob_match(pattern, name))
			return true;
	return false;
}

bool export_wants_table(const struct export_choice *choice, const struct vmt_table *t)
{
	char name[MOST_PATTERN];

	snprintf(name, sizeof(name), "vm:%s", t->name);
	return t->flags & VMT_TABLE_EVENT && (!choice->tables || matches(choice->tables, t->name) ||
					      (!tracepoint_is(t) && matches(choice->tables, name)));
}

uint32_t export_name_width(const struct export_choice *choice, const struct vmt_session_info *info)
{
	uint32_t width = 0;

	for (uint32_t i = 0; i < info->ntables; i++) {
		const struct vmt_table *t = &info->tables[i];
		uint32_t n = strlen(t->name) + (tracepoint_is(t) ? 0 : strlen("vm:"));

		if (export_wants_table(choice, t) && n > width)
			width = n;
	}
	return width;
}

/* ---- Fields ---- */

static bool is_taken(const char *name)
{
	for (uint32_t i = 0; i < EXPORT_NR_OWN; i++)
		if (!strcmp(own[i], name))
			return true;
	return !strcmp(name, VMT_C_SEQ);
}

/*
 * The name that a column's field has; NULL: it is told by others. A tracepoint's own pid is
 * args.pid.
 */
static const char *field_name(const struct vmt_column *c)
{
	const char *name = tracepoint_field(c);

	if (c->sem == VMT_SEM_TIME || c->sem == VMT_SEM_TASK)
		return NULL;
	return name && !is_taken(name) ? name : c->name;
}

static int find_field(const struct export_job *x, const char *name)
{
	for (uint32_t i = 0; i < x->nfields; i++)
		if (!strcmp(x->fields[i].name, name))
			return i;
	return -1;
}

static int add_field(struct export_job *x, const char *name)
{
	if (find_field(x, name) >= 0)
		return 0;
	if (room_for((void **)&x->fields, &x->room_fields, sizeof(*x->fields), x->nfields + 1ull))
		return -ENOMEM;
	x->fields[x->nfields++] = (struct export_field){ .name = name, .len = strlen(name) };
	return 0;
}

typedef int visit_fn(struct export_job *, const char *name, void *self);

/* Every field of the tables that are wanted, as often as it is there. */
static int visit_fields(struct export_job *x, const struct world *w,
			const struct export_choice *choice, visit_fn *visit, void *self)
{
	int rc = 0;

	for (uint32_t i = 0; i < EXPORT_NR_OWN && !rc; i++)
		rc = visit(x, own[i], self);
	for (uint32_t s = 0; s < w->nsessions; s++) {
		const struct vmt_session_info *info = w->sessions[s].info;

		for (uint32_t t = 0; t < info->ntables; t++)
			for (uint32_t c = 0; c < info->tables[t].ncolumns && !rc; c++) {
				const char *name = field_name(&info->tables[t].columns[c]);

				if (name && export_wants_table(choice, &info->tables[t]))
					rc = visit(x, name, self);
			}
	}
	return rc;
}

static int take_all(struct export_job *x, const char *name, void *self)
{
	return add_field(x, name);
}

static int take_matching(struct export_job *x, const char *name, void *self)
{
	return glob_match(self, name) ? add_field(x, name) : 0;
}

static int choose_fields(struct export_job *x, const struct world *w,
			 const struct export_choice *choice)
{
	const char *list = choice->fields ? choice->fields : x->format->brief;
	char pattern[MOST_PATTERN];

	x->fields_given = choice->fields;
	if (!list)
		return visit_fields(x, w, choice, take_all, NULL);
	while (next_pattern(&list, pattern)) {
		uint32_t before = x->nfields;

		if (!*pattern || find_field(x, pattern) >= 0)
			continue;
		if (visit_fields(x, w, choice, take_matching, pattern))
			return -ENOMEM;
		if (x->nfields > before || glob_is_pattern(pattern) || !choice->fields)
			continue;
		fprintf(stderr,
			"vmtrace: export: --fields %s: no event that is exported has such a field; "
			"vmtrace info shows which there are\n",
			pattern);
		return -EINVAL;
	}
	return 0;
}

static bool is_there(const struct world *w, const char *pattern)
{
	const struct export_choice one = { .tables = pattern };

	for (uint32_t s = 0; s < w->nsessions; s++)
		for (uint32_t t = 0; t < w->sessions[s].info->ntables; t++)
			if (export_wants_table(&one, &w->sessions[s].info->tables[t]))
				return true;
	return false;
}

int export_choose(struct export_job *x, const struct world *w, const struct export_choice *choice)
{
	const char *list = choice->tables ? choice->tables : "";
	char pattern[MOST_PATTERN];

	while (next_pattern(&list, pattern)) {
		if (is_there(w, pattern))
			continue;
		fprintf(stderr,
			"vmtrace: export: --table %s: there are no such events; vmtrace list -i "
			"FILE events shows which there are\n",
			pattern);
		return -EINVAL;
	}
	return choose_fields(x, w, choice);
}

/* ---- A table ---- */

static enum export_kind kind_of(const struct vmt_column *c)
{
	uint8_t type = c->type & ~(VMT_NULLABLE | VMT_LIST);

	if (type == VMT_VAR || type == VMT_FIXED)
		return c->sem == VMT_SEM_TEXT ? EXPORT_TEXT : EXPORT_BYTES;
	if (c->type & VMT_LIST)
		return EXPORT_LIST;
	if (c->sem == VMT_SEM_REG || c->sem == VMT_SEM_ADDRESS)
		return EXPORT_ADDRESS;
	if (c->sem == VMT_SEM_ENUM)
		return EXPORT_ENUM;
	return type >= VMT_I8 ? EXPORT_SIGNED : EXPORT_UNSIGNED;
}

static void add_column(const struct export_job *x, struct export_table *t, const char *name,
		       enum export_kind kind, int column)
{
	int field = find_field(x, name);
	const struct vmt_column *c = &t->schema->columns[column < 0 ? 0 : column];

	if (field < 0)
		return;
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (t->columns[i].field == (uint32_t)field)
			return; /* the schema has the name twice */
	t->columns[t->ncolumns++] = (struct export_column){
		.field = field,
		.kind = kind,
		.column = column,
		.sign = kind >= EXPORT_NR_OWN && tracepoint_int_sign(c),
		.set = c->arg,
	};
}

static int by_field(const void *a, const void *b)
{
	const struct export_column *x = a, *y = b;

	return x->field < y->field ? -1 : x->field > y->field;
}

static void find_columns(struct export_table *t)
{
	t->task = vmt_table_find(t->schema, VMT_C_TASK);
	t->vm = vmt_table_find(t->schema, VMT_C_VM);
	t->vcpu = vmt_table_find(t->schema, VMT_C_VCPU);
	t->exits = vmt_table_find(t->schema, VMT_C_EXITS);
	t->reason = vmt_table_find(t->schema, VMT_C_REASON);
}

static char *table_name(const struct vmt_table *t)
{
	char *name = NULL;

	return asprintf(&name, "%s%s", tracepoint_is(t) ? "" : "vm:", t->name) < 0 ? NULL : name;
}

static void add_columns(struct export_job *x, struct export_table *t)
{
	const struct vmt_table *schema = t->schema;

	for (uint32_t i = 0; i < EXPORT_NR_OWN && x->format->style.own; i++)
		add_column(x, t, own[i], i, i >= EXPORT_PID ? t->task : -1);
	for (uint32_t i = 0; i < schema->ncolumns; i++)
		if (field_name(&schema->columns[i]))
			add_column(x, t, field_name(&schema->columns[i]),
				   kind_of(&schema->columns[i]), i);
	qsort(t->columns, t->ncolumns, sizeof(*t->columns), by_field);
}

/* ---- What its format writes about each row ---- */

/* What is written so far; texts are numbers until all are. */
static uint64_t place(struct out *o)
{
	out_drain(o);
	return ftello(o->file);
}

static void put_lead(struct export_job *x, const struct export_table *t, uint32_t i, struct out *o)
{
	x->format->style.lead(x, t, i, o);
	if (t->columns[i].kind == EXPORT_EVENT)
		x->format->style.text(o, t->name, t->name_len);
}

static void put_marks(struct export_job *x, struct export_table *t, struct out *o, uint64_t *ends)
{
	const struct export_style *s = &x->format->style;

	if (s->head)
		s->head(x, t, o);
	*ends++ = place(o);
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		put_lead(x, t, i, o);
		*ends++ = place(o);
	}
	if (s->tail)
		s->tail(x, t, o);
	*ends = place(o);
	out_text(o, (char[EXPORT_SLACK]){ 0 }, EXPORT_SLACK);
	out_drain(o);
}

static void set_marks(struct export_table *t, const uint64_t *ends)
{
	t->head = (struct export_mark){ t->marks, ends[0] };
	for (uint32_t i = 0; i <= t->ncolumns; i++)
		*(i < t->ncolumns ? &t->columns[i].lead : &t->tail) =
			(struct export_mark){ t->marks + ends[i], ends[i + 1] - ends[i] };
}

static int make_marks(struct export_job *x, struct export_table *t)
{
	uint64_t *ends = calloc(t->ncolumns + 2, sizeof(*ends));
	size_t size;
	FILE *f = open_memstream(&t->marks, &size);
	bool bad = !ends || !f;

	if (!bad) {
		x->scratch->file = f;
		put_marks(x, t, x->scratch, ends);
		bad = ferror(f);
	}
	if (f)
		bad |= fclose(f) != 0;
	if (!bad)
		set_marks(t, ends);
	free(ends);
	return bad ? -ENOMEM : 0;
}

int export_table_open(struct export_job *x, struct export_table *t, const struct vmt_table *schema)
{
	*t = (struct export_table){ .schema = schema };
	t->name = table_name(schema);
	t->columns = calloc(EXPORT_NR_OWN + schema->ncolumns, sizeof(*t->columns));
	if (!t->name || !t->columns)
		return -ENOMEM;
	t->name_len = strlen(t->name);
	t->events = tracepoint_is(schema)		 ? EXPORT_TRACEPOINTS
		    : !strcmp(schema->name, VMT_T_EXIT)	 ? EXPORT_EXITS
		    : !strcmp(schema->name, VMT_T_ENTRY) ? EXPORT_ENTRIES
							 : EXPORT_OTHERS;
	find_columns(t);
	add_columns(x, t);
	return make_marks(x, t);
}

void export_table_release(struct export_table *t)
{
	event_text_free(t->text);
	export_texts_free(t->texts);
	free(t->marks);
	free(t->columns);
	free((char *)t->name);
}
