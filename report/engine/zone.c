/* SPDX-License-Identifier: GPL-2.0 */
#include "report/engine/zone.h"

#include "report/engine/vec.h"

/* Looking at more tasks than this is no gain. */
#define MOST_TASKS 256

static const struct zone_range any = { INT64_MIN, INT64_MAX };
static const struct zone_range truth = { 0, 1 };

struct zone {
	const struct batch *batch;
	const struct program *program;
	struct zone_range *regs;
	const struct insn *code;
};

static struct zone_range one(int64_t value)
{
	return (struct zone_range){ value, value };
}

static bool is_one(struct zone_range r, int64_t value)
{
	return r.low == value && r.high == value;
}

static struct zone_range join(struct zone_range a, struct zone_range b)
{
	return (struct zone_range){ a.low < b.low ? a.low : b.low,
				    a.high > b.high ? a.high : b.high };
}

/* Two's complement: where signs differ the order of unsigned ends says nothing. */
static struct zone_range from_u64(uint64_t low, uint64_t high)
{
	return (int64_t)low <= (int64_t)high ? (struct zone_range){ low, high } : any;
}

/* ---- Loads: false where a row may fault, or where nothing is known of that ---- */

static bool load_column(const struct zone *z, int column, bool high, struct zone_range *r)
{
	const struct vmt_block *b;

	if (column < 0)
		return false;
	b = &z->batch->cells->info->blocks[column];
	if (b->validity)
		return false;
	*r = high ? any : from_u64(b->min, b->max);
	return true;
}

/* Zone maps are of numbers. */
static bool load_event(const struct zone *z, uint32_t field, struct zone_range *r)
{
	return z->program->event_fields[field].kind == PROBE_FIELD_INT && z->batch->table->fields &&
	       load_column(z, z->batch->table->fields[field], false, r);
}

static bool load_time(const struct zone *z,
		      uint64_t (*map)(const struct vmt_chunk_info *, uint64_t),
		      struct zone_range *r)
{
	const struct vmt_chunk_info *info = z->batch->cells->info;
	uint64_t low = UINT64_MAX, high = 0;

	for (uint32_t g = 0; g < info->ngroups; g++) {
		uint64_t first = map(info, info->groups[g].min_time);
		uint64_t last = map(info, info->groups[g].max_time);

		low = first < low ? first : low;
		high = last > high ? last : high;
	}
	*r = from_u64(low, high);
	return true;
}

static void load_cpu(const struct zone *z, struct zone_range *r)
{
	const struct vmt_chunk_info *info = z->batch->cells->info;

	*r = one((int32_t)info->groups[0].cpu);
	for (uint32_t g = 1; g < info->ngroups; g++)
		*r = join(*r, one((int32_t)info->groups[g].cpu));
}

/* Numbers of the tasks that the chunk may hold; false: too many, or not known. */
static bool task_numbers(const struct zone *z, uint64_t *first, uint64_t *last)
{
	int column = z->batch->table->task;
	const struct vmt_block *b;

	if (column < 0)
		return false;
	b = &z->batch->cells->info->blocks[column];
	*first = b->min;
	*last = b->max;
	return !b->validity && *last - *first < MOST_TASKS;
}

static int64_t task_value(const struct task *t, enum field field)
{
	switch (field) {
	case FIELD_PID:
		return (int32_t)t->tgid;
	case FIELD_TID:
		return (int32_t)t->tid;
	case FIELD_PPID:
		return (int32_t)t->ppid;
	case FIELD_UID:
		return t->uid;
	default:
		return t->gid;
	}
}

static void load_task(const struct zone *z, enum field field, struct zone_range *r)
{
	uint64_t first, last;

	*r = any;
	if (!task_numbers(z, &first, &last))
		return;
	*r = one(task_value(world_task(z->batch->session, first), field));
	for (uint64_t n = first + 1; n <= last; n++)
		*r = join(*r, one(task_value(world_task(z->batch->session, n), field)));
}

static bool load_field(const struct zone *z, enum field field, struct zone_range *r)
{
	bool known;

	*r = any;
	switch (field) {
	case FIELD_TIMESTAMP:
		return load_time(z, vmt_chunk_mono, r);
	case FIELD_WALLTIMESTAMP:
		return load_time(z, vmt_chunk_real, r);
	case FIELD_CPL:
		return load_column(z, z->batch->table->paging.cpl, false, r);
	case FIELD_GUESTPROC:
		known = load_column(z, z->batch->table->paging.cr3, false, r);
		*r = any;
		return known;
	case FIELD_CPU:
		load_cpu(z, r);
		return true;
	case FIELD_PID:
	case FIELD_TID:
	case FIELD_PPID:
	case FIELD_UID:
	case FIELD_GID:
		load_task(z, field, r);
		return true;
	default:
		return !field_may_fault(field);
	}
}

/* ---- Operations ---- */

static struct zone_range compare(uint16_t op, struct zone_range x, struct zone_range y)
{
	bool is_unsigned = op == OP_ULT || op == OP_ULE;

	if (is_unsigned && (x.low < 0 || y.low < 0))
		return truth;
	switch (op) {
	case OP_EQ:
	case OP_NE:
		if (x.high < y.low || y.high < x.low)
			return one(op == OP_NE);
		return is_one(x, y.low) && is_one(y, x.low) ? one(op == OP_EQ) : truth;
	case OP_LT:
	case OP_ULT:
		return x.high < y.low ? one(1) : x.low >= y.high ? one(0) : truth;
	default:
		return x.high <= y.low ? one(1) : x.low > y.high ? one(0) : truth;
	}
}

static struct zone_range cut(struct zone_range x, uint16_t how)
{
	uint32_t bits = how & 0xff;
	int64_t low, high;

	if (!bits || bits >= 64)
		return x;
	high = how & 0x100 ? ((int64_t)1 << (bits - 1)) - 1 : ((int64_t)1 << bits) - 1;
	low = how & 0x100 ? -high - 1 : 0;
	return x.low >= low && x.high <= high ? x : (struct zone_range){ low, high };
}

static struct zone_range logic(uint16_t op, struct zone_range x, struct zone_range y)
{
	if (op == OP_AND && (is_one(x, 0) || is_one(y, 0)))
		return one(0);
	if (x.low < 0 || x.high > 1 || y.low < 0 || y.high > 1)
		return any;
	if (op == OP_AND)
		return x.low && y.low ? one(1) : truth;
	return x.low || y.low ? one(1) : x.high || y.high ? truth : one(0);
}

/* The instruction that wrote a register before `at`. */
static const struct insn *writer(const struct zone *z, const struct insn *at, uint16_t reg)
{
	while (at-- > z->code)
		if (at->a == reg)
			return at;
	return NULL;
}

/* execname against a string: do the names of the chunk's tasks all answer alike? */
static struct zone_range compare_names(const struct zone *z, const struct insn *i)
{
	const struct insn *x = writer(z, i, i->b), *y = writer(z, i, i->c);
	uint64_t first, last, same = 0;
	const struct str *text;

	if (!x || !y || x->op != OP_FIELD || x->b != FIELD_EXECNAME || y->op != OP_STRING ||
	    !task_numbers(z, &first, &last))
		return truth;
	text = z->program->strings[y->b];
	for (uint64_t n = first; n <= last; n++)
		same += !str_cmp(world_task(z->batch->session, n)->leader, text);
	if (same && same <= last - first)
		return truth;
	return one((same != 0) == (i->op == OP_SEQ));
}

/* ---- Code ---- */

static struct zone_range compute(const struct zone *z, const struct insn *i)
{
	struct zone_range x, y;

	if (i->op == OP_CONST)
		return one(z->program->consts[i->b]);
	if (i->op == OP_STRING)
		return any;
	x = z->regs[i->b];
	y = vec_binary[i->op] ? z->regs[i->c] : any;
	switch (i->op) {
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_ULT:
	case OP_ULE:
		return compare(i->op, x, y);
	case OP_SEQ:
	case OP_SNE:
		return compare_names(z, i);
	case OP_AND:
	case OP_OR:
		return logic(i->op, x, y);
	case OP_NOT:
		return compare(OP_EQ, x, one(0));
	case OP_BOOL:
		return compare(OP_NE, x, one(0));
	case OP_EXT:
		return cut(x, i->c);
	}
	return any;
}

/* What it may consist of beyond loads. */
static bool is_plain(uint16_t op)
{
	static const uint8_t plain[OP_NR] = {
		[OP_CONST] = 1, [OP_STRING] = 1, [OP_ADD] = 1, [OP_SUB] = 1, [OP_MUL] = 1,
		[OP_AND] = 1,	[OP_OR] = 1,	 [OP_XOR] = 1, [OP_SHL] = 1, [OP_SHR] = 1,
		[OP_USHR] = 1,	[OP_NEG] = 1,	 [OP_COM] = 1, [OP_NOT] = 1, [OP_BOOL] = 1,
		[OP_EXT] = 1,	[OP_EQ] = 1,	 [OP_NE] = 1,  [OP_LT] = 1,  [OP_LE] = 1,
		[OP_ULT] = 1,	[OP_ULE] = 1,	 [OP_SEQ] = 1, [OP_SNE] = 1, [OP_SLT] = 1,
		[OP_SLE] = 1,
	};

	return plain[op];
}

bool zone_excludes(const struct batch *b, const struct program *p, const struct insn *predicate,
		   struct zone_range *room)
{
	struct zone z = { .batch = b, .program = p, .regs = room, .code = predicate };

	for (const struct insn *i = predicate; i->op != OP_END; i++) {
		struct zone_range *r = &room[i->a];
		bool known = is_plain(i->op);

		if (i->op == OP_FIELD)
			known = load_field(&z, i->b, r);
		else if (i->op == OP_ARG)
			known = load_column(&z, batch_arg_column(b, i->b), false, r);
		else if (i->op == OP_EVENT)
			known = load_event(&z, i->b, r);
		else if (i->op == OP_VMREG)
			known = load_column(&z, b->table->places[i->b].column,
					    b->table->places[i->b].high, r);
		else if (known)
			*r = compute(&z, i);
		if (!known)
			return false;
	}
	return is_one(room[0], 0);
}
