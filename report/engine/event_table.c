/* SPDX-License-Identifier: GPL-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "report/engine/batch.h"
#include "report/engine/batch_column.h"
#include "report/engine/guestname.h"
#include "report/vmregs.h"
#include "report/world/tracepoint.h"

static const char *const table_names[] = { VMT_T_EXIT, VMT_T_ENTRY, VMT_T_SAMPLE };

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
	t->vcpu = vmt_table_find(s, VMT_C_VCPU);
	t->reason = vmt_table_find(s, VMT_C_REASON);
	t->tick = vmt_table_find(s, VMT_C_TICK);
	t->late = vmt_table_find(s, VMT_C_LATE);
	t->rip = vmt_table_register(s, VMREG_RIP);
	t->rsp = vmt_table_register(s, VMREG_RSP);
	paging_columns_init(&t->paging, s);
	t->info1 = vmt_table_register(s, vmx ? VMREG_VM_EXIT_QUALIFICATION : VMREG_SVM_EXITINFO1);
	t->info2 = vmt_table_register(s, vmx ? VMREG_VM_IDT_VECTORING : VMREG_SVM_EXITINFO2);
}

/* ---- Tracepoints ---- */

/* What the compiler took the field for; a session that has it otherwise has none. */
static bool is_wanted(const struct vmt_column *c, const struct event_field *f)
{
	const char *name = tracepoint_field(c);

	return name && tracepoint_kind(c) == f->kind && !strcmp(name, f->name);
}

static int find_field(const struct vmt_table *t, const struct event_field *f)
{
	for (uint32_t i = 0; i < t->ncolumns; i++)
		if (is_wanted(&t->columns[i], f))
			return i;
	return -1;
}

/* Its own fields in order; what is no integer has no value as an argument. */
static void find_args(struct event_table *t)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < t->schema->ncolumns && n < 10; i++) {
		const struct vmt_column *c = &t->schema->columns[i];

		if (tracepoint_field(c) && !tracepoint_is_common(c))
			t->args[n++] = tracepoint_kind(c) == PROBE_FIELD_INT ? (int)i : -1;
	}
	while (n < 10)
		t->args[n++] = EVENT_NO_ARG;
}

/* The text that the tracepoint's kernel gave its format by. */
static const char *find_format(const struct world_session *s, const struct vmt_table *t)
{
	char key[300];

	snprintf(key, sizeof(key), VMT_F_FORMAT "%s", t->name);
	return vmt_session_fact(s->session, key);
}

static int open_tracepoint(struct event_table *t, const struct world_session *s,
			   const struct program *p)
{
	t->fields = calloc(p->nevent_fields + 1, sizeof(*t->fields));
	t->whole = calloc(1, sizeof(*t->whole));
	if (!t->fields || !t->whole)
		return -ENOMEM;
	t->whole->format = find_format(s, t->schema);
	find_args(t);
	for (uint32_t i = 0; i < p->nevent_fields; i++)
		t->fields[i] = find_field(t->schema, &p->event_fields[i]);
	for (uint32_t i = 0; i < t->schema->ncolumns; i++)
		t->columns[i].text = tracepoint_kind(&t->schema->columns[i]) == PROBE_FIELD_TEXT;
	return 0;
}

static int find_table(const struct world_session *s, enum event_kind kind, const struct probe *p)
{
	char name[256];

	if (kind != EVENT_TRACEPOINT)
		return vmt_session_table(s->session, table_names[kind]);
	if (snprintf(name, sizeof(name), "%s:%s", p->module, p->name) >= (int)sizeof(name))
		return -1;
	return vmt_session_table(s->session, name);
}

/* ---- */

int event_table_open(struct event_table *t, const struct world_session *session,
		     enum event_kind kind, const struct probe *probe, const struct program *p)
{
	*t = (struct event_table){ .kind = kind };
	t->table = find_table(session, kind, probe);
	if (t->table < 0)
		return 0;
	t->schema = &session->info->tables[t->table];
	find_columns(t, session->isa);
	t->columns = calloc(t->schema->ncolumns, sizeof(*t->columns));
	t->places = calloc(p->nconsts + 1, sizeof(*t->places));
	if (!t->columns || !t->places || guestname_new(&t->guestname, p, session->session))
		return -ENOMEM;
	for (uint32_t k = 0; k < p->nconsts; k++)
		t->places[k] = event_table_register(t, session->isa, p->consts[k]);
	return kind == EVENT_TRACEPOINT ? open_tracepoint(t, session, p) : 0;
}

void event_table_release(struct event_table *t)
{
	for (uint32_t i = 0; t->columns && i < t->schema->ncolumns; i++) {
		free(t->columns[i].values);
		free(t->columns[i].index);
	}
	if (t->whole)
		event_text_free(t->whole->text);
	guestname_free(t->guestname);
	free(t->whole);
	free(t->columns);
	free(t->places);
	free(t->fields);
	*t = (struct event_table){ .table = -1 };
}
