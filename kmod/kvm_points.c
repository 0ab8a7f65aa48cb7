/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/kvm_host.h>
#include <linux/mmu_notifier.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "kvm_points.h"
#include "session.h"

static const char running_symbol[] = "kvm_get_running_vcpu";

/*
 * A name is given by a thread of the same process. KVM watches the memory of every VMM; of
 * other processes few have such a watcher.
 */
static void probe_rename(void *session, struct task_struct *task, const char *comm)
{
	if (current->mm && mm_has_notifiers(current->mm))
		session_rename(session);
}

static void points_take(struct tracepoint *tp, void *priv)
{
	struct kvm_points *p = priv;

	if (!strcmp(tp->name, "kvm_exit"))
		p->exit = tp;
	else if (!strcmp(tp->name, "kvm_entry"))
		p->entry = tp;
	else if (!strcmp(tp->name, "task_rename"))
		p->rename = tp;
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
	if (VT_HANDLED_SYMBOL)
		p->handled = __symbol_get(VT_HANDLED_SYMBOL);
	return 0;
}

void kvm_points_put(struct kvm_points *p)
{
	if (p->running)
		__symbol_put(running_symbol);
	if (p->handled)
		__symbol_put(VT_HANDLED_SYMBOL);
	module_put(p->kvm);
	memset(p, 0, sizeof(*p));
}

int kvm_points_attach(struct kvm_points *p, void *exit, void *entry, struct session *s)
{
	int err = 0;

	p->on_rename = p->rename && !tracepoint_probe_register(p->rename, probe_rename, s);
	if (entry)
		err = tracepoint_probe_register(p->entry, entry, s);
	p->on_entry = err ? NULL : entry;
	if (!err && exit)
		err = tracepoint_probe_register(p->exit, exit, s);
	p->on_exit = err ? NULL : exit;
	if (err)
		kvm_points_detach(p, s);
	return err;
}

void kvm_points_detach(struct kvm_points *p, struct session *s)
{
	if (p->on_exit)
		tracepoint_probe_unregister(p->exit, p->on_exit, s);
	if (p->on_entry)
		tracepoint_probe_unregister(p->entry, p->on_entry, s);
	if (p->on_rename)
		tracepoint_probe_unregister(p->rename, probe_rename, s);
	p->on_exit = p->on_entry = NULL;
	p->on_rename = false;
	tracepoint_synchronize_unregister();
}
