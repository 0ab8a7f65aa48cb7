/* SPDX-License-Identifier: GPL-2.0 */
/*
 * args->FIELD: the fields of the tracepoints that a clause's descriptions match. Where they match
 * several, the field is what it is in all of them; where no trace is there to tell, or nothing
 * matches, it is of a type that goes with everything.
 */
#include "report/lang/builtins.h"
#include "report/lang/check.h"
#include "report/lang/lex.h"
#include "report/lang/matches.h"
#include "report/probe_fields.h"

#include <string.h>

#define MAX_FIELDS 65535
#define MOST_NAMED 180 /* characters of names in a message */

bool check_is_args(struct dcompiler *c, const struct node *n)
{
	const struct symbol *s;

	if (n->kind != N_IDENT || n->checked || n->space != SPACE_GLOBAL)
		return false;
	s = symbol_find(c->symbols, SPACE_GLOBAL, n->name, n->len);
	return s && s->kind == SYM_REFUSED && !strcmp(s->name, "args");
}

/* ---- Which events ---- */

typedef void visit_fn(struct dcompiler *, const struct node *, const struct probe *, void *self);

/* Every probe of the clause being checked. */
static void visit_probes(struct dcompiler *c, const struct node *n, visit_fn *visit, void *self)
{
	matches_find(c, c->clause);
	for (uint32_t i = 0; i < c->clause->matches.n; i++) {
		const struct matches *m = &VEC(c->clause->matches, struct matches)[i];

		for (uint32_t k = 0; k < m->probes.n; k++)
			visit(c, n, probe_set_at(c->probes, VEC(m->probes, uint32_t)[k]), self);
	}
}

static const char *event_name(struct dcompiler *c, const struct probe *p)
{
	return dc_printf(c, "%s:%s", p->module, p->name);
}

static const char *field_names(struct dcompiler *c, const struct probe *p)
{
	const char *text = "";

	for (uint32_t i = 0; i < p->nfields; i++) {
		if (strlen(text) + strlen(p->fields[i].name) > MOST_NAMED)
			return dc_printf(c, "%s ...", text);
		text = dc_printf(c, "%s%s%s", text, i ? ", " : "", p->fields[i].name);
	}
	return text;
}

static void check_tracepoint(struct dcompiler *c, const struct node *n, const struct probe *p,
			     void *self)
{
	if (p->kind != PROBE_EVENT)
		dc_fail(c, n->pos, "D_ARGS_TYPE", "use arg0 to arg9",
			"args-> may only be used with tracepoints: %s:%s:%s:%s is none",
			p->provider, p->module, p->function, p->name);
	*(uint32_t *)self += 1;
}

/* How many events; all of the clause's probes are. */
static uint32_t check_probes(struct dcompiler *c, const struct node *n)
{
	uint32_t events = 0;

	if (!c->clause)
		dc_fail(c, n->pos, "D_ARGS_NONE", NULL,
			"args-> may not be referenced outside of a probe clause");
	visit_probes(c, n, check_tracepoint, &events);
	return events;
}

/* ---- Which field ---- */

struct wanted {
	struct probe_field field; /* as it is in the events so far */
	const struct probe *first;
};

static const char *kind_name(enum probe_field_kind kind)
{
	static const char *const names[] = {
		[PROBE_FIELD_INT] = "an integer",
		[PROBE_FIELD_TEXT] = "a string",
		[PROBE_FIELD_LIST] = "an array of integers",
		[PROBE_FIELD_OTHER] = "bytes of another type",
		[PROBE_FIELD_MIXED] = "of one type in one session and another in another",
	};

	return names[kind];
}

static void join_field(struct dcompiler *c, const struct node *n, const struct probe *p, void *self)
{
	struct wanted *w = self;
	const struct probe_field *f = probe_field_find(p, n->name);

	if (p->unseen)
		return;
	if (!f)
		dc_fail(c, n->pos, "D_TYPE_MEMBER",
			dc_printf(c, "%s has: %s", event_name(c, p), field_names(c, p)),
			"%s is not a field of tracepoint %s", n->name, event_name(c, p));
	if (w->first && f->kind != w->field.kind)
		dc_fail(c, n->pos, "D_OP_INCOMPAT", "name fewer tracepoints in one clause",
			"field %s is %s in tracepoint %s, but %s in %s", n->name,
			kind_name(w->field.kind), event_name(c, w->first), kind_name(f->kind),
			event_name(c, p));
	if (w->first)
		probe_field_widen(&w->field, f);
	else
		*w = (struct wanted){ .field = *f, .first = p };
}

static const struct type *int_type(const struct probe_field *f)
{
	static const struct type *const types[4][2] = {
		{ &type_uchar, &type_char },
		{ &type_ushort, &type_short },
		{ &type_uint, &type_int },
		{ &type_uint64, &type_int64 },
	};

	return types[__builtin_ctz(f->size)][f->sign];
}

static uint16_t add_field(struct dcompiler *c, const char *name, uint8_t kind)
{
	struct event_field *f;

	for (uint32_t i = 0; i < c->event_fields.n; i++) {
		f = &VEC(c->event_fields, struct event_field)[i];
		if (f->kind == kind && !strcmp(f->name, name))
			return i;
	}
	f = vec_push(c, &c->event_fields, sizeof(*f), MAX_FIELDS, "fields of tracepoints");
	*f = (struct event_field){ name, kind };
	return c->event_fields.n - 1;
}

/* What the member is in all events; first is NULL where nobody knows. */
static struct wanted find_field(struct dcompiler *c, const struct node *member)
{
	struct wanted w = { .first = NULL };

	if (check_probes(c, member))
		visit_probes(c, member, join_field, &w);
	if (w.first && (w.field.kind == PROBE_FIELD_OTHER || w.field.kind == PROBE_FIELD_MIXED))
		dc_fail(c, member->pos, "D_TYPE_ERR", "trace(args) shows the whole event",
			"field %s of tracepoint %s is %s", member->name, event_name(c, w.first),
			kind_name(w.field.kind));
	return w;
}

static struct node *as_field(struct dcompiler *c, struct node *n, enum node_kind kind,
			     const char *name, const struct wanted *w)
{
	n->kind = kind;
	n->varies = w->field.varies;
	n->type = !w->first			      ? &type_any
		  : w->field.kind == PROBE_FIELD_TEXT ? &type_string
						      : int_type(&w->field);
	n->value = add_field(c, name, w->field.kind);
	return n;
}

struct node *check_event_field(struct dcompiler *c, struct node *n)
{
	struct wanted w = find_field(c, n);

	if (w.first && w.field.kind == PROBE_FIELD_LIST)
		dc_fail(c, n->pos, "D_TYPE_ERR", dc_printf(c, "write args->%s[0]", n->name),
			"field %s of tracepoint %s is %s: it needs an index", n->name,
			event_name(c, w.first), kind_name(w.field.kind));
	return as_field(c, n, N_EVENT, n->name, &w);
}

/* args->FIELD[index] */
struct node *check_event_element(struct dcompiler *c, struct node *n)
{
	const struct node *member = n->left;
	struct wanted w = find_field(c, member);

	if (w.first && w.field.kind != PROBE_FIELD_LIST)
		dc_fail(c, n->pos, "D_TYPE_ERR", NULL,
			"field %s of tracepoint %s is %s: it has no index", member->name,
			event_name(c, w.first), kind_name(w.field.kind));
	check_list(c, &n->right);
	if (n->right->next)
		dc_fail(c, n->pos, "D_ARR_BADREF", NULL, "args->%s[ ] has one index", member->name);
	if (!type_is_int(n->right->type))
		dc_fail(c, n->right->pos, "D_OP_INT", dc_printf(c, "got %s", n->right->type->name),
			"the index of args->%s[ ] must be an integer", member->name);
	n->left = n->right;
	n->right = NULL;
	return as_field(c, n, N_ELEMENT, member->name, &w);
}

struct node *check_event_whole(struct dcompiler *c, struct node *n)
{
	check_probes(c, n);
	n->kind = N_WHOLE;
	n->type = &type_string;
	n->left = n->right = NULL;
	return n;
}

struct counts {
	uint32_t probes, events;
};

static void count_probe(struct dcompiler *c, const struct node *n, const struct probe *p,
			void *self)
{
	struct counts *counts = self;

	counts->probes++;
	counts->events += p->kind == PROBE_EVENT;
}

bool check_on_events(struct dcompiler *c, const struct node *n)
{
	struct counts counts = { 0 };

	if (!c->clause)
		return false;
	visit_probes(c, n, count_probe, &counts);
	return counts.events || !counts.probes;
}
