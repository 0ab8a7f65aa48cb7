/* SPDX-License-Identifier: GPL-2.0 */
#include <getopt.h>
#include <stdio.h>

#include "report/world/damage_log.h"
#include "report/info.h"
#include "report/report.h"

static const char usage[] =
	"usage: vmtrace info [-at] [FILE]...\n"
	"\n"
	"Shows what traces hold and how it is stored (trace.vmt; - is standard input).\n"
	"  -a, --all     columns of all tables, not of events only\n"
	"  -t, --tables  no columns\n"
	"  -h, --help    this\n";

static int info_file(const char *path, enum info_columns columns, bool many)
{
	struct strpool *pool = strpool_new();
	struct world *w = NULL;
	int status = 1, error = 0;

	if (!pool) {
		fputs("vmtrace: out of memory\n", stderr);
		return 1;
	}
	if (!world_open(&w, &path, 1, pool)) {
		if (many)
			printf("%s\n", path);
		w->want_guests = true;
		for (uint32_t i = 0; i < w->nsessions && !error; i++) {
			if (i)
				putchar('\n');
			error = info_print(&w->sessions[i], columns, stdout);
			if (!error)
				error = world_more(w, i);
		}
		if (error)
			fprintf(stderr, "vmtrace: %s: out of memory\n", path);
		status = error			       ? 1
			 : w->import_status	       ? w->import_status
			 : damage_log_count(w->damage) ? 3
						       : 0;
	}
	world_free(w);
	strpool_free(pool);
	return status;
}

int cmd_info(int argc, char **argv)
{
	static const struct option options[] = { { "all", no_argument, NULL, 'a' },
						 { "tables", no_argument, NULL, 't' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	enum info_columns columns = INFO_EVENTS;
	int option, status = 0;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "ath", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option != 't' && option != 'a') {
			fprintf(stderr,
				"vmtrace: info: %s: unknown option; see 'vmtrace help info'\n",
				argv[optind - 1]);
			return 2;
		}
		columns = option == 'a' ? INFO_ALL : INFO_NONE;
	}
	if (optind == argc)
		return info_file("trace.vmt", columns, false);
	for (int i = optind; i < argc; i++) {
		int now = info_file(argv[i], columns, argc - optind > 1);

		if (i + 1 < argc)
			putchar('\n');
		/* What could not be read at all outweighs what was damaged. */
		status = now == 1 || status == 1 ? 1 : now > status ? now : status;
	}
	return status;
}
