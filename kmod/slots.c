/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "compat.h"
#include "identity.h"
#include "slots.h"

#define FILES_AT_ONCE 1024 /* looked at under the lock of a process's file table */

/*
 * kvm's list of its VMs and their lock are its own, and the address that a probe once saw may
 * have been freed since. But whoever runs a vCPU has it open, and what is open holds the VM:
 * among the process's files one is looked for that is of kvm and of just this VM. A reference
 * to the file is one to the VM.
 */
struct holder_search {
	const struct kvm *kvm;
	struct file *file;
	unsigned int left; /* files to be looked at under one lock */
};

/* The VM that a file holds; NULL: none. Nobody but the kernel names such inodes. */
static const struct kvm *file_kvm(const struct file *file)
{
	const struct dentry *d = file->f_path.dentry;

	if (d->d_sb->s_magic != ANON_INODE_FS_MAGIC)
		return NULL;
	if (!strcmp(d->d_name.name, "kvm-vm"))
		return file->private_data;
	if (!strncmp(d->d_name.name, "kvm-vcpu:", strlen("kvm-vcpu:")))
		return ((const struct kvm_vcpu *)file->private_data)->kvm;
	return NULL;
}

/* As iterate_fd() calls it, under the table's lock. Not 0: where to go on. */
static int holder_look(const void *p, struct file *file, unsigned int fd)
{
	struct holder_search *search = (void *)p;

	if (file_kvm(file) == search->kvm)
		search->file = get_file(file);
	return search->file || !--search->left ? fd + 1 : 0;
}

static struct file *holder_among(struct task_struct *t, const struct kvm *kvm)
{
	struct holder_search search = { .kvm = kvm };
	int next = 0;

	do {
		search.left = FILES_AT_ONCE;
		task_lock(t); /* its table stays */
		next = iterate_fd(t->files, next, holder_look, &search);
		task_unlock(t);
		cond_resched();
	} while (next && !search.file);
	return search.file;
}

/* A thread that has files yet: a leader may be gone before the others. */
static struct task_struct *process_thread(u32 tgid)
{
	struct task_struct *leader, *t, *found = NULL;

	rcu_read_lock();
	leader = pid_task(find_pid_ns(tgid, &init_pid_ns), PIDTYPE_TGID);
	if (leader)
		for_each_thread(leader, t) if (!found && READ_ONCE(t->files)) found = t;
	if (found)
		get_task_struct(found);
	rcu_read_unlock();
	return found;
}

static struct file *vm_holder(const struct vm_slot *vm)
{
	struct task_struct *t = process_thread(vm->tgid);
	struct file *file = t ? holder_among(t, vm->kvm) : NULL;

	if (t)
		put_task_struct(t);
	return file;
}

static void slot_tell(struct vmtrace_slot *to, const struct kvm_memory_slot *slot)
{
	to->gpa = (u64)slot->base_gfn << PAGE_SHIFT;
	to->bytes = (u64)slot->npages << PAGE_SHIFT;
	to->hva = slot->userspace_addr;
	to->flags = slot->flags & KVM_MEM_READONLY ? VMTRACE_SLOT_READONLY : 0;
}

/* Invalid: on its way out. */
static void kvm_tell(struct kvm *kvm, struct vmtrace_slots *u, struct vmtrace_slot *room)
{
	const struct kvm_memory_slot *slot;
	struct kvm_memslots *slots;
	u32 i = 0, n = 0;
	int bucket, srcu;

	srcu = srcu_read_lock(&kvm->srcu);
	slots = __kvm_memslots(kvm, 0);
	u->generation = slots->generation;
	vt_for_each_memslot(slot, bucket, slots)
	{
		if (i++ < u->start || n == u->n || slot->flags & KVM_MEMSLOT_INVALID)
			continue;
		slot_tell(&room[n++], slot);
		u->start = i;
	}
	srcu_read_unlock(&kvm->srcu, srcu);
	u->n = n;
}

int slots_read(const struct vm_slot *vm, struct vmtrace_slots *u, struct vmtrace_slot *room)
{
	struct file *holder = vm_holder(vm);

	if (!holder)
		return -ESRCH;
	kvm_tell(vm->kvm, u, room);
	fput(holder);
	return 0;
}
