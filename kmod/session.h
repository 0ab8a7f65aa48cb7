/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session.h - one open file of /dev/vmtrace. All of the module's state hangs off it.
 *
 *	NEW --setup--> READY --start--> RUNNING --stop, owner gone, suspend--> ENDED
 *
 * `lock` orders these steps. What the probes and timers read is written before RUNNING and
 * freed only when they are known to be silent; `round` alone changes under them.
 * The caller copies from and to user space outside the lock, and mmap() does without it: under
 * the lock the hotplug lock is taken, and under that others take mmap_lock.
 * All return 0 or a negative error.
 */
#ifndef VMTRACE_SESSION_H
#define VMTRACE_SESSION_H

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/timekeeping.h>
#include <asm/tsc.h>

#include "identity.h"
#include "kvm_points.h"
#include "vmtrace_uapi.h"

#define SESSIONS_MAX 4

struct backend;
struct eventfd_ctx;
struct lane;
struct plan;

enum session_state { SESSION_NEW, SESSION_READY, SESSION_RUNNING, SESSION_ENDED };

/* what SETUP asked, copied and bounded */
struct session_setup {
	u32 flags, events, hz, ring_bytes, watermark;
	u64 regs[VMTRACE_NR_EVENTS][VMTRACE_REG_WORDS];
	u32 ntgids;
	u32 tgids[VMTRACE_MAX_TGIDS];
	cpumask_var_t cpus;
	struct eventfd_ctx **wakes; /* by CPU, NULL: none; session_setup() takes over each */
};

struct session {
	struct list_head link;
	struct mutex lock;
	enum session_state state;
	u32 cause;		  /* enum vmtrace_end */
	struct vmtrace_clock end; /* when it ended: behind a suspend the TSC may start anew */
	struct pid *owner;
	struct mmu_notifier mn; /* of the owner's mm */
	struct hlist_node hotplug;

	u32 flags, events;
	u64 period; /* ns; 0: no sampler */
	u32 ring_bytes, watermark;
	bool monotonic; /* the clock is CLOCK_MONOTONIC, the TSC is not to be trusted */
	u32 round;
	atomic_t epoch;		       /* counts session_forget() */
	unsigned long renamed_jiffies; /* when that was, for session_renaming() */
	u32 ntgids;
	u32 tgids[VMTRACE_MAX_TGIDS];
	u64 regs[VMTRACE_NR_EVENTS][VMTRACE_REG_WORDS];

	const struct backend *backend;
	struct plan *plans[VMTRACE_NR_EVENTS];
	struct kvm_points points;
	struct identity ids;
	struct lane **lanes;	     /* by CPU, NULL where nothing is captured */
	struct lane *__percpu *live; /* this CPU's while it captures, else NULL */
};

static __always_inline u64 session_clock(const struct session *s)
{
	return s->monotonic ? ktime_get_ns() : rdtsc();
}

/* What the lanes know of who runs is no longer to be believed. */
void session_forget(struct session *s);
/* A VMM or a thread of one is about to change its name, from task context. */
void session_rename(struct session *s);
/* That may not be done yet. */
static __always_inline bool session_renaming(const struct session *s)
{
	return time_before(jiffies, READ_ONCE(s->renamed_jiffies) + 2);
}

/* -EBUSY: SESSIONS_MAX are open. The caller is the owner. */
struct session *session_open(void);
void session_release(struct session *s);
/* The owner is gone, or lets go: ends the session whoever holds the file. */
void session_disown(struct session *s);
bool session_owned(const struct session *s); /* current's mm is the owner's */

int session_setup(struct session *s, struct session_setup *setup);
int session_start(struct session *s, struct vmtrace_start *start);
int session_round(struct session *s, struct vmtrace_round *round);
/* `lost` has room for nr_cpu_ids. */
int session_stop(struct session *s, struct vmtrace_stop *stop, struct vmtrace_lost *lost);
/* -ESRCH: the session has no such VM. What it tells of may be gone when it returns. */
int session_vm(struct session *s, u32 number, struct vm_slot *vm);
int session_map(struct session *s, struct vm_area_struct *vma);

/* Every running session, with this cause. */
void sessions_end(u32 cause);
/* The owners' pids, as current sees them, separated by commas. */
int sessions_holders(char *buffer, size_t size);
int sessions_init(void);
void sessions_exit(void);

#endif
