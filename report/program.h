/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program.h - a compiled D program: what the front end (lex, parse, check, compile) hands to
 * the engine. It is complete and checked: the engine needs no types beyond those here.
 *
 * Code is a register bytecode over columns. A register is a column of n <= BATCH 64-bit
 * values; the engine runs an instruction over all of them, or over one in time order: the
 * same opcodes. Control flow is a stack of lane masks:
 *
 *	PUSH r, L     lanes active = active && r != 0; nothing active: jump to L (the ELSE or
 *	              POP that answers)
 *	ELSE L        lanes active = those of the enclosing level whose r was 0; none: jump to L
 *	POP           the enclosing level again
 *
 * MOV, stores, calls, aggregations, actions and whatever can fault act on active lanes only;
 * any other instruction may leave rubbish in the inactive lanes of its target. A register
 * is written before it is read on every path that reads it. Registers of one clause are its
 * own. A lane that faults leaves the clause: it is inactive to the clause's end, and its
 * pending actions are dropped.
 */
#ifndef REPORT_PROGRAM_H
#define REPORT_PROGRAM_H

#include "report/probe_stability.h"
#include "report/value.h"

#define BATCH 1024

struct insn {
	uint16_t op; /* enum op */
	uint16_t a, b, c;
};

/*
 * X(OP, operands, effect, meaning). R[x] a register; K, S, V, A, C, E the program's tables of
 * constants, strings, variables, aggregations uses, actions, tracepoints' fields.
 * effect: P pure; F may fault; R reads program state; W writes program state;
 * G updates an aggregation (order-free); C reads one; D records data (output order); M mask.
 */
/* clang-format off */
#define OPS(X) \
	X(END, "", M, "end of this code") \
	X(CONST, "a, b:k", P, "R[a] := K[b]") \
	X(STRING, "a, b:s", P, "R[a] := S[b]") \
	X(FIELD, "a, b:f", P, "R[a] := field b of the event (enum field)") \
	X(ARG, "a, b", F, "R[a] := argN of the event; b = N; ILLOP where its register is absent") \
	X(VMREG, "a, b:k", F, "R[a] := vmregs[K[b]]; ILLOP where absent") \
	X(EVENT, "a, b:e", F, "R[a] := the tracepoint's field E[b]; ILLOP where absent") \
	X(ELEMENT, "a, b:e, c", F, "R[a] := element R[c] of the array E[b]; ILLOP; BADADDR beyond it") \
	X(WHOLE, "a", F, "R[a] := the tracepoint as text; ILLOP where its fields are lost") \
	X(MOV, "a, b", M, "R[a] := R[b], active lanes only") \
	X(ADD, "a, b, c", P, "R[a] := R[b] + R[c]") \
	X(SUB, "a, b, c", P, "R[a] := R[b] - R[c]") \
	X(MUL, "a, b, c", P, "R[a] := R[b] * R[c]") \
	X(DIV, "a, b, c", F, "signed; DIVZERO; INT64_MIN / -1 wraps") \
	X(UDIV, "a, b, c", F, "unsigned") \
	X(MOD, "a, b, c", F, "signed") \
	X(UMOD, "a, b, c", F, "unsigned") \
	X(AND, "a, b, c", P, "") \
	X(OR, "a, b, c", P, "") \
	X(XOR, "a, b, c", P, "") \
	X(SHL, "a, b, c", P, "count modulo 64") \
	X(SHR, "a, b, c", P, "arithmetic") \
	X(USHR, "a, b, c", P, "logical") \
	X(NEG, "a, b", P, "") \
	X(COM, "a, b", P, "R[a] := ~R[b]") \
	X(NOT, "a, b", P, "R[a] := R[b] == 0") \
	X(BOOL, "a, b", P, "R[a] := R[b] != 0") \
	X(EXT, "a, b, c", P, "R[a] := R[b] cut to c & 0xff bits and extended: signed if c & 0x100") \
	X(EQ, "a, b, c", P, "R[a] := R[b] == R[c], 0 or 1; the next five too") \
	X(NE, "a, b, c", P, "") \
	X(LT, "a, b, c", P, "signed") \
	X(LE, "a, b, c", P, "signed") \
	X(ULT, "a, b, c", P, "unsigned") \
	X(ULE, "a, b, c", P, "unsigned") \
	X(SEQ, "a, b, c", P, "strings; NULL compares as an empty one; the next three too") \
	X(SNE, "a, b, c", P, "") \
	X(SLT, "a, b, c", P, "") \
	X(SLE, "a, b, c", P, "") \
	X(PUSH, "a, b:label", M, "see above") \
	X(ELSE, "b:label", M, "") \
	X(POP, "", M, "") \
	X(LOAD, "a, b:v", R, "R[a] := V[b], a scalar of any storage") \
	X(STORE, "a, b:v", W, "V[b] := R[a]") \
	X(LOADX, "a, b:v, c", R, "R[a] := V[b][R[c] ..], as many keys as V[b].nkeys; missing: 0") \
	X(STOREX, "a, b:v, c", W, "V[b][R[c] ..] := R[a]; 0 deletes") \
	X(PEEK, "a, b, c", R, "R[a] := the c & 0xff bits at address R[b], signed if c & 0x100; BADADDR") \
	X(POKE, "a, b, c", W, "the c & 0xff bits at address R[b] := R[a]; BADADDR, BADALIGN") \
	X(COPY, "a, b, c:k", W, "K[c] bytes at address R[a] := those at address R[b]; BADADDR") \
	X(TEXTAT, "a, b, c:k", R, "R[a] := the string in K[c] bytes at address R[b]; at 0: NULL") \
	X(TEXTTO, "a, b, c:k", W, "K[c] bytes at address R[b] := the string R[a], cut; BADADDR") \
	X(ADDRESS, "a, b, c:k", W, "R[a] := scratch space of K[c] bytes at least with string R[b]") \
	X(LITERAL, "a, b:s", W, "R[a] := the address of S[b]") \
	X(BYTES, "a, b, c:k", R, "R[a] := the K[c] bytes at address R[b], to be recorded") \
	X(SYMBOL, "a, b, c", P, "R[a] := what address R[b] is called, by enum naming c & 0xff") \
	X(CALL, "a, b:subr, c", F, "R[a] := subroutine b of R[c] ..") \
	X(AGG, "a:use, b, c", G, "aggregate A[a]: keys R[b] .., value and increment R[c] ..") \
	X(AGGVAL, "a, b:use, c", C, "R[a] := the value that A[b] has for keys R[c] ..; none: 0") \
	X(ACT, "a:action, b", D, "perform action C[a] on R[b] .. when the clause ends well")

/* clang-format on */
enum op {
#define X(op, operands, effect, meaning) OP_##op,
	OPS(X)
#undef X
		OP_NR
};

/* What an event knows, beyond argN and vmregs[]. X(NAME, D name, kind, size, sign, D type) */
/* clang-format off */
#define FIELDS(X) \
	X(TIMESTAMP, "timestamp", V_INT, 8, false, "uint64_t") \
	X(VTIMESTAMP, "vtimestamp", V_INT, 8, false, "uint64_t") \
	X(WALLTIMESTAMP, "walltimestamp", V_INT, 8, true, "int64_t") \
	X(CPU, "cpu", V_INT, 4, true, "processorid_t") \
	X(PID, "pid", V_INT, 4, true, "pid_t") \
	X(TID, "tid", V_INT, 4, true, "id_t") \
	X(PPID, "ppid", V_INT, 4, true, "pid_t") \
	X(UID, "uid", V_INT, 4, false, "uid_t") \
	X(GID, "gid", V_INT, 4, false, "gid_t") \
	X(EXECNAME, "execname", V_STRING, 0, false, "string") \
	X(THREADNAME, "threadname", V_STRING, 0, false, "string") \
	X(PROBEPROV, "probeprov", V_STRING, 0, false, "string") \
	X(PROBEMOD, "probemod", V_STRING, 0, false, "string") \
	X(PROBEFUNC, "probefunc", V_STRING, 0, false, "string") \
	X(PROBENAME, "probename", V_STRING, 0, false, "string") \
	X(EPID, "epid", V_INT, 4, false, "uint_t") \
	X(ID, "id", V_INT, 4, false, "uint_t") \
	X(HOST, "host", V_STRING, 0, false, "string") \
	X(VMID, "vmid", V_INT, 4, true, "int") \
	X(VCPUID, "vcpuid", V_INT, 4, true, "int") \
	X(CPL, "cpl", V_INT, 4, true, "int") /* VMREG faults apply: absent -> ILLOP */ \
	X(GUESTPROC, "guestproc", V_INT, 8, false, "uint64_t") /* the same */ \
	X(GUESTCOMM, "guestcomm", V_STRING, 0, false, "string") /* these three know nothing rather */ \
	X(GUESTPID, "guestpid", V_INT, 4, true, "pid_t") \
	X(GUESTFUNC, "guestfunc", V_STRING, 0, false, "string") \
	X(EXITNAME, "exitname", V_STRING, 0, false, "string") \
	X(ZONENAME, "zonename", V_STRING, 0, false, "string") \
	X(ERRNO, "errno", V_INT, 4, true, "int") \
	X(IPL, "ipl", V_INT, 4, false, "uint_t") \
	X(STACKDEPTH, "stackdepth", V_INT, 4, false, "uint32_t") \
	X(USTACKDEPTH, "ustackdepth", V_INT, 4, false, "uint32_t") \
	X(CALLER, "caller", V_INT, 8, false, "uintptr_t") \
	X(UCALLER, "ucaller", V_INT, 8, false, "uint64_t")

/* clang-format on */
enum field {
#define X(name, dname, kind, size, sign, type) FIELD_##name,
	FIELDS(X)
#undef X
		FIELD_NR
};

/* How OP_SYMBOL names an address of the event's guest. */
enum naming {
	NAME_SYMBOL,  /* "vmlinux`do_idle", for every address in it */
	NAME_MODULE,  /* "vmlinux" */
	NAME_ADDRESS, /* "vmlinux`do_idle+0x1c" */
};
#define NAMING_KEPT 0x100 /* the name outlives the firing: it is a key's */

enum storage { GLOBAL, SELF, THIS };

#define ARRAY_KEYS 8 /* D's tuple registers */
#define AGG_KEYS 16

struct var {
	const char *name;
	uint8_t storage; /* enum storage */
	uint8_t nkeys;	 /* 0: a scalar */
	struct vtype type;
	struct vtype keys[ARRAY_KEYS];
};

/* A tracepoint's field that some clause names: the column args.NAME of its table. */
struct event_field {
	const char *name;
	uint8_t kind; /* enum probe_field_kind: INT, TEXT or LIST; else any */
};

enum aggfn {
	AGG_COUNT,
	AGG_SUM,
	AGG_MIN,
	AGG_MAX,
	AGG_AVG,
	AGG_STDDEV,
	AGG_QUANTIZE,
	AGG_LQUANTIZE,
	AGG_LLQUANTIZE,
	AGG_PERCENTILE, /* under -x extended */
	AGG_NR
};

struct aggdef {
	const char *name; /* "@x", "@" */
	uint8_t fn;	  /* enum aggfn */
	uint8_t nkeys;
	int32_t base, limit; /* lquantize; llquantize: factor, low, high, steps */
	uint16_t step, factor, low, high, steps;
	uint8_t percent; /* percentile */
};
/* One place in the program that aggregates, or reads what was aggregated: keys keep the width that
 * they have there. */
struct agguse {
	uint16_t agg; /* index in program.aggs: order of first appearance in the text */
	uint8_t nkeys;
	bool has_value, has_increment;
	struct vtype keys[AGG_KEYS];
	struct vtype value;
};

enum action_kind {
	ACT_TRACE,	 /* one value */
	ACT_PRINT,	 /* one value, of `type` */
	ACT_TRACEMEM,	 /* bytes, and how many of them to show */
	ACT_PRINTF,	 /* fmt and values */
	ACT_PRINTA,	 /* fmt (or NULL) and aggregations */
	ACT_EXIT,	 /* one value */
	ACT_TRUNC,	 /* aggs[0], has_value: one value */
	ACT_CLEAR,	 /* aggs[0] */
	ACT_NORMALIZE,	 /* aggs[0], one value */
	ACT_DENORMALIZE, /* aggs[0] */
	ACT_NOTHING,	 /* a clause with an empty body: it prints its default row */
	ACT_SPECULATE,	 /* one value: the identity; and the next two */
	ACT_COMMIT,
	ACT_DISCARD,
	ACT_SYMBOL,  /* one value: an address */
	ACT_SYSTEM,  /* fmt and values */
	ACT_FREOPEN, /* fmt and values; fmt NULL: back to the output that the run began with */
	ACT_FTRUNCATE,
	ACT_LIVE,   /* acts on a live system: name tells which */
	ACT_SETOPT, /* one or two string values: an option's name and its value */
	ACT_NR_KINDS,
};

struct fmt;  /* report/print/fmt.h */
struct type; /* report/type.h */
struct action {
	uint8_t kind;
	uint8_t nargs;	/* values in R[b] .. */
	uint16_t index; /* number of this action in its clause, from 1, for faults */
	struct vtype *args;
	const struct fmt *fmt;
	const char *name;
	const struct type *type; /* ACT_PRINT */
	uint16_t naggs;
	uint16_t *aggs;
};

/* "execname == NAME", "pid == ID" or "tid == ID". */
struct process_test {
	uint8_t field;	  /* enum field: EXECNAME, PID, TID */
	int64_t id;	  /* PID, TID */
	const char *name; /* EXECNAME */
	struct process_test *next;
};

/* One of these tests holds where the clause's predicate does; none are known: NULL. */
struct guard {
	const struct process_test *tests;
	bool late; /* what the predicate does before a test can fault */
};

struct clause {
	const char *text;	 /* its probe description, for messages */
	const char *description; /* with all four fields */
	struct description_stability stability;
	uint32_t line;
	uint32_t nprobes;
	const uint32_t *probes;	      /* indexes in the probe set, ascending, each once */
	const struct insn *predicate; /* or NULL; result in R[0]; ends with END */
	const struct insn *body;      /* ends with END */
	const uint16_t *where;	      /* of each insn of body: its action's number, for faults */
	struct guard guard;
	uint16_t nregs;
	bool records;  /* some action records data: a default row is printed per firing */
	uint32_t epid; /* of its first probe; + i for the i-th */
};

/* One -s or -n: what "script 'NAME' matched N probes" tells. */
struct program_source {
	const char *name;
	bool inlined; /* -n: "description '...' matched" */
	uint32_t nmatched;
	uint32_t nclauses; /* of the program's, in their order */
	/* The least of its descriptions, and of what its statements name. */
	struct stability described, stated;
};

struct program {
	const char *name; /* the file's or "-n"'s, as notices print it */
	uint32_t nclauses, nvars, naggs, nuses, nactions, nconsts, nstrings, nevent_fields;
	const struct clause *clauses;
	const struct var *vars;
	const struct event_field *event_fields;
	const struct aggdef *aggs;
	const struct agguse *uses;
	const struct action *actions;
	const int64_t *consts;
	const struct str *const *strings; /* interned in the pool given to the compiler */
	uint32_t nsources;
	const struct program_source *sources;
	uint32_t nmatched; /* probes, summed over clauses, for "matched N probes" */
	bool uses_self;
	bool destructive; /* some action wants the option of that name */
};

#endif
