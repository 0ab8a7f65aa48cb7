/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Parts a clause's code. The walk over it knows for each register where its value is now:
 * in the register, among the constants, or in the vector part; a value comes into the register
 * itself when an instruction that stays in the core wants it there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/engine/machine.h"
#include "report/engine/strand.h"
#include "report/engine/vec.h"
#include "report/room.h"
#include "report/subr.h"

enum where { IN_REGISTER, IN_CONSTANT, IN_VALUE };
struct place {
	uint16_t where; /* enum where */
	uint16_t index; /* of the register that has the constant; of the value */
};

/* An open PUSH. */
struct branch {
	uint32_t push;	     /* its jump in the core's code */
	uint32_t skip;	     /* the jump at the end of its first arm, where it has a second */
	struct place *after; /* where values are when it is closed */
};

struct weave {
	struct strand *s;
	const struct program *p;
	const struct vars *vars;
	uint32_t nregs;
	const struct insn *from; /* the code being parted */
	uint32_t at;
	struct place *places;
	struct branch *branches;
	uint32_t depth, room_branches;
	uint32_t ncode, room_code, room_uses, room_acts;
	bool at_once;	  /* some action does not wait for the end */
	uint32_t landing; /* where a jump goes, the last such place */
	int error;
};

uint32_t strand_constants(const struct program *p)
{
	uint32_t n = p->nconsts + p->nstrings;

	return machine_nregs(p) + n <= UINT16_MAX ? n : 0;
}

/* ---- Code ---- */

static uint32_t emit(struct weave *w, uint16_t op, uint16_t a, uint16_t b, uint16_t c, uint32_t to)
{
	struct strand *s = w->s;

	if (room_for((void **)&s->code, &w->room_code, sizeof(*s->code), w->ncode + 1ull)) {
		w->error = -ENOMEM;
		return 0;
	}
	s->code[w->ncode] = (struct core_insn){
		op, a, b, c, to, w->at, w->from == s->clause->body,
	};
	return w->ncode++;
}

static void set_target(struct weave *w, uint32_t jump)
{
	if (!w->error)
		w->s->code[jump].to = w->landing = w->ncode;
}

/* The last n instructions run one after the other, whatever jumps there are; or NULL. */
static struct core_insn *last_insns(const struct weave *w, uint32_t n)
{
	return w->ncode >= w->landing + n && !w->error ? &w->s->code[w->ncode - n] : NULL;
}

/* ---- Values ---- */

static uint32_t find_input(const struct strand *s, uint8_t op, uint16_t index)
{
	uint32_t i;

	for (i = 0; i < s->ninputs; i++)
		if (s->inputs[i].op == op && s->inputs[i].index == index)
			break;
	return i;
}

/* Inputs lie before all other values: room for them is counted first. */
static void count_inputs(struct strand *s, const struct insn *code)
{
	for (const struct insn *i = code; i && i->op != OP_END; i++) {
		if (i->op != OP_FIELD && i->op != OP_ARG && i->op != OP_VMREG && i->op != OP_EVENT)
			continue;
		if (find_input(s, i->op, i->b) == s->ninputs && s->ninputs < STRAND_VALUES)
			s->inputs[s->ninputs++] = (struct strand_input){ i->op, i->b };
	}
}

static uint16_t column_of(struct strand *s, uint16_t value)
{
	uint32_t i;

	for (i = 0; i < s->ncolumns; i++)
		if (s->columns[i].value == value)
			return i;
	s->columns[s->ncolumns++] = (struct strand_column){ value, value < s->ninputs };
	return i;
}

/* The value that a vector instruction makes, which may be there already; or STRAND_VALUES. */
static uint32_t value_of(struct strand *s, uint16_t op, uint16_t b, uint16_t c)
{
	struct insn *i = s->vector;

	for (; i->op != OP_END; i++)
		if (i->op == op && i->b == b && i->c == c)
			return i->a;
	if (s->nvalues == STRAND_VALUES)
		return STRAND_VALUES;
	i[0] = (struct insn){ op, s->nvalues, b, c };
	i[1] = (struct insn){ .op = OP_END };
	return s->nvalues++;
}

/* A register's value as one of the vector part; STRAND_VALUES: it is none. */
static uint32_t as_value(struct weave *w, uint16_t r)
{
	struct place p = w->places[r];
	uint32_t k = p.index - w->nregs;

	switch (p.where) {
	case IN_VALUE:
		return p.index;
	case IN_CONSTANT:
		return k < w->p->nconsts ? value_of(w->s, OP_CONST, k, 0)
					 : value_of(w->s, OP_STRING, k - w->p->nconsts, 0);
	}
	return STRAND_VALUES;
}

static void put_value(struct weave *w, uint16_t r, uint32_t value)
{
	w->places[r] = (struct place){ IN_VALUE, value };
}

static void put_register(struct weave *w, uint16_t r)
{
	w->places[r] = (struct place){ IN_REGISTER, r };
}

/* The value is in its register from here on. */
static void bring(struct weave *w, uint16_t r)
{
	struct place p = w->places[r];

	if (p.where == IN_CONSTANT)
		emit(w, CORE_MOVE, r, p.index, 0, 0);
	else if (p.where == IN_VALUE)
		emit(w, CORE_COLUMN, r, column_of(w->s, p.index), 0, 0);
	put_register(w, r);
}

/* The register that has the value, be it a constant's. */
static uint16_t source(struct weave *w, uint16_t r)
{
	if (w->places[r].where == IN_VALUE)
		bring(w, r);
	return w->places[r].index;
}

/* ---- What stays in the core ---- */

static void bring_many(struct weave *w, uint16_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		bring(w, first + i);
}

/* The machine does it; n registers from `first` are what it reads. */
static void step_only(struct weave *w, uint16_t first, uint32_t n)
{
	bring_many(w, first, n);
	emit(w, CORE_STEP, 0, 0, 0, 0);
	w->s->begins = true;
}

/* The same, and R[a] is its result. */
static void step(struct weave *w, const struct insn *i, uint16_t first, uint32_t n)
{
	step_only(w, first, n);
	put_register(w, i->a);
}

static void step_unknown(struct weave *w, const struct insn *i)
{
	bring_many(w, 0, w->s->clause->nregs);
	emit(w, CORE_STEP_BLIND, 0, 0, 0, 0);
	w->s->begins = true;
}

static void take_constant(struct weave *w, const struct insn *i)
{
	uint32_t k = i->op == OP_CONST ? i->b : w->p->nconsts + i->b;

	w->places[i->a] = (struct place){ IN_CONSTANT, w->nregs + k };
}

static bool may_lack(const struct insn *i)
{
	return i->op != OP_FIELD || field_may_fault(i->b);
}

static void take_input(struct weave *w, const struct insn *i)
{
	uint32_t input = find_input(w->s, i->op, i->b);

	if (input == w->s->ninputs) {
		step(w, i, 0, 0);
		return;
	}
	if (may_lack(i))
		emit(w, CORE_CHECK, 0, column_of(w->s, input), 0, 0);
	put_value(w, i->a, input);
}

static bool in_register(const struct weave *w, uint16_t r)
{
	return w->places[r].where == IN_REGISTER;
}

/* How long since a thread kept it: LOAD_SELF c, COLUMN b and SUB a, b, c are one. */
static bool emit_since(struct weave *w, uint16_t a, uint16_t b, uint16_t c)
{
	const struct core_insn *two = last_insns(w, 2);
	uint16_t column;

	if (!two || a != b || two[0].op != CORE_LOAD_SELF || two[0].a != c ||
	    two[1].op != CORE_COLUMN || two[1].a != b)
		return false;
	column = two[1].b;
	w->ncode -= 2;
	emit(w, CORE_SINCE_SELF, a, column, c, two[0].to);
	return true;
}

/* An operator whose operands the core has, by enum op or by what the core makes of it. */
static void core_operator(struct weave *w, const struct insn *i, bool two)
{
	static const uint16_t rarer[OP_NR] = {
		[OP_EXT] = CORE_EXTEND, [OP_DIV] = CORE_DIVIDE,	 [OP_UDIV] = CORE_DIVIDE,
		[OP_MOD] = CORE_DIVIDE, [OP_UMOD] = CORE_DIVIDE, [OP_SEQ] = CORE_BINARY,
		[OP_SNE] = CORE_BINARY, [OP_SLT] = CORE_BINARY,	 [OP_SLE] = CORE_BINARY,
	};
	uint16_t b = source(w, i->b), c = two ? source(w, i->c) : i->c;

	if (i->op == OP_SUB && emit_since(w, i->a, b, c)) {
		put_register(w, i->a);
		return;
	}
	emit(w, rarer[i->op] ? rarer[i->op] : i->op, i->a, b, c, i->op);
	put_register(w, i->a);
}

static void take_operator(struct weave *w, const struct insn *i)
{
	bool two = vec_binary[i->op], divides = i->op >= OP_DIV && i->op <= OP_UMOD;
	uint32_t b = STRAND_VALUES, c = i->c, value = STRAND_VALUES;

	if (!divides && !in_register(w, i->b) && !(two && in_register(w, i->c))) {
		b = as_value(w, i->b);
		c = two ? as_value(w, i->c) : i->c;
	}
	if (b < STRAND_VALUES && (!two || c < STRAND_VALUES))
		value = value_of(w->s, i->op, b, c);
	if (value < STRAND_VALUES)
		put_value(w, i->a, value);
	else
		core_operator(w, i, two);
}

/* ---- Branches ---- */

/* What a branch moves into has its value in the register on the other way too. */
static void bring_targets(struct weave *w)
{
	uint32_t depth = 1;

	for (const struct insn *i = &w->from[w->at + 1]; depth; i++) {
		depth += i->op == OP_PUSH;
		depth -= i->op == OP_POP;
		if (i->op == OP_MOV)
			bring(w, i->a);
	}
}

/* Jumps where the register is 0. Most ask that of what a thread has kept. */
static uint32_t emit_unless(struct weave *w, uint16_t r)
{
	struct core_insn *load = last_insns(w, 1);

	if (!load || load->op != CORE_LOAD_SELF || load->a != r || load->to > UINT16_MAX)
		return emit(w, CORE_UNLESS, r, 0, 0, 0);
	load->op = CORE_UNLESS_SELF;
	load->b = load->to;
	return w->ncode - 1;
}

static void copy_places(struct weave *w, struct place *to, const struct place *from)
{
	memcpy(to, from, w->s->clause->nregs * sizeof(*to));
}

static void take_push(struct weave *w, const struct insn *i)
{
	struct branch *b;
	struct place p;

	bring_targets(w);
	if (room_for((void **)&w->branches, &w->room_branches, sizeof(*b), w->depth + 1ull)) {
		w->error = -ENOMEM;
		return;
	}
	b = &w->branches[w->depth];
	b->after = malloc((w->s->clause->nregs + 1) * sizeof(*b->after));
	if (!b->after) {
		w->error = -ENOMEM;
		return;
	}
	w->depth++;
	copy_places(w, b->after, w->places);
	p = w->places[i->a];
	b->skip = UINT32_MAX;
	b->push = p.where == IN_VALUE
			  ? emit(w, CORE_UNLESS_COLUMN, 0, column_of(w->s, p.index), 0, 0)
			  : emit_unless(w, p.index);
}

static void take_else(struct weave *w, const struct insn *i)
{
	struct branch *b = &w->branches[w->depth - 1];

	b->skip = emit(w, CORE_JUMP, 0, 0, 0, 0);
	set_target(w, b->push);
	copy_places(w, w->places, b->after);
}

static void take_pop(struct weave *w, const struct insn *i)
{
	struct branch *b = &w->branches[--w->depth];

	set_target(w, b->skip == UINT32_MAX ? b->push : b->skip);
	copy_places(w, w->places, b->after);
	free(b->after);
}

static void take_mov(struct weave *w, const struct insn *i)
{
	struct place from = w->places[i->b];

	if (!w->depth && from.where != IN_REGISTER) {
		w->places[i->a] = from;
		return;
	}
	if (from.where == IN_VALUE)
		emit(w, CORE_COLUMN, i->a, column_of(w->s, from.index), 0, 0);
	else if (from.index != i->a)
		emit(w, CORE_MOVE, i->a, from.index, 0, 0);
	put_register(w, i->a);
}

/* ---- Variables ---- */

static bool is_plain(const struct var *v)
{
	return !v->nkeys && v->type.kind != V_BYTES;
}

static void use_variable(struct weave *w, const struct var *v)
{
	w->s->self |= v->storage == SELF;
	w->s->begins |= v->storage == THIS;
}

static void take_load(struct weave *w, const struct insn *i)
{
	const struct var *v = &w->p->vars[i->b];

	if (!is_plain(v)) {
		step(w, i, i->c, v->nkeys);
		return;
	}
	use_variable(w, v);
	emit(w, CORE_LOAD_GLOBAL + v->storage, i->a, 0, 0, vars_index(w->vars, i->b));
	put_register(w, i->a);
}

static void take_store(struct weave *w, const struct insn *i)
{
	const struct var *v = &w->p->vars[i->b];
	bool text = v->type.kind == V_STRING;

	if (!is_plain(v) || text)
		bring(w, i->a);
	if (!is_plain(v)) {
		step(w, i, i->c, v->nkeys);
		return;
	}
	use_variable(w, v);
	if (w->places[i->a].where == IN_VALUE) {
		emit(w, CORE_KEEP_GLOBAL + v->storage, 0, column_of(w->s, w->places[i->a].index), 0,
		     vars_index(w->vars, i->b));
		return;
	}
	emit(w, (text ? CORE_TEXT_GLOBAL : CORE_STORE_GLOBAL) + v->storage, source(w, i->a), 0, 0,
	     vars_index(w->vars, i->b));
}

static void take_call(struct weave *w, const struct insn *i)
{
	step(w, i, i->c, strlen(subr_infos[i->b].args));
}

/* ---- Memory ---- */

static void take_literal(struct weave *w, const struct insn *i)
{
	step(w, i, 0, 0);
}

static void take_element(struct weave *w, const struct insn *i)
{
	step(w, i, i->c, 1);
}

static void take_peek(struct weave *w, const struct insn *i)
{
	step(w, i, i->b, 1);
}

static void take_poke(struct weave *w, const struct insn *i)
{
	bring(w, i->a);
	step_only(w, i->b, 1);
}

/* ---- Aggregations and actions ---- */

static struct core_values *add_values(struct weave *w, struct core_values **list, uint32_t *n,
				      uint32_t *room, uint32_t most)
{
	struct core_values *v;

	if (room_for((void **)list, room, sizeof(**list), *n + 1ull)) {
		w->error = -ENOMEM;
		return NULL;
	}
	v = &(*list)[*n];
	*v = (struct core_values){ .operands = calloc(most + 1, sizeof(*v->operands)) };
	if (!v->operands) {
		w->error = -ENOMEM;
		return NULL;
	}
	++*n;
	return v;
}

static void add_operands(struct weave *w, struct core_values *v, uint16_t first,
			 const struct vtype *types, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct place p = w->places[first + i];
		bool column = p.where == IN_VALUE;

		v->operands[v->n++] = (struct core_operand){
			column,
			is_text(&types[i]),
			column ? column_of(w->s, p.index) : p.index,
		};
	}
}

static void take_agg(struct weave *w, const struct insn *i)
{
	static const struct vtype number = { .kind = V_INT };
	const struct agguse *use = &w->p->uses[i->a];
	struct core_values *v =
		add_values(w, &w->s->uses, &w->s->nuses, &w->room_uses, AGG_KEYS + 2);

	if (!v)
		return;
	v->of = i->a;
	add_operands(w, v, i->b, use->keys, use->nkeys);
	add_operands(w, v, i->c, &number, use->has_value);
	add_operands(w, v, i->c + 1, &number, use->has_increment);
	emit(w, CORE_AGGREGATE, 0, 0, 0, w->s->nuses - 1);
}

static void take_aggval(struct weave *w, const struct insn *i)
{
	step(w, i, i->c, w->p->uses[i->b].nkeys);
}

static void take_act(struct weave *w, const struct insn *i)
{
	uint32_t n = w->p->actions[i->a].nargs;
	struct core_values *v;

	w->s->acts = true;
	if (machine_acts_at_once(w->p->actions[i->a].kind)) {
		w->at_once = true;
		step_only(w, i->b, n);
		return;
	}
	v = add_values(w, &w->s->actions, &w->s->nactions, &w->room_acts, n);
	if (!v)
		return;
	v->of = i->a;
	add_operands(w, v, i->b, w->p->actions[i->a].args, n);
	emit(w, CORE_ACT, 0, 0, 0, w->s->nactions - 1);
}

/* ---- The whole ---- */

typedef void take_fn(struct weave *, const struct insn *);
static take_fn *taker(uint16_t op)
{
	static take_fn *const takers[OP_NR] = {
		[OP_CONST] = take_constant,  [OP_STRING] = take_constant, [OP_FIELD] = take_input,
		[OP_ARG] = take_input,	     [OP_VMREG] = take_input,	  [OP_EVENT] = take_input,
		[OP_ELEMENT] = take_element, [OP_WHOLE] = take_literal,	  [OP_MOV] = take_mov,
		[OP_EXT] = take_operator,    [OP_PUSH] = take_push,	  [OP_ELSE] = take_else,
		[OP_POP] = take_pop,	     [OP_LOAD] = take_load,	  [OP_LOADX] = take_load,
		[OP_STORE] = take_store,     [OP_STOREX] = take_store,	  [OP_CALL] = take_call,
		[OP_AGG] = take_agg,	     [OP_ACT] = take_act,	  [OP_PEEK] = take_peek,
		[OP_TEXTAT] = take_peek,     [OP_ADDRESS] = take_peek,	  [OP_BYTES] = take_peek,
		[OP_POKE] = take_poke,	     [OP_COPY] = take_poke,	  [OP_TEXTTO] = take_poke,
		[OP_LITERAL] = take_literal, [OP_AGGVAL] = take_aggval,	  [OP_SYMBOL] = take_peek,
	};

	if (takers[op])
		return takers[op];
	return vec_binary[op] || vec_unary[op] ? take_operator : step_unknown;
}

static void weave_code(struct weave *w, const struct insn *code)
{
	w->from = code;
	for (uint32_t r = 0; r < w->nregs; r++)
		put_register(w, r);
	for (w->at = 0; code[w->at].op != OP_END && !w->error; w->at++)
		taker(code[w->at].op)(w, &code[w->at]);
}

static int get_memory(struct strand *s, struct weave *w)
{
	s->inputs = calloc(STRAND_VALUES, sizeof(*s->inputs));
	s->vector = calloc(STRAND_VALUES + 1, sizeof(*s->vector));
	s->columns = calloc(STRAND_VALUES, sizeof(*s->columns));
	w->places = calloc(w->nregs + 1, sizeof(*w->places));
	return s->inputs && s->vector && s->columns && w->places ? 0 : -ENOMEM;
}

static void weave_clause(struct weave *w)
{
	struct strand *s = w->s;
	bool tests = s->clause->predicate && !s->selects;
	uint32_t unless = 0;

	if (tests)
		count_inputs(s, s->clause->predicate);
	count_inputs(s, s->clause->body);
	s->nvalues = s->ninputs;
	s->vector[0].op = OP_END;
	if (tests) {
		weave_code(w, s->clause->predicate);
		unless = emit_unless(w, source(w, 0));
	}
	weave_code(w, s->clause->body);
	emit(w, CORE_END, 0, 0, 0, 0);
	if (tests) {
		set_target(w, unless);
		emit(w, CORE_QUIT, 0, 0, 0, 0);
	}
}

/* A printf that ends the clause, and is all that it does in the end, is performed at once. */
static void print_at_once(struct weave *w)
{
	struct strand *s = w->s;

	if (w->error || w->at_once || s->nactions != 1 || s->actions[0].n > STRAND_PRINTED ||
	    w->p->actions[s->actions[0].of].kind != ACT_PRINTF)
		return;
	for (uint32_t i = 0; i + 1 < w->ncode; i++)
		if (s->code[i].op == CORE_ACT && s->code[i + 1].op == CORE_END) {
			s->code[i].op = CORE_PRINT;
			s->acts = false;
		}
}

/* Where the clause ends, if its actions wait for that. */
static void leave(struct weave *w)
{
	for (uint32_t i = 0; !w->error && w->s->acts && i < w->ncode; i++)
		if (w->s->code[i].op == CORE_END)
			w->s->code[i].op = CORE_LEAVE;
}

static bool jumps(uint16_t op)
{
	return op == CORE_JUMP || op == CORE_UNLESS || op == CORE_UNLESS_COLUMN ||
	       op == CORE_UNLESS_SELF;
}

/* Jumps to a check go on to what follows it. */
static void make_sure(struct weave *w)
{
	struct strand *s = w->s;
	uint32_t *moved = calloc(w->ncode + 1, sizeof(*moved)), n = 0;

	s->sure = calloc(w->ncode + 1, sizeof(*s->sure));
	if (!moved || !s->sure) {
		free(moved);
		w->error = -ENOMEM;
		return;
	}
	for (uint32_t i = 0; i < w->ncode; i++) {
		moved[i] = n;
		if (s->code[i].op != CORE_CHECK)
			s->sure[n++] = s->code[i];
	}
	for (uint32_t i = 0; i < n; i++)
		if (jumps(s->sure[i].op))
			s->sure[i].to = moved[s->sure[i].to];
	free(moved);
}

int strand_init(struct strand *s, const struct program *p, const struct vars *vars,
		const struct layer *layer, uint32_t nregs, bool selects)
{
	struct weave w = { .s = s, .p = p, .vars = vars, .nregs = nregs };

	*s = (struct strand){ .layer = layer, .clause = layer->one.clause, .selects = selects };
	w.error = get_memory(s, &w);
	if (!w.error)
		weave_clause(&w);
	print_at_once(&w);
	leave(&w);
	if (!w.error)
		make_sure(&w);
	while (w.error && w.depth)
		free(w.branches[--w.depth].after);
	free(w.branches);
	free(w.places);
	return w.error;
}

static void release_values(struct core_values *v, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		free(v[i].operands);
	free(v);
}

void strand_release(struct strand *s)
{
	release_values(s->uses, s->nuses);
	release_values(s->actions, s->nactions);
	free(s->inputs);
	free(s->vector);
	free(s->columns);
	free(s->code);
	free(s->sure);
}
