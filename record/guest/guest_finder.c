/* SPDX-License-Identifier: GPL-2.0 */
#include "record/guest/guest_finder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/user_clock.h"

#define RING (256u << 10)
#define HZ 997
#define LOOK_NS 10000000 /* between two looks into the rings */

/* ---- The session ---- */

static struct record_options session_options(uint32_t pid, uint32_t events)
{
	struct record_options o = { .events = events, .hz = HZ, .ring_bytes = RING, .npids = 1 };

	o.pids[0] = pid;
	for (uint32_t e = 0; e < VMTRACE_NR_EVENTS; e++)
		guest_sights_registers(&o.regs[e]);
	return o;
}

static int make_tracks(struct guest_finder *f, const struct cpulist *cpus, struct trouble *t)
{
	f->tracks = calloc(cpulist_count(cpus) + 1, sizeof(*f->tracks));
	if (!f->tracks)
		return trouble_set(t, TROUBLE_FAILED, "out of memory");
	for (uint32_t cpu = cpulist_next(cpus, 0); cpu < CPULIST_MAX;
	     cpu = cpulist_next(cpus, cpu + 1))
		f->tracks[f->ntracks++] = (struct track){ .cpu = cpu, .wake = -1 };
	return 0;
}

static void stop(struct guest_finder *f)
{
	for (uint32_t i = 0; i < f->ntracks; i++)
		device_unmap(&f->device, &f->tracks[i]);
	free(f->tracks);
	f->tracks = NULL;
	f->ntracks = 0;
	device_close(&f->device);
}

static int start(struct guest_finder *f, uint32_t pid, uint32_t events, struct trouble *t)
{
	struct record_options o = session_options(pid, events);
	struct cpulist cpus;

	if (cpulist_read(&cpus, "present"))
		return trouble_set(t, TROUBLE_FAILED,
				   "/sys/devices/system/cpu/present: cannot tell this host's CPUs");
	if (device_open(&f->device, t) || make_tracks(f, &cpus, t) ||
	    device_setup(&f->device, &o, &cpus, f->tracks, f->ntracks, t))
		return -1;
	for (uint32_t i = 0; i < f->ntracks; i++)
		if (device_map(&f->device, &f->tracks[i], t))
			return -1;
	return device_start(&f->device, &f->start, t);
}

/* Where samples cannot be had, exits may do. */
static int start_any(struct guest_finder *f, uint32_t pid, struct trouble *t)
{
	const uint32_t exits = 1u << VMTRACE_ON_EXIT, samples = 1u << VMTRACE_ON_SAMPLE;
	struct trouble first = { 0 };

	if (!start(f, pid, exits | samples, &first))
		return 0;
	stop(f);
	return start(f, pid, exits, t);
}

int guest_finder_start(struct guest_finder *f, uint32_t pid, struct trouble *t)
{
	struct reg_set regs[VMTRACE_NR_EVENTS];

	memset(f, 0, sizeof(*f));
	f->device.fd = -1;
	if (start_any(f, pid, t))
		return -1;
	memcpy(regs, f->start.regs, sizeof(regs));
	f->sighted = true;
	if (guest_sights_init(&f->sights, regs))
		return trouble_set(t, TROUBLE_FAILED, "out of memory or descriptors");
	return 0;
}

void guest_finder_release(struct guest_finder *f)
{
	stop(f);
	if (f->sighted)
		guest_sights_release(&f->sights);
	f->sighted = false;
}

/* ---- What the rings tell ---- */

static void see_vm(struct guest_finder *f, const struct vmtrace_vm *vm)
{
	if (f->nvms < FINDER_VMS)
		f->vms[f->nvms++] = (struct found_vm){ .vm = vm->vm, .order = vm->order };
}

static void see(struct guest_finder *f, const struct vmtrace_rec *rec)
{
	const void *r = rec;

	if (rec->type == VMTRACE_VM)
		see_vm(f, r);
	else if (rec->type >= VMTRACE_EXIT && rec->type <= VMTRACE_SAMPLE)
		guest_sights_see(&f->sights, r);
}

static void drain(struct guest_finder *f)
{
	for (uint32_t i = 0; i < f->ntracks; i++) {
		struct ring *ring = &f->tracks[i].ring;
		const struct vmtrace_rec *rec;

		ring_acquire(ring);
		for (; (rec = ring_peek(ring)); ring_next(ring, rec))
			see(f, rec);
		ring_release(ring);
	}
}

static struct found_vm *vm_of(struct guest_finder *f, uint16_t vm)
{
	for (uint32_t i = 0; i < f->nvms; i++)
		if (f->vms[i].vm == vm && !f->vms[i].done)
			return &f->vms[i];
	return NULL;
}

static bool all_done(const struct guest_finder *f)
{
	for (uint32_t i = 0; i < f->nvms; i++)
		if (!f->vms[i].done)
			return false;
	return f->nvms > 0;
}

static struct found_vm *take(struct guest_finder *f, struct guest_sight *sight)
{
	struct found_vm *vm;

	while (guest_sights_take(&f->sights, sight)) {
		vm = vm_of(f, sight->vm);
		if (sight->in_kernel)
			guest_sights_want(&f->sights, sight->vm);
		if (sight->in_kernel && vm)
			return vm;
	}
	return NULL;
}

struct found_vm *guest_finder_next(struct guest_finder *f, uint64_t deadline,
				   struct guest_sight *sight)
{
	const struct timespec pause = { .tv_nsec = LOOK_NS };
	struct found_vm *vm;

	for (;;) {
		drain(f);
		vm = take(f, sight);
		if (vm || all_done(f) || user_clock_ns(CLOCK_MONOTONIC) >= deadline)
			return vm;
		nanosleep(&pause, NULL);
	}
}
