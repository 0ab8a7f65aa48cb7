/* SPDX-License-Identifier: GPL-2.0 */
#include "report/world/paging.h"

#include <stdlib.h>

#include "format/vmt_tables.h"
#include "report/vmregs.h"

#define CR4_LA57 (1ull << 12)

void paging_columns_init(struct paging_columns *c, const struct vmt_table *t)
{
	c->vm = vmt_table_find(t, VMT_C_VM);
	c->flags = vmt_table_find(t, VMT_C_FLAGS);
	c->cr0 = vmt_table_register(t, VMREG_CR0);
	c->cr3 = vmt_table_register(t, VMREG_CR3);
	c->cr4 = vmt_table_register(t, VMREG_CR4);
	c->efer = vmt_table_register(t, VMREG_EFER);
	c->cpl = vmt_table_register(t, VMREG_CPL);
}

enum paging paging_mode(const struct paging_registers *r)
{
	bool has_cr4 = !(r->lacks & PAGING_NO_CR4), has_efer = !(r->lacks & PAGING_NO_EFER);

	/* LMA is set only while long mode is active, which needs paging and PAE. */
	if (has_efer && r->efer & PAGING_EFER_LMA)
		return has_cr4 && r->cr4 & CR4_LA57 ? PAGING_5_LEVELS : PAGING_4_LEVELS;
	if (!(r->lacks & PAGING_NO_CR0) && !(r->cr0 & PAGING_CR0_PG))
		return PAGING_OFF;
	if (has_cr4 && !(r->cr4 & PAGING_CR4_PAE))
		return PAGING_32;
	return has_cr4 && has_efer ? PAGING_PAE : PAGING_UNKNOWN;
}

struct paging_rule paging_rule(enum paging mode, bool isolated, uint64_t not_address)
{
	static const struct paging_rule rules[PAGING_NR] = {
		[PAGING_UNKNOWN] = { 0xffffffe0, 0x000ffffffffff000 },
		[PAGING_OFF] = { 0, 0 },
		[PAGING_32] = { 0xfffff000, 0xfffff000 },
		[PAGING_PAE] = { 0xffffffe0, 0xffffffe0 },
		[PAGING_4_LEVELS] = { 0xfffff000, 0x000ffffffffff000 },
		[PAGING_5_LEVELS] = { 0xfffff000, 0x000ffffffffff000 },
	};
	uint64_t drop = not_address;

	if (isolated && paging_isolates(mode))
		drop |= PAGING_USER_TABLE;
	return (struct paging_rule){ rules[mode].low & ~drop, rules[mode].high & ~drop };
}

/* A text that is no number of such a bit says nothing. */
uint64_t paging_not_address(const struct vmt_session *session)
{
	const char *text = vmt_session_fact(session, "host.cbit");
	unsigned long bit = text ? strtoul(text, NULL, 10) : 0;

	return bit >= 32 && bit < 64 ? 1ull << bit : 0;
}

/* ---- Rows ---- */

void paging_views_get(struct paging_views *v, const struct paging_columns *c, struct cells *cells)
{
	*v = (struct paging_views){
		.vm = cells_indexed(cells, c->vm),
		.flags = cells_indexed(cells, c->flags),
		.cr0 = cells_indexed(cells, c->cr0),
		.cr3 = cells_indexed(cells, c->cr3),
		.cr4 = cells_indexed(cells, c->cr4),
		.efer = cells_indexed(cells, c->efer),
		.cpl = cells_indexed(cells, c->cpl),
	};
}

static uint64_t value(const struct vmt_view *v, uint32_t row, uint8_t lack, uint8_t *lacks)
{
	if (v && view_valid(v, row))
		return view_at(v, row);
	*lacks |= lack;
	return 0;
}

enum paging paging_row_mode(const struct paging_views *v, uint32_t row)
{
	struct paging_registers r = { .lacks = 0 };

	r.cr0 = value(v->cr0, row, PAGING_NO_CR0, &r.lacks);
	r.cr4 = value(v->cr4, row, PAGING_NO_CR4, &r.lacks);
	r.efer = value(v->efer, row, PAGING_NO_EFER, &r.lacks);
	return paging_mode(&r);
}

bool paging_row_nested(const struct paging_views *v, uint32_t row)
{
	uint8_t lacks = 0;

	return value(v->flags, row, 0, &lacks) & VMT_FLAG_NESTED;
}
