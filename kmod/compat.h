/* SPDX-License-Identifier: GPL-2.0 */
/* Every difference between kernels, 6.1 and up. Where a symbol moved, the newest name wins. */
#ifndef VMTRACE_COMPAT_H
#define VMTRACE_COMPAT_H

#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "vmtrace needs Linux 6.1 or newer"
#endif
#if !defined(CONFIG_X86_64)
#error "vmtrace captures x86-64 hosts"
#endif

/*
 * kvm_entry's arguments: (vcpu), and (vcpu, force_immediate_exit) from 6.9 and in stable
 * releases before it. Without kCFI a probe may leave arguments out. kvm_exit's have been
 * (vcpu, isa) since 5.16.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define VT_ENTRY_PROBE(name, data, vcpu) \
	name(void *data, struct kvm_vcpu *vcpu, bool force_immediate_exit)
#define VT_ENTRY_CALL(name, data, vcpu) name(data, vcpu, force_immediate_exit)
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
