/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_sights.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NR_VMS 65536
#define EFER_LMA 0x400
/* Of CR3: without PCID or flags, and what lies above any physical address. */
#define ROOT_FRAME 0x000ffffffffff000
#define PROBES 8

static const char *const names[SIGHT_NR] = {
	[SIGHT_CR3] = "VMX_GUEST_CR3",
	[SIGHT_CR4] = "VMX_GUEST_CR4",
	[SIGHT_EFER] = "VMX_GUEST_IA32_EFER",
	[SIGHT_CPL] = "VM_CPL",
};

void guest_sights_registers(struct reg_set *regs)
{
	for (uint32_t n = 0; n < SIGHT_NR; n++)
		reg_set_add(regs, names[n]);
}

static void plan_event(struct sight_plan *plan, const struct reg_set *regs)
{
	uint32_t nvalid = VMTRACE_WORDS(reg_set_count(regs)), bit = 0, found = 0;
	const struct reg *r;

	for (uint32_t i = 0; (r = reg_next(regs, &bit)); i++)
		for (uint32_t n = 0; n < SIGHT_NR; n++)
			if (!strcmp(r->name, names[n])) {
				plan->place[n] = nvalid + i;
				plan->valid[n] = i;
				found++;
			}
	if (found < SIGHT_NR)
		memset(plan, 0, sizeof(*plan));
}

int guest_sights_init(struct guest_sights *s, const struct reg_set regs[VMTRACE_NR_EVENTS])
{
	memset(s, 0, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++)
		plan_event(&s->plans[e], &regs[e]);
	s->vms = calloc(NR_VMS, sizeof(*s->vms));
	s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return s->wake < 0 ? -errno : s->vms ? 0 : -ENOMEM;
}

void guest_sights_release(struct guest_sights *s)
{
	if (s->wake >= 0)
		close(s->wake);
	free(s->vms);
	pthread_mutex_destroy(&s->lock);
	s->vms = NULL;
	s->wake = -1;
}

/* ---- Readers ---- */

/* The lock is held. */
static void enqueue(struct guest_sights *s, uint16_t vm)
{
	if (s->vms[vm].queued)
		return;
	s->vms[vm].queued = true;
	s->vms[vm].next = 0;
	if (s->last)
		s->vms[s->last].next = vm;
	else
		s->first = vm;
	s->last = vm;
	eventfd_write(s->wake, 1);
}

static void tell_root(struct guest_sights *s, uint16_t vm)
{
	pthread_mutex_lock(&s->lock);
	if (!s->vms[vm].fresh) {
		s->vms[vm].fresh = true;
		enqueue(s, vm);
	}
	pthread_mutex_unlock(&s->lock);
}

static void tell_kernel(struct guest_sights *s, const struct guest_sight *sight)
{
	struct vm_sight *vm = &s->vms[sight->vm];

	pthread_mutex_lock(&s->lock);
	if (!vm->sight.in_kernel) {
		vm->sight.cr3 = sight->cr3;
		vm->sight.cr4 = sight->cr4;
		vm->sight.efer = sight->efer;
		__atomic_store_n(&vm->sight.in_kernel, true, __ATOMIC_RELAXED);
		enqueue(s, sight->vm);
	}
	pthread_mutex_unlock(&s->lock);
}

/*
 * Whether it is remembered, as it is from here on. Who finds no place takes another's, which is
 * told again when it is met: a look too many, at worst.
 */
static bool know_root(struct guest_sights *s, uint16_t vm, uint64_t root)
{
	uint64_t key = (uint64_t)vm << 48 | root >> 12;
	uint32_t at = key * 0x9e3779b97f4a7c15 >> 40;

	for (uint32_t i = 0; i < PROBES; i++) {
		uint64_t *place = &s->roots[(at + i) % SIGHT_ROOTS];
		uint64_t there = __atomic_load_n(place, __ATOMIC_RELAXED);

		if (there == key)
			return true;
		if (!there) {
			__atomic_store_n(place, key, __ATOMIC_RELAXED);
			return false;
		}
	}
	__atomic_store_n(&s->roots[at % SIGHT_ROOTS], key, __ATOMIC_RELAXED);
	return false;
}

/* Bit i of the validity words. */
static bool is_valid(const uint64_t *words, uint32_t i)
{
	return words[i / 64] >> i % 64 & 1;
}

void guest_sights_see(struct guest_sights *s, const struct vmtrace_vcpu *v)
{
	const struct sight_plan *p = &s->plans[v->rec.type - VMTRACE_EXIT];
	const uint64_t *words = (const uint64_t *)(v + 1);
	struct guest_sight sight = { .vm = v->vm, .in_kernel = true };

	if (!v->vm || !p->place[0] || v->rec.flags & VMTRACE_REC_NESTED)
		return;
	for (uint32_t i = 0; i < SIGHT_NR; i++)
		if (!is_valid(words, p->valid[i]))
			return;
	sight.cr3 = words[p->place[SIGHT_CR3]];
	sight.cr4 = words[p->place[SIGHT_CR4]];
	sight.efer = words[p->place[SIGHT_EFER]];
	if (!(sight.efer & EFER_LMA))
		return;
	if (!know_root(s, v->vm, sight.cr3 & ROOT_FRAME))
		tell_root(s, v->vm);
	if (!words[p->place[SIGHT_CPL]] &&
	    !__atomic_load_n(&s->vms[v->vm].sight.in_kernel, __ATOMIC_RELAXED))
		tell_kernel(s, &sight);
}

/* ---- The one who takes ---- */

bool guest_sights_take(struct guest_sights *s, struct guest_sight *sight)
{
	struct vm_sight *vm;

	pthread_mutex_lock(&s->lock);
	vm = &s->vms[s->first];
	if (s->first) {
		*sight = vm->sight;
		sight->vm = s->first;
		vm->queued = false;
		s->first = vm->next;
		s->last = s->first ? s->last : 0;
	}
	pthread_mutex_unlock(&s->lock);
	return vm != s->vms;
}

void guest_sights_want(struct guest_sights *s, uint16_t vm)
{
	pthread_mutex_lock(&s->lock);
	s->vms[vm].fresh = false;
	__atomic_store_n(&s->vms[vm].sight.in_kernel, false, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&s->lock);
}
