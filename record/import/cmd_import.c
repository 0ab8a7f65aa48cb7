/* SPDX-License-Identifier: GPL-2.0 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "record/import/foreign_reader.h"
#include "record/output.h"
#include "record/record.h"

static const char usage[] =
	"usage: vmtrace import [-q] [-o OUT] FILE\n"
	"\n"
	"Makes a trace of a file of trace-cmd (trace.dat) or of perf (perf.data).\n"
	"  -o, --output OUT  - for standard output (default trace.vmt; an old one is kept as\n"
	"                    OUT.old)\n"
	"  -q, --quiet       no summary at the end\n"
	"  -h, --help        this\n"
	"Exit status: 0; 3 some events could not be read; 1 the file is damaged or none of "
	"these.\n";

#define EXIT_LOST 3

struct import {
	const char *file, *out;
	bool quiet;
	struct output output;
	struct foreign_trace trace;
	struct session_weave weave;
	struct trouble trouble;
};

static int usage_error(const char *what, const char *why)
{
	fprintf(stderr, "vmtrace: import: %s: %s; see 'vmtrace help import'\n", what, why);
	return TROUBLE_USAGE;
}

/* 0, an exit status, or -1: help was asked for. */
static int parse(struct import *m, int argc, char **argv)
{
	static const struct option options[] = { { "output", required_argument, NULL, 'o' },
						 { "quiet", no_argument, NULL, 'q' },
						 { "help", no_argument, NULL, 'h' },
						 { 0 } };
	int option;

	m->out = "trace.vmt";
	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "o:qh", options, NULL)) != -1) {
		if (option == 'h')
			return -1;
		if (option == 'o')
			m->out = optarg;
		else if (option == 'q')
			m->quiet = true;
		else
			return usage_error(argv[optind - 1],
					   "unknown option, or without its value");
	}
	if (optind == argc)
		return usage_error("no FILE", "name the trace.dat or perf.data");
	if (argc - optind > 1)
		return usage_error(argv[optind + 1], "there is one FILE already");
	m->file = argv[optind];
	return 0;
}

static int open_output(void *self, struct trouble *t)
{
	struct import *m = self;

	return output_open(&m->output, m->out, NULL, t);
}

/* ---- What became of it ---- */

static void notice(const struct import *m, uint64_t n, const char *what)
{
	if (n)
		fprintf(stderr, "vmtrace: %s: %llu %s\n", m->file, (unsigned long long)n, what);
}

static int tell(const struct import *m)
{
	const struct session_weave *w = &m->weave;
	const struct foreign_trace *t = &m->trace;

	if (t->unknown)
		fprintf(stderr,
			"vmtrace: %s: %llu events have no format that is understood and are left "
			"out (%s)\n",
			m->file, (unsigned long long)t->unknown,
			*t->events.left_out ? t->events.left_out : "none is there");
	notice(m, w->cut, "events are shorter than their formats say: they are left out");
	notice(m, t->others, "samples are of no tracepoint: they are left out");
	notice(m, w->moved, "events came too late for their times and were put behind others");
	notice(m, w->lost, "events, or more, were lost when it was recorded");
	if (!m->quiet)
		fprintf(stderr, "vmtrace: %s: %llu events\n", m->file,
			(unsigned long long)(w->events - w->cut));
	return t->unknown || w->cut ? EXIT_LOST : 0;
}

static int run(struct import *m)
{
	const struct foreign_output to = { &m->output.sink, true, open_output, m };
	int r;

	m->output.fd = -1;
	r = foreign_import(&m->trace, &m->weave, m->file, &to, &m->trouble);
	r = output_close(&m->output, &m->trouble) ?: r;
	if (r)
		fprintf(stderr, "vmtrace: %s\n", m->trouble.text);
	else
		r = tell(m);
	foreign_import_release(&m->trace, &m->weave);
	return r < 0 ? m->trouble.status : r;
}

int cmd_import(int argc, char **argv)
{
	struct import m = { 0 };
	int status = parse(&m, argc, argv);

	if (status < 0)
		fputs(usage, stdout);
	return status < 0 ? 0 : status ?: run(&m);
}
