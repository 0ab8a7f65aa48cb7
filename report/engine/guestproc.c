/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guestproc: CR3 in its normal form. Mostly one rule (world/paging.h) holds for all lanes, and
 * the register's column is mapped value by value. Where VMs or modes differ it still keeps its
 * shape as long as lanes of one value agree on what becomes of it, as those of one VM do.
 */
#include <errno.h>

#include "report/engine/batch.h"
#include "report/world/guests.h"

/* No address: all have their low bits clear. */
#define UNSET (-1)

/* What the rule depends on. */
enum { VM, FLAGS, CR0, CR4, EFER, INPUTS };

struct input {
	bool got;
	struct col col;
	int64_t room;
	bool none;		     /* absent in every lane */
	const struct vmt_view *some; /* tells lanes in which it is there; NULL: all */
	uint32_t run;		     /* that the last lane asked for was in */
};

struct inputs {
	struct batch *b;
	uint64_t time;
	struct input in[INPUTS];
};

static int get_column(struct batch *b, int column, struct input *in)
{
	int state = batch_column(b, column, &in->room, &in->col);

	if (state < 0)
		return state;
	in->got = true;
	in->none = state == BATCH_NONE;
	in->some = state == BATCH_SOME ? b->some[0] : NULL;
	in->run = 0;
	return 0;
}

static int column_of(const struct inputs *s, uint32_t which)
{
	const struct paging_columns *c = &s->b->table->paging;
	const int columns[INPUTS] = {
		[VM] = c->vm, [FLAGS] = c->flags, [CR0] = c->cr0, [CR4] = c->cr4, [EFER] = c->efer,
	};

	return columns[which];
}

static int get_input(struct inputs *s, uint32_t which)
{
	return s->in[which].got ? 0 : get_column(s->b, column_of(s, which), &s->in[which]);
}

static int get_inputs(struct inputs *s)
{
	int rc = 0;

	for (uint32_t i = 0; i < INPUTS && !rc; i++)
		rc = get_input(s, i);
	return rc;
}

/* ---- A lane's rule; lanes ascend ---- */

static uint32_t slot_of(const struct col *c, uint32_t lane, uint32_t *run)
{
	if (c->shape == COL_RUNS)
		while (c->index[*run] <= lane)
			(*run)++;
	return c->shape == COL_FLAT   ? lane
	       : c->shape == COL_DICT ? c->index[lane]
	       : c->shape == COL_RUNS ? *run
				      : 0;
}

/* 0 with `lack` set in *lacks where it is absent. */
static uint64_t lane_of(struct inputs *s, uint32_t which, uint32_t lane, uint8_t lack,
			uint8_t *lacks)
{
	struct input *in = &s->in[which];

	if (!in->none && (!in->some || view_valid(in->some, batch_row(s->b, lane))))
		return in->col.v[slot_of(&in->col, lane, &in->run)];
	*lacks |= lack;
	return 0;
}

static struct paging_rule lane_rule(struct inputs *s, uint32_t lane)
{
	struct paging_registers r = { .lacks = 0 };
	uint64_t vm = lane_of(s, VM, lane, 0, &r.lacks);
	bool nested = lane_of(s, FLAGS, lane, 0, &r.lacks) & VMT_FLAG_NESTED;

	r.cr0 = lane_of(s, CR0, lane, PAGING_NO_CR0, &r.lacks);
	r.cr4 = lane_of(s, CR4, lane, PAGING_NO_CR4, &r.lacks);
	r.efer = lane_of(s, EFER, lane, PAGING_NO_EFER, &r.lacks);
	return guests_rule(s->b->session->guests, vm, s->time, paging_mode(&r), nested);
}

/* ---- One rule for all lanes: 1, 0: there may be several, -ENOMEM ---- */

/* The bits of an input that differ between values of lanes, used or not. */
static uint64_t differing(const struct input *in)
{
	uint64_t differ = 0;

	if (in->some)
		return UINT64_MAX;
	for (uint32_t i = 1; !in->none && i < in->col.n; i++)
		differ |= in->col.v[i] ^ in->col.v[0];
	return differ;
}

static int one_bit(struct inputs *s, uint32_t which, uint64_t bit, uint64_t *value)
{
	struct input *in = &s->in[which];

	if (get_input(s, which))
		return -ENOMEM;
	*value = in->none || in->some ? 0 : in->col.v[0] & bit;
	return !(differing(in) & bit);
}

/* Where all are in long mode the other registers do not matter. */
static int one_mode(struct inputs *s, struct paging_registers *r)
{
	int rc = one_bit(s, EFER, PAGING_EFER_LMA, &r->efer);

	r->lacks = PAGING_NO_CR0 | PAGING_NO_CR4;
	if (rc <= 0 || r->efer)
		return rc;
	rc = one_bit(s, CR0, PAGING_CR0_PG, &r->cr0);
	if (rc > 0)
		rc = one_bit(s, CR4, PAGING_CR4_PAE, &r->cr4);
	r->lacks = (s->in[CR0].none ? PAGING_NO_CR0 : 0) | (s->in[CR4].none ? PAGING_NO_CR4 : 0) |
		   (s->in[EFER].none ? PAGING_NO_EFER : 0);
	return rc;
}

/* By the zone map: which VMs there may be. */
static int one_guest(struct inputs *s, uint64_t *vm, bool *nested)
{
	int column = column_of(s, VM);
	const struct vmt_block *b = column < 0 ? NULL : &s->b->cells->info->blocks[column];
	uint64_t value = 0;
	bool isolated;
	int rc = 1;

	*vm = b ? b->min : 0;
	if (b && (b->validity ||
		  !guests_alike(s->b->session->guests, b->min, b->max, s->time, &isolated)))
		return 0;
	if (b && isolated)
		rc = one_bit(s, FLAGS, VMT_FLAG_NESTED, &value);
	*nested = value;
	return rc;
}

static int one_rule(struct inputs *s, struct paging_rule *rule)
{
	struct paging_registers r = { 0 };
	bool nested;
	uint64_t vm;
	int rc = one_mode(s, &r);

	if (rc > 0)
		rc = one_guest(s, &vm, &nested);
	if (rc > 0)
		*rule = guests_rule(s->b->session->guests, vm, s->time, paging_mode(&r), nested);
	return rc;
}

/* ---- The column ---- */

/* In its own shape; false: two lanes of a value want different things. */
static bool map_slots(struct inputs *s, const struct col *cr3, int64_t *room)
{
	uint32_t run = 0;

	for (uint32_t i = 0; i < cr3->n; i++)
		room[i] = UNSET;
	for (uint32_t lane = 0; lane < s->b->n; lane++) {
		uint32_t slot = slot_of(cr3, lane, &run);
		int64_t table = paging_table(lane_rule(s, lane), cr3->v[slot]);

		if (room[slot] != UNSET && room[slot] != table)
			return false;
		room[slot] = table;
	}
	return true;
}

static void rewind(struct inputs *s)
{
	for (uint32_t i = 0; i < INPUTS; i++)
		s->in[i].run = 0;
}

static void map_lanes(struct inputs *s, struct col *cr3, int64_t *room)
{
	uint32_t run = 0;

	rewind(s);
	for (uint32_t lane = 0; lane < s->b->n; lane++)
		room[lane] = paging_table(lane_rule(s, lane), cr3->v[slot_of(cr3, lane, &run)]);
	*cr3 = (struct col){ .shape = COL_FLAT, .n = s->b->n };
}

static void map_values(const struct col *cr3, struct paging_rule rule, int64_t *room)
{
	for (uint32_t i = 0; i < cr3->n; i++)
		room[i] = paging_table(rule, cr3->v[i]);
}

/* 0 or -ENOMEM. */
static int map(struct inputs *s, struct col *cr3, int64_t *room)
{
	struct paging_rule rule;
	int rc = one_rule(s, &rule);

	if (rc > 0)
		map_values(cr3, rule, room);
	else if (rc || get_inputs(s))
		return -ENOMEM;
	else if (!map_slots(s, cr3, room))
		map_lanes(s, cr3, room);
	return 0;
}

int batch_guestproc(struct batch *b, int64_t *room, struct col *out)
{
	struct inputs inputs = { .b = b };
	struct input cr3;
	int rc;

	if (!b->table || b->table->paging.cr3 < 0)
		return BATCH_NONE;
	inputs.time = b->cells->info->groups[0].min_time;
	rc = get_column(b, b->table->paging.cr3, &cr3);
	/* Which of them are lost is asked of all. */
	if (!rc && b->lost)
		rc = get_inputs(&inputs);
	if (!rc && !cr3.none)
		rc = map(&inputs, &cr3.col, room);
	if (rc || cr3.none)
		return rc;
	*out = cr3.col;
	out->v = room;
	b->some[0] = cr3.some;
	b->nsome = cr3.some != NULL;
	return cr3.some ? BATCH_SOME : BATCH_EVERY;
}
