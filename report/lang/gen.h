/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gen.h - from a checked clause to the engine's code. An expression is computed into the
 * next free register; what it needs beside that lies above and is free again afterwards.
 */
#ifndef REPORT_GEN_H
#define REPORT_GEN_H

#include "report/lang/ast.h"
#include "report/lang/ops.h"

struct gen {
	struct dcompiler *c;
	struct pos pos; /* of the clause */
	struct vec code;
	struct vec where;   /* of each instruction: its action's number */
	uint16_t next, max; /* registers in use, and most at any time */
	uint16_t held;	    /* left operands that wait for their right ones */
	uint16_t action;
	bool records;
};

/* A clause's code; the caller knows its probes. */
void gen_clause(struct dcompiler *, const struct clause_ast *, struct clause *);

uint32_t gen_emit(struct gen *, enum op, uint32_t a, uint32_t b, uint32_t c);
/* The instruction at `at` goes to the one that comes next. */
void gen_label(struct gen *, uint32_t at);
uint16_t gen_register(struct gen *);
_Noreturn void gen_no_register(struct gen *);
/* gen_expr.c: into the register that was next; it is the last in use then. */
uint16_t gen_expr(struct gen *, const struct node *);
void gen_list(struct gen *, const struct node *); /* one behind the other */
/*
 * gen_memory.c: variables, members and what pointers point to. A target is where a variable's
 * keys are, or an address: the registers behind those in use. Then the value is got into R[r],
 * or put there from it.
 */
uint16_t gen_place(struct gen *, const struct node *); /* the value, as gen_expr() does */
uint16_t gen_target(struct gen *, const struct node *);
void gen_get(struct gen *, const struct node *, uint16_t r, uint16_t target);
void gen_put(struct gen *, const struct node *, uint16_t r, uint16_t target);
uint16_t gen_text_at(struct gen *, const struct node *);
uint16_t gen_chars(struct gen *, const struct node *);
uint16_t gen_struct(struct gen *, const struct node *);
/* Cuts the value in a register to what its type records. */
void gen_record(struct gen *, uint16_t r, const struct node *);
/* Indexes in the program's tables of constants, uses of aggregations and strings. */
uint16_t gen_constant(struct gen *, int64_t value);
uint16_t gen_use(struct gen *, const struct agguse *);
uint16_t gen_string(struct gen *, const char *text, uint32_t len);

#endif
