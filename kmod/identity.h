/* SPDX-License-Identifier: GPL-2.0 */
/*
 * identity.h - which thread, which VM: small numbers for records, announced in the rings.
 *
 * Two hash tables of fixed size per session, bounded probing, no lock, no allocation. A
 * task's slot is keyed by its task_struct and only that task touches it, with interrupts
 * off, so that its fields need no care; whoever comes to an address again with another start
 * time takes the slot over. A VM's slot is shared by its vCPUs: each field is set once, by
 * cmpxchg. A table that is full gives number 0.
 *
 * Slots not used for long are reclaimed at a round when a table is half full, in two steps
 * with an RCU grace period between: identity_expire(), synchronize_rcu(), identity_reclaim().
 */
#ifndef VMTRACE_IDENTITY_H
#define VMTRACE_IDENTITY_H

#include <linux/sched.h>
#include <linux/types.h>

#include "vmtrace_uapi.h"

struct kvm;
struct kvm_vcpu;
struct lane;
struct session;

/* comm, as two words */
struct task_name {
	u64 word[VMTRACE_COMM / 8];
};

struct task_slot {
	struct task_struct *task;
	u64 start; /* of the task, ns of CLOCK_BOOTTIME */
	u32 number;
	u32 seen; /* the round of the last use */
	u32 tick; /* stat.exits when the sampler last met its guest, if an interrupt's exit */
	bool ticked;
	bool traced; /* by the session's filter */
	bool told;   /* a TASK record is in some ring */
	struct task_name comm, leader;
};

struct vm_slot {
	struct kvm *kvm;
	u32 pid;  /* kvm->userspace_pid, against a reused address */
	u32 tgid; /* whose vCPUs ran it first */
	u32 number;
	u32 order;
	u32 told;
	u32 seen;
};

struct identity {
	struct task_slot *tasks;
	struct vm_slot *vms;
	atomic_t nr_tasks, nr_vms; /* numbers given out */
};

int identity_init(struct identity *ids);
void identity_clear(struct identity *ids);
void identity_expire(struct session *s);
void identity_reclaim(struct session *s);

/*
 * Never NULL: the lane's no_task and no_vm stand for what found no slot. A slot that is not
 * told could not be announced. Interrupts are off; `now` stamps what has to be announced.
 * The lane remembers the task.
 */
struct task_slot *identity_task(struct lane *l, u64 now);
struct vm_slot *identity_vm(struct lane *l, struct kvm_vcpu *vcpu, u64 now);
/* The VM of a number; NULL: there is none. Its kvm may be gone. The session is locked. */
const struct vm_slot *identity_vm_numbered(const struct identity *ids, u32 number);

static __always_inline bool task_name_is(const struct task_name *n, const char *comm)
{
	const u64 *word = (const void *)comm; /* unaligned perhaps: x86 does not mind */

	return n->word[0] == word[0] && n->word[1] == word[1];
}

static __always_inline bool task_slot_is(const struct task_slot *slot, struct task_struct *t)
{
	return slot->task == t && slot->start == t->start_boottime &&
	       task_name_is(&slot->comm, t->comm) &&
	       task_name_is(&slot->leader, t->group_leader->comm);
}

#endif
