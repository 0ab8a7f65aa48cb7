/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>

#include "report/engine/batch.h"

#define NARGS 10
#define CPL_USER 3

typedef int arg_fn(struct batch *, int64_t *room, struct col *);

static int set_zero(struct batch *b, int64_t *room, struct col *out)
{
	*room = 0;
	*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
	return BATCH_EVERY;
}

static int get_reason(struct batch *b, int64_t *room, struct col *out)
{
	/* An entry has no reason. */
	return b->table->reason < 0 ? set_zero(b, room, out)
				    : batch_column(b, b->table->reason, room, out);
}

static int get_vcpu(struct batch *b, int64_t *room, struct col *out)
{
	return batch_column(b, b->table->vcpu, room, out);
}

static int get_rip(struct batch *b, int64_t *room, struct col *out)
{
	return batch_column(b, b->table->rip, room, out);
}

static int get_info1(struct batch *b, int64_t *room, struct col *out)
{
	return batch_column(b, b->table->info1, room, out);
}

static int get_info2(struct batch *b, int64_t *room, struct col *out)
{
	return batch_column(b, b->table->info2, room, out);
}

static int get_late(struct batch *b, int64_t *room, struct col *out)
{
	return batch_column(b, b->table->late, room, out);
}

/* RIP where the guest was in user mode, or was not; else 0. */
static int get_pc(struct batch *b, bool user, int64_t *room, struct col *out)
{
	const struct vmt_view *rip_some = NULL;
	int64_t cpl_room;
	struct col rip, cpl;
	int state = batch_column(b, b->table->rip, room, &rip);

	if (state <= BATCH_NONE)
		return state;
	if (state == BATCH_SOME)
		rip_some = b->some[0];
	col_flatten(&rip, rip.v == room ? 1 : b->n, room);
	state = batch_column(b, b->table->paging.cpl, &cpl_room, &cpl);
	if (state <= BATCH_NONE)
		return state;
	for (uint32_t i = 0; i < b->n; i++)
		if ((col_at(&cpl, i) == CPL_USER) != user)
			room[i] = 0;
	*out = (struct col){ .shape = b->n == 1 ? COL_ONE : COL_FLAT, .n = b->n, .v = room };
	if (!rip_some)
		return state;
	b->some[state == BATCH_SOME] = rip_some;
	b->nsome = 1 + (state == BATCH_SOME);
	return BATCH_SOME;
}

static int get_kernel_pc(struct batch *b, int64_t *room, struct col *out)
{
	return get_pc(b, false, room, out);
}

static int get_user_pc(struct batch *b, int64_t *room, struct col *out)
{
	return get_pc(b, true, room, out);
}

/* What is not named is 0, as on any probe with fewer arguments. */
static arg_fn *const vm_args[NARGS] = { get_reason, get_rip, get_info1, get_info2 };
static arg_fn *const vexit_args[NARGS] = { get_rip, get_reason };
static arg_fn *const vcpu_args[NARGS] = { get_vcpu };
static arg_fn *const sample_args[NARGS] = { get_kernel_pc, get_user_pc, get_late };

static arg_fn *find_arg(const struct batch *b, uint32_t arg)
{
	if (b->table->kind == EVENT_SAMPLE)
		return sample_args[arg];
	switch (b->numbering) {
	case ARGS_VEXIT:
		return vexit_args[arg];
	case ARGS_VCPU:
		return vcpu_args[arg];
	case ARGS_VM:
		return vm_args[arg];
	}
	return NULL;
}

int batch_arg_column(const struct batch *b, uint32_t arg)
{
	const struct event_table *t = b->table;
	const struct {
		arg_fn *get;
		int column;
	} plain[] = {
		{ get_reason, t->reason }, { get_vcpu, t->vcpu },   { get_rip, t->rip },
		{ get_info1, t->info1 },   { get_info2, t->info2 }, { get_late, t->late },
	};
	arg_fn *get;

	if (arg >= NARGS || b->args)
		return -1;
	if (t->kind == EVENT_TRACEPOINT)
		return t->args[arg];
	get = find_arg(b, arg);

	for (uint32_t i = 0; get && i < sizeof(plain) / sizeof(*plain); i++)
		if (plain[i].get == get)
			return plain[i].column;
	return -1;
}

static int get_event_arg(struct batch *b, uint32_t arg, int64_t *room, struct col *out)
{
	int column = b->table->args[arg];

	return column == EVENT_NO_ARG ? set_zero(b, room, out) : batch_column(b, column, room, out);
}

int batch_event(struct batch *b, uint32_t field, int64_t *room, struct col *out)
{
	if (!b->table || !b->table->fields)
		return BATCH_NONE;
	return batch_column(b, b->table->fields[field], room, out);
}

int batch_arg(struct batch *b, uint32_t arg, int64_t *room, struct col *out)
{
	arg_fn *get = NULL;

	if (arg >= NARGS)
		return set_zero(b, room, out);
	if (b->args) {
		*room = b->args[arg];
		*out = (struct col){ .shape = COL_ONE, .n = 1, .v = room };
		return BATCH_EVERY;
	}
	if (b->table && b->table->kind == EVENT_TRACEPOINT)
		return get_event_arg(b, arg, room, out);
	if (b->table)
		get = find_arg(b, arg);
	return get ? get(b, room, out) : set_zero(b, room, out);
}

int batch_register(struct batch *b, uint32_t k, int64_t *room, struct col *out)
{
	struct reg_place place;
	int state;

	if (!b->table)
		return BATCH_NONE;
	place = b->table->places[k];
	state = batch_column(b, place.column, room, out);
	if (state <= BATCH_NONE || !place.high)
		return state;
	for (uint32_t i = 0; i < out->n; i++)
		room[i] = (uint64_t)out->v[i] >> 32;
	out->v = room;
	return state;
}
