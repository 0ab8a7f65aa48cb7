/* SPDX-License-Identifier: GPL-2.0 */
#include "format/stage.h"

#include <stdlib.h>
#include <string.h>

#include "format/codec.h"

#define WORDS (STAGE_TILE / 64)

struct tile {
	uint64_t *slots;  /* [column][STAGE_TILE]; of the open tile they are in the stage */
	uint64_t *absent; /* [column][WORDS], 1: absent */
	struct bytebuf heap;
};

struct vmt_stage {
	uint32_t ncolumns;
	uint8_t *types;
	uint16_t *sizes;
	bool has_heap;
	uint64_t *open; /* [row][column]: the rows of the tile being filled */
	struct tile *tiles, spare;
	uint32_t ntiles, capacity;
	uint32_t first; /* rows dropped from tile 0 */
	uint32_t rows;	/* from first on, without the one that was begun */
	bool begun;
};

static void tile_release(struct tile *t)
{
	free(t->slots);
	free(t->absent);
	bytebuf_release(&t->heap);
	*t = (struct tile){ 0 };
}

static int tile_init(struct tile *t, uint32_t ncolumns)
{
	*t = (struct tile){
		.slots = reallocarray(NULL, ncolumns, STAGE_TILE * sizeof(*t->slots)),
		.absent = calloc(ncolumns, WORDS * sizeof(*t->absent)),
	};
	if (t->slots && t->absent)
		return 0;
	tile_release(t);
	return VMT_ENOMEM;
}

int vmt_stage_new(struct vmt_stage **out, const struct vmt_table *table)
{
	struct vmt_stage *s = calloc(1, sizeof(*s));
	uint32_t c, n = table->ncolumns;

	if (!s)
		return VMT_ENOMEM;
	s->ncolumns = n;
	s->types = calloc(n, sizeof(*s->types));
	s->sizes = calloc(n, sizeof(*s->sizes));
	s->open = reallocarray(NULL, n, STAGE_TILE * sizeof(*s->open));
	if (!s->types || !s->sizes || !s->open) {
		vmt_stage_free(s);
		return VMT_ENOMEM;
	}
	for (c = 0; c < n; c++) {
		s->types[c] = table->columns[c].type;
		s->sizes[c] = table->columns[c].size;
		s->has_heap |= !codec_type_integer(s->types[c]);
	}
	*out = s;
	return 0;
}

void vmt_stage_free(struct vmt_stage *s)
{
	uint32_t i;

	if (!s)
		return;
	for (i = 0; i < s->ntiles; i++)
		tile_release(&s->tiles[i]);
	tile_release(&s->spare);
	free(s->tiles);
	free(s->open);
	free(s->types);
	free(s->sizes);
	free(s);
}

uint32_t vmt_stage_rows(const struct vmt_stage *s)
{
	return s->rows;
}

/* The row being filled: its tile, and its place there. */
static uint32_t open_tile(const struct vmt_stage *s)
{
	return (s->first + s->rows) / STAGE_TILE;
}

static uint32_t open_row(const struct vmt_stage *s)
{
	return (s->first + s->rows) % STAGE_TILE;
}

static int add_tile(struct vmt_stage *s)
{
	struct tile *t;
	uint32_t capacity;

	if (s->ntiles == s->capacity) {
		capacity = s->capacity ? 2 * s->capacity : 8;
		t = reallocarray(s->tiles, capacity, sizeof(*t));
		if (!t)
			return VMT_ENOMEM;
		s->tiles = t;
		s->capacity = capacity;
	}
	t = &s->tiles[s->ntiles];
	if (s->spare.slots) {
		*t = s->spare;
		s->spare = (struct tile){ 0 };
		memset(t->absent, 0, (size_t)s->ncolumns * WORDS * sizeof(*t->absent));
		bytebuf_clear(&t->heap);
	} else if (tile_init(t, s->ncolumns)) {
		return VMT_ENOMEM;
	}
	s->ntiles++;
	return 0;
}

/* A row that was begun and never ended leaves nothing behind. */
static void forget_row(struct vmt_stage *s)
{
	struct tile *t = &s->tiles[open_tile(s)];
	uint32_t row = open_row(s), c;

	for (c = 0; c < s->ncolumns; c++)
		t->absent[c * WORDS + row / 64] &= ~(1ULL << row % 64);
}

uint64_t *vmt_stage_begin(struct vmt_stage *s)
{
	uint64_t *slots;

	if (s->begun)
		forget_row(s);
	else if (open_tile(s) == s->ntiles && (s->rows > INT32_MAX || add_tile(s)))
		return NULL;
	s->begun = true;
	slots = s->open + (size_t)open_row(s) * s->ncolumns;
	memset(slots, 0, s->ncolumns * sizeof(*slots));
	return slots;
}

void vmt_stage_null(struct vmt_stage *s, uint32_t column)
{
	struct tile *t = &s->tiles[open_tile(s)];
	uint32_t row = open_row(s);

	if (column < s->ncolumns && (s->types[column] & VMT_NULLABLE))
		t->absent[column * WORDS + row / 64] |= 1ULL << row % 64;
}

static int put_heap(struct vmt_stage *s, uint32_t column, const void *data, size_t size)
{
	struct bytebuf *heap = &s->tiles[open_tile(s)].heap;
	size_t at = heap->size;

	if (size > STAGE_MAX_VALUE || at + size > UINT32_MAX)
		return VMT_EINVAL;
	bytebuf_put(heap, data, size);
	if (heap->failed) {
		heap->failed = false;
		return VMT_ENOMEM;
	}
	s->open[(size_t)open_row(s) * s->ncolumns + column] = (uint64_t)at << 32 | size;
	return 0;
}

int vmt_stage_bytes(struct vmt_stage *s, uint32_t column, const void *data, uint32_t size)
{
	uint8_t type = column < s->ncolumns ? s->types[column] & ~VMT_NULLABLE : 0;

	if (type != VMT_VAR && (type != VMT_FIXED || size != s->sizes[column]))
		return VMT_EINVAL;
	return put_heap(s, column, data, size);
}

int vmt_stage_list(struct vmt_stage *s, uint32_t column, const uint64_t *values, uint32_t n)
{
	if (column >= s->ncolumns || !(s->types[column] & VMT_LIST))
		return VMT_EINVAL;
	return put_heap(s, column, values, (size_t)n * sizeof(*values));
}

/* Eight rows at a time, so that every cache line of a column is written whole. */
static void transpose(const uint64_t *restrict rows, uint64_t *restrict columns, uint32_t n)
{
	uint32_t r, c, i;

	for (r = 0; r < STAGE_TILE; r += 8)
		for (c = 0; c < n; c++)
			for (i = 0; i < 8; i++)
				columns[(size_t)c * STAGE_TILE + r + i] =
					rows[(size_t)(r + i) * n + c];
}

void vmt_stage_end(struct vmt_stage *s)
{
	s->begun = false;
	s->rows++;
	if (!open_row(s))
		transpose(s->open, s->tiles[open_tile(s) - 1].slots, s->ncolumns);
}

/* Row i (from the first that is kept) of a column. */
static uint64_t slot_of(const struct vmt_stage *s, uint32_t column, uint32_t i)
{
	uint32_t tile, row;

	i += s->first;
	tile = i / STAGE_TILE;
	row = i % STAGE_TILE;
	if (tile == open_tile(s))
		return s->open[(size_t)row * s->ncolumns + column];
	return s->tiles[tile].slots[column * STAGE_TILE + row];
}

static bool is_absent(const struct vmt_stage *s, uint32_t column, uint32_t i)
{
	const struct tile *t = &s->tiles[(s->first + i) / STAGE_TILE];
	uint32_t row = (s->first + i) % STAGE_TILE;

	return t->absent[column * WORDS + row / 64] >> row % 64 & 1;
}

uint32_t vmt_stage_until(const struct vmt_stage *s, uint64_t t)
{
	uint32_t low = 0, high = s->rows, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (slot_of(s, 0, mid) <= t)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void vmt_stage_drop(struct vmt_stage *s, uint32_t n)
{
	uint32_t gone, i;

	n = n < s->rows ? n : s->rows;
	gone = (s->first + n) / STAGE_TILE;
	for (i = 0; i < gone; i++) {
		if (s->spare.slots)
			tile_release(&s->tiles[i]);
		else
			s->spare = s->tiles[i];
	}
	if (gone) {
		memmove(s->tiles, s->tiles + gone, (s->ntiles - gone) * sizeof(*s->tiles));
		s->ntiles -= gone;
	}
	s->first = (s->first + n) % STAGE_TILE;
	s->rows -= n;
}

bool stage_matches(const struct vmt_stage *s, const struct vmt_table *table)
{
	uint32_t c;

	if (s->ncolumns != table->ncolumns)
		return false;
	for (c = 0; c < s->ncolumns; c++)
		if (s->types[c] != table->columns[c].type || s->sizes[c] != table->columns[c].size)
			return false;
	return true;
}

/* Rows [row, row + n) of one tile. */
static void copy_slots(const struct vmt_stage *s, uint32_t tile, uint32_t column, uint32_t row,
		       uint32_t n, uint64_t *out)
{
	const uint64_t *p;
	uint32_t i;

	if (tile != open_tile(s)) {
		memcpy(out, s->tiles[tile].slots + column * STAGE_TILE + row, n * sizeof(*out));
		return;
	}
	p = s->open + (size_t)row * s->ncolumns + column;
	for (i = 0; i < n; i++, p += s->ncolumns)
		out[i] = *p;
}

static bool clear_absent(const uint64_t *absent, uint32_t row, uint32_t n, uint64_t *valid,
			 uint32_t at)
{
	bool any = false;
	uint32_t i;

	for (i = 0; i < n; i++) {
		if ((i + row) % 64 == 0 && i + 64 <= n && !absent[(row + i) / 64]) {
			i += 63;
			continue;
		}
		if (absent[(row + i) / 64] >> (row + i) % 64 & 1) {
			valid[(at + i) / 64] &= ~(1ULL << (at + i) % 64);
			any = true;
		}
	}
	return any;
}

bool stage_column(const struct vmt_stage *s, uint32_t column, uint32_t first, uint32_t n,
		  uint64_t *slots, uint64_t *valid, uint32_t at)
{
	bool any = false;
	uint32_t i, tile, row, count;

	for (i = 0; i < n; i += count) {
		tile = (s->first + first + i) / STAGE_TILE;
		row = (s->first + first + i) % STAGE_TILE;
		count = STAGE_TILE - row < n - i ? STAGE_TILE - row : n - i;
		copy_slots(s, tile, column, row, count, slots + i);
		if (s->types[column] & VMT_NULLABLE)
			any |= clear_absent(s->tiles[tile].absent + column * WORDS, row, count,
					    valid, at + i);
	}
	return any;
}

void stage_heap(const struct vmt_stage *s, uint32_t column, uint32_t first, uint32_t n,
		uint64_t *sizes, struct bytebuf *out)
{
	bool fixed = (s->types[column] & ~VMT_NULLABLE) == VMT_FIXED;
	uint32_t size = s->sizes[column], i;
	uint64_t slot;
	uint8_t *p;

	for (i = 0; i < n; i++) {
		slot = is_absent(s, column, first + i) ? 0 : slot_of(s, column, first + i);
		sizes[i] = (uint32_t)slot;
		if ((uint32_t)slot) {
			bytebuf_put(out,
				    s->tiles[(s->first + first + i) / STAGE_TILE].heap.data +
					    (slot >> 32),
				    (uint32_t)slot);
		} else if (fixed && (p = bytebuf_add(out, size))) {
			if (out->size > size)
				memcpy(p, p - size, size);
			else
				memset(p, 0, size);
		}
	}
}

/* Of rows [first, first + n): how many one column's heap has room for. */
static uint32_t column_fitting(const struct vmt_stage *s, uint32_t column, uint32_t first,
			       uint32_t n, uint64_t *used, uint64_t limit)
{
	bool fixed = (s->types[column] & ~VMT_NULLABLE) == VMT_FIXED;
	uint32_t i, size;

	for (i = 0; i < n; i++) {
		size = fixed ? s->sizes[column] : (uint32_t)slot_of(s, column, first + i);
		if (*used + size > limit)
			break;
		*used += size;
	}
	return i;
}

uint32_t stage_fitting(const struct vmt_stage *s, uint32_t first, uint32_t n, uint64_t *used,
		       uint64_t limit)
{
	uint32_t c;

	for (c = 0; s->has_heap && c < s->ncolumns; c++)
		if (!codec_type_integer(s->types[c]))
			n = column_fitting(s, c, first, n, &used[c], limit);
	return n;
}
