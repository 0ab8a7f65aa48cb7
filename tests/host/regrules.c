/* SPDX-License-Identifier: GPL-2.0 */
#include "regrules.h"

#include <string.h>

#include "kmod/vmtrace_uapi.h"
#include "regguest.h"

#define BIT_OF(bit, name, number, width, groups, vmx, svm) BIT_##name = bit,
enum { VMTRACE_REGS(BIT_OF) NR_REGS };

#define NAME_OF(bit, name, number, width, groups, vmx, svm) [bit] = #name,
const char *const reg_names[NR_REGS] = { VMTRACE_REGS(NAME_OF) };
const int reg_count = NR_REGS;

#define BIT(n) (1ULL << (n))
#define PF_VECTOR 14

uint64_t reg_ip(const struct step *step)
{
	return (reg_state(step) == REG_FLAT ? 0 : REG_HIGH) + REG_CODE_GPA + step->offset;
}

int reg_state(const struct step *step)
{
	return step->nr / 16;
}

int reg_kind(const struct step *step)
{
	return step->nr % 16 - 1;
}

/* SVM exit codes (APM vol. 2, appendix C), VMX exit reasons (SDM vol. 3, appendix C) */
void reg_reasons(const struct host *host, const struct step *step, uint32_t reasons[2])
{
	static const uint32_t plain[][2] = { [REG_OUT] = { 0x7b, 30 },
					     [REG_IN] = { 0x7b, 30 },
					     [REG_CPUID] = { 0x72, 10 },
					     [REG_HLT] = { 0x78, 12 },
					     [REG_SPIN] = { ~0U, ~0U } };
	int kind = reg_kind(step);

	if (kind != REG_STORE && kind != REG_LOAD)
		reasons[0] = reasons[1] = plain[kind][!host->svm];
	else if (host->svm)
		reasons[0] = reasons[1] = host->nested_paging ? 0x400 : 0x40 + PF_VECTOR;
	else if (!host->nested_paging)
		reasons[0] = reasons[1] = 0;
	else
		reasons[0] = 48,
		reasons[1] = 49; /* EPT violation at first, then misconfiguration */
}

static uint64_t gpr_before(const struct step *step, int gpr)
{
	bool flat = reg_state(step) == REG_FLAT;
	uint64_t pattern = REG_PATTERN((uint64_t)step->nr, gpr);
	int kind = reg_kind(step);

	if (gpr == 5)
		return REG_STEP + step->nr;
	if (flat && gpr < 8)
		pattern = REG_PATTERN32(step->nr, gpr);
	else if (flat)
		pattern = REG_PATTERN((uint64_t)REG_NR(REG_FLAT, 0), gpr); /* by the VMM */
	if (kind == REG_CPUID && gpr == 0)
		return REG_LEAF;
	if ((kind == REG_STORE || kind == REG_LOAD) && gpr == 3)
		return REG_MMIO;
	return pattern;
}

uint64_t reg_gpr(const struct step *step, int gpr, bool behind)
{
	int kind = reg_kind(step);

	if (behind && (kind == REG_IN || kind == REG_LOAD) && gpr == 0)
		return REG_ANSWER;
	if (behind && kind == REG_CPUID && gpr < 4)
		return REG_LEAF_VALUE(gpr);
	return gpr_before(step, gpr);
}

/*
 * ---- Making rules ----
 */
struct making {
	struct rule *rules;
	const struct host *host;
	const struct known *known;
	const struct step *step;
	enum view view;
};

static struct rule same(uint64_t value)
{
	return (struct rule){ .is = SAME, .value = value };
}

/* Of what it must be, these bits alone are known. */
static struct rule masked(uint64_t mask, uint64_t value)
{
	return (struct rule){ .is = MASKED, .mask = mask, .value = value & mask };
}

static struct rule any(void)
{
	return (struct rule){ .is = ANY };
}

static struct rule perhaps(struct rule rule)
{
	rule.or_absent = true;
	return rule;
}

/* 0: the host did not say; it is an address of the kernel's at least */
static struct rule kernel_address(uint64_t known)
{
	return known ? same(known) : masked(0xffff8ULL << 44, 0xffff8ULL << 44);
}

/* As a VMCS has it (SDM vol. 3, 24.4.1) */
static uint64_t access_rights(const struct kvm_segment *s)
{
	return s->type | s->s << 4 | s->dpl << 5 | s->present << 7 | s->avl << 12 | s->l << 13 |
	       s->db << 14 | s->g << 15 | s->unusable << 16;
}

static void rule_segment(const struct making *m, int selector, int limit, int rights, int base,
			 const struct kvm_segment *s)
{
	struct rule *r = m->rules;

	r[selector] = same(s->selector);
	r[limit] = same(s->limit);
	r[base] = same(s->base);
	if (s->unusable)
		r[rights] = masked(BIT(16), BIT(16));
	else if (m->host->svm) /* KVM makes up the granularity, and a TSS's busy bit (svm.c) */
		r[rights] = masked(0x17ffd, access_rights(s));
	else
		r[rights] = same(access_rights(s));
}

static void rule_segments(const struct making *m)
{
	const struct kvm_sregs *s = &m->known->sregs;
	struct rule *r = m->rules;

#define SEGMENT(upper, field)                                                            \
	rule_segment(m, BIT_VMX_GUEST_##upper##_SELECTOR, BIT_VMX_GUEST_##upper##_LIMIT, \
		     BIT_VMX_GUEST_##upper##_AR_BYTES, BIT_VMX_GUEST_##upper##_BASE, &s->field)
	SEGMENT(ES, es);
	SEGMENT(CS, cs);
	SEGMENT(SS, ss);
	SEGMENT(DS, ds);
	SEGMENT(FS, fs);
	SEGMENT(GS, gs);
	SEGMENT(LDTR, ldt);
	SEGMENT(TR, tr);
	r[BIT_VMX_GUEST_GDTR_LIMIT] = same(s->gdt.limit);
	r[BIT_VMX_GUEST_GDTR_BASE] = same(s->gdt.base);
	r[BIT_VMX_GUEST_IDTR_LIMIT] = same(s->idt.limit);
	r[BIT_VMX_GUEST_IDTR_BASE] = same(s->idt.base);
	r[BIT_VM_CPL] = same(reg_state(m->step) == REG_USER ? 3 : 0);
}

static void rule_gprs(const struct making *m)
{
	static const uint8_t bits[16] = { BIT_VM_RAX,	     BIT_VM_RCX, BIT_VM_RDX, BIT_VM_RBX,
					  BIT_VMX_GUEST_RSP, BIT_VM_RBP, BIT_VM_RSI, BIT_VM_RDI,
					  BIT_VM_R8,	     BIT_VM_R9,	 BIT_VM_R10, BIT_VM_R11,
					  BIT_VM_R12,	     BIT_VM_R13, BIT_VM_R14, BIT_VM_R15 };
	bool behind = m->view == VIEW_ENTRY;

	for (int gpr = 0; gpr < 16; gpr++)
		m->rules[bits[gpr]] = same(reg_gpr(m->step, gpr, behind));
	if (reg_kind(m->step) == REG_SPIN)
		m->rules[BIT_VM_RCX] = (struct rule){ .is = AT_MOST, .value = REG_SPINS };
	m->rules[BIT_VMX_GUEST_RIP] = same(reg_ip(m->step) + (behind ? m->step->length : 0));
}

static void rule_state(const struct making *m)
{
	const struct known *k = m->known;
	struct rule *r = m->rules;

	r[BIT_VMX_GUEST_RFLAGS] = same(k->regs.rflags);
	r[BIT_VMX_GUEST_CR0] = same(k->sregs.cr0);
	r[BIT_VMX_GUEST_CR3] = same(k->sregs.cr3);
	r[BIT_VMX_GUEST_CR4] = same(k->sregs.cr4);
	r[BIT_VMX_GUEST_IA32_EFER] = same(k->sregs.efer);
	r[BIT_VM_CR2] = same(k->sregs.cr2);
	r[BIT_VM_DR6] = same(k->debug.dr6);
	r[BIT_VMX_GUEST_DR7] = same(k->debug.dr7);
	r[BIT_VM_XCR0] = same(k->xcr0);
	r[BIT_VMX_GUEST_SYSENTER_CS] = same(k->msrs[MSR_CS]);
	r[BIT_VMX_GUEST_SYSENTER_ESP] = same(k->msrs[MSR_ESP]);
	r[BIT_VMX_GUEST_SYSENTER_EIP] = same(k->msrs[MSR_EIP]);
	r[BIT_VMX_GUEST_IA32_DEBUGCTL] = same(k->msrs[MSR_DEBUGCTL]);
	r[BIT_VMX_GUEST_IA32_PAT] = same(k->msrs[MSR_PAT]);
	if (!m->host->svm) { /* no VMCS holds the others, and not each this one */
		r[BIT_VMX_GUEST_IA32_PAT].or_absent = true;
		return;
	}
	r[BIT_VM_MSR_STAR] = same(k->msrs[MSR_STAR]);
	r[BIT_VM_MSR_LSTAR] = same(k->msrs[MSR_LSTAR]);
	r[BIT_VM_MSR_CSTAR] = same(k->msrs[MSR_CSTAR]);
	r[BIT_VM_MSR_SFMASK] = same(k->msrs[MSR_SFMASK]);
	r[BIT_VM_MSR_KERNEL_GS_BASE] = same(k->msrs[MSR_KERNEL_GS]);
}

/*
 * ---- SVM ----
 */

/* The control area as KVM sets it up for a guest without an interrupt controller. */
static void rule_svm_control(const struct making *m)
{
	bool npt = m->host->nested_paging;
	struct rule *r = m->rules;

	r[BIT_SVM_INTERCEPT_CR] = masked(BIT(19) | BIT(20), BIT(20) | (npt ? 0 : BIT(19)));
	r[BIT_SVM_INTERCEPT_DR] = any();
	r[BIT_SVM_INTERCEPT_EXCEPTIONS] =
		masked(BIT(PF_VECTOR) | BIT(18), BIT(18) | (npt ? 0 : BIT(PF_VECTOR)));
	/* INTR, NMI, CPUID, HLT, IOIO, MSR; VMRUN */
	r[BIT_SVM_INTERCEPT_WORD3] = masked(0x19040003, 0x19040003);
	r[BIT_SVM_INTERCEPT_WORD4] = masked(1, 1);
	r[BIT_SVM_INTERCEPT_WORD5] = any();
	r[BIT_SVM_PAUSE_FILTER_THRESHOLD] = r[BIT_SVM_PAUSE_FILTER_COUNT] = any();
	r[BIT_SVM_IOPM_BASE_PA] = r[BIT_SVM_MSRPM_BASE_PA] = masked(0xfff, 0);
	r[BIT_SVM_TSC_OFFSET] = same(m->known->tsc_offset);
	r[BIT_SVM_ASID] = masked(~0xffffULL, 0);
	r[BIT_SVM_TLB_CONTROL] = masked(~7ULL, 0);
	r[BIT_SVM_VINTR] = masked(BIT(24), BIT(24)); /* V_INTR_MASKING */
	r[BIT_SVM_INT_VECTOR] = any();
	r[BIT_SVM_INT_STATE] = same(0);
	r[BIT_SVM_NP_ENABLE] = same(npt);
	r[BIT_SVM_EVENTINJ] = masked(BIT(31), 0);
	r[BIT_SVM_EVENTINJ_ERR] = any();
	r[BIT_SVM_N_CR3] = npt ? masked(0xfff, 0) : any();
	r[BIT_SVM_VIRT_EXT] = masked(~3ULL, 0);
	r[BIT_SVM_CLEAN] = any();
	r[BIT_SVM_AVIC_PHYSICAL_ID] = same(0);
}

static void rule_svm_exit(const struct making *m)
{
	int kind = reg_kind(m->step);
	uint64_t port = REG_PORT << 16 | 0x40 | (kind == REG_IN); /* 32 bits */
	struct rule *r = m->rules;

	r[BIT_SVM_EXITINFO1] = r[BIT_SVM_EXITINFO2] = any();
	r[BIT_SVM_EXITINTINFO] = masked(BIT(31), 0);
	r[BIT_SVM_NEXT_RIP] = perhaps(any());
	if (m->view == VIEW_OTHER) {
		r[BIT_VMX_GUEST_PHYSICAL_ADDRESS] = r[BIT_VMX_GUEST_LINEAR_ADDRESS] =
			r[BIT_VMX_VM_EXIT_INTR_ERROR_CODE] = perhaps(any());
		return;
	}
	if (kind != REG_STORE && kind != REG_LOAD) {
		r[BIT_SVM_NEXT_RIP] = perhaps(same(reg_ip(m->step) + m->step->length));
	} else {
		/* the error code: written, by the user; for a nested fault the user's always */
		bool user = m->host->nested_paging || reg_state(m->step) == REG_USER;

		r[BIT_SVM_EXITINFO1] = masked(0x16, (kind == REG_STORE) << 1 | user << 2);
		r[BIT_SVM_EXITINFO2] = same(REG_MMIO);
		r[m->host->nested_paging ? BIT_VMX_GUEST_PHYSICAL_ADDRESS
					 : BIT_VMX_GUEST_LINEAR_ADDRESS] = same(REG_MMIO);
	}
	if (kind == REG_OUT || kind == REG_IN) { /* APM vol. 2, 15.10.2 */
		r[BIT_SVM_EXITINFO1] = masked(0xffff007d, port);
		r[BIT_SVM_EXITINFO2] = same(reg_ip(m->step) + m->step->length);
	}
}

/*
 * ---- VMX ----
 */
static void rule_vmx_host(const struct making *m)
{
	const struct host *h = m->host;
	struct rule *r = m->rules;

	/* Linux's segments (asm/segment.h); of threads in 64-bit mode FS and GS have no selector */
	r[BIT_VMX_HOST_ES_SELECTOR] = r[BIT_VMX_HOST_DS_SELECTOR] = same(0);
	r[BIT_VMX_HOST_FS_SELECTOR] = r[BIT_VMX_HOST_GS_SELECTOR] = same(0);
	r[BIT_VMX_HOST_CS_SELECTOR] = same(0x10);
	r[BIT_VMX_HOST_SS_SELECTOR] = same(0x18);
	r[BIT_VMX_HOST_TR_SELECTOR] = same(0x40);
	r[BIT_VMX_HOST_IA32_PAT] = perhaps(same(0x0407050600070106)); /* pat_init() */
	r[BIT_VMX_HOST_IA32_SYSENTER_CS] = same(0x10);
	r[BIT_VMX_HOST_CR0] = h->cr0 ? same(h->cr0) : masked(0x80000001, 0x80000001);
	r[BIT_VMX_HOST_CR3] = any();
	r[BIT_VMX_HOST_CR4] = masked(0x2020, 0x2020); /* VMXE, PAE */
	r[BIT_VMX_HOST_FS_BASE] = same(h->fs_base);
	r[BIT_VMX_HOST_GS_BASE] = r[BIT_VMX_HOST_TR_BASE] = kernel_address(0);
	r[BIT_VMX_HOST_GDTR_BASE] = kernel_address(h->gdtr);
	r[BIT_VMX_HOST_IDTR_BASE] = kernel_address(h->idtr);
	r[BIT_VMX_HOST_IA32_SYSENTER_ESP] = kernel_address(0);
	r[BIT_VMX_HOST_IA32_SYSENTER_EIP] = kernel_address(h->sysenter);
	r[BIT_VMX_HOST_RSP] = kernel_address(0);
	r[BIT_VMX_HOST_RIP] = kernel_address(h->vmexit);
}

/* The controls as KVM sets them up for a guest without an interrupt controller. */
static void rule_vmx_control(const struct making *m)
{
	bool ept = m->host->nested_paging, lma = m->known->sregs.efer >> 10 & 1;
	/* what the guest may own: TS; PVI, TSD, DE, PGE, PCE, OSFXSR, OSXMMEXCPT, FSGSBASE */
	uint64_t owned0 = 0x8, owned4 = 0x1078e;
	struct rule *r = m->rules;

	r[BIT_VMX_VIRTUAL_PROCESSOR_ID] = perhaps(any());
	r[BIT_VMX_IO_BITMAP_A] = r[BIT_VMX_IO_BITMAP_B] = perhaps(masked(0xfff, 0));
	r[BIT_VMX_MSR_BITMAP] = perhaps(masked(0xfff, 0));
	r[BIT_VMX_VM_EXIT_MSR_STORE_ADDR] = r[BIT_VMX_VM_EXIT_MSR_LOAD_ADDR] = masked(0xf, 0);
	r[BIT_VMX_VM_ENTRY_MSR_LOAD_ADDR] = masked(0xf, 0);
	r[BIT_VMX_TSC_OFFSET] = same(m->known->tsc_offset);
	r[BIT_VMX_VIRTUAL_APIC_PAGE_ADDR] = perhaps(masked(0xfff, 0));
	r[BIT_VMX_APIC_ACCESS_ADDR] = perhaps(masked(0xfff, 0));
	/* write-back, four levels (SDM vol. 3, 24.6.11) */
	r[BIT_VMX_EPT_POINTER] = ept ? masked(0xf3f, 0x1e) : perhaps(masked(0xf3f, 0));
	r[BIT_VMX_VMCS_LINK_POINTER] = same(~0ULL);
	r[BIT_VMX_GUEST_PDPTR0] = r[BIT_VMX_GUEST_PDPTR1] = perhaps(any());
	r[BIT_VMX_GUEST_PDPTR2] = r[BIT_VMX_GUEST_PDPTR3] = perhaps(any());
	r[BIT_VMX_PIN_BASED_VM_EXEC_CONTROL] = masked(9, 9); /* interrupts, NMIs */
	r[BIT_VMX_CPU_BASED_VM_EXEC_CONTROL] = masked(BIT(24) | BIT(7), BIT(24) | BIT(7));
	r[BIT_VMX_EXCEPTION_BITMAP] =
		masked(BIT(PF_VECTOR) | BIT(18), BIT(18) | (ept ? 0 : BIT(PF_VECTOR)));
	r[BIT_VMX_PAGE_FAULT_ERROR_CODE_MASK] = r[BIT_VMX_PAGE_FAULT_ERROR_CODE_MATCH] = same(0);
	r[BIT_VMX_CR3_TARGET_COUNT] = same(0);
	r[BIT_VMX_CR3_TARGET_VALUE0] = r[BIT_VMX_CR3_TARGET_VALUE1] = perhaps(same(0));
	r[BIT_VMX_CR3_TARGET_VALUE2] = r[BIT_VMX_CR3_TARGET_VALUE3] = perhaps(same(0));
	r[BIT_VMX_VM_EXIT_CONTROLS] = masked(0x200, 0x200); /* the host is in 64-bit mode */
	r[BIT_VMX_VM_EXIT_MSR_STORE_COUNT] = r[BIT_VMX_VM_EXIT_MSR_LOAD_COUNT] =
		masked(~0x1ffULL, 0);
	r[BIT_VMX_VM_ENTRY_MSR_LOAD_COUNT] = masked(~0x1ffULL, 0);
	r[BIT_VMX_VM_ENTRY_CONTROLS] = masked(0x200, lma << 9);
	r[BIT_VMX_VM_ENTRY_INTR_INFO_FIELD] = masked(BIT(31), 0);
	r[BIT_VMX_VM_ENTRY_EXCEPTION_ERROR_CODE] = r[BIT_VMX_VM_ENTRY_INSTRUCTION_LEN] = any();
	r[BIT_VMX_TPR_THRESHOLD] = perhaps(masked(~0xfULL, 0));
	r[BIT_VMX_SECONDARY_VM_EXEC_CONTROL] = ept ? masked(2, 2) : perhaps(masked(2, 0));
	r[BIT_VMX_PLE_GAP] = r[BIT_VMX_PLE_WINDOW] = perhaps(any());
	r[BIT_VMX_GUEST_INTERRUPTIBILITY_INFO] = r[BIT_VMX_GUEST_ACTIVITY_STATE] = same(0);
	r[BIT_VMX_GUEST_PENDING_DBG_EXCEPTIONS] = same(0);
	r[BIT_VMX_CR0_GUEST_HOST_MASK] = masked(~owned0 & 0x80000001, 0x80000001);
	r[BIT_VMX_CR4_GUEST_HOST_MASK] = masked(~owned4 & 0x20, 0x20);
	r[BIT_VMX_CR0_READ_SHADOW] = masked(~owned0, m->known->sregs.cr0);
	r[BIT_VMX_CR4_READ_SHADOW] = masked(~owned4, m->known->sregs.cr4);
}

static void rule_vmx_exit(const struct making *m)
{
	int kind = reg_kind(m->step);
	bool memory = kind == REG_STORE || kind == REG_LOAD, ept = m->host->nested_paging;
	uint64_t port = REG_PORT << 16 | 0x40 | (kind == REG_IN) << 3 | 3; /* SDM vol. 3, 27.2.1 */
	uint64_t error = (kind == REG_STORE) << 1 | (reg_state(m->step) == REG_USER) << 2;
	struct rule *r = m->rules;

	r[BIT_VMX_EXIT_QUALIFICATION] = r[BIT_VMX_VM_EXIT_INTR_INFO] = any();
	r[BIT_VMX_VM_EXIT_INSTRUCTION_LEN] = any();
	r[BIT_VMX_IDT_VECTORING_INFO_FIELD] = masked(BIT(31), 0);
	r[BIT_VMX_IDT_VECTORING_ERROR_CODE] = r[BIT_VMX_VMX_INSTRUCTION_INFO] = any();
	r[BIT_VMX_VM_INSTRUCTION_ERROR] = any();
	if (m->view == VIEW_OTHER) {
		r[BIT_VMX_GUEST_PHYSICAL_ADDRESS] = r[BIT_VMX_GUEST_LINEAR_ADDRESS] =
			r[BIT_VMX_VM_EXIT_INTR_ERROR_CODE] = perhaps(any());
		return;
	}
	r[BIT_VMX_VM_EXIT_INTR_INFO] = masked(BIT(31), 0);
	if (memory && ept) {
		r[BIT_VMX_GUEST_PHYSICAL_ADDRESS] = same(REG_MMIO);
		r[BIT_VMX_GUEST_LINEAR_ADDRESS] = perhaps(same(REG_MMIO));
	} else if (memory) {
		r[BIT_VMX_EXIT_QUALIFICATION] = same(REG_MMIO);
		r[BIT_VMX_VM_EXIT_INTR_INFO] = masked(0x80000fff, 0x80000b00 | PF_VECTOR);
		r[BIT_VMX_VM_EXIT_INTR_ERROR_CODE] = masked(0x16, error);
	} else {
		r[BIT_VMX_VM_EXIT_INSTRUCTION_LEN] = same(m->step->length);
		r[BIT_VMX_EXIT_QUALIFICATION] = same(kind == REG_OUT || kind == REG_IN ? port : 0);
	}
}

void reg_rules(struct rule *rules, const struct host *host, const struct known *known,
	       const struct step *step, enum view view)
{
	const struct making m = { rules, host, known, step, view };
	bool exit = view == VIEW_EXIT || view == VIEW_OTHER;

	for (int bit = 0; bit < NR_REGS; bit++)
		rules[bit] = (struct rule){ .is = ABSENT };
	rule_gprs(&m);
	rule_segments(&m);
	rule_state(&m);
	if (host->svm) {
		rule_svm_control(&m);
		if (exit)
			rule_svm_exit(&m);
	} else {
		rule_vmx_control(&m);
		rule_vmx_host(&m);
		if (exit)
			rule_vmx_exit(&m);
	}
}
