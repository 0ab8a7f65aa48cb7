/* SPDX-License-Identifier: GPL-2.0 */
#include "format/stage.h"

#include <stdlib.h>
#include <string.h>

#include "format/codec.h"
#include "format/growth.h"

#define WORDS (STAGE_TILE / 64)
/* Tiles kept for the next rows: fresh memory costs as much as filling it. */
#define MAX_SPARES 16

struct tile {
	uint8_t *slots;	  /* [column][STAGE_TILE], as wide as its type; see vmt_stage.at */
	uint64_t *absent; /* [column][WORDS], 1: absent */
	struct bytebuf heap;
};

struct vmt_stage {
	uint32_t ncolumns;
	uint8_t *types, *widths; /* bytes of a slot in a tile */
	uint16_t *sizes;
	uint32_t *at; /* where a column begins in a tile's slots; [ncolumns] is their size */
	bool has_heap;
	uint64_t *open; /* [row][column]: the rows of the tile being filled */
	struct tile *tiles, spares[MAX_SPARES];
	uint32_t ntiles, capacity, nspares;
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

static int tile_init(struct tile *t, const struct vmt_stage *s)
{
	*t = (struct tile){
		.slots = malloc(s->at[s->ncolumns]),
		.absent = calloc(s->ncolumns, WORDS * sizeof(*t->absent)),
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
	s->widths = calloc(n, sizeof(*s->widths));
	s->sizes = calloc(n, sizeof(*s->sizes));
	s->at = calloc(n + 1, sizeof(*s->at));
	s->open = reallocarray(NULL, n, STAGE_TILE * sizeof(*s->open));
	if (!s->types || !s->widths || !s->sizes || !s->at || !s->open) {
		vmt_stage_free(s);
		return VMT_ENOMEM;
	}
	for (c = 0; c < n; c++) {
		uint8_t type = table->columns[c].type;

		s->types[c] = type;
		s->sizes[c] = table->columns[c].size;
		s->widths[c] = codec_type_integer(type) ? codec_type_bytes(type) : 8;
		s->at[c + 1] = s->at[c] + s->widths[c] * STAGE_TILE;
		s->has_heap |= !codec_type_integer(type);
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
	for (i = 0; i < s->nspares; i++)
		tile_release(&s->spares[i]);
	free(s->tiles);
	free(s->open);
	free(s->types);
	free(s->widths);
	free(s->sizes);
	free(s->at);
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
	struct tile *t = growth_one(s->tiles, s->ntiles, &s->capacity, sizeof(*t));

	if (!t)
		return VMT_ENOMEM;
	s->tiles = t;
	t = &s->tiles[s->ntiles];
	if (s->nspares) {
		*t = s->spares[--s->nspares];
		memset(t->absent, 0, (size_t)s->ncolumns * WORDS * sizeof(*t->absent));
		bytebuf_clear(&t->heap);
	} else if (tile_init(t, s)) {
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

/* Rows turned at a time: they and the lines of the columns being written fit the first cache. */
#define STRIP 32

#define TURN(type)                                                   \
	do {                                                         \
		for (i = 0; i < STRIP; i++)                          \
			((type *)out)[i] = rows[(size_t)i * stride]; \
	} while (0)

static void turn_strip(const uint64_t *restrict rows, uint32_t stride, void *restrict out,
		       uint8_t width)
{
	uint32_t i;

	switch (width) {
	case 1:
		TURN(uint8_t);
		break;
	case 2:
		TURN(uint16_t);
		break;
	case 4:
		TURN(uint32_t);
		break;
	default:
		TURN(uint64_t);
	}
}

static void transpose(const struct vmt_stage *s, struct tile *t)
{
	uint32_t r, c, n = s->ncolumns;

	for (r = 0; r < STAGE_TILE; r += STRIP)
		for (c = 0; c < n; c++)
			turn_strip(s->open + (size_t)r * n + c, n,
				   t->slots + s->at[c] + (size_t)r * s->widths[c], s->widths[c]);
}

#define WIDEN(type)                                     \
	do {                                            \
		for (i = 0; i < n; i++)                 \
			out[i] = ((const type *)in)[i]; \
	} while (0)

/* Slots of a tile as numbers again, signed ones extended. */
static void widen(const void *restrict in, uint8_t type, uint32_t n, uint64_t *restrict out)
{
	uint32_t i;

	switch (codec_type_integer(type) ? type & ~VMT_NULLABLE : VMT_U64) {
	case VMT_U8:
		WIDEN(uint8_t);
		break;
	case VMT_U16:
		WIDEN(uint16_t);
		break;
	case VMT_U32:
		WIDEN(uint32_t);
		break;
	case VMT_I8:
		WIDEN(int8_t);
		break;
	case VMT_I16:
		WIDEN(int16_t);
		break;
	case VMT_I32:
		WIDEN(int32_t);
		break;
	default:
		memcpy(out, in, n * sizeof(*out));
	}
}

/* Rows [row, row + n) of one tile; those of the open one are cut to their type here. */
static void copy_slots(const struct vmt_stage *s, uint32_t tile, uint32_t column, uint32_t row,
		       uint32_t n, uint64_t *out)
{
	const uint64_t *p;
	unsigned int shift = 64 - 8 * s->widths[column];
	bool is_signed =
		codec_type_integer(s->types[column]) && codec_type_signed(s->types[column]);
	uint32_t i;

	if (tile != open_tile(s)) {
		widen(s->tiles[tile].slots + s->at[column] + (size_t)row * s->widths[column],
		      s->types[column], n, out);
		return;
	}
	p = s->open + (size_t)row * s->ncolumns + column;
	for (i = 0; i < n; i++, p += s->ncolumns)
		out[i] = is_signed ? (uint64_t)((int64_t)(*p << shift) >> shift)
				   : *p << shift >> shift;
}

void vmt_stage_end(struct vmt_stage *s)
{
	s->begun = false;
	s->rows++;
	if (!open_row(s))
		transpose(s, &s->tiles[open_tile(s) - 1]);
}

/* How many of rows [row, row + n) are in one tile: which it is, and where they begin in it. */
static uint32_t in_tile(const struct vmt_stage *s, uint32_t row, uint32_t n, uint32_t *tile,
			uint32_t *at)
{
	*tile = (s->first + row) / STAGE_TILE;
	*at = (s->first + row) % STAGE_TILE;
	return STAGE_TILE - *at < n ? STAGE_TILE - *at : n;
}

/* Row i (from the first that is kept) of a column. */
static uint64_t slot_of(const struct vmt_stage *s, uint32_t column, uint32_t i)
{
	uint64_t slot;

	i += s->first;
	copy_slots(s, i / STAGE_TILE, column, i % STAGE_TILE, 1, &slot);
	return slot;
}

uint64_t stage_time(const struct vmt_stage *s, uint32_t row)
{
	return slot_of(s, 0, row);
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
		if (s->nspares < MAX_SPARES)
			s->spares[s->nspares++] = s->tiles[i];
		else
			tile_release(&s->tiles[i]);
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
		count = in_tile(s, first + i, n - i, &tile, &row);
		copy_slots(s, tile, column, row, count, slots + i);
		if (s->types[column] & VMT_NULLABLE)
			any |= clear_absent(s->tiles[tile].absent + column * WORDS, row, count,
					    valid, at + i);
	}
	return any;
}

/* Slots of a column with bytes, 0 of a row that is absent; as many as are in one tile. */
static uint32_t heap_slots(const struct vmt_stage *s, uint32_t column, uint32_t first, uint32_t n,
			   uint64_t slots[static STAGE_TILE], const struct tile **tile)
{
	uint32_t number, at, i, count = in_tile(s, first, n, &number, &at);

	copy_slots(s, number, column, at, count, slots);
	for (i = 0; s->types[column] & VMT_NULLABLE && i < count; i++)
		if (is_absent(s, column, first + i))
			slots[i] = 0;
	*tile = &s->tiles[number];
	return count;
}

/* What lies together goes together. */
static void put_values(const struct tile *t, const uint64_t *slots, uint32_t n, struct bytebuf *out)
{
	uint32_t i, at, end;

	for (i = 0; i < n;) {
		at = end = slots[i] >> 32;
		for (; i < n && (!(uint32_t)slots[i] || slots[i] >> 32 == end); i++)
			end += (uint32_t)slots[i];
		if (end > at)
			bytebuf_put(out, t->heap.data + at, end - at);
	}
}

/* Of one size; a row without has the bytes of the row before. */
static void put_fixed(const struct tile *t, const uint64_t *slots, uint32_t n, uint32_t size,
		      struct bytebuf *out)
{
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *p = bytebuf_add(out, size);

		if (p && (uint32_t)slots[i])
			memcpy(p, t->heap.data + (slots[i] >> 32), size);
		else if (p && out->size > size)
			memcpy(p, p - size, size);
		else if (p)
			memset(p, 0, size);
	}
}

void stage_heap(const struct vmt_stage *s, uint32_t column, uint32_t first, uint32_t n,
		uint64_t *sizes, struct bytebuf *out)
{
	bool fixed = (s->types[column] & ~VMT_NULLABLE) == VMT_FIXED;
	uint64_t slots[STAGE_TILE];
	const struct tile *tile;
	uint32_t i, k, count;

	for (i = 0; i < n; i += count) {
		count = heap_slots(s, column, first + i, n - i, slots, &tile);
		for (k = 0; k < count; k++)
			sizes[i + k] = (uint32_t)slots[k];
		if (fixed)
			put_fixed(tile, slots, count, s->sizes[column], out);
		else
			put_values(tile, slots, count, out);
	}
}

/* The same of n rows, which fit the open tile, in one column. */
static int append_heap(struct vmt_stage *s, const struct vmt_stage *from, uint32_t column,
		       uint32_t first, uint32_t n)
{
	struct bytebuf *heap = &s->tiles[open_tile(s)].heap;
	uint64_t *out = s->open + (size_t)open_row(s) * s->ncolumns + column, slot;
	uint32_t i;

	for (i = 0; i < n; i++, out += s->ncolumns) {
		slot = slot_of(from, column, first + i);
		*out = (uint64_t)heap->size << 32 | (uint32_t)slot;
		if (heap->size + (uint32_t)slot > UINT32_MAX)
			return VMT_ENOMEM;
		bytebuf_put(heap,
			    from->tiles[(from->first + first + i) / STAGE_TILE].heap.data +
				    (slot >> 32),
			    (uint32_t)slot);
	}
	return bytebuf_error(heap);
}

static int append_column(struct vmt_stage *s, const struct vmt_stage *from, uint32_t column,
			 uint32_t first, uint32_t n)
{
	uint64_t values[STAGE_TILE], *out = s->open + (size_t)open_row(s) * s->ncolumns + column;
	uint64_t *absent = s->tiles[open_tile(s)].absent + column * WORDS;
	uint32_t row = open_row(s), i, from_tile, from_row, count;

	for (i = 0; s->types[column] & VMT_NULLABLE && i < n; i++)
		absent[(row + i) / 64] |= (uint64_t)is_absent(from, column, first + i)
					  << (row + i) % 64;
	if (!codec_type_integer(s->types[column]))
		return append_heap(s, from, column, first, n);
	for (i = 0; i < n; i += count) {
		count = in_tile(from, first + i, n - i, &from_tile, &from_row);
		copy_slots(from, from_tile, column, from_row, count, values + i);
	}
	for (i = 0; i < n; i++, out += s->ncolumns)
		*out = values[i];
	return 0;
}

int stage_append(struct vmt_stage *s, const struct vmt_stage *from, uint32_t first, uint32_t n)
{
	uint32_t i, c, count;
	int error = 0;

	for (i = 0; i < n && !error; i += count) {
		if (open_tile(s) == s->ntiles && (s->rows > INT32_MAX || add_tile(s)))
			return VMT_ENOMEM;
		count = STAGE_TILE - open_row(s) < n - i ? STAGE_TILE - open_row(s) : n - i;
		for (c = 0; c < s->ncolumns && !error; c++)
			error = append_column(s, from, c, first + i, count);
		s->rows += error ? 0 : count;
		if (!error && !open_row(s))
			transpose(s, &s->tiles[open_tile(s) - 1]);
	}
	return error;
}

/* Of rows [first, first + n): how many one column's heap has room for. */
static uint32_t column_fitting(const struct vmt_stage *s, uint32_t column, uint32_t first,
			       uint32_t n, uint64_t *used, uint64_t limit)
{
	bool fixed = (s->types[column] & ~VMT_NULLABLE) == VMT_FIXED;
	uint64_t slots[STAGE_TILE];
	const struct tile *tile;
	uint32_t i, k, size, count;

	for (i = 0; i < n; i += count) {
		count = heap_slots(s, column, first + i, n - i, slots, &tile);
		for (k = 0; k < count; k++) {
			size = fixed ? s->sizes[column] : (uint32_t)slots[k];
			if (*used + size > limit)
				return i + k;
			*used += size;
		}
	}
	return n;
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
