/* SPDX-License-Identifier: GPL-2.0 */
/*
 * toyvmm: a VMM whose guest's doings are known to the last exit.
 *
 * Guest memory, in guest-physical addresses; all of it is one slot of TOY_MEM bytes:
 *
 *	0x008000  struct toy_data, one for each vCPU, 64 bytes apart
 *	0x010000  PML4 of process 1, then its PDPT, PD and the PD of the MMIO window
 *	0x020000  the same for process 2
 *	0x030000  the same for process 3
 *	0x040000  stacks, one page for each vCPU
 *	0x100000  the guest's code
 *	0x200000  what timed CPUIDs took, a word each
 *
 * Every root maps the first 4 MiB at 0 and at KERNEL_BASE and the MMIO window at TOY_MMIO_GPA.
 * At the end it prints its account, `key value` a line, summed over the vCPUs: what the loops
 * caused and what KVM's own statistics counted.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "toyguest.h"

#define TOY_MEM (4UL << 20)
#define KERNEL_BASE 0xffffffff80000000UL
#define DATA_GPA 0x8000UL
#define STACK_GPA 0x40000UL
#define CODE_GPA 0x100000UL
#define MAX_VCPUS 16
#define NPROCS 3

#define PTE_TABLE 0x07UL /* present, writable, user */
#define PTE_HUGE 0x87UL	 /* the same, a 2 MiB page */

extern const char toyguest_start[], toyguest_end[];

/* shared with the guest; the compiler must not keep any of it in a register */
struct toy_data {
	volatile uint64_t loops;
	volatile uint64_t limit; /* the guest stops at the end of the loop that reaches it */
	volatile uint64_t spin[NPROCS];
	volatile uint64_t mix;
	uint64_t unused[2];
};

_Static_assert(offsetof(struct toy_data, loops) == TOY_LOOPS, "toyguest.h");
_Static_assert(offsetof(struct toy_data, limit) == TOY_LIMIT, "toyguest.h");
_Static_assert(offsetof(struct toy_data, spin) == TOY_SPIN, "toyguest.h");
_Static_assert(offsetof(struct toy_data, mix) == TOY_MIX, "toyguest.h");

/* exits to user space, as they are seen here */
struct account {
	uint64_t io, mmio, hlt;
};

struct vcpu {
	pthread_t thread;
	int id, fd;
	volatile pid_t tid;
	struct kvm_run *run;
	struct toy_data *data;
	struct account seen;
};

struct vmm {
	int kvm, fd;
	size_t run_size;
	uint8_t *mem;
	unsigned int nr_vcpus;
	uint64_t ticks; /* of the time-stamp counter, while the vCPUs ran */
	struct vcpu vcpus[MAX_VCPUS];
};

struct options {
	double seconds;
	uint64_t loops; /* 0: run for seconds */
	uint64_t spin;
	unsigned int mix, vcpus;
	bool roam;
};

static const struct {
	const char *name;
	unsigned int bit;
} mixes[] = {
	{ "none", 0 },	      { "cpuid", TOY_CPUID },
	{ "out", TOY_OUT },   { "mmio", TOY_MMIO },
	{ "hlt", TOY_HLT },   { "all", TOY_CPUID | TOY_OUT | TOY_MMIO | TOY_HLT },
	{ "cost", TOY_COST },
};

/* KVM's own count of what the guest did, by the names of its statistics */
static const char *const stats[] = {
	"exits", "io_exits", "mmio_exits", "halt_exits", "pf_taken", "pf_emulate",
};

#define NR_STATS (sizeof(stats) / sizeof(stats[0]))

static int kvm_call(int fd, unsigned long request, const void *arg, const char *what)
{
	int ret = ioctl(fd, request, arg);

	if (ret < 0)
		err(2, "%s", what);
	return ret;
}

static void map_process(uint8_t *mem, unsigned int nr)
{
	uint64_t root = (uint64_t)nr * TOY_CR3_STEP;
	uint64_t *pml4 = (uint64_t *)(mem + root), *pdpt = pml4 + 512, *pd = pdpt + 512;
	uint64_t *mmio = pd + 512;

	pml4[0] = pml4[511] = (root + 0x1000) | PTE_TABLE;
	pdpt[0] = pdpt[510] = (root + 0x2000) | PTE_TABLE;
	pdpt[TOY_MMIO_GPA >> 30] = (root + 0x3000) | PTE_TABLE;
	pd[0] = PTE_HUGE;
	pd[1] = 0x200000 | PTE_HUGE;
	mmio[0] = TOY_MMIO_GPA | PTE_HUGE;
}

static void vmm_init(struct vmm *v)
{
	struct kvm_userspace_memory_region slot = { .memory_size = TOY_MEM };

	v->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (v->kvm < 0)
		err(2, "/dev/kvm");
	v->fd = kvm_call(v->kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
	v->run_size = kvm_call(v->kvm, KVM_GET_VCPU_MMAP_SIZE, NULL, "KVM_GET_VCPU_MMAP_SIZE");
	v->mem = mmap(NULL, TOY_MEM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (v->mem == MAP_FAILED)
		err(2, "guest memory");
	slot.userspace_addr = (uintptr_t)v->mem;
	kvm_call(v->fd, KVM_SET_USER_MEMORY_REGION, &slot, "KVM_SET_USER_MEMORY_REGION");
	memcpy(v->mem + CODE_GPA, toyguest_start, toyguest_end - toyguest_start);
	for (unsigned int nr = 1; nr <= NPROCS; nr++)
		map_process(v->mem, nr);
}

static void vcpu_set_cpuid(struct vmm *v, struct vcpu *c)
{
	struct kvm_cpuid2 *id = calloc(1, sizeof(*id) + 256 * sizeof(id->entries[0]));

	if (!id)
		err(2, "CPUID table");
	id->nent = 256;
	kvm_call(v->kvm, KVM_GET_SUPPORTED_CPUID, id, "KVM_GET_SUPPORTED_CPUID");
	kvm_call(c->fd, KVM_SET_CPUID2, id, "KVM_SET_CPUID2");
	free(id);
}

static void vcpu_set_regs(struct vcpu *c)
{
	struct kvm_segment code = {
		.limit = ~0U, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1
	};
	struct kvm_segment data = {
		.limit = ~0U, .selector = 16, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1
	};
	struct kvm_regs regs = {
		.rip = KERNEL_BASE + CODE_GPA,
		.rsp = KERNEL_BASE + STACK_GPA + 0x1000UL * (c->id + 1) - 16,
		.r14 = KERNEL_BASE + DATA_GPA + c->id * sizeof(struct toy_data),
		.rflags = 0x202, /* IF: Bochs lets no interrupt end a guest without it */
	};
	struct kvm_sregs s;

	kvm_call(c->fd, KVM_GET_SREGS, &s, "KVM_GET_SREGS");
	s.cs = code;
	s.ds = s.es = s.fs = s.gs = s.ss = data;
	s.fs.base = 0x7f0000001000UL;
	s.gs.base = 0xffff888000000000UL + ((uint64_t)getpid() << 12) + c->id; /* nobody else's */
	s.cr0 = 0x80050033; /* PG, AM, WP, NE, ET, MP, PE */
	s.cr3 = TOY_CR3_STEP;
	s.cr4 = 0x620;	/* OSXMMEXCPT, OSFXSR, PAE */
	s.efer = 0x500; /* LMA, LME */
	kvm_call(c->fd, KVM_SET_SREGS, &s, "KVM_SET_SREGS");
	kvm_call(c->fd, KVM_SET_REGS, &regs, "KVM_SET_REGS");
}

static void vcpu_init(struct vmm *v, unsigned int id, const struct options *o)
{
	struct vcpu *c = &v->vcpus[id];

	c->id = id;
	c->fd = kvm_call(v->fd, KVM_CREATE_VCPU, (void *)(uintptr_t)id, "KVM_CREATE_VCPU");
	c->run = mmap(NULL, v->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
	if (c->run == MAP_FAILED)
		err(2, "vCPU %u's run page", id);
	c->data = (struct toy_data *)(v->mem + DATA_GPA) + id;
	c->data->limit = o->loops ? o->loops : UINT64_MAX;
	c->data->mix = o->mix;
	for (int p = 0; p < NPROCS; p++)
		c->data->spin[p] = o->spin << p;
	vcpu_set_cpuid(v, c);
	vcpu_set_regs(c);
}

/* 0 to go on, 1 when the guest has stopped */
static int vcpu_handle_exit(struct vcpu *c)
{
	switch (c->run->exit_reason) {
	case KVM_EXIT_IO:
		c->seen.io++;
		return c->run->io.port == TOY_STOP_PORT;
	case KVM_EXIT_MMIO:
		c->seen.mmio++;
		return 0;
	case KVM_EXIT_HLT:
		c->seen.hlt++;
		return 0;
	default:
		errx(3, "vCPU %d: unexpected exit %u", c->id, c->run->exit_reason);
	}
}

static void *vcpu_run(void *arg)
{
	struct vcpu *c = arg;

	c->tid = gettid();
	for (;;) {
		if (!ioctl(c->fd, KVM_RUN, 0)) {
			if (vcpu_handle_exit(c))
				return NULL;
		} else if (errno != EINTR) {
			err(3, "vCPU %d: KVM_RUN", c->id);
		}
	}
}

/* a vCPU thread's name differs from the process's on purpose: tracers must tell them apart */
static void vcpu_start(struct vcpu *c)
{
	char name[16];
	int error = pthread_create(&c->thread, NULL, vcpu_run, c);

	if (error)
		errx(2, "vCPU %d's thread: %s", c->id, strerror(error));
	snprintf(name, sizeof(name), "vcpu %d", c->id);
	pthread_setname_np(c->thread, name);
}

/* Moves every vCPU to another CPU, again and again. */
static void *roam(void *arg)
{
	struct vmm *v = arg;
	unsigned int cpus = sysconf(_SC_NPROCESSORS_ONLN), turn = 0;

	for (;; turn++) {
		for (unsigned int i = 0; i < v->nr_vcpus; i++) {
			cpu_set_t set;

			CPU_ZERO(&set);
			CPU_SET((turn + i) % cpus, &set);
			if (v->vcpus[i].tid) /* one that has ended does not mind */
				sched_setaffinity(v->vcpus[i].tid, sizeof(set), &set);
		}
		usleep(5000);
	}
	return NULL;
}

/* until the time is over or SIGINT or SIGTERM; both are blocked in every thread */
static void wait_seconds(double seconds, const sigset_t *signals)
{
	struct timespec t = { .tv_sec = (time_t)seconds };

	t.tv_nsec = (long)((seconds - t.tv_sec) * 1e9);
	while (sigtimedwait(signals, NULL, &t) < 0 && errno == EINTR)
		;
}

static void vmm_run(struct vmm *v, const struct options *o)
{
	pthread_t roaming;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	if (!o->loops)
		pthread_sigmask(SIG_BLOCK, &signals, NULL);
	v->ticks = __builtin_ia32_rdtsc();
	for (unsigned int i = 0; i < v->nr_vcpus; i++)
		vcpu_start(&v->vcpus[i]);
	if (o->roam && pthread_create(&roaming, NULL, roam, v))
		errx(2, "the thread that moves the vCPUs does not start");
	if (!o->loops) {
		wait_seconds(o->seconds, &signals);
		for (unsigned int i = 0; i < v->nr_vcpus; i++)
			v->vcpus[i].data->limit = 0;
	}
	for (unsigned int i = 0; i < v->nr_vcpus; i++)
		pthread_join(v->vcpus[i].thread, NULL);
	v->ticks = __builtin_ia32_rdtsc() - v->ticks;
}

static void read_at(int fd, void *buf, size_t n, off_t at)
{
	if (pread(fd, buf, n, at) != (ssize_t)n)
		err(2, "KVM's statistics");
}

/* adds this vCPU's values to sum[], in the order of stats[] (KVM API, 4.133 KVM_GET_STATS_FD) */
static void vcpu_add_stats(const struct vcpu *c, uint64_t sum[NR_STATS])
{
	int fd = kvm_call(c->fd, KVM_GET_STATS_FD, NULL, "KVM_GET_STATS_FD");
	struct kvm_stats_header h;
	size_t step;
	char *desc;

	read_at(fd, &h, sizeof(h), 0);
	step = sizeof(struct kvm_stats_desc) + h.name_size;
	desc = calloc(h.num_desc, step);
	if (!desc)
		err(2, "KVM's statistics");
	read_at(fd, desc, h.num_desc * step, h.desc_offset);
	for (uint32_t i = 0; i < h.num_desc; i++) {
		const struct kvm_stats_desc *d = (const void *)(desc + i * step);

		for (size_t k = 0; k < NR_STATS; k++) {
			uint64_t value;

			if (strcmp(d->name, stats[k]))
				continue;
			read_at(fd, &value, sizeof(value), h.data_offset + d->offset);
			sum[k] += value;
		}
	}
	free(desc);
	close(fd);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/*
 * Of the timed CPUIDs of a single vCPU, in ticks of the time-stamp counter; the mean is of the
 * whole run, so it has what else ran on this CPU meanwhile.
 */
static void print_costs(const struct vmm *v, uint64_t timed)
{
	uint64_t *costs = (uint64_t *)(v->mem + TOY_COSTS_GPA);
	uint64_t n = timed < TOY_COSTS ? timed : TOY_COSTS;

	qsort(costs, n, sizeof(*costs), by_value);
	printf("cost-least %lu\ncost-median %lu\ncost-mean %lu\n", costs[0], costs[n / 2],
	       v->ticks / timed);
}

static void vmm_account(const struct vmm *v, const struct options *o)
{
	uint64_t loops = 0, sum[NR_STATS] = { 0 };
	struct account seen = { 0 };

	for (unsigned int i = 0; i < v->nr_vcpus; i++) {
		const struct vcpu *c = &v->vcpus[i];

		loops += c->data->loops;
		seen.io += c->seen.io;
		seen.mmio += c->seen.mmio;
		seen.hlt += c->seen.hlt;
		vcpu_add_stats(c, sum);
	}
	printf("pid %d\nvcpus %u\nloops %lu\n", getpid(), v->nr_vcpus, loops);
	for (unsigned int nr = 1; nr <= NPROCS; nr++)
		printf("cr3 0x%x weight %u\n", nr * TOY_CR3_STEP, 1U << (nr - 1));
	printf("cpuid %lu\n", o->mix & TOY_CPUID ? NPROCS * loops : 0);
	printf("cr3-writes %lu\n", NPROCS * loops);
	printf("io %lu\nmmio %lu\nhlt %lu\n", seen.io, seen.mmio, seen.hlt);
	for (size_t k = 0; k < NR_STATS; k++)
		printf("kvm-%s %lu\n", stats[k], sum[k]);
	if (o->mix & TOY_COST && loops)
		print_costs(v, NPROCS * loops);
}

static unsigned int parse_mix(char *list)
{
	unsigned int mix = 0;

	for (char *name = strtok(list, ","); name; name = strtok(NULL, ",")) {
		size_t i = 0;

		while (i < sizeof(mixes) / sizeof(mixes[0]) && strcmp(name, mixes[i].name))
			i++;
		if (i == sizeof(mixes) / sizeof(mixes[0]))
			errx(1,
			     "%s: no such exit; choose of none, cpuid, out, mmio, hlt, all, cost",
			     name);
		mix |= mixes[i].bit;
	}
	return mix;
}

static uint64_t parse_number(const char *text, uint64_t min, uint64_t max, char option)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end || value < min || value > max)
		errx(1, "-%c %s: want a number of %lu to %lu", option, text, min, max);
	return value;
}

static void usage(void)
{
	puts("usage: toyvmm [-s SECONDS | -n LOOPS] [-m MIX] [-c VCPUS] [-w SPIN] [-r]\n"
	     "  -s  run for SECONDS (default 1), or until SIGINT or SIGTERM\n"
	     "  -n  run LOOPS loops on each vCPU, then stop\n"
	     "  -m  after its spin each process does these: none, cpuid, out, mmio, hlt, all\n"
	     "      (a list with commas; default all); cost: a CPUID whose time is told\n"
	     "  -c  number of vCPUs, 1 to 16 (default 1)\n"
	     "  -w  spins of the first process (default 2000); the others do 2 and 4 times that\n"
	     "  -r  move every vCPU to another processor all the time");
	exit(0);
}

static void parse_options(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt(argc, argv, "s:n:m:c:w:rh")) != -1) {
		switch (c) {
		case 's':
			o->seconds = atof(optarg);
			break;
		case 'n':
			o->loops = parse_number(optarg, 1, INT64_MAX, c);
			break;
		case 'm':
			o->mix = parse_mix(optarg);
			break;
		case 'c':
			o->vcpus = parse_number(optarg, 1, MAX_VCPUS, c);
			break;
		case 'w':
			o->spin = parse_number(optarg, 1, INT32_MAX, c);
			break;
		case 'r':
			o->roam = true;
			break;
		case 'h':
			usage();
			break;
		default:
			exit(1);
		}
	}
	if (optind < argc)
		errx(1, "%s: unexpected argument", argv[optind]);
	if (o->mix & TOY_COST && o->vcpus > 1)
		errx(1, "-m cost: with one vCPU only");
}

int main(int argc, char **argv)
{
	struct options o = { .seconds = 1, .spin = 2000, .vcpus = 1, .mix = 15 };
	static struct vmm v;

	parse_options(argc, argv, &o);
	vmm_init(&v);
	v.nr_vcpus = o.vcpus;
	for (unsigned int i = 0; i < v.nr_vcpus; i++)
		vcpu_init(&v, i, &o);
	vmm_run(&v, &o);
	vmm_account(&v, &o);
	return 0;
}
