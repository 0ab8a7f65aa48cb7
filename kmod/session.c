/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/eventfd.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "capture.h"
#include "lane.h"
#include "session.h"

/* All that is not a session's: who is open, for the limit, the holders and suspend. */
static LIST_HEAD(open_sessions);
static DEFINE_MUTEX(open_lock); /* outside a session's lock */
static int hotplug_state;

static int sessions_add(struct session *s)
{
	struct list_head *other;
	int n = 0, err = -EBUSY;

	mutex_lock(&open_lock);
	list_for_each(other, &open_sessions)
		n++;
	if (n < SESSIONS_MAX) {
		list_add_tail(&s->link, &open_sessions);
		err = 0;
	}
	mutex_unlock(&open_lock);
	return err;
}

static void sessions_remove(struct session *s)
{
	mutex_lock(&open_lock);
	list_del_init(&s->link);
	mutex_unlock(&open_lock);
}

int sessions_holders(char *buffer, size_t size)
{
	struct session *s;
	int n = 0;

	mutex_lock(&open_lock);
	list_for_each_entry(s, &open_sessions, link)
		n += scnprintf(buffer + n, size - n, "%s%d", n ? "," : "", pid_vnr(s->owner));
	mutex_unlock(&open_lock);
	return n + scnprintf(buffer + n, size - n, "\n");
}

static struct vmtrace_clock session_now(const struct session *s)
{
	struct vmtrace_clock now;
	unsigned long flags;
	ktime_t mono;

	local_irq_save(flags);
	now.tsc = rdtsc_ordered();
	mono = ktime_get();
	now.tsc += (rdtsc_ordered() - now.tsc) / 2; /* the middle is the best guess */
	local_irq_restore(flags);
	now.mono = ktime_to_ns(mono);
	now.boot = ktime_to_ns(ktime_mono_to_any(mono, TK_OFFS_BOOT));
	now.real = ktime_to_ns(ktime_mono_to_real(mono));
	if (s->monotonic)
		now.tsc = now.mono;
	return now;
}

/* From RUNNING to ENDED. Each CPU's lane is closed to exits and entries at once, then they go. */
static void session_end(struct session *s, u32 cause)
{
	int cpu;

	lockdep_assert_held(&s->lock);
	if (s->state == SESSION_RUNNING) {
		s->cause = cause;
		cpuhp_state_remove_instance(hotplug_state, &s->hotplug);
		kvm_points_detach(&s->points, s);
		s->end = session_now(s);
		kvm_points_put(&s->points);
		for_each_possible_cpu(cpu)
			if (s->lanes[cpu])
				ring_signal(&s->lanes[cpu]->ring);
	}
	if (s->state != SESSION_ENDED)
		s->cause = cause;
	s->state = SESSION_ENDED;
}

void sessions_end(u32 cause)
{
	struct session *s;

	mutex_lock(&open_lock);
	list_for_each_entry(s, &open_sessions, link) {
		mutex_lock(&s->lock);
		if (s->state == SESSION_RUNNING)
			session_end(s, cause);
		mutex_unlock(&s->lock);
	}
	mutex_unlock(&open_lock);
}

static void session_free_lanes(struct session *s)
{
	int cpu;

	if (s->lanes)
		for_each_possible_cpu(cpu)
			lane_free(s->lanes[cpu]);
	kvfree(s->lanes);
	free_percpu(s->live);
	s->lanes = NULL;
	s->live = NULL;
	identity_clear(&s->ids);
}

void session_disown(struct session *s)
{
	mutex_lock(&s->lock);
	session_end(s, VMTRACE_END_OWNER);
	mutex_unlock(&s->lock);
	sessions_remove(s);
}

/* The last user of the owner's mm is gone, by exit or exec. So are its maps. */
static void session_mm_gone(struct mmu_notifier *mn, struct mm_struct *mm)
{
	struct session *s = container_of(mn, struct session, mn);

	session_disown(s);
	mutex_lock(&s->lock);
	session_free_lanes(s);
	mutex_unlock(&s->lock);
}

static const struct mmu_notifier_ops session_mm_ops = { .release = session_mm_gone };

struct session *session_open(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	int err;

	if (!s)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&s->link);
	mutex_init(&s->lock);
	s->owner = get_pid(task_tgid(current));
	s->mn.ops = &session_mm_ops;
	err = sessions_add(s);
	if (err)
		goto put;
	err = mmu_notifier_register(&s->mn, current->mm);
	if (!err)
		return s;
	sessions_remove(s);
put:
	put_pid(s->owner);
	kfree(s);
	return ERR_PTR(err);
}

void session_release(struct session *s)
{
	int i;

	mmu_notifier_unregister(&s->mn, s->mn.mm); /* runs session_mm_gone() if it has not */
	for (i = 0; i < VMTRACE_NR_EVENTS; i++)
		kvfree(s->plans[i]);
	put_pid(s->owner);
	kfree(s);
}

bool session_owned(const struct session *s)
{
	return current->mm == s->mn.mm;
}

/* Every eventfd of the set-up goes to its lane, or back. */
static int session_make_lanes(struct session *s, struct session_setup *setup)
{
	struct eventfd_ctx *eventfd;
	struct lane *l;
	int cpu;

	s->lanes = kvcalloc(nr_cpu_ids, sizeof(*s->lanes), GFP_KERNEL_ACCOUNT);
	s->live = alloc_percpu_gfp(struct lane *, GFP_KERNEL_ACCOUNT);
	if (!s->lanes || !s->live)
		return -ENOMEM;
	for_each_cpu_and(cpu, setup->cpus, cpu_present_mask) {
		eventfd = setup->wakes[cpu];
		setup->wakes[cpu] = NULL;
		l = lane_new(s, cpu, eventfd);
		if (IS_ERR(l))
			return PTR_ERR(l);
		s->lanes[cpu] = l;
	}
	return 0;
}

int session_setup(struct session *s, struct session_setup *setup)
{
	int err = -EINVAL;

	mutex_lock(&s->lock);
	if (s->state != SESSION_NEW)
		goto unlock;
	s->flags = setup->flags;
	s->events = setup->events;
	if (s->events & BIT(VMTRACE_ON_SAMPLE))
		s->period = NSEC_PER_SEC / setup->hz;
	s->ring_bytes = setup->ring_bytes;
	s->watermark = setup->watermark ?: setup->ring_bytes / 2;
	s->ntgids = setup->ntgids;
	memcpy(s->tgids, setup->tgids, sizeof(s->tgids));
	memcpy(s->regs, setup->regs, sizeof(s->regs));
	err = identity_init(&s->ids);
	if (!err)
		err = session_make_lanes(s, setup);
	if (err)
		session_free_lanes(s);
	else
		smp_store_release(&s->state, SESSION_READY); /* session_map() reads it */
unlock:
	mutex_unlock(&s->lock);
	return err;
}

void session_forget(struct session *s)
{
	int cpu;

	atomic_inc_return(&s->epoch); /* ahead of what follows: event_identify() */
	for_each_possible_cpu(cpu)
		if (s->lanes[cpu])
			WRITE_ONCE(s->lanes[cpu]->known.who, NULL);
}

void session_rename(struct session *s)
{
	WRITE_ONCE(s->renamed_jiffies, jiffies);
	session_forget(s);
}

static int session_plan(struct session *s, struct vmtrace_start *start)
{
	int i;

	for (i = 0; i < VMTRACE_NR_EVENTS; i++) {
		kvfree(s->plans[i]);
		s->plans[i] = plan_new(s->backend, s->regs[i], start->regs[i]);
		if (!s->plans[i])
			return -ENOMEM;
	}
	return 0;
}

static void session_tell_start(const struct session *s, struct vmtrace_start *start)
{
	start->abi = VMTRACE_ABI;
	start->regs_version = VMTRACE_REGS_VERSION;
	start->isa = s->backend->isa;
	start->clock = s->monotonic ? VMTRACE_CLOCK_MONOTONIC : VMTRACE_CLOCK_TSC;
	start->exit_point = s->backend->exit_point;
	start->tsc_khz = tsc_khz;
	start->period = s->period;
	start->now = session_now(s);
}

/*
 * kvm is pinned already. Attaching a probe takes its time, so the lanes are opened behind both:
 * on each CPU exits and entries begin together.
 */
static int session_capture(struct session *s)
{
	const struct backend *b = s->backend;
	bool exits = s->events & BIT(VMTRACE_ON_EXIT) || (s->period && b->samples_need_exits);
	bool entries = s->events & BIT(VMTRACE_ON_ENTRY);
	int err;

	s->renamed_jiffies = jiffies - HZ;
	err = kvm_points_attach(&s->points, exits ? b->probe(s, VMTRACE_ON_EXIT) : NULL,
				entries ? b->probe(s, VMTRACE_ON_ENTRY) : NULL, s);
	if (err)
		return err;
	err = cpuhp_state_add_instance(hotplug_state, &s->hotplug);
	if (err)
		kvm_points_detach(&s->points, s);
	return err;
}

int session_start(struct session *s, struct vmtrace_start *start)
{
	int err = -EINVAL;

	mutex_lock(&s->lock);
	if (s->state != SESSION_READY)
		goto unlock;
	err = kvm_points_find(&s->points);
	if (err)
		goto unlock;
	s->backend = backend_here();
	s->monotonic = check_tsc_unstable();
	if (!s->backend)
		err = -ENODEV;
	else if (s->period && !s->points.running)
		err = -EOPNOTSUPP;
	else
		err = session_plan(s, start);
	if (!err) {
		session_tell_start(s, start);
		err = session_capture(s);
	}
	if (err)
		kvm_points_put(&s->points);
	else
		s->state = SESSION_RUNNING;
unlock:
	mutex_unlock(&s->lock);
	return err;
}

int session_round(struct session *s, struct vmtrace_round *round)
{
	int err = 0;

	mutex_lock(&s->lock);
	if (s->state < SESSION_RUNNING) {
		err = -EINVAL;
	} else if (s->state == SESSION_RUNNING) {
		WRITE_ONCE(s->round, s->round + 1);
		session_forget(s);
		identity_expire(s);
		round->now = session_now(s);
		/* probes and timers run with interrupts off: those that began before T end */
		synchronize_rcu();
		identity_reclaim(s);
	} else {
		round->now = s->end;
	}
	round->ended = s->state == SESSION_ENDED ? s->cause : VMTRACE_RUNNING;
	mutex_unlock(&s->lock);
	return err;
}

int session_stop(struct session *s, struct vmtrace_stop *stop, struct vmtrace_lost *lost)
{
	int cpu, err = -EINVAL;

	mutex_lock(&s->lock);
	if (s->state < SESSION_RUNNING)
		goto unlock;
	session_end(s, VMTRACE_END_STOP);
	stop->ended = s->cause;
	stop->now = s->end;
	for_each_possible_cpu(cpu)
		if (s->lanes && s->lanes[cpu])
			lost[cpu] = s->lanes[cpu]->ring.lost;
	err = 0;
unlock:
	mutex_unlock(&s->lock);
	return err;
}

int session_vm(struct session *s, u32 number, struct vm_slot *vm)
{
	const struct vm_slot *slot;
	int err = -EINVAL;

	mutex_lock(&s->lock);
	if (s->state == SESSION_RUNNING) {
		slot = identity_vm_numbered(&s->ids, number);
		err = slot ? 0 : -ESRCH;
		if (slot)
			*vm = *slot;
	}
	mutex_unlock(&s->lock);
	return err;
}

/* VMTRACE_MMAP() in pages: the part's low bits, then the CPU's; below is an offset, always 0. */
#define MAP_PART_SHIFT (32 - PAGE_SHIFT)
#define MAP_CPU_SHIFT (34 - PAGE_SHIFT)

/* No lock: a lane, once there, stays as long as the owner's mm, which is current's. */
int session_map(struct session *s, struct vm_area_struct *vma)
{
	bool made = smp_load_acquire(&s->state) >= SESSION_READY;
	struct lane **lanes = made ? READ_ONCE(s->lanes) : NULL;
	unsigned long cpu = vma->vm_pgoff >> MAP_CPU_SHIFT;
	unsigned long part = vma->vm_pgoff >> MAP_PART_SHIFT & 3;

	if (vma->vm_pgoff & (BIT(MAP_PART_SHIFT) - 1) || part > VMTRACE_DATA)
		return -EINVAL;
	if (!lanes)
		return -EINVAL;
	if (cpu >= nr_cpu_ids || !lanes[cpu])
		return -ENXIO;
	return ring_map(&lanes[cpu]->ring, vma, part);
}

int sessions_init(void)
{
	hotplug_state = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN, "vmtrace:online", lane_online,
						lane_offline);
	return hotplug_state < 0 ? hotplug_state : 0;
}

void sessions_exit(void)
{
	cpuhp_remove_multi_state(hotplug_state);
}
