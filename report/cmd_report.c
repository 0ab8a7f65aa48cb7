/* SPDX-License-Identifier: GPL-2.0 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/command_line.h"
#include "report/guest_use.h"
#include "report/world/damage_log.h"
#include "report/lang/dcompile.h"
#include "report/lang/disasm.h"
#include "report/library_folder.h"
#include "report/needs.h"
#include "report/preprocess.h"
#include "report/probe_list.h"
#include "report/report.h"
#include "report/stability_report.h"
#include "report/engine/run.h"
#include "report/summary/summary.h"

#define OUTPUT_BUFFER (1 << 18)
#define D_NAME "Sun D 1.14"

struct report {
	struct command_line line;
	struct strpool *pool;
	struct world *world;
	struct probe_set *probes;
	struct library_folder libraries;
	struct dcompiler *compiler;
	const struct program *program;
	struct guest_given given;
};

static int no_memory(const char *doing)
{
	fprintf(stderr, "vmtrace: out of memory %s\n", doing);
	return EXIT_FAILED;
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
	return EXIT_FAILED;
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

/* What the preprocessor says of a program that is fine otherwise is of no use to D's users. */
static int run_preprocessor(struct report *r, uint32_t i)
{
	struct source_list *sources = &r->line.sources;
	const struct dsource *s = &sources->sources[i];
	struct preprocessed p;
	int rc = preprocess(&p, s->text, s->size, &r->line.options);

	if (rc)
		fprintf(stderr, "vmtrace: %s %s: %s\n%s",
			s->inlined ? "invalid probe specifier" : "failed to compile script",
			s->name, p.message, p.complaints ? p.complaints : "");
	else
		source_list_replace(sources, i, p.text, p.size);
	if (!rc && r->line.options.cpphdrs && p.complaints)
		fputs(p.complaints, stderr);
	free(p.complaints);
	return rc ? EXIT_FAILED : EXIT_OK;
}

static int compile_libraries(struct report *r)
{
	struct source_list *l = &r->libraries.sources;
	struct derror error = { 0 };

	if (library_folder_read(&r->libraries, &r->line.options))
		return no_memory("reading the libraries");
	if (l->n &&
	    dc_add_libraries(r->compiler, l->sources, l->n, r->line.sources.sources, &error))
		return tell_error(&error);
	return EXIT_OK;
}

static int compile(struct report *r)
{
	struct source_list *sources = &r->line.sources;
	struct derror error = { 0 };
	int rc = EXIT_OK;

	r->line.options.zdefs |= r->line.list;
	r->compiler = dc_new(&r->line.options, r->probes, r->pool);
	if (!r->compiler)
		return no_memory("compiling the program");
	rc = compile_libraries(r);
	for (uint32_t i = 0; i < sources->n && !rc; i++) {
		if (r->line.options.cpp)
			rc = run_preprocessor(r, i);
		if (!rc && dc_add(r->compiler, &sources->sources[i], &error))
			rc = tell_error(&error);
	}
	if (rc)
		return rc;
	r->program = dc_finish(r->compiler);
	return r->program ? EXIT_OK : no_memory("compiling the program");
}

/* ---- What it does ---- */

static void list_one(void *self, uint32_t index)
{
	struct report *r = self;

	probe_list_row(stdout, probe_set_at(r->probes, index));
	if (r->line.stability)
		stability_report_probe(stdout, probe_set_at(r->probes, index));
}

static int list_all(struct report *r)
{
	char message[256];

	probe_set_match(r->probes, ":::", list_one, r, message, sizeof(message));
	return EXIT_OK;
}

/* As they are named: what two clauses name is listed twice, what is not there is an error. */
static int list_named(struct report *r)
{
	int status = EXIT_OK;

	for (uint32_t i = 0; i < r->program->nclauses; i++) {
		const struct clause *c = &r->program->clauses[i];

		if (!c->nprobes) {
			fprintf(stderr,
				"vmtrace: failed to match %s: No probe matches description\n",
				c->text);
			status = EXIT_FAILED;
		}
		for (uint32_t k = 0; k < c->nprobes; k++)
			list_one(r, c->probes[k]);
	}
	return status;
}

static int list_probes(struct report *r)
{
	probe_list_header(stdout);
	return (r->program ? list_named : list_all)(r);
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

/* NULL: it is told why. */
static FILE *open_output(const struct report *r)
{
	FILE *file = r->line.output ? fopen(r->line.output, "ae") : stdout;

	if (file)
		setvbuf(file, NULL, _IOFBF, OUTPUT_BUFFER);
	else
		fprintf(stderr, "vmtrace: %s: cannot be written: %s\n", r->line.output,
			strerror(errno));
	return file;
}

static int close_output(const struct report *r, FILE *file)
{
	if (!r->line.output || !(ferror(file) | fclose(file)))
		return EXIT_OK;
	fprintf(stderr, "vmtrace: %s: %s\n", r->line.output, strerror(errno));
	return EXIT_FAILED;
}

static int run(struct report *r)
{
	FILE *file = open_output(r);
	struct out out = { .file = file, .options = &r->line.options };
	int status;

	if (!file)
		return EXIT_FAILED;
	if (guest_use_wanted(r->program)) {
		if (guest_use_begin(r->world, &r->given, &r->line.guest, r->line.paths,
				    r->line.npaths))
			return EXIT_FAILED;
		guest_use_out(r->world, &out);
	}
	catch_interrupts();
	if (!r->line.options.quiet)
		tell_matches(r->program);
	if (r->line.stability)
		stability_report(file, r->program, false);
	if (!r->program->nmatched && !r->line.options.zdefs) {
		fputs("vmtrace: no probes matched\n", stderr);
		return EXIT_FAILED;
	}
	status = run_program(&(struct run){
		.program = r->program,
		.probes = r->probes,
		.world = r->world,
		.options = &r->line.options,
		.out = &out,
		.explain = r->line.explain,
		.progress = isatty(STDERR_FILENO),
		.interrupted = &interrupted,
	});
	if (close_output(r, file))
		return EXIT_FAILED;
	return status < 0 ? EXIT_FAILED : status;
}

static int compile_only(const struct report *r)
{
	FILE *file = r->line.stability ? open_output(r) : NULL;

	if (!r->line.stability)
		return EXIT_OK;
	if (!file)
		return EXIT_FAILED;
	stability_report(file, r->program, true);
	return close_output(r, file);
}

static int summarise(struct report *r)
{
	return summary(r->world, stdout) ? no_memory("making the summary") : EXIT_OK;
}

static int report_program(struct report *r)
{
	int rc = compile(r);

	if (rc)
		return rc;
	if (r->line.options.verbose)
		disasm_program(stderr, r->program);
	if (r->line.list)
		return list_probes(r);
	if (r->line.needs)
		return needs_print(stdout, r->program, r->probes), EXIT_OK;
	return r->line.compile_only ? compile_only(r) : run(r);
}

static int report(struct report *r)
{
	const struct command_line *l = &r->line;
	int status;

	r->pool = strpool_new();
	r->probes = probe_set_new();
	if (!r->pool || !r->probes)
		return no_memory("beginning");
	if (world_open(&r->world, l->paths, l->npaths, r->pool))
		return EXIT_FAILED;
	if (world_probes(r->world, r->probes) || (l->needs && needs_probes(r->probes)))
		return no_memory("naming the probes");
	status = l->sources.n ? report_program(r) : l->list ? list_probes(r) : summarise(r);
	if (status)
		return status;
	if (r->world->import_status)
		return r->world->import_status;
	return damage_log_count(r->world->damage) ? EXIT_DAMAGED : EXIT_OK;
}

int cmd_report(int argc, char **argv)
{
	struct report r = { 0 };
	int status = command_line_parse(&r.line, argc, argv);

	if (!status && r.line.help)
		command_line_help();
	else if (!status && r.line.version)
		puts("vmtrace: " D_NAME);
	else if (!status)
		status = report(&r);
	dc_free(r.compiler);
	library_folder_release(&r.libraries);
	probe_set_free(r.probes);
	world_free(r.world);
	guest_given_release(&r.given);
	strpool_free(r.pool);
	command_line_release(&r.line);
	return status;
}
