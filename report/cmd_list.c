/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/world/damage_log.h"
#include "report/glob.h"
#include "report/print/grid.h"
#include "report/probe_list.h"
#include "report/report.h"
#include "report/print/units.h"
#include "report/vmregs.h"
#include "report/world/world.h"

#define MOST_FILES 256

static const char usage[] =
	"usage: vmtrace list [-i FILE]... [probes|registers|events] [PATTERN]\n"
	"\n"
	"Lists what a program or the recorder can name; with -i, what is in these traces.\n"
	"  -i, --input FILE  a trace; it names its exits (- is standard input)\n"
	"  -h, --help        this\n"
	"A pattern is a glob (* ? [...]) of a name, or for probes a description: 'vm::IO*:exit'.\n";

struct list {
	const char *files[MOST_FILES];
	uint32_t nfiles;
	struct world *world;
	const char *pattern; /* "" for all */
	uint32_t listed;
};

/* ---- Probes ---- */

/* Any tick and any rate can be named; these are dtrace's examples of them. */
static const char *const common[] = { "tick-1hz",    "tick-10hz",    "tick-100hz",
				      "profile-97",  "profile-199",  "profile-499",
				      "profile-997", "profile-1999", "profile-4999" };

struct found {
	struct list *list;
	struct probe_set *set;
};

static void show_probe(void *self, uint32_t index)
{
	struct found *f = self;

	if (!f->list->listed++)
		probe_list_header(stdout);
	probe_list_row(stdout, probe_set_at(f->set, index));
}

static void ignore_probe(void *self, uint32_t index)
{
}

static bool names_any_field(const struct probe *p, const char *pattern)
{
	return glob_match(pattern, p->name) || glob_match(pattern, p->function) ||
	       glob_match(pattern, p->provider) || glob_match(pattern, p->module);
}

/* 0, or -1 when it was told why not. */
static int show_probes(struct list *l, struct probe_set *set)
{
	struct found f = { l, set };
	char message[256] = "";
	int n = probe_set_match(set, l->pattern, ignore_probe, NULL, message, sizeof(message));

	if (n == PROBE_BAD || n == PROBE_FAST) {
		fprintf(stderr, "vmtrace: list: %s: %s\n", l->pattern, message);
		return -1;
	}
	if (strchr(l->pattern, ':'))
		return probe_set_match(set, l->pattern, show_probe, &f, message, sizeof(message)) ==
				       PROBE_NOMEM
			       ? -1
			       : 0;
	for (uint32_t i = 0; i < probe_set_count(set); i++)
		if (names_any_field(probe_set_at(set, i), l->pattern))
			show_probe(&f, i);
	return 0;
}

static int list_probes(struct list *l)
{
	struct probe_set *set = probe_set_new();
	char message[256];
	int error = !set || world_probes(l->world, set) ? -1 : 0;

	for (size_t i = 0; i < sizeof(common) / sizeof(*common) && !error; i++)
		if (probe_set_match(set, common[i], ignore_probe, NULL, message, sizeof(message)) ==
		    PROBE_NOMEM)
			error = -1;
	if (error)
		fputs("vmtrace: list: out of memory\n", stderr);
	else
		error = show_probes(l, set);
	if (!error && l->listed && !l->nfiles)
		fputs("vmtrace: exits are named by a trace: list -i FILE\n", stderr);
	probe_set_free(set);
	return error;
}

/* ---- Registers ---- */

/* "exit, sample": the events of the traces that hold the register. */
static const char *held_by(const struct world *w, uint32_t number, char text[static UNIT_TEXT])
{
	size_t n = 0;

	text[0] = '\0';
	for (uint32_t s = 0; s < w->nsessions; s++) {
		const struct vmt_session_info *info = w->sessions[s].info;

		for (uint32_t t = 0; t < info->ntables; t++) {
			const struct vmt_table *table = &info->tables[t];

			if (vmt_table_register(table, number) < 0 || strstr(text, table->name) ||
			    n >= UNIT_TEXT)
				continue;
			n += snprintf(text + n, UNIT_TEXT - n, "%s%s", n ? ", " : "", table->name);
		}
	}
	return text;
}

static void add_register(struct list *l, struct grid *g, const struct vmreg *r)
{
	char text[UNIT_TEXT];

	if (!glob_match(l->pattern, r->name))
		return;
	grid_add(g, "%s", r->name);
	grid_add(g, "0x%05x", r->number);
	if (l->nfiles)
		grid_add(g, "%s", held_by(l->world, r->number, text));
	l->listed++;
}

static int print_grid(struct list *l, struct grid *g)
{
	int error = l->listed ? grid_print(g, stdout, 0) : 0;

	grid_free(g);
	if (error)
		fputs("vmtrace: list: out of memory\n", stderr);
	return error;
}

static int list_registers(struct list *l)
{
	static const char *const plain[] = { "<REGISTER", "NUMBER", NULL };
	static const char *const held[] = { "<REGISTER", "NUMBER", "<RECORDED AT", NULL };
	struct grid *g = grid_new(l->nfiles ? held : plain);

	for (uint32_t i = 0; i < vmregs_count; i++)
		add_register(l, g, &vmregs[i]);
	for (uint32_t i = 0; i < vmreg_aliases_count; i++)
		add_register(l, g, &vmreg_aliases[i]);
	return print_grid(l, g);
}

/* ---- Events ---- */

/* Rows by table; -ENOMEM. */
static int count_rows(struct world_session *s, uint64_t *rows)
{
	struct vmt_round *round;
	int rc;

	while ((rc = world_round(s, &round)) > 0) {
		const struct vmt_round_info *info = vmt_round_info(round);

		for (uint32_t i = 0; i < info->nchunks; i++) {
			const struct vmt_chunk_info *c = vmt_chunk_info(info->chunks[i]);

			rows[c->table] += c->rows;
		}
		vmt_round_free(round);
	}
	return rc;
}

static int add_events(struct list *l, struct grid *g, struct world_session *s)
{
	uint64_t *counts = calloc(VMT_MAX_TABLES, sizeof(*counts));
	char rows[UNIT_TEXT], name[UNIT_TEXT];
	int error = counts ? count_rows(s, counts) : -ENOMEM;

	for (uint32_t t = 0; t < s->info->ntables && !error; t++) {
		const struct vmt_table *table = &s->info->tables[t];

		if (!(table->flags & VMT_TABLE_EVENT) || !glob_match(l->pattern, table->name))
			continue;
		grid_add(g, "%s", unit_text(name, sizeof(name), table->name));
		grid_add(g, "%s", unit_count(rows, counts[t]));
		grid_add(g, "%u", table->ncolumns);
		grid_add(g, "%s", unit_text(name, sizeof(name), s->host->text));
		l->listed++;
	}
	free(counts);
	return error;
}

static int list_recordable(struct list *l)
{
	static const char *const headings[] = { "<EVENT", "<WHAT", NULL };
	static const char *const events[][2] = {
		{ "exit", "a guest was left: its registers and why" },
		{ "entry", "a guest is about to be entered" },
		{ "profile", "a tick of the sampler that met a guest: its registers" },
	};
	struct grid *g = grid_new(headings);

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		if (!glob_match(l->pattern, events[i][0]))
			continue;
		grid_add(g, "%s", events[i][0]);
		grid_add(g, "%s", events[i][1]);
		l->listed++;
	}
	return print_grid(l, g);
}

static int list_events(struct list *l)
{
	static const char *const headings[] = { "<EVENT", "ROWS", "COLUMNS", "<HOST", NULL };
	struct grid *g;
	int error = 0;

	if (!l->nfiles)
		return list_recordable(l);
	g = grid_new(headings);
	for (uint32_t i = 0; i < l->world->nsessions && !error; i++)
		error = add_events(l, g, &l->world->sessions[i]) ?: world_more(l->world, i);
	if (!error)
		return print_grid(l, g);
	fputs("vmtrace: out of memory\n", stderr);
	grid_free(g);
	return error;
}

static const struct subject {
	const char *name;
	int (*list)(struct list *);
} subjects[] = {
	{ "probes", list_probes },
	{ "registers", list_registers },
	{ "events", list_events },
};

static const struct subject *find_subject(const char *name)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++)
		if (!strcmp(subjects[i].name, name))
			return &subjects[i];
	return NULL;
}

/* ---- The command ---- */

static int run(struct list *l, const struct subject *subject)
{
	static const char *const none[] = { "none" };
	struct strpool *pool = strpool_new();
	struct world *w = NULL;
	int status = 1;

	if (!pool) {
		fputs("vmtrace: out of memory\n", stderr);
		return 1;
	}
	if (!world_open(&w, l->nfiles ? l->files : none, l->nfiles ? l->nfiles : 1, pool)) {
		l->world = w;
		if (!subject->list(l))
			status = w->import_status ?: damage_log_count(w->damage) ? 3 : 0;
		if (!status && !l->listed) {
			fprintf(stderr, "vmtrace: list: no %s match '%s'%s\n", subject->name,
				l->pattern,
				l->nfiles ? "" : "; what only a trace can name needs -i FILE");
			status = 1;
		}
	}
	world_free(w);
	strpool_free(pool);
	return status;
}

static int usage_error(const char *what, const char *why)
{
	fprintf(stderr, "vmtrace: list: %s: %s; see 'vmtrace help list'\n", what, why);
	return 2;
}

int cmd_list(int argc, char **argv)
{
	static const struct option options[] = { { "input", required_argument, NULL, 'i' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	struct list l = { .pattern = "" };
	const struct subject *subject = &subjects[0];
	int option;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":i:h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option != 'i')
			return usage_error(argv[optind - 1],
					   option == ':' ? "needs a file" : "unknown option");
		if (l.nfiles == MOST_FILES)
			return usage_error(optarg, "too many files");
		l.files[l.nfiles++] = optarg;
	}
	if (optind < argc && find_subject(argv[optind]))
		subject = find_subject(argv[optind++]);
	if (optind < argc)
		l.pattern = argv[optind++];
	if (optind < argc)
		return usage_error(argv[optind], "one pattern at a time");
	return run(&l, subject);
}
