/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/builtins.h"
#include "report/lang/check.h"

#include <string.h>

struct symbol *check_aggregation_name(struct dcompiler *c, const struct node *n)
{
	struct symbol *s = symbol_find(c->symbols, SPACE_AGG, n->name, n->len);

	return s ? s : symbol_add(c, SPACE_AGG, SYM_AGG, n->name);
}

struct symbol *check_known_aggregation(struct dcompiler *c, const struct node *n)
{
	struct symbol *s = check_aggregation_name(c, n);

	if (!s->defined)
		dc_fail(c, n->pos, "D_IDENT_UNDEF", NULL,
			"failed to resolve @%s: Unknown variable name", n->name);
	return s;
}

/* A constant argument: the tags that dtrace has for it, and where it goes. */
struct constant {
	const char *type_tag, *value_tag, *match_tag;
	int64_t least, most;
	int64_t missing;
	const char *what;
	bool positive; /* what is not is of the wrong type */
	/* What this constant completes among v[0], v[1] ...; it may settle them. */
	void (*check)(struct dcompiler *, struct pos, int64_t *v);
};

/* What an aggregating function takes. `constants` follow the value; then an increment. */
struct aggfn_info {
	uint8_t least, most; /* arguments */
	uint8_t typed;	     /* constants of which the prototype says that they are integers */
	bool drawn;	     /* a distribution: it has no one value, and takes an increment */
	uint8_t nconstants;
	const struct constant *constants;
	void (*store)(struct aggdef *, const int64_t *v);
};

static void check_limit(struct dcompiler *c, struct pos pos, int64_t *v)
{
	if (v[1] < v[0])
		dc_fail(c, pos, "D_LQUANT_MISMATCH", NULL,
			"lquantize( ) base (argument #2) must be less than limit (argument #3)");
}

/* The limit is where the last whole level ends. */
static void check_levels(struct dcompiler *c, struct pos pos, int64_t *v)
{
	int64_t levels = (v[1] - v[0]) / v[2];

	if (!levels)
		dc_fail(c, pos, "D_LQUANT_STEPLARGE", NULL,
			"lquantize( ) step (argument #4) too large: must have at least one "
			"quantization level");
	if (levels > UINT16_MAX)
		dc_fail(c, pos, "D_LQUANT_STEPSMALL", NULL,
			"lquantize( ) step (argument #4) too small: number of quantization levels "
			"must be a 16-bit quantity");
	v[1] = v[0] + levels * v[2];
}

static void store_linear(struct aggdef *d, const int64_t *v)
{
	d->base = v[0];
	d->limit = v[1];
	d->step = v[2];
}

/* factor ^ high must fit 64 bits. */
static bool magnitude_fits(int64_t factor, int64_t high)
{
	uint64_t order = 1;

	for (int64_t i = 0; i < high; i++)
		if (__builtin_mul_overflow(order, (uint64_t)factor, &order))
			return false;
	return true;
}

static void check_loglinear(struct dcompiler *c, struct pos pos, int64_t *v)
{
	int64_t factor = v[0], low = v[1], high = v[2], steps = v[3], power;

	if (factor < 2)
		dc_fail(c, pos, "D_LLQUANT_FACTORSMALL", NULL,
			"llquantize( ) factor (argument #2) must be two or more");
	if (low >= high)
		dc_fail(c, pos, "D_LLQUANT_MAGRANGE", NULL,
			"llquantize( ) low magnitude (argument #3) must be less than high "
			"magnitude "
			"(argument #4)");
	if (steps < factor)
		dc_fail(c, pos, "D_LLQUANT_FACTORNSTEPS", NULL,
			"llquantize( ) factor (argument #2) must be less than or equal to the "
			"number "
			"of linear steps per magnitude (argument #5)");
	for (power = factor; power < steps; power *= factor)
		;
	if (steps % factor || power % steps)
		dc_fail(c, pos, "D_LLQUANT_FACTOREVEN", NULL,
			"llquantize( ) factor (argument #2) must evenly divide the number of steps "
			"per magnitude (argument #5), and the number of steps must evenly divide a "
			"power of the factor");
	if (!magnitude_fits(factor, high))
		dc_fail(c, pos, "D_LLQUANT_MAGTOOBIG", NULL,
			"llquantize( ) factor (%lld) raised to power of high magnitude (%lld) "
			"overflows 64 bits",
			(long long)factor, (long long)high);
}

static void store_loglinear(struct aggdef *d, const int64_t *v)
{
	d->factor = v[0];
	d->low = v[1];
	d->high = v[2];
	d->steps = v[3];
}

#define OF(tag, part) "D_" tag "_" part "TYPE", "D_" tag "_" part "VAL"

static const struct constant linear[] = {
	{ OF("LQUANT", "BASE"), "D_LQUANT_MATCHBASE", INT32_MIN, INT32_MAX, 0, "base", false,
	  NULL },
	{ OF("LQUANT", "LIM"), "D_LQUANT_MATCHLIM", INT32_MIN, INT32_MAX, 0, "limit", false,
	  check_limit },
	{ OF("LQUANT", "STEP"), "D_LQUANT_MATCHSTEP", 1, UINT16_MAX, 1, "step", true,
	  check_levels },
};
static const struct constant loglinear[] = {
	{ OF("LLQUANT", "FACTOR"), "D_LLQUANT_FACTORMATCH", 0, UINT16_MAX, 0, "factor", false,
	  NULL },
	{ OF("LLQUANT", "LOW"), "D_LLQUANT_LOWMATCH", 0, UINT16_MAX, 0, "low magnitude", false,
	  NULL },
	{ OF("LLQUANT", "HIGH"), "D_LLQUANT_HIGHMATCH", 0, UINT16_MAX, 0, "high magnitude", false,
	  NULL },
	{ OF("LLQUANT", "NSTEP"), "D_LLQUANT_NSTEPMATCH", 0, UINT16_MAX, 0, "number of steps",
	  false, check_loglinear },
};

static void store_percentile(struct aggdef *d, const int64_t *v)
{
	d->percent = v[0];
}

static const struct constant percentile[] = {
	{ "D_PROTO_ARG", "D_PROTO_ARG", "D_AGG_REDEF", 1, 100, 0, "percent", false, NULL },
};

static const struct aggfn_info aggfn_infos[AGG_NR] = {
	[AGG_COUNT] = { 0, 0, 0, false, 0, NULL, NULL },
	[AGG_SUM] = { 1, 1, 0, false, 0, NULL, NULL },
	[AGG_MIN] = { 1, 1, 0, false, 0, NULL, NULL },
	[AGG_MAX] = { 1, 1, 0, false, 0, NULL, NULL },
	[AGG_AVG] = { 1, 1, 0, false, 0, NULL, NULL },
	[AGG_STDDEV] = { 1, 1, 0, false, 0, NULL, NULL },
	[AGG_QUANTIZE] = { 1, 2, 0, true, 0, NULL, NULL },
	[AGG_LQUANTIZE] = { 3, 5, 2, true, 3, linear, store_linear },
	[AGG_LLQUANTIZE] = { 5, 6, 4, true, 4, loglinear, store_loglinear },
	[AGG_PERCENTILE] = { 2, 2, 1, false, 1, percentile, store_percentile },
};

/* What the prototype names is of an integer's type, constant or not. */
static void check_prototype(struct dcompiler *c, const struct node *call,
			    const struct aggfn_info *info)
{
	const struct node *arg = call->right;

	check_arg_count(c, call, "D_PROTO_LEN", info->least, info->drawn ? UINT32_MAX : info->most);
	for (uint32_t i = 0; i < info->typed; i++) {
		arg = arg->next;
		if (!type_is_scalar(arg->type))
			dc_fail(c, arg->pos, "D_PROTO_ARG",
				dc_printf(c, "expected int32_t, got %s", arg->type->name),
				"%s( ) argument #%u is incompatible with prototype", call->name,
				i + 2);
	}
}

static void check_increment(struct dcompiler *c, const struct node *call,
			    const struct aggfn_info *info, const struct node *increment)
{
	if (increment && !type_is_scalar(increment->type))
		dc_fail(c, increment->pos, "D_PROTO_ARG",
			dc_printf(c, "got %s", increment->type->name),
			"%s( ) increment value (argument #%u) must be of scalar type", call->name,
			info->most);
	check_arg_count(c, call, "D_PROTO_LEN", info->least, info->most);
}

static int64_t constant_value(struct dcompiler *c, const struct node *call,
			      const struct constant *k, const struct node *arg, uint32_t number)
{
	if (!arg)
		return k->missing;
	if (arg->kind != N_NUMBER ||
	    (k->positive && (!arg->value || (arg->value < 0 && type_recorded(arg->type).sign))))
		dc_fail(c, arg->pos, k->type_tag, dc_printf(c, "got %s", arg->type->name),
			"%s( ) argument #%u (%s) must be %s integer constant", call->name, number,
			k->what, k->positive ? "a positive" : "an");
	if (arg->value < k->least || arg->value > k->most)
		dc_fail(c, arg->pos, k->value_tag, NULL,
			"%s( ) argument #%u (%s) must be in the range of %lld to %lld", call->name,
			number, k->what, (long long)k->least, (long long)k->most);
	return arg->value;
}

/* Every use of an aggregation quantizes in the same way. */
static void check_match(struct dcompiler *c, const struct node *call, const struct symbol *s,
			const struct aggfn_info *info, const int64_t *v)
{
	const int64_t *first = s->constants;

	for (uint32_t i = 0; i < info->nconstants; i++)
		if (first[i] != v[i])
			dc_fail(c, call->pos, info->constants[i].match_tag,
				dc_printf(c, "line %u has %lld", s->line, (long long)first[i]),
				"%s( ) %s (argument #%u) doesn't match previous declaration: "
				"expected %lld, found %lld",
				call->name, info->constants[i].what, i + 2, (long long)first[i],
				(long long)v[i]);
}

/* The constants of a call; `rest` is what stands behind them: the increment. */
static int64_t *constants(struct dcompiler *c, const struct node *call,
			  const struct aggfn_info *info, struct node **rest)
{
	int64_t *v = dc_alloc(c, (info->nconstants + 1) * sizeof(*v));
	struct node *arg = call->right ? call->right->next : NULL;

	for (uint32_t i = 0; i < info->nconstants; i++) {
		const struct constant *k = &info->constants[i];

		v[i] = constant_value(c, call, k, arg, i + 2);
		arg = arg ? arg->next : NULL;
		if (k->check)
			k->check(c, call->pos, v);
	}
	*rest = arg;
	return v;
}

static const struct symbol *function_of(struct dcompiler *c, struct node *n)
{
	struct node *call = n->right;

	if (call->kind == N_CALL && call->symbol->kind == SYM_AGGFN)
		return call->symbol;
	n->right = check_expr(c, call);
	dc_fail(c, n->right->pos, "D_AGG_FUNC", "count, sum, min, max, avg, stddev, quantize ...",
		"@%s must be assigned the result of an aggregating function", n->left->name);
}

static void define(struct dcompiler *c, struct symbol *s, uint8_t fn, uint32_t line,
		   const struct aggfn_info *info, int64_t *v)
{
	struct aggdef *d = vec_push(c, &c->aggs, sizeof(*d), 65535, "aggregations");
	bool plain = !strcmp(s->name, "_");

	d->name = dc_printf(c, "@%s", plain ? "" : s->name);
	d->fn = fn;
	d->nkeys = s->nkeys;
	if (info->store)
		info->store(d, v);
	s->index = c->aggs.n - 1;
	s->defined = true;
	s->line = line;
	s->constants = v;
}

static struct agguse *new_use(struct dcompiler *c, const struct node *n, const struct symbol *s)
{
	struct agguse *use = dc_alloc(c, sizeof(*use));

	use->agg = s->index;
	for (const struct node *key = n->left->right; key; key = key->next)
		use->keys[use->nkeys++] = check_recorded(key);
	if (n->values) {
		use->has_value = true;
		use->value = check_recorded(n->values);
		use->has_increment = n->values->next;
	}
	return use;
}

/* Some actions may stand as a key: what they would record is one. */
static void check_key_actions(struct node **list)
{
	for (; *list; list = &(*list)->next) {
		struct node *n = *list;

		if (n->kind != N_CALL || (n->type != &type_symaddr && n->type != &type_usymaddr))
			continue;
		n->right->value |= NAMING_KEPT;
		n->right->next = n->next;
		*list = n->right;
	}
}

/* Tags in dtrace's order: the call, the keys, the function, its value, its constants. */
void check_aggregation(struct dcompiler *c, struct node *n)
{
	const struct symbol *f = function_of(c, n);
	const struct aggfn_info *info = &aggfn_infos[f->index];
	struct node *call = n->right, *increment;
	struct symbol *s;
	int64_t *v;

	check_list(c, &call->right);
	check_stability(c, f, call->pos);
	check_prototype(c, call, info);
	check_list(c, &n->left->right);
	check_key_actions(&n->left->right);
	s = check_aggregation_name(c, n->left);
	check_keys(c, s, n->left);
	if (s->defined && VEC(c->aggs, struct aggdef)[s->index].fn != f->index)
		dc_fail(c, n->pos, "D_AGG_REDEF", check_signature(c, s),
			"aggregation redefined: @%s is assigned %s( ) here, %s( ) before", s->name,
			f->name, aggfn_names[VEC(c->aggs, struct aggdef)[s->index].fn]);
	if (call->right && !type_is_scalar(call->right->type))
		dc_fail(c, call->right->pos, "D_AGG_SCALAR",
			dc_printf(c, "got %s", call->right->type->name),
			"%s( ) argument #1 must be of scalar type", f->name);
	v = constants(c, call, info, &increment);
	if (s->defined)
		check_match(c, call, s, info, v);
	check_increment(c, call, info, increment);
	if (!s->defined)
		define(c, s, f->index, n->pos.line, info, v);
	n->values = call->right;
	if (n->values)
		n->values->next = increment;
	n->use = new_use(c, n, s);
}

/* ---- aggval(@name, keys) ---- */

/* Its keys have the types that the aggregation's first use gave them. */
static struct agguse *reading_use(struct dcompiler *c, const struct symbol *s)
{
	struct agguse *use = dc_alloc(c, sizeof(*use));

	use->agg = s->index;
	for (; use->nkeys < s->nkeys; use->nkeys++)
		use->keys[use->nkeys] = type_recorded(s->keys[use->nkeys]);
	return use;
}

static struct symbol *read_aggregation(struct dcompiler *c, const struct node *call)
{
	const struct node *name = call->right;
	struct symbol *s;
	uint8_t fn;

	if (!name)
		check_arg_count(c, call, "D_PROTO_LEN", 1, UINT8_MAX);
	if (name->kind != N_AGGREF || name->right)
		dc_fail(c, name->pos, "D_PROTO_ARG", "aggval(@name, key, ...)",
			"%s( ) argument #1 must be an aggregation without keys", call->name);
	s = check_known_aggregation(c, name);
	fn = VEC(c->aggs, struct aggdef)[s->index].fn;
	if (aggfn_infos[fn].drawn)
		dc_fail(c, name->pos, "D_PROTO_ARG", check_signature(c, s),
			"%s( ) argument #1 is a distribution, which has no one value: @%s is %s( )",
			call->name, s->name, aggfn_names[fn]);
	return s;
}

struct node *check_aggval(struct dcompiler *c, struct node *n)
{
	struct symbol *s = read_aggregation(c, n);
	struct node *name = n->right;

	name->right = name->next;
	name->next = NULL;
	check_key_actions(&name->right);
	check_keys(c, s, name);
	name->symbol = s;
	name->use = reading_use(c, s);
	n->kind = N_AGGVAL;
	n->left = name;
	n->right = NULL;
	n->type = &type_int64;
	return n;
}
