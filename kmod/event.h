/* SPDX-License-Identifier: GPL-2.0 */
/*
 * event.h - what happened to a vCPU becomes a record in the ring of its CPU: the rare part,
 * which the probes (probe_body.h) leave out. Interrupts are off in all of these.
 */
#ifndef VMTRACE_EVENT_H
#define VMTRACE_EVENT_H

#include <linux/types.h>

#include "vmtrace_uapi.h"

struct kvm_vcpu;
struct lane;
struct task_slot;

static __always_inline u8 event_type(unsigned int event)
{
	return event == VMTRACE_ON_EXIT	   ? VMTRACE_EXIT
	       : event == VMTRACE_ON_ENTRY ? VMTRACE_ENTRY
					   : VMTRACE_SAMPLE;
}

/*
 * Looks up who runs and makes the lane know it, announced as of `now` if it is new; false: not
 * to be traced.
 */
bool event_identify(struct lane *l, struct kvm_vcpu *vcpu, u64 now);

/* The ring is full: where to put what only a trace event wants; NULL: nowhere. */
struct vmtrace_vcpu *event_scratch(struct lane *l, unsigned int event, u64 now);
/* Commits the record unless it is the scratch, and fires the trace event. */
void event_trace(struct lane *l, const struct vmtrace_vcpu *rec, unsigned int event);

/* Did this session's own timer cause the interrupt exit that is the vCPU's `exits`-th? */
bool event_is_self(const struct lane *l, u32 exits, bool late);

/* A tick in the guest of current; `late` in ns. */
void event_sample(struct lane *l, struct kvm_vcpu *vcpu, u64 now, u64 late);

/* The slot of current, announced as of `now` if it is new. */
struct task_slot *event_task(struct lane *l, u64 now);

/* Capture begins or ends on the lane's CPU. */
void event_cpu(struct lane *l, bool on, u32 cause);

#endif
