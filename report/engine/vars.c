/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "report/engine/vars.h"

#define MAX_KEYS 8

/* A value of self-> or of an array. var is 0 in a free slot, else the variable + 1. */
struct cell {
	uint32_t var;
	uint64_t thread;
	int64_t value;
	int64_t keys[MAX_KEYS];
};

struct vars {
	const struct program *program;
	struct strpool *pool;
	int64_t empty; /* "" */
	int64_t *globals;
	int64_t *this; /* of the slot in use */
	int64_t *slots;
	uint32_t nslots;
	struct cell *cells; /* open addressing, linear, a power of two, at most 3/4 full */
	uint64_t mask, used;
	struct str **garbage;
	uint32_t ngarbage, room_garbage;
	uint64_t strings; /* bytes of own copies */
};

struct vars *vars_new(const struct program *p, struct strpool *pool)
{
	struct vars *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	v->program = p;
	v->pool = pool;
	v->empty = value_of_str(strpool_get(pool, "", 0));
	v->mask = 63;
	v->globals = calloc(p->nvars + 1, sizeof(*v->globals));
	v->cells = calloc(v->mask + 1, sizeof(*v->cells));
	if (!v->empty || !v->globals || !v->cells || vars_begin(v, 0)) {
		vars_free(v);
		return NULL;
	}
	for (uint32_t i = 0; i < p->nvars; i++)
		if (p->vars[i].type.kind == V_STRING)
			v->globals[i] = v->empty;
	return v;
}

/* A string that no pool owns is the variables'. */
static void discard(struct vars *v, uint32_t var, int64_t value)
{
	struct str *s = (struct str *)str_of_value(value);

	if (v->program->vars[var].type.kind == V_STRING && s && !s->interned)
		free(s);
}

void vars_free(struct vars *v)
{
	if (!v)
		return;
	for (uint32_t i = 0; v->globals && i < v->program->nvars; i++)
		discard(v, i, v->globals[i]);
	for (uint64_t i = 0; v->slots && i < (uint64_t)v->nslots * v->program->nvars; i++)
		discard(v, i % v->program->nvars, v->slots[i]);
	for (uint64_t i = 0; v->cells && i <= v->mask; i++)
		if (v->cells[i].var)
			discard(v, v->cells[i].var - 1, v->cells[i].value);
	vars_collect(v);
	free(v->garbage);
	free(v->cells);
	free(v->slots);
	free(v->globals);
	free(v);
}

/* ---- Strings ---- */

static int own(struct vars *v, int64_t *value)
{
	const struct str *s = str_of_value(*value);
	struct str *copy;

	if (!s || s->interned)
		return 0;
	copy = malloc(sizeof(*copy) + s->len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, s, sizeof(*copy) + s->len + 1);
	v->strings += sizeof(*copy) + s->len + 1;
	*value = value_of_str(copy);
	return 0;
}

/* Without memory for the list the string is kept for ever rather than freed too early. */
static void disown(struct vars *v, int64_t value)
{
	struct str *s = (struct str *)str_of_value(value);

	if (!s || s->interned)
		return;
	if (v->ngarbage == v->room_garbage) {
		uint32_t room = v->room_garbage ? v->room_garbage * 2 : 16;
		struct str **p = realloc(v->garbage, room * sizeof(*p));

		if (!p)
			return;
		v->garbage = p;
		v->room_garbage = room;
	}
	v->garbage[v->ngarbage++] = s;
}

void vars_collect(struct vars *v)
{
	while (v->ngarbage) {
		struct str *s = v->garbage[--v->ngarbage];

		v->strings -= sizeof(*s) + s->len + 1;
		free(s);
	}
}

/* ---- this-> ---- */

int vars_begin(struct vars *v, uint32_t slot)
{
	uint32_t n = v->program->nvars;

	if (slot >= v->nslots) {
		int64_t *p = realloc(v->slots, ((size_t)slot + 1) * (n + 1) * sizeof(*p));

		if (!p)
			return -ENOMEM;
		memset(p + (size_t)v->nslots * n, 0,
		       ((size_t)slot + 1 - v->nslots) * n * sizeof(*p));
		v->slots = p;
		v->nslots = slot + 1;
	}
	vars_resume(v, slot);
	for (uint32_t i = 0; i < n; i++) {
		const struct var *var = &v->program->vars[i];

		if (var->storage != THIS)
			continue;
		if (var->type.kind == V_STRING)
			disown(v, v->this[i]);
		v->this[i] = var->type.kind == V_STRING ? v->empty : 0;
	}
	return 0;
}

void vars_resume(struct vars *v, uint32_t slot)
{
	v->this = v->slots + (size_t)slot * v->program->nvars;
}

/* ---- self-> and arrays ---- */

/* Most cells are self->'s: no keys. */
static uint64_t hash_cell(const struct cell *c, uint32_t nkeys)
{
	uint64_t hash = (c->thread ^ (uint64_t)c->var << 48) * 0x9e3779b97f4a7c15ull;

	return nkeys ? XXH3_64bits_withSeed(c->keys, nkeys * sizeof(c->keys[0]), hash)
		     : hash ^ hash >> 32;
}

static bool same_cell(const struct cell *a, const struct cell *b, uint32_t nkeys)
{
	if (a->var != b->var || a->thread != b->thread)
		return false;
	for (uint32_t i = 0; i < nkeys; i++)
		if (a->keys[i] != b->keys[i])
			return false;
	return true;
}

/* Fills in what names the cell; false: a string key that no cell can have. */
static bool make_cell(const struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys,
		      struct cell *c)
{
	const struct var *d = &v->program->vars[var];

	c->var = var + 1;
	c->thread = d->storage == SELF ? thread : 0;
	for (uint32_t i = 0; i < d->nkeys; i++) {
		const struct str *s = str_of_value(keys[i]);

		c->keys[i] = keys[i];
		if (d->keys[i].kind != V_STRING || !s || s->interned)
			continue;
		s = strpool_get(v->pool, s->text, s->len);
		if (!s)
			return false;
		c->keys[i] = value_of_str(s);
	}
	return true;
}

/* The cell, or the free slot where it would be. */
static uint64_t find(const struct vars *v, const struct cell *c, uint32_t nkeys)
{
	uint64_t at = hash_cell(c, nkeys) & v->mask;

	while (v->cells[at].var && !same_cell(&v->cells[at], c, nkeys))
		at = (at + 1) & v->mask;
	return at;
}

static uint32_t cell_keys(const struct vars *v, const struct cell *c)
{
	return v->program->vars[c->var - 1].nkeys;
}

static int grow(struct vars *v)
{
	struct vars wide = *v;

	wide.mask = v->mask * 2 + 1;
	wide.cells = calloc(wide.mask + 1, sizeof(*wide.cells));
	if (!wide.cells)
		return -ENOMEM;
	for (uint64_t i = 0; i <= v->mask; i++) {
		const struct cell *c = &v->cells[i];

		if (c->var)
			wide.cells[find(&wide, c, cell_keys(v, c))] = *c;
	}
	free(v->cells);
	v->cells = wide.cells;
	v->mask = wide.mask;
	return 0;
}

/* Frees a slot and moves up what was pushed behind it. */
static void remove_cell(struct vars *v, uint64_t hole)
{
	uint64_t at = hole;

	for (;;) {
		uint64_t home;

		v->cells[hole].var = 0;
		do {
			at = (at + 1) & v->mask;
			if (!v->cells[at].var) {
				v->used--;
				return;
			}
			home = hash_cell(&v->cells[at], cell_keys(v, &v->cells[at])) & v->mask;
		} while (((at - home) & v->mask) < ((at - hole) & v->mask));
		v->cells[hole] = v->cells[at];
		hole = at;
	}
}

static int store_cell(struct vars *v, const struct cell *c, uint32_t nkeys, bool text,
		      int64_t value)
{
	uint64_t at = find(v, c, nkeys);

	if (!v->cells[at].var) {
		if (!value)
			return 0;
		if (v->used >= v->mask / 4 * 3) {
			if (grow(v))
				return -ENOMEM;
			at = find(v, c, nkeys);
		}
		v->cells[at] = *c;
		v->cells[at].value = value;
		v->used++;
		return 0;
	}
	if (text)
		disown(v, v->cells[at].value);
	v->cells[at].value = value;
	if (!value)
		remove_cell(v, at);
	return 0;
}

static bool is_cell(const struct var *d)
{
	return d->nkeys || d->storage == SELF;
}

int64_t vars_load(const struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys)
{
	const struct var *d = &v->program->vars[var];
	struct cell c;
	uint64_t at;

	if (!is_cell(d))
		return d->storage == THIS ? v->this[var] : v->globals[var];
	if (!make_cell(v, var, thread, keys, &c))
		return 0;
	at = find(v, &c, d->nkeys);
	return v->cells[at].var ? v->cells[at].value : 0;
}

int vars_store(struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys, int64_t value)
{
	const struct var *d = &v->program->vars[var];
	bool text = d->type.kind == V_STRING;
	int64_t *scalar;
	struct cell c;

	if (text && own(v, &value))
		return -ENOMEM;
	if (is_cell(d))
		return make_cell(v, var, thread, keys, &c)
			       ? store_cell(v, &c, d->nkeys, text, value)
			       : -ENOMEM;
	scalar = d->storage == THIS ? &v->this[var] : &v->globals[var];
	if (text)
		disown(v, *scalar);
	*scalar = value;
	return 0;
}

uint64_t vars_bytes(const struct vars *v)
{
	return (v->mask + 1) * sizeof(*v->cells) + v->strings;
}
