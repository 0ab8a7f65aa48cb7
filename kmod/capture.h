/* SPDX-License-Identifier: GPL-2.0 */
/*
 * capture.h - registers of a vCPU, one backend for each instruction set.
 *
 * At START a plan is made of the wanted bits for each event: one op per accepted register,
 * in bit order, which names a reader of the backend and its place (an offset, a VMCS field).
 * A reader that has nothing to say leaves the register's validity bit clear and its word 0.
 *
 * Readers are static functions vt_SET_NAME(view, place, mask, &value) -> valid, listed once
 * by an X-macro; with constant arguments they fold to a load and a store.
 */
#ifndef VMTRACE_CAPTURE_H
#define VMTRACE_CAPTURE_H

#include <linux/kvm_host.h>

#include "vmtrace_uapi.h"

/* VT_BIT_<NAME>: the register's bit */
#define VT_BIT(bit, name, number, width, groups, vmx, svm) VT_BIT_##name = bit,
enum { VMTRACE_REGS(VT_BIT) VT_NR_REGS };
#undef VT_BIT

#define VT_MASK(width) GENMASK_ULL((width)-1, 0)

struct lane;
struct session;

struct capture_op {
	u8 reader; /* of the backend, 0: known to be absent */
	u8 source; /* enum capture_source; not FROM_READER: the reader only loads from there */
	u16 place;
	u16 slot; /* the register's, in the record */
	u64 mask; /* of the register's width */
};

/* Where most registers just lie, for a backend that says so; such ops need no reader. */
enum capture_source { FROM_READER, FROM_REGS, FROM_VMCB, FROM_LOADED, FROM_EXIT, NR_SOURCES };

#define PLAN_VALID_WORDS VMTRACE_WORDS(VT_NR_REGS)

struct plan {
	u32 n;		     /* accepted registers */
	u32 nvalid;	     /* words of validity bits */
	u32 words;	     /* of a whole record */
	bool base;	     /* begins with the whole base group; its registers have no ops */
	u16 end[NR_SOURCES]; /* of each source's ops, one after the other */
	u64 has[NR_SOURCES][PLAN_VALID_WORDS]; /* their validity bits */
	struct capture_op ops[];
};

struct backend {
	u32 isa;				   /* enum vmtrace_isa */
	u32 exit_point;				   /* enum vmtrace_exit_point */
	struct capture_op (*op)(unsigned int bit); /* reader 0: not known to this backend */
	u64 base; /* the base group's bits, if it reads them in a straight line */

	/* What kvm's tracepoint is to call (kvm_points.h), for a session that has its plans. */
	void *(*probe)(const struct session *s, unsigned int event);
	bool samples_need_exits; /* the probe of exits must see them */

	/* Everything below runs with interrupts off on the vCPU's CPU. */

	/* Fills a SAMPLE's flags, validity bits and registers. */
	void (*sample)(struct lane *l, struct kvm_vcpu *vcpu, struct plan *plan,
		       struct vmtrace_vcpu *rec);
	/* The CPU's guest state is this vCPU's, in a tick that interrupted its guest. */
	bool (*in_guest)(struct lane *l, struct kvm_vcpu *vcpu);
	bool (*nested_paging)(struct lane *l, struct kvm_vcpu *vcpu);
	/* In such a tick: the guest's exit is by an interrupt. NULL: exits are early. */
	bool (*by_interrupt)(struct lane *l, struct kvm_vcpu *vcpu);
};

extern const struct backend svm_backend, vmx_backend;

/* This CPU's, NULL: none. */
const struct backend *backend_here(void);

/* Of wanted ∩ known; `accepted` gets these bits. NULL: no memory. kvfree() it. */
struct plan *plan_new(const struct backend *b, const u64 *wanted, u64 *accepted);

static __always_inline bool vcpu_nested(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.hflags & HF_GUEST_MASK;
}

/* Where the validity bits and the registers of a record are. */
static __always_inline u64 *rec_valid(struct vmtrace_vcpu *rec)
{
	return (u64 *)(rec + 1);
}

#endif
