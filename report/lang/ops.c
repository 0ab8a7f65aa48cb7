/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/ops.h"

#define BOTH(o) .op = OP_##o, .uop = OP_##o
#define ASSIGN_OF(b)                                 \
	{                                            \
		.class = OPC_ASSIGN, .base = TOK_##b \
	}

const struct binop binops[TOK_NR] = {
	[TOK_ADD] = { .class = OPC_ADD, BOTH(ADD) },
	[TOK_SUB] = { .class = OPC_ADD, BOTH(SUB) },
	[TOK_MUL] = { .class = OPC_ARITH, BOTH(MUL) },
	[TOK_DIV] = { .class = OPC_ARITH, .op = OP_DIV, .uop = OP_UDIV },
	[TOK_MOD] = { .class = OPC_INT, .op = OP_MOD, .uop = OP_UMOD },
	[TOK_AND] = { .class = OPC_INT, BOTH(AND) },
	[TOK_OR] = { .class = OPC_INT, BOTH(OR) },
	[TOK_XOR] = { .class = OPC_INT, BOTH(XOR) },
	[TOK_SHL] = { .class = OPC_SHIFT, BOTH(SHL) },
	[TOK_SHR] = { .class = OPC_SHIFT, .op = OP_SHR, .uop = OP_USHR },
	[TOK_EQ] = { .class = OPC_COMPARE, BOTH(EQ), .sop = OP_SEQ },
	[TOK_NE] = { .class = OPC_COMPARE, BOTH(NE), .sop = OP_SNE },
	[TOK_LT] = { .class = OPC_COMPARE, .op = OP_LT, .uop = OP_ULT, .sop = OP_SLT },
	[TOK_LE] = { .class = OPC_COMPARE, .op = OP_LE, .uop = OP_ULE, .sop = OP_SLE },
	[TOK_GT] = { .class = OPC_COMPARE,
		     .op = OP_LT,
		     .uop = OP_ULT,
		     .sop = OP_SLT,
		     .swap = true },
	[TOK_GE] = { .class = OPC_COMPARE,
		     .op = OP_LE,
		     .uop = OP_ULE,
		     .sop = OP_SLE,
		     .swap = true },
	[TOK_LAND] = { .class = OPC_LOGIC },
	[TOK_LOR] = { .class = OPC_LOGIC },
	[TOK_LXOR] = { .class = OPC_LOGIC },
	[TOK_COMMA] = { .class = OPC_COMMA },
	[TOK_ASSIGN] = { .class = OPC_ASSIGN },
	[TOK_ADD_EQ] = ASSIGN_OF(ADD),
	[TOK_SUB_EQ] = ASSIGN_OF(SUB),
	[TOK_MUL_EQ] = ASSIGN_OF(MUL),
	[TOK_DIV_EQ] = ASSIGN_OF(DIV),
	[TOK_MOD_EQ] = ASSIGN_OF(MOD),
	[TOK_AND_EQ] = ASSIGN_OF(AND),
	[TOK_OR_EQ] = ASSIGN_OF(OR),
	[TOK_XOR_EQ] = ASSIGN_OF(XOR),
	[TOK_SHL_EQ] = ASSIGN_OF(SHL),
	[TOK_SHR_EQ] = ASSIGN_OF(SHR),
};

static bool divides(uint8_t op)
{
	return op == OP_DIV || op == OP_UDIV || op == OP_MOD || op == OP_UMOD;
}

bool op_fold(uint8_t op, int64_t a, int64_t b, int64_t *result)
{
	uint64_t x = a, y = b;

	if (divides(op) && !b)
		return false;
	switch (op) {
	case OP_ADD:
		*result = x + y;
		break;
	case OP_SUB:
		*result = x - y;
		break;
	case OP_MUL:
		*result = x * y;
		break;
	/* the one quotient that 64 bits cannot hold wraps */
	case OP_DIV:
		*result = b == -1 ? (int64_t)-x : a / b;
		break;
	case OP_UDIV:
		*result = x / y;
		break;
	case OP_MOD:
		*result = b == -1 ? 0 : a % b;
		break;
	case OP_UMOD:
		*result = x % y;
		break;
	case OP_AND:
		*result = x & y;
		break;
	case OP_OR:
		*result = x | y;
		break;
	case OP_XOR:
		*result = x ^ y;
		break;
	case OP_SHL:
		*result = x << (y & 63);
		break;
	case OP_SHR:
		*result = a >> (y & 63);
		break;
	case OP_USHR:
		*result = x >> (y & 63);
		break;
	case OP_EQ:
		*result = a == b;
		break;
	case OP_NE:
		*result = a != b;
		break;
	case OP_LT:
		*result = a < b;
		break;
	case OP_LE:
		*result = a <= b;
		break;
	case OP_ULT:
		*result = x < y;
		break;
	case OP_ULE:
		*result = x <= y;
		break;
	}
	return true;
}
