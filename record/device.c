/* SPDX-License-Identifier: GPL-2.0 */
#include "record/device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define HOLDERS "/sys/module/vmtrace/parameters/holders"
#define LOCKDOWN "/sys/kernel/security/lockdown"

/* The first line of a small file; "" if it cannot be read. */
static const char *read_line(const char *path, char *line, uint32_t size)
{
	FILE *f = fopen(path, "re");

	line[0] = 0;
	if (!f)
		return line;
	if (!fgets(line, size, f))
		line[0] = 0;
	fclose(f);
	line[strcspn(line, "\n")] = 0;
	return line;
}

static bool locked_down(void)
{
	char line[128];

	read_line(LOCKDOWN, line, sizeof(line));
	return *line && !strstr(line, "[none]");
}

/* ---- What the module's errors mean ---- */

enum call {
	CALL_OPEN,
	CALL_SETUP,
	CALL_MAP,
	CALL_START,
	CALL_ROUND,
	CALL_SLOTS,
	CALL_STOP,
	NR_CALLS
};

#define NOT_LOADED "the kernel module is not loaded; modprobe vmtrace, or insmod vmtrace.ko"
#define DIFFERENT \
	"the kernel module is not the one of this program; build and load both from one source"

static const struct {
	enum call call;
	int error;
	const char *text;
} meanings[] = {
	{ CALL_OPEN, ENOENT, NOT_LOADED },
	{ CALL_OPEN, ENXIO, NOT_LOADED },
	{ CALL_OPEN, ENODEV, NOT_LOADED },
	{ CALL_OPEN, EACCES, "permission denied; run as root or with CAP_PERFMON" },
	{ CALL_OPEN, EPERM,
	  "the kernel is locked down (kernel_lockdown(7)), which forbids "
	  "reading guests; boot without lockdown" },
	{ CALL_SETUP, E2BIG, DIFFERENT },
	{ CALL_SETUP, ENOTTY, DIFFERENT },
	{ CALL_SETUP, ENOMEM,
	  "no memory for the rings; ask for less with -m, or fewer CPUs "
	  "with -C" },
	{ CALL_MAP, ENOMEM, "no memory to map the rings; ask for less with -m" },
	{ CALL_SLOTS, ENOTTY, DIFFERENT },
	{ CALL_SLOTS, ENOMEM, "no memory for a VM's memory slots" },
	{ CALL_START, ENODEV, "kvm is not loaded; modprobe kvm_amd or kvm_intel" },
	{ CALL_START, EOPNOTSUPP,
	  "this kernel does not tell which vCPU runs; record without "
	  "samples: -e exit,entry" },
};
static const char *const call_names[NR_CALLS] = { "open",  "setup", "mmap", "start",
						  "round", "slots", "stop" };

static int failed(enum call call, int error, struct trouble *t)
{
	for (uint32_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].call == call && meanings[i].error == error)
			return trouble_set(t, TROUBLE_FAILED, "%s: %s", VMTRACE_DEVICE,
					   meanings[i].text);
	return trouble_set(t, TROUBLE_FAILED,
			   "%s: %s: %s; see the kernel's log (dmesg), and that module and program "
			   "are of one source",
			   VMTRACE_DEVICE, call_names[call], strerror(error));
}

static int open_failed(int error, struct trouble *t)
{
	char holders[128];

	if (error == EBUSY)
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: as many sessions as there can be are open, by the "
				   "processes %s; end one",
				   VMTRACE_DEVICE, read_line(HOLDERS, holders, sizeof(holders)));
	if (error == ENOENT && locked_down())
		return trouble_set(t, TROUBLE_FAILED,
				   "%s: the kernel module is not loaded, and this kernel is "
				   "locked down: it takes signed modules only",
				   VMTRACE_DEVICE);
	return failed(CALL_OPEN, error, t);
}

/* ---- Calls ---- */

int device_open(struct device *d, struct trouble *t)
{
	*d = (struct device){ .fd = open(VMTRACE_DEVICE, O_RDWR | O_CLOEXEC) };
	return d->fd < 0 ? open_failed(errno, t) : 0;
}

uint32_t device_ring_default(uint64_t memory, uint32_t ncpus)
{
	uint32_t bytes = 8u << 20;

	while (bytes > 512u << 10 && (uint64_t)bytes * ncpus > memory / 32)
		bytes /= 2;
	return bytes;
}

/* -p's, else those of a filter that is about nothing else: the module captures no others. */
static uint32_t wanted_pids(const struct record_options *o, uint32_t pids[VMTRACE_MAX_TGIDS])
{
	if (!o->npids)
		return process_filter_pids(&o->processes, pids);
	memcpy(pids, o->pids, sizeof(o->pids));
	return o->npids;
}

uint32_t device_ring_bytes(const struct record_options *o, uint32_t ncpus)
{
	uint64_t memory = (uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	return o->ring_bytes ? o->ring_bytes : device_ring_default(memory, ncpus);
}

static uint32_t setup_flags(const struct record_options *o, uint32_t npids)
{
	uint32_t flags = o->trace_events ? VMTRACE_SETUP_TRACE_EVENTS : 0;

	if (o->command && !o->all && !npids)
		flags |= VMTRACE_SETUP_CHILDREN;
	if (o->with_cpus)
		flags |= VMTRACE_SETUP_NOHZ_FULL;
	return flags;
}

/* The eventfds by CPU number; NULL: no memory. */
static int32_t *wakes_of(const struct track *tracks, uint32_t ntracks, uint32_t n)
{
	int32_t *wakes = malloc((n + 1) * sizeof(*wakes));

	if (!wakes)
		return NULL;
	memset(wakes, -1, n * sizeof(*wakes));
	for (uint32_t i = 0; i < ntracks; i++)
		wakes[tracks[i].cpu] = tracks[i].wake;
	return wakes;
}

int device_setup(struct device *d, const struct record_options *o, const struct cpulist *cpus,
		 const struct track *tracks, uint32_t ntracks, struct trouble *t)
{
	uint32_t nwakes = ntracks ? tracks[ntracks - 1].cpu + 1 : 0;
	int32_t *wakes = wakes_of(tracks, ntracks, nwakes);
	uint32_t pids[VMTRACE_MAX_TGIDS], npids = wanted_pids(o, pids);
	struct vmtrace_setup setup = {
		.size = sizeof(setup),
		.flags = setup_flags(o, npids),
		.events = o->events,
		.hz = o->events >> VMTRACE_ON_SAMPLE & 1 ? o->hz : 0,
		.cpus = (uintptr_t)cpus->word,
		.cpu_words = (nwakes + 63) / 64,
		.tgids = (uintptr_t)pids,
		.ntgids = npids,
		.wakes = (uintptr_t)wakes,
		.nwakes = nwakes,
	};
	int r;

	if (!wakes)
		return failed(CALL_SETUP, ENOMEM, t);
	d->ring_bytes = device_ring_bytes(o, ntracks);
	setup.ring_bytes = d->ring_bytes;
	memcpy(setup.regs, o->regs, sizeof(setup.regs));
	r = ioctl(d->fd, VMTRACE_SETUP, &setup) ? failed(CALL_SETUP, errno, t) : 0;
	free(wakes);
	return r;
}

static void *map(const struct device *d, uint32_t cpu, enum vmtrace_part part, size_t size)
{
	int prot = part == VMTRACE_CONTROL ? PROT_READ | PROT_WRITE : PROT_READ;
	void *at = mmap(NULL, size, prot, MAP_SHARED, d->fd, VMTRACE_MMAP(cpu, part));

	return at == MAP_FAILED ? NULL : at;
}

int device_map(const struct device *d, struct track *track, struct trouble *t)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct ring *r = &track->ring;

	r->bytes = d->ring_bytes;
	r->control = map(d, track->cpu, VMTRACE_CONTROL, page);
	if (r->control)
		r->head = map(d, track->cpu, VMTRACE_HEAD, page);
	if (r->head)
		r->data = map(d, track->cpu, VMTRACE_DATA, r->bytes);
	return r->data ? 0 : failed(CALL_MAP, errno, t);
}

void device_unmap(const struct device *d, struct track *track)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct ring *r = &track->ring;

	if (r->data)
		munmap((void *)r->data, r->bytes);
	if (r->head)
		munmap((void *)r->head, page);
	if (r->control)
		munmap(r->control, page);
	memset(r, 0, sizeof(*r));
}

int device_start(struct device *d, struct vmtrace_start *start, struct trouble *t)
{
	*start = (struct vmtrace_start){ .size = sizeof(*start) };
	if (ioctl(d->fd, VMTRACE_START, start))
		return failed(CALL_START, errno, t);
	if (start->abi != VMTRACE_ABI)
		return trouble_set(
			t, TROUBLE_FAILED,
			"%s: the kernel module speaks version %u, this program %u; build "
			"and load both from one source",
			VMTRACE_DEVICE, start->abi, VMTRACE_ABI);
	return 0;
}

int device_round(struct device *d, struct vmtrace_round *round, struct trouble *t)
{
	*round = (struct vmtrace_round){ .size = sizeof(*round) };
	return ioctl(d->fd, VMTRACE_ROUND, round) ? failed(CALL_ROUND, errno, t) : 0;
}

/* Room for more slots than there are; false: no memory. */
static bool slots_grow(struct vm_slots *s)
{
	uint32_t room = s->room ? s->room * 2 : 64;
	void *larger = realloc(s->slot, room * sizeof(*s->slot));

	if (!larger)
		return false;
	s->slot = larger;
	s->room = room;
	return true;
}

/* From the first to the last. 1: they changed meanwhile; negative: -errno. */
static int slots_ask(const struct device *d, uint32_t vm, struct vm_slots *s)
{
	struct vmtrace_slots call = { .size = sizeof(call), .vm = vm };

	for (s->n = 0;; s->n += call.n) {
		if (s->n == s->room && !slots_grow(s))
			return -ENOMEM;
		call.slots = (uintptr_t)(s->slot + s->n);
		call.n = s->room - s->n;
		if (ioctl(d->fd, VMTRACE_SLOTS, &call))
			return -errno;
		if (!s->n)
			s->generation = call.generation;
		if (call.generation != s->generation)
			return 1;
		if (!call.n)
			return 0;
	}
}

int device_slots(const struct device *d, uint32_t vm, struct vm_slots *s, struct trouble *t)
{
	int r;

	do
		r = slots_ask(d, vm, s);
	while (r > 0);
	if (r == -ESRCH || r == -EINVAL)
		return 1;
	return r ? failed(CALL_SLOTS, -r, t) : 0;
}

int device_stop(struct device *d, struct vmtrace_stop *stop, struct vmtrace_lost *lost,
		uint32_t nlost, struct trouble *t)
{
	*stop = (struct vmtrace_stop){
		.size = sizeof(*stop),
		.lost = (uintptr_t)lost,
		.nlost = nlost,
	};
	return ioctl(d->fd, VMTRACE_STOP, stop) ? failed(CALL_STOP, errno, t) : 0;
}

void device_close(struct device *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}
