/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/eventfd.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "calls.h"
#include "session.h"
#include "slots.h"

#define KNOWN_FLAGS (VMTRACE_SETUP_TRACE_EVENTS | VMTRACE_SETUP_CHILDREN | VMTRACE_SETUP_NOHZ_FULL)
#define KNOWN_EVENTS (BIT(VMTRACE_NR_EVENTS) - 1)
#define SLOTS_AT_ONCE 512 /* more take further calls */

/* The struct's first word is its size as the caller knows it. */
static int struct_in(void *to, size_t size, void __user *arg, u32 *user_size)
{
	if (get_user(*user_size, (u32 __user *)arg))
		return -EFAULT;
	if (*user_size < 2 * sizeof(u32) || *user_size > PAGE_SIZE)
		return -EINVAL;
	return copy_struct_from_user(to, size, arg, *user_size);
}

static int struct_out(void __user *arg, const void *from, size_t size, u32 user_size)
{
	return copy_to_user(arg, from, min_t(size_t, size, user_size)) ? -EFAULT : 0;
}

static int setup_check(const struct vmtrace_setup *u)
{
	bool sampling = u->events & BIT(VMTRACE_ON_SAMPLE);

	if (u->flags & ~KNOWN_FLAGS || !u->events || u->events & ~KNOWN_EVENTS || u->pad)
		return -EINVAL;
	if (u->hz > VMTRACE_MAX_HZ || (sampling && !u->hz))
		return -EINVAL;
	if (!is_power_of_2(u->ring_bytes) || u->ring_bytes < VMTRACE_MIN_RING ||
	    u->ring_bytes > VMTRACE_MAX_RING || u->watermark > u->ring_bytes)
		return -EINVAL;
	if (u->ntgids > VMTRACE_MAX_TGIDS || u->nwakes > nr_cpu_ids ||
	    u->cpu_words > DIV_ROUND_UP(NR_CPUS, 64))
		return -EINVAL;
	return 0;
}

static int setup_tgids(struct session_setup *setup, const struct vmtrace_setup *u)
{
	setup->ntgids = u->ntgids;
	return copy_from_user(setup->tgids, u64_to_user_ptr(u->tgids),
			      u->ntgids * sizeof(*setup->tgids))
		       ? -EFAULT
		       : 0;
}

/* CPUs that do not exist may be named; none at all that does may not. */
static int setup_cpus(struct session_setup *setup, const struct vmtrace_setup *u)
{
	u64 word, __user *words = u64_to_user_ptr(u->cpus);
	unsigned int cpu;

	if (!u->cpus) {
		cpumask_copy(setup->cpus, cpu_possible_mask);
		return 0;
	}
	for (cpu = 0; cpu < nr_cpu_ids && cpu / 64 < u->cpu_words; cpu++) {
		if (cpu % 64 == 0 && get_user(word, words + cpu / 64))
			return -EFAULT;
		if (word >> cpu % 64 & 1)
			cpumask_set_cpu(cpu, setup->cpus);
	}
	return cpumask_intersects(setup->cpus, cpu_present_mask) ? 0 : -EINVAL;
}

static int setup_wakes(struct session_setup *setup, const struct vmtrace_setup *u)
{
	s32 fd, __user *fds = u64_to_user_ptr(u->wakes);
	struct eventfd_ctx *eventfd;
	unsigned int cpu;

	setup->wakes = kvcalloc(nr_cpu_ids, sizeof(*setup->wakes), GFP_KERNEL_ACCOUNT);
	if (!setup->wakes)
		return -ENOMEM;
	for (cpu = 0; cpu < u->nwakes; cpu++) {
		if (get_user(fd, fds + cpu))
			return -EFAULT;
		if (fd < 0)
			continue;
		eventfd = eventfd_ctx_fdget(fd);
		if (IS_ERR(eventfd))
			return PTR_ERR(eventfd);
		setup->wakes[cpu] = eventfd;
	}
	return 0;
}

static void setup_free(struct session_setup *setup)
{
	unsigned int cpu;

	for (cpu = 0; setup->wakes && cpu < nr_cpu_ids; cpu++)
		if (setup->wakes[cpu])
			eventfd_ctx_put(setup->wakes[cpu]);
	kvfree(setup->wakes);
	free_cpumask_var(setup->cpus);
	kfree(setup);
}

static struct session_setup *setup_new(void)
{
	struct session_setup *setup = kzalloc(sizeof(*setup), GFP_KERNEL_ACCOUNT);

	if (setup && zalloc_cpumask_var(&setup->cpus, GFP_KERNEL_ACCOUNT))
		return setup;
	kfree(setup);
	return NULL;
}

static int setup_fill(struct session_setup *setup, const struct vmtrace_setup *u)
{
	int err;

	setup->flags = u->flags;
	setup->events = u->events;
	setup->hz = u->hz;
	setup->ring_bytes = u->ring_bytes;
	setup->watermark = u->watermark;
	memcpy(setup->regs, u->regs, sizeof(setup->regs));
	err = setup_tgids(setup, u);
	err = err ?: setup_cpus(setup, u);
	return err ?: setup_wakes(setup, u);
}

static int call_setup(struct session *s, void __user *arg)
{
	struct session_setup *setup;
	struct vmtrace_setup u;
	u32 user_size;
	int err;

	err = struct_in(&u, sizeof(u), arg, &user_size);
	err = err ?: setup_check(&u);
	if (err)
		return err;
	setup = setup_new();
	if (!setup)
		return -ENOMEM;
	err = setup_fill(setup, &u);
	err = err ?: session_setup(s, setup);
	setup_free(setup);
	return err;
}

static int call_start(struct session *s, void __user *arg)
{
	struct vmtrace_start u;
	u32 user_size;
	int err;

	err = struct_in(&u, sizeof(u), arg, &user_size);
	err = err ?: session_start(s, &u);
	return err ?: struct_out(arg, &u, sizeof(u), user_size);
}

static int call_round(struct session *s, void __user *arg)
{
	struct vmtrace_round u;
	u32 user_size;
	int err;

	err = struct_in(&u, sizeof(u), arg, &user_size);
	err = err ?: session_round(s, &u);
	return err ?: struct_out(arg, &u, sizeof(u), user_size);
}

static int call_stop(struct session *s, void __user *arg)
{
	struct vmtrace_lost *lost;
	struct vmtrace_stop u;
	u32 user_size, n;
	int err;

	err = struct_in(&u, sizeof(u), arg, &user_size);
	if (err)
		return err;
	lost = kvcalloc(nr_cpu_ids, sizeof(*lost), GFP_KERNEL_ACCOUNT);
	if (!lost)
		return -ENOMEM;
	err = session_stop(s, &u, lost);
	n = u.lost ? min(u.nlost, nr_cpu_ids) : 0;
	if (!err && copy_to_user(u64_to_user_ptr(u.lost), lost, n * sizeof(*lost)))
		err = -EFAULT;
	kvfree(lost);
	return err ?: struct_out(arg, &u, sizeof(u), user_size);
}

static int call_slots(struct session *s, void __user *arg)
{
	struct vmtrace_slot *room;
	struct vmtrace_slots u;
	struct vm_slot vm;
	u32 user_size;
	int err;

	err = struct_in(&u, sizeof(u), arg, &user_size);
	if (!err && (!u.n || u.start > VMTRACE_MAX_SLOTS))
		err = -EINVAL;
	err = err ?: session_vm(s, u.vm, &vm);
	if (err)
		return err;
	u.n = min_t(u32, u.n, SLOTS_AT_ONCE);
	room = kvcalloc(u.n, sizeof(*room), GFP_KERNEL_ACCOUNT);
	if (!room)
		return -ENOMEM;
	err = slots_read(&vm, &u, room);
	if (!err && copy_to_user(u64_to_user_ptr(u.slots), room, u.n * sizeof(*room)))
		err = -EFAULT;
	kvfree(room);
	return err ?: struct_out(arg, &u, sizeof(u), user_size);
}

long calls_ioctl(struct session *s, unsigned int cmd, void __user *arg)
{
	static const struct {
		unsigned int nr;
		int (*call)(struct session *s, void __user *arg);
	} calls[] = {
		{ _IOC_NR(VMTRACE_SETUP), call_setup }, { _IOC_NR(VMTRACE_START), call_start },
		{ _IOC_NR(VMTRACE_ROUND), call_round }, { _IOC_NR(VMTRACE_STOP), call_stop },
		{ _IOC_NR(VMTRACE_SLOTS), call_slots },
	};
	int i;

	if (!session_owned(s))
		return -EPERM;
	/* by number alone: the size in `cmd` is the caller's, and so is the one inside */
	for (i = 0; _IOC_TYPE(cmd) == VMTRACE_IOC && i < ARRAY_SIZE(calls); i++)
		if (_IOC_NR(cmd) == calls[i].nr)
			return calls[i].call(s, arg);
	return -ENOTTY;
}
