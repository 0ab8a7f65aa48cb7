/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "report/export/export.h"
#include "report/report.h"
#include "report/world/damage_log.h"

#define MOST_FILES 256
#define OUTPUT_BUFFER (1 << 18)

static const char usage[] =
	"usage: vmtrace export --to FORMAT [OPTION]... [FILE]...\n"
	"\n"
	"Writes the events of traces (trace.vmt; - is standard input), in order of time, as\n";
static const char usage_options[] =
	"\n"
	"  -o, --output FILE     not to standard output\n"
	"  -t, --table EVENT,..  these events only: exit, entry, sample, SYSTEM:EVENT; globs\n"
	"  -f, --fields NAME,..  these fields only, in csv and json in this order; globs\n"
	"  -h, --help            this\n";

struct arguments {
	const struct exporter *format;
	struct export_choice choice;
	const char *output;
	const char *files[MOST_FILES];
	uint32_t nfiles;
};

static int usage_error(const char *what, const char *why)
{
	fprintf(stderr, "vmtrace: export: %s: %s; see 'vmtrace help export'\n", what, why);
	return 2;
}

/* What is written does not take the place of what is read. */
static bool is_apart(const struct arguments *a)
{
	struct stat out, in;

	for (uint32_t i = 0; a->output && i < a->nfiles; i++)
		if (!stat(a->output, &out) && !stat(a->files[i], &in) && out.st_dev == in.st_dev &&
		    out.st_ino == in.st_ino && S_ISREG(out.st_mode)) {
			fprintf(stderr, "vmtrace: %s: is the trace itself; name another output\n",
				a->output);
			return false;
		}
	return true;
}

static FILE *open_output(const struct arguments *a)
{
	FILE *file = a->output ? fopen(a->output, "we") : stdout;

	if (file)
		setvbuf(file, NULL, _IOFBF, OUTPUT_BUFFER);
	else
		fprintf(stderr, "vmtrace: %s: cannot be written: %s\n", a->output, strerror(errno));
	return file;
}

/* What cannot be written to standard output is told when vmtrace ends. */
static int close_output(const struct arguments *a, FILE *file)
{
	if (!a->output || !(ferror(file) | fclose(file)))
		return 0;
	fprintf(stderr, "vmtrace: %s: %s\n", a->output, strerror(errno));
	return 1;
}

static int export_world(const struct arguments *a, struct world *w)
{
	FILE *file;
	int rc;

	if (!export_choice_holds(w, &a->choice) || !is_apart(a))
		return 1;
	file = open_output(a);
	if (!file)
		return 1;
	rc = export_run(w, a->format, &a->choice, file);
	if (rc == -ENOMEM)
		fputs("vmtrace: export: out of memory\n", stderr);
	if (close_output(a, file) || rc)
		return 1;
	return w->import_status ? w->import_status : damage_log_count(w->damage) ? 3 : 0;
}

static int export_files(const struct arguments *a)
{
	struct strpool *pool = strpool_new();
	struct world *w = NULL;
	int status = 1;

	if (!pool)
		fputs("vmtrace: export: out of memory\n", stderr);
	else if (!world_open(&w, a->files, a->nfiles, pool))
		status = export_world(a, w);
	world_free(w);
	strpool_free(pool);
	return status;
}

static int show_help(void)
{
	fputs(usage, stdout);
	export_help(stdout);
	fputs(usage_options, stdout);
	return 0;
}

/* -1: an option was taken. */
static int take_option(struct arguments *a, int option, char **argv)
{
	switch (option) {
	case 'h':
		return show_help();
	case 'T':
		a->format = export_find(optarg);
		return a->format ? -1 : usage_error(optarg, "no such format");
	case 'o':
		a->output = optarg;
		return -1;
	case 't':
		a->choice.tables = optarg;
		return -1;
	case 'f':
		a->choice.fields = optarg;
		return -1;
	}
	return usage_error(argv[optind - 1], option == ':' ? "needs a value" : "unknown option");
}

int cmd_export(int argc, char **argv)
{
	static const struct option options[] = { { "to", required_argument, NULL, 'T' },
						 { "output", required_argument, NULL, 'o' },
						 { "table", required_argument, NULL, 't' },
						 { "fields", required_argument, NULL, 'f' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	struct arguments a = { 0 };
	int option, status = -1;

	optind = 0;
	opterr = 0;
	while (status < 0 && (option = getopt_long(argc, argv, ":o:t:f:h", options, NULL)) != -1)
		status = take_option(&a, option, argv);
	if (status >= 0)
		return status;
	if (!a.format)
		return usage_error("--to", "says in which format");
	if (argc - optind > MOST_FILES)
		return usage_error(argv[optind + MOST_FILES], "too many files");
	for (int i = optind; i < argc; i++)
		a.files[a.nfiles++] = argv[i];
	if (!a.nfiles)
		a.files[a.nfiles++] = "trace.vmt";
	return export_files(&a);
}
