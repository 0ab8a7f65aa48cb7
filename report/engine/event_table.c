/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdlib.h>

#include "report/engine/batch.h"
#include "report/engine/batch_column.h"
#include "report/vmregs.h"

static const char *const table_names[EVENT_NR] = { VMT_T_EXIT, VMT_T_ENTRY, VMT_T_SAMPLE };

/* The high half of a 64-bit field has an encoding of its own: bit 0 set, width 01. */
static bool is_high_half(uint64_t number)
{
	return number <= 0xffff && (number & 1) && (number >> 13 & 3) == 1;
}

struct reg_place event_table_register(const struct event_table *t, uint8_t isa, uint64_t number)
{
	struct reg_place place = { .column = -1 };

	if (t->table < 0)
		return place;
	if (number == (isa == VMT_ISA_VMX ? VMREG_VM_EXIT_REASON : VMREG_SVM_EXITCODE)) {
		place.column = t->reason;
		return place;
	}
	place.high = is_high_half(number);
	place.column = vmt_table_register(t->schema, place.high ? number - 1 : number);
	return place;
}

static void find_columns(struct event_table *t, uint8_t isa)
{
	const struct vmt_table *s = t->schema;
	bool vmx = isa == VMT_ISA_VMX;

	t->seq = vmt_table_find(s, VMT_C_SEQ);
	t->task = vmt_table_find(s, VMT_C_TASK);
	t->vm = vmt_table_find(s, VMT_C_VM);
	t->vcpu = vmt_table_find(s, VMT_C_VCPU);
	t->reason = vmt_table_find(s, VMT_C_REASON);
	t->tick = vmt_table_find(s, VMT_C_TICK);
	t->late = vmt_table_find(s, VMT_C_LATE);
	t->rip = vmt_table_register(s, VMREG_RIP);
	t->cpl = vmt_table_register(s, VMREG_CPL);
	paging_columns_init(&t->paging, s);
	t->info1 = vmt_table_register(s, vmx ? VMREG_VM_EXIT_QUALIFICATION : VMREG_SVM_EXITINFO1);
	t->info2 = vmt_table_register(s, vmx ? VMREG_VM_IDT_VECTORING : VMREG_SVM_EXITINFO2);
}

int event_table_open(struct event_table *t, const struct world_session *session,
		     enum event_kind kind, const struct program *p)
{
	*t = (struct event_table){ .kind = kind };
	t->table = vmt_session_table(session->session, table_names[kind]);
	if (t->table < 0)
		return 0;
	t->schema = &session->info->tables[t->table];
	find_columns(t, session->isa);
	t->columns = calloc(t->schema->ncolumns, sizeof(*t->columns));
	t->places = calloc(p->nconsts + 1, sizeof(*t->places));
	if (!t->columns || !t->places)
		return -ENOMEM;
	for (uint32_t k = 0; k < p->nconsts; k++)
		t->places[k] = event_table_register(t, session->isa, p->consts[k]);
	return 0;
}

void event_table_release(struct event_table *t)
{
	for (uint32_t i = 0; t->columns && i < t->schema->ncolumns; i++) {
		free(t->columns[i].values);
		free(t->columns[i].index);
	}
	free(t->columns);
	free(t->places);
	t->columns = NULL;
	t->places = NULL;
}
