/* SPDX-License-Identifier: GPL-2.0 */
/*
 * value.h - what a D value is once types have been checked: 64 bits. An integer is kept in
 * 64 bits whatever its type (d-language: width rules); a string is a pointer to a struct
 * str, NULL being D's NULL string. The type beside it says how it is compared, cut and
 * printed.
 */
#ifndef REPORT_VALUE_H
#define REPORT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vkind {
	V_VOID,
	V_INT,	  /* integers, enums, pointers */
	V_STRING, /* D's string, a char array or literal where it is recorded as one */
	V_FLOAT,  /* the bits of a float or double */
	V_STACK,  /* checked; no trace holds one yet */
	V_BYTES,  /* a struct, union or array: its address; recorded: a struct str of its bytes */
};

/* Of a value where it is recorded: an aggregation key, a printf or trace argument. */
struct vtype {
	uint8_t kind;  /* enum vkind */
	uint32_t size; /* V_INT: 1, 2, 4 or 8 bytes; V_FLOAT, V_BYTES: bytes; of a symbol 8 */
	bool sign;
	uint8_t rank; /* enum vrank; V_INT: for printf's exact-type conversions (%ld, %llx) */
};
enum vrank {
	R_CHAR,
	R_SHORT,
	R_INT, /* of V_BYTES: an array of them */
	R_LONG,
	R_LLONG,
	R_INT64, /* a long by the name of int64_t or uint64_t */
	R_ENUM,
	R_POINTER,
	R_SYMBOL,      /* V_STRING: what an address of sym() and its like is called */
	R_USER_SYMBOL, /* of usym() and its like */
};

struct str {
	uint32_t len; /* without the terminator */
	uint32_t hash;
	bool interned; /* one struct per content: equal iff same pointer; lives with the pool */
	char text[];   /* NUL-terminated for convenience; holds no NUL before, but V_BYTES may */
};
#define STR_SLACK 16 /* bytes that can be read of an interned string, however short it is */

/* The pool of interned strings of one run, which threads may share. NULL on no memory. */
struct strpool;
struct strpool *strpool_new(void);
void strpool_free(struct strpool *);
const struct str *strpool_get(struct strpool *, const char *text, size_t len);
uint64_t strpool_bytes(struct strpool *); /* memory held */
/* strcmp's order; NULL before everything. */
int str_cmp(const struct str *, const struct str *);

/* The name of an address: dtrace records the address there, in eight bytes. */
static inline bool is_symbol(const struct vtype *t)
{
	return t->kind == V_STRING && (t->rank == R_SYMBOL || t->rank == R_USER_SYMBOL);
}
/* A string as D has them, which is as long as strsize at most. */
static inline bool is_text(const struct vtype *t)
{
	return t->kind == V_STRING && !is_symbol(t);
}
/* Addresses without a name (0x...) come first, by number; names as str_cmp() has them. */
int symbol_cmp(const struct str *, const struct str *);

static inline int64_t value_of_str(const struct str *s)
{
	return (int64_t)(intptr_t)s;
}
static inline const struct str *str_of_value(int64_t v)
{
	return (const struct str *)(intptr_t)v;
}

#endif
