/* SPDX-License-Identifier: GPL-2.0 */
/*
 * types.h - what the compiler knows of types (report/type.h): the built-in ones, how others
 * are made of them, and the rules of conversion.
 */
#ifndef REPORT_TYPES_H
#define REPORT_TYPES_H

#include "report/lang/compiler.h"
#include "report/type.h"

/* A stack and a symbol's address are void but to what prints and aggregates them. */
extern const struct type type_stack, type_symaddr, type_usymaddr;
extern const struct type type_void, type_char, type_uchar, type_short, type_ushort, type_int,
	type_uint, type_long, type_ulong, type_llong, type_ullong, type_float, type_double,
	type_ldouble, type_string, type_agg, type_int64, type_uint64, type_size, type_bool,
	type_any /* of what only a trace can tell the type: goes with everything */,
	type_address /* void * */, type_ipaddr, type_in6_addr /* ipaddr_t *, in6_addr_t * */;

/* The typedefs that every program knows. */
struct type_def {
	const char *name;
	const struct type *type;
};
extern const struct type_def type_defs[];
extern const uint32_t type_defs_count;
extern const char *const kernel_types[];
extern const uint32_t kernel_types_count;
extern const struct type type_kernel; /* points into a live kernel, and so do its members */

const struct type *type_of_number(uint8_t number_type);
const struct type *type_pointer(struct dcompiler *, const struct type *);
const struct type *type_array(struct dcompiler *, const struct type *, uint32_t count);
const struct type *type_function(struct dcompiler *, const struct type *, const struct parameter *,
				 uint32_t count);
const struct type *type_typedef(struct dcompiler *, const struct type *, const char *name);

bool type_is_int(const struct type *);	  /* an integer or an enum */
bool type_is_scalar(const struct type *); /* or a pointer */
/* What an action records, which no expression can be. */
bool type_is_recorded_only(const struct type *);
bool type_is_string(const struct type *);  /* D's string */
bool type_is_text(const struct type *);	   /* or what can be read as one: char [], char * */
bool type_is_chars(const struct type *);   /* char [] */
bool type_is_pointer(const struct type *); /* or an array, which stands for one */
bool type_is_bytes(const struct type *);   /* by reference: a struct, a union or an array */
bool type_is_sou(const struct type *);	   /* a struct or union */

/* The type of an operation on two integers; D promotes neither to int. */
const struct type *type_usual(const struct type *, const struct type *);
/* The same type under any name; of structs, the same declaration. */
bool type_same(const struct type *, const struct type *);
/* Are both pointers, arrays or strings, and do they point to the same type, or one to void? */
bool type_pointers(const struct type *, const struct type *);
/* Can a value of one be passed or assigned where the other is wanted? */
bool type_compatible(const struct type *want, const struct type *got);

/* The value, a constant of type `from`, as a cast to `to` leaves it in 64 bits. */
int64_t type_cast(int64_t value, const struct type *from, const struct type *to);
/* How a value of this type is recorded. */
struct vtype type_recorded(const struct type *);
uint32_t type_bits_size(uint32_t bits); /* bytes that a bit-field takes: a power of two */

#endif
