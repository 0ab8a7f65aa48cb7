/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vec.h - the loops over values. Operands are columns of n values, or one value for all of
 * them (x1, y1). The result may be an operand's own memory.
 */
#ifndef REPORT_VEC_H
#define REPORT_VEC_H

#include <stdbool.h>
#include <stdint.h>

#include "report/program.h"

typedef void vec_binary_fn(int64_t *r, const int64_t *x, bool x1, const int64_t *y, bool y1,
			   uint32_t n);
typedef void vec_unary_fn(int64_t *r, const int64_t *x, uint32_t n);

/* By opcode; NULL where it is none. Division by 0 gives 0: whoever calls has looked. */
extern vec_binary_fn *const vec_binary[OP_NR];
extern vec_unary_fn *const vec_unary[OP_NR];

/* Cuts to `bits` bits and extends by sign or by zero. */
void vec_ext(int64_t *r, const int64_t *x, uint32_t n, uint32_t bits, bool sign);
bool vec_any_zero(const int64_t *x, uint32_t n);
/* on[i] = with[i] && x[i] != 0 (or == 0 when `zero`); how many are on. */
uint32_t vec_mask(uint8_t *on, const uint8_t *with, const int64_t *x, uint32_t n);
/* on[i] = with[i] && !without[i]; how many are on. */
uint32_t vec_unmask(uint8_t *on, const uint8_t *with, const uint8_t *without, uint32_t n);
/* r[i] = x[i] where on[i]. */
void vec_blend(int64_t *r, const int64_t *x, const uint8_t *on, uint32_t n);
/* The lanes that are on, ascending; their number. lanes has room for n. */
uint32_t vec_lanes(uint16_t *lanes, const uint8_t *on, uint32_t n);
/* out[i] = from[at[i]] */
void vec_gather(int64_t *out, const int64_t *from, const uint32_t *at, uint32_t n);
void vec_gather_u32(uint32_t *out, const uint32_t *from, const uint32_t *at, uint32_t n);
/* out[i] = first + i */
void vec_iota(uint32_t *out, uint32_t first, uint32_t n);

#endif
