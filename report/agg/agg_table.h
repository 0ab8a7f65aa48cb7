/* SPDX-License-Identifier: GPL-2.0 */
/*
 * agg_table.h - a hash table from a tuple of 64-bit keys to a state. Entries lie in the order
 * in which they came, each its keys and then its state; they move when the table grows.
 */
#ifndef REPORT_AGG_TABLE_H
#define REPORT_AGG_TABLE_H

#include <stdint.h>

struct agg_table {
	uint32_t nkeys, stride; /* stride in 64-bit words */
	uint32_t count, room;
	uint64_t *entries;
	uint32_t *slots; /* entry + 1, 0 free; at most half full */
	uint32_t mask;
};

void agg_table_init(struct agg_table *, uint32_t nkeys, uint32_t state_bytes);
void agg_table_release(struct agg_table *);
/* What the entries take, by their number. */
uint64_t agg_table_bytes(const struct agg_table *);
uint64_t agg_table_entry_bytes(const struct agg_table *);
void agg_table_empty(struct agg_table *);
/* The entry of these keys, made with a state of zeroes where it is new. NULL: no memory. */
uint64_t *agg_table_get(struct agg_table *, const uint64_t *keys);
uint64_t *agg_table_find(const struct agg_table *, const uint64_t *keys); /* or NULL */
/* Keeps the entries whose bit in keep[] is set, in their order. Never fails. */
void agg_table_keep(struct agg_table *, const uint8_t *keep);

static inline uint64_t *agg_table_entry(const struct agg_table *t, uint32_t i)
{
	return t->entries + (uint64_t)i * t->stride;
}
static inline uint32_t agg_table_index(const struct agg_table *t, const uint64_t *entry)
{
	return (entry - t->entries) / t->stride;
}
static inline void *agg_table_state(const struct agg_table *t, uint64_t *entry)
{
	return entry + t->nkeys;
}

#endif
