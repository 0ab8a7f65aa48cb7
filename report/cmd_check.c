/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "report/print/units.h"
#include "report/report.h"
#include "report/trace_check.h"
#include "report/world/foreign_input.h"

static const char usage[] =
	"usage: vmtrace check [-q] [FILE]...\n"
	"\n"
	"Verifies traces to the last byte (trace.vmt; - is standard input).\n"
	"  -q, --quiet  only the exit status\n"
	"  -h, --help   this\n"
	"Exit status: 0 whole; 3 damaged; 1 not a trace, or it cannot be read.\n";

static void print_readable(const struct trace_check *c, FILE *f)
{
	char sessions[UNIT_TEXT], rounds[UNIT_TEXT], chunks[UNIT_TEXT], rows[UNIT_TEXT];
	char text[UNIT_TEXT];

	fprintf(f, "%s, %s, %s, %s, %s", unit_things(sessions, c->sessions, "session"),
		unit_things(rounds, c->rounds, "round"), unit_things(chunks, c->chunks, "chunk"),
		unit_things(rows, c->rows, "row"), unit_bytes(text, c->bytes));
	if (c->lost)
		fprintf(f, "; %s lost before it was repaired", unit_things(text, c->lost, "block"));
	fputc('\n', f);
}

static void print_verdict(const char *name, const struct trace_check *c, FILE *f)
{
	uint64_t places = c->damages + c->strays + c->unsorted;
	char text[UNIT_TEXT], bytes[UNIT_TEXT];

	fprintf(f, "%s: ", name);
	if (trace_check_whole(c))
		fputs("whole: ", f);
	else if (places)
		fprintf(f, "damaged in %s, %s; readable: ", unit_things(text, places, "place"),
			unit_bytes(bytes, c->damaged_bytes));
	else
		fputs("nothing is lost, but it is not whole; readable: ", f);
	print_readable(c, f);
}

static int check_file(const char *path, FILE *f)
{
	const char *name = strcmp(path, "-") ? path : "standard input";
	struct trace_check check;
	int error = trace_check(&check, path, f);

	if (error == VMT_EIO)
		fprintf(stderr, "vmtrace: %s: cannot be read: %s\n", name, strerror(errno));
	else if (error == VMT_EFORMAT && foreign_input_is(path))
		fprintf(stderr,
			"vmtrace: %s: is another tool's file; make a trace of it first: vmtrace "
			"import\n",
			name);
	else if (error == VMT_EFORMAT)
		fprintf(stderr,
			"vmtrace: %s: not a trace: no section of one was found; "
			"vmtrace record writes them\n",
			name);
	else if (error)
		fprintf(stderr, "vmtrace: %s: %s\n", name, vmt_strerror(error));
	else
		print_verdict(name, &check, f);
	return error ? 1 : trace_check_whole(&check) ? 0 : 3;
}

int cmd_check(int argc, char **argv)
{
	static const struct option options[] = { { "quiet", no_argument, NULL, 'q' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	FILE *f = stdout, *quiet = NULL;
	int option, status = 0;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "qh", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (option != 'q') {
			fprintf(stderr,
				"vmtrace: check: %s: unknown option; see 'vmtrace help check'\n",
				argv[optind - 1]);
			return 2;
		}
		f = quiet = quiet ? quiet : fopen("/dev/null", "we");
		if (!f) {
			fprintf(stderr, "vmtrace: check: /dev/null: %s\n", strerror(errno));
			return 1;
		}
	}
	if (optind == argc)
		status = check_file("trace.vmt", f);
	for (int i = optind; i < argc; i++) {
		int now = check_file(argv[i], f);

		/* What could not be read at all outweighs what was damaged. */
		status = now == 1 || status == 1 ? 1 : now > status ? now : status;
	}
	if (quiet)
		fclose(quiet);
	return status;
}
