/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A layer over a whole chunk at once, all CPUs: for clauses that compute and aggregate and
 * cannot fault. Work is done for each distinct value or run that the chunk's columns have; its
 * lanes are only met where an aggregation adds them up (group.h).
 */
#include "report/engine/span_worker.h"

/* What a clause may consist of. Loads are looked at when they are made. */
static const enum {
	OTHER,
	PURE,
	LOAD,
	NUMBER,
	DIVIDE,
	LEVEL,
	UNLEVEL,
	AGGREGATE
} roles[OP_NR] = {
	[OP_CONST] = NUMBER, [OP_STRING] = PURE, [OP_FIELD] = LOAD,    [OP_ARG] = LOAD,
	[OP_VMREG] = LOAD,   [OP_EVENT] = LOAD,	 [OP_MOV] = PURE,      [OP_ADD] = PURE,
	[OP_SUB] = PURE,     [OP_MUL] = PURE,	 [OP_DIV] = DIVIDE,    [OP_UDIV] = DIVIDE,
	[OP_MOD] = DIVIDE,   [OP_UMOD] = DIVIDE, [OP_AND] = PURE,      [OP_OR] = PURE,
	[OP_XOR] = PURE,     [OP_SHL] = PURE,	 [OP_SHR] = PURE,      [OP_USHR] = PURE,
	[OP_NEG] = PURE,     [OP_COM] = PURE,	 [OP_NOT] = PURE,      [OP_BOOL] = PURE,
	[OP_EXT] = PURE,     [OP_EQ] = PURE,	 [OP_NE] = PURE,       [OP_LT] = PURE,
	[OP_LE] = PURE,	     [OP_ULT] = PURE,	 [OP_ULE] = PURE,      [OP_SEQ] = PURE,
	[OP_SNE] = PURE,     [OP_SLT] = PURE,	 [OP_SLE] = PURE,      [OP_PUSH] = LEVEL,
	[OP_ELSE] = PURE,    [OP_POP] = UNLEVEL, [OP_AGG] = AGGREGATE, [OP_SYMBOL] = PURE,
};

/* The divisor is a number other than 0, written just before. */
static bool divides_safely(const struct program *p, const struct insn *code, const struct insn *i)
{
	for (const struct insn *k = i; k-- > code;)
		if (k->a == i->c)
			return roles[k->op] == NUMBER && p->consts[k->b] != 0;
	return false;
}

static bool suits(const struct program *p, const struct insn *code)
{
	uint32_t depth = 0;

	for (const struct insn *i = code; i && i->op != OP_END; i++) {
		switch (roles[i->op]) {
		case OTHER:
			return false;
		case DIVIDE:
			if (!divides_safely(p, code, i))
				return false;
			break;
		case LEVEL:
			depth++;
			break;
		case UNLEVEL:
			depth--;
			break;
		case AGGREGATE:
			if (depth || p->uses[i->a].has_increment)
				return false;
			break;
		default:
			break;
		}
	}
	return true;
}

bool span_whole_suits(const struct program *p, const struct clause *c)
{
	return suits(p, c->predicate) && suits(p, c->body);
}

/* Something is read after something was aggregated: whether it is there must be known before. */
static bool loads_late(const struct clause *c)
{
	bool aggregated = false;

	for (const struct insn *i = c->body; i->op != OP_END; i++) {
		if (aggregated && roles[i->op] == LOAD)
			return true;
		aggregated |= roles[i->op] == AGGREGATE;
	}
	return false;
}

/* 1; 0: the layer fires nowhere; MACHINE_DECLINES; -ENOMEM. */
static int filter_reasons(struct span_worker *w, const struct layer *l)
{
	struct batch *b = &w->batch;
	const struct reasons *r = &w->dispatch->isas[l->isa].reasons;
	int64_t *fires = w->whole->spread[0];
	struct col c;
	int state = batch_column(b, b->table->reason, fires, &c);

	if (state != BATCH_EVERY)
		return state < 0 ? state : MACHINE_DECLINES;
	for (uint32_t i = 0; i < c.n; i++)
		fires[i] = l->by_reason[reasons_index(r, c.v[i])].probe != NULL;
	c.v = fires;
	return group_filter(w->group, &c);
}

/* The body over few lanes: batches of rows of one CPU. */
static int run_few(struct span_worker *w, const struct layer *l, uint32_t n)
{
	struct batch *b = &w->batch;
	const struct vmt_chunk_info *info = b->whole;
	int rc = 0;

	b->whole = NULL;
	b->rows = w->rows;
	for (uint32_t g = 0, i = 0; i < n && !rc; g += i < n && w->few[i] >= w->group_ends[g]) {
		for (b->n = 0; i < n && w->few[i] < w->group_ends[g] && b->n < BATCH; i++)
			w->rows[b->n++] = w->few[i];
		if (!b->n)
			continue;
		b->cpu = info->groups[g].cpu;
		batch_changed(b);
		machine_reset(w->machine);
		rc = machine_run(w->machine, b, l->one.clause->body, l->one.clause->where);
	}
	return rc;
}

/* 1; 0: the clause fires nowhere here; MACHINE_DECLINES; -ENOMEM. */
static int filter_lanes(struct span_worker *w, const struct layer *l)
{
	const struct insn *predicate = l->one.clause->predicate;
	int rc = 1;

	group_begin(w->group, w->batch.n);
	if (l->by_reason && !l->every)
		rc = filter_reasons(w, l);
	if (rc != 1 || !predicate)
		return rc;
	rc = machine_run(w->whole, &w->batch, predicate, NULL);
	return rc ? rc : group_filter(w->group, &w->whole->regs[0].col);
}

int span_whole_run(struct span_worker *w, const struct layer *l)
{
	const struct clause *c = l->one.clause;
	int rc = filter_lanes(w, l), few, lost;

	if (rc != 1)
		return rc;
	lost = skip_find(w->skips, &w->batch, &l->one, SKIP_BODY, &w->mark);
	if (lost)
		return lost < 0 ? lost : MACHINE_DECLINES;
	few = group_few(w->group, w->few);
	if (few >= 0)
		return run_few(w, l, few);
	group_dry(w->group, true);
	rc = loads_late(c) ? machine_run(w->whole, &w->batch, c->body, c->where) : 0;
	group_dry(w->group, false);
	return rc ? rc : machine_run(w->whole, &w->batch, c->body, c->where);
}
