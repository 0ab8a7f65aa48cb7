/* SPDX-License-Identifier: GPL-2.0 */
/* Arrays of numbers and every codec, there and back. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "format/bitpack.h"
#include "format/codec.h"
#include "format/valuerange.h"

static uint64_t seed = 88172645463325252;

static uint64_t next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

static uint64_t low_bits(unsigned int width)
{
	return width ? ~0ULL >> (64 - width) : 0;
}

static bool same(const uint64_t *a, const uint64_t *b, uint32_t n)
{
	return !n || !memcmp(a, b, n * sizeof(*a));
}

Test(fmt_bitpack, every_width_and_length)
{
	static const uint32_t lengths[] = { 1, 2, 3, 7, 63, 64, 65, 255, 256 };
	uint64_t values[BITPACK_BLOCK], back[BITPACK_BLOCK], base;
	uint8_t bytes[BITPACK_BLOCK * 8 + 1];
	unsigned int width;
	size_t i, j, size;

	for (width = 0; width <= 64; width++) {
		for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
			base = next();
			for (j = 0; j < lengths[i]; j++)
				values[j] = base + (next() & low_bits(width));
			size = bitpack_bytes(lengths[i], width);
			memset(bytes, 0xa5, sizeof(bytes));
			bitpack_put(bytes, values, lengths[i], base, width);
			cr_assert(bytes[size] == 0xa5, "width %u: wrote too much", width);
			bitpack_get(bytes, back, lengths[i], base, width);
			cr_assert(same(values, back, lengths[i]), "width %u, %u numbers", width,
				  lengths[i]);
		}
	}
}

Test(fmt_bitpack, blocks_of_32_bits)
{
	uint64_t values[BITPACK_BLOCK], base;
	uint8_t bytes[BITPACK_BLOCK * 8];
	uint32_t back[BITPACK_BLOCK], j;
	unsigned int width;

	for (width = 0; width <= 32; width++) {
		base = UINT32_MAX - low_bits(width);
		cr_assert(eq(int, bitpack_fits32(base, width), 1));
		cr_assert(eq(int, bitpack_fits32(base + 1, width), 0));
		for (j = 0; j < BITPACK_BLOCK; j++)
			values[j] = base + (next() & low_bits(width));
		bitpack_put(bytes, values, BITPACK_BLOCK, base, width);
		bitpack_get32(bytes, back, base, width);
		for (j = 0; j < BITPACK_BLOCK; j++)
			cr_assert(eq(u64, back[j], values[j]), "width %u, number %u", width, j);
	}
	cr_assert(eq(int, bitpack_fits32(0, 33), 0));
}

Test(fmt_bitpack, layout_is_the_documented_one)
{
	uint64_t values[BITPACK_BLOCK];
	uint8_t bytes[BITPACK_BLOCK / 2];
	uint32_t i, bit;

	/* Three-bit numbers as one string. */
	values[0] = 5, values[1] = 2, values[2] = 7;
	bitpack_put(bytes, values, 3, 0, 3);
	cr_assert(eq(uint, bytes[0], 0xd5));
	cr_assert(eq(uint, bytes[1], 0x01));
	/* Four-bit numbers in four lanes: 16 in each word. */
	for (i = 0; i < BITPACK_BLOCK; i++)
		values[i] = i * 7 % 16;
	bitpack_put(bytes, values, BITPACK_BLOCK, 0, 4);
	for (i = 0; i < BITPACK_BLOCK; i++) {
		bit = i / 4 * 4;
		cr_assert(eq(u64, bytes[bit / 64 * 32 + i % 4 * 8 + bit % 64 / 8] >> bit % 8 & 15,
			     values[i]));
	}
}

/* ---- Shapes of columns ---- */

typedef uint64_t shape_fn(uint32_t i);

static uint64_t constant(uint32_t i)
{
	return 0xfee1dead;
}

static uint64_t counter(uint32_t i)
{
	return 1000 + i;
}

static uint64_t in_runs(uint32_t i)
{
	return 0xffffffff81000000 + i / 37 % 5;
}

static uint64_t few(uint32_t i)
{
	return next() % 9 * 0x100000000;
}

static uint64_t small(uint32_t i)
{
	return next() % 1000;
}

static uint64_t random64(uint32_t i)
{
	return next();
}

static uint64_t around_zero(uint32_t i)
{
	return (int64_t)(next() % 21) - 10;
}

static uint64_t extremes(uint32_t i)
{
	return i % 3 == 0 ? 0 : i % 3 == 1 ? ~0ULL : 1ULL << 63;
}

static uint64_t rises(uint32_t i)
{
	static uint64_t time;

	return time += next() % 5000;
}

static shape_fn *const shapes[] = { constant, counter,	   in_runs,  few,  small,
				    random64, around_zero, extremes, rises };
#define NSHAPES (sizeof(shapes) / sizeof(shapes[0]))

static const uint32_t lengths[] = { 1, 2, 3, 9, 255, 256, 257, 1024, 1025, 4099 };
#define NLENGTHS (sizeof(lengths) / sizeof(lengths[0]))
#define LONGEST 4099

/* Numbers all over 64 bits, the least and the greatest at every place of a vector. */
Test(fmt_valuerange, each_place_and_both_orders)
{
	uint64_t values[40];
	struct valuerange r;
	uint32_t n, low, high, i;

	for (n = 2; n <= 40; n++)
		for (low = 0; low < n; low++) {
			high = (low + 1 + next() % (n - 1)) % n;
			for (i = 0; i < n; i++)
				values[i] = (next() >> 1 | 1ULL << 62) - 1;
			values[low] = 3;
			values[high] = 1ULL << 63;
			r = valuerange_of(values, n, false);
			cr_assert(r.min == 3 && r.max == 1ULL << 63, "%u of %u", low, n);
			values[low] = INT64_MAX;
			r = valuerange_of(values, n, true);
			cr_assert(r.min == 1ULL << 63 && r.max == INT64_MAX, "%u of %u", high, n);
		}
	r = valuerange_of(values, 0, false);
	cr_assert(r.min == 0 && r.max == 0);
	r = valuerange_join((struct valuerange){ -5, 2 }, (struct valuerange){ -1, 9 }, true);
	cr_assert(r.min == (uint64_t)-5 && r.max == 9);
	r = valuerange_join((struct valuerange){ 7, 8 }, (struct valuerange){ 2, ~0ULL }, false);
	cr_assert(r.min == 2 && r.max == ~0ULL);
}

Test(fmt_intarray, every_layout_and_shape)
{
	static uint64_t values[LONGEST], back[LONGEST];
	struct bytebuf b = { 0 };
	struct cursor in;
	uint32_t s, l, layout, is_signed, i;

	for (s = 0; s < NSHAPES; s++) {
		for (l = 0; l < NLENGTHS * 6; l++) {
			uint32_t n = lengths[l / 6];

			layout = l % 3;
			is_signed = l % 2;
			for (i = 0; i < n; i++)
				values[i] = shapes[s](i);
			bytebuf_clear(&b);
			intarray_put(&b, layout, values, n, is_signed);
			in = cursor_of(b.data, b.size);
			cr_assert(eq(int, intarray_get(&in, back, n), 0));
			cr_assert(cursor_done(&in));
			cr_assert(same(values, back, n), "shape %u layout %u n %u", s, layout, n);
			/* Cut anywhere it is refused, and nothing beyond is read. */
			for (i = 0; i < b.size && i < 40; i++) {
				in = cursor_of(b.data, i);
				cr_assert(eq(int, intarray_get(&in, back, n), VMT_EDAMAGE));
			}
		}
	}
	bytebuf_release(&b);
}

Test(fmt_intarray, codes_of_32_bits_refuse_more)
{
	uint64_t values[300] = { [299] = 1ULL << 32 };
	uint32_t back[300];
	struct bytebuf b = { 0 };
	struct cursor in;
	uint32_t layout;

	for (layout = INTARRAY_PACKED; layout <= INTARRAY_PLANES; layout++) {
		bytebuf_clear(&b);
		intarray_put(&b, layout, values, 300, false);
		in = cursor_of(b.data, b.size);
		cr_assert(eq(int, intarray_get32(&in, back, 300), VMT_EDAMAGE));
		in = cursor_of(b.data, b.size);
		cr_assert(eq(int, intarray_get32(&in, back, 299), 0));
	}
	bytebuf_release(&b);
}

/* ---- Codecs ---- */

/* Three groups, the last of one row. */
static uint32_t make_groups(struct vmt_group *g, uint32_t rows)
{
	uint32_t n = rows < 3 ? 1 : 3, last = n == 3;

	g[0] = (struct vmt_group){ .rows = n == 3 ? (rows - last) / 2 : rows };
	g[1] = (struct vmt_group){ .first = g[0].rows, .rows = rows - last - g[0].rows };
	g[2] = (struct vmt_group){ .first = rows - 1, .rows = 1 };
	return n;
}

static uint64_t cut(uint64_t v, uint8_t type)
{
	unsigned int shift = 64 - 8 * codec_type_bytes(type);

	return codec_type_signed(type) ? (uint64_t)((int64_t)(v << shift) >> shift)
				       : v << shift >> shift;
}

static void there_and_back(unsigned int id, const struct codec_rows *r, uint32_t layout,
			   struct codec_work *work, struct viewspace *space)
{
	const struct codec *codec = codec_find(id, r->type);
	struct bytebuf out = { 0 };
	struct vmt_view view = { .rows = r->rows };
	uint64_t *flat = malloc(r->rows * sizeof(*flat));
	struct cursor in;
	int error = codec->encode(work, r, layout, &out);

	if (!error) {
		in = cursor_of(out.data, out.size);
		cr_assert(eq(int, codec->decode(&in, r, space, &view), 0));
		cr_assert(cursor_done(&in), "%s leaves bytes", codec->name);
		vmt_view_flatten(&view, 0, r->rows, flat);
		cr_assert(same(flat, r->values, r->rows), "%s: type %u, %u rows, layout %u",
			  codec->name, r->type, r->rows, layout);
		/* From any row on, too. */
		vmt_view_flatten(&view, r->rows / 3, r->rows - r->rows / 3, flat);
		cr_assert(same(flat, r->values + r->rows / 3, r->rows - r->rows / 3));
	} else {
		cr_assert(eq(int, error, VMT_EABSENT));
	}
	free(flat);
	bytebuf_release(&out);
}

Test(fmt_codec, integers_there_and_back)
{
	static uint64_t values[LONGEST];
	struct codec_work work = { 0 };
	struct viewspace space = { 0 };
	struct vmt_group groups[3];
	uint32_t s, l, id, type, i;

	for (s = 0; s < NSHAPES; s++)
		for (l = 0; l < NLENGTHS; l++)
			for (type = VMT_U8; type <= VMT_I64; type++) {
				struct codec_rows r = { .rows = lengths[l],
							.groups = groups,
							.type = type,
							.values = values };

				r.ngroups = make_groups(groups, r.rows);
				for (i = 0; i < r.rows; i++)
					values[i] = cut(shapes[s](i), type);
				for (id = CODEC_RUNS; id <= CODEC_PLAIN; id++)
					there_and_back(id, &r, (s + l) % 3, &work, &space);
			}
	codec_work_release(&work);
	viewspace_release(&space);
}

Test(fmt_codec, views_keep_their_kind)
{
	static uint64_t values[1000];
	struct codec_work work = { 0 };
	struct viewspace space = { 0 };
	struct vmt_group group = { .rows = 1000 };
	struct codec_rows r = {
		.rows = 1000, .ngroups = 1, .groups = &group, .type = VMT_U64, .values = values
	};
	static const struct {
		unsigned int id;
		enum vmt_view_kind kind;
	} kinds[] = { { CODEC_RUNS, VMT_RUNS },	  { CODEC_DICT, VMT_DICT },
		      { CODEC_FOR, VMT_FLAT },	  { CODEC_DELTA, VMT_FLAT },
		      { CODEC_PLANES, VMT_FLAT }, { CODEC_PLAIN, VMT_FLAT } };
	struct bytebuf out = { 0 };
	struct vmt_view view;
	struct cursor in;
	size_t i;

	for (i = 0; i < 1000; i++)
		values[i] = in_runs(i);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct codec *codec = codec_find(kinds[i].id, VMT_U64);

		bytebuf_clear(&out);
		cr_assert(eq(int, codec->encode(&work, &r, INTARRAY_PACKED, &out), 0));
		in = cursor_of(out.data, out.size);
		cr_assert(eq(int, codec->decode(&in, &r, &space, &view), 0));
		cr_assert(eq(int, view.kind, kinds[i].kind));
	}
	bytebuf_release(&out);
	codec_work_release(&work);
	viewspace_release(&space);
}

/* A payload put together by hand; says what the decoder makes of it. */
static int decode_by_hand(unsigned int id, uint8_t type, uint32_t rows, const struct bytebuf *b)
{
	struct vmt_group group = { .rows = rows };
	struct codec_rows r = { .rows = rows, .ngroups = 1, .groups = &group, .type = type };
	struct viewspace space = { 0 };
	struct vmt_view view = { .rows = rows };
	struct cursor in = cursor_of(b->data, b->size);
	int error = codec_find(id, type)->decode(&in, &r, &space, &view);

	viewspace_release(&space);
	return error;
}

static int runs_by_hand(const uint64_t *lengths_given, uint32_t n, uint32_t rows)
{
	uint64_t values[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct bytebuf b = { 0 };
	int error;

	bytebuf_put_varint(&b, n);
	intarray_put(&b, INTARRAY_PACKED, lengths_given, n, false);
	intarray_put(&b, INTARRAY_PACKED, values, n, false);
	error = decode_by_hand(CODEC_RUNS, VMT_U64, rows, &b);
	bytebuf_release(&b);
	return error;
}

Test(fmt_codec, runs_that_do_not_sum_up_are_refused)
{
	cr_assert(eq(int, runs_by_hand((uint64_t[]){ 4, 6 }, 2, 10), 0));
	cr_assert(eq(int, runs_by_hand((uint64_t[]){ 4, 5 }, 2, 10), VMT_EDAMAGE));
	cr_assert(eq(int, runs_by_hand((uint64_t[]){ 4, 7 }, 2, 10), VMT_EDAMAGE));
	cr_assert(eq(int, runs_by_hand((uint64_t[]){ 10, 0 }, 2, 10), VMT_EDAMAGE));
	cr_assert(eq(int, runs_by_hand((uint64_t[]){ 4, 0xffffffff, 7 }, 3, 10), VMT_EDAMAGE));
	cr_assert(eq(int, runs_by_hand(NULL, 0, 10), VMT_EDAMAGE));
}

static int dict_by_hand(uint32_t nvalues, const uint64_t *codes, uint32_t rows)
{
	uint64_t values[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct bytebuf b = { 0 };
	int error;

	bytebuf_put_varint(&b, nvalues);
	intarray_put(&b, INTARRAY_BYTES, values, nvalues, false);
	intarray_put(&b, INTARRAY_BYTES, codes, rows, false);
	error = decode_by_hand(CODEC_DICT, VMT_U64, rows, &b);
	bytebuf_release(&b);
	return error;
}

Test(fmt_codec, codes_beyond_or_unused_are_refused)
{
	cr_assert(eq(int, dict_by_hand(2, (uint64_t[]){ 0, 0, 1, 0 }, 4), 0));
	cr_assert(eq(int, dict_by_hand(2, (uint64_t[]){ 0, 0, 1, 2 }, 4), VMT_EDAMAGE));
	cr_assert(eq(int, dict_by_hand(3, (uint64_t[]){ 0, 0, 1, 1 }, 4), VMT_EDAMAGE));
	cr_assert(eq(int, dict_by_hand(2, (uint64_t[]){ 1, 0, 1, 0 }, 4), VMT_EDAMAGE));
	cr_assert(eq(int, dict_by_hand(0, (uint64_t[]){ 0, 0, 0, 0 }, 4), VMT_EDAMAGE));
}

Test(fmt_codec, lengths_beyond_the_bytes_are_refused)
{
	uint64_t sizes[3] = { 1, 4, 2 };
	struct bytebuf b = { 0 };

	intarray_put(&b, INTARRAY_PACKED, sizes, 3, false);
	bytebuf_put(&b, "abcdefg", 7);
	cr_assert(eq(int, decode_by_hand(CODEC_BYTES, VMT_VAR, 3, &b), 0));
	b.size--;
	cr_assert(eq(int, decode_by_hand(CODEC_BYTES, VMT_VAR, 3, &b), VMT_EDAMAGE));
	bytebuf_clear(&b);
	sizes[1] = UINT32_MAX;
	intarray_put(&b, INTARRAY_PACKED, sizes, 3, false);
	bytebuf_put(&b, "abcdefg", 7);
	cr_assert(eq(int, decode_by_hand(CODEC_BYTES, VMT_VAR, 3, &b), VMT_EDAMAGE));
	cr_assert(eq(int, decode_by_hand(CODEC_LISTS, VMT_LIST | VMT_U8, 3, &b), VMT_EDAMAGE));
	bytebuf_release(&b);
}

Test(fmt_codec, a_codec_is_for_its_types_only)
{
	cr_assert(codec_find(CODEC_FOR, VMT_U8 | VMT_NULLABLE) != NULL);
	cr_assert(codec_find(CODEC_FOR, VMT_VAR) == NULL);
	cr_assert(codec_find(CODEC_FOR, VMT_U8 | VMT_LIST) == NULL);
	cr_assert(codec_find(CODEC_PLAIN, VMT_FIXED) != NULL);
	cr_assert(codec_find(CODEC_BYTES, VMT_U64) == NULL);
	cr_assert(codec_find(CODEC_LISTS, VMT_U64 | VMT_LIST) != NULL);
	cr_assert(codec_find(0, VMT_U64) == NULL);
	cr_assert(codec_find(200, VMT_U64) == NULL);
}

/* ---- docs/FORMAT.md ---- */

static void example(unsigned int id, const struct codec_rows *r, const char *bytes, size_t size)
{
	struct codec_work work = { 0 };
	struct bytebuf out = { 0 };

	cr_assert(eq(int, codec_find(id, r->type)->encode(&work, r, INTARRAY_PACKED, &out), 0));
	cr_assert(out.size == size && memcmp(out.data, bytes, size) == 0, "codec %u", id);
	bytebuf_release(&out);
	codec_work_release(&work);
}

#define EXAMPLE(id, rows, bytes) example(id, rows, bytes, sizeof(bytes) - 1)

Test(fmt_codec, examples_of_the_document)
{
	static const uint64_t sevens[] = { 7, 7, 7, 9, 9, 7 };
	static const uint64_t times[] = { 100, 103, 109, 112, 118, 121 };
	static const uint64_t ones[] = { 1, 2 }, sizes[] = { 2, 0, 1 };
	struct vmt_group group = { .rows = 6 };
	struct codec_rows r = { .rows = 6, .ngroups = 1, .groups = &group, .type = VMT_U64 };

	r.values = sevens;
	EXAMPLE(CODEC_RUNS, &r, "\x03\x00\x02\x02\x06\x00\x02\x0e\x08");
	EXAMPLE(CODEC_DICT, &r, "\x02\x00\x02\x0e\x08\x00\x01\x00\x18");
	EXAMPLE(CODEC_FOR, &r, "\x00\x02\x0e\x80\x02");
	r.values = times;
	EXAMPLE(CODEC_DELTA, &r, "\x00\x00\xc8\x01\x00\x02\x06\xcc\x00");
	r = (struct codec_rows){ .rows = 2, .type = VMT_U16, .values = ones };
	EXAMPLE(CODEC_PLAIN, &r, "\x01\x00\x02\x00");
	r = (struct codec_rows){ .rows = 3, .type = VMT_VAR, .values = sizes };
	r.data = (const uint8_t *)"abc";
	r.ndata = 3;
	EXAMPLE(CODEC_BYTES, &r,
		"\x00\x02\x00\x12"
		"abc");
}

Test(fmt_intarray, examples_of_the_document)
{
	static const uint64_t numbers[] = { 5, 2, 7 };
	static const char *const bytes[] = { "\x00\x03\x04\x43\x01", "\x01\x01\x04\x03\x00\x05",
					     "\x02\x01\x04\x03\x00\x05" };
	static const size_t sizes[] = { 5, 6, 6 };
	struct bytebuf b = { 0 };
	uint32_t layout;

	for (layout = INTARRAY_PACKED; layout <= INTARRAY_PLANES; layout++) {
		bytebuf_clear(&b);
		intarray_put(&b, layout, numbers, 3, false);
		cr_assert(b.size == sizes[layout] && memcmp(b.data, bytes[layout], b.size) == 0,
			  "layout %u", layout);
	}
	bytebuf_release(&b);
}
