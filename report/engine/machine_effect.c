/* SPDX-License-Identifier: GPL-2.0 */
/* The opcodes that call, and those that change what outlives the run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/machine.h"
#include "report/engine/principal.h"
#include "report/engine/vec.h"
#include "report/room.h"

static bool is_long(const struct machine *m, const struct str *s)
{
	return s && s->len >= m->env.strsize;
}

int machine_cut_text(struct machine *m, int64_t *value)
{
	const struct str *s = str_of_value(*value);

	if (!is_long(m, s))
		return 0;
	s = subr_text(&m->env, s->text, s->len);
	*value = value_of_str(s);
	return s ? 0 : -ENOMEM;
}

/* ---- Variables: one lane ---- */

static void take_keys(struct machine *m, uint32_t first, uint32_t n, int64_t *keys)
{
	for (uint32_t k = 0; k < n; k++)
		keys[k] = m->regs[first + k].col.v[0];
}

int op_loadx(struct machine *m, const struct insn *i)
{
	const struct var *v = &m->program->vars[i->b];
	uint64_t thread = v->storage == SELF ? batch_thread(m->batch, 0) : 0;
	int64_t keys[ARRAY_KEYS];

	take_keys(m, i->c, v->nkeys, keys);
	reg_set_one(m, i->a, vars_load(m->vars, i->b, thread, keys));
	return 0;
}

int op_storex(struct machine *m, const struct insn *i)
{
	const struct var *v = &m->program->vars[i->b];
	uint64_t thread = v->storage == SELF ? batch_thread(m->batch, 0) : 0;
	int64_t keys[ARRAY_KEYS], value = m->regs[i->a].col.v[0];

	take_keys(m, i->c, v->nkeys, keys);
	if (v->type.kind == V_STRING && machine_cut_text(m, &value))
		return -ENOMEM;
	if (v->type.kind == V_BYTES && value && !memory_at(m->env.memory, value, v->type.size))
		return machine_fault(m, 0, FAULT_BADADDR, value);
	return vars_store(m->vars, i->b, thread, keys, value);
}

int op_load(struct machine *m, const struct insn *i)
{
	return op_loadx(m, i);
}

int op_store(struct machine *m, const struct insn *i)
{
	return op_storex(m, i);
}

/* ---- Subroutines ---- */

#define MAX_ARGS 4

static int call_lane(struct machine *m, const struct insn *i, uint32_t nargs, uint32_t lane,
		     int64_t *result)
{
	int64_t args[MAX_ARGS];
	int rc;

	for (uint32_t k = 0; k < nargs; k++)
		args[k] = col_at(&m->regs[i->c + k].col, lane);
	m->env.address = 0;
	rc = subr_call(&m->env, i->b, args, result);
	if (rc > 0)
		*result = 0;
	return rc <= 0 ? rc : machine_fault(m, lane, rc, m->env.address);
}

int op_call(struct machine *m, const struct insn *i)
{
	uint32_t nargs = strlen(subr_infos[i->b].args);
	int64_t *results = m->spread[0];
	bool one = true;
	int rc = 0;

	for (uint32_t k = 0; k < nargs; k++)
		one &= m->regs[i->c + k].col.shape == COL_ONE;
	if (one && m->batch->n == 1) {
		rc = call_lane(m, i, nargs, 0, results);
		reg_set_one(m, i->a, *results);
		return rc;
	}
	for (uint32_t k = 0; k < nargs; k++)
		reg_flat(m, i->c + k);
	for (uint32_t k = 0; k < m->batch->n && !rc; k++) {
		results[k] = 0;
		if (lane_active(m, k))
			rc = call_lane(m, i, nargs, k, &results[k]);
	}
	memcpy(reg_room(m, i->a), results, m->batch->n * sizeof(*results));
	reg_set(m, i->a, &(struct col){ .shape = COL_FLAT, .n = m->batch->n });
	return rc;
}

/* ---- Aggregations ---- */

static bool is_null(const struct machine *m, uint32_t lane, const int64_t *values)
{
	return !values[lane];
}

/* NULL faults; what is not interned is replaced by its one interned copy. */
static int intern_key(struct machine *m, uint32_t r)
{
	struct col *c = &m->regs[r].col;
	int64_t *room = reg_room(m, r);

	if (vec_any_zero(c->v, c->n)) {
		int rc = machine_fault_where(m, is_null, reg_flat(m, r), FAULT_BADADDR);

		if (rc)
			return rc;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		const struct str *s = str_of_value(c->v[i]);
		bool used = c->shape != COL_FLAT || lane_active(m, i);
		uint64_t len;

		if (!used || !s || (s->interned && !is_long(m, s))) {
			room[i] = c->v[i];
			continue;
		}
		len = is_long(m, s) ? m->env.strsize - 1 : s->len;
		s = strpool_get(m->batch->pool, s->text, len);
		if (!s)
			return -ENOMEM;
		room[i] = value_of_str(s);
	}
	c->v = room;
	return 0;
}

static int intern_keys(struct machine *m, const struct agguse *use, uint32_t first)
{
	int rc = 0;

	for (uint32_t k = 0; k < use->nkeys && !rc; k++)
		if (is_text(&use->keys[k]))
			rc = intern_key(m, first + k);
	return rc;
}

/* Counting by keys that stay for runs of lanes needs no lane by lane. */
static bool keys_run(const struct machine *m, const struct agguse *use, uint32_t first)
{
	if (use->has_value || use->has_increment)
		return false;
	for (uint32_t k = 0; k < use->nkeys; k++) {
		enum col_shape shape = m->regs[first + k].col.shape;

		if (shape != COL_ONE &&
		    (shape != COL_RUNS || machine_level(m)->count != m->batch->n))
			return false;
	}
	return true;
}

static int count_runs(struct machine *m, uint32_t use, uint32_t first, uint32_t nkeys)
{
	uint32_t at[AGG_KEYS] = { 0 }, lane = 0, n = m->batch->n;
	int64_t keys[AGG_KEYS];
	int rc = 0;

	while (lane < n && !rc) {
		uint32_t end = n;

		for (uint32_t k = 0; k < nkeys; k++) {
			const struct col *c = &m->regs[first + k].col;

			keys[k] = c->v[at[k]];
			if (c->shape == COL_RUNS && c->index[at[k]] < end)
				end = c->index[at[k]];
		}
		for (uint32_t k = 0; k < nkeys; k++) {
			const struct col *c = &m->regs[first + k].col;

			at[k] += c->shape == COL_RUNS && c->index[at[k]] == end;
		}
		rc = aggset_update_run(m->aggs, use, keys, end - lane);
		lane = end;
	}
	return rc;
}

/* The active lanes' values of a register, one by one. */
static const int64_t *active_values(struct machine *m, uint32_t r, uint32_t nlanes, int64_t *room)
{
	const struct col *c = &m->regs[r].col;

	if (nlanes < m->batch->n)
		col_gather(c, m->lanes, nlanes, room);
	else if (c->shape == COL_FLAT)
		return c->v;
	else
		col_flatten(c, nlanes, room);
	return room;
}

static int update_lanes(struct machine *m, uint32_t index, const struct insn *i)
{
	const struct agguse *use = &m->program->uses[index];
	const struct level *l = machine_level(m);
	const int64_t *keys[AGG_KEYS], *value = NULL, *increment = NULL;
	uint32_t n = l->count;

	if (n < m->batch->n)
		vec_lanes(m->lanes, l->on, m->batch->n);
	for (uint32_t k = 0; k < use->nkeys; k++)
		keys[k] = active_values(m, i->b + k, n, m->spread[k]);
	if (use->has_value)
		value = active_values(m, i->c, n, m->spread[use->nkeys]);
	if (use->has_increment)
		increment = active_values(m, i->c + 1, n, m->spread[use->nkeys + 1]);
	return aggset_update(m->aggs, index, keys, value, increment, n);
}

/* Over whole chunks; the group knows which lanes count. */
static int group_use(struct machine *m, const struct insn *i)
{
	const struct agguse *use = &m->program->uses[i->a];
	const struct col *keys[AGG_KEYS];

	for (uint32_t k = 0; k < use->nkeys; k++)
		keys[k] = &m->regs[i->b + k].col;
	return group_add(m->group, i->a, keys, use->has_value ? &m->regs[i->c].col : NULL);
}

int op_agg(struct machine *m, const struct insn *i)
{
	const struct agguse *use = &m->program->uses[i->a];
	int64_t keys[AGG_KEYS];
	int rc;

	if (m->group)
		return group_use(m, i);
	rc = intern_keys(m, use, i->b);
	if (rc || !machine_level(m)->count)
		return rc;
	if (m->agg_limit) {
		take_keys(m, i->b, use->nkeys, keys);
		rc = agg_limit_take(m->agg_limit, i->a, keys, batch_ns(m->batch, 0));
		if (rc <= 0)
			return rc;
	}
	if (!keys_run(m, use, i->b))
		return update_lanes(m, i->a, i);
	if (machine_level(m)->count == m->batch->n)
		return count_runs(m, i->a, i->b, use->nkeys);
	take_keys(m, i->b, use->nkeys, keys);
	return aggset_update_run(m->aggs, i->a, keys, machine_level(m)->count);
}

/* One lane. */
int op_aggval(struct machine *m, const struct insn *i)
{
	const struct agguse *use = &m->program->uses[i->b];
	int64_t keys[AGG_KEYS];
	int rc = intern_keys(m, use, i->c);

	if (rc || !machine_level(m)->count)
		return rc;
	rc = m->gather(m->engine);
	if (rc)
		return rc;
	take_keys(m, i->c, use->nkeys, keys);
	reg_set_one(m, i->a, aggset_value(m->aggs, i->b, keys));
	return 0;
}

/* ---- Actions: one lane ---- */

/*
 * Where the data of the rest of the clause goes is known from here on. Where it cannot go
 * anywhere there is no rest.
 */
static void speculate(struct machine *m, int64_t id)
{
	const struct clause *clause = batch_firing(m->batch, 0)->clause;
	uint64_t size = record_size(m->program, clause, m->env.strsize);

	m->speculates = true;
	m->speculation = id;
	if (!speculations_reserve(m->env.speculations, id, size))
		machine_drop(m);
}

/* What the clause itself kept does not survive its commit(). */
static void commit(struct machine *m, int64_t id)
{
	speculations_commit(m->env.speculations, id);
	m->committed = true;
}

static void discard(struct machine *m, int64_t id)
{
	speculations_discard(m->env.speculations, id);
}

/* These happen at their place in the clause, whatever comes of its rest. */
static void (*const at_once[ACT_NR_KINDS])(struct machine *, int64_t id) = {
	[ACT_SPECULATE] = speculate,
	[ACT_COMMIT] = commit,
	[ACT_DISCARD] = discard,
};

bool machine_acts_at_once(uint8_t kind)
{
	return at_once[kind] || kind == ACT_EXIT;
}

int64_t *machine_pend(struct machine *m, const struct action *a)
{
	int64_t *values;

	if (room_for((void **)&m->pending, &m->room_pending, sizeof(*m->pending),
		     m->npending + 1ull) ||
	    room_for((void **)&m->values, &m->room_values, sizeof(*m->values),
		     m->nvalues + a->nargs + 1ull))
		return NULL;
	values = m->values + m->nvalues;
	m->pending[m->npending++] = (struct pending){ a, m->nvalues };
	m->nvalues += a->nargs;
	return values;
}

/* A lane that faults leaves the clause, and what is pending with it. */
int op_act(struct machine *m, const struct insn *i)
{
	const struct action *a = &m->program->actions[i->a];
	int64_t *values;

	if (at_once[a->kind]) {
		int64_t id = m->regs[i->b].col.v[0];

		if (!speculations_valid(m->env.speculations, id))
			return machine_fault(m, 0, FAULT_ILLOP, 0);
		at_once[a->kind](m, id);
		return 0;
	}
	if (a->kind == ACT_EXIT && !m->exit(m->engine)) {
		machine_drop(m);
		return 0;
	}
	values = machine_pend(m, a);
	if (!values)
		return -ENOMEM;
	for (uint32_t k = 0; k < a->nargs; k++) {
		values[k] = m->regs[i->b + k].col.v[0];
		if (!is_text(&a->args[k]))
			continue;
		if (!values[k])
			return machine_fault(m, 0, FAULT_BADADDR, 0);
		if (machine_cut_text(m, &values[k]))
			return -ENOMEM;
	}
	return 0;
}
