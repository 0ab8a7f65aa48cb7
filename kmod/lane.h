/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lane.h - what a session keeps for one CPU: its ring, its timer, what it saw last.
 *
 * Touched by its CPU alone, with interrupts off, from lane_online() to lane_offline(), which
 * the hotplug machinery calls there when a session starts and ends and when the CPU comes
 * and goes; by the session otherwise. A probe that is to be quick leaves interrupts on and
 * marks the lane as busy instead: a tick that meets it so counts, and writes nothing.
 */
#ifndef VMTRACE_LANE_H
#define VMTRACE_LANE_H

#include <linux/hrtimer.h>
#include <linux/kvm_host.h>
#include <linux/timekeeping.h>
#include <asm/tsc.h>

#include "identity.h"
#include "ring.h"
#include "session.h"

#define LANE_THREADS 16

/* ticks of a vCPU thread since its last TICKS record */
struct thread_ticks {
	u32 task, host, guest;
};

/*
 * Who had the last event, as records name him. It holds while the thread and its VM are the
 * same (a task_struct's address alone may be somebody else's by now) and until
 * session_forget(), which any CPU may call.
 */
struct known {
	const struct task_struct *who; /* NULL: look again */
	u64 start;
	const struct kvm *kvm;
	union {
		u64 ids;
		struct { /* as in struct vmtrace_vcpu */
			u32 task;
			u16 vm, vcpu;
		};
	};
};

#define LANE_NO_VMCB ((void *)1) /* no vCPU's, not even of one without a VMCB */

struct lane {
	struct session *session;
	unsigned int cpu;
	bool busy; /* a probe is writing, with interrupts on */
	u64 last;  /* the youngest time stamp: a ring's never decrease */
	struct known known;
	struct task_slot *task; /* as last found */
	void *scratch;		/* of a record for the trace events alone; NULL: none are wanted */
	struct ring ring;

	struct task_slot no_task;
	struct vm_slot no_vm;
	const struct task_struct *skipped; /* the last one that was not to be traced */
	u64 skipped_start;

	struct vmcb *vmcb; /* SVM: found sane, neither nested nor protected; or LANE_NO_VMCB */
	bool vmcb01_known; /* SVM: struct vcpu_svm is laid out as expected */
	u8 vmx_paging;	   /* VMX: enum vmx_paging of the known VM; 0: look again */
	u64 vmcs;	   /* VMX: current at the last exit here */
	const struct kvm_vcpu *vmcs_vcpu;

	struct hrtimer timer;
	bool ticking;
	u64 tick; /* number of the last tick, overruns included */
	u32 round;
	u32 none, host, guest;
	struct thread_ticks threads[LANE_THREADS];
};

static __always_inline u64 lane_now(const struct session *s, struct lane *l)
{
	u64 now = session_clock(s);

	if (unlikely(now < l->last))
		now = l->last;
	l->last = now;
	return now;
}

/*
 * For a probe with interrupts on, which is not preempted: this CPU's lane, busy until it is
 * left; NULL: none.
 */
static __always_inline struct lane *lane_enter(const struct session *s)
{
	struct lane *l = this_cpu_read(*s->live);

	if (likely(l))
		WRITE_ONCE(l->busy, true);
	barrier();
	return l;
}

static __always_inline void lane_leave(struct lane *l)
{
	barrier();
	WRITE_ONCE(l->busy, false);
}

static __always_inline bool lane_knows(const struct lane *l, const struct kvm_vcpu *vcpu)
{
	return data_race(l->known.who) == current && l->known.start == current->start_boottime &&
	       l->known.kvm == vcpu->kvm;
}

struct lane *lane_new(struct session *s, unsigned int cpu, struct eventfd_ctx *eventfd);
void lane_free(struct lane *l);

/* cpuhp callbacks of a session's node */
int lane_online(unsigned int cpu, struct hlist_node *node);
int lane_offline(unsigned int cpu, struct hlist_node *node);

#endif
