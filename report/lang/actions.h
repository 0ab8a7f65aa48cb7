/* SPDX-License-Identifier: GPL-2.0 */
/*
 * actions.h - the actions of D, one row each. A checker raises the action's error tags and
 * fills in what the engine will perform: call->action, and call->values, the expressions
 * whose values it takes.
 */
#ifndef REPORT_ACTIONS_H
#define REPORT_ACTIONS_H

#include "report/lang/ast.h"

/* What an action does to its clause: which may stand behind which (check_order.c). */
enum action_class {
	RECORDS, /* data, and so a row */
	SPECULATES,
	COMMITS,
	DISCARDS,
	DESTROYS, /* something of the live system; wants -w */
	DESTROYS_AND_RECORDS,
	EXITS,
};

struct action_info {
	const char *name;
	uint8_t kind;  /* enum action_kind */
	uint8_t class; /* enum action_class */
	void (*check)(struct dcompiler *, struct node *call, struct action *);
	const char *args; /* letters of its prototype (subr.h), where check is check_plain */
};
extern const struct action_info action_infos[];
extern const uint32_t action_infos_count;

/* Arguments are checked already. */
void action_check(struct dcompiler *, struct node *call);
/* Of a checked call, refused ones included. */
enum action_class action_class(const struct node *call);

/* check_printf.c: arguments against a format; keys and aggregations for printa. */
void check_freopen(struct dcompiler *, struct node *call, struct action *);
void check_printf(struct dcompiler *, struct node *call, struct action *);
void check_printa(struct dcompiler *, struct node *call, struct action *);
/* check_trace.c: a value, a typed value, memory. */
void check_trace(struct dcompiler *, struct node *call, struct action *);
void check_print(struct dcompiler *, struct node *call, struct action *);
void check_tracemem(struct dcompiler *, struct node *call, struct action *);
/* Records the types of the values, a list of at most 32. */
void action_values(struct dcompiler *, struct node *call, struct action *, struct node *values);

#endif
