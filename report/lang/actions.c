/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/check.h"

#include <string.h>

void action_values(struct dcompiler *c, struct node *call, struct action *a, struct node *values)
{
	uint32_t n = node_count(values);

	if (n > UINT8_MAX)
		dc_fail(c, call->pos, "D_PROTO_LEN", NULL, "%s( ) takes at most %u values",
			call->name, UINT8_MAX);
	a->args = dc_alloc(c, n * sizeof(*a->args));
	call->values = values;
	for (; values; values = values->next) {
		check_has_value(c, values);
		a->args[a->nargs++] = check_recorded(values);
	}
}

static const struct action_info *info_of(const struct node *call)
{
	return &action_infos[call->symbol->index];
}

static void check_plain(struct dcompiler *c, struct node *call, struct action *a)
{
	const char *args = info_of(call)->args;

	check_arguments(c, call, args, strlen(args));
	action_values(c, call, a, call->right);
	for (uint32_t i = 0; i < a->nargs; i++)
		if (args[i] == 'i')
			a->args[i] = type_recorded(&type_int);
}

/* An address, recorded by the name that the event's guest has for it. */
static void check_any_symbol(struct dcompiler *c, struct node *call, struct action *a,
			     const struct type *type)
{
	static const struct {
		const char *name;
		enum naming naming;
	} namings[] = { { "mod", NAME_MODULE },
			{ "umod", NAME_MODULE },
			{ "uaddr", NAME_ADDRESS } };
	enum naming naming = NAME_SYMBOL;

	for (size_t i = 0; i < sizeof(namings) / sizeof(*namings); i++)
		if (!strcmp(call->name, namings[i].name))
			naming = namings[i].naming;
	check_arguments(c, call, info_of(call)->args, 1);
	call->right = check_as_symbol(c, call->right, naming, type);
	action_values(c, call, a, call->right);
	call->type = type;
}

static void check_symbol(struct dcompiler *c, struct node *call, struct action *a)
{
	check_any_symbol(c, call, a, &type_symaddr);
}

static void check_user_symbol(struct dcompiler *c, struct node *call, struct action *a)
{
	check_any_symbol(c, call, a, &type_usymaddr);
}

/* The tags that each of the actions on one aggregation raises. */
struct agg_tags {
	const char *proto, *arg, *bad, *scalar;
};

/* An aggregation, and the value that may stand behind it. */
static void agg_arguments(struct dcompiler *c, struct node *call, struct action *a,
			  const struct agg_tags *tags)
{
	const struct node *arg = call->right;
	struct symbol *s;

	if (arg->kind != N_AGGREF)
		dc_fail(c, arg->pos, tags->arg,
			dc_printf(c, "expected an aggregation, got %s", arg->type->name),
			"%s( ) argument #1 is incompatible with prototype", call->name);
	if (arg->next && !type_is_scalar(arg->next->type))
		dc_fail(c, arg->next->pos, tags->scalar,
			dc_printf(c, "expected a scalar, got %s", arg->next->type->name),
			"%s( ) argument #2 must be of scalar type", call->name);
	s = check_aggregation_name(c, arg);
	if (!s->defined)
		dc_fail(c, arg->pos, tags->bad, NULL, "undefined aggregation: @%s", s->name);
	a->aggs = dc_alloc(c, sizeof(*a->aggs));
	a->aggs[a->naggs++] = s->index;
	if (arg->next)
		action_values(c, call, a, arg->next);
}

static void check_clear(struct dcompiler *c, struct node *call, struct action *a)
{
	static const struct agg_tags tags = { "D_CLEAR_PROTO", "D_CLEAR_AGGARG", "D_CLEAR_AGGBAD",
					      NULL };

	check_arg_count(c, call, tags.proto, 1, 1);
	agg_arguments(c, call, a, &tags);
}

static const struct agg_tags normalize_tags = { "D_NORMALIZE_PROTO", "D_NORMALIZE_AGGARG",
						"D_NORMALIZE_AGGBAD", "D_NORMALIZE_SCALAR" };

static void check_normalize(struct dcompiler *c, struct node *call, struct action *a)
{
	check_arg_count(c, call, normalize_tags.proto, 2, 2);
	agg_arguments(c, call, a, &normalize_tags);
}

static void check_denormalize(struct dcompiler *c, struct node *call, struct action *a)
{
	check_arg_count(c, call, normalize_tags.proto, 1, 1);
	agg_arguments(c, call, a, &normalize_tags);
}

static void check_trunc(struct dcompiler *c, struct node *call, struct action *a)
{
	static const struct agg_tags tags = { "D_TRUNC_PROTO", "D_TRUNC_AGGARG", "D_TRUNC_AGGBAD",
					      "D_TRUNC_SCALAR" };

	check_arg_count(c, call, tags.proto, 1, 2);
	agg_arguments(c, call, a, &tags);
}

static void check_setopt(struct dcompiler *c, struct node *call, struct action *a)
{
	uint32_t i = 1;

	check_arg_count(c, call, "D_PROTO_LEN", 1, 2);
	for (const struct node *arg = call->right; arg; arg = arg->next, i++)
		if (!type_is_string(arg->type))
			dc_fail(c, arg->pos, "D_PROTO_ARG",
				dc_printf(c, "expected const char *, got %s", arg->type->name),
				"setopt( ) argument #%u is incompatible with prototype", i);
	action_values(c, call, a, call->right);
}

const struct action_info action_infos[] = {
	{ "breakpoint", ACT_LIVE, DESTROYS, check_plain, "" },
	{ "chill", ACT_LIVE, DESTROYS, check_plain, "i" },
	{ "clear", ACT_CLEAR, RECORDS, check_clear, NULL },
	{ "commit", ACT_COMMIT, COMMITS, check_plain, "i" },
	{ "copyout", ACT_LIVE, DESTROYS, check_plain, "puz" },
	{ "copyoutstr", ACT_LIVE, DESTROYS, check_plain, "suz" },
	{ "denormalize", ACT_DENORMALIZE, RECORDS, check_denormalize, NULL },
	{ "discard", ACT_DISCARD, DISCARDS, check_plain, "i" },
	{ "exit", ACT_EXIT, EXITS, check_plain, "i" },
	{ "freopen", ACT_FREOPEN, DESTROYS_AND_RECORDS, check_freopen, NULL },
	{ "ftruncate", ACT_FTRUNCATE, RECORDS, check_plain, "" },
	{ "func", ACT_SYMBOL, RECORDS, check_symbol, "u" },
	{ "mod", ACT_SYMBOL, RECORDS, check_symbol, "u" },
	{ "normalize", ACT_NORMALIZE, RECORDS, check_normalize, NULL },
	{ "panic", ACT_LIVE, DESTROYS, check_plain, "" },
	{ "print", ACT_PRINT, RECORDS, check_print, NULL },
	{ "printa", ACT_PRINTA, RECORDS, check_printa, NULL },
	{ "printf", ACT_PRINTF, RECORDS, check_printf, NULL },
	{ "raise", ACT_LIVE, DESTROYS, check_plain, "i" },
	{ "setopt", ACT_SETOPT, RECORDS, check_setopt, NULL },
	{ "speculate", ACT_SPECULATE, SPECULATES, check_plain, "i" },
	{ "stop", ACT_LIVE, DESTROYS, check_plain, "" },
	{ "sym", ACT_SYMBOL, RECORDS, check_symbol, "u" },
	{ "system", ACT_SYSTEM, DESTROYS_AND_RECORDS, check_printf, NULL },
	{ "trace", ACT_TRACE, RECORDS, check_trace, NULL },
	{ "tracemem", ACT_TRACEMEM, RECORDS, check_tracemem, NULL },
	{ "trunc", ACT_TRUNC, RECORDS, check_trunc, NULL },
	{ "uaddr", ACT_SYMBOL, RECORDS, check_user_symbol, "u" },
	{ "ufunc", ACT_SYMBOL, RECORDS, check_user_symbol, "u" },
	{ "umod", ACT_SYMBOL, RECORDS, check_user_symbol, "u" },
	{ "usym", ACT_SYMBOL, RECORDS, check_user_symbol, "u" },
};
const uint32_t action_infos_count = sizeof(action_infos) / sizeof(*action_infos);

void action_check(struct dcompiler *c, struct node *call)
{
	const struct action_info *info = info_of(call);

	call->action = dc_alloc(c, sizeof(*call->action));
	call->action->kind = info->kind;
	call->action->name = info->name;
	info->check(c, call, call->action);
}

enum action_class action_class(const struct node *call)
{
	return call->symbol->kind == SYM_ACTION ? info_of(call)->class : RECORDS;
}
