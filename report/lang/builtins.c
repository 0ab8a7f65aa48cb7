/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/builtins.h"
#include "report/program.h"
#include "report/subr.h"
#include "report/vmregs.h"

#include <string.h>

const struct subr_info subr_infos[SUBR_NR] = {
#define X(id, dname, kind, size, sign, type, args, required, missing) \
	[SUBR_##id] = { dname, { kind, size, sign, R_INT64 }, type, args, required, missing },
	SUBRS(X)
#undef X
};

static const struct {
	const char *name;
	struct vtype value;
	const char *type;
} fields[FIELD_NR] = {
#define X(id, dname, kind, size, sign, type) { dname, { kind, size, sign, R_INT64 }, type },
	FIELDS(X)
#undef X
};

static const char *const args[] = { "arg0", "arg1", "arg2", "arg3", "arg4",
				    "arg5", "arg6", "arg7", "arg8", "arg9" };

/* Those of dtrace's own libraries (unistd.d, socket.d). */
static const struct {
	const char *name;
	int value;
} library[] = {
	{ "AF_INET", 2 },
	{ "AF_INET6", 26 },
	{ "DTRACEFLT_UNKNOWN", 0 },
	{ "DTRACEFLT_BADADDR", 1 },
	{ "DTRACEFLT_BADALIGN", 2 },
	{ "DTRACEFLT_ILLOP", 3 },
	{ "DTRACEFLT_DIVZERO", 4 },
	{ "DTRACEFLT_NOSCRATCH", 5 },
	{ "DTRACEFLT_KPRIV", 6 },
	{ "DTRACEFLT_UPRIV", 7 },
	{ "DTRACEFLT_TUPOFLOW", 8 },
	{ "DTRACEFLT_BADSTACK", 9 },
	{ "DTRACEFLT_LIBRARY", 1000 },
};

const char *const aggfn_names[AGG_NR] = {
	[AGG_COUNT] = "count",
	[AGG_SUM] = "sum",
	[AGG_MIN] = "min",
	[AGG_MAX] = "max",
	[AGG_AVG] = "avg",
	[AGG_STDDEV] = "stddev",
	[AGG_QUANTIZE] = "quantize",
	[AGG_LQUANTIZE] = "lquantize",
	[AGG_LLQUANTIZE] = "llquantize",
	[AGG_PERCENTILE] = "percentile",
};

static struct symbol *add(struct dcompiler *c, enum symbol_kind kind, const char *name,
			  uint32_t index)
{
	struct symbol *s = symbol_add(c, SPACE_GLOBAL, kind, name);

	s->index = index;
	return s;
}

/* A type that is not known by name, which leaves the name to the program, is an int. */
static const struct type *type_named(struct dcompiler *c, const struct vtype *v, const char *name)
{
	const struct symbol *s = symbol_find(c->symbols, SPACE_TYPE, name, strlen(name));

	if (s)
		return s->type;
	if (v->kind == V_VOID)
		return v->size ? &type_address : &type_void;
	if (!strcmp(name, "int"))
		return &type_int;
	return type_typedef(c, v->sign ? &type_int : &type_uint, name);
}

static void add_constant(struct dcompiler *c, const char *name, int64_t value,
			 const struct type *type)
{
	struct symbol *s = add(c, SYM_CONST, name, 0);

	s->value = value;
	s->type = type;
}

static void add_types(struct dcompiler *c)
{
	for (uint32_t i = 0; i < type_defs_count; i++) {
		const struct type_def *d = &type_defs[i];
		bool alias = d->type->kind == T_INT && d->type->rank != R_INT64;

		symbol_add(c, SPACE_TYPE, SYM_TYPE, d->name)->type =
			alias ? type_typedef(c, d->type, d->name) : d->type;
	}
}

/* Incomplete, and the program's to define. */
static void add_kernel_types(struct dcompiler *c)
{
	for (uint32_t i = 0; i < kernel_types_count; i++) {
		struct symbol *s = symbol_add(c, SPACE_TYPE, SYM_TYPE, kernel_types[i]);
		struct type *t = dc_alloc(c, sizeof(*t));

		*t = (struct type){
			.kind = T_STRUCT, .incomplete = true, .name = s->name, .base = t
		};
		s->type = t;
		s->is_kernel = true;
	}
}

static void add_vmregs(struct dcompiler *c)
{
	add(c, SYM_VMREGS, "vmregs", 0)->type = &type_uint64;
	for (uint32_t i = 0; i < vmregs_count; i++)
		add_constant(c, vmregs[i].name, vmregs[i].number, &type_int);
	for (uint32_t i = 0; i < vmreg_aliases_count; i++)
		add_constant(c, vmreg_aliases[i].name, vmreg_aliases[i].number, &type_int);
}

static void add_refusals(struct dcompiler *c)
{
	for (uint32_t i = 0; i < refusals_count; i++) {
		struct symbol *s = add(c, SYM_REFUSED, refusals[i].name, 0);

		s->refusal = &refusals[i];
		s->type = refusals[i].type;
		if (refusals[i].is_private)
			s->stability = STABILITY_PRIVATE_DATA;
	}
}

/* The functions of which DTrace promises less than of the others. */
static const char *const evolving[] = {
	"ddi_pathname",	   "getmajor",	  "getminor",	 "htonl",	"htonll",
	"htons",	   "mutex_owned", "mutex_owner", "ntohl",	"mutex_type_adaptive",
	"mutex_type_spin", "ntohll",	  "ntohs",	 "rw_iswriter", "rw_read_held",
	"rw_write_held",
};

static void set_stability(struct dcompiler *c)
{
	for (size_t i = 0; i < sizeof(evolving) / sizeof(*evolving); i++) {
		const char *name = evolving[i];

		symbol_find(c->symbols, SPACE_GLOBAL, name, strlen(name))->stability =
			STABILITY_EVOLVING;
	}
	memcpy(c->stabilities, provider_stabilities, sizeof(provider_stabilities));
}

void builtins_add(struct dcompiler *c)
{
	add_types(c);
	add_kernel_types(c);
	for (uint32_t i = 0; i < FIELD_NR; i++)
		add(c, SYM_FIELD, fields[i].name, i)->type =
			type_named(c, &fields[i].value, fields[i].type);
	for (uint32_t i = 0; i < 10; i++)
		add(c, SYM_ARG, args[i], i)->type = &type_int64;
	for (uint32_t i = 0; i < SUBR_NR; i++)
		add(c, SYM_SUBR, subr_infos[i].name, i)->type =
			type_named(c, &subr_infos[i].result, subr_infos[i].type);
	for (uint32_t i = 0; i < AGG_PERCENTILE; i++)
		add(c, SYM_AGGFN, aggfn_names[i], i)->type = &type_void;
	for (uint32_t i = 0; i < action_infos_count; i++)
		add(c, SYM_ACTION, action_infos[i].name, i)->type = &type_void;
	add_constant(c, "NULL", 0, &type_long);
	for (uint32_t i = 0; i < sizeof(library) / sizeof(*library); i++)
		add_constant(c, library[i].name, library[i].value, &type_int);
	add(c, SYM_SCOPE, "self", 0)->type = &type_void;
	add(c, SYM_SCOPE, "this", 0)->type = &type_void;
	add_vmregs(c);
	add_refusals(c);
	set_stability(c);
}

static void extend(struct dcompiler *c, enum symbol_kind kind, const char *name, uint32_t index,
		   const struct type *type)
{
	if (!symbol_find(c->symbols, SPACE_GLOBAL, name, strlen(name)))
		add(c, kind, name, index)->type = type;
}

/* Without the option the names are a program's own. */
void builtins_extend(struct dcompiler *c)
{
	extend(c, SYM_AGGFN, aggfn_names[AGG_PERCENTILE], AGG_PERCENTILE, &type_void);
	extend(c, SYM_AGGVAL, "aggval", 0, &type_int64);
}

/* What came with a later D than 1.0: the names of 1.N. */
static const struct {
	uint32_t minor;
	const char *name;
} later[] = {
	{ 1, "freopen" },     { 1, "index" },	   { 1, "rindex" },    { 1, "strchr" },
	{ 1, "strrchr" },     { 1, "strstr" },	   { 1, "strtok" },    { 1, "substr" },
	{ 2, "func" },	      { 2, "mod" },	   { 2, "setopt" },    { 2, "sym" },
	{ 2, "uaddr" },	      { 2, "ucaller" },	   { 2, "ufunc" },     { 2, "umod" },
	{ 2, "ustackdepth" }, { 2, "usym" },	   { 3, "htonl" },     { 3, "htonll" },
	{ 3, "htons" },	      { 3, "ntohl" },	   { 3, "ntohll" },    { 3, "ntohs" },
	{ 5, "inet_ntoa" },   { 5, "inet_ntoa6" }, { 5, "inet_ntop" }, { 6, "stddev" },
	{ 7, "llquantize" },  { 7, "vmregs" },	   { 8, "tolower" },   { 8, "toupper" },
	{ 9, "print" },	      { 10, "getf" },	   { 11, "json" },     { 11, "strtoll" },
	{ 14, "threadname" },
};

void builtins_reduce(struct dcompiler *c)
{
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
		const char *name = later[i].name;
		struct symbol *s = symbol_find(c->symbols, SPACE_GLOBAL, name, strlen(name));

		if (s && !s->source && D_VERSION(1, later[i].minor, 0) > c->options->version)
			symbol_remove(c->symbols, s);
	}
}

void refuse(struct dcompiler *c, const struct refusal *r, struct pos pos)
{
	dc_postpone(c, pos, r->is_function || !r->type ? "D_UNKNOWN" : "D_VAR_UNSUP", NULL,
		    "%s%s: %s", r->name,
		    r->is_function ? "( )"
		    : r->is_array  ? "[ ]"
				   : "",
		    r->reason);
}
