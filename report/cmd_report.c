/* SPDX-License-Identifier: GPL-2.0 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "report/lang/dcompile.h"
#include "report/probe_list.h"
#include "report/report.h"
#include "report/engine/run.h"
#include "report/source_list.h"
#include "report/summary/summary.h"

#define DEFAULT_TRACE "trace.vmt"
#define OUTPUT_BUFFER (1 << 18)

enum { OK = 0, FAILED = 1, USAGE = 2, DAMAGED = 3 };

struct report {
	uint32_t npaths;
	const char **paths; /* of traces */
	struct source_list sources;
	struct options options;
	const char *output;
	bool compile_only, list, help;

	struct strpool *pool;
	struct world *world;
	struct probe_set *probes;
	struct dcompiler *compiler;
	const struct program *program;
};

static void print_help(FILE *f)
{
	fputs("usage: vmtrace report [-i FILE]... [-s SCRIPT|-n PROGRAM]... [ARGUMENT]...\n"
	      "  -i FILE     a trace (" DEFAULT_TRACE
	      "); - is standard input, none the empty trace\n"
	      "  -s SCRIPT   run a D script; -n PROGRAM: the program itself; both may repeat\n"
	      "  -q          print only what the program prints\n"
	      "  -x OPT[=V]  set an option of D, or threads=N, memory=SIZE, inorder\n"
	      "  -o FILE     append what is printed to FILE\n"
	      "  -e          compile only\n"
	      "  -l          list the probes that the programs name, or all\n"
	      "  -Z          a description may match no probe\n"
	      "  -w -F       permit destructive actions; indent by flow\n"
	      "Without a program it prints a summary. ARGUMENTs are $1, $2 ... of the programs.\n"
	      "Exit status: exit()'s; else 3 if a trace was damaged; 1 on errors, 2 on usage.\n",
	      f);
}

/* ---- The command line ---- */

static int bad_usage(const char *what)
{
	fprintf(stderr, "vmtrace: report: %s; see vmtrace report --help\n", what);
	return USAGE;
}

static int set_option(struct options *o, char *text)
{
	char *value = strchr(text, '=');
	int rc;

	if (value)
		*value++ = 0;
	rc = options_set(o, text, value, false);
	if (!rc)
		return OK;
	fprintf(stderr, "vmtrace: failed to set -x option '%s'%s%s%s: %s\n", text,
		value ? " to '" : "", value ? value : "", value ? "'" : "", option_strerror(rc));
	return FAILED;
}

static int add_script(struct report *r, const char *name)
{
	int rc = source_list_add_file(&r->sources, name);

	if (!rc)
		return OK;
	fprintf(stderr, "vmtrace: failed to open %s: %s\n", name, strerror(-rc));
	return FAILED;
}

/* Of a long option getopt tells no letter. */
static int unknown(int letter, const char *word)
{
	const char text[] = { '-', letter, 0 };

	fprintf(stderr, "vmtrace: report: %s: unknown option; see vmtrace report --help\n",
		letter ? text : word);
	return USAGE;
}

static int take_option(struct report *r, int letter, const char *word)
{
	switch (letter) {
	case 'i':
		r->paths[r->npaths++] = optarg;
		return OK;
	case 's':
		return add_script(r, optarg);
	case 'n':
		if (!source_list_add_text(&r->sources, optarg))
			return OK;
		fprintf(stderr, "vmtrace: report: out of memory\n");
		return FAILED;
	case 'x':
		return set_option(&r->options, optarg);
	case 'o':
		r->output = optarg;
		return OK;
	case 'q':
		return r->options.quiet = true, OK;
	case 'F':
		return r->options.flowindent = true, OK;
	case 'w':
		return r->options.destructive = true, OK;
	case 'Z':
		return r->options.zdefs = true, OK;
	case 'e':
		return r->compile_only = true, OK;
	case 'l':
		return r->list = true, OK;
	case 'h':
		return r->help = true, OK;
	case ':':
		fprintf(stderr, "vmtrace: report: -%c wants a value; see vmtrace report --help\n",
			optopt);
		return USAGE;
	default:
		return unknown(optopt, word);
	}
}

static int parse(struct report *r, int argc, char **argv)
{
	static const struct option long_options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	int letter, rc = OK;

	options_init(&r->options);
	r->paths = calloc(argc + 1, sizeof(*r->paths));
	if (!r->paths)
		return FAILED;
	opterr = 0;
	optind = 0;
	while (!rc &&
	       (letter = getopt_long(argc, argv, ":i:s:n:x:o:qFwZelh", long_options, NULL)) != -1)
		rc = take_option(r, letter, argv[optind - 1]);
	if (rc)
		return rc;
	if (!r->npaths)
		r->paths[r->npaths++] = DEFAULT_TRACE;
	if (optind < argc && !r->sources.n && !r->help)
		return bad_usage("arguments belong to a program: give -s or -n");
	source_list_set_args(&r->sources, (const char *const *)argv + optind, argc - optind);
	return OK;
}

/* ---- Compiling ---- */

static int tell_error(const struct derror *e)
{
	fprintf(stderr, "vmtrace: %s\n", e->message);
	if (e->column) {
		fprintf(stderr, "    %s\n", e->source);
		fprintf(stderr, "    %*s^\n", (int)e->column - 1, "");
	}
	if (e->hint[0])
		fprintf(stderr, "    %s\n", e->hint);
	return FAILED;
}

/* A program's text is quoted up to where its first description ends. */
static int quoted_length(const struct program_source *s)
{
	int n = s->inlined ? strcspn(s->name, "{/;") : strlen(s->name);

	while (s->inlined && n && isspace((unsigned char)s->name[n - 1]))
		n--;
	return n;
}

static void tell_matches(const struct program *p)
{
	for (uint32_t i = 0; i < p->nsources; i++) {
		const struct program_source *s = &p->sources[i];

		fprintf(stderr, "vmtrace: %s '%.*s' matched %u probe%s\n",
			s->inlined ? "description" : "script", quoted_length(s), s->name,
			s->nmatched, s->nmatched == 1 ? "" : "s");
	}
}

static int compile(struct report *r)
{
	struct derror error = { 0 };

	r->compiler = dc_new(&r->options, r->probes, r->pool);
	if (!r->compiler) {
		fprintf(stderr, "vmtrace: out of memory compiling the program\n");
		return FAILED;
	}
	for (uint32_t i = 0; i < r->sources.n; i++)
		if (dc_add(r->compiler, &r->sources.sources[i], &error))
			return tell_error(&error);
	r->program = dc_finish(r->compiler);
	if (!r->program) {
		fprintf(stderr, "vmtrace: out of memory compiling the program\n");
		return FAILED;
	}
	return OK;
}

/* ---- What it does ---- */

static bool is_enabled(const struct program *p, uint32_t probe)
{
	for (uint32_t i = 0; i < p->nclauses; i++)
		for (uint32_t k = 0; k < p->clauses[i].nprobes; k++)
			if (p->clauses[i].probes[k] == probe)
				return true;
	return false;
}

static int list_probes(const struct report *r)
{
	probe_list_header(stdout);
	for (uint32_t i = 0; i < probe_set_count(r->probes); i++)
		if (!r->program || is_enabled(r->program, i))
			probe_list_row(stdout, probe_set_at(r->probes, i));
	return OK;
}

static volatile sig_atomic_t interrupted;

/* The first ends the run as dtrace's does; a second one is not caught. */
static void on_interrupt(int signal)
{
	interrupted = 1;
}

static void catch_interrupts(void)
{
	struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int run(struct report *r)
{
	FILE *file = r->output ? fopen(r->output, "ae") : stdout;
	struct out out = { .file = file, .options = &r->options };
	int status;

	if (!file) {
		fprintf(stderr, "vmtrace: %s: cannot be written: %s\n", r->output, strerror(errno));
		return FAILED;
	}
	setvbuf(file, NULL, _IOFBF, OUTPUT_BUFFER);
	catch_interrupts();
	if (!r->options.quiet)
		tell_matches(r->program);
	status = run_program(&(struct run){
		.program = r->program,
		.probes = r->probes,
		.world = r->world,
		.options = &r->options,
		.out = &out,
		.interrupted = &interrupted,
	});
	if (r->output && (ferror(file) | fclose(file))) {
		fprintf(stderr, "vmtrace: %s: %s\n", r->output, strerror(errno));
		return FAILED;
	}
	return status < 0 ? FAILED : status;
}

static int summarise(struct report *r)
{
	if (summary(r->world, stdout)) {
		fprintf(stderr, "vmtrace: out of memory making the summary\n");
		return FAILED;
	}
	return OK;
}

static int report(struct report *r)
{
	int status;

	r->pool = strpool_new();
	r->probes = probe_set_new();
	if (!r->pool || !r->probes) {
		fprintf(stderr, "vmtrace: out of memory\n");
		return FAILED;
	}
	if (world_open(&r->world, r->paths, r->npaths, r->pool))
		return FAILED;
	if (world_probes(r->world, r->probes)) {
		fprintf(stderr, "vmtrace: out of memory naming the probes\n");
		return FAILED;
	}
	if (r->sources.n) {
		status = compile(r);
		if (status || (r->compile_only && !r->list))
			return status;
	}
	status = r->list ? list_probes(r) : r->program ? run(r) : summarise(r);
	return status ? status : r->world->damages ? DAMAGED : OK;
}

int cmd_report(int argc, char **argv)
{
	struct report r = { 0 };
	int status = parse(&r, argc, argv);

	if (!status && r.help)
		print_help(stdout);
	else if (!status)
		status = report(&r);
	dc_free(r.compiler);
	probe_set_free(r.probes);
	world_free(r.world);
	strpool_free(r.pool);
	source_list_release(&r.sources);
	free(r.paths);
	return status;
}
