/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/check.h"
#include "report/lang/actions.h"
#include "report/lang/builtins.h"
#include "report/subr.h"

#include <string.h>

/* A letter of a subroutine's prototype: its name and what it takes. */
static const struct letter {
	char letter;
	const char *name;
	const struct type *type;
} parameters[] = {
	{ 's', "const char *", &type_string }, { 'i', "int", &type_int },
	{ 'l', "int64_t", &type_int64 },       { 'c', "char", &type_char },
	{ 'h', "uint16_t", &type_ushort },     { 'H', "uint32_t", &type_uint },
	{ 'q', "uint64_t", &type_uint64 },     { 'z', "size_t", &type_size },
	{ 'a', "ipaddr_t *", &type_ipaddr },   { 'A', "in6_addr_t *", &type_in6_addr },
	{ 'p', "void *", &type_address },      { 'u', "uintptr_t", &type_ulong },
};

static const struct letter *parameter(char letter)
{
	uint32_t i = 0;

	while (parameters[i].letter != letter)
		i++;
	return &parameters[i];
}

void check_arg_count(struct dcompiler *c, const struct node *call, const char *tag, uint32_t least,
		     uint32_t most)
{
	uint32_t got = node_count(call->right);

	if (got >= least && got <= most)
		return;
	dc_fail(c, call->pos, tag, NULL, "%s( ) prototype mismatch: %u arg%s passed, %s%u expected",
		call->name, got, got == 1 ? "" : "s",
		least == most ? ""
		: got < least ? "at least "
			      : "at most ",
		got < least ? least : most);
}

/* The last argument that was left out. */
static struct node *missing(struct dcompiler *c, const struct subr_info *s, struct pos pos)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	n->pos = pos;
	n->checked = true;
	return check_number(n, s->missing, &type_int);
}

struct node **check_arguments(struct dcompiler *c, struct node *n, const char *letters,
			      uint32_t required)
{
	struct node **arg = &n->right;

	check_arg_count(c, n, "D_PROTO_LEN", required, strlen(letters));
	for (uint32_t i = 0; *arg; arg = &(*arg)->next, i++) {
		const struct letter *p = parameter(letters[i]);

		if (!check_compatible(p->type, *arg))
			dc_fail(c, (*arg)->pos, "D_PROTO_ARG",
				dc_printf(c, "expected %s, got %s", p->name, (*arg)->type->name),
				"%s( ) argument #%u is incompatible with prototype", n->name,
				i + 1);
		*arg = check_as(c, p->type, *arg);
	}
	return arg;
}

static struct node *check_subr(struct dcompiler *c, struct node *n, struct symbol *s)
{
	const struct subr_info *info = &subr_infos[s->index];
	uint32_t got = node_count(n->right);
	struct node **last = check_arguments(c, n, info->args, info->required);

	if (got < strlen(info->args))
		*last = missing(c, info, n->pos);
	n->type = s->type;
	n->writable = type_is_pointer(s->type);
	return n;
}

static struct node *check_refused(struct dcompiler *c, struct node *n, struct symbol *s)
{
	const struct refusal *r = s->refusal;

	if (r->check)
		r->check(c, n);
	else
		check_arguments(c, n, r->args, r->required);
	refuse(c, r, n->pos);
	n->type = s->type;
	return n;
}

/* While parsing, as in dtrace: what is called must be the name of a function. */
void check_callee(struct dcompiler *c, struct node *n)
{
	const struct node *name = n->left;
	struct symbol *s;

	if (name->kind == N_AGGREF && !name->right)
		dc_fail(c, n->pos, "D_FUNC_UNDEF", NULL, "undefined function name: @%s",
			name->name);
	if (name->kind != N_IDENT || name->space != SPACE_GLOBAL)
		dc_fail(c, n->pos, "D_FUNC_IDENT", NULL,
			"function designator is not of function type");
	n->name = name->name;
	s = n->symbol = symbol_find(c->symbols, SPACE_GLOBAL, name->name, name->len);
	if (!s)
		dc_fail(c, n->pos, "D_FUNC_UNDEF", NULL, "undefined function name: %s", n->name);
	if (s->kind != SYM_SUBR && s->kind != SYM_ACTION && s->kind != SYM_AGGFN &&
	    s->kind != SYM_AGGVAL && (s->kind != SYM_REFUSED || !s->refusal->is_function))
		dc_fail(c, n->pos, "D_FUNC_IDKIND", NULL, "%s may not be used as a function",
			n->name);
}

struct node *check_call(struct dcompiler *c, struct node *n)
{
	check_list(c, &n->right);
	check_stability(c, n->symbol, n->pos);
	switch (n->symbol->kind) {
	case SYM_SUBR:
		return check_subr(c, n, n->symbol);
	case SYM_ACTION:
		n->type = &type_void;
		action_check(c, n);
		return n;
	case SYM_AGGVAL:
		return check_aggval(c, n);
	case SYM_REFUSED:
		return check_refused(c, n, n->symbol);
	}
	n->type = &type_agg;
	return n;
}

bool check_is_action(const struct node *n)
{
	return n->kind == N_CALL && (n->symbol->kind == SYM_ACTION ||
				     (n->symbol->refusal && n->symbol->refusal->is_action));
}

void check_has_value(struct dcompiler *c, const struct node *n)
{
	if (check_is_action(n))
		dc_fail(c, n->pos, "D_CG_EXPR", "write it as a statement of its own",
			"action %s( ) may not be called from a D expression", n->name);
	if (n->kind == N_CALL && n->symbol->kind == SYM_AGGFN)
		dc_fail(c, n->pos, "D_CG_EXPR", "write @name[keys] = count();",
			"aggregating function %s( ) may not be called from a D expression",
			n->name);
}
