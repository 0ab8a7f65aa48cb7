/* SPDX-License-Identifier: GPL-2.0 */
#include "record/import/kvm_rows.h"

#include <errno.h>
#include <event-parse.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "record/import/take.h"
#include "record/registers.h"

/* The fields that are read, of kvm_exit and of kvm_entry. */
enum { VCPU, RIP, REASON, ISA, INFO1, INFO2, INTR_INFO, ERROR_CODE };
static const char *const exit_fields[KVM_MAX_FIELDS] = {
	[VCPU] = "vcpu_id",	   [RIP] = "guest_rip",
	[REASON] = "exit_reason",  [ISA] = "isa",
	[INFO1] = "info1",	   [INFO2] = "info2",
	[INTR_INFO] = "intr_info", [ERROR_CODE] = "error_code",
};
static const char *const entry_fields[KVM_MAX_FIELDS] = { [VCPU] = "vcpu_id", [RIP] = "rip" };

/* Bits of VMTRACE_REGS, kmod/vmtrace_uapi.h. */
enum {
	REG_RIP = 16,
	REG_QUALIFICATION = 27,
	REG_INTR_INFO = 30,
	REG_ERROR_CODE = 31,
	REG_VECTORING = 32,
	REG_EXITINFO1 = 34,
	REG_EXITINFO2 = 35,
	REG_EXITINTINFO = 36,
};

/* Columns before the registers, and of an exit the reason. */
enum { COL_TIME, COL_SEQ, COL_TASK, COL_VM, COL_VCPU, COL_REASON };

static void find_fields(struct kvm_event *e, const char *const *names)
{
	for (uint32_t i = 0; i < KVM_MAX_FIELDS; i++) {
		const struct tep_format_field *f =
			names[i] ? tep_find_field(e->event->event, names[i]) : NULL;

		if (f && f->offset >= 0 && f->offset <= UINT16_MAX &&
		    (f->size == 4 || f->size == 8))
			e->fields[i] = (struct kvm_field){ f->offset, f->size };
	}
}

void kvm_rows_init(struct kvm_rows *k, const struct foreign_events *events, bool big)
{
	*k = (struct kvm_rows){ .big = big };
	k->exit.event = foreign_events_named(events, "kvm:kvm_exit");
	k->entry.event = foreign_events_named(events, "kvm:kvm_entry");
	if (k->exit.event)
		find_fields(&k->exit, exit_fields);
	if (k->entry.event)
		find_fields(&k->entry, entry_fields);
}

/* False: the format or the record has no such field. */
static bool get(const struct kvm_rows *k, const struct kvm_event *e, uint32_t field,
		const void *record, uint32_t size, uint64_t *value)
{
	const struct kvm_field *f = &e->fields[field];
	struct take t;

	if (!f->size || f->offset + f->size > size)
		return false;
	t = take_from((const uint8_t *)record + f->offset, f->size, k->big);
	*value = take_number(&t, f->size);
	return true;
}

uint8_t kvm_rows_isa(const struct kvm_rows *k, const void *record, uint32_t size)
{
	uint64_t isa;

	/* KVM_ISA_VMX and KVM_ISA_SVM are numbered alike. */
	return get(k, &k->exit, ISA, record, size, &isa) &&
			       (isa == VMT_ISA_VMX || isa == VMT_ISA_SVM)
		       ? isa
		       : 0;
}

/* ---- Tables ---- */

static void add_column(struct kvm_event *e, const char *name, uint8_t type, uint8_t sem,
		       uint32_t arg)
{
	e->columns[e->table.ncolumns++] =
		(struct vmt_column){ .name = name, .type = type, .sem = sem, .arg = arg };
}

static void add_register(struct kvm_event *e, uint32_t bit)
{
	const struct reg *r = reg_at(bit);

	add_column(e, r->name, (r->width == 32 ? VMT_U32 : VMT_U64) | VMT_NULLABLE, VMT_SEM_REG,
		   r->number);
}

static void begin_table(struct kvm_event *e, const char *name)
{
	e->table =
		(struct vmt_table){ .name = name, .flags = VMT_TABLE_EVENT, .columns = e->columns };
	add_column(e, VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0);
	add_column(e, VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ, 0);
	add_column(e, VMT_C_TASK, VMT_U32, VMT_SEM_TASK, 0);
	add_column(e, VMT_C_VM, VMT_U16, VMT_SEM_VM, 0);
	add_column(e, VMT_C_VCPU, VMT_U16 | VMT_NULLABLE, VMT_SEM_NONE, 0);
}

static void define_exit(struct kvm_event *e, bool vmx)
{
	static const uint8_t of_vmx[] = { REG_RIP, REG_QUALIFICATION, REG_VECTORING, REG_INTR_INFO,
					  REG_ERROR_CODE };
	static const uint8_t of_svm[] = { REG_RIP, REG_EXITINFO1, REG_EXITINFO2, REG_EXITINTINFO };

	begin_table(e, VMT_T_EXIT);
	add_column(e, VMT_C_REASON, VMT_U32 | VMT_NULLABLE, VMT_SEM_ENUM,
		   vmx ? VMT_SET_EXIT_VMX : VMT_SET_EXIT_SVM);
	e->registers = e->table.ncolumns;
	for (uint32_t i = 0; i < (vmx ? sizeof(of_vmx) : sizeof(of_svm)); i++)
		add_register(e, vmx ? of_vmx[i] : of_svm[i]);
}

static void define_entry(struct kvm_event *e)
{
	begin_table(e, VMT_T_ENTRY);
	e->registers = e->table.ncolumns;
	add_register(e, REG_RIP);
}

void kvm_rows_define(struct kvm_rows *k, uint8_t isa)
{
	k->isa = isa;
	define_exit(&k->exit, isa == VMT_ISA_VMX);
	define_entry(&k->entry);
}

/* ---- Rows ---- */

struct kvm_row {
	struct vmt_stage *stage;
	uint64_t *values;
};

static void put(const struct kvm_row *r, uint32_t column, bool there, uint64_t value)
{
	if (there)
		r->values[column * VMT_STAGE_STRIDE] = value;
	else
		vmt_stage_null(r->stage, column);
}

/* A field as it is; a number of a vCPU that is no 16 bits is none. */
static void put_field(const struct kvm_rows *k, const struct kvm_event *e, const struct kvm_row *r,
		      uint32_t column, uint32_t field, const void *record, uint32_t size)
{
	uint64_t value = 0;
	bool there = get(k, e, field, record, size, &value);

	put(r, column, there && (field != VCPU || value <= UINT16_MAX), value);
}

static int begin_row(struct kvm_row *r, struct vmt_stage *stage, const struct kvm_stamp *s)
{
	*r = (struct kvm_row){ stage, vmt_stage_begin(stage) };
	if (!r->values)
		return -ENOMEM;
	put(r, COL_TIME, true, s->time);
	put(r, COL_SEQ, true, s->seq);
	put(r, COL_TASK, true, s->task);
	put(r, COL_VM, true, s->vm);
	return 0;
}

/* What an exit tells of itself, and which of it does. */
struct exit_info {
	uint64_t reason, info1, info2, intr, error;
	bool has_reason, has_info1, has_info2, has_intr, has_error;
};

/*
 * KVM tells 0 for what the processor did not write (vmx_get_exit_info): all but the qualification
 * of an entry that failed, the error code of what has none. Before 5.10 info2 was what intr_info
 * is now.
 */
#define VMX_FAILED_ENTRY (1u << 31)
#define INTR_TYPES 0x80000f00u		 /* valid, has an error code, and the type */
#define INTR_HARD_WITH_ERROR 0x80000b00u /* SDM vol. 3, 25.9.2: type 3, hardware exception */

static void put_vmx(const struct kvm_row *r, uint32_t c, struct exit_info x, bool old)
{
	bool entered = !(x.has_reason && x.reason & VMX_FAILED_ENTRY);

	if (old) {
		x.intr = x.info2;
		x.has_intr = x.has_info2;
	}
	put(r, c + 1, x.has_info1, x.info1);
	put(r, c + 2, entered && !old && x.has_info2, (uint32_t)x.info2);
	put(r, c + 3, entered && x.has_intr, (uint32_t)x.intr);
	put(r, c + 4,
	    entered && x.has_error && x.has_intr && (x.intr & INTR_TYPES) == INTR_HARD_WITH_ERROR,
	    (uint32_t)x.error);
}

/* EXITINTINFO is both in one (APM vol. 2, 15.20): the error code above, where bit 11 says so. */
#define SVM_HAS_ERROR (1u << 11)

static void put_svm(const struct kvm_row *r, uint32_t c, struct exit_info x)
{
	bool whole = x.has_intr && (x.has_error || !(x.intr & SVM_HAS_ERROR));

	put(r, c + 1, x.has_info1, x.info1);
	put(r, c + 2, x.has_info2, x.info2);
	put(r, c + 3, whole, x.intr | (x.has_error ? x.error << 32 : 0));
}

int kvm_rows_add_exit(const struct kvm_rows *k, struct vmt_stage *stage,
		      const struct kvm_stamp *stamp, const void *record, uint32_t size)
{
	const struct kvm_event *e = &k->exit;
	struct exit_info x = { 0 };
	struct kvm_row row;

	if (kvm_rows_isa(k, record, size) != k->isa)
		return -EBADMSG;
	if (begin_row(&row, stage, stamp))
		return -ENOMEM;
	x.has_reason = get(k, e, REASON, record, size, &x.reason);
	x.has_info1 = get(k, e, INFO1, record, size, &x.info1);
	x.has_info2 = get(k, e, INFO2, record, size, &x.info2);
	x.has_intr = get(k, e, INTR_INFO, record, size, &x.intr);
	x.has_error = get(k, e, ERROR_CODE, record, size, &x.error);
	put_field(k, e, &row, COL_VCPU, VCPU, record, size);
	put(&row, COL_REASON, x.has_reason, (uint32_t)x.reason);
	put_field(k, e, &row, e->registers, RIP, record, size);
	if (k->isa == VMT_ISA_VMX)
		put_vmx(&row, e->registers, x, !e->fields[INTR_INFO].size);
	else
		put_svm(&row, e->registers, x);
	vmt_stage_end(stage);
	return 0;
}

int kvm_rows_add_entry(const struct kvm_rows *k, struct vmt_stage *stage,
		       const struct kvm_stamp *stamp, const void *record, uint32_t size)
{
	const struct kvm_event *e = &k->entry;
	struct kvm_row row;

	if (begin_row(&row, stage, stamp))
		return -ENOMEM;
	put_field(k, e, &row, COL_VCPU, VCPU, record, size);
	put_field(k, e, &row, e->registers, RIP, record, size);
	vmt_stage_end(stage);
	return 0;
}
