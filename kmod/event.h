/* SPDX-License-Identifier: GPL-2.0 */
/* event.h - what happened to a vCPU becomes a record in the ring of its CPU. */
#ifndef VMTRACE_EVENT_H
#define VMTRACE_EVENT_H

#include <linux/types.h>

struct kvm_vcpu;
struct lane;
struct session;
struct task_slot;

/* The probes' bodies; interrupts on or off. */
void event_exit(struct session *s, struct kvm_vcpu *vcpu);
void event_entry(struct session *s, struct kvm_vcpu *vcpu);

/* A tick in the guest of current; interrupts off. `late` in ns. */
void event_sample(struct lane *l, struct kvm_vcpu *vcpu, u64 now, u64 late);

/* The slot of current, announced as of `now` if it is new; interrupts off. */
struct task_slot *event_task(struct lane *l, u64 now);

/* Capture begins or ends on the lane's CPU. */
void event_cpu(struct lane *l, bool on, u32 cause);

#endif
