/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/types.h"
#include "report/lang/lex.h"

#include <string.h>

#define INTEGER(id, text, bytes, is_signed, r)      \
	const struct type id = { .kind = T_INT,     \
				 .rank = r,         \
				 .sign = is_signed, \
				 .size = bytes,     \
				 .align = bytes,    \
				 .name = text,      \
				 .base = &id }
#define TYPEDEF(id, text, is_signed, r, of)         \
	const struct type id = { .kind = T_INT,     \
				 .rank = r,         \
				 .sign = is_signed, \
				 .size = 8,         \
				 .align = 8,        \
				 .name = text,      \
				 .base = &of }
#define PLAIN(id, k, text, bytes)                \
	const struct type id = { .kind = k,      \
				 .size = bytes,  \
				 .align = bytes, \
				 .name = text,   \
				 .base = &id,    \
				 .incomplete = !(bytes) }

PLAIN(type_void, T_VOID, "void", 0);
PLAIN(type_stack, T_VOID, "stack", 0);
PLAIN(type_symaddr, T_VOID, "_symaddr", 0);
PLAIN(type_usymaddr, T_VOID, "_usymaddr", 0);
PLAIN(type_float, T_FLOAT, "float", 4);
PLAIN(type_double, T_FLOAT, "double", 8);
PLAIN(type_ldouble, T_FLOAT, "long double", 16);
PLAIN(type_agg, T_AGG, "aggregation", 8);
const struct type type_string = {
	.kind = T_STRING, .size = 256, .align = 1, .name = "string", .base = &type_string
};
INTEGER(type_char, "char", 1, true, R_CHAR);
INTEGER(type_uchar, "unsigned char", 1, false, R_CHAR);
INTEGER(type_short, "short", 2, true, R_SHORT);
INTEGER(type_ushort, "unsigned short", 2, false, R_SHORT);
INTEGER(type_int, "int", 4, true, R_INT);
INTEGER(type_uint, "unsigned int", 4, false, R_INT);
INTEGER(type_long, "long", 8, true, R_LONG);
INTEGER(type_ulong, "unsigned long", 8, false, R_LONG);
INTEGER(type_llong, "long long", 8, true, R_LLONG);
INTEGER(type_ullong, "unsigned long long", 8, false, R_LLONG);
TYPEDEF(type_int64, "int64_t", true, R_INT64, type_long);
TYPEDEF(type_uint64, "uint64_t", false, R_INT64, type_ulong);
TYPEDEF(type_size, "size_t", false, R_LONG, type_ulong);

TYPEDEF(type_any, "unknown", true, R_INT64, type_long);

INTEGER(type_bool, "_Bool", 1, false, R_CHAR);

static const struct type bytes16 = { .kind = T_ARRAY,
				     .size = 16,
				     .align = 1,
				     .count = 16,
				     .name = "unsigned char [16]",
				     .base = &bytes16,
				     .to = &type_uchar };
static struct member in6_members = { .name = "s6_addr", .type = &bytes16 };
static const struct type in6_addr = { .kind = T_STRUCT,
				      .size = 16,
				      .align = 4,
				      .name = "in6_addr_t",
				      .base = &in6_addr,
				      .members = &in6_members };

#define POINTER(id, text, target)                   \
	const struct type id = { .kind = T_POINTER, \
				 .rank = R_POINTER, \
				 .size = 8,         \
				 .align = 8,        \
				 .name = text,      \
				 .base = &id,       \
				 .to = &target }
POINTER(type_address, "void *", type_void);
POINTER(type_in6_addr, "in6_addr_t *", in6_addr);
POINTER(type_ipaddr, "ipaddr_t *", type_uint);

const struct type_def type_defs[] = {
	{ "_Bool", &type_bool },	  { "string", &type_string },
	{ "int8_t", &type_char },	  { "uint8_t", &type_uchar },
	{ "int16_t", &type_short },	  { "uint16_t", &type_ushort },
	{ "int32_t", &type_int },	  { "uint32_t", &type_uint },
	{ "int64_t", &type_int64 },	  { "uint64_t", &type_uint64 },
	{ "intptr_t", &type_long },	  { "uintptr_t", &type_ulong },
	{ "size_t", &type_size },	  { "ssize_t", &type_long },
	{ "ptrdiff_t", &type_long },	  { "uchar_t", &type_uchar },
	{ "ushort_t", &type_ushort },	  { "uint_t", &type_uint },
	{ "ulong_t", &type_ulong },	  { "longlong_t", &type_llong },
	{ "u_longlong_t", &type_ullong }, { "id_t", &type_int },
	{ "pid_t", &type_int },		  { "ipaddr_t", &type_uint },
	{ "in6_addr_t", &in6_addr },
};

/* A live kernel's structs: known by name, and no more. */
const char *const kernel_types[] = {
	"buf_t",    "cpu_t",	 "cred_t",  "dev_info_t", "file_t", "klwp_t", "kcondvar_t",
	"kmutex_t", "krwlock_t", "ksema_t", "kthread_t",  "mblk_t", "proc_t", "vnode_t",
};
const uint32_t kernel_types_count = sizeof(kernel_types) / sizeof(*kernel_types);

static const struct type kernel_struct = {
	.kind = T_STRUCT, .incomplete = true, .name = "kthread_t", .base = &kernel_struct
};
POINTER(type_kernel, "kthread_t *", kernel_struct);
const uint32_t type_defs_count = sizeof(type_defs) / sizeof(*type_defs);

const struct type *type_of_number(uint8_t number_type)
{
	/* ORDER of enum number_type */
	static const struct type *const number_types[] = { &type_int,	&type_uint,  &type_long,
							   &type_ulong, &type_llong, &type_ullong };

	return number_types[number_type];
}

static struct type *new_type(struct dcompiler *c, struct type t)
{
	struct type *type = dc_alloc(c, sizeof(*type));

	*type = t;
	type->base = type;
	return type;
}

/* ---- Derived types, and how C spells them ---- */

static const char *head_of(const struct type *t)
{
	return t->head ? t->head : t->name;
}

static const char *tail_of(const struct type *t)
{
	return t->tail ? t->tail : "";
}

/* A blank parts the two, but behind a '*'. */
static const char *gap(const char *head)
{
	return head[strlen(head) - 1] == '*' ? "" : " ";
}

static const struct type *derive(struct dcompiler *c, struct type t, const char *head,
				 const char *tail)
{
	t.head = head;
	t.tail = tail;
	t.name = dc_printf(c, "%s%s%s", head, *tail && *tail != ')' ? gap(head) : "", tail);
	return new_type(c, t);
}

const struct type *type_pointer(struct dcompiler *c, const struct type *to)
{
	bool parens = to->kind == T_ARRAY || to->kind == T_FUNCTION;
	const char *head = head_of(to), *tail = tail_of(to);
	struct type t = { .kind = T_POINTER, .size = 8, .align = 8, .rank = R_POINTER, .to = to };

	if (to->base != to && parens)
		return derive(c, t, dc_printf(c, "%s *", to->name), "");
	return derive(c, t, dc_printf(c, "%s%s%s", head, gap(head), parens ? "(*" : "*"),
		      dc_printf(c, "%s%s", parens ? ")" : "", tail));
}

const struct type *type_array(struct dcompiler *c, const struct type *of, uint32_t count)
{
	struct type t = {
		.kind = T_ARRAY,
		.size = of->size * count,
		.align = of->align,
		.count = count,
		.incomplete = !count || of->incomplete,
		.to = of,
	};

	return derive(c, t, head_of(of), dc_printf(c, "[%u]%s", count, tail_of(of)));
}

const struct type *type_function(struct dcompiler *c, const struct type *of,
				 const struct parameter *parameters, uint32_t count)
{
	struct type t = { .kind = T_FUNCTION, .incomplete = true, .to = of, .keys = parameters };

	t.count = count;
	return derive(c, t, head_of(of), dc_printf(c, "()%s", tail_of(of)));
}

const struct type *type_typedef(struct dcompiler *c, const struct type *of, const char *name)
{
	struct type *t = new_type(c, *of);

	t->name = name;
	t->head = t->tail = NULL;
	t->base = of->base;
	return t;
}

bool type_is_int(const struct type *t)
{
	return t->kind == T_INT || t->kind == T_ENUM;
}

bool type_is_pointer(const struct type *t)
{
	return t->kind == T_POINTER || t->kind == T_ARRAY;
}

bool type_is_bytes(const struct type *t)
{
	return t->kind == T_ARRAY || type_is_sou(t);
}

bool type_is_sou(const struct type *t)
{
	return t->kind == T_STRUCT || t->kind == T_UNION;
}

bool type_is_scalar(const struct type *t)
{
	return type_is_int(t) || t->kind == T_POINTER;
}

bool type_is_recorded_only(const struct type *t)
{
	return t == &type_stack || t == &type_symaddr || t == &type_usymaddr;
}

bool type_is_string(const struct type *t)
{
	return t->kind == T_STRING;
}

static bool is_char(const struct type *t)
{
	return t->base == &type_char;
}

bool type_is_chars(const struct type *t)
{
	return t->kind == T_ARRAY && is_char(t->to);
}

bool type_is_text(const struct type *t)
{
	return t->kind == T_STRING || t == &type_any || (type_is_pointer(t) && is_char(t->to));
}

/* Bits, and one more when unsigned: the higher rank wins; long long wins over long. */
const struct type *type_usual(const struct type *a, const struct type *b)
{
	uint64_t x, y;

	if (a->kind == T_ENUM)
		a = &type_int;
	if (b->kind == T_ENUM)
		b = &type_int;
	x = a->size * 8 + !a->sign;
	y = b->size * 8 + !b->sign;
	return y > x || (y == x && b->base->rank > a->base->rank) ? b : a;
}

bool type_same(const struct type *a, const struct type *b)
{
	if (a->base == b->base)
		return true;
	if (a->kind != b->kind || !a->to || !b->to)
		return false;
	return (a->kind != T_ARRAY || a->count == b->count) && type_same(a->to, b->to);
}

/* What a pointer, an array or a string is made of; NULL: it is none of these. */
static const struct type *target(const struct type *t)
{
	return type_is_string(t) ? &type_char : type_is_pointer(t) ? t->to : NULL;
}

bool type_pointers(const struct type *a, const struct type *b)
{
	const struct type *x = target(a), *y = target(b);

	return x && y && (x->kind == T_VOID || y->kind == T_VOID || type_same(x, y));
}

bool type_compatible(const struct type *want, const struct type *got)
{
	if ((type_is_int(want) && type_is_int(got)) || want == &type_any || got == &type_any)
		return true;
	if (type_is_recorded_only(want))
		return want == got;
	if (type_is_text(want) && type_is_text(got))
		return true;
	if (want->kind == T_FUNCTION || type_is_sou(want) || want->kind == T_FLOAT)
		return type_same(want, got);
	return type_pointers(want, got);
}

static int64_t extend(int64_t v, uint64_t size, bool sign)
{
	int unused = 64 - 8 * size;

	return sign ? (int64_t)((uint64_t)v << unused) >> unused
		    : (int64_t)((uint64_t)v << unused >> unused);
}

/* As the compiled code does it (gen_cast). */
int64_t type_cast(int64_t v, const struct type *from, const struct type *to)
{
	if (to->size > from->size && !from->sign)
		return v;
	if (to->size > from->size)
		v = extend(v, from->size, true);
	return to->size < 8 ? extend(v, to->size, to->sign) : v;
}

/* An array of what C calls wide characters. */
static bool is_wide(const struct type *t)
{
	return t->kind == T_ARRAY && t->to->kind == T_INT && t->to->size == 4;
}

uint32_t type_bits_size(uint32_t bits)
{
	uint32_t size = 1;

	while (size * 8 < bits)
		size *= 2;
	return size;
}

struct vtype type_recorded(const struct type *t)
{
	if (type_is_string(t))
		return (struct vtype){ .kind = V_STRING };
	if (type_is_bytes(t) || t->kind == T_FLOAT)
		return (struct vtype){ .kind = t->kind == T_FLOAT ? V_FLOAT : V_BYTES,
				       .size = t->size,
				       .rank = is_wide(t) ? R_INT : 0 };
	if (t == &type_symaddr || t == &type_usymaddr)
		return (struct vtype){ .kind = V_STRING,
				       .size = 8,
				       .rank = t == &type_symaddr ? R_SYMBOL : R_USER_SYMBOL };
	if (t->kind == T_VOID)
		return (struct vtype){ .kind = t == &type_stack ? V_STACK : V_VOID };
	return (struct vtype){ .kind = V_INT,
			       .size = t->size,
			       .sign = t->sign,
			       .rank = t->kind == T_POINTER ? R_POINTER
				       : t->kind == T_ENUM  ? R_ENUM
							    : t->rank };
}
