/* SPDX-License-Identifier: GPL-2.0 */
#include "report/stability_report.h"

#include <string.h>

static void print_attributes(FILE *f, const char *what, struct stability s)
{
	fprintf(f, "\n\t%s Attributes\n", what);
	fprintf(f, "\t\tIdentifier Names: %s\n", stability_level(s.name));
	fprintf(f, "\t\tData Semantics:   %s\n", stability_level(s.data));
	fprintf(f, "\t\tDependency Class: %s\n", stability_class(s.class));
}

/* No probe here has arguments of known types: args[] is refused. */
static void print_description(FILE *f, const struct description_stability *d)
{
	if (!d->known)
		return;
	print_attributes(f, "Probe Description", d->named);
	print_attributes(f, "Argument", d->args);
	fputs("\n\tArgument Types\n\t\tNone\n\n", f);
}

/* The name is cropped as in dtrace, whose blank before a { stays. */
static void print_source(FILE *f, const struct program_source *s)
{
	fprintf(f, "\nStability attributes for %s %.*s:\n", s->inlined ? "description" : "script",
		(int)(s->inlined ? strcspn(s->name, "{/;") : strlen(s->name)), s->name);
	print_attributes(f, "Minimum Probe Description", s->described);
	print_attributes(f, "Minimum Statement", s->stated);
}

static void print_clauses(FILE *f, const struct clause *clause, uint32_t n)
{
	for (; n; n--, clause++) {
		fprintf(f, "\n%s\n", clause->description);
		print_description(f, &clause->stability);
	}
}

void stability_report(FILE *f, const struct program *p, bool compiled)
{
	const struct clause *clause = p->clauses;

	for (uint32_t i = 0; i < p->nsources; i++) {
		const struct program_source *s = &p->sources[i];

		print_source(f, s);
		if (compiled)
			print_clauses(f, clause, s->nclauses);
		else
			fputc('\n', f);
		clause += s->nclauses;
	}
}

void stability_report_probe(FILE *f, const struct probe *p)
{
	struct description_stability d = probe_stability(p);

	print_description(f, &d);
}
