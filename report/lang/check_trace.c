/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/check.h"
#include "report/lang/lex.h"

struct value_tags {
	const char *of_void, *of_dynamic, *of_agg;
};

static void check_value(struct dcompiler *c, struct node *call, struct action *a,
			const struct value_tags *tags)
{
	const struct node *arg = call->right;

	check_arg_count(c, call, "D_PROTO_LEN", 1, 1);
	if (arg->type->kind == T_VOID && !type_is_recorded_only(arg->type))
		dc_fail(c, arg->pos, tags->of_void, NULL,
			"%s( ) may not be applied to a void expression", call->name);
	if (arg->kind == N_AGGREF)
		dc_fail(c, arg->pos, tags->of_agg, "use printa()",
			"%s( ) may not be applied to an aggregation", call->name);
	if (arg->type->kind == T_XLATED || arg->type->kind == T_AGG)
		dc_fail(c, arg->pos, tags->of_dynamic, "name a member of it",
			"%s( ) may not be applied to a dynamic expression", call->name);
	action_values(c, call, a, call->right);
}

void check_trace(struct dcompiler *c, struct node *call, struct action *a)
{
	static const struct value_tags tags = { "D_TRACE_VOID", "D_TRACE_DYN", "D_TRACE_AGG" };

	check_value(c, call, a, &tags);
}

void check_print(struct dcompiler *c, struct node *call, struct action *a)
{
	static const struct value_tags tags = { "D_PRINT_VOID", "D_PRINT_DYN", "D_PRINT_AGG" };

	check_value(c, call, a, &tags);
	a->type = call->right->type;
}

/* The bytes at an address, as an array of them. */
static struct node *bytes_at(struct dcompiler *c, struct node *address, uint32_t size)
{
	struct node *n = dc_alloc(c, sizeof(*n));

	*n = (struct node){
		.kind = N_UNARY,
		.op = TOK_MUL,
		.checked = true,
		.pos = address->pos,
		.left = address,
		.type = type_array(c, &type_char, size),
		.next = address->next,
	};
	return n;
}

void check_tracemem(struct dcompiler *c, struct node *call, struct action *a)
{
	struct node *address = call->right, *size, *limit;

	check_arg_count(c, call, "D_PROTO_LEN", 2, UINT32_MAX);
	size = address->next;
	limit = size->next;
	if (!type_is_int(size->type))
		dc_fail(c, size->pos, "D_PROTO_ARG",
			dc_printf(c, "expected size_t, got %s", size->type->name),
			"tracemem( ) argument #2 is incompatible with prototype");
	if (!type_is_int(address->type) && !type_is_pointer(address->type))
		dc_fail(c, address->pos, "D_TRACEMEM_ADDR",
			dc_printf(c, "expected a pointer or integer, got %s", address->type->name),
			"tracemem( ) argument #1 is incompatible with prototype");
	if (size->kind != N_NUMBER || size->value <= 0 || size->value > UINT16_MAX)
		dc_fail(c, size->pos, "D_TRACEMEM_SIZE", NULL,
			"tracemem( ) argument #2 must be a positive constant of at most %u",
			UINT16_MAX);
	if (limit && limit->next)
		dc_fail(c, limit->next->pos, "D_TRACEMEM_ARGS", NULL,
			"tracemem( ) prototype mismatch: at most 3 arguments expected");
	if (limit && !type_is_scalar(limit->type))
		dc_fail(c, limit->pos, "D_TRACEMEM_DYNSIZE",
			dc_printf(c, "got %s", limit->type->name),
			"tracemem( ) argument #3 must be of scalar type");
	address = bytes_at(c, address, size->value);
	address->next = limit;
	action_values(c, call, a, address);
}
