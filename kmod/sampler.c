/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/hrtimer.h>
#include <linux/kvm_host.h>
#include <linux/tick.h>

#include "capture.h"
#include "compat.h"
#include "event.h"
#include "lane.h"
#include "sampler.h"

static void ticks_tell_row(struct lane *l, u32 task, u32 none, u32 host, u32 guest)
{
	struct vmtrace_ticks *rec =
		ring_reserve(&l->ring, VMTRACE_TICKS, sizeof(*rec) / 8, lane_now(l->session, l));

	if (!rec)
		return;
	rec->task = task;
	rec->none = none;
	rec->host = host;
	rec->guest = guest;
	rec->tick = l->tick;
	ring_commit(&l->ring, sizeof(*rec) / 8);
}

static void ticks_tell_threads(struct lane *l)
{
	struct thread_ticks *t;

	for (t = l->threads; t < l->threads + LANE_THREADS; t++)
		if (t->task)
			ticks_tell_row(l, t->task, 0, t->host, t->guest);
	memset(l->threads, 0, sizeof(l->threads));
}

static void ticks_tell(struct lane *l)
{
	if (l->none || l->host || l->guest)
		ticks_tell_row(l, 0, l->none, l->host, l->guest);
	l->none = l->host = l->guest = 0;
	ticks_tell_threads(l);
}

/*
 * A thread's counters; more threads than there is room for are told early. NULL: a busy lane
 * cannot tell.
 */
static struct thread_ticks *ticks_of(struct lane *l, u32 task)
{
	struct thread_ticks *t;

	for (t = l->threads; t < l->threads + LANE_THREADS; t++)
		if (!t->task || t->task == task)
			goto found;
	if (l->busy)
		return NULL;
	ticks_tell_threads(l);
	t = l->threads;
found:
	t->task = task;
	return t;
}

/* The slot of current, where none may be looked for: a busy lane's probe has found it, or is about
 * to. */
static struct task_slot *lane_task(struct lane *l)
{
	return l->task->task == current ? l->task : &l->no_task;
}

static void ticks_count(struct lane *l, bool guest, u64 now)
{
	struct task_slot *task = l->busy ? lane_task(l) : event_task(l, now);
	struct thread_ticks *t = NULL;

	if (task->traced && task->number)
		t = ticks_of(l, task->number);
	if (guest) {
		l->guest++;
		if (t)
			t->guest++;
	} else {
		l->host++;
		if (t)
			t->host++;
	}
}

static void sampler_look(struct lane *l, u64 late)
{
	const struct session *s = l->session;
	struct kvm_vcpu *vcpu = s->points.running();
	u64 now = lane_now(l->session, l);
	bool guest;

	if (!vcpu) {
		l->none++;
		return;
	}
	guest = vt_handling_intr(vcpu, s->points.handled) && s->backend->in_guest(l, vcpu);
	ticks_count(l, guest, now);
	if (guest)
		event_sample(l, vcpu, now, late);
}

static enum hrtimer_restart sampler_tick(struct hrtimer *timer)
{
	struct lane *l = container_of(timer, struct lane, timer);
	u32 round = READ_ONCE(l->session->round);
	ktime_t now = hrtimer_cb_get_time(timer);
	u64 late = ktime_to_ns(ktime_sub(now, hrtimer_get_expires(timer)));

	if (l->round != round && !l->busy) {
		ticks_tell(l);
		l->round = round;
	}
	l->tick += hrtimer_forward(timer, now, ns_to_ktime(l->session->period));
	sampler_look(l, late);
	return HRTIMER_RESTART;
}

void sampler_start(struct lane *l)
{
	const struct session *s = l->session;

	if (!s->period || (tick_nohz_full_cpu(l->cpu) && !(s->flags & VMTRACE_SETUP_NOHZ_FULL)))
		return;
	vt_hrtimer_setup(&l->timer, sampler_tick);
	l->ticking = true;
	hrtimer_start(&l->timer, ns_to_ktime(s->period), HRTIMER_MODE_REL_PINNED_HARD);
}

void sampler_stop(struct lane *l)
{
	unsigned long flags;

	if (!l->ticking)
		return;
	hrtimer_cancel(&l->timer);
	local_irq_save(flags);
	l->ticking = false;
	ticks_tell(l);
	local_irq_restore(flags);
}
