/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "record/record.h"
#include "report/report.h"

static int cmd_help(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "record", cmd_record, "record guests' exits, entries and samples into a file" },
	{ "report", cmd_report, "run a D program over traces, or summarise them" },
	{ "import", cmd_import, "make a trace of a file of trace-cmd or perf" },
	{ "guest", cmd_guest, "show a running guest's kernel and processes" },
	{ "info", cmd_info, "show what a trace holds and how it is stored" },
	{ "list", cmd_list, "list probes, registers and events" },
	{ "check", cmd_check, "verify traces to the last byte" },
	{ "repair", cmd_repair, "make a whole trace of what is left of a damaged one" },
	{ "export", cmd_export, "write events in formats of other tools" },
	{ "symbols", cmd_symbols, "put the symbols of guests' kernels into a trace" },
	{ "help", cmd_help, "show this, or a command's options" },
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find(const char *name)
{
	for (unsigned int i = 0; i < NCOMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	fprintf(stderr, "vmtrace: %s: unknown command; see 'vmtrace help'\n", name);
	return 2;
}

static void print_commands(FILE *f)
{
	fputs("usage: vmtrace COMMAND [ARGUMENTS]\n\n", f);
	for (unsigned int i = 0; i < NCOMMANDS; i++)
		fprintf(f, "  %-8s %s\n", commands[i].name, commands[i].help);
}

static int cmd_help(int argc, char **argv)
{
	const struct command *c = argc > 1 ? find(argv[1]) : NULL;
	char *help[] = { argv[1], "--help", NULL };

	if (argc > 1 && !c)
		return unknown(argv[1]);
	if (c && c->run != cmd_help)
		return c->run(2, help);
	print_commands(stdout);
	return 0;
}

static int run(int argc, char **argv)
{
	const struct command *c;

	if (argc < 2) {
		print_commands(stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("vmtrace " VMTRACE_VERSION);
		return 0;
	}
	c = find(!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ? "help" : argv[1]);
	return c ? c->run(argc - 1, argv + 1) : unknown(argv[1]);
}

/* A full disk behind `vmtrace report > file` must not look like success. */
static int flushed(void)
{
	int failed = fflush(stdout) || ferror(stdout);

	if (failed)
		fprintf(stderr, "vmtrace: standard output: %s\n", strerror(errno));
	return !failed;
}

int main(int argc, char **argv)
{
	int status = run(argc, argv);

	return flushed() || status ? status : 1;
}
