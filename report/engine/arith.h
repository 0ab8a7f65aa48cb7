/* SPDX-License-Identifier: GPL-2.0 */
/*
 * arith.h - what the opcodes of arithmetic compute, once for all who run them: columns (vec.c)
 * and single rows (core.c). X(OP, expression of a and b)
 */
#ifndef REPORT_ARITH_H
#define REPORT_ARITH_H

#include <stdbool.h>
#include <stdint.h>

/* Wrapping arithmetic is D's; C promises it for unsigned numbers only. */
#define U(x) ((uint64_t)(x))

/* clang-format off */
#define ARITH_BINARY(X) \
	X(ADD, U(a) + U(b)) \
	X(SUB, U(a) - U(b)) \
	X(MUL, U(a) * U(b)) \
	X(AND, a & b) \
	X(OR, a | b) \
	X(XOR, a ^ b) \
	X(SHL, U(a) << (b & 63)) \
	X(SHR, a >> (b & 63)) \
	X(USHR, U(a) >> (b & 63)) \
	X(EQ, a == b) \
	X(NE, a != b) \
	X(LT, a < b) \
	X(LE, a <= b) \
	X(ULT, U(a) < U(b)) \
	X(ULE, U(a) <= U(b))

/* By 0 they give 0: whoever runs them has looked. */
#define ARITH_DIVIDE(X) \
	X(DIV, b == 0 ? 0 : b == -1 ? (int64_t)-U(a) : a / b) \
	X(UDIV, b == 0 ? 0 : (int64_t)(U(a) / U(b))) \
	X(MOD, b == 0 || b == -1 ? 0 : a % b) \
	X(UMOD, b == 0 ? 0 : (int64_t)(U(a) % U(b)))

#define ARITH_UNARY(X) \
	X(NEG, -U(a)) \
	X(COM, ~a) \
	X(NOT, a == 0) \
	X(BOOL, a != 0)
/* clang-format on */

/* OP_EXT: how far up and down again; 0 leaves a value as it is. */
static inline uint32_t arith_shift(uint32_t bits)
{
	return bits && bits < 64 ? 64 - bits : 0;
}
static inline int64_t arith_extend(int64_t x, uint32_t shift, bool sign)
{
	return sign ? (int64_t)(U(x) << shift) >> shift : (int64_t)(U(x) << shift >> shift);
}

#endif
