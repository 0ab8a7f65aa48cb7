/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strand.h - an ordered clause made ready: its code is parted into what needs the row alone
 * and what does not (ordered.h shows how a strand runs).
 *
 *	vector part	fields, registers, arithmetic on them: a value each, computed for the
 *			lanes of a whole batch; those that the core reads become its columns
 *	core		variables, divisions, calls, aggregations, actions: instructions for
 *			one row, which read the columns at its lane
 *
 * The vector part never faults: a value that a row lacks has a validity byte, and the core
 * looks at it where the program would have faulted.
 *
 * Registers of the core are those of the program's code, r < nregs, and behind them the
 * program's constants and then its strings, which nobody writes.
 */
#ifndef REPORT_STRAND_H
#define REPORT_STRAND_H

#include "report/engine/dispatch.h"
#include "report/engine/vars.h"

#define STRAND_PRINTED 16 /* values of a printf that is performed at once */
#define STRAND_VALUES 128 /* of the vector part; what is beyond it runs in the core */

/* X(OP, operands, meaning); r[] the registers, c[] the columns at the lane. */
/* clang-format off */
#define CORE_OPS(X) \
	X(END, "", "the clause ended well") \
	X(LEAVE, "", "the same; something may be pending") \
	X(QUIT, "", "the predicate does not hold") \
	X(COLUMN, "a, b", "r[a] := c[b]") \
	X(CHECK, "b", "ILLOP unless c[b] is there") \
	X(MOVE, "a, b", "r[a] := r[b]") \
	X(JUMP, "to", "") \
	X(UNLESS, "a, to", "jump where r[a] is 0") \
	X(UNLESS_COLUMN, "b, to", "jump where c[b] is 0") \
	X(UNLESS_SELF, "a, b, to", "r[a] := self[b]; jump where it is 0") \
	X(SINCE_SELF, "a, b, c, to", "r[c] := self[to]; r[a] := c[b] - r[c]") \
	X(EXTEND, "a, b, c", "OP_EXT") \
	X(BINARY, "a, b, c", "R[a] := R[b] op R[c] for the rarer operators; `to` is the opcode") \
	X(DIVIDE, "a, b, c", "the same, with DIVZERO") \
	X(LOAD_GLOBAL, "a, to", "r[a] := globals[to]; the next two too (ORDER enum storage)") \
	X(LOAD_SELF, "a, to", "") \
	X(LOAD_THIS, "a, to", "") \
	X(STORE_GLOBAL, "a, to", "globals[to] := r[a]; the next two too") \
	X(STORE_SELF, "a, to", "") \
	X(STORE_THIS, "a, to", "") \
	X(KEEP_GLOBAL, "b, to", "globals[to] := c[b]; the next two too") \
	X(KEEP_SELF, "b, to", "") \
	X(KEEP_THIS, "b, to", "") \
	X(TEXT_GLOBAL, "a, to", "the same of a string; the next two too") \
	X(TEXT_SELF, "a, to", "") \
	X(TEXT_THIS, "a, to", "") \
	X(AGGREGATE, "to", "a row for the aggregation uses[to]") \
	X(ACT, "to", "an action for the end of the clause, acts[to]") \
	X(PRINT, "to", "the same at once: nothing can happen behind it") \
	X(STEP, "", "the machine's own instruction code[at]") \
	X(STEP_BLIND, "", "the same; it may see aggregations")

/* clang-format on */
enum core_op {
	/* enum op's arithmetic keeps its numbers. */
	CORE_FIRST = OP_NR,
#define X(op, operands, meaning) CORE_##op,
	CORE_OPS(X)
#undef X
		CORE_NR
};

struct core_insn {
	uint16_t op; /* enum core_op, or enum op where arith.h has it */
	uint16_t a, b, c;
	uint32_t to;
	uint16_t at; /* of the program's instruction that it stands for: faults tell */
	bool body;   /* in the body's code, or in the predicate's */
};

/* A value that an aggregation or action takes. */
struct core_operand {
	bool column, text;
	uint16_t index;
};
struct core_values {
	uint32_t of; /* the use, or the action */
	uint32_t n;
	struct core_operand *operands;
};

/* What the batch gives: FIELD, ARG, VMREG and EVENT, into the value of the same number. */
struct strand_input {
	uint8_t op;
	uint16_t index;
};
struct strand_column {
	uint16_t value;
	bool input; /* its rows may lack it */
};

struct strand {
	const struct layer *layer;
	const struct clause *clause;
	bool selects; /* the predicate runs over the batch: the core has the body alone */
	bool self;    /* some self-> scalar is used */
	bool acts;    /* something may be pending at its end */
	bool begins;  /* this-> or a step: what a probe's first clause sets up */

	uint32_t ninputs, nvalues, ncolumns;
	struct strand_input *inputs;
	struct insn *vector; /* the values behind the inputs; ends with END */
	struct strand_column *columns;

	struct core_insn *code;
	struct core_insn *sure; /* the same without CHECK: for batches whose rows lack nothing */
	uint32_t nuses, nactions;
	struct core_values *uses, *actions;
};

/* Registers that the core needs beside the program's own; 0: too many for it. */
uint32_t strand_constants(const struct program *);
/* nregs: of the program's clauses. -ENOMEM; _release takes what was half made. */
int strand_init(struct strand *, const struct program *, const struct vars *, const struct layer *,
		uint32_t nregs, bool selects);
void strand_release(struct strand *);

#endif
