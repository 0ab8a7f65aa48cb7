/* SPDX-License-Identifier: GPL-2.0 */
#include "format/intarray.h"

#include "format/bitpack.h"
#include "format/clones.h"
#include "format/le.h"
#include "format/vmt.h"

/* Numbers decoded at a time: a multiple of BITPACK_BLOCK that stays in the first cache. */
#define STEP 1024

static void put_block(struct bytebuf *b, const uint64_t *v, uint32_t n, struct valuerange r,
		      uint64_t base_before)
{
	unsigned int width = bitpack_width(r.max - r.min);
	uint8_t *p;

	bytebuf_put8(b, width);
	bytebuf_put_varint(b, zigzag(r.min - base_before));
	p = bytebuf_add(b, bitpack_bytes(n, width));
	if (p)
		bitpack_put(p, v, n, r.min, width);
}

static struct valuerange put_packed(struct bytebuf *b, const uint64_t *v, uint32_t n,
				    bool is_signed)
{
	struct valuerange r, all = { 0 };
	uint64_t before = 0;
	uint32_t i, count;

	for (i = 0; i < n; i += count) {
		count = n - i < BITPACK_BLOCK ? n - i : BITPACK_BLOCK;
		r = valuerange_of(v + i, count, is_signed);
		put_block(b, v + i, count, r, before);
		before = r.min;
		all = i ? valuerange_join(all, r, is_signed) : r;
	}
	return all;
}

#define PUT_BYTES(type, put)                                            \
	do {                                                            \
		for (i = 0; i < n; i++)                                 \
			put(p + i * sizeof(type), (type)(v[i] - base)); \
	} while (0)

static void put8(uint8_t *p, uint8_t v)
{
	*p = v;
}

static void put_bytes(uint8_t *p, const uint64_t *v, size_t n, uint64_t base, unsigned int k)
{
	size_t i;

	switch (k) {
	case 1:
		PUT_BYTES(uint8_t, put8);
		break;
	case 2:
		PUT_BYTES(uint16_t, le_put16);
		break;
	case 4:
		PUT_BYTES(uint32_t, le_put32);
		break;
	case 8:
		PUT_BYTES(uint64_t, le_put64);
		break;
	default:
		for (i = 0; i < n; i++)
			le_put(p + i * k, v[i] - base, k);
	}
}

static void put_planes(uint8_t *p, const uint64_t *v, size_t n, uint64_t base, unsigned int k)
{
	size_t i, j, count;
	unsigned int plane;

	for (i = 0; i < n; i += count) {
		count = n - i < STEP ? n - i : STEP;
		for (plane = 0; plane < k; plane++) {
			uint8_t *out = p + plane * n + i;

			for (j = 0; j < count; j++)
				out[j] = (v[i + j] - base) >> (8 * plane);
		}
	}
}

struct valuerange intarray_put(struct bytebuf *b, enum intarray_layout layout, const uint64_t *v,
			       uint32_t n, bool is_signed)
{
	struct valuerange r;
	unsigned int k;
	uint8_t *p;

	bytebuf_put8(b, layout);
	if (layout == INTARRAY_PACKED)
		return put_packed(b, v, n, is_signed);
	r = valuerange_of(v, n, is_signed);
	k = (bitpack_width(r.max - r.min) + 7) / 8;
	bytebuf_put8(b, k);
	bytebuf_put_varint(b, zigzag(r.min));
	p = bytebuf_add(b, (size_t)n * k);
	if (p)
		(layout == INTARRAY_BYTES ? put_bytes : put_planes)(p, v, n, r.min, k);
	return r;
}

/* An array being read, STEP numbers at a time. */
struct reading {
	struct cursor *in;
	uint32_t n, at;
	uint8_t layout, k;
	uint64_t base;
	const uint8_t *data;
};

static int reading_begin(struct reading *r, struct cursor *in, uint32_t n)
{
	*r = (struct reading){ .in = in, .n = n, .layout = cursor_get8(in) };
	if (r->layout > INTARRAY_PLANES)
		return VMT_EDAMAGE;
	if (r->layout != INTARRAY_PACKED) {
		r->k = cursor_get8(in);
		r->base = unzigzag(cursor_get_varint(in));
		if (r->k > 8)
			return VMT_EDAMAGE;
		r->data = cursor_take(in, (size_t)n * r->k);
	}
	return in->bad ? VMT_EDAMAGE : 0;
}

/* A block of packed numbers: its base is the reading's. */
struct packed {
	const uint8_t *data;
	uint32_t count;
	unsigned int width;
};

/* The next block, of the n numbers that are left. */
static int next_block(struct reading *r, uint32_t n, struct packed *b)
{
	b->width = cursor_get8(r->in);
	r->base += unzigzag(cursor_get_varint(r->in));
	b->count = n < BITPACK_BLOCK ? n : BITPACK_BLOCK;
	if (b->width > 64)
		return VMT_EDAMAGE;
	b->data = cursor_take(r->in, bitpack_bytes(b->count, b->width));
	return b->data ? 0 : VMT_EDAMAGE;
}

static int next_packed(struct reading *r, uint64_t *out, uint32_t n)
{
	struct packed b;

	for (uint32_t i = 0; i < n; i += b.count) {
		if (next_block(r, n - i, &b))
			return VMT_EDAMAGE;
		bitpack_get(b.data, out + i, b.count, r->base, b.width);
	}
	return 0;
}

static uint8_t get8(const uint8_t *p)
{
	return *p;
}

#define GET_BYTES(type, get)                                       \
	do {                                                       \
		for (i = 0; i < n; i++)                            \
			out[i] = get(p + i * sizeof(type)) + base; \
	} while (0)

VMT_CLONES static void next_bytes(struct reading *r, uint64_t *restrict out, uint32_t n)
{
	const uint8_t *p = r->data + (size_t)r->at * r->k;
	uint64_t base = r->base;
	uint32_t i;

	switch (r->k) {
	case 1:
		GET_BYTES(uint8_t, get8);
		break;
	case 2:
		GET_BYTES(uint16_t, le_get16);
		break;
	case 4:
		GET_BYTES(uint32_t, le_get32);
		break;
	case 8:
		GET_BYTES(uint64_t, le_get64);
		break;
	default:
		for (i = 0; i < n; i++)
			out[i] = le_get(p + (size_t)i * r->k, r->k) + base;
	}
}

VMT_CLONES static void next_planes(struct reading *r, uint64_t *restrict out, uint32_t n)
{
	unsigned int plane;
	uint32_t i;

	for (i = 0; i < n; i++)
		out[i] = r->base;
	for (plane = 0; plane < r->k; plane++) {
		const uint8_t *p = r->data + (size_t)plane * r->n + r->at;
		unsigned int shift = 8 * plane;

		for (i = 0; i < n; i++)
			out[i] += (uint64_t)p[i] << shift;
	}
}

/* The next n numbers: STEP of them, or all that are left. */
static int reading_next(struct reading *r, uint64_t *out, uint32_t n)
{
	if (r->layout == INTARRAY_PACKED) {
		if (next_packed(r, out, n))
			return VMT_EDAMAGE;
	} else if (r->layout == INTARRAY_BYTES) {
		next_bytes(r, out, n);
	} else {
		next_planes(r, out, n);
	}
	r->at += n;
	return 0;
}

int intarray_get(struct cursor *in, uint64_t *out, uint32_t n)
{
	struct reading r;
	uint32_t i, count;

	if (reading_begin(&r, in, n))
		return VMT_EDAMAGE;
	for (i = 0; i < n; i += count) {
		count = n - i < STEP ? n - i : STEP;
		if (reading_next(&r, out + i, count))
			return VMT_EDAMAGE;
	}
	return 0;
}

/* The numbers cut to 32 bits; all that were set, to see what was cut off. */
VMT_CLONES static uint64_t narrow(uint32_t *restrict out, const uint64_t *restrict from, uint32_t n)
{
	uint64_t seen = 0;

	for (uint32_t i = 0; i < n; i++) {
		seen |= from[i];
		out[i] = from[i];
	}
	return seen;
}

static int get_packed32(struct reading *r, uint32_t *out)
{
	uint64_t step[BITPACK_BLOCK], seen = 0;
	struct packed b;

	for (uint32_t i = 0; i < r->n; i += b.count) {
		if (next_block(r, r->n - i, &b))
			return VMT_EDAMAGE;
		if (b.count == BITPACK_BLOCK && bitpack_fits32(r->base, b.width)) {
			bitpack_get32(b.data, out + i, r->base, b.width);
			continue;
		}
		bitpack_get(b.data, step, b.count, r->base, b.width);
		seen |= narrow(out + i, step, b.count);
	}
	return seen >> 32 ? VMT_EDAMAGE : 0;
}

int intarray_get32(struct cursor *in, uint32_t *out, uint32_t n)
{
	uint64_t step[STEP], seen = 0;
	struct reading r;
	uint32_t i, count;

	if (reading_begin(&r, in, n))
		return VMT_EDAMAGE;
	if (r.layout == INTARRAY_PACKED)
		return get_packed32(&r, out);
	for (i = 0; i < n; i += count) {
		count = n - i < STEP ? n - i : STEP;
		if (reading_next(&r, step, count))
			return VMT_EDAMAGE;
		seen |= narrow(out + i, step, count);
	}
	return seen >> 32 ? VMT_EDAMAGE : 0;
}
