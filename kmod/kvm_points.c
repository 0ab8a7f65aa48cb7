/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "event.h"
#include "kvm_points.h"

static const char running_symbol[] = "kvm_get_running_vcpu";

static void probe_exit(void *data, struct kvm_vcpu *vcpu, u32 isa)
{
	event_exit(data, vcpu);
}

static void VT_ENTRY_PROBE(probe_entry, data, vcpu)
{
	event_entry(data, vcpu);
}

static void points_take(struct tracepoint *tp, void *priv)
{
	struct kvm_points *p = priv;

	if (!strcmp(tp->name, "kvm_exit"))
		p->exit = tp;
	else if (!strcmp(tp->name, "kvm_entry"))
		p->entry = tp;
}

struct points_search {
	struct notifier_block nb;
	struct kvm_points *points;
};

/* Registering replays every loaded module as COMING, unregistering as GOING. */
static int points_module(struct notifier_block *nb, unsigned long action, void *data)
{
	struct kvm_points *p = container_of(nb, struct points_search, nb)->points;
	struct module *mod = ((struct tp_module *)data)->mod;
	unsigned int i;

	if (action != MODULE_STATE_COMING || p->kvm || strcmp(mod->name, "kvm"))
		return NOTIFY_OK;
	if (mod->state != MODULE_STATE_LIVE || !try_module_get(mod))
		return NOTIFY_OK;
	p->kvm = mod;
	for (i = 0; i < mod->num_tracepoints; i++)
		points_take(tracepoint_ptr_deref(&mod->tracepoints_ptrs[i]), p);
	return NOTIFY_OK;
}

int kvm_points_find(struct kvm_points *p)
{
	struct points_search search = { .nb.notifier_call = points_module, .points = p };
	int err;

	memset(p, 0, sizeof(*p));
	for_each_kernel_tracepoint(points_take, p); /* kvm built in */
	if (!p->exit) {
		err = register_tracepoint_module_notifier(&search.nb);
		if (err)
			return err;
		unregister_tracepoint_module_notifier(&search.nb);
	}
	if (!p->exit || !p->entry) {
		kvm_points_put(p);
		return -ENODEV;
	}
	p->running = __symbol_get(running_symbol);
	return 0;
}

void kvm_points_put(struct kvm_points *p)
{
	if (p->running)
		__symbol_put(running_symbol);
	module_put(p->kvm);
	memset(p, 0, sizeof(*p));
}

/* Exits come last and go first: one that is seen has its entry seen, too. */
int kvm_points_attach(struct kvm_points *p, bool exit, bool entry, void *data)
{
	int err = 0;

	if (entry)
		err = tracepoint_probe_register(p->entry, (void *)probe_entry, data);
	p->on_entry = entry && !err;
	if (!err && exit)
		err = tracepoint_probe_register(p->exit, (void *)probe_exit, data);
	p->on_exit = exit && !err;
	if (err)
		kvm_points_detach(p, data);
	return err;
}

void kvm_points_detach(struct kvm_points *p, void *data)
{
	if (p->on_exit)
		tracepoint_probe_unregister(p->exit, (void *)probe_exit, data);
	if (p->on_entry)
		tracepoint_probe_unregister(p->entry, (void *)probe_entry, data);
	p->on_exit = p->on_entry = false;
	tracepoint_synchronize_unregister();
}
