/* SPDX-License-Identifier: GPL-2.0 */
#include "format/codec.h"

#include <stdlib.h>
#include <string.h>

#include "format/clones.h"
#include "format/le.h"

void codec_work_release(struct codec_work *w)
{
	valuedict_release(&w->dict);
	free(w->numbers);
	*w = (struct codec_work){ 0 };
}

static uint64_t *work_numbers(struct codec_work *w, uint32_t n)
{
	uint64_t *p;

	if (n > w->nnumbers) {
		p = realloc(w->numbers, n * sizeof(*p));
		if (!p)
			return NULL;
		w->numbers = p;
		w->nnumbers = n;
	}
	return w->numbers;
}

unsigned int codec_type_bytes(uint8_t type)
{
	static const uint8_t bytes[] = {
		[VMT_U8] = 1, [VMT_U16] = 2, [VMT_U32] = 4, [VMT_U64] = 8,
		[VMT_I8] = 1, [VMT_I16] = 2, [VMT_I32] = 4, [VMT_I64] = 8,
	};

	type &= ~(VMT_LIST | VMT_NULLABLE);
	return type < sizeof(bytes) ? bytes[type] : 0;
}

bool codec_type_signed(uint8_t type)
{
	type &= ~(VMT_LIST | VMT_NULLABLE);
	return type >= VMT_I8 && type <= VMT_I64;
}

bool codec_type_integer(uint8_t type)
{
	return !(type & VMT_LIST) && codec_type_bytes(type);
}

static bool for_integers(uint8_t type)
{
	return codec_type_integer(type);
}

static bool for_integers_and_fixed(uint8_t type)
{
	return codec_type_integer(type) || type == VMT_FIXED;
}

static bool for_var(uint8_t type)
{
	return type == VMT_VAR;
}

static bool for_lists(uint8_t type)
{
	return (type & VMT_LIST) && codec_type_bytes(type);
}

/* const */

static int const_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	return 0;
}

static int const_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint64_t *values = viewspace_values(space, 1);

	if (!values)
		return VMT_ENOMEM;
	values[0] = r->min;
	view->kind = VMT_CONST;
	view->values = values;
	view->nvalues = 1;
	return 0;
}

/* runs: varint count, lengths, values */

/* Where the runs begin. Not a branch a row: how long a run is cannot be foretold. */
static uint32_t runs_find(const uint64_t *values, uint32_t rows, uint64_t *starts)
{
	uint32_t n = 1;

	starts[0] = 0;
	for (uint32_t i = 1; i < rows; i++) {
		starts[n] = i;
		n += values[i] != values[i - 1];
	}
	return n;
}

static int runs_encode(struct codec_work *w, const struct codec_rows *r,
		       enum intarray_layout layout, struct bytebuf *out)
{
	uint64_t *values = work_numbers(w, 2 * r->rows), *lengths;
	uint32_t i, n;

	if (!values)
		return VMT_ENOMEM;
	lengths = values + r->rows;
	n = runs_find(r->values, r->rows, lengths);
	if (n > r->rows / 2)
		return VMT_EABSENT;
	lengths[n] = r->rows;
	for (i = 0; i < n; i++) {
		values[i] = r->values[lengths[i]];
		lengths[i] = lengths[i + 1] - lengths[i];
	}
	bytebuf_put_varint(out, n);
	intarray_put(out, layout, lengths, n, false);
	w->range = intarray_put(out, layout, values, n, codec_type_signed(r->type));
	return bytebuf_error(out);
}

/* Lengths become ends; each is at least 1 and they sum to the rows. */
static int runs_sum(uint32_t *ends, uint32_t n, uint32_t rows)
{
	uint32_t i, end = 0;

	for (i = 0; i < n; i++) {
		if (!ends[i] || ends[i] > rows - end)
			return VMT_EDAMAGE;
		end += ends[i];
		ends[i] = end;
	}
	return end == rows ? 0 : VMT_EDAMAGE;
}

static int runs_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
		       struct vmt_view *view)
{
	uint32_t n = cursor_get_upto(in, r->rows);
	uint32_t *ends = viewspace_index(space, n);
	uint64_t *values = viewspace_values(space, n);

	if (!ends || !values)
		return VMT_ENOMEM;
	if (intarray_get32(in, ends, n) || runs_sum(ends, n, r->rows) ||
	    intarray_get(in, values, n))
		return VMT_EDAMAGE;
	view->kind = VMT_RUNS;
	view->ends = ends;
	view->values = values;
	view->nvalues = n;
	return 0;
}

/* dict: varint count, values, codes */

static int dict_encode(struct codec_work *w, const struct codec_rows *r,
		       enum intarray_layout layout, struct bytebuf *out)
{
	int error = valuedict_build(&w->dict, r->values, r->rows, r->rows / 2 + 1);

	if (error)
		return error;
	bytebuf_put_varint(out, w->dict.count);
	w->range = intarray_put(out, layout, w->dict.values, w->dict.count,
				codec_type_signed(r->type));
	intarray_put(out, layout, w->dict.codes, r->rows, false);
	return bytebuf_error(out);
}

#define CHECK_STEP 64

/* A code is `count` or more: the subtraction wraps, or the code itself has the highest bit. */
VMT_CLONES static bool any_from(const uint32_t *codes, uint32_t n, uint32_t count)
{
	uint32_t bad = 0;

	for (uint32_t i = 0; i < n; i++)
		bad |= (count - 1 - codes[i]) | codes[i];
	return bad >> 31;
}

/*
 * Codes appear in order, 0 first, and each of them does: then all are used and none is more.
 * New ones are rare, so that most steps are passed over at once.
 */
static int dict_check(const uint32_t *codes, uint32_t rows, uint32_t count)
{
	uint32_t i, j, n, seen = 0;

	for (i = 0; i < rows; i += n) {
		n = rows - i < CHECK_STEP ? rows - i : CHECK_STEP;
		if (seen && !any_from(codes + i, n, seen))
			continue;
		for (j = i; j < i + n; j++) {
			if (codes[j] > seen)
				return VMT_EDAMAGE;
			seen += codes[j] == seen;
		}
	}
	return seen == count ? 0 : VMT_EDAMAGE;
}

static int dict_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
		       struct vmt_view *view)
{
	uint32_t n = cursor_get_upto(in, r->rows);
	uint32_t *codes = viewspace_index(space, r->rows);
	uint64_t *values = viewspace_values(space, n);

	if (!codes || !values)
		return VMT_ENOMEM;
	if (intarray_get(in, values, n) || intarray_get32(in, codes, r->rows) ||
	    dict_check(codes, r->rows, n))
		return VMT_EDAMAGE;
	view->kind = VMT_DICT;
	view->codes = codes;
	view->values = values;
	view->nvalues = n;
	return 0;
}

/* for and planes: one array, laid out by the encoder's choice */

static int array_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	w->range = intarray_put(out, layout, r->values, r->rows, codec_type_signed(r->type));
	return bytebuf_error(out);
}

static int array_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint64_t *values = viewspace_values(space, r->rows);

	if (!values)
		return VMT_ENOMEM;
	if (intarray_get(in, values, r->rows))
		return VMT_EDAMAGE;
	view->kind = VMT_FLAT;
	view->values = values;
	view->nvalues = r->rows;
	return 0;
}

/* delta: the first value of each group, then the differences of all other rows */

static int delta_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	uint64_t *firsts = work_numbers(w, r->rows), *deltas, *d;
	const uint64_t *v = r->values;
	uint32_t g, i;

	if (!firsts)
		return VMT_ENOMEM;
	d = deltas = firsts + r->ngroups;
	for (g = 0; g < r->ngroups; g++) {
		firsts[g] = *v++;
		for (i = 1; i < r->groups[g].rows; i++, v++)
			*d++ = v[0] - v[-1];
	}
	intarray_put(out, layout, firsts, r->ngroups, codec_type_signed(r->type));
	intarray_put(out, layout, deltas, d - deltas, true);
	w->range = valuerange_of(r->values, r->rows, codec_type_signed(r->type));
	return bytebuf_error(out);
}

/*
 * In place: the differences stand ngroups places in, so that each is read before the sums,
 * written from the front, reach it. The first values wait behind the rows.
 */
static int delta_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint64_t *values = viewspace_values(space, (size_t)r->rows + r->ngroups), *v, *d, *firsts;
	uint32_t g, i;

	if (!values)
		return VMT_ENOMEM;
	v = values;
	d = values + r->ngroups;
	firsts = values + r->rows;
	if (intarray_get(in, firsts, r->ngroups) || intarray_get(in, d, r->rows - r->ngroups))
		return VMT_EDAMAGE;
	for (g = 0; g < r->ngroups; g++) {
		uint64_t sum = firsts[g];

		*v++ = sum;
		for (i = 1; i < r->groups[g].rows; i++)
			*v++ = sum += *d++;
	}
	view->kind = VMT_FLAT;
	view->values = values;
	view->nvalues = r->rows;
	return 0;
}

/* plain: integers at their type's width, VMT_FIXED as it is */

static int plain_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	unsigned int size = codec_type_bytes(r->type);
	uint8_t *p;
	uint32_t i;

	if (r->type == VMT_FIXED) {
		bytebuf_put(out, r->data, r->ndata);
		return bytebuf_error(out);
	}
	p = bytebuf_add(out, (size_t)r->rows * size);
	if (!p)
		return VMT_ENOMEM;
	for (i = 0; i < r->rows; i++)
		le_put(p + (size_t)i * size, r->values[i], size);
	w->range = valuerange_of(r->values, r->rows, codec_type_signed(r->type));
	return 0;
}

static int fixed_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint32_t *offsets = viewspace_index(space, (size_t)r->rows + 1);
	uint32_t i;

	if (!offsets)
		return VMT_ENOMEM;
	view->data = cursor_take(in, (size_t)r->rows * r->size);
	if (!view->data)
		return VMT_EDAMAGE;
	for (i = 0; i <= r->rows; i++)
		offsets[i] = i * r->size;
	view->kind = VMT_BYTES;
	view->offsets = offsets;
	view->nvalues = r->rows;
	return 0;
}

static int plain_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	unsigned int size = codec_type_bytes(r->type), shift = 64 - 8 * size;
	uint64_t *values;
	const uint8_t *p;
	uint32_t i;

	if (r->type == VMT_FIXED)
		return fixed_decode(in, r, space, view);
	values = viewspace_values(space, r->rows);
	p = cursor_take(in, (size_t)r->rows * size);
	if (!values || !p)
		return values ? VMT_EDAMAGE : VMT_ENOMEM;
	for (i = 0; i < r->rows; i++) {
		uint64_t v = le_get(p + (size_t)i * size, size) << shift;

		values[i] =
			codec_type_signed(r->type) ? (uint64_t)((int64_t)v >> shift) : v >> shift;
	}
	view->kind = VMT_FLAT;
	view->values = values;
	view->nvalues = r->rows;
	return 0;
}

/* bytes and lists: lengths, then the bytes or: varint count, values */

static int bytes_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	intarray_put(out, layout, r->values, r->rows, false);
	bytebuf_put(out, r->data, r->ndata);
	return bytebuf_error(out);
}

/* Lengths become offsets, that end at *total. */
static int get_offsets(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
		       uint32_t limit, uint32_t *total, uint32_t **out)
{
	uint32_t *offsets = viewspace_index(space, (size_t)r->rows + 1);
	uint32_t i, at = 0, n;

	if (!offsets)
		return VMT_ENOMEM;
	if (intarray_get32(in, offsets + 1, r->rows))
		return VMT_EDAMAGE;
	offsets[0] = 0;
	for (i = 1; i <= r->rows; i++) {
		n = offsets[i];
		if (n > limit - at)
			return VMT_EDAMAGE;
		at += n;
		offsets[i] = at;
	}
	*total = at;
	*out = offsets;
	return 0;
}

static int bytes_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint32_t *offsets, total;
	int error = get_offsets(in, r, space, CODEC_MAX_DATA, &total, &offsets);

	if (error)
		return error;
	view->data = cursor_take(in, total);
	if (!view->data)
		return VMT_EDAMAGE;
	view->kind = VMT_BYTES;
	view->offsets = offsets;
	view->nvalues = r->rows;
	return 0;
}

static int lists_encode(struct codec_work *w, const struct codec_rows *r,
			enum intarray_layout layout, struct bytebuf *out)
{
	intarray_put(out, layout, r->values, r->rows, false);
	intarray_put(out, layout, r->items, r->ndata, codec_type_signed(r->type));
	return bytebuf_error(out);
}

static int lists_decode(struct cursor *in, const struct codec_rows *r, struct viewspace *space,
			struct vmt_view *view)
{
	uint32_t *offsets, total;
	uint64_t *values;
	int error = get_offsets(in, r, space, CODEC_MAX_ITEMS, &total, &offsets);

	if (error)
		return error;
	values = viewspace_values(space, total);
	if (!values)
		return VMT_ENOMEM;
	if (intarray_get(in, values, total))
		return VMT_EDAMAGE;
	view->kind = VMT_LISTS;
	view->offsets = offsets;
	view->values = values;
	view->nvalues = total;
	return 0;
}

static const struct {
	struct codec codec;
	bool (*suits)(uint8_t type);
} codecs[] = {
	[CODEC_CONST] = { { "const", const_encode, const_decode }, for_integers },
	[CODEC_RUNS] = { { "runs", runs_encode, runs_decode }, for_integers },
	[CODEC_DICT] = { { "dict", dict_encode, dict_decode }, for_integers },
	[CODEC_FOR] = { { "for", array_encode, array_decode }, for_integers },
	[CODEC_DELTA] = { { "delta", delta_encode, delta_decode }, for_integers },
	[CODEC_PLANES] = { { "planes", array_encode, array_decode }, for_integers },
	[CODEC_PLAIN] = { { "plain", plain_encode, plain_decode }, for_integers_and_fixed },
	[CODEC_BYTES] = { { "bytes", bytes_encode, bytes_decode }, for_var },
	[CODEC_LISTS] = { { "lists", lists_encode, lists_decode }, for_lists },
};
#define NCODECS (sizeof(codecs) / sizeof(codecs[0]))

const struct codec *codec_find(unsigned int id, uint8_t type)
{
	if (id >= NCODECS || !codecs[id].suits || !codecs[id].suits(type & ~VMT_NULLABLE))
		return NULL;
	return &codecs[id].codec;
}

const char *vmt_codec_name(uint8_t codec)
{
	return codec < NCODECS && codecs[codec].codec.name ? codecs[codec].codec.name : "unknown";
}
