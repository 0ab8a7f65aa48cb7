/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every difference between kernels, 5.10 and up. Where a symbol moved, the newest name wins.
 * VT_HAS_* are Kbuild's, of names that the kernel's headers have.
 */
#ifndef VMTRACE_COMPAT_H
#define VMTRACE_COMPAT_H

#include <linux/bug.h> /* 5.10's asm/vmx.h leaves it out */
#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/version.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "vmtrace needs Linux 5.10 or newer"
#endif
#if !defined(CONFIG_X86_64)
#error "vmtrace captures x86-64 hosts"
#endif

/*
 * kvm_entry's arguments: (vcpu), and (vcpu, force_immediate_exit) from 6.9 and in stable
 * releases before it. Without kCFI a probe may leave arguments out. kvm_exit's are (vcpu, isa)
 * from 5.16 and (exit_reason, vcpu, isa) before. No probe here reads any but vcpu, so to pass a
 * call on the others need not be kept.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 16, 0)
#define VT_EXIT_PROBE(name, data, vcpu) name(void *data, struct kvm_vcpu *vcpu, u32 isa)
#define VT_EXIT_CALL(name, data, vcpu) name(data, vcpu, 0)
#else
#define VT_EXIT_PROBE(name, data, vcpu) \
	name(void *data, unsigned int exit_reason, struct kvm_vcpu *vcpu, u32 isa)
#define VT_EXIT_CALL(name, data, vcpu) name(data, 0, vcpu, 0)
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define VT_ENTRY_PROBE(name, data, vcpu) \
	name(void *data, struct kvm_vcpu *vcpu, bool force_immediate_exit)
#define VT_ENTRY_CALL(name, data, vcpu) name(data, vcpu, false)
#elif IS_ENABLED(CONFIG_CFI_CLANG)
#error "with kCFI before 6.9 the prototype of kvm_entry cannot be told"
#else
#define VT_ENTRY_PROBE(name, data, vcpu) name(void *data, struct kvm_vcpu *vcpu)
#define VT_ENTRY_CALL(name, data, vcpu) name(data, vcpu)
#endif

/* SVM's kvm_exit moved from the exit handler into svm_vcpu_run. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define VT_SVM_EXIT_POINT VMTRACE_EXIT_EARLY
#else
#define VT_SVM_EXIT_POINT VMTRACE_EXIT_LATE
#endif

/*
 * A vCPU's exit is being followed by the interrupts that were pending. Up to 5.16 KVM exports a
 * per-CPU variable for that, which is to be bound by name and is `handled` here.
 */
#ifdef VT_HAS_handling_intr_from_guest
#define VT_HANDLED_SYMBOL NULL
#else
#define VT_HANDLED_SYMBOL "current_vcpu"
#endif
static __always_inline bool vt_handling_intr(const struct kvm_vcpu *vcpu, void *handled)
{
#ifdef VT_HAS_handling_intr_from_guest
	return vcpu->arch.handling_intr_from_guest;
#else
	return handled && this_cpu_read(*(struct kvm_vcpu * __percpu *)handled) == vcpu;
#endif
}

/* SEV-ES is from 5.11 on. */
static __always_inline bool vt_protected(const struct kvm_vcpu *vcpu)
{
#ifdef VT_HAS_guest_state_protected
	return vcpu->arch.guest_state_protected;
#else
	return false;
#endif
}

/* RIP had its place in regs[], and the registers to write back were bits of a word. */
static __always_inline unsigned long vt_rip(const struct kvm_vcpu *vcpu)
{
#ifdef VT_HAS_VCPU_REG_RIP
	return vcpu->arch.rip;
#else
	return vcpu->arch.regs[VCPU_REGS_RIP];
#endif
}

#ifndef VT_HAS_VCPU_REG_RIP
#define VCPU_REG_RIP VCPU_REGS_RIP
#endif

static __always_inline bool vt_dirty(const struct kvm_vcpu *vcpu, unsigned int reg)
{
	return *(const u32 *)&vcpu->arch.regs_dirty >> reg & 1;
}

static __always_inline bool vt_nested_paging(const struct vmcb *vmcb)
{
#ifdef SVM_MISC_ENABLE_NP
	return vmcb->control.misc_ctl & SVM_MISC_ENABLE_NP;
#else
	return vmcb->control.nested_ctl & SVM_NESTED_CTL_NP_ENABLE;
#endif
}

#ifndef EPT_VIOLATION_GVA_IS_VALID
#define EPT_VIOLATION_GVA_IS_VALID BIT(7) /* SDM vol. 3, 27.2.1 */
#endif

/* Memory slots lay in an array, and lie in trees and a hash table. `bucket` is an int. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 17, 0)
#define vt_for_each_memslot(slot, bucket, slots) kvm_for_each_memslot(slot, bucket, slots)
#else
#define vt_for_each_memslot(slot, bucket, slots) \
	(void)(bucket);                          \
	kvm_for_each_memslot(slot, slots)
#endif

static inline void vt_eventfd_signal(struct eventfd_ctx *ctx)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	eventfd_signal(ctx);
#else
	eventfd_signal(ctx, 1);
#endif
}

static inline void vt_hrtimer_setup(struct hrtimer *timer,
				    enum hrtimer_restart (*function)(struct hrtimer *))
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	hrtimer_setup(timer, function, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer->function = function;
#endif
}

static inline void vt_vm_flags_mod(struct vm_area_struct *vma, unsigned long set,
				   unsigned long clear)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_mod(vma, set, clear);
#else
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
#endif
}

#endif
