/* SPDX-License-Identifier: GPL-2.0 */
/*
 * type.h - the types of D: C's for a 64-bit host (LP64), and string. A type is immutable but
 * for a struct, union or enum between its tag and its members. A typedef is a copy under a
 * new name: kinds are compared, `base` tells one struct from another.
 */
#ifndef REPORT_TYPE_H
#define REPORT_TYPE_H

#include "report/value.h"

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
	T_XLATED, /* a translation to the type `to`: its value is what is translated */
};

struct member {
	const char *name; /* NULL: anonymous */
	const struct type *type;
	uint64_t offset; /* in bits */
	uint32_t bits;	 /* of a bit-field, else 0 */
	struct member *next;
};

struct translator;
struct enumerator {
	const char *name;
	int32_t value;
	struct enumerator *next;
};

struct parameter {
	const char *name; /* NULL: it has none */
	const struct type *type;
};

struct type {
	uint8_t kind;
	uint8_t rank; /* T_INT: enum vrank */
	bool sign;
	bool open;	 /* its members are being read */
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
	struct enumerator *enumerators;
	/* What stands before and behind a name declared with a derived type: "int (*" and ")[3]".
	 */
	const char *head, *tail;
	const struct translator *translator; /* T_XLATED */
};

#endif
