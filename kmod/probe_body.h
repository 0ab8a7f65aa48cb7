/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probe_body.h - the body of a probe. Each backend makes its own of it, so that reading the
 * registers is part of it and needs no call.
 *
 * An event's way: the lane knows the thread and the VM that it saw last; the ring has room up
 * to `limit`. Everything else - somebody new, a new round, a full ring, trace events - is
 * event.c's, and is met once a round or more rarely.
 */
#ifndef VMTRACE_PROBE_BODY_H
#define VMTRACE_PROBE_BODY_H

#include "capture.h"
#include "event.h"
#include "lane.h"

/* Fills flags, reason (of an EXIT), validity bits and registers; always inlined. */
typedef void probe_fill(struct lane *l, struct kvm_vcpu *vcpu, unsigned int event,
			struct plan *plan, struct vmtrace_vcpu *rec);

/* What an EXIT or ENTRY holds beside its registers. */
static __always_inline void probe_begin(const struct lane *l, const struct kvm_vcpu *vcpu,
					struct vmtrace_vcpu *rec)
{
	rec->ids = l->known.ids;
	rec->vcpu = vcpu->vcpu_id;
	rec->exits = vcpu->stat.exits;
	rec->late = 0;
}

static __always_inline void probe_end(struct lane *l, struct vmtrace_vcpu *rec, unsigned int event,
				      u32 intr, bool late)
{
	if (event != VMTRACE_ON_EXIT)
		return;
	if (likely(rec->reason != intr))
		return;
	if (event_is_self(l, rec->exits, late))
		rec->rec.flags |= VMTRACE_REC_SELF;
	l->task->ticked = false;
}

static __always_inline void probe_event(struct session *s, struct kvm_vcpu *vcpu,
					unsigned int event, u32 intr, probe_fill *fill)
{
	struct plan *plan = s->plans[event];
	struct vmtrace_vcpu *rec;
	unsigned long flags;
	struct lane *l;
	bool late;
	u64 now;

	local_irq_save(flags);
	l = this_cpu_read(*s->live);
	if (unlikely(!l))
		goto out;
	late = !irqs_disabled_flags(flags);
	now = lane_now(s, l);
	if (unlikely(!lane_knows(l, vcpu)) && !event_identify(l, vcpu, now))
		goto out;
	rec = ring_reserve(&l->ring, event_type(event), plan->words, now);
	if (unlikely(!rec) && !(rec = event_scratch(l, event, now)))
		goto out;
	probe_begin(l, vcpu, rec);
	rec->reason = 0;
	fill(l, vcpu, event, plan, rec);
	probe_end(l, rec, event, intr, late);
	if (unlikely(l->scratch))
		event_trace(l, rec, event);
	else
		ring_commit(&l->ring, plan->words);
out:
	local_irq_restore(flags);
}

#endif
