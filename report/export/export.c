/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"

static const struct exporter *const exporters[] = {
	&export_perf,
	&export_csv,
	&export_json,
	&export_chrome,
};

const struct exporter *export_find(const char *name)
{
	for (size_t i = 0; i < sizeof(exporters) / sizeof(*exporters); i++)
		if (!strcmp(exporters[i]->name, name))
			return exporters[i];
	return NULL;
}

void export_help(FILE *f)
{
	for (size_t i = 0; i < sizeof(exporters) / sizeof(*exporters); i++)
		fprintf(f, "  %-12s %s\n", exporters[i]->name, exporters[i]->help);
}

/* ---- A session ---- */

static void close_session(struct export *x)
{
	for (uint32_t i = 0; i < x->ntables; i++)
		export_table_release(&x->tables[i]);
	free(x->tables);
	x->tables = NULL;
	x->ntables = 0;
}

/* The event tables wanted, and their numbers in the session. */
static int open_tables(struct export *x, const struct export_choice *choice, int *numbers)
{
	const struct vmt_session_info *info = x->session->info;

	x->tables = calloc(info->ntables + 1, sizeof(*x->tables));
	if (!x->tables)
		return -ENOMEM;
	for (uint32_t i = 0; i < info->ntables; i++) {
		if (!export_wants_table(choice, &info->tables[i]))
			continue;
		numbers[x->ntables] = i;
		if (export_table_open(x, &x->tables[x->ntables++], &info->tables[i]))
			return -ENOMEM;
	}
	return 0;
}

static int open_session(struct export *x, const struct export_choice *choice, struct replay **r)
{
	const char *point = vmt_session_fact(x->session->session, "exit_point");
	int *numbers = calloc(x->session->info->ntables + 1, sizeof(*numbers));
	int rc = numbers ? open_tables(x, choice, numbers) : -ENOMEM;

	x->early = point && !strcmp(point, "early");
	if (!rc)
		rc = replay_open(r, x->session, numbers, x->ntables, 0);
	free(numbers);
	return rc;
}

/* ---- Rows ---- */

/* Chunks of a round that is over may have given their memory to new ones. */
static void forget_views(struct export *x)
{
	for (uint32_t i = 0; i < x->ntables; i++)
		x->tables[i].cells = NULL;
}

static int get_views(struct export_table *t, struct cells *cells)
{
	for (uint32_t i = 0; i < t->ncolumns; i++) {
		struct export_column *c = &t->columns[i];

		if (c->kind < EXPORT_NR_OWN)
			continue;
		c->view = cells_view(cells, c->column);
		if (c->view && c->view->kind == VMT_RUNS)
			c->view = cells_indexed(cells, c->column);
	}
	t->cells = cells;
	return cells->nomem ? -ENOMEM : 0;
}

static int take_round(struct export *x, struct replay *r)
{
	struct replay_row row;
	const struct vmt_chunk *chunks[x->ntables + 1];
	bool valid;
	int rc;

	x->round++;
	forget_views(x);
	while ((rc = replay_row(r, REPLAY_ALL, &row)) > 0) {
		struct export_table *t = &x->tables[row.which];

		if (t->cells != row.cells || chunks[row.which] != row.cells->chunk) {
			chunks[row.which] = row.cells->chunk;
			if (get_views(t, row.cells))
				return -ENOMEM;
		}
		x->task_number = replay_value(&row, t->task, &valid);
		x->task = world_task(x->session, x->task_number);
		rc = x->format->row(x, t, &row);
		if (rc || ferror_unlocked(x->out->file))
			return rc ? rc : -EIO;
	}
	return rc;
}

static int take_rounds(struct export *x, struct replay *r)
{
	int rc = 0;

	while (!rc && (rc = replay_round(r)) > 0)
		rc = take_round(x, r);
	return rc;
}

static int take_session(struct export *x, const struct export_choice *choice)
{
	struct replay *r = NULL;
	struct stretch stretch;
	int rc = stretch_init(&stretch, x->session);

	if (!rc)
		rc = open_session(x, choice, &r);
	while (!rc && (rc = stretch_next(&stretch)) != 0) {
		if (rc == -EINTR)
			rc = 0;
		if (rc < 0)
			break;
		replay_stretch(r, &stretch);
		rc = take_rounds(x, r);
	}
	if (r)
		replay_stretch(r, NULL);
	replay_free(r);
	stretch_release(&stretch);
	close_session(x);
	return rc;
}

static int take_sessions(struct export *x, struct world *w, const struct export_choice *choice)
{
	int rc = 0;

	for (uint32_t i = 0; i < w->nsessions && !rc; i++) {
		x->session = &w->sessions[i];
		rc = take_session(x, choice);
		if (!rc)
			rc = world_more(w, i);
	}
	return rc;
}

bool export_choice_holds(struct world *w, const struct export_choice *choice)
{
	struct export x = { .format = &export_json };
	int rc = export_choose(&x, w, choice);

	free(x.fields);
	return !rc;
}

int export_run(struct world *w, const struct exporter *format, const struct export_choice *choice,
	       FILE *file)
{
	struct out *out = calloc(1, sizeof(*out));
	struct export x = { .out = out, .format = format };
	int rc = out ? export_choose(&x, w, choice) : -ENOMEM;

	if (!rc) {
		out->file = file;
		out_hold(out);
		rc = format->begin ? format->begin(&x) : 0;
		if (!rc)
			rc = take_sessions(&x, w, choice);
		if (format->end)
			rc = format->end(&x) ?: rc;
		out_release(out);
	}
	free(x.fields);
	free(out);
	return rc == -EIO ? 0 : rc;
}
