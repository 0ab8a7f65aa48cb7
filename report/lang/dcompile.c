/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"
#include "report/lang/check.h"
#include "report/lang/guard.h"
#include "report/print/fmt.h"
#include "report/lang/gen.h"
#include "report/lang/parse.h"
#include "report/lang/sugar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add_builtins(struct dcompiler *c)
{
	struct derror error; /* memory alone can fail, and the caller says so */

	c->error = &error;
	if (setjmp(c->fail))
		return -1;
	symtab_new(c);
	return 0;
}

struct dcompiler *dc_new(struct options *options, struct probe_set *probes, struct strpool *pool)
{
	struct dcompiler *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->options = options;
	c->probes = probes;
	c->pool = pool;
	if (add_builtins(c)) {
		dc_free(c);
		return NULL;
	}
	return c;
}

void dc_free(struct dcompiler *c)
{
	if (!c)
		return;
	for (uint32_t i = 0; i < c->fmts.n; i++)
		fmt_free(VEC(c->fmts, struct fmt *)[i]);
	arena_release(&c->arena);
	free(c);
}

/* ---- Probes ---- */

struct matches {
	struct dcompiler *c;
	const char *text, *full; /* with all four fields */
	struct vec probes;	 /* uint32_t */
};

static void found(void *self, uint32_t index)
{
	struct matches *m = self;

	*(uint32_t *)vec_push(m->c, &m->probes, sizeof(index), UINT32_MAX, "probes") = index;
}

static bool is_number(const char *s)
{
	while (isdigit((unsigned char)*s))
		s++;
	return !*s;
}

/* "BEGIN" as dtrace's messages write it: ":::BEGIN". */
static const char *full_name(struct dcompiler *c, const char *text)
{
	int colons = 0;

	for (const char *s = text; *s; s++)
		colons += *s == ':';
	return dc_printf(c, "%.*s%s", 3 - (colons < 3 ? colons : 3), ":::", text);
}

static int match_id(struct matches *m, const char *text)
{
	unsigned long long id = strtoull(text, NULL, 10);
	const struct probe *p;

	if (!id || id > probe_set_count(m->c->probes))
		return PROBE_BAD;
	found(m, id - 1);
	p = probe_set_at(m->c->probes, id - 1);
	m->full = dc_printf(m->c, "%s:%s:%s:%s", p->provider, p->module, p->function, p->name);
	return 1;
}

#define MOST_PID 4194304 /* Linux' own limit */

/* "pid123:..." asks for the functions of a live process. */
static void check_pid(struct dcompiler *c, const struct pspec *p)
{
	uint32_t n = !strncmp(p->text, "pid", 3) ? strspn(p->text + 3, "0123456789") : 0;
	long long pid = n ? strtoll(p->text + 3, NULL, 10) : 0;

	if (!n || p->text[3 + n] != ':')
		return;
	if (pid <= 0 || pid > MOST_PID)
		dc_fail(c, p->pos, "D_PROC_BADPID", NULL, "'%.*s' does not contain a valid pid",
			(int)n + 3, p->text);
	dc_fail(c, p->pos, "D_PROC_GRAB", "a trace holds VM exits, no process' functions",
		"failed to grab process %lld", pid);
}

/* Providers of a live system, whose probes dtrace finds there. */
static bool is_live(const char *description)
{
	static const char *const providers[] = {
		"cpc",	 "fbt",	     "fc",	"fpuinfo", "fsinfo", "io",   "ip",
		"iscsi", "lockstat", "mib",	"nfsv3",   "nfsv4",  "proc", "sched",
		"sdt",	 "srp",	     "sysinfo", "syscall", "tcp",    "udp",  "vminfo",
	};
	size_t n = strcspn(description, ":");

	for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++)
		if (strlen(providers[i]) == n && !strncmp(providers[i], description, n))
			return description[n] == ':';
	return false;
}

#define NO_PROBE "probe description %s does not match any probes"
#define NO_PROBE_HINT "vmtrace list shows the probes of a trace"

static struct matches resolve(struct dcompiler *c, const struct pspec *p)
{
	struct matches m = { .c = c, .text = p->text };
	char message[256] = "no probe has this number";
	const char *text;
	int n;

	c->region = "probe description";
	check_pid(c, p);
	text = dc_printf(c, "%s%.*s", p->text, c->source->omitted, ":::");
	m.full = full_name(c, text);
	n = is_number(text) ? match_id(&m, text)
			    : probe_set_match(c->probes, text, found, &m, message, sizeof(message));
	switch (n) {
	case PROBE_NO_MATCH:
		if (c->options->zdefs)
			break;
		if (is_live(p->text)) {
			dc_postpone(c, p->pos, "D_PDESC_ZERO", NO_PROBE_HINT, NO_PROBE, m.full);
			break;
		}
		dc_fail(c, p->pos, "D_PDESC_ZERO", NO_PROBE_HINT, NO_PROBE, m.full);
	case PROBE_BAD:
		dc_fail(c, p->pos, "D_PDESC_INVAL", NULL, "invalid probe description \"%s\": %s",
			p->text, message);
	case PROBE_FAST:
		dc_fail(c, p->pos, "D_PDESC_ZERO", NULL, "%s", message);
	case PROBE_NOMEM:
		dc_fail(c, p->pos, "D_UNKNOWN", NULL, "no memory left for probes");
	}
	c->region = NULL;
	return m;
}

/* ---- Clauses ---- */

static void tell_stability(struct dcompiler *c, const struct clause_ast *ast,
			   const struct matches *m, struct clause *clause,
			   struct program_source *source)
{
	struct description_stability *d = &clause->stability;
	const struct probe *first =
		m->probes.n ? probe_set_at(c->probes, VEC(m->probes, uint32_t)[0]) : NULL;
	struct stability stated = ast->stability;
	const char *fields[4];

	probe_split(dc_strndup(c, m->full, strlen(m->full)), fields);
	*d = description_stability(c->stabilities, fields, first, m->probes.n);
	for (uint32_t i = 0; i < NR_PARTS; i++)
		if (ast->parts & 1 << i)
			stated = stability_min(stated, d->provider->parts[i]);
	source->described = stability_min(source->described, d->named);
	source->stated = stability_min(source->stated, stated);
}

/* One clause of the program for each description, as dtrace has it; they share the code. */
static void add_clause(struct dcompiler *c, const struct clause_ast *ast)
{
	struct program_source *source = &VEC(c->sources, struct program_source)[c->sources.n - 1];
	struct clause code = { .line = ast->pos.line };
	struct vec all = { 0 };

	for (const struct pspec *p = ast->pspecs; p; p = p->next)
		*(struct matches *)vec_push(c, &all, sizeof(struct matches), UINT32_MAX,
					    "probe descriptions") = resolve(c, p);
	if (dc_postponed(c))
		return;
	gen_clause(c, ast, &code);
	if (!ast->sugar)
		c->guard = guard_of(c, ast->predicate);
	code.guard = c->guard;
	for (uint32_t i = 0; i < all.n; i++) {
		const struct matches *m = &VEC(all, struct matches)[i];
		struct clause *clause =
			vec_push(c, &c->clauses, sizeof(*clause), 1u << 20, "clauses");

		*clause = code;
		clause->text = m->text;
		clause->description = m->full;
		clause->probes = m->probes.items;
		clause->nprobes = m->probes.n;
		clause->epid = c->epids + 1;
		c->epids += m->probes.n;
		source->nclauses++;
		tell_stability(c, ast, m, clause, source);
		if (!ast->sugar)
			source->nmatched += m->probes.n;
	}
}

static struct program_source *add_source(struct dcompiler *c, const struct dsource *source)
{
	struct program_source *s = vec_push(c, &c->sources, sizeof(*s), UINT32_MAX, "sources");

	c->source = source;
	s->name = dc_strndup(c, source->name, strlen(source->name));
	s->inlined = source->inlined;
	s->described = s->stated = STABILITY_STANDARD;
	c->region = NULL;
	c->parsed = NULL;
	c->parsed_tail = &c->parsed;
	c->lexer = lex_new(c);
	if (c->options->extended)
		builtins_extend(c);
	builtins_reduce(c);
	return s;
}

static void compile(struct dcompiler *c, const struct dsource *source)
{
	struct program_source *s = add_source(c, source);
	bool empty;

	empty = !parse_program(c);
	pragma_check_used(c);
	macro_check_used(c->lexer);
	if (empty && !c->options->empty)
		dc_fail(c, lex_here(c->lexer), "D_EMPTY", "use -x empty to permit it",
			"empty D program translation unit");
	for (struct clause_ast *a = c->parsed; a; a = a->next)
		a = sugar_clause(c, a);
	for (struct clause_ast *a = c->parsed; a; a = a->next) {
		check_clause(c, a);
		add_clause(c, a);
	}
	dc_fail_postponed(c);
	if (!s->nclauses)
		s->described = s->stated = STABILITY_STABLE;
}

int dc_add(struct dcompiler *c, const struct dsource *source, struct derror *error)
{
	c->error = error;
	if (setjmp(c->fail))
		return -1;
	compile(c, source);
	return 0;
}

const struct program *dc_finish(struct dcompiler *c)
{
	struct program *p = &c->program;

	*p = (struct program){
		.destructive = p->destructive,
		.name = c->sources.n ? VEC(c->sources, struct program_source)[0].name : "",
		.nclauses = c->clauses.n,
		.clauses = c->clauses.items,
		.nvars = c->vars.n,
		.vars = c->vars.items,
		.naggs = c->aggs.n,
		.aggs = c->aggs.items,
		.nuses = c->uses.n,
		.uses = c->uses.items,
		.nactions = c->actions.n,
		.actions = c->actions.items,
		.nconsts = c->consts.n,
		.consts = c->consts.items,
		.nstrings = c->strings.n,
		.strings = c->strings.items,
		.nsources = c->sources.n,
		.sources = c->sources.items,
	};
	for (uint32_t i = 0; i < p->nsources; i++)
		p->nmatched += p->sources[i].nmatched;
	for (uint32_t i = 0; i < p->nvars; i++)
		p->uses_self |= p->vars[i].storage == SELF;
	return p;
}
