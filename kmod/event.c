/* SPDX-License-Identifier: GPL-2.0 */
#include "capture.h"
#include "event.h"
#include "lane.h"

#define CREATE_TRACE_POINTS
#include "vmtrace_trace.h"

/* An untraced thread is found so at its first event; the verdict is for its life. */
static bool lane_skips(const struct lane *l)
{
	return l->skipped == current && l->skipped_start == current->start_boottime;
}

struct task_slot *event_task(struct lane *l, u64 now)
{
	struct task_slot *slot = l->task;

	return slot->told && task_slot_is(slot, current) ? slot : identity_task(l, now);
}

/*
 * Names are compared here and nowhere else: once a round, and when the kernel says that a VMM
 * or one of its threads changes its name. It says so just before, so for a moment nothing is
 * known for longer than one event.
 */
bool event_identify(struct lane *l, struct kvm_vcpu *vcpu, u64 now)
{
	struct session *s = l->session;
	int epoch = atomic_read_acquire(&s->epoch);
	struct task_slot *task;
	struct vm_slot *vm;

	WRITE_ONCE(l->known.who, NULL);
	l->vmcb = LANE_NO_VMCB;
	l->vmx_paging = 0;
	if (lane_skips(l))
		return false;
	task = event_task(l, now);
	if (!task->traced) {
		l->skipped = current;
		l->skipped_start = current->start_boottime;
		return false;
	}
	vm = identity_vm(l, vcpu, now);
	task->seen = s->round;
	WRITE_ONCE(vm->seen, s->round);
	l->known.task = task->number;
	l->known.vm = vm->number;
	l->known.kvm = vcpu->kvm;
	l->known.start = task->start;
	/* what could not be told is tried again at the next event */
	if (task->told && READ_ONCE(vm->told) && !session_renaming(s)) {
		WRITE_ONCE(l->known.who, current);
		smp_mb(); /* with session_forget(): it sees this, or its epoch is seen here */
		if (atomic_read(&s->epoch) != epoch)
			WRITE_ONCE(l->known.who, NULL);
	}
	return true;
}

/*
 * Where kvm_exit is behind the host's interrupt window the tick came first and, if the exit was
 * an interrupt's, left a note with the task, which may have moved to another CPU since; KVM
 * counts the exit just before or just behind the tick. Else the timer is due and about to fire.
 */
bool event_is_self(const struct lane *l, u32 exits, bool late)
{
	if (late)
		return l->task->ticked && exits - l->task->tick <= 1;
	return l->ticking && hrtimer_get_expires(&l->timer) <= ktime_get();
}

struct vmtrace_vcpu *event_scratch(struct lane *l, unsigned int event, u64 now)
{
	struct vmtrace_vcpu *rec = l->scratch;

	if (rec)
		rec->rec = (struct vmtrace_rec){ .type = event_type(event), .tsc = now };
	return rec;
}

void event_trace(struct lane *l, const struct vmtrace_vcpu *rec, unsigned int event)
{
	const struct plan *plan = l->session->plans[event];
	const u64 *valid = (const u64 *)(rec + 1), *regs = valid + plan->nvalid;

	if (rec != l->scratch)
		ring_commit(&l->ring, plan->words);
	if (event == VMTRACE_ON_EXIT)
		trace_vmtrace_exit(rec, valid, plan->nvalid, regs, plan->n);
	else if (event == VMTRACE_ON_ENTRY)
		trace_vmtrace_entry(rec, valid, plan->nvalid, regs, plan->n);
	else
		trace_vmtrace_sample(rec, valid, plan->nvalid, regs, plan->n);
}

void event_sample(struct lane *l, struct kvm_vcpu *vcpu, u64 now, u64 late)
{
	const struct session *s = l->session;
	struct plan *plan = s->plans[VMTRACE_ON_SAMPLE];
	struct vmtrace_vcpu *rec;

	if (!lane_knows(l, vcpu) && !event_identify(l, vcpu, now))
		return;
	if (s->backend->by_interrupt && s->backend->by_interrupt(l, vcpu)) {
		l->task->ticked = true;
		l->task->tick = vcpu->stat.exits;
	}
	rec = ring_reserve(&l->ring, VMTRACE_SAMPLE, plan->words, now);
	if (!rec && !(rec = event_scratch(l, VMTRACE_ON_SAMPLE, now)))
		return;
	rec->ids = l->known.ids;
	rec->vcpu = vcpu->vcpu_id;
	rec->tick = l->tick;
	rec->late = late;
	s->backend->sample(l, vcpu, plan, rec);
	if (l->scratch)
		event_trace(l, rec, VMTRACE_ON_SAMPLE);
	else
		ring_commit(&l->ring, plan->words);
}

void event_cpu(struct lane *l, bool on, u32 cause)
{
	struct vmtrace_cpu *rec =
		ring_reserve(&l->ring, VMTRACE_CPU, sizeof(*rec) / 8, lane_now(l->session, l));

	if (!rec)
		return;
	rec->on = on;
	rec->cause = cause;
	ring_commit(&l->ring, sizeof(*rec) / 8);
}
