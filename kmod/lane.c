/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/eventfd.h>
#include <linux/slab.h>

#include "capture.h"
#include "event.h"
#include "lane.h"
#include "sampler.h"

struct lane *lane_new(struct session *s, unsigned int cpu, struct eventfd_ctx *eventfd)
{
	struct lane *l = kzalloc_node(sizeof(*l), GFP_KERNEL_ACCOUNT, cpu_to_node(cpu));
	int err;

	if (!l) {
		if (eventfd)
			eventfd_ctx_put(eventfd);
		return ERR_PTR(-ENOMEM);
	}
	l->session = s;
	l->task = &l->no_task;
	l->vmcb = LANE_NO_VMCB;
	l->cpu = cpu;
	err = ring_init(&l->ring, cpu, s->ring_bytes, s->watermark, eventfd);
	if (!err && s->flags & VMTRACE_SETUP_TRACE_EVENTS) {
		l->scratch = kzalloc(sizeof(struct vmtrace_vcpu) +
					     (VMTRACE_WORDS(VT_NR_REGS) + VT_NR_REGS) * sizeof(u64),
				     GFP_KERNEL_ACCOUNT);
		err = l->scratch ? 0 : -ENOMEM;
		if (err)
			ring_clear(&l->ring);
	}
	if (!err)
		return l;
	kfree(l);
	return ERR_PTR(err);
}

void lane_free(struct lane *l)
{
	if (!l)
		return;
	ring_clear(&l->ring);
	kfree(l->scratch);
	kfree(l);
}

int lane_online(unsigned int cpu, struct hlist_node *node)
{
	struct session *s = hlist_entry(node, struct session, hotplug);
	struct lane *l = s->lanes[cpu];
	unsigned long flags;

	if (!l)
		return 0;
	local_irq_save(flags);
	event_cpu(l, true, VMTRACE_RUNNING);
	this_cpu_write(*s->live, l);
	sampler_start(l);
	local_irq_restore(flags);
	return 0;
}

int lane_offline(unsigned int cpu, struct hlist_node *node)
{
	struct session *s = hlist_entry(node, struct session, hotplug);
	struct lane *l = s->lanes[cpu];
	unsigned long flags;

	if (!l || !this_cpu_read(*s->live))
		return 0;
	sampler_stop(l);
	local_irq_save(flags);
	this_cpu_write(*s->live, NULL);
	event_cpu(l, false, s->cause ?: VMTRACE_END_OFFLINE);
	local_irq_restore(flags);
	return 0;
}
