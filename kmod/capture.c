/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/slab.h>

#include "capture.h"

/* Both backends find a GPR in vcpu->arch.regs by its bit. */
#define SAME(name, reg) ((int)VT_BIT_##name == (int)VCPU_REGS_##reg)
static_assert(SAME(VM_RAX, RAX) && SAME(VM_RCX, RCX) && SAME(VM_RDX, RDX) && SAME(VM_RBX, RBX) &&
	      SAME(VMX_GUEST_RSP, RSP) && SAME(VM_RBP, RBP) && SAME(VM_RSI, RSI) &&
	      SAME(VM_RDI, RDI) && SAME(VM_R8, R8) && SAME(VM_R15, R15));

const struct backend *backend_here(void)
{
	if (boot_cpu_has(X86_FEATURE_SVM))
		return &svm_backend;
	if (boot_cpu_has(X86_FEATURE_VMX))
		return &vmx_backend;
	return NULL;
}

static bool bit_of(const u64 *bits, unsigned int i)
{
	return bits[i / 64] >> i % 64 & 1;
}

/* The ops of one source, behind those of the others. */
static void plan_add(struct plan *plan, const struct backend *b, const u64 *accepted,
		     unsigned int source)
{
	unsigned int i, slot = 0, end = source ? plan->end[source - 1] : 0;
	struct capture_op op;

	for (i = 0; i < VT_NR_REGS; i++) {
		if (!bit_of(accepted, i))
			continue;
		op = b->op(i);
		op.slot = slot++;
		if (op.source != source || (plan->base && i < 64 && b->base >> i & 1))
			continue;
		plan->ops[end++] = op;
		plan->has[source][op.slot / 64] |= 1ull << op.slot % 64;
	}
	plan->end[source] = end;
}

struct plan *plan_new(const struct backend *b, const u64 *wanted, u64 *accepted)
{
	struct plan *plan = kvzalloc(struct_size(plan, ops, VT_NR_REGS), GFP_KERNEL_ACCOUNT);
	unsigned int i;

	if (!plan)
		return NULL;
	memset(accepted, 0, VMTRACE_REG_WORDS * sizeof(*accepted));
	for (i = 0; i < VT_NR_REGS; i++) {
		if (!bit_of(wanted, i) || !b->op(i).reader)
			continue;
		accepted[i / 64] |= 1ull << i % 64;
		plan->n++;
	}
	plan->nvalid = VMTRACE_WORDS(plan->n);
	plan->words = sizeof(struct vmtrace_vcpu) / 8 + plan->nvalid + plan->n;
	plan->base = b->base && (accepted[0] & b->base) == b->base;
	for (i = 0; i < NR_SOURCES; i++)
		plan_add(plan, b, accepted, i);
	return plan;
}
