/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "report/engine/vars.h"

/* A value of an array. var is 0 in a free slot, else the variable + 1. */
struct cell {
	uint32_t var;
	uint64_t thread;
	int64_t value;
	int64_t keys[ARRAY_KEYS];
};

struct vars {
	const struct program *program;
	struct strpool *pool;
	struct memory *memory; /* of structs, unions and arrays */
	int64_t empty;	       /* "" */
	uint32_t *index;       /* of a self-> or this-> scalar among those */
	uint32_t nthis;
	struct var_blank {
		int64_t value; /* unset */
		bool text;
		uint32_t bytes; /* of a struct, union or array */
	} * blanks;		/* of this->, in order */
	int64_t *globals;
	int64_t *this;	 /* of the slot in use */
	int64_t **slots; /* they stay where they are */
	uint32_t nslots;
	struct threads threads;
	struct cell *cells; /* open addressing, linear, a power of two, at most 3/4 full */
	uint64_t mask, used;
	struct str **garbage;
	uint32_t ngarbage, room_garbage;
	uint64_t most, live, dropped; /* self-> and arrays that have a value (vars_limit()) */
	uint64_t strings;	      /* bytes of own copies */
};

/* Numbers the scalars of self-> and of this->. */
static int number_scalars(struct vars *v, uint32_t *nself)
{
	const struct program *p = v->program;

	*nself = 0;
	v->index = calloc(p->nvars + 1, sizeof(*v->index));
	v->blanks = calloc(p->nvars + 1, sizeof(*v->blanks));
	if (!v->index || !v->blanks)
		return -ENOMEM;
	for (uint32_t i = 0; i < p->nvars; i++) {
		const struct var *var = &p->vars[i];
		bool text = var->type.kind == V_STRING;

		if (var->storage == THIS) {
			v->blanks[v->nthis] = (struct var_blank){
				.value = text ? v->empty : 0,
				.text = text,
				.bytes = var->type.kind == V_BYTES ? var->type.size : 0,
			};
			v->index[i] = v->nthis++;
		} else if (var->storage == SELF && !var->nkeys) {
			v->index[i] = (*nself)++;
		}
	}
	return 0;
}

/* What a global holds before anything is stored. */
static int begin_globals(struct vars *v)
{
	for (uint32_t i = 0; i < v->program->nvars; i++) {
		const struct var *d = &v->program->vars[i];

		if (d->type.kind == V_STRING)
			v->globals[i] = v->empty;
		if (d->type.kind != V_BYTES || d->storage != GLOBAL || d->nkeys)
			continue;
		v->globals[i] = memory_add(v->memory, d->type.size, true);
		if (!v->globals[i])
			return -ENOMEM;
	}
	return 0;
}

struct vars *vars_new(const struct program *p, struct strpool *pool)
{
	struct vars *v = calloc(1, sizeof(*v));
	uint32_t nself;

	if (!v)
		return NULL;
	v->program = p;
	v->most = UINT64_MAX;
	v->pool = pool;
	v->empty = value_of_str(strpool_get(pool, "", 0));
	v->mask = 63;
	v->memory = memory_new(MEMORY_SCRATCH);
	v->globals = calloc(p->nvars + 1, sizeof(*v->globals));
	v->cells = calloc(v->mask + 1, sizeof(*v->cells));
	if (!v->empty || !v->memory || !v->globals || !v->cells || number_scalars(v, &nself) ||
	    threads_init(&v->threads, nself) || vars_begin(v, 0) || begin_globals(v)) {
		vars_free(v);
		return NULL;
	}
	return v;
}

/* A string that no pool owns is the variables'. */
static void discard(int64_t value)
{
	struct str *s = (struct str *)str_of_value(value);

	if (s && !s->interned)
		free(s);
}

static void discard_scalars(struct vars *v, uint32_t var)
{
	uint32_t at = v->index[var];

	switch (v->program->vars[var].storage) {
	case GLOBAL:
		discard(v->globals[var]);
		break;
	case THIS:
		for (uint32_t i = 0; i < v->nslots; i++)
			discard(v->slots[i][at]);
		break;
	case SELF:
		for (uint32_t i = 0; i < v->threads.n; i++)
			discard(threads_row(&v->threads, i)[at]);
		break;
	}
}

static void discard_all(struct vars *v)
{
	for (uint32_t i = 0; i < v->program->nvars; i++)
		if (v->program->vars[i].type.kind == V_STRING && !v->program->vars[i].nkeys)
			discard_scalars(v, i);
	for (uint64_t i = 0; i <= v->mask; i++)
		if (v->cells[i].var && v->program->vars[v->cells[i].var - 1].type.kind == V_STRING)
			discard(v->cells[i].value);
}

void vars_free(struct vars *v)
{
	if (!v)
		return;
	if (v->slots)
		discard_all(v);
	vars_collect(v);
	for (uint32_t i = 0; i < v->nslots; i++)
		free(v->slots[i]);
	threads_release(&v->threads);
	memory_free(v->memory);
	free(v->garbage);
	free(v->cells);
	free(v->slots);
	free(v->globals);
	free(v->blanks);
	free(v->index);
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

/* ---- Structs, unions and arrays ---- */

static int clear_bytes(struct vars *v, uint32_t size, int64_t *place)
{
	if (!*place) {
		*place = memory_add(v->memory, size, true);
		return *place ? 0 : -ENOMEM;
	}
	memset(memory_at(v->memory, *place, size), 0, size);
	return 0;
}

/* From 0 the storage goes. */
static int store_bytes(struct vars *v, uint32_t var, int64_t *place, uint64_t from)
{
	uint32_t size = v->program->vars[var].type.size;

	if (!from && *place)
		memory_remove(v->memory, *place);
	if (!from) {
		*place = 0;
		return 0;
	}
	if (!*place)
		*place = memory_add(v->memory, size, true);
	if (!*place)
		return -ENOMEM;
	memmove(memory_at(v->memory, *place, size), memory_at(v->memory, from, size), size);
	return 0;
}

struct memory *vars_memory(const struct vars *v)
{
	return v->memory;
}

/* ---- this-> ---- */

static int add_slots(struct vars *v, uint32_t n)
{
	int64_t **p = realloc(v->slots, n * sizeof(*p));

	if (!p)
		return -ENOMEM;
	v->slots = p;
	for (; v->nslots < n; v->nslots++) {
		p[v->nslots] = calloc(v->nthis + 1, sizeof(**p));
		if (!p[v->nslots])
			return -ENOMEM;
	}
	return 0;
}

int vars_begin(struct vars *v, uint32_t slot)
{
	if (slot >= v->nslots && add_slots(v, slot + 1))
		return -ENOMEM;
	vars_resume(v, slot);
	for (uint32_t i = 0; i < v->nthis; i++) {
		if (v->blanks[i].bytes && clear_bytes(v, v->blanks[i].bytes, &v->this[i]))
			return -ENOMEM;
		if (v->blanks[i].text)
			disown(v, v->this[i]);
		if (!v->blanks[i].bytes)
			v->this[i] = v->blanks[i].value;
	}
	return 0;
}

void vars_resume(struct vars *v, uint32_t slot)
{
	v->this = v->slots[slot];
}

/* ---- Arrays ---- */

static uint64_t hash_cell(const struct cell *c, uint32_t nkeys)
{
	uint64_t hash = (c->thread ^ (uint64_t)c->var << 48) * 0x9e3779b97f4a7c15ull;

	return XXH3_64bits_withSeed(c->keys, nkeys * sizeof(c->keys[0]), hash);
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

static int store_cell(struct vars *v, const struct cell *c, const struct var *d, int64_t value)
{
	bool bytes = d->type.kind == V_BYTES;
	uint32_t nkeys = d->nkeys;
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
		v->cells[at].value = bytes ? 0 : value;
		v->used++;
		return bytes ? store_bytes(v, c->var - 1, &v->cells[at].value, value) : 0;
	}
	if (d->type.kind == V_STRING)
		disown(v, v->cells[at].value);
	if (bytes && store_bytes(v, c->var - 1, &v->cells[at].value, value))
		return -ENOMEM;
	if (!bytes)
		v->cells[at].value = value;
	if (!value)
		remove_cell(v, at);
	return 0;
}

/* ---- Loads and stores ---- */

static int64_t load_self(const struct vars *v, uint32_t var, uint64_t thread)
{
	uint32_t row = threads_find(&v->threads, thread);

	return row == THREAD_NONE ? 0 : threads_row(&v->threads, row)[v->index[var]];
}

int64_t vars_load(const struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys)
{
	const struct var *d = &v->program->vars[var];
	struct cell c;
	uint64_t at;

	if (!d->nkeys)
		return d->storage == THIS   ? v->this[v->index[var]]
		       : d->storage == SELF ? load_self(v, var, thread)
					    : v->globals[var];
	if (!make_cell(v, var, thread, keys, &c))
		return 0;
	at = find(v, &c, d->nkeys);
	return v->cells[at].var ? v->cells[at].value : 0;
}

/* Where a scalar lies; NULL: no memory for its thread. */
static int64_t *scalar(struct vars *v, uint32_t var, uint64_t thread)
{
	uint32_t row;

	switch (v->program->vars[var].storage) {
	case THIS:
		return &v->this[v->index[var]];
	case SELF:
		row = threads_get(&v->threads, thread);
		return row == THREAD_NONE ? NULL : &threads_row(&v->threads, row)[v->index[var]];
	default:
		return &v->globals[var];
	}
}

/* ---- Limits ---- */

#define DYNVAR 32 /* bytes of a variable besides its keys and value ... */
#define DYNKEY 16 /* ... and of a key */
#define DYNHASH 64

static bool is_dynamic(const struct var *d)
{
	return d->nkeys || d->storage == SELF;
}

static uint64_t by_reference(const struct vtype *t, uint64_t strsize)
{
	return t->kind == V_STRING ? strsize : t->kind == V_BYTES ? t->size : 0;
}

/* Keys are the given ones, the variable itself, and the thread. */
static uint64_t chunk_of(const struct var *d, uint64_t strsize)
{
	uint64_t size = DYNVAR + DYNKEY * (d->nkeys + 1 + (d->storage == SELF));
	uint64_t value = by_reference(&d->type, strsize);

	for (uint32_t i = 0; i < d->nkeys; i++)
		size += (by_reference(&d->keys[i], strsize) + 7) & ~7ull;
	return size + ((value ? value : d->type.size) + 7) / 8 * 8;
}

/* All take what the largest takes. */
void vars_limit(struct vars *v, uint64_t bytes, uint64_t strsize)
{
	uint64_t chunk = 1;

	for (uint32_t i = 0; i < v->program->nvars; i++) {
		const struct var *d = &v->program->vars[i];
		uint64_t size = is_dynamic(d) ? chunk_of(d, strsize) : 0;

		chunk = size > chunk ? size : chunk;
	}
	v->most = bytes == UINT64_MAX ? bytes : bytes / (chunk + DYNHASH);
}

uint64_t vars_dropped(const struct vars *v)
{
	return v->dropped;
}

/* Does the value find room? */
static bool take_room(struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys,
		      int64_t value)
{
	bool had = vars_load(v, var, thread, keys);

	if (had && !value)
		v->live--;
	if (had || !value)
		return true;
	if (v->live == v->most) {
		v->dropped++;
		return false;
	}
	v->live++;
	return true;
}

int vars_store(struct vars *v, uint32_t var, uint64_t thread, const int64_t *keys, int64_t value)
{
	const struct var *d = &v->program->vars[var];
	bool text = d->type.kind == V_STRING;
	int64_t *place;
	struct cell c;

	if (v->most != UINT64_MAX && is_dynamic(d) && !take_room(v, var, thread, keys, value))
		return 0;
	if (text && own(v, &value))
		return -ENOMEM;
	if (d->nkeys)
		return make_cell(v, var, thread, keys, &c) ? store_cell(v, &c, d, value) : -ENOMEM;
	place = scalar(v, var, thread);
	if (!place)
		return -ENOMEM;
	if (d->type.kind == V_BYTES)
		return store_bytes(v, var, place, value);
	if (text)
		disown(v, *place);
	*place = value;
	return 0;
}

uint64_t vars_bytes(const struct vars *v)
{
	return (v->mask + 1) * sizeof(*v->cells) + threads_bytes(&v->threads) + v->strings +
	       memory_bytes(v->memory);
}

/* ---- Places ---- */

uint32_t vars_index(const struct vars *v, uint32_t var)
{
	return v->program->vars[var].storage == GLOBAL ? var : v->index[var];
}

int64_t *vars_globals(const struct vars *v)
{
	return v->globals;
}

int64_t *const *vars_this(const struct vars *v)
{
	return &v->this;
}

struct threads *vars_threads(struct vars *v)
{
	return &v->threads;
}
