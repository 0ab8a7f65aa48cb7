/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kvm_rows.h - kvm:kvm_exit and kvm:kvm_entry as rows of the well-known tables `exit` and `entry`:
 * what the tracepoints hold of the guest under the names that vmtrace's own records have. What
 * they do not hold is absent.
 *
 * Fields of the formats (arch/x86/kvm/trace.h) have changed with kernels: vcpu_id is there since
 * 5.6, intr_info and error_code since 5.10, kvm_entry's rip since 5.17; each is looked for.
 */
#ifndef RECORD_KVM_ROWS_H
#define RECORD_KVM_ROWS_H

#include "format/vmt.h"
#include "record/import/foreign_events.h"

#define KVM_MAX_FIELDS 8

struct kvm_field {
	uint16_t offset;
	uint8_t size; /* 0: the format has none */
};

/* What a row has beside the record's own. */
struct kvm_stamp {
	uint64_t time;
	uint32_t seq, task, vm;
};

/* One of the two events. */
struct kvm_event {
	const struct foreign_event *event; /* NULL: not in the file */
	struct vmt_table table;
	struct vmt_column columns[16];
	struct kvm_field fields[KVM_MAX_FIELDS];
	uint32_t registers; /* the first column of one */
};

struct kvm_rows {
	bool big;
	uint8_t isa; /* VMT_ISA_* */
	struct kvm_event exit, entry;
};

/* Finds the two events. */
void kvm_rows_init(struct kvm_rows *, const struct foreign_events *, bool big);
/* The isa that a record of kvm_exit is of; 0: it does not say. */
uint8_t kvm_rows_isa(const struct kvm_rows *, const void *record, uint32_t size);
/* Makes the tables for an isa. */
void kvm_rows_define(struct kvm_rows *, uint8_t isa);
/* Adds a row; 0, -EBADMSG: the record is none of this event, or of another isa; -ENOMEM. */
int kvm_rows_add_exit(const struct kvm_rows *, struct vmt_stage *, const struct kvm_stamp *,
		      const void *record, uint32_t size);
int kvm_rows_add_entry(const struct kvm_rows *, struct vmt_stage *, const struct kvm_stamp *,
		       const void *record, uint32_t size);

#endif
