/* SPDX-License-Identifier: GPL-2.0 */
#include "capture.h"
#include "event.h"
#include "lane.h"

#define CREATE_TRACE_POINTS
#include "vmtrace_trace.h"

static const u8 record_type[VMTRACE_NR_EVENTS] = {
	[VMTRACE_ON_EXIT] = VMTRACE_EXIT,
	[VMTRACE_ON_ENTRY] = VMTRACE_ENTRY,
	[VMTRACE_ON_SAMPLE] = VMTRACE_SAMPLE,
};

static __always_inline struct task_slot *task_of(struct lane *l, u64 now)
{
	struct task_slot *slot = l->task;

	return likely(task_slot_is(slot, current)) ? slot : identity_task_slow(l, now);
}

struct task_slot *event_task(struct lane *l, u64 now)
{
	return task_of(l, now);
}

static __always_inline struct vm_slot *vm_of(struct lane *l, struct kvm_vcpu *vcpu, u64 now)
{
	struct vm_slot *slot = l->vm;

	if (likely(slot->kvm == vcpu->kvm && slot->pid == vcpu->kvm->userspace_pid))
		return slot;
	return identity_vm_slow(l, vcpu, now);
}

/* Once a round: the slots are in use. */
static noinline void event_mark(struct lane *l, u32 round)
{
	l->task->seen = round;
	WRITE_ONCE(l->vm->seen, round);
	l->marked = round;
}

/*
 * Did this session's own timer cause an interrupt exit? Where kvm_exit is behind the host's
 * interrupt window the tick came first and left a note with the task, which may have moved to
 * another CPU since; KVM counts the exit just before or just behind the tick. Else the timer
 * is due and about to fire.
 */
static bool event_is_self(const struct lane *l, const struct task_slot *task, u32 exits, bool late)
{
	if (late)
		return task->ticked && exits - task->tick <= 1;
	return l->ticking && hrtimer_get_expires(&l->timer) <= ktime_get();
}

static void event_trace(const struct vmtrace_vcpu *rec, const struct plan *plan, unsigned int event)
{
	const u64 *valid = (const u64 *)(rec + 1);

	if (event == VMTRACE_ON_EXIT)
		trace_vmtrace_exit(rec, valid, plan->nvalid, valid + plan->nvalid, plan->n);
	else if (event == VMTRACE_ON_ENTRY)
		trace_vmtrace_entry(rec, valid, plan->nvalid, valid + plan->nvalid, plan->n);
	else
		trace_vmtrace_sample(rec, valid, plan->nvalid, valid + plan->nvalid, plan->n);
}

/* Reserve, or where only a trace event wants the record, the scratch. */
static __always_inline struct vmtrace_vcpu *event_reserve(struct lane *l, unsigned int event,
							  const struct plan *plan, u64 now)
{
	struct vmtrace_vcpu *rec;

	rec = ring_reserve(&l->ring, record_type[event], plan->words, now);
	if (unlikely(!rec && l->scratch)) {
		rec = l->scratch;
		rec->rec = (struct vmtrace_rec){ .type = record_type[event], .tsc = now };
	}
	return rec;
}

static __always_inline void event_commit(struct lane *l, unsigned int event,
					 const struct plan *plan, const struct vmtrace_vcpu *rec)
{
	if (likely(rec != l->scratch))
		ring_commit(&l->ring, rec);
	if (unlikely(l->scratch))
		event_trace(rec, plan, event);
}

static __always_inline struct vmtrace_vcpu *event_begin(const struct session *s, struct lane *l,
							struct kvm_vcpu *vcpu, unsigned int event,
							const struct task_slot *task, u64 now)
{
	const struct vm_slot *vm = vm_of(l, vcpu, now);
	struct vmtrace_vcpu *rec = event_reserve(l, event, s->plans[event], now);
	u32 round = READ_ONCE(s->round);

	if (unlikely(l->marked != round))
		event_mark(l, round);
	if (unlikely(!rec))
		return NULL;
	rec->task = task->number;
	rec->vm = vm->number;
	rec->vcpu = vcpu->vcpu_id;
	return rec;
}

static __always_inline void event_probe(const struct session *s, struct lane *l,
					struct kvm_vcpu *vcpu, unsigned int event, bool late)
{
	const struct backend *b = s->backend;
	struct plan *plan = s->plans[event];
	u64 now = lane_now(s, l);
	struct task_slot *task = task_of(l, now);
	struct vmtrace_vcpu *rec;

	if (!task->traced)
		return;
	rec = event_begin(s, l, vcpu, event, task, now);
	if (!rec)
		return;
	rec->exits = vcpu->stat.exits;
	rec->reason = 0;
	rec->late = 0;
	b->take[event](l, vcpu, plan, rec);
	if (event == VMTRACE_ON_EXIT) {
		if (rec->reason == b->intr && event_is_self(l, task, rec->exits, late))
			rec->rec.flags |= VMTRACE_REC_SELF;
		task->ticked = false;
	}
	event_commit(l, event, plan, rec);
}

void event_exit(struct session *s, struct kvm_vcpu *vcpu)
{
	unsigned long flags;
	struct lane *l;

	local_irq_save(flags);
	l = s->lanes[raw_smp_processor_id()];
	if (likely(l && l->on)) {
		if (s->must_see_exits)
			s->backend->exited(l, vcpu);
		if (s->events & BIT(VMTRACE_ON_EXIT))
			event_probe(s, l, vcpu, VMTRACE_ON_EXIT, !irqs_disabled_flags(flags));
	}
	local_irq_restore(flags);
}

void event_entry(struct session *s, struct kvm_vcpu *vcpu)
{
	unsigned long flags;
	struct lane *l;

	local_irq_save(flags);
	l = s->lanes[raw_smp_processor_id()];
	if (likely(l && l->on))
		event_probe(s, l, vcpu, VMTRACE_ON_ENTRY, false);
	local_irq_restore(flags);
}

void event_sample(struct lane *l, struct kvm_vcpu *vcpu, u64 now, u64 late)
{
	const struct session *s = l->session;
	struct plan *plan = s->plans[VMTRACE_ON_SAMPLE];
	struct task_slot *task = task_of(l, now);
	struct vmtrace_vcpu *rec;

	if (!task->traced)
		return;
	task->ticked = true;
	task->tick = vcpu->stat.exits;
	rec = event_begin(s, l, vcpu, VMTRACE_ON_SAMPLE, task, now);
	if (!rec)
		return;
	rec->tick = l->tick;
	rec->late = late;
	s->backend->take[VMTRACE_ON_SAMPLE](l, vcpu, plan, rec);
	event_commit(l, VMTRACE_ON_SAMPLE, plan, rec);
}

void event_cpu(struct lane *l, bool on, u32 cause)
{
	struct vmtrace_cpu *rec =
		ring_reserve(&l->ring, VMTRACE_CPU, sizeof(*rec) / 8, lane_now(l->session, l));

	if (!rec)
		return;
	rec->on = on;
	rec->cause = cause;
	ring_commit(&l->ring, rec);
}
