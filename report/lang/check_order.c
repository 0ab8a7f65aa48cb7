/* SPDX-License-Identifier: GPL-2.0 */
#include "report/lang/actions.h"
#include "report/lang/check.h"

/* What a clause has done so far: one bit each. */
enum { SPECULATED = 1, COMMITTED = 2, RECORDED = 4 };

/* The kinds of statements; actions by their class, then aggregations, then the rest. */
enum statement { AGGREGATES = EXITS + 1, COMPUTES, NR_STATEMENTS };

/* Tried in this order: dtrace's. */
static const struct {
	uint8_t what; /* enum action_class or enum statement */
	uint8_t behind;
	const char *tag, *message;
} rules[] = {
	{ COMMITS, COMMITTED, "D_COMM_COMM", "commit( ) may not follow commit( )" },
	{ COMMITS, RECORDED, "D_COMM_DREC", "commit( ) may not follow data-recording action(s)" },
	{ AGGREGATES, COMMITTED, "D_AGG_COMM", "aggregating actions may not follow commit( )" },
	{ SPECULATES, SPECULATED, "D_SPEC_SPEC", "speculate( ) may not follow speculate( )" },
	{ SPECULATES, COMMITTED, "D_SPEC_COMM", "speculate( ) may not follow commit( )" },
	{ SPECULATES, RECORDED, "D_SPEC_DREC",
	  "speculate( ) may not follow data-recording action(s)" },
	{ AGGREGATES, SPECULATED, "D_AGG_SPEC", "aggregating actions may not follow speculate( )" },
	{ DESTROYS, SPECULATED, "D_ACT_SPEC", "destructive actions may not follow speculate( )" },
	{ DESTROYS_AND_RECORDS, SPECULATED, "D_ACT_SPEC",
	  "destructive actions may not follow speculate( )" },
	{ EXITS, SPECULATED, "D_EXIT_SPEC", "exit( ) may not follow speculate( )" },
	{ EXITS, COMMITTED, "D_DREC_COMM", "data-recording actions may not follow commit( )" },
	{ RECORDS, COMMITTED, "D_DREC_COMM", "data-recording actions may not follow commit( )" },
};

static uint8_t kind_of(const struct node *e)
{
	if (e->use)
		return AGGREGATES;
	if (e->kind == N_CALL &&
	    (e->symbol->kind == SYM_ACTION ||
	     (e->symbol->kind == SYM_REFUSED && e->symbol->refusal->is_action)))
		return action_class(e);
	return COMPUTES;
}

static uint8_t after(uint8_t done, uint8_t kind)
{
	switch (kind) {
	case SPECULATES:
		return done | SPECULATED;
	case COMMITS:
		return done | COMMITTED;
	case AGGREGATES:
		return done | RECORDED;
	case RECORDS:
	case EXITS:
		return done | (done & SPECULATED ? 0 : RECORDED);
	}
	return done;
}

void check_order(struct dcompiler *c, const struct clause_ast *clause)
{
	uint8_t done = 0;

	for (const struct node *s = clause->body; s; s = s->next) {
		uint8_t kind = kind_of(s->left);

		for (uint32_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
			if (rules[i].what == kind && done & rules[i].behind)
				dc_fail(c, s->left->pos, rules[i].tag, NULL, "%s",
					rules[i].message);
		done = after(done, kind);
	}
}
