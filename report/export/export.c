/* SPDX-License-Identifier: GPL-2.0 */
#include "report/export/export_texts.h"

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

static void close_session(struct export_job *x)
{
	for (uint32_t i = 0; i < x->ntables; i++)
		export_table_release(&x->tables[i]);
	free(x->tables);
	x->tables = NULL;
	x->ntables = 0;
}

/* The event tables wanted, and their numbers in the session. */
static int open_tables(struct export_job *x, const struct export_choice *choice, int *numbers)
{
	const struct vmt_session_info *info = x->session->info;

	x->name_width = export_name_width(choice, info);
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

static int open_session(struct export_job *x, const struct export_choice *choice, struct replay **r)
{
	const char *point = vmt_session_fact(x->session->session, "exit_point");
	int *numbers = calloc(x->session->info->ntables + 1, sizeof(*numbers));
	int rc = numbers ? open_tables(x, choice, numbers) : -ENOMEM;

	x->early = point && !strcmp(point, "early");
	if (!rc)
		rc = replay_open(r, x->session, numbers, x->ntables, EXPORT_MARKS);
	free(numbers);
	return rc;
}

/* ---- Rows ---- */

static int take_round(struct export_job *x, struct replay *r)
{
	struct replay_row row;
	int rc;

	x->round++;
	while ((rc = replay_row(r, REPLAY_ALL, &row)) > 0) {
		rc = x->format->row(x, &x->tables[row.which], &row);
		if (rc || ferror_unlocked(x->out->file))
			return rc ? rc : -EIO;
	}
	return rc;
}

static int take_rounds(struct export_job *x, struct replay *r)
{
	int rc = 0;

	while (!rc && (rc = replay_round(r)) > 0)
		rc = take_round(x, r);
	return rc;
}

static int take_session(struct export_job *x, const struct export_choice *choice)
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

static int take_sessions(struct export_job *x, struct world *w, const struct export_choice *choice)
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
	struct export_job x = { .format = &export_json };
	int rc = export_choose(&x, w, choice);

	free(x.fields);
	return !rc;
}

/* Both lines are held to the end. */
static int open_outputs(struct export_job *x, FILE *file)
{
	x->out = calloc(1, sizeof(*x->out));
	x->scratch = calloc(1, sizeof(*x->scratch));
	if (!x->out || !x->scratch)
		return -ENOMEM;
	x->out->file = file;
	out_hold(x->out);
	out_hold(x->scratch);
	return 0;
}

static void close_outputs(struct export_job *x)
{
	if (x->out && x->scratch)
		out_release(x->out);
	free(x->out);
	free(x->scratch);
}

int export_run(struct world *w, const struct exporter *format, const struct export_choice *choice,
	       FILE *file)
{
	struct export_job x = { .format = format };
	int rc = export_choose(&x, w, choice);

	if (!rc)
		rc = open_outputs(&x, file);
	if (!rc && format->begin)
		rc = format->begin(&x);
	if (!rc)
		rc = take_sessions(&x, w, choice);
	if (x.scratch && format->end)
		rc = format->end(&x) ?: rc;
	close_outputs(&x);
	free(x.fields);
	return rc == -EIO ? 0 : rc;
}
