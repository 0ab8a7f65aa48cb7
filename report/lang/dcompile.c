/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"
#include "report/lang/check.h"
#include "report/lang/guard.h"
#include "report/print/fmt.h"
#include "report/lang/gen.h"
#include "report/lang/library.h"
#include "report/lang/matches.h"
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
static void add_clause(struct dcompiler *c, struct clause_ast *ast)
{
	struct program_source *source = &VEC(c->sources, struct program_source)[c->sources.n - 1];
	struct clause code = { .line = ast->pos.line };

	matches_find(c, ast);
	if (dc_postponed(c))
		return;
	gen_clause(c, ast, &code);
	if (!ast->sugar)
		c->guard = guard_of(c, ast->predicate);
	code.guard = c->guard;
	for (uint32_t i = 0; i < ast->matches.n; i++) {
		const struct matches *m = &VEC(ast->matches, struct matches)[i];
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

static void begin(struct dcompiler *c, const struct dsource *source)
{
	c->source = source;
	c->region = NULL;
	c->parsed = NULL;
	c->parsed_tail = &c->parsed;
	c->lexer = lex_new(c);
	if (c->options->extended)
		builtins_extend(c);
	builtins_reduce(c);
}

static struct program_source *add_source(struct dcompiler *c, const struct dsource *source)
{
	struct program_source *s = vec_push(c, &c->sources, sizeof(*s), UINT32_MAX, "sources");

	s->name = dc_strndup(c, source->name, strlen(source->name));
	s->inlined = source->inlined;
	s->described = s->stated = STABILITY_STANDARD;
	begin(c, source);
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

static void compile_library(struct dcompiler *c, const struct dsource *source)
{
	begin(c, source);
	parse_program(c);
	pragma_check_used(c);
	for (struct clause_ast *a = c->parsed; a; a = a->next)
		a = sugar_clause(c, a);
	for (struct clause_ast *a = c->parsed; a; a = a->next)
		check_clause(c, a);
	dc_fail_postponed(c);
}

/* 0; -1: an error. */
static int add_library(struct dcompiler *c, struct library *l)
{
	if (!setjmp(c->fail)) {
		compile_library(c, l->source);
		l->loaded = true;
		return 0;
	}
	c->pragmas = NULL;
	return strcmp(c->error->tag, "D_PRAGMA_DEPEND") ? -1 : 0;
}

int dc_add_libraries(struct dcompiler *c, const struct dsource *libraries, uint32_t n,
		     const struct dsource *program, struct derror *error)
{
	struct library *const *order;
	int rc = 0;

	c->error = error;
	c->user = program;
	if (setjmp(c->fail))
		return -1;
	order = library_order(c, libraries, n);
	for (uint32_t i = 0; i < n && !rc; i++)
		rc = add_library(c, order[i]);
	c->user = NULL;
	return rc;
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
		.nevent_fields = c->event_fields.n,
		.event_fields = c->event_fields.items,
		.nsources = c->sources.n,
		.sources = c->sources.items,
	};
	for (uint32_t i = 0; i < p->nsources; i++)
		p->nmatched += p->sources[i].nmatched;
	for (uint32_t i = 0; i < p->nvars; i++)
		p->uses_self |= p->vars[i].storage == SELF;
	return p;
}
