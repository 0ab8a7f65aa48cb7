/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ops.h - D's binary operators: what operands they take and what instruction does them.
 */
#ifndef REPORT_OPS_H
#define REPORT_OPS_H

#include "report/program.h"
#include "report/lang/lex.h"

enum op_class {
	OPC_NONE,
	OPC_ADD,     /* + -: integers, or a pointer and an integer */
	OPC_ARITH,   /* * / */
	OPC_INT,     /* % & | ^ */
	OPC_SHIFT,   /* the type of the left operand */
	OPC_COMPARE, /* strings too */
	OPC_LOGIC,   /* && || ^^ */
	OPC_COMMA,
	OPC_ASSIGN,
};

struct binop {
	uint8_t class;
	uint8_t op, uop; /* instruction for signed and for unsigned operands */
	uint8_t sop;	 /* for strings */
	bool swap;	 /* with its operands exchanged */
	uint8_t base;	 /* of an op=: the op, an enum token_kind */
};
extern const struct binop binops[TOK_NR];

/*
 * The value of an operation on constants, whose operands are signed or not. False: it
 * divides by zero.
 */
bool op_fold(uint8_t op, int64_t a, int64_t b, int64_t *result);

#endif
