/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/cell_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "report/room.h"

#define FEW_EACH 16	      /* distinct strings to one row of so many are few ... */
#define MOST_POOL (64u << 20) /* ... while the pool is no larger than that */

/* Where a distinct string stands in the column. */
struct distinct {
	uint32_t offset, len, hash;
};

struct cell_text {
	struct vmt_view view;
	uint32_t room_codes, room_values, room_distinct, room_slots;
	uint32_t ndistinct, nslots;
	uint32_t *codes, *slots; /* a hash table: numbers of distinct strings, from 1 */
	uint64_t *values;
	struct distinct *distinct;
	char *heap; /* those that are not interned */
	size_t room_heap;
};

struct cell_text *cell_text_new(void)
{
	return calloc(1, sizeof(struct cell_text));
}

void cell_text_free(struct cell_text *t)
{
	if (!t)
		return;
	free(t->codes);
	free(t->slots);
	free(t->values);
	free(t->distinct);
	free(t->heap);
	free(t);
}

const struct vmt_view *cell_text_view(const struct cell_text *t)
{
	return &t->view;
}

/* ---- Which are distinct ---- */

static int get_room(struct cell_text *t, uint32_t rows)
{
	uint32_t n = 64;

	while (n < 2 * rows)
		n *= 2;
	if (room_for((void **)&t->codes, &t->room_codes, sizeof(*t->codes), rows + 1ull) ||
	    room_for((void **)&t->slots, &t->room_slots, sizeof(*t->slots), n) ||
	    room_for((void **)&t->distinct, &t->room_distinct, sizeof(*t->distinct), rows + 1ull))
		return -ENOMEM;
	t->nslots = n;
	memset(t->slots, 0, n * sizeof(*t->slots));
	t->ndistinct = 0;
	return 0;
}

/* The number of a string, new or known. */
static uint32_t number_of(struct cell_text *t, const uint8_t *data, struct distinct d)
{
	uint32_t at = d.hash;

	for (;; at++) {
		uint32_t *slot = &t->slots[at & (t->nslots - 1)];
		const struct distinct *have = &t->distinct[*slot - 1];

		if (!*slot) {
			t->distinct[t->ndistinct] = d;
			*slot = ++t->ndistinct;
			return *slot - 1;
		}
		if (have->hash == d.hash && have->len == d.len &&
		    !memcmp(data + have->offset, data + d.offset, d.len))
			return *slot - 1;
	}
}

static struct distinct string_at(const struct vmt_view *v, uint32_t row)
{
	struct distinct d = { v->offsets[row], v->offsets[row + 1] - v->offsets[row], 0 };
	const void *nul = d.len ? memchr(v->data + d.offset, 0, d.len) : NULL;

	if (nul)
		d.len = (const uint8_t *)nul - v->data - d.offset;
	d.hash = XXH3_64bits(v->data + d.offset, d.len);
	return d;
}

/* Rows mostly repeat the one before. */
static void number_rows(struct cell_text *t, const struct vmt_view *v)
{
	struct distinct last = { 0 };

	for (uint32_t row = 0; row < v->rows; row++) {
		uint32_t len = v->offsets[row + 1] - v->offsets[row];

		if (row && len == last.len &&
		    !memcmp(v->data + v->offsets[row], v->data + last.offset, len)) {
			t->codes[row] = t->codes[row - 1];
			continue;
		}
		last = string_at(v, row);
		t->codes[row] = number_of(t, v->data, last);
	}
}

/* ---- What they are ---- */

static size_t str_size(uint32_t len)
{
	return (sizeof(struct str) + len + 1 + 7) & ~(size_t)7;
}

static int make_interned(struct cell_text *t, const struct vmt_view *v, struct strpool *pool)
{
	for (uint32_t i = 0; i < t->ndistinct; i++) {
		const struct distinct *d = &t->distinct[i];
		const struct str *s = strpool_get(pool, (const char *)v->data + d->offset, d->len);

		if (!s)
			return -ENOMEM;
		t->values[i] = value_of_str(s);
	}
	return 0;
}

static int get_heap(struct cell_text *t)
{
	size_t bytes = 0;

	for (uint32_t i = 0; i < t->ndistinct; i++)
		bytes += str_size(t->distinct[i].len);
	if (bytes <= t->room_heap)
		return 0;
	free(t->heap);
	t->heap = malloc(bytes);
	t->room_heap = t->heap ? bytes : 0;
	return t->heap ? 0 : -ENOMEM;
}

static int make_own(struct cell_text *t, const struct vmt_view *v)
{
	char *at;

	if (get_heap(t))
		return -ENOMEM;
	at = t->heap;
	for (uint32_t i = 0; i < t->ndistinct; i++) {
		const struct distinct *d = &t->distinct[i];
		struct str *s = (struct str *)at;

		*s = (struct str){ .len = d->len, .hash = d->hash };
		memcpy(s->text, v->data + d->offset, d->len);
		s->text[d->len] = 0;
		t->values[i] = value_of_str(s);
		at += str_size(d->len);
	}
	return 0;
}

int cell_text_make(struct cell_text *t, const struct vmt_view *v, struct strpool *pool)
{
	bool few;
	int rc;

	if (get_room(t, v->rows))
		return -ENOMEM;
	number_rows(t, v);
	if (room_for((void **)&t->values, &t->room_values, sizeof(*t->values), t->ndistinct + 1ull))
		return -ENOMEM;
	few = t->ndistinct <= FEW_EACH + v->rows / FEW_EACH && strpool_bytes(pool) < MOST_POOL;
	rc = few ? make_interned(t, v, pool) : make_own(t, v);
	t->view = (struct vmt_view){
		.kind = VMT_DICT,
		.rows = v->rows,
		.nvalues = t->ndistinct,
		.values = t->values,
		.codes = t->codes,
		.valid = v->valid,
	};
	return rc;
}
