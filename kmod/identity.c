/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/hash.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include "capture.h"
#include "identity.h"
#include "lane.h"

#define TASK_BITS 12
#define VM_BITS 10
#define WINDOW 16	 /* slots looked at behind the hash */
#define STALE_ROUNDS 60	 /* unused for so long */
#define MAX_ANCESTORS 64 /* a chain of parents is followed so far */

/* A slot on its way from stale to free: nobody's, but not to be claimed yet. */
#define DYING ((void *)1)

static struct task_slot *task_at(const struct identity *ids, unsigned int i)
{
	return &ids->tasks[i & ((1u << TASK_BITS) - 1)];
}

static struct vm_slot *vm_at(const struct identity *ids, unsigned int i)
{
	return &ids->vms[i & ((1u << VM_BITS) - 1)];
}

static bool task_descends(struct task_struct *t, pid_t tgid)
{
	bool found = false;
	int i;

	rcu_read_lock();
	for (i = 0; i < MAX_ANCESTORS && !found && t->pid > 1; i++) {
		t = rcu_dereference(t->real_parent);
		found = t->tgid == tgid;
	}
	rcu_read_unlock();
	return found;
}

static bool task_wanted(const struct session *s, struct task_struct *t)
{
	pid_t owner = pid_nr(s->owner);
	u32 i;

	if (t->tgid == owner)
		return false;
	if (!s->ntgids && !(s->flags & VMTRACE_SETUP_CHILDREN))
		return true;
	for (i = 0; i < s->ntgids; i++)
		if (s->tgids[i] == t->tgid)
			return true;
	return s->flags & VMTRACE_SETUP_CHILDREN && task_descends(t, owner);
}

/* The slot that current owns already, else one claimed for it; NULL: none free. */
static struct task_slot *task_find(struct identity *ids)
{
	unsigned int i, hash = hash_ptr(current, TASK_BITS);
	struct task_slot *slot;

	for (i = 0; i < WINDOW; i++)
		if (READ_ONCE(task_at(ids, hash + i)->task) == current)
			return task_at(ids, hash + i);
	for (i = 0; i < WINDOW; i++) {
		slot = task_at(ids, hash + i);
		if (!READ_ONCE(slot->task) && !cmpxchg(&slot->task, NULL, current))
			return slot;
	}
	return NULL;
}

static u64 current_cgroup(void)
{
	u64 id = 0;

#ifdef CONFIG_CGROUPS
	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(current));
	rcu_read_unlock();
#endif
	return id;
}

static bool task_tell(struct lane *l, const struct task_slot *slot, u64 now)
{
	struct vmtrace_task *rec = ring_reserve(&l->ring, VMTRACE_TASK, sizeof(*rec) / 8, now);

	if (!rec)
		return false;
	rec->task = slot->number;
	rec->tid = current->pid;
	rec->tgid = current->tgid;
	rcu_read_lock();
	rec->ppid = rcu_dereference(current->real_parent)->tgid;
	rcu_read_unlock();
	rec->uid = from_kuid(&init_user_ns, current_uid());
	rec->gid = from_kgid(&init_user_ns, current_gid());
	rec->start = slot->start;
	rec->cgroup = current_cgroup();
	memcpy(rec->comm, &slot->comm, sizeof(rec->comm));
	memcpy(rec->leader, &slot->leader, sizeof(rec->leader));
	ring_commit(&l->ring, sizeof(*rec) / 8);
	return true;
}

/* A new name is a new number; the filter's verdict is for the task's life. */
static void task_renew(struct session *s, struct task_slot *slot)
{
	if (slot->start != current->start_boottime) {
		slot->start = current->start_boottime;
		slot->traced = task_wanted(s, current);
		slot->ticked = false;
	}
	memcpy(&slot->comm, current->comm, sizeof(slot->comm));
	memcpy(&slot->leader, current->group_leader->comm, sizeof(slot->leader));
	if (slot->traced) {
		slot->number = atomic_inc_return(&s->ids.nr_tasks);
		slot->told = false;
	}
}

struct task_slot *identity_task(struct lane *l, u64 now)
{
	struct session *s = l->session;
	struct task_slot *slot = task_find(&s->ids);

	l->task = slot ?: &l->no_task;
	if (!slot) {
		l->no_task.start = current->start_boottime;
		l->no_task.traced = task_wanted(s, current);
		l->no_task.ticked = false;
		return l->task;
	}
	if (!task_slot_is(slot, current))
		task_renew(s, slot);
	slot->seen = s->round;
	if (slot->traced && !slot->told)
		slot->told = task_tell(l, slot, now);
	return slot;
}

/* Both cmpxchg end with the same values on every vCPU of a living VM. */
static bool vm_slot_claim(struct vm_slot *slot, struct kvm *kvm)
{
	struct kvm *owner = cmpxchg(&slot->kvm, NULL, kvm);
	u32 pid = kvm->userspace_pid, was;

	if (owner && owner != kvm)
		return false;
	was = cmpxchg(&slot->pid, 0, pid);
	return !was || was == pid;
}

static struct vm_slot *vm_find(struct identity *ids, struct kvm *kvm)
{
	unsigned int i, hash = hash_ptr(kvm, VM_BITS);
	struct vm_slot *slot;

	for (i = 0; i < WINDOW; i++) {
		slot = vm_at(ids, hash + i);
		if (READ_ONCE(slot->kvm) == kvm && READ_ONCE(slot->pid) == kvm->userspace_pid)
			return slot;
	}
	for (i = 0; i < WINDOW; i++)
		if (vm_slot_claim(vm_at(ids, hash + i), kvm))
			return vm_at(ids, hash + i);
	return NULL;
}

/* One more than the highest of the process's VMs that are still in the table. */
static u32 vm_order(const struct identity *ids, const struct vm_slot *slot)
{
	const struct vm_slot *other;
	u32 i, order = 0;

	for (i = 0; i < 1u << VM_BITS; i++) {
		other = vm_at(ids, i);
		if (other != slot && READ_ONCE(other->pid) == slot->pid)
			order = max(order, READ_ONCE(other->order) + 1);
	}
	return order;
}

static bool vm_tell(struct lane *l, struct kvm_vcpu *vcpu, const struct vm_slot *slot, u64 now)
{
	struct vmtrace_vm *rec = ring_reserve(&l->ring, VMTRACE_VM, sizeof(*rec) / 8, now);

	if (!rec)
		return false;
	rec->vm = slot->number;
	rec->tgid = current->tgid;
	rec->order = slot->order;
	rec->isa = l->session->backend->isa;
	rec->nested_paging = l->session->backend->nested_paging(l, vcpu);
	memset(rec->pad, 0, sizeof(rec->pad));
	ring_commit(&l->ring, sizeof(*rec) / 8);
	return true;
}

struct vm_slot *identity_vm(struct lane *l, struct kvm_vcpu *vcpu, u64 now)
{
	struct identity *ids = &l->session->ids;
	struct vm_slot *slot = vm_find(ids, vcpu->kvm);

	if (!slot)
		return &l->no_vm;
	if (!READ_ONCE(slot->number)) {
		WRITE_ONCE(slot->order, vm_order(ids, slot));
		WRITE_ONCE(slot->tgid, current->tgid);
		cmpxchg(&slot->number, 0, atomic_inc_return(&ids->nr_vms));
	}
	if (slot->number > U16_MAX)
		return &l->no_vm;
	if (!READ_ONCE(slot->told) && !cmpxchg(&slot->told, 0, 1))
		WRITE_ONCE(slot->told, vm_tell(l, vcpu, slot, now));
	return slot;
}

const struct vm_slot *identity_vm_numbered(const struct identity *ids, u32 number)
{
	const struct vm_slot *slot;
	unsigned int i;

	for (i = 0; i < 1u << VM_BITS; i++) {
		slot = vm_at(ids, i);
		if (number && smp_load_acquire(&slot->number) == number)
			return slot;
	}
	return NULL;
}

int identity_init(struct identity *ids)
{
	ids->tasks = kvcalloc(1u << TASK_BITS, sizeof(*ids->tasks), GFP_KERNEL_ACCOUNT);
	ids->vms = kvcalloc(1u << VM_BITS, sizeof(*ids->vms), GFP_KERNEL_ACCOUNT);
	return ids->tasks && ids->vms ? 0 : -ENOMEM;
}

void identity_clear(struct identity *ids)
{
	kvfree(ids->tasks);
	kvfree(ids->vms);
	memset(ids, 0, sizeof(*ids));
}

/* A slot's key by its index, in either table; the sweeps below are the same for both. */
struct sweep {
	unsigned int slots;
	void **(*key)(struct identity *ids, unsigned int i);
	u32 *(*seen)(struct identity *ids, unsigned int i);
	void (*wipe)(struct identity *ids, unsigned int i);
};

static void **task_key(struct identity *ids, unsigned int i)
{
	return (void **)&task_at(ids, i)->task;
}

static u32 *task_seen(struct identity *ids, unsigned int i)
{
	return &task_at(ids, i)->seen;
}

/* The rest of the slot stays: its next owner finds another start time. */
static void task_wipe(struct identity *ids, unsigned int i)
{
	task_at(ids, i)->start = 0;
}

static void **vm_key(struct identity *ids, unsigned int i)
{
	return (void **)&vm_at(ids, i)->kvm;
}

static u32 *vm_seen(struct identity *ids, unsigned int i)
{
	return &vm_at(ids, i)->seen;
}

static void vm_wipe(struct identity *ids, unsigned int i)
{
	struct vm_slot *slot = vm_at(ids, i);

	slot->pid = slot->tgid = slot->number = slot->order = slot->told = 0;
}

static const struct sweep sweeps[] = {
	{ 1u << TASK_BITS, task_key, task_seen, task_wipe },
	{ 1u << VM_BITS, vm_key, vm_seen, vm_wipe },
};

void identity_expire(struct session *s)
{
	const struct sweep *w;
	unsigned int i, used;
	void **key, *owner;

	for (w = sweeps; w < sweeps + ARRAY_SIZE(sweeps); w++) {
		for (i = used = 0; i < w->slots; i++)
			used += !!READ_ONCE(*w->key(&s->ids, i));
		if (used < w->slots / 2)
			continue;
		for (i = 0; i < w->slots; i++) {
			key = w->key(&s->ids, i);
			owner = READ_ONCE(*key);
			if (owner && s->round - READ_ONCE(*w->seen(&s->ids, i)) > STALE_ROUNDS)
				cmpxchg(key, owner, DYING);
		}
	}
}

void identity_reclaim(struct session *s)
{
	const struct sweep *w;
	unsigned int i;

	for (w = sweeps; w < sweeps + ARRAY_SIZE(sweeps); w++)
		for (i = 0; i < w->slots; i++)
			if (*w->key(&s->ids, i) == DYING) {
				w->wipe(&s->ids, i);
				smp_store_release(w->key(&s->ids, i), NULL);
			}
}
