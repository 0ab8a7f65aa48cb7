/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/machine.h"
#include "report/engine/vec.h"

/* Registers a power of two apart would share few lines of a cache: values between two rooms. */
#define STAGGER 72

static int op_end(struct machine *m, const struct insn *i)
{
	return 0;
}

static op_fn *const ops[OP_NR] = {
	[OP_END] = op_end,	   [OP_CONST] = op_const,     [OP_STRING] = op_string,
	[OP_FIELD] = op_field,	   [OP_ARG] = op_arg,	      [OP_VMREG] = op_vmreg,
	[OP_EVENT] = op_event,	   [OP_ELEMENT] = op_element, [OP_WHOLE] = op_whole,
	[OP_MOV] = op_mov,	   [OP_ADD] = op_binary,      [OP_SUB] = op_binary,
	[OP_MUL] = op_binary,	   [OP_DIV] = op_divide,      [OP_UDIV] = op_divide,
	[OP_MOD] = op_divide,	   [OP_UMOD] = op_divide,     [OP_AND] = op_binary,
	[OP_OR] = op_binary,	   [OP_XOR] = op_binary,      [OP_SHL] = op_binary,
	[OP_SHR] = op_binary,	   [OP_USHR] = op_binary,     [OP_NEG] = op_unary,
	[OP_COM] = op_unary,	   [OP_NOT] = op_unary,	      [OP_BOOL] = op_unary,
	[OP_EXT] = op_ext,	   [OP_EQ] = op_binary,	      [OP_NE] = op_binary,
	[OP_LT] = op_binary,	   [OP_LE] = op_binary,	      [OP_ULT] = op_binary,
	[OP_ULE] = op_binary,	   [OP_SEQ] = op_text,	      [OP_SNE] = op_text,
	[OP_SLT] = op_text,	   [OP_SLE] = op_text,	      [OP_PUSH] = op_push,
	[OP_ELSE] = op_else,	   [OP_POP] = op_pop,	      [OP_LOAD] = op_load,
	[OP_STORE] = op_store,	   [OP_LOADX] = op_loadx,     [OP_STOREX] = op_storex,
	[OP_CALL] = op_call,	   [OP_AGG] = op_agg,	      [OP_ACT] = op_act,
	[OP_PEEK] = op_peek,	   [OP_POKE] = op_poke,	      [OP_COPY] = op_copy,
	[OP_TEXTAT] = op_textat,   [OP_TEXTTO] = op_textto,   [OP_ADDRESS] = op_address,
	[OP_LITERAL] = op_literal, [OP_BYTES] = op_bytes,     [OP_AGGVAL] = op_aggval,
	[OP_SYMBOL] = op_symbol,
};

static uint32_t code_depth(const struct insn *code)
{
	uint32_t depth = 0, most = 0;

	for (; code && code->op != OP_END; code++) {
		if (code->op == OP_PUSH && ++depth > most)
			most = depth;
		if (code->op == OP_POP && depth)
			depth--;
	}
	return most;
}

uint32_t machine_nregs(const struct program *p)
{
	uint32_t nregs = 1;

	for (uint32_t i = 0; i < p->nclauses; i++)
		if (p->clauses[i].nregs > nregs)
			nregs = p->clauses[i].nregs;
	return nregs;
}

/* The outermost level is one of them. */
static uint32_t most_levels(const struct program *p)
{
	uint32_t depth = 0;

	for (uint32_t i = 0; i < p->nclauses; i++) {
		uint32_t a = code_depth(p->clauses[i].predicate);
		uint32_t b = code_depth(p->clauses[i].body);

		depth = a > depth ? a : depth;
		depth = b > depth ? b : depth;
	}
	return depth + 1;
}

/* Columns that an aggregation of the program is spread to, or else what is put together. */
static uint32_t most_spread(const struct program *p)
{
	uint32_t most = 2;

	for (uint32_t i = 0; i < p->nuses; i++)
		if (p->uses[i].nkeys + 2u > most)
			most = p->uses[i].nkeys + 2;
	return most;
}

static int get_memory(struct machine *m, uint32_t lanes, uint32_t more)
{
	uint32_t nregs = machine_nregs(m->program) + more, depth = most_levels(m->program);

	m->stride = lanes > 1 ? lanes + STAGGER : 1;
	m->regs = calloc(nregs, sizeof(*m->regs));
	m->room = calloc((size_t)nregs * m->stride, sizeof(*m->room));
	m->levels = calloc(depth, sizeof(*m->levels));
	m->masks = malloc((size_t)depth * lanes);
	m->lanes = malloc(lanes * sizeof(*m->lanes));
	m->literals = calloc(m->program->nstrings + 1, sizeof(*m->literals));
	if (!m->regs || !m->room || !m->levels || !m->masks || !m->lanes || !m->literals)
		return -ENOMEM;
	for (uint32_t i = 0; i < depth; i++)
		m->levels[i].own = m->masks + (size_t)i * lanes;
	for (uint32_t i = 0; i < most_spread(m->program); i++) {
		m->spread[i] = malloc(lanes * sizeof(*m->spread[i]));
		if (!m->spread[i])
			return -ENOMEM;
	}
	for (uint32_t i = 0; i < nregs; i++)
		reg_set_one(m, i, 0);
	return 0;
}

struct machine *machine_new(const struct program *p, struct aggset *aggs, struct vars *vars,
			    struct fault_log *faults, struct strpool *pool, uint64_t strsize,
			    uint32_t lanes, uint32_t more)
{
	struct machine *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->program = p;
	m->aggs = aggs;
	m->vars = vars;
	m->faults = faults;
	m->env = (struct subr_env){
		.heap = &m->heap,
		.memory = vars ? vars_memory(vars) : NULL,
		.strsize = strsize,
	};
	if (get_memory(m, lanes, more)) {
		machine_free(m);
		return NULL;
	}
	return m;
}

void machine_free(struct machine *m)
{
	if (!m)
		return;
	strheap_release(&m->heap);
	for (uint32_t i = 0; i < AGG_KEYS + 2; i++)
		free(m->spread[i]);
	free(m->literals);
	free(m->lanes);
	free(m->regs);
	free(m->room);
	free(m->levels);
	free(m->masks);
	free(m->pending);
	free(m->values);
	free(m);
}

void machine_reset(struct machine *m)
{
	strheap_reset(&m->heap);
	if (m->env.memory)
		memory_reset(m->env.memory);
	m->env.token = NULL;
	m->npending = m->nvalues = 0;
}

void machine_one_lane(struct machine *m)
{
	struct level *l = &m->levels[0];

	m->depth = 0;
	*l = (struct level){ LEVEL_ALL, 1, l->own, l->own };
	l->own[0] = 1;
}

int machine_step(struct machine *m, const struct insn *i)
{
	return ops[i->op](m, i);
}

int machine_run(struct machine *m, struct batch *b, const struct insn *code, const uint16_t *where)
{
	struct level *l = &m->levels[0];
	int rc = 0;

	m->batch = b;
	m->code = m->pc = code;
	m->where = where;
	m->run++;
	m->depth = 0;
	m->fault.code = FAULT_NONE;
	l->kind = LEVEL_ALL;
	l->count = b->n;
	l->on = l->own;
	memset(l->own, 1, b->n);
	for (; m->pc->op != OP_END && l->count && !rc; m->pc++)
		rc = ops[m->pc->op](m, m->pc);
	return rc;
}

uint32_t machine_selected(struct machine *m, uint16_t *lanes)
{
	const struct level *l = &m->levels[0];
	const struct col *c = &m->regs[0].col;
	uint8_t *on = l->own;
	uint32_t n = m->batch->n;

	if (!l->count)
		return 0;
	if (c->shape == COL_ONE && !c->v[0])
		return 0;
	if (c->shape != COL_ONE)
		vec_mask(on, l->on, reg_flat(m, 0), n);
	return vec_lanes(lanes, on, n);
}

/* ---- Registers ---- */

void reg_set(struct machine *m, uint32_t r, const struct col *shape)
{
	m->regs[r].col = *shape;
	m->regs[r].col.v = reg_room(m, r);
	m->regs[r].run = m->run;
}

void reg_set_one(struct machine *m, uint32_t r, int64_t value)
{
	*reg_room(m, r) = value;
	reg_set(m, r, &(struct col){ .shape = COL_ONE, .n = 1 });
}

const int64_t *reg_flat(struct machine *m, uint32_t r)
{
	struct col *c = &m->regs[r].col;
	int64_t *room = reg_room(m, r);
	uint32_t n = m->batch->n;

	if (c->shape == COL_FLAT)
		return c->v;
	if (c->v == room) {
		/* Its few values would be overwritten while they spread. */
		col_flatten(c, n, m->spread[0]);
		memcpy(room, m->spread[0], n * sizeof(*room));
	} else {
		col_flatten(c, n, room);
	}
	*c = (struct col){ .shape = COL_FLAT, .n = n, .v = room };
	return room;
}

/* ---- Faults ---- */

static void end_lane(struct machine *m, uint32_t lane)
{
	const struct level *around = NULL;

	for (uint32_t d = 0; d <= m->depth; d++) {
		struct level *l = &m->levels[d];

		if (around && l->on == around->on && l->kind != LEVEL_NONE) {
			l->count = around->count;
		} else if (l->on[lane]) {
			l->own[lane] = 0;
			l->count--;
		}
		around = l;
	}
}

static struct fault make_fault(const struct machine *m, enum fault_code code, uint64_t address)
{
	uint32_t at = m->pc - m->code;

	return (struct fault){
		.code = code,
		.action = m->where ? m->where[at] : 0,
		.offset = at * 4, /* one instruction of DIF is four bytes */
		.address = address,
	};
}

/* Lanes are in order of time: of several that fault together the first is the earliest. */
static int log_faults(struct machine *m, uint32_t first, const struct fault *f, uint64_t count)
{
	struct batch *b = m->batch;

	return fault_log_add(m->faults, f, batch_firing(b, first),
			     &(struct fault_place){
				     .session = b->session->index,
				     .ns = batch_ns(b, first),
				     .cpu = b->cpu,
				     .seq = batch_seq(b, first),
			     },
			     count);
}

void machine_drop(struct machine *m)
{
	end_lane(m, 0);
	m->dropped = true;
}

int machine_fault(struct machine *m, uint32_t lane, enum fault_code code, uint64_t address)
{
	struct fault f = make_fault(m, code, address);

	end_lane(m, lane);
	if (m->stride > 1)
		return log_faults(m, lane, &f, 1);
	m->fault = f;
	return 0;
}

int machine_fault_where(struct machine *m,
			bool (*fn)(const struct machine *, uint32_t, const int64_t *),
			const int64_t *values, enum fault_code code)
{
	uint32_t first = 0, count = 0;
	struct fault f = make_fault(m, code, 0);

	for (uint32_t i = 0; i < m->batch->n; i++) {
		if (!lane_active(m, i) || (fn && !fn(m, i, values)))
			continue;
		if (!count++)
			first = i;
		end_lane(m, i);
	}
	if (!count)
		return 0;
	if (m->stride > 1)
		return log_faults(m, first, &f, count);
	m->fault = f;
	return 0;
}
