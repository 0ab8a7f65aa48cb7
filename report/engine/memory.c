/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/memory.h"

#define SCRATCH 1 /* its number; 0 is NULL's */

struct object {
	unsigned char *bytes; /* NULL: the number is free */
	uint32_t size;	      /* of a free one: the next free number */
	bool writable;
};

struct memory {
	struct object *objects;
	uint32_t n, room;
	uint32_t free; /* first of the free numbers, 0: none */
	uint32_t scratch, used;
	uint64_t bytes;
};

static uint64_t address_of(uint32_t number)
{
	return (uint64_t)number << 32;
}

struct memory *memory_new(uint32_t scratch)
{
	struct memory *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->scratch = scratch;
	m->room = 16;
	m->n = SCRATCH + 1;
	m->objects = calloc(m->room, sizeof(*m->objects));
	if (!m->objects) {
		free(m);
		return NULL;
	}
	return m;
}

void memory_free(struct memory *m)
{
	if (!m)
		return;
	for (uint32_t i = 0; i < m->n; i++)
		free(m->objects[i].bytes);
	free(m->objects);
	free(m);
}

/* A number that no object has; 0: no memory. */
static uint32_t new_number(struct memory *m)
{
	uint32_t number = m->free;
	struct object *p;

	if (number) {
		m->free = m->objects[number].size;
		return number;
	}
	if (m->n == m->room) {
		p = realloc(m->objects, 2ull * m->room * sizeof(*p));
		if (!p)
			return 0;
		m->objects = p;
		m->room *= 2;
	}
	return m->n++;
}

uint64_t memory_add(struct memory *m, uint32_t size, bool writable)
{
	unsigned char *bytes = calloc(size + 1ull, 1);
	uint32_t number = bytes ? new_number(m) : 0;

	if (!number) {
		free(bytes);
		return 0;
	}
	m->objects[number] = (struct object){ bytes, size, writable };
	m->bytes += size;
	return address_of(number);
}

void memory_remove(struct memory *m, uint64_t address)
{
	uint32_t number = address >> 32;
	struct object *o = &m->objects[number];

	m->bytes -= o->size;
	free(o->bytes);
	*o = (struct object){ .size = m->free };
	m->free = number;
}

static const struct object *find(const struct memory *m, uint64_t address)
{
	uint64_t number = address >> 32;
	const struct object *o = number < m->n ? &m->objects[number] : NULL;

	return o && o->bytes && (uint32_t)address <= o->size ? o : NULL;
}

uint64_t memory_extent(const struct memory *m, uint64_t address, uint64_t most)
{
	const struct object *o = find(m, address);
	uint64_t there = o ? o->size - (uint32_t)address : 0;

	return there < most ? there : most;
}

void *memory_at(const struct memory *m, uint64_t address, uint64_t size)
{
	const struct object *o = find(m, address);

	return o && o->size - (uint32_t)address >= size ? o->bytes + (uint32_t)address : NULL;
}

void *memory_writable(const struct memory *m, uint64_t address, uint64_t size)
{
	const struct object *o = find(m, address);

	return o && o->writable ? memory_at(m, address, size) : NULL;
}

void *memory_given(const struct memory *m, uint64_t address, uint64_t size)
{
	uint32_t at = (uint32_t)address;

	if (address >> 32 != SCRATCH || at > m->used || size > m->used - at)
		return NULL;
	return memory_writable(m, address, size);
}

int memory_alloca(struct memory *m, uint64_t size, uint64_t *address)
{
	struct object *o = &m->objects[SCRATCH];
	uint32_t at = (m->used + 7) & ~7u;

	if (at > m->scratch || size > m->scratch - at)
		return -ENOSPC;
	if (!o->bytes) {
		*o = (struct object){ calloc(m->scratch, 1), m->scratch, true };
		if (!o->bytes)
			return -ENOMEM;
	}
	memset(o->bytes + at, 0, size);
	m->used = at + size;
	*address = address_of(SCRATCH) + at;
	return 0;
}

void memory_reset(struct memory *m)
{
	m->used = 0;
}

uint64_t memory_bytes(const struct memory *m)
{
	return m->bytes + m->room * sizeof(*m->objects);
}
