/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kvm_points.h - kvm's tracepoints and the vCPU that runs, found at run time.
 *
 * No symbol of kvm.ko is linked to: the tracepoints are taken from the module's own list,
 * so this module loads before kvm and survives its reload. Between find and put kvm is pinned.
 */
#ifndef VMTRACE_KVM_POINTS_H
#define VMTRACE_KVM_POINTS_H

#include <linux/types.h>

struct kvm_vcpu;
struct module;
struct session;
struct tracepoint;

struct kvm_points {
	struct module *kvm; /* NULL if built in */
	struct tracepoint *exit, *entry;
	struct tracepoint *rename; /* the kernel's task_rename; NULL: it has none */
	void *on_exit, *on_entry;  /* probes attached, or NULL */
	bool on_rename;
	struct kvm_vcpu *(*running)(void); /* NULL where kvm hides it */
	void *handled;			   /* for vt_handling_intr() */
};

/* -ENODEV: there is no live kvm. */
int kvm_points_find(struct kvm_points *p);
void kvm_points_put(struct kvm_points *p);

/*
 * The probes' arguments are the tracepoints', behind the session: (session, vcpu, ...); NULL:
 * none. session_rename() is attached with them.
 */
int kvm_points_attach(struct kvm_points *p, void *exit, void *entry, struct session *s);
/* When it returns no probe of the session runs any more. */
void kvm_points_detach(struct kvm_points *p, struct session *s);

#endif
