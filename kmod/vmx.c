/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Intel. A guest's registers are in the current VMCS (SDM vol. 3, appendix B), but for the
 * GPRs other than RSP, which are in vcpu->arch.regs. KVM caches others there lazily: stale.
 *
 * Each VMREAD may fail: the CPU lacks the field, or there is no current VMCS (Hyper-V's
 * enlightened one is memory). The first kind is met once per plan, then the op is dropped.
 */
#include <linux/moduleparam.h>
#include <asm/asm.h>

#include "capture.h"
#include "compat.h"
#include "lane.h"
#include "probe_body.h"

#ifdef VMTRACE_COUNT_VMREADS /* for tests/bench/capture */
static unsigned long vmreads;
module_param(vmreads, ulong, 0444);
#define COUNT_VMREAD() (vmreads++)
#else
#define COUNT_VMREAD() ((void)0)
#endif

enum vmread_result { VMREAD_OK, VMREAD_NO_FIELD, VMREAD_NO_VMCS };

/* CF: no current VMCS, ZF: no such field; a fault: VMX is off. */
static __always_inline enum vmread_result vmread(unsigned long field, u64 *value)
{
	unsigned long got = 0;
	u8 cf = 1, zf = 0;

	COUNT_VMREAD();
	asm volatile("1: vmread %[field], %[got]\n"
		     "   setc %[cf]\n"
		     "   setz %[zf]\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : [got] "+r"(got), [cf] "+qm"(cf), [zf] "+qm"(zf)
		     : [field] "r"(field)
		     : "cc");
	*value = cf || zf ? 0 : got;
	return cf ? VMREAD_NO_VMCS : zf ? VMREAD_NO_FIELD : VMREAD_OK;
}

#define NO_VMCS (~0ull)

static u64 current_vmcs(void)
{
	u64 address = NO_VMCS;

	if (!(native_read_cr4() & X86_CR4_VMXE))
		return NO_VMCS;
	asm volatile("1: vmptrst %[address]\n"
		     "2:\n" _ASM_EXTABLE(1b, 2b)
		     : [address] "+m"(address)
		     :
		     : "cc");
	return address;
}

/* How a VM's memory is mapped, as its controls say: the same for every VM of a loaded kvm-intel. */
enum vmx_paging { PAGING_KNOWN = 1, PAGING_EPT = 2, PAGING_UNRESTRICTED = 4 };

struct vmx_view {
	struct lane *l;
	struct kvm_vcpu *vcpu;
	struct capture_op *op; /* that is being read */
	bool entry;	       /* arch.regs is ahead of the VMCS where regs_dirty says so */
	bool exit;	       /* the exit information is this event's */
	bool dead;	       /* no VMCS to read */
	u32 reason;
};

static bool view_vmread(const struct vmx_view *w, unsigned int field, u64 *value)
{
	*value = 0;
	return !w->dead && vmread(field, value) == VMREAD_OK;
}

/* A control's bit; a control that cannot be read has none. */
static bool view_control(const struct vmx_view *w, unsigned int field, u64 bit)
{
	u64 value;

	return view_vmread(w, field, &value) && value & bit;
}

static u8 view_paging_now(const struct vmx_view *w)
{
	u64 controls;

	if (!view_control(w, CPU_BASED_VM_EXEC_CONTROL, CPU_BASED_ACTIVATE_SECONDARY_CONTROLS) ||
	    !view_vmread(w, SECONDARY_VM_EXEC_CONTROL, &controls))
		return PAGING_KNOWN;
	return PAGING_KNOWN | (controls & SECONDARY_EXEC_ENABLE_EPT ? PAGING_EPT : 0) |
	       (controls & SECONDARY_EXEC_UNRESTRICTED_GUEST ? PAGING_UNRESTRICTED : 0);
}

/* Looked up once for whom the lane knows; a nested guest's is its hypervisor's choice. */
static u8 view_paging(const struct vmx_view *w)
{
	if (vcpu_nested(w->vcpu) || w->dead)
		return view_paging_now(w);
	if (!w->l->vmx_paging)
		w->l->vmx_paging = view_paging_now(w);
	return w->l->vmx_paging;
}

/*
 * ---- Readers ----
 */
#define READER(name) \
	static bool vmx_##name(const struct vmx_view *w, unsigned int place, u64 mask, u64 *value)

READER(NONE)
{
	*value = 0;
	return false;
}

READER(V)
{
	enum vmread_result result;

	*value = 0;
	if (w->dead)
		return false;
	result = vmread(place, value);
	*value &= mask;
	if (unlikely(result == VMREAD_NO_FIELD))
		WRITE_ONCE(w->op->reader, 0); /* once: a failed read sets VM_INSTRUCTION_ERROR */
	return result == VMREAD_OK;
}

/* A field of the exit information */
READER(exit)
{
	*value = 0;
	return w->exit && vmx_V(w, place, mask, value);
}

READER(gpr)
{
	*value = w->vcpu->arch.regs[place];
	return true;
}

/* RSP and RIP, which KVM writes back behind kvm_entry */
static bool view_lazy(const struct vmx_view *w, unsigned int reg, unsigned int field, u64 *value)
{
	if (!w->entry || !vt_dirty(w->vcpu, reg))
		return view_vmread(w, field, value);
	*value = reg == VCPU_REG_RIP ? vt_rip(w->vcpu) : w->vcpu->arch.regs[reg];
	return true;
}

READER(rsp)
{
	return view_lazy(w, VCPU_REGS_RSP, GUEST_RSP, value);
}

READER(rip)
{
	return view_lazy(w, VCPU_REG_RIP, GUEST_RIP, value);
}

/* Bits that the host owns are in the shadow, as the guest would read them. */
static bool view_shadowed(const struct vmx_view *w, unsigned int field, unsigned int mask_field,
			  unsigned int shadow_field, u64 *value)
{
	u64 mask, shadow;

	if (!view_vmread(w, mask_field, &mask) || !view_vmread(w, shadow_field, &shadow) ||
	    !view_vmread(w, field, value)) {
		*value = 0;
		return false;
	}
	*value = (*value & ~mask) | (shadow & mask);
	return true;
}

/* KVM keeps the shadow, `held`, and which bits the guest owns; not those of a nested guest. */
static bool view_held(const struct vmx_view *w, unsigned int field, u64 held, u64 owned, u64 *value)
{
	if (!view_vmread(w, field, value))
		return false;
	*value = (*value & owned) | (held & ~owned);
	return true;
}

READER(cr0)
{
	const struct kvm_vcpu_arch *arch = &w->vcpu->arch;

	if (vcpu_nested(w->vcpu))
		return view_shadowed(w, GUEST_CR0, CR0_GUEST_HOST_MASK, CR0_READ_SHADOW, value);
	return view_held(w, GUEST_CR0, arch->cr0, arch->cr0_guest_owned_bits, value);
}

READER(cr4)
{
	const struct kvm_vcpu_arch *arch = &w->vcpu->arch;

	if (vcpu_nested(w->vcpu))
		return view_shadowed(w, GUEST_CR4, CR4_GUEST_HOST_MASK, CR4_READ_SHADOW, value);
	return view_held(w, GUEST_CR4, arch->cr4, arch->cr4_guest_owned_bits, value);
}

/*
 * Without EPT GUEST_CR3 is KVM's shadow root; with it, but neither an unrestricted guest nor
 * paging in it, KVM's identity map.
 */
READER(cr3)
{
	u8 paging = view_paging(w);
	u64 cr0;

	*value = w->vcpu->arch.cr3;
	if (w->dead || !(paging & PAGING_EPT))
		return !w->dead;
	if (!(paging & PAGING_UNRESTRICTED) && vmx_cr0(w, 0, 0, &cr0) && !(cr0 & X86_CR0_PG))
		return true;
	return view_vmread(w, GUEST_CR3, value);
}

/* The VMCS's field is in use only where KVM switches EFER by the entry controls. */
READER(efer)
{
	*value = w->vcpu->arch.efer;
	return true;
}

/* SS's DPL, always (SDM vol. 3, 24.4.1) */
READER(cpl)
{
	bool valid = view_vmread(w, GUEST_SS_AR_BYTES, value);

	*value = *value >> 5 & 3;
	return valid;
}

/* Only exceptions have one, and not all: else there is what an older exit left. */
READER(error)
{
	u64 info;

	*value = 0;
	return w->exit && (w->reason & 0xffff) == EXIT_REASON_EXCEPTION_NMI &&
	       view_vmread(w, VM_EXIT_INTR_INFO, &info) && info & INTR_INFO_DELIVER_CODE_MASK &&
	       vmx_V(w, place, mask, value);
}

READER(gpa)
{
	u32 reason = w->reason & 0xffff;

	*value = 0;
	return w->exit &&
	       (reason == EXIT_REASON_EPT_VIOLATION || reason == EXIT_REASON_EPT_MISCONFIG) &&
	       vmx_V(w, place, mask, value);
}

READER(gla)
{
	u64 qualification;

	*value = 0;
	return w->exit && (w->reason & 0xffff) == EXIT_REASON_EPT_VIOLATION &&
	       view_vmread(w, EXIT_QUALIFICATION, &qualification) &&
	       qualification & EPT_VIOLATION_GVA_IS_VALID && vmx_V(w, place, mask, value);
}

READER(cr2)
{
	*value = w->vcpu->arch.cr2;
	return true;
}

/* While the guest may write it freely only the CPU has it. */
READER(dr6)
{
	bool valid = w->entry || !(w->vcpu->arch.switch_db_regs & KVM_DEBUGREG_WONT_EXIT);

	*value = valid ? w->vcpu->arch.dr6 : 0;
	return valid;
}

READER(xcr0)
{
	*value = w->vcpu->arch.xcr0;
	return true;
}

/* clang-format off */
#define VMX_READERS(X)                                                                             \
	X(NONE) X(V) X(exit) X(gpr) X(rsp) X(rip) X(cr0) X(cr3) X(cr4) X(efer) X(cpl) X(error)     \
	X(gpa) X(gla) X(cr2) X(dr6) X(xcr0)

/* clang-format on */

#define READER_ID(name) VMX_##name,
enum { VMX_READERS(READER_ID) };

#define READER_CASE(name) \
	case VMX_##name:  \
		return vmx_##name(w, place, mask, value);

static bool vmx_read(const struct vmx_view *w, unsigned int reader, unsigned int place, u64 mask,
		     u64 *value)
{
	switch (reader) {
		VMX_READERS(READER_CASE)
	}
	return false;
}

#define OP(bit, name, number, width, groups, vmx, svm)                                            \
	[bit] = { .reader = VMX_##vmx == VMX_V && (groups)&VMTRACE_G_EXIT ? VMX_exit : VMX_##vmx, \
		  .place = VMX_##vmx == VMX_gpr ? (bit) : (number)&0xffff,                        \
		  .mask = VT_MASK(width) },
static const struct capture_op vmx_ops[VT_NR_REGS] = { VMTRACE_REGS(OP) };

static struct capture_op vmx_op(unsigned int bit)
{
	return vmx_ops[bit];
}

static void vmx_read_plan(struct vmx_view *w, struct plan *plan, u64 *valid)
{
	u64 *regs = valid + plan->nvalid;
	unsigned int i;

	memset(valid, 0, plan->nvalid * sizeof(*valid));
	for (i = 0; i < plan->n; i++) { /* all are FROM_READER: in bit order */
		w->op = &plan->ops[i];
		valid[i / 64] |= (u64)vmx_read(w, READ_ONCE(w->op->reader), w->op->place,
					       w->op->mask, &regs[i])
				 << i % 64;
	}
}

static __always_inline void vmx_fill(struct lane *l, struct kvm_vcpu *vcpu, unsigned int event,
				     struct plan *plan, struct vmtrace_vcpu *rec)
{
	struct vmx_view w = {
		.l = l,
		.vcpu = vcpu,
		.entry = event == VMTRACE_ON_ENTRY,
		.exit = event == VMTRACE_ON_EXIT,
	};
	u64 reason;

	/* a protected guest's VMCS is out of KVM's reach: the current one may be anybody's */
	w.dead = vcpu->arch.guest_state_protected || vmread(VM_EXIT_REASON, &reason) != VMREAD_OK;
	w.reason = w.dead ? ~0u : reason;
	if (w.exit)
		rec->reason = w.reason;
	if (w.dead)
		rec->rec.flags |= VMTRACE_REC_UNREAD;
	if (vcpu_nested(vcpu))
		rec->rec.flags |= VMTRACE_REC_NESTED;
	if (vt_protected(vcpu)) {
		rec->rec.flags |= VMTRACE_REC_PROTECTED;
		memset(rec_valid(rec), 0, (plan->nvalid + plan->n) * sizeof(u64));
		return;
	}
	vmx_read_plan(&w, plan, rec_valid(rec));
}

static void vmx_sample(struct lane *l, struct kvm_vcpu *vcpu, struct plan *plan,
		       struct vmtrace_vcpu *rec)
{
	vmx_fill(l, vcpu, VMTRACE_ON_SAMPLE, plan, rec);
}

/*
 * kvm_running_vcpu is set before the VMCS is loaded, so in a tick the current VMCS may be
 * another vCPU's: it must be the one of this vCPU's exit, just before, on this CPU.
 */
static void vmx_note(struct session *s, struct kvm_vcpu *vcpu)
{
	unsigned long flags;
	struct lane *l;

	local_irq_save(flags);
	l = this_cpu_read(*s->live);
	if (l) {
		l->vmcs = current_vmcs();
		l->vmcs_vcpu = vcpu;
	}
	local_irq_restore(flags);
}

static void VT_EXIT_PROBE(vmx_probe_exit, data, vcpu)
{
	struct session *s = data;

	if (s->period)
		vmx_note(s, vcpu);
	if (s->events & BIT(VMTRACE_ON_EXIT))
		probe_event(s, vcpu, VMTRACE_ON_EXIT, EXIT_REASON_EXTERNAL_INTERRUPT, vmx_fill);
}

static void VT_ENTRY_PROBE(vmx_probe_entry, data, vcpu)
{
	probe_event(data, vcpu, VMTRACE_ON_ENTRY, 0, vmx_fill);
}

static void *vmx_probe(const struct session *s, unsigned int event)
{
	return event == VMTRACE_ON_EXIT ? (void *)vmx_probe_exit : (void *)vmx_probe_entry;
}

static bool vmx_in_guest(struct lane *l, struct kvm_vcpu *vcpu)
{
	return l->vmcs_vcpu == vcpu && l->vmcs != NO_VMCS && current_vmcs() == l->vmcs;
}

static bool vmx_nested_paging(struct lane *l, struct kvm_vcpu *vcpu)
{
	struct vmx_view w = { .l = l, .vcpu = vcpu };

	return vcpu->arch.guest_state_protected || view_paging_now(&w) & PAGING_EPT;
}

const struct backend vmx_backend = {
	.isa = VMTRACE_VMX,
	.exit_point = VMTRACE_EXIT_EARLY,
	.op = vmx_op,
	.probe = vmx_probe,
	.samples_need_exits = true,
	.sample = vmx_sample,
	.in_guest = vmx_in_guest,
	.nested_paging = vmx_nested_paging,
};
