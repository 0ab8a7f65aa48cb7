/* SPDX-License-Identifier: GPL-2.0 */
/*
 * check.h - types and meaning: resolves names, gives every expression its type, folds
 * constants, and raises dtrace's error tags in dtrace's order. A checked expression may be
 * another node than the one that was parsed; checking twice does no harm.
 */
#ifndef REPORT_CHECK_H
#define REPORT_CHECK_H

#include "report/lang/ast.h"

struct node *check_expr(struct dcompiler *, struct node *);
/* Predicate and statements of a clause. */
void check_clause(struct dcompiler *, struct clause_ast *);
/* Is it an integer constant? *value is it then. */
bool check_constant(struct dcompiler *, struct node *, int64_t *value);
/* Gives a variable of known type its place in the program. */
void check_declare(struct dcompiler *, struct symbol *, struct pos);

/* What the checker's files share. */
void check_list(struct dcompiler *, struct node **list);
/* Its type is known and has a size. */
bool check_has_size(const struct type *);
const char *check_signature(struct dcompiler *, const struct symbol *);
/* check_var.c: keys against the types that their first use fixed. */
void check_keys(struct dcompiler *, struct symbol *, struct node *n);
/* A name is used: -x amin, and what is told of stability. */
void check_stability(struct dcompiler *, const struct symbol *, struct pos);
struct node *check_ident(struct dcompiler *, struct node *, bool create);
struct node *check_index(struct dcompiler *, struct node *, bool create);
/* check_memory.c */
struct node *check_deref(struct dcompiler *, struct node *);	 /* * of a checked operand */
struct node *check_address(struct dcompiler *, struct node *);	 /* & of one */
struct node *check_subscript(struct dcompiler *, struct node *); /* E1[E2], both checked */
struct node *check_member(struct dcompiler *, struct node *);
/* How a value is recorded: a bit-field in the bytes that it takes, others as their types are. */
struct vtype check_recorded(const struct node *);
bool check_is_bits(const struct member *); /* no whole bytes: a bit-field proper */
/* A member by its name; *bits is its place. NULL: there is none. */
const struct member *check_find_member(const struct type *, const char *name, uint64_t *bits);
/*
 * Can two values be compared as pointers, and one value be assigned or passed where a type is
 * wanted? The constant 0 is any pointer.
 */
bool check_pointers(const struct node *, const struct node *);
bool check_compatible(const struct type *want, const struct node *got);
/* A checked value as a string; as an address of `least` bytes; as what a type needs. */
struct node *check_as_text(struct dcompiler *, struct node *);
struct node *check_as_symbol(struct dcompiler *, struct node *, enum naming, const struct type *);
struct node *check_as_address(struct dcompiler *, struct node *, uint64_t least);
struct node *check_as(struct dcompiler *, const struct type *, struct node *);
/* check_event.c: args, args->FIELD and args->FIELD[index] of tracepoints */
bool check_is_args(struct dcompiler *, const struct node *);
/* Some probe of the clause is one, or none is known. */
bool check_on_events(struct dcompiler *, const struct node *);
struct node *check_event_field(struct dcompiler *, struct node *);
struct node *check_event_element(struct dcompiler *, struct node *);
struct node *check_event_whole(struct dcompiler *, struct node *);
/* check_op.c */
struct node *check_unary(struct dcompiler *, struct node *);
struct node *check_binary(struct dcompiler *, struct node *);
struct node *check_assign(struct dcompiler *, struct node *);
struct node *check_step(struct dcompiler *, struct node *); /* ++ and -- */
struct node *check_cond(struct dcompiler *, struct node *);
/* While parsing, as dtrace does: D_DIV_ZERO of what divides by a constant zero. */
void check_divisor(struct dcompiler *, struct node *);
/* check_call.c: subroutines in expressions, and calls as statements. */
struct node *check_call(struct dcompiler *, struct node *);
void check_callee(struct dcompiler *, struct node *call); /* while parsing */
bool check_is_action(const struct node *);
/* D_CG_EXPR: actions and aggregating functions have none, where types do not tell before. */
void check_has_value(struct dcompiler *, const struct node *);
void check_arg_count(struct dcompiler *, const struct node *call, const char *tag, uint32_t least,
		     uint32_t most);
/* Against a prototype of subr.h's letters: the end of the list. */
struct node **check_arguments(struct dcompiler *, struct node *call, const char *letters,
			      uint32_t required);
/* check_stack.c: the constants that stack() and its kin take. */
void check_stack(struct dcompiler *, struct node *call);
void check_ustack(struct dcompiler *, struct node *call);
/* check_agg.c: @x[keys] = f(args) */
void check_aggregation(struct dcompiler *, struct node *assign);
struct node *check_aggval(struct dcompiler *, struct node *call);
/* One that was assigned before: D_IDENT_UNDEF if not. */
struct symbol *check_known_aggregation(struct dcompiler *, const struct node *);
/* check_order.c: may an action stand behind those before it in its clause? */
void check_order(struct dcompiler *, const struct clause_ast *);
struct symbol *check_aggregation_name(struct dcompiler *, const struct node *);

/* A cast, where the value is not of that type. */
struct node *check_as_type(struct dcompiler *, const struct type *, struct node *);
struct node *check_number(struct node *, int64_t value, const struct type *);
/* The spelling of an operator. */
const char *check_spelling(uint8_t op);

#endif
