/* SPDX-License-Identifier: GPL-2.0 */
#include "record/option_table.h"

#include <getopt.h>
#include <string.h>

#define MAX_OPTIONS 64
#define LONG 256 /* getopt's answers from here on are numbers of options */

struct getopt_tables {
	char letters[3 * MAX_OPTIONS + 3];
	struct option longs[MAX_OPTIONS + 1];
	const struct record_option *of[MAX_OPTIONS];
	int n;
};

static char *add_option(struct getopt_tables *g, const struct record_option *option, char *p)
{
	g->longs[g->n] = (struct option){ option->name, option->argument, NULL, LONG + g->n };
	g->of[g->n++] = option;
	if (!option->letter)
		return p;
	*p++ = option->letter;
	if (option->argument == required_argument)
		*p++ = ':';
	return p;
}

static void getopt_tables_init(struct getopt_tables *g, const struct record_option *const *tables)
{
	char *p = g->letters;

	memset(g, 0, sizeof(*g));
	*p++ = '+'; /* what follows the command's name is the command's */
	*p++ = ':';
	for (; *tables; tables++)
		for (const struct record_option *o = *tables; o->name && g->n < MAX_OPTIONS; o++)
			p = add_option(g, o, p);
}

static const struct record_option *find_option(const struct getopt_tables *g, int answer)
{
	if (answer >= LONG)
		return g->of[answer - LONG];
	for (int i = 0; i < g->n; i++)
		if (g->of[i]->letter && g->of[i]->letter == answer)
			return g->of[i];
	return NULL;
}

int option_tables_parse(const struct record_option *const *tables, struct record_options *o,
			int argc, char **argv, int *rest, struct trouble *t)
{
	struct getopt_tables g;
	int c;

	getopt_tables_init(&g, tables);
	opterr = 0;
	optind = 0; /* glibc: begin anew, also in a test's second call */
	while ((c = getopt_long(argc, argv, g.letters, g.longs, NULL)) != -1) {
		const struct record_option *option = find_option(&g, c);

		if (c == ':')
			return trouble_set(t, TROUBLE_USAGE, "record %s: an argument is missing",
					   argv[optind - 1]);
		if (!option)
			return trouble_set(t, TROUBLE_USAGE,
					   "record %s: unknown option; see 'vmtrace record --help'",
					   argv[optind > 1 ? optind - 1 : 1]);
		if (option->set(o, optarg, t))
			return -1;
	}
	*rest = optind;
	return 0;
}
