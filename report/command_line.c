/* SPDX-License-Identifier: GPL-2.0 */
#include "report/command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_TRACE "trace.vmt"

void command_line_help(void)
{
	fputs("usage: vmtrace report [-i FILE]... [-s SCRIPT|-n PROGRAM]... [ARGUMENT]...\n"
	      "  -i FILE     a trace (" DEFAULT_TRACE
	      "); - is standard input, none the empty trace\n"
	      "  -s SCRIPT   run a D script; -n PROGRAM: the program itself; all may repeat\n"
	      "  -f -m -P    as -n, for a function's, a module's, a provider's probes\n"
	      "  -q          print only what the program prints\n"
	      "  -x OPT[=V]  set an option of D, or threads=N, memory=SIZE, inorder, extended\n"
	      "  -b SIZE     set the option bufsize\n"
	      "  -o FILE     append what is printed to FILE\n"
	      "  -C          run the C preprocessor; -D NAME[=V], -U NAME, -I DIR, -H: its own\n"
	      "  -L DIR      compile the D libraries of a directory first; may repeat\n"
	      "  -e          compile only\n"
	      "  -l          list the probes that the programs name, or all\n"
	      "  -S -v       show the compiled code; show how stable what it names is\n"
	      "  -Z          a description may match no probe\n"
	      "  -w -F       permit destructive actions; indent by flow\n"
	      "  -V          show which D this is\n"
	      "  --guest-vmlinux FILE  name guests' addresses by this kernel's symbols; may "
	      "repeat\n"
	      "  --kaslr OFFSET        by how much it was moved, where the traces do not tell\n"
	      "  --needs     show what the programs want recorded, as options of vmtrace record\n"
	      "  --explain   tell how the clauses are run, what was read and how long it took\n"
	      "Without a program it prints a summary. ARGUMENTs are $1, $2 ... of the programs.\n"
	      "Exit status: exit()'s; else 3 if a trace was damaged; 1 on errors, 2 on usage.\n",
	      stdout);
}

static int bad_usage(const char *what)
{
	fprintf(stderr, "vmtrace: report: %s; see vmtrace report --help\n", what);
	return EXIT_USAGE;
}

static int no_memory(void)
{
	fprintf(stderr, "vmtrace: report: out of memory\n");
	return EXIT_FAILED;
}

static int set(struct command_line *c, const char *name, const char *value)
{
	int rc = options_set(&c->options, name, value, OPTION_COMMAND);

	if (!rc)
		return EXIT_OK;
	fprintf(stderr, "vmtrace: failed to set -x %s%s%s: %s\n", name, value ? "=" : "",
		value ? value : "", option_strerror(rc));
	return EXIT_FAILED;
}

static int add_script(struct command_line *c, const char *name)
{
	int rc = source_list_add_file(&c->sources, name);

	if (!rc)
		return EXIT_OK;
	fprintf(stderr, "vmtrace: failed to open %s: %s\n", name, strerror(-rc));
	return EXIT_FAILED;
}

/* letter tells which field of a description comes last: -n the name ... -P the provider. */
static int add_text(struct command_line *c, int letter, const char *text)
{
	static const char letters[] = "nfmP";
	int omitted = strchr(letters, letter) - letters;

	return source_list_add_text(&c->sources, text, omitted) ? no_memory() : EXIT_OK;
}

static int set_x(struct command_line *c, char *text)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = '\0';
	return set(c, text, value);
}

/* Letters that are short for an option of D. A NULL value: none. */
static const struct shorthand {
	char letter;
	const char *name;
} shorthands[] = {
	{ 'C', "cpp" },		{ 'D', "define" }, { 'F', "flowindent" }, { 'H', "cpphdrs" },
	{ 'I', "incdir" },	{ 'L', "libdir" }, { 'S', "verbose" },	  { 'U', "undef" },
	{ 'X', "stdc" },	{ 'Z', "zdefs" },  { 'b', "bufsize" },	  { 'q', "quiet" },
	{ 'w', "destructive" },
};

/* Letters of dtrace that ask for a live system, and what to do instead. */
static const struct {
	char letter;
	const char *instead;
} live[] = {
	{ 'A', "there is no boot to trace" },	  { 'B', "there is no boot to trace" },
	{ 'G', "there are no objects to link" },  { 'a', "there is no boot to trace" },
	{ 'c', "use vmtrace record -- COMMAND" }, { 'p', "use vmtrace record -p PID" },
};

/* Of a long option getopt tells no letter. */
static int unknown(int letter, const char *word)
{
	const char text[] = { '-', letter, 0 };

	fprintf(stderr, "vmtrace: report: %s: unknown option; see vmtrace report --help\n",
		letter ? text : word);
	return EXIT_USAGE;
}

/* Of options that have no letter. */
enum { EXPLAIN = 256, NEEDS, GUEST_VMLINUX, KASLR };

#define LETTERS ":aA:Bc:CD:ef:FGhHi:I:lL:m:n:o:p:P:qs:SU:vVwx:X:Zb:"

static int take_other(struct command_line *c, int letter)
{
	char text[128];

	for (size_t i = 0; i < sizeof(shorthands) / sizeof(*shorthands); i++)
		if (shorthands[i].letter == letter)
			return set(c, shorthands[i].name, optarg);
	for (size_t i = 0; i < sizeof(live) / sizeof(*live); i++)
		if (live[i].letter == letter) {
			snprintf(text, sizeof(text), "-%c: a trace is no live system: %s", letter,
				 live[i].instead);
			return bad_usage(text);
		}
	return unknown(letter, NULL);
}

static int take_slide(struct command_line *c, const char *text)
{
	c->guest.told = true;
	if (!guest_parse_slide(text, &c->guest.slide))
		return EXIT_OK;
	return bad_usage("--kaslr wants an offset, such as 0x1c000000");
}

static int take(struct command_line *c, int letter, const char *word)
{
	char text[128];

	switch (letter) {
	case 'i':
		c->paths[c->npaths++] = optarg;
		return EXIT_OK;
	case 's':
		return add_script(c, optarg);
	case 'n':
	case 'f':
	case 'm':
	case 'P':
		return add_text(c, letter, optarg);
	case 'x':
		return set_x(c, optarg);
	case 'o':
		c->output = optarg;
		return EXIT_OK;
	case 'e':
		return c->compile_only = true, EXIT_OK;
	case 'l':
		return c->list = true, EXIT_OK;
	case 'v':
		return c->stability = true, EXIT_OK;
	case 'V':
		return c->version = true, EXIT_OK;
	case 'h':
		return c->help = true, EXIT_OK;
	case EXPLAIN:
		return c->explain = true, EXIT_OK;
	case NEEDS:
		return c->needs = true, EXIT_OK;
	case GUEST_VMLINUX:
		c->guest_files[c->guest.nfiles++] = optarg;
		return EXIT_OK;
	case KASLR:
		return take_slide(c, optarg);
	case ':':
		if (optopt >= EXPLAIN)
			snprintf(text, sizeof(text), "%.100s wants a value", word);
		else
			snprintf(text, sizeof(text), "-%c wants a value", optopt);
		return bad_usage(text);
	case '?':
		return unknown(optopt, word);
	}
	return take_other(c, letter);
}

static int parse(struct command_line *c, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "explain", no_argument, NULL, EXPLAIN },
		{ "needs", no_argument, NULL, NEEDS },
		{ "guest-vmlinux", required_argument, NULL, GUEST_VMLINUX },
		{ "kaslr", required_argument, NULL, KASLR },
		{ 0 },
	};
	int letter, rc = EXIT_OK;

	opterr = 0;
	optind = 0;
	while (!rc && (letter = getopt_long(argc, argv, LETTERS, long_options, NULL)) != -1)
		rc = take(c, letter, argv[optind - 1]);
	if (rc)
		return rc;
	if (c->guest.told && !c->guest.nfiles)
		return bad_usage("--kaslr is of a kernel: give --guest-vmlinux");
	if (c->needs && !c->sources.n)
		return bad_usage("--needs is asked of a program: give -s or -n");
	if (c->needs)
		c->paths[0] = "none", c->npaths = 1;
	if (!c->npaths)
		c->paths[c->npaths++] = DEFAULT_TRACE;
	if (optind < argc && !c->sources.n && !c->help)
		return bad_usage("arguments belong to a program: give -s or -n");
	source_list_set_args(&c->sources, (const char *const *)argv + optind, argc - optind);
	return EXIT_OK;
}

int command_line_parse(struct command_line *c, int argc, char **argv)
{
	*c = (struct command_line){ .paths = calloc(argc + 1, sizeof(*c->paths)),
				    .guest_files = calloc(argc + 1, sizeof(*c->guest_files)) };
	options_init(&c->options);
	c->guest.files = c->guest_files;
	return c->paths && c->guest_files ? parse(c, argc, argv) : no_memory();
}

void command_line_release(struct command_line *c)
{
	source_list_release(&c->sources);
	options_release(&c->options);
	free(c->paths);
	free(c->guest_files);
}
