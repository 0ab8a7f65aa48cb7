/* SPDX-License-Identifier: GPL-2.0 */
/*
 * machine.h - runs a program's code over a batch (program.h says what code is). A machine
 * belongs to one thread. What it changes - aggregations, variables, actions to perform - is
 * the caller's, who also decides what may run over many lanes (effects.h): what reads or
 * writes variables and what performs actions runs over one.
 *
 * After machine_run() the lanes that are alive are those that no fault has ended. Over one
 * lane the fault is kept for the caller to tell; over many it goes to the log.
 */
#ifndef REPORT_MACHINE_H
#define REPORT_MACHINE_H

#include "report/agg/agg.h"
#include "report/engine/agg_limit.h"
#include "report/engine/batch.h"
#include "report/engine/fault.h"
#include "report/engine/group.h"
#include "report/engine/kept.h"
#include "report/engine/subr_call.h"
#include "report/engine/vars.h"

struct engine;

struct reg {
	struct col col;
	uint32_t run; /* of the machine, that wrote it */
};

/* How the lanes of a nested level were chosen, for its ELSE. */
enum level_kind { LEVEL_MASK, LEVEL_ALL, LEVEL_NONE };
struct level {
	enum level_kind kind;
	uint32_t count;	   /* lanes that are active */
	const uint8_t *on; /* the level's own mask, or that of the level around it */
	uint8_t *own;
};

struct machine {
	const struct program *program;
	struct aggset *aggs;
	struct vars *vars; /* NULL on a machine that runs many lanes */
	struct fault_log *faults;
	struct group *group; /* of a machine over whole chunks, which nothing may fault on */
	struct agg_limit *agg_limit; /* NULL: none, or a machine of many lanes */
	/*
	 * On a machine of one lane: brings to aggs what the engine has of it elsewhere; ends
	 * the run, or is false where it ends already.
	 */
	int (*gather)(struct engine *);
	bool (*exit)(struct engine *);
	struct engine *engine;
	struct subr_env env;
	struct strheap heap;
	uint64_t *literals; /* addresses of the program's strings, once they have one */

	struct batch *batch;
	const struct insn *code, *pc;
	const uint16_t *where;
	uint32_t run; /* counts machine_run() */
	struct reg *regs;
	int64_t *room; /* of register r: room + r * stride */
	uint32_t stride;
	struct level *levels;
	uint32_t depth;
	uint8_t *masks;
	/* An aggregation's keys, value and increment, lane by lane: as many as the program needs.
	 */
	int64_t *spread[AGG_KEYS + 2];
	uint16_t *lanes;

	struct fault fault;	    /* of the only lane; code 0: none */
	bool dropped;		    /* it left the clause without a fault, and records nothing */
	bool speculates, committed; /* the clause did */
	uint32_t speculation;	    /* that the rest of the clause goes to; 0: nowhere */
	struct pending *pending;    /* to perform when the clause ends well */
	uint32_t npending, room_pending;
	int64_t *values;
	uint32_t nvalues, room_values;
};

/* A machine over whole chunks cannot run this: something is absent, or it would fault. */
#define MACHINE_DECLINES 2

/*
 * lanes: 1, BATCH or VMT_CHUNK_ROWS, the most that one run takes. more: registers behind the
 * program's own, for whoever runs code of his making. NULL: no memory.
 */
struct machine *machine_new(const struct program *, struct aggset *, struct vars *,
			    struct fault_log *, struct strpool *, uint64_t strsize, uint32_t lanes,
			    uint32_t more);
uint32_t machine_nregs(const struct program *); /* the program's own */
void machine_free(struct machine *);
/* where: of the body's instructions; NULL: the predicate. 0, MACHINE_DECLINES or -ENOMEM. */
int machine_run(struct machine *, struct batch *, const struct insn *code, const uint16_t *where);
static inline uint32_t machine_alive(const struct machine *m)
{
	return m->levels[0].count;
}
/* Lanes for which the predicate that just ran holds, ascending; their number. */
uint32_t machine_selected(struct machine *, uint16_t *lanes);
/* Before the next batch or firing: temporary strings go. */
void machine_reset(struct machine *);

/* ---- One instruction at a time, over one lane (core.c) ---- */

/* The lane is active; batch, code, where and pc are the caller's to set. */
void machine_one_lane(struct machine *);
int machine_step(struct machine *, const struct insn *);
/* Before a clause: nothing is pending. */
static inline void machine_begin(struct machine *m)
{
	m->npending = m->nvalues = m->speculation = 0;
	m->speculates = m->committed = m->dropped = false;
}
/* The only lane has left the clause before its end. */
static inline bool machine_left(const struct machine *m)
{
	return m->fault.code || m->dropped;
}
/* It happens at its place in the clause: a step. */
bool machine_acts_at_once(uint8_t kind);
/* An action to perform, and where its values go; NULL: no memory. */
int64_t *machine_pend(struct machine *, const struct action *);
/* A string as it is recorded or stored: not longer than strsize. NULL stays. -ENOMEM. */
int machine_cut_text(struct machine *, int64_t *value);

/* ---- For the opcodes ---- */

static inline int64_t *reg_room(const struct machine *m, uint32_t r)
{
	return m->room + (size_t)r * m->stride;
}
static inline const struct level *machine_level(const struct machine *m)
{
	return &m->levels[m->depth];
}
static inline bool lane_active(const struct machine *m, uint32_t lane)
{
	const struct level *l = machine_level(m);

	return l->count == m->batch->n || l->on[lane];
}
/* R[r] := values in R[r]'s room, in the shape of a column. */
void reg_set(struct machine *, uint32_t r, const struct col *shape);
void reg_set_one(struct machine *, uint32_t r, int64_t value);
/* The register's lanes one by one, from now on. */
const int64_t *reg_flat(struct machine *, uint32_t r);
/* The lane faults: it is active no more. 0 or -ENOMEM. */
/* The only lane leaves the clause, and nothing is told. */
void machine_drop(struct machine *);
int machine_fault(struct machine *, uint32_t lane, enum fault_code, uint64_t address);
/* Every active lane for which fn says so; fn NULL: every active lane. */
int machine_fault_where(struct machine *,
			bool (*fn)(const struct machine *, uint32_t lane, const int64_t *values),
			const int64_t *values, enum fault_code);

typedef int op_fn(struct machine *, const struct insn *);
op_fn op_const, op_string, op_field, op_arg, op_vmreg, op_event, op_element, op_whole, op_mov,
	op_binary, op_divide, op_text, op_unary, op_ext, op_push, op_else, op_pop, op_load,
	op_store, op_loadx, op_storex, op_call, op_agg, op_aggval, op_act, op_peek, op_poke,
	op_copy, op_textat, op_textto, op_address, op_literal, op_bytes, op_symbol;

#endif
