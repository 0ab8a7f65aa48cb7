/* SPDX-License-Identifier: GPL-2.0 */
#include "report/agg/agg_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16

void agg_table_init(struct agg_table *t, uint32_t nkeys, uint32_t state_bytes)
{
	*t = (struct agg_table){ .nkeys = nkeys, .stride = nkeys + state_bytes / 8 };
}

void agg_table_release(struct agg_table *t)
{
	free(t->entries);
	free(t->slots);
	t->entries = NULL;
	t->slots = NULL;
	t->count = t->room = t->mask = 0;
}

uint64_t agg_table_entry_bytes(const struct agg_table *t)
{
	return t->stride * sizeof(*t->entries) + 2 * sizeof(*t->slots);
}

uint64_t agg_table_bytes(const struct agg_table *t)
{
	return t->count * agg_table_entry_bytes(t);
}

void agg_table_empty(struct agg_table *t)
{
	if (t->count)
		memset(t->slots, 0, (t->mask + 1ull) * sizeof(*t->slots));
	t->count = 0;
}

/* Multiply and fold: keys differ in few bits (page tables, pointers), high ones and low. */
static uint64_t hash_keys(const uint64_t *keys, uint32_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15;

	for (uint32_t i = 0; i < n; i++) {
		unsigned __int128 p = (unsigned __int128)(h ^ keys[i]) * 0xd6e8feb86659fd93;

		h = (uint64_t)p ^ (uint64_t)(p >> 64);
	}
	return h;
}

static void fill_slots(struct agg_table *t)
{
	memset(t->slots, 0, (t->mask + 1ull) * sizeof(*t->slots));
	for (uint32_t i = 0; i < t->count; i++) {
		uint32_t at = hash_keys(agg_table_entry(t, i), t->nkeys) & t->mask;

		while (t->slots[at])
			at = (at + 1) & t->mask;
		t->slots[at] = i + 1;
	}
}

static int grow(struct agg_table *t)
{
	uint32_t room = t->room ? t->room * 2 : FIRST_ROOM;
	uint64_t *entries = NULL;
	uint32_t *slots = NULL;

	if (room < (UINT32_MAX >> 2)) {
		entries = realloc(t->entries, (uint64_t)room * t->stride * 8);
		slots = malloc(room * 2ull * sizeof(*slots));
	}
	if (entries)
		t->entries = entries;
	if (!entries || !slots) {
		free(slots);
		return -1;
	}
	free(t->slots);
	t->slots = slots;
	t->mask = room * 2 - 1;
	t->room = room;
	fill_slots(t);
	return 0;
}

static bool same_keys(const uint64_t *a, const uint64_t *b, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static inline uint64_t *find(const struct agg_table *t, const uint64_t *keys, uint64_t hash)
{
	uint64_t *entry;

	for (uint32_t at = hash & t->mask; t->slots && t->slots[at]; at = (at + 1) & t->mask) {
		entry = agg_table_entry(t, t->slots[at] - 1);
		if (same_keys(entry, keys, t->nkeys))
			return entry;
	}
	return NULL;
}

uint64_t *agg_table_find(const struct agg_table *t, const uint64_t *keys)
{
	return find(t, keys, hash_keys(keys, t->nkeys));
}

uint64_t *agg_table_get(struct agg_table *t, const uint64_t *keys)
{
	uint64_t hash = hash_keys(keys, t->nkeys), *entry = find(t, keys, hash);
	uint32_t at;

	if (entry)
		return entry;
	if (t->count == t->room && grow(t))
		return NULL;
	for (at = hash & t->mask; t->slots[at]; at = (at + 1) & t->mask)
		;
	entry = agg_table_entry(t, t->count);
	memcpy(entry, keys, t->nkeys * sizeof(*keys));
	memset(entry + t->nkeys, 0, (t->stride - t->nkeys) * sizeof(*entry));
	t->slots[at] = ++t->count;
	return entry;
}

void agg_table_keep(struct agg_table *t, const uint8_t *keep)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < t->count; i++) {
		if (!(keep[i / 8] >> (i % 8) & 1))
			continue;
		if (kept != i)
			memcpy(agg_table_entry(t, kept), agg_table_entry(t, i), t->stride * 8);
		kept++;
	}
	t->count = kept;
	if (t->slots)
		fill_slots(t);
}
