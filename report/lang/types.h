/* SPDX-License-Identifier: GPL-2.0 */
/*
 * types.h - the types of D: C's for a 64-bit host (LP64), and string. A type is immutable
 * but for a struct or union between its tag and its members. A typedef is a copy under a
 * new name: kinds are compared, `base` tells one struct from another.
 */
#ifndef REPORT_TYPES_H
#define REPORT_TYPES_H

#include "report/lang/compiler.h"

enum type_kind {
	T_VOID,
	T_INT,
	T_ENUM,
	T_FLOAT,
	T_POINTER,
	T_ARRAY,
	T_FUNCTION,
	T_STRUCT,
	T_UNION,
	T_STRING, /* D's: by value, up to the option strsize */
	T_AGG,	  /* an aggregation, where a value was meant */
};

struct member {
	const char *name; /* NULL: anonymous */
	const struct type *type;
	uint64_t offset; /* in bits */
	uint32_t bits;	 /* of a bit-field, else 0 */
	struct member *next;
};

struct parameter {
	const char *name; /* NULL: it has none */
	const struct type *type;
};

struct type {
	uint8_t kind;
	uint8_t rank; /* T_INT: enum vrank */
	bool sign;
	bool incomplete; /* a tag without members, void, an array without size */
	uint64_t size;	 /* bytes */
	uint32_t align;
	uint32_t count;		      /* T_ARRAY */
	const char *name;	      /* as messages and print() show it */
	const struct type *to;	      /* T_POINTER, T_ARRAY, T_FUNCTION: of what */
	const struct type *base;      /* itself, or what a typedef names */
	const struct parameter *keys; /* of a declared associative array, nkeys of them */
	const struct type *element;   /* of its values */
	uint32_t nkeys;
	struct member *members;
};

extern const struct type type_void, type_char, type_uchar, type_short, type_ushort, type_int,
	type_uint, type_long, type_ulong, type_llong, type_ullong, type_float, type_double,
	type_ldouble, type_string, type_agg, type_int64, type_uint64, type_bool;

/* The typedefs that every program knows. */
struct type_def {
	const char *name;
	const struct type *type;
};
extern const struct type_def type_defs[];
extern const uint32_t type_defs_count;

const struct type *type_of_number(uint8_t number_type);
const struct type *type_pointer(struct dcompiler *, const struct type *);
const struct type *type_array(struct dcompiler *, const struct type *, uint32_t count);
const struct type *type_typedef(struct dcompiler *, const struct type *, const char *name);

bool type_is_int(const struct type *);	  /* an integer or an enum */
bool type_is_arith(const struct type *);  /* or a float */
bool type_is_scalar(const struct type *); /* or a pointer */
bool type_is_string(const struct type *); /* a string or an array of char */
bool type_is_pointer(const struct type *);

/* C's usual arithmetic conversions of two integers, and of one. */
const struct type *type_usual(const struct type *, const struct type *);
const struct type *type_promoted(const struct type *);
/* Can a value of one be passed or assigned where the other is wanted? */
bool type_compatible(const struct type *want, const struct type *got);

/* The value, a constant of type `from`, as a cast to `to` leaves it in 64 bits. */
int64_t type_cast(int64_t value, const struct type *from, const struct type *to);
/* How a value of this type is recorded. */
struct vtype type_recorded(const struct type *);

#endif
