/* SPDX-License-Identifier: GPL-2.0 */
#include <string.h>

#include "report/engine/arith.h"
#include "report/value.h"
#include "format/clones.h"
#include "report/engine/vec.h"

#define BINARY(name, expression)                                                                 \
	static inline int64_t one_##name(int64_t a, int64_t b)                                   \
	{                                                                                        \
		return expression;                                                               \
	}                                                                                        \
	static void vec_##name(int64_t *r, const int64_t *x, bool x1, const int64_t *y, bool y1, \
			       uint32_t n)                                                       \
	{                                                                                        \
		int64_t a = *x, b = *y;                                                          \
                                                                                                 \
		if (y1)                                                                          \
			for (uint32_t i = 0; i < n; i++)                                         \
				r[i] = one_##name(x[i], b);                                      \
		else if (x1)                                                                     \
			for (uint32_t i = 0; i < n; i++)                                         \
				r[i] = one_##name(a, y[i]);                                      \
		else                                                                             \
			for (uint32_t i = 0; i < n; i++)                                         \
				r[i] = one_##name(x[i], y[i]);                                   \
	}

#define UNARY(name, expression)                                          \
	static void vec_##name(int64_t *r, const int64_t *x, uint32_t n) \
	{                                                                \
		for (uint32_t i = 0; i < n; i++) {                       \
			int64_t a = x[i];                                \
                                                                         \
			r[i] = expression;                               \
		}                                                        \
	}

/* As dtrace compares: NULL is an empty string here, and no fault. */
static inline const char *text(const struct str *s)
{
	return s ? s->text : "";
}

static inline int compare(int64_t a, int64_t b)
{
	return strcmp(text(str_of_value(a)), text(str_of_value(b)));
}

static inline bool same(int64_t a, int64_t b)
{
	const struct str *x = str_of_value(a), *y = str_of_value(b);

	if (x == y)
		return true;
	return !(x && y && x->interned && y->interned) && !strcmp(text(x), text(y));
}

ARITH_BINARY(BINARY)
ARITH_DIVIDE(BINARY)
ARITH_UNARY(UNARY)
BINARY(SEQ, same(a, b))
BINARY(SNE, !same(a, b))
BINARY(SLT, compare(a, b) < 0)
BINARY(SLE, compare(a, b) <= 0)

#define ROW(name, ...) [OP_##name] = vec_##name,
vec_binary_fn *const vec_binary[OP_NR] = { ARITH_BINARY(ROW) ARITH_DIVIDE(ROW) ROW(SEQ) ROW(SNE)
						   ROW(SLT) ROW(SLE) };
vec_unary_fn *const vec_unary[OP_NR] = { ARITH_UNARY(ROW) };

void vec_ext(int64_t *r, const int64_t *x, uint32_t n, uint32_t bits, bool sign)
{
	uint32_t shift = arith_shift(bits);

	if (!shift)
		memmove(r, x, n * sizeof(*r));
	else if (sign)
		for (uint32_t i = 0; i < n; i++)
			r[i] = arith_extend(x[i], shift, true);
	else
		for (uint32_t i = 0; i < n; i++)
			r[i] = arith_extend(x[i], shift, false);
}

bool vec_any_zero(const int64_t *x, uint32_t n)
{
	bool any = false;

	for (uint32_t i = 0; i < n; i++)
		any |= x[i] == 0;
	return any;
}

uint32_t vec_mask(uint8_t *on, const uint8_t *with, const int64_t *x, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		on[i] = with[i] & (x[i] != 0);
		count += on[i];
	}
	return count;
}

uint32_t vec_unmask(uint8_t *on, const uint8_t *with, const uint8_t *without, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		on[i] = with[i] & !without[i];
		count += on[i];
	}
	return count;
}

void vec_blend(int64_t *r, const int64_t *x, const uint8_t *on, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		r[i] = on[i] ? x[i] : r[i];
}

uint32_t vec_lanes(uint16_t *lanes, const uint8_t *on, uint32_t n)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < n; i++) {
		lanes[count] = i;
		count += on[i];
	}
	return count;
}

VMT_CLONES void vec_gather(int64_t *out, const int64_t *from, const uint32_t *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = from[at[i]];
}

void vec_gather_u32(uint32_t *out, const uint32_t *from, const uint32_t *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = from[at[i]];
}

void vec_iota(uint32_t *out, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		out[i] = first + i;
}
