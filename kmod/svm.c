/* SPDX-License-Identifier: GPL-2.0 */
/*
 * AMD. A guest's registers are in its VMCB (APM vol. 2, appendix B), but for the GPRs other
 * than RAX and RSP, which are in vcpu->arch.regs.
 *
 *	struct vcpu_svm				kvm's own, not in any header:
 *	+-----------------+ 0
 *	| struct kvm_vcpu |
 *	+-----------------+ vmcb_offset
 *	| vmcb            |  the VMCB that runs: a nested guest's, or
 *	| vmcb01.ptr      |  the guest's own
 *	+-----------------+
 */
#include <linux/mm.h>
#include <linux/module.h>

#include "capture.h"
#include "compat.h"
#include "lane.h"
#include "probe_body.h"

static unsigned int vmcb_offset = sizeof(struct kvm_vcpu);

static int vmcb_offset_set(const char *value, const struct kernel_param *kp)
{
	return param_set_uint_minmax(value, kp, sizeof(struct kvm_vcpu) / 2,
				     2 * sizeof(struct kvm_vcpu));
}

static const struct kernel_param_ops vmcb_offset_ops = {
	.set = vmcb_offset_set,
	.get = param_get_uint,
};
module_param_cb(vmcb_offset, &vmcb_offset_ops, &vmcb_offset, 0444);
MODULE_PARM_DESC(vmcb_offset, "where struct vcpu_svm keeps its VMCB's address (pahole vcpu_svm)");

struct svm_view {
	const struct kvm_vcpu *vcpu;
	const struct vmcb *vmcb;
	const struct vmcb *loaded; /* holds what VMLOAD loads, NULL: not known */
	bool entry;		   /* arch.regs is ahead of the VMCB */
	bool exit;		   /* the exit information is this event's */
	u32 code;		   /* of that exit */
	bool tame;		   /* and it is none of a page fault */
};

#define SAVE(field) offsetof(struct vmcb, save.field)

/* Where a register is in the VMCB: the control area's are by D's number, the others here. */
#define SEG(place, upper)                                    \
	[VT_BIT_VMX_GUEST_##upper##_SELECTOR] = SAVE(place), \
	[VT_BIT_VMX_GUEST_##upper##_BASE] = SAVE(place),     \
	[VT_BIT_VMX_GUEST_##upper##_LIMIT] = SAVE(place),    \
	[VT_BIT_VMX_GUEST_##upper##_AR_BYTES] = SAVE(place)
static const u16 save_place[VT_NR_REGS] = {
	SEG(es, ES),
	SEG(cs, CS),
	SEG(ss, SS),
	SEG(ds, DS),
	SEG(fs, FS),
	SEG(gs, GS),
	SEG(ldtr, LDTR),
	SEG(tr, TR),
	[VT_BIT_VMX_GUEST_GDTR_BASE] = SAVE(gdtr),
	[VT_BIT_VMX_GUEST_GDTR_LIMIT] = SAVE(gdtr),
	[VT_BIT_VMX_GUEST_IDTR_BASE] = SAVE(idtr),
	[VT_BIT_VMX_GUEST_IDTR_LIMIT] = SAVE(idtr),
	[VT_BIT_VMX_GUEST_DR7] = SAVE(dr7),
	[VT_BIT_VMX_GUEST_SYSENTER_CS] = SAVE(sysenter_cs),
	[VT_BIT_VMX_GUEST_SYSENTER_ESP] = SAVE(sysenter_esp),
	[VT_BIT_VMX_GUEST_SYSENTER_EIP] = SAVE(sysenter_eip),
	[VT_BIT_VMX_GUEST_IA32_DEBUGCTL] = SAVE(dbgctl),
	[VT_BIT_VM_MSR_STAR] = SAVE(star),
	[VT_BIT_VM_MSR_LSTAR] = SAVE(lstar),
	[VT_BIT_VM_MSR_CSTAR] = SAVE(cstar),
	[VT_BIT_VM_MSR_SFMASK] = SAVE(sfmask),
	[VT_BIT_VM_MSR_KERNEL_GS_BASE] = SAVE(kernel_gs_base),
};
#undef SEG

/* What VMLOAD and VMSAVE move: for a nested guest KVM keeps it in vmcb01. */
static __always_inline bool place_is_loaded(unsigned int place)
{
	return place == SAVE(fs) || place == SAVE(gs) || place == SAVE(tr) || place == SAVE(ldtr) ||
	       (place >= SAVE(star) && place <= SAVE(sysenter_eip));
}

/* May read beyond a narrower register, not beyond the page of a VMCB. */
static __always_inline bool load(const void *base, unsigned int place, u64 mask, u64 *value)
{
	u64 word = 0;

	if (base)
		__builtin_memcpy(&word, base + place, sizeof(word));
	*value = word & mask;
	return base;
}

static __always_inline bool vmcb_intercepts(const struct vmcb *vmcb, unsigned int bit)
{
	return vmcb->control.intercepts[bit / 32] >> bit % 32 & 1;
}

/*
 * ---- Readers ----
 */
#define READER(name)                                                                         \
	static __always_inline bool svm_##name(const struct svm_view *w, unsigned int place, \
					       u64 mask, u64 *value)

READER(NONE)
{
	*value = 0;
	return false;
}

READER(gpr)
{
	__builtin_memcpy(value, (const void *)w->vcpu->arch.regs + place, sizeof(*value));
	return true;
}

READER(rax)
{
	*value = w->entry ? w->vcpu->arch.regs[VCPU_REGS_RAX] : w->vmcb->save.rax;
	return true;
}

READER(rsp)
{
	*value = w->entry ? w->vcpu->arch.regs[VCPU_REGS_RSP] : w->vmcb->save.rsp;
	return true;
}

READER(rip)
{
	*value = w->entry ? vt_rip(w->vcpu) : w->vmcb->save.rip;
	return true;
}

READER(rflags)
{
	*value = w->vmcb->save.rflags;
	return true;
}

/* Unintercepted, the guest writes save.cr0, and KVM looks only behind this tracepoint. */
READER(cr0)
{
	bool intercepted = unlikely(vmcb_intercepts(w->vmcb, INTERCEPT_CR0_WRITE));

	*value = intercepted ? w->vcpu->arch.cr0 : w->vmcb->save.cr0;
	return true;
}

/* Without nested paging save.cr3 is KVM's shadow root. */
READER(cr3)
{
	bool nested_paging = likely(vt_nested_paging(w->vmcb));

	*value = nested_paging ? w->vmcb->save.cr3 : w->vcpu->arch.cr3;
	return true;
}

/* Writes are always intercepted, and save.cr4 has bits that KVM forces. */
READER(cr4)
{
	*value = w->vcpu->arch.cr4;
	return true;
}

/* The same: save.efer has SVME. */
READER(efer)
{
	*value = w->vcpu->arch.efer;
	return true;
}

READER(cpl)
{
	*value = w->vmcb->save.cpl;
	return true;
}

READER(save)
{
	return load(place_is_loaded(place) ? w->loaded : w->vmcb, place, mask, value);
}

/* The parts of struct vmcb_seg, at its `place` */
READER(seg_selector)
{
	return svm_save(w, place, mask, value);
}

READER(seg_limit)
{
	return load(place_is_loaded(place) ? w->loaded : w->vmcb,
		    place + offsetof(struct vmcb_seg, limit), mask, value);
}

READER(seg_base)
{
	return load(place_is_loaded(place) ? w->loaded : w->vmcb,
		    place + offsetof(struct vmcb_seg, base), mask, value);
}

/* As a VMCS has it (SDM vol. 3, 24.4.1): flags from bit 12, "unusable" is bit 16. */
READER(seg_ar)
{
	const void *vmcb = place_is_loaded(place) ? w->loaded : w->vmcb;
	const struct vmcb_seg *seg = vmcb + place;
	u32 ar = 0;

	if (vmcb) {
		ar = (seg->attrib & 0xff) | (seg->attrib & 0xf00) << 4;
		if (unlikely(!(ar & 0x80))) {
			ar |= 0x10000;
			OPTIMIZER_HIDE_VAR(ar); /* no arithmetic on the likely way */
		}
	}
	*value = ar;
	return vmcb;
}

READER(pat)
{
	bool nested_paging = vt_nested_paging(w->vmcb);

	*value = nested_paging ? w->vmcb->save.g_pat : w->vcpu->arch.pat;
	return true;
}

READER(cr2)
{
	*value = w->entry ? w->vcpu->arch.cr2 : w->vmcb->save.cr2;
	return true;
}

/* The VMCB has it only while the guest may write it freely. */
READER(dr6)
{
	bool loose = w->vcpu->arch.switch_db_regs & KVM_DEBUGREG_WONT_EXIT;

	*value = loose && !w->entry ? w->vmcb->save.dr6 : w->vcpu->arch.dr6;
	return true;
}

READER(xcr0)
{
	*value = w->vcpu->arch.xcr0;
	return true;
}

READER(ctl)
{
	return load(w->vmcb, place, mask, value);
}

READER(exit_ctl)
{
	return load(w->exit ? w->vmcb : NULL, place, mask, value);
}

/* Not every CPU and not every exit gives it. */
READER(next_rip)
{
	*value = w->exit ? w->vmcb->control.next_rip : 0;
	return *value;
}

READER(gpa)
{
	bool valid = !w->tame && w->code == SVM_EXIT_NPF;

	*value = valid ? w->vmcb->control.exit_info_2 : 0;
	return valid;
}

READER(gla)
{
	bool valid = !w->tame && w->code == SVM_EXIT_EXCP_BASE + PF_VECTOR;

	*value = valid ? w->vmcb->control.exit_info_2 : 0;
	return valid;
}

/* clang-format off */
#define SVM_READERS(X)                                                                             \
	X(NONE) X(gpr) X(rax) X(rsp) X(rip) X(rflags) X(cr0) X(cr3) X(cr4) X(efer) X(cpl)          \
	X(seg_selector) X(seg_ar) X(seg_base) X(seg_limit) X(save) X(pat) X(cr2) X(dr6) X(xcr0)    \
	X(ctl) X(exit_ctl) X(next_rip) X(gpa) X(gla)

/* clang-format on */

#define READER_ID(name) SVM_##name,
enum { SVM_READERS(READER_ID) };

#define READER_CASE(name) \
	case SVM_##name:  \
		return svm_##name(w, place, mask, value);

static __always_inline bool svm_read(const struct svm_view *w, unsigned int reader,
				     unsigned int place, u64 mask, u64 *value)
{
	switch (reader) {
		SVM_READERS(READER_CASE)
	}
	return false;
}

/* GPRs are found by their bit. */
#define PLACE_FIXED(bit, number) \
	((bit) <= VT_BIT_VM_R15 ? (bit) * sizeof(u64) : ((number) >> 16) == 2 ? (number)&0xffff : 0)
#define OP(bit, name, number, width, groups, vmx, svm) \
	[bit] = { .reader = SVM_##svm, .place = PLACE_FIXED(bit, number), .mask = VT_MASK(width) },
static const struct capture_op svm_ops[VT_NR_REGS] = { VMTRACE_REGS(OP) };

/* Readers that only load: a plan takes the load itself, which is much shorter. */
static const struct {
	u8 source, within;
} plain[] = {
	[SVM_gpr] = { FROM_REGS, 0 },
	[SVM_save] = { FROM_VMCB, 0 },
	[SVM_seg_selector] = { FROM_VMCB, offsetof(struct vmcb_seg, selector) },
	[SVM_seg_limit] = { FROM_VMCB, offsetof(struct vmcb_seg, limit) },
	[SVM_seg_base] = { FROM_VMCB, offsetof(struct vmcb_seg, base) },
	[SVM_ctl] = { FROM_VMCB, 0 },
	[SVM_exit_ctl] = { FROM_EXIT, 0 },
};

static struct capture_op svm_op(unsigned int bit)
{
	struct capture_op op = svm_ops[bit];

	op.place = op.place ?: save_place[bit];
	if (op.reader >= ARRAY_SIZE(plain) || !plain[op.reader].source)
		return op;
	op.source = plain[op.reader].source;
	if (op.source == FROM_VMCB && place_is_loaded(op.place))
		op.source = FROM_LOADED;
	op.place += plain[op.reader].within;
	return op;
}

/*
 * The base group is the first bits of all, so in a plan that holds it its registers stand at
 * fixed places: they are read in a straight line.
 */
#define IN_BASE(groups, svm) ((groups)&VMTRACE_G_BASE && SVM_##svm != SVM_NONE)
#define BASE_BIT(bit, name, number, width, groups, vmx, svm) \
	| (IN_BASE(groups, svm) ? 1ull << (bit) % 64 : 0)
#define REST_BIT(bit, name, number, width, groups, vmx, svm)                                      \
	| (SVM_##svm != SVM_NONE && !((groups)&VMTRACE_G_BASE) && (bit) < 64 ? 1ull << (bit) % 64 \
									     : 0)
#define BASE_ONE(bit, name, number, width, groups, vmx, svm) +IN_BASE(groups, svm)

/* BASE_AT_<NAME>: its place among them; of one that is not, the next one's */
#define BASE_AT(bit, name, number, width, groups, vmx, svm) \
	BASE_AT_##name, BEHIND_##name = BASE_AT_##name - !IN_BASE(groups, svm),
enum { VMTRACE_REGS(BASE_AT) };

#define BASE_READ(bit, name, number, width, groups, vmx, svm)                                   \
	if (IN_BASE(groups, svm)) {                                                             \
		has[BASE_AT_##name] = svm_##svm(w, PLACE_FIXED(bit, number) ?: save_place[bit], \
						VT_MASK(width), &regs[BASE_AT_##name]);         \
		if (__builtin_constant_p(has[BASE_AT_##name]) && has[BASE_AT_##name])           \
			always |= 1ull << BASE_AT_##name;                                       \
	}
#define BASE_MARK(bit, name, number, width, groups, vmx, svm)                               \
	if (IN_BASE(groups, svm) && !(always >> BASE_AT_##name & 1) && has[BASE_AT_##name]) \
		*valid |= 1ull << BASE_AT_##name;

#define BASE_BITS (0 VMTRACE_REGS(BASE_BIT))
#define BASE_COUNT (0 VMTRACE_REGS(BASE_ONE))
static_assert(BASE_BITS < ((0 VMTRACE_REGS(REST_BIT)) & -(0 VMTRACE_REGS(REST_BIT))));

/* Whether a register is valid is a constant for most: their bits are one store. */
static __always_inline void svm_read_base(const struct svm_view *w, u64 *valid, u64 *regs)
{
	bool has[BASE_COUNT];
	u64 always = 0;

	VMTRACE_REGS(BASE_READ)
	*valid = always;
	VMTRACE_REGS(BASE_MARK)
}

/* From one source, NULL: not known; what it holds is as valid as the source. */
static __always_inline void svm_load(const struct plan *plan, unsigned int source, const void *base,
				     u64 *valid, u64 *regs)
{
	const struct capture_op *op = plan->ops + plan->end[source - 1];
	const struct capture_op *end = plan->ops + plan->end[source];
	unsigned int i;

	if (op == end)
		return;
	if (unlikely(!base)) {
		for (; op < end; op++)
			regs[op->slot] = 0;
		return;
	}
	for (; op < end; op++)
		load(base, op->place, op->mask, &regs[op->slot]);
	for (i = 0; i < plan->nvalid; i++)
		valid[i] |= plan->has[source][i];
}

/* All but the base group, whichever they are */
static noinline void svm_read_rest(const struct svm_view *w, const struct plan *plan, u64 *valid)
{
	u64 *regs = valid + plan->nvalid;
	const struct capture_op *op;

	svm_load(plan, FROM_REGS, w->vcpu->arch.regs, valid, regs);
	svm_load(plan, FROM_VMCB, w->vmcb, valid, regs);
	svm_load(plan, FROM_LOADED, w->loaded, valid, regs);
	svm_load(plan, FROM_EXIT, w->exit ? w->vmcb : NULL, valid, regs);
	for (op = plan->ops; op < plan->ops + plan->end[FROM_READER]; op++)
		if (svm_read(w, op->reader, op->place, op->mask, &regs[op->slot]))
			valid[op->slot / 64] |= 1ull << op->slot % 64;
}

static __always_inline void svm_read_plan(const struct svm_view *w, const struct plan *plan,
					  u64 *valid)
{
	unsigned int i;

	for (i = 0; i < plan->nvalid; i++)
		valid[i] = 0;
	if (plan->base)
		svm_read_base(w, valid, valid + plan->nvalid);
	if (plan->n > (plan->base ? BASE_COUNT : 0)) {
		const struct svm_view view = *w; /* so that only this path has it in memory */

		svm_read_rest(&view, plan, valid);
	}
}

/*
 * ---- The VMCB ----
 */

/* A page of its own; VMRUN wants EFER.SVME set and itself intercepted (APM vol. 2, 15.5.1). */
static bool vmcb_sane(const struct vmcb *vmcb)
{
	return vmcb && PAGE_ALIGNED(vmcb) && virt_addr_valid(vmcb) && vmcb->save.efer & EFER_SVME &&
	       vmcb_intercepts(vmcb, INTERCEPT_VMRUN);
}

static struct vmcb *const *vcpu_vmcbs(const struct kvm_vcpu *vcpu)
{
	return (const void *)vcpu + vmcb_offset;
}

static struct vmcb *vmcb_check(struct lane *l, const struct kvm_vcpu *vcpu)
{
	struct vmcb *const *vmcbs = vcpu_vmcbs(vcpu);

	if (!vmcb_sane(vmcbs[0]))
		return NULL;
	if (vcpu_nested(vcpu))
		return vmcbs[0];
	l->vmcb01_known = vmcbs[1] == vmcbs[0];
	if (!vt_protected(vcpu))
		l->vmcb = vmcbs[0];
	return vmcbs[0];
}

static __always_inline struct vmcb *vcpu_vmcb(struct lane *l, const struct kvm_vcpu *vcpu)
{
	struct vmcb *vmcb = vcpu_vmcbs(vcpu)[0];

	return likely(vmcb == l->vmcb) ? vmcb : vmcb_check(l, vcpu);
}

static const struct vmcb *vcpu_loaded(const struct lane *l, const struct kvm_vcpu *vcpu)
{
	const struct vmcb *vmcb01 = vcpu_vmcbs(vcpu)[1];

	return l->vmcb01_known && vmcb_sane(vmcb01) ? vmcb01 : NULL;
}

static __always_inline void svm_fill(struct lane *l, struct kvm_vcpu *vcpu, unsigned int event,
				     struct plan *plan, struct vmtrace_vcpu *rec)
{
	struct svm_view w = {
		.vcpu = vcpu,
		.vmcb = vcpu_vmcb(l, vcpu),
		.entry = event == VMTRACE_ON_ENTRY,
		.exit = event == VMTRACE_ON_EXIT,
	};

	w.loaded = w.vmcb;
	w.code = w.exit && w.vmcb ? w.vmcb->control.exit_code : 0;
	if (vcpu_nested(vcpu)) {
		rec->rec.flags |= VMTRACE_REC_NESTED;
		w.loaded = vcpu_loaded(l, vcpu);
	}
	if (w.exit)
		rec->reason = w.vmcb ? w.code : ~0u;
	if (unlikely(!w.vmcb))
		rec->rec.flags |= VMTRACE_REC_UNREAD;
	if (unlikely(vt_protected(vcpu)))
		rec->rec.flags |= VMTRACE_REC_PROTECTED;
	if (unlikely(vt_protected(vcpu) || !w.vmcb))
		memset(rec_valid(rec), 0, (plan->nvalid + plan->n) * sizeof(u64));
	else
		svm_read_plan(&w, plan, rec_valid(rec));
}

/* One for each event: what depends on it folds away. */
static noinline void VT_EXIT_PROBE(svm_probe_exit, data, vcpu)
{
	probe_event(data, vcpu, VMTRACE_ON_EXIT, SVM_EXIT_INTR, svm_fill);
}

static noinline void VT_ENTRY_PROBE(svm_probe_entry, data, vcpu)
{
	probe_event(data, vcpu, VMTRACE_ON_ENTRY, 0, svm_fill);
}

/*
 * ---- The quick way ----
 *
 * For the default registers, none at an entry: the record's shape is known here, and where
 * nothing is unusual no function is called, so that nothing need be saved for one. What is
 * unusual is found before anything is published, and goes the long way.
 *
 * Interrupts may come where kvm_exit is late; turning them off and on again would be dearer
 * than telling the only one that matters (lane.h). Nothing is preempted: tracepoints turn that
 * off, but for the newest kernels', and in those KVM has interrupts off at both.
 */
#define QUICK_ENTRY_WORDS (sizeof(struct vmtrace_vcpu) / 8)
#define QUICK_EXIT_WORDS (QUICK_ENTRY_WORDS + VMTRACE_WORDS(BASE_COUNT) + BASE_COUNT)

/* Most exits' codes are between those of interrupts and of nested page faults. */
static __always_inline bool code_is_wild(u32 code)
{
	return unlikely(code - (SVM_EXIT_INTR + 1) >= SVM_EXIT_NPF - (SVM_EXIT_INTR + 1));
}

/* What svm_read_base() left out; false: an interrupt, perhaps the sampler's. */
static __always_inline bool svm_quick_wild(struct svm_view *w, struct vmtrace_vcpu *rec)
{
	u64 *valid = rec_valid(rec), *regs = valid + 1;

	w->tame = false;
	*valid |= (u64)svm_gpa(w, 0, 0, &regs[BASE_AT_VMX_GUEST_PHYSICAL_ADDRESS])
			  << BASE_AT_VMX_GUEST_PHYSICAL_ADDRESS |
		  (u64)svm_gla(w, 0, 0, &regs[BASE_AT_VMX_GUEST_LINEAR_ADDRESS])
			  << BASE_AT_VMX_GUEST_LINEAR_ADDRESS;
	return w->code != SVM_EXIT_INTR;
}

/* False: nothing is done. */
static __always_inline bool svm_quick(struct lane *l, struct kvm_vcpu *vcpu, unsigned int event,
				      u32 words)
{
	struct svm_view w = { .vcpu = vcpu, .exit = event == VMTRACE_ON_EXIT, .tame = true };
	u64 now, head = l->ring.head + words * 8ull;
	struct vmtrace_vcpu *rec;

	if (unlikely(!lane_knows(l, vcpu)))
		return false;
	w.vmcb = w.loaded = vcpu_vmcbs(vcpu)[0];
	if (unlikely(w.vmcb != l->vmcb)) /* or nested, or protected: lane.h */
		return false;
	if (!w.vmcb)
		__builtin_unreachable();
	w.code = w.exit ? w.vmcb->control.exit_code : 0;
	now = rdtsc();
	if (unlikely(now < l->last || head > l->ring.quick))
		return false;
	rec = ring_at(&l->ring);
	ring_header(rec, event_type(event), words, l->ring.seq, now);
	probe_begin(l, vcpu, rec);
	WRITE_ONCE(rec->reason, w.code); /* or it is merged with its neighbour, at some cost */
	if (w.exit) {
		svm_read_base(&w, rec_valid(rec), rec_valid(rec) + 1);
		if (code_is_wild(w.code) && !svm_quick_wild(&w, rec))
			return false;
	}
	l->last = now;
	l->ring.seq++;
	ring_publish(&l->ring, head);
	return true;
}

static notrace void VT_EXIT_PROBE(svm_quick_exit, data, vcpu)
{
	struct lane *l = lane_enter(data);
	bool done;

	if (unlikely(!l))
		return;
	done = svm_quick(l, vcpu, VMTRACE_ON_EXIT, QUICK_EXIT_WORDS);
	lane_leave(l);
	if (unlikely(!done))
		VT_EXIT_CALL(svm_probe_exit, l->session, vcpu);
}

static notrace void VT_ENTRY_PROBE(svm_quick_entry, data, vcpu)
{
	struct lane *l = lane_enter(data);
	bool done;

	if (unlikely(!l))
		return;
	done = svm_quick(l, vcpu, VMTRACE_ON_ENTRY, QUICK_ENTRY_WORDS);
	lane_leave(l);
	if (unlikely(!done))
		VT_ENTRY_CALL(svm_probe_entry, l->session, vcpu);
}

static void *svm_probe(const struct session *s, unsigned int event)
{
	const struct plan *plan = s->plans[event];
	bool quick = !s->monotonic && !(s->flags & VMTRACE_SETUP_TRACE_EVENTS);

	if (event == VMTRACE_ON_EXIT)
		return quick && plan->base && plan->n == BASE_COUNT ? (void *)svm_quick_exit
								    : (void *)svm_probe_exit;
	return quick && !plan->n ? (void *)svm_quick_entry : (void *)svm_probe_entry;
}

static void svm_sample(struct lane *l, struct kvm_vcpu *vcpu, struct plan *plan,
		       struct vmtrace_vcpu *rec)
{
	svm_fill(l, vcpu, VMTRACE_ON_SAMPLE, plan, rec);
}

/* The interrupt that ended the guest is served before KVM runs on: nothing is loaded since. */
static bool svm_in_guest(struct lane *l, struct kvm_vcpu *vcpu)
{
	return true;
}

static bool svm_by_interrupt(struct lane *l, struct kvm_vcpu *vcpu)
{
	const struct vmcb *vmcb = vcpu_vmcb(l, vcpu);

	return vmcb && vmcb->control.exit_code == SVM_EXIT_INTR;
}

static bool svm_nested_paging(struct lane *l, struct kvm_vcpu *vcpu)
{
	const struct vmcb *vmcb = vcpu_vmcb(l, vcpu);

	return vmcb && vt_nested_paging(vmcb);
}

const struct backend svm_backend = {
	.isa = VMTRACE_SVM,
	.exit_point = VT_SVM_EXIT_POINT,
	.op = svm_op,
	.base = BASE_BITS,
	.probe = svm_probe,
	.sample = svm_sample,
	.in_guest = svm_in_guest,
	.nested_paging = svm_nested_paging,
	.by_interrupt = svm_by_interrupt,
};
