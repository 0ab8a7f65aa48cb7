/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/check.h"
#include "report/print/fmt.h"

#include <string.h>

/* The arguments or keys that conversions take in turn. */
struct supply {
	const char *function;
	struct node *call;
	struct node *arg;	  /* printf: the next value */
	const struct symbol *agg; /* printa: whose keys */
	uint32_t n;		  /* taken so far */
};

static const struct fmt *parse_format(struct dcompiler *c, const struct node *n, const char *name)
{
	char message[256] = "no memory left";
	struct fmt *f;

	if (n->kind != N_STRING)
		dc_fail(c, n->pos, "D_PRINTF_ARG_FMT",
			dc_printf(c, "expected a string constant, got %s", n->type->name),
			"%s( ) argument #1 is incompatible with prototype", name);
	if (!n->len)
		dc_fail(c, n->pos, "D_PRINTF_FMT_EMPTY", NULL, "%s( ) format string is empty",
			name);
	f = fmt_parse(n->name, n->len, message, sizeof(message));
	if (!f)
		dc_fail(c, n->pos, "D_SYNTAX", NULL, "%s( ) %s", name, message);
	*(struct fmt **)vec_push(c, &c->fmts, sizeof(f), UINT32_MAX, "formats") = f;
	return f;
}

/* A conversion as it was written, for messages. */
static const char *spell(struct dcompiler *c, const struct fmt_conv *v)
{
	return dc_printf(c, "%%%s%.3s%c", v->flags & FMT_AGG ? "@" : "", v->size, v->conv);
}

/* The type of the next value; NULL: there is none. */
static const struct type *next(struct supply *s)
{
	const struct type *t = NULL;

	if (s->agg) {
		t = s->n < s->agg->nkeys ? s->agg->keys[s->n] : NULL;
	} else if (s->arg) {
		t = s->arg->type;
		s->arg = s->arg->next;
	}
	s->n++;
	return t;
}

static void check_star(struct dcompiler *c, struct supply *s, uint32_t number, const char *what)
{
	const struct type *t = next(s);

	if (!t)
		dc_fail(c, s->call->pos, "D_PRINTF_DYN_PROTO", NULL,
			"%s( ) prototype mismatch: conversion #%u is missing a corresponding %s "
			"argument",
			s->function, number, what);
	if (!type_is_int(t))
		dc_fail(c, s->call->pos, "D_PRINTF_DYN_TYPE",
			dc_printf(c, "expected int, got %s", t->name),
			"%s( ) argument #%u is incompatible with conversion #%u prototype",
			s->function, s->n + 1, number);
}

static void check_conversion(struct dcompiler *c, struct supply *s, const struct fmt_conv *v,
			     uint32_t number)
{
	const char *expected = "";
	const struct type *t;
	struct vtype recorded;

	if (v->star_width)
		check_star(c, s, number, "width");
	if (v->star_prec)
		check_star(c, s, number, "precision");
	t = next(s);
	if (!t)
		dc_fail(c, s->call->pos, "D_PRINTF_ARG_PROTO", NULL,
			"%s( ) prototype mismatch: conversion #%u (%s) is missing a corresponding "
			"value argument",
			s->function, number, spell(c, v));
	if (t == &type_any)
		return;
	recorded = type_recorded(t);
	if (!fmt_accepts(v, &recorded, &expected) || t->kind == T_AGG || t->kind == T_XLATED ||
	    t == &type_void)
		dc_fail(c, s->call->pos, "D_PRINTF_ARG_TYPE",
			dc_printf(c, "conversion %s, expected %s, got %s", spell(c, v), expected,
				  t->name),
			"%s( ) argument #%u is incompatible with conversion #%u prototype",
			s->function, s->n + 1, number);
}

/* What %a takes is named where its event is. */
static void name_addresses(struct dcompiler *c, const struct fmt *f, struct node **link)
{
	for (uint32_t i = 0; i < f->n; i++) {
		const struct fmt_conv *v = &f->convs[i];

		if (v->style == FMT_S_END || v->style == FMT_S_PERCENT)
			continue;
		for (uint32_t stars = v->star_width + v->star_prec; stars; stars--)
			link = &(*link)->next;
		if (v->style == FMT_S_ADDRESS) {
			check_has_value(c, *link);
			*link = check_as_symbol(c, *link, NAME_ADDRESS, &type_symaddr);
		}
		link = &(*link)->next;
	}
}

void check_printf(struct dcompiler *c, struct node *call, struct action *a)
{
	struct supply s = { .function = call->name, .call = call };
	const struct fmt *f;

	check_arg_count(c, call, "D_PROTO_LEN", 1, UINT32_MAX);
	f = a->fmt = parse_format(c, call->right, call->name);
	for (struct node **link = &call->right->next; *link; link = &(*link)->next)
		if (type_is_chars((*link)->type))
			*link = check_as_text(c, *link);
	s.arg = call->right->next;
	for (uint32_t i = 0, number = 0; i < f->n; i++) {
		if (f->convs[i].style == FMT_S_END || f->convs[i].style == FMT_S_PERCENT)
			continue;
		number++;
		if (f->convs[i].flags & FMT_AGG)
			dc_fail(c, call->pos, "D_PRINTF_AGG_CONV", "use printa()",
				"%s( ) conversion #%u (%s) is only valid for aggregations",
				call->name, number, spell(c, &f->convs[i]));
		check_conversion(c, &s, &f->convs[i], number);
	}
	if (s.arg)
		dc_fail(c, s.arg->pos, "D_PRINTF_ARG_EXTRA", NULL,
			"%s( ) prototype mismatch: only %u argument%s required by this format",
			call->name, s.n, s.n == 1 ? "" : "s");
	name_addresses(c, f, &call->right->next);
	action_values(c, call, a, call->right->next);
}

/* An empty name restores the output; "." stands for that in dtrace's programs. */
void check_freopen(struct dcompiler *c, struct node *call, struct action *a)
{
	const struct node *name = call->right;

	if (name && name->kind == N_STRING && !strcmp(name->name, "."))
		dc_fail(c, name->pos, "D_FREOPEN_INVALID", NULL,
			"%s( ) argument #1 cannot be \"%s\"", call->name, name->name);
	if (name && name->kind == N_STRING && !name->len && !name->next)
		return;
	check_printf(c, call, a);
}

/* All of a printa's aggregations have the same keys. */
static void check_alike(struct dcompiler *c, const struct node *arg, const struct symbol *first,
			const struct symbol *s)
{
	if (s->nkeys != first->nkeys)
		dc_fail(c, arg->pos, "D_PRINTA_AGGKEY", check_signature(c, first),
			"printa( ) @%s has %u keys, @%s has %u", first->name, first->nkeys, s->name,
			s->nkeys);
	for (uint32_t i = 0; i < s->nkeys; i++)
		if (!type_compatible(first->keys[i], s->keys[i]))
			dc_fail(c, arg->pos, "D_PRINTA_AGGPROTO",
				dc_printf(c, "expected %s, got %s", first->keys[i]->name,
					  s->keys[i]->name),
				"printa( ) @%s[ ] key #%u is incompatible with @%s", s->name, i + 1,
				first->name);
}

/* With the first aggregation, as in dtrace: whether the others suit it comes later. */
static void check_printa_format(struct dcompiler *c, struct node *call, struct action *a,
				const struct symbol *agg)
{
	struct supply s = { .function = "printa", .call = call, .agg = agg };
	bool counts = VEC(c->aggs, struct aggdef)[agg->index].fn == AGG_COUNT;
	const struct type *type = counts ? &type_uint64 : &type_int64;
	struct vtype value = type_recorded(type);
	const char *expected;

	a->fmt = parse_format(c, call->right, "printa");
	for (uint32_t i = 0, number = 0; i < a->fmt->n; i++) {
		const struct fmt_conv *v = &a->fmt->convs[i];

		if (v->style == FMT_S_END || v->style == FMT_S_PERCENT)
			continue;
		number++;
		if (!(v->flags & FMT_AGG))
			check_conversion(c, &s, v, number);
		else if (!fmt_accepts(v, &value, &expected))
			dc_fail(c, call->pos, "D_PRINTF_ARG_TYPE",
				dc_printf(c, "conversion %s, expected %s, got %s", spell(c, v),
					  expected, type->name),
				"printa( ) aggregation is incompatible with conversion #%u "
				"prototype",
				number);
	}
}

static void check_aggs(struct dcompiler *c, struct node *call, struct action *a,
		       const struct node *arg)
{
	const struct symbol *first = NULL;
	uint32_t max = node_count(arg), number = arg != call->right;

	if (max > UINT16_MAX)
		dc_fail(c, call->pos, "D_PRINTA_PROTO", NULL,
			"printa( ) takes at most %u aggregations", UINT16_MAX);
	a->aggs = dc_alloc(c, max * sizeof(*a->aggs));
	for (; arg; arg = arg->next) {
		const struct symbol *s;

		number++;
		if (arg->kind != N_AGGREF)
			dc_fail(c, arg->pos, "D_PRINTA_AGGARG",
				dc_printf(c, "expected an aggregation, got %s", arg->type->name),
				"printa( ) argument #%u is incompatible with prototype", number);
		s = check_aggregation_name(c, arg);
		if (!s->defined)
			dc_fail(c, arg->pos, "D_PRINTA_AGGBAD", NULL, "undefined aggregation: @%s",
				s->name);
		if (first)
			check_alike(c, arg, first, s);
		else if (call->right->kind == N_STRING)
			check_printa_format(c, call, a, s);
		first = first ? first : s;
		a->aggs[a->naggs++] = s->index;
	}
}

void check_printa(struct dcompiler *c, struct node *call, struct action *a)
{
	struct node *arg = call->right;

	check_arg_count(c, call, "D_PROTO_LEN", 1, UINT32_MAX);
	if (arg->kind == N_STRING)
		arg = arg->next;
	if (!arg)
		dc_fail(c, call->pos, "D_PRINTA_PROTO", NULL,
			"printa( ) prototype mismatch: an aggregation must be named behind the "
			"format");
	check_aggs(c, call, a, arg);
}
