/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ringdump: runs a command under the module and prints what came out of the rings, as
 * `key value` lines, with nothing of the recorder between. It checks what every consumer may
 * rely on (sequence, order, announced numbers) and counts what breaks it as `broken`.
 */
#include <cpuid.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kmod/vmtrace_uapi.h"

#define MAX_CPUS 64
#define MAX_IDS 4096
#define MAX_KEYS 512
#define SVM_CPUID 0x72

#define BIT_OF(bit, name, number, width, groups, vmx, svm) BIT_##name = bit,
enum { VMTRACE_REGS(BIT_OF) NR_REGS };

static const struct {
	const char *name;
	uint8_t groups;
} registers[NR_REGS] = {
#define REGISTER(bit, name, number, width, groups, vmx, svm) [bit] = { #name, groups },
	VMTRACE_REGS(REGISTER)
};

static const char *const type_names[VMTRACE_NR_TYPES] = {
	"pad", "exit", "entry", "sample", "ticks", "lost", "task", "vm", "cpu",
};

/* A count by a name and a number, printed in order of appearance */
struct tally {
	const char *name;
	uint64_t key, n;
};

/* What is known of one vCPU of one VM */
struct vcpu {
	uint32_t vm, vcpu, first, last, exits;
};

struct ring {
	struct vmtrace_ring_control *control;
	const struct vmtrace_ring_head *head;
	const uint8_t *data;
	uint32_t seq;
	uint64_t tsc;
	uint64_t last_rip; /* of a CPUID exit that its entry has not followed yet */
	uint64_t last_leaf;
	uint32_t last_exits;
};

struct dump {
	int fd;
	size_t size;
	struct vmtrace_start start;
	unsigned int place[VMTRACE_NR_EVENTS][NR_REGS]; /* 1 + the accepted index, 0: not */
	unsigned int accepted[VMTRACE_NR_EVENTS];
	struct ring rings[MAX_CPUS];
	struct tally tallies[MAX_KEYS];
	struct vcpu vcpus[MAX_IDS];
	unsigned int ntallies, nvcpus;
	bool task_told[MAX_IDS], task_used[MAX_IDS], vm_told[MAX_IDS], vm_used[MAX_IDS];
	unsigned int show; /* events still to be printed whole */
};

static void count(struct dump *d, const char *name, uint64_t key, uint64_t n)
{
	unsigned int i = 0;

	while (i < d->ntallies && (strcmp(d->tallies[i].name, name) || d->tallies[i].key != key))
		i++;
	if (i == MAX_KEYS)
		errx(3, "more than %d different counts", MAX_KEYS);
	if (i == d->ntallies)
		d->tallies[d->ntallies++] = (struct tally){ name, key, 0 };
	d->tallies[i].n += n;
}

/* false: the register is not in this event's set, or absent in this record */
static bool get(const struct dump *d, const struct vmtrace_vcpu *r, unsigned int event,
		unsigned int bit, uint64_t *value)
{
	const uint64_t *valid = (const uint64_t *)(r + 1);
	unsigned int i = d->place[event][bit];

	if (!i-- || !(valid[i / 64] >> i % 64 & 1))
		return false;
	*value = valid[VMTRACE_WORDS(d->accepted[event]) + i];
	return true;
}

static void show(struct dump *d, const struct vmtrace_vcpu *r, unsigned int event)
{
	uint64_t value;

	if (!d->show)
		return;
	d->show--;
	printf("show %s task %u vm %u vcpu %u exits %u reason 0x%x flags 0x%x late %llu\n",
	       type_names[r->rec.type], r->task, r->vm, r->vcpu, r->exits, r->reason, r->rec.flags,
	       r->late);
	for (unsigned int bit = 0; bit < NR_REGS; bit++)
		if (get(d, r, event, bit, &value))
			printf("show   %s 0x%lx\n", registers[bit].name, value);
		else if (d->place[event][bit])
			printf("show   %s absent\n", registers[bit].name);
}

static void see_exits(struct dump *d, const struct vmtrace_vcpu *r)
{
	struct vcpu *v = d->vcpus;

	while (v < d->vcpus + d->nvcpus && (v->vm != r->vm || v->vcpu != r->vcpu))
		v++;
	if (v == d->vcpus + d->nvcpus) {
		d->nvcpus++;
		*v = (struct vcpu){ .vm = r->vm, .vcpu = r->vcpu, .first = r->exits };
	}
	v->last = r->exits;
	v->exits++;
}

/*
 * The entry behind a CPUID exit holds what the VMM made of it: RIP + 2 and this leaf's EAX. A
 * thread that moves in between has the two in different rings. KVM counts an exit behind its
 * tracepoint if that is early.
 */
static void see_cpuid(struct dump *d, struct ring *ring, const struct vmtrace_vcpu *r, bool entry)
{
	unsigned int event = entry ? VMTRACE_ON_ENTRY : VMTRACE_ON_EXIT;
	unsigned int eax = 0, ebx, ecx, edx, early = d->start.exit_point == VMTRACE_EXIT_EARLY;
	uint64_t rip, rax;

	if (!get(d, r, event, BIT_VMX_GUEST_RIP, &rip) || !get(d, r, event, BIT_VM_RAX, &rax))
		return;
	if (!entry) {
		if (ring->last_rip)
			count(d, "cpuid-moved", 0, 1);
		ring->last_rip = r->reason == SVM_CPUID ? rip : 0;
		ring->last_leaf = rax;
		ring->last_exits = r->exits;
	} else if (ring->last_rip && ring->last_exits + early == r->exits) {
		__cpuid(ring->last_leaf, eax, ebx, ecx, edx);
		count(d, rip == ring->last_rip + 2 ? "cpuid-rip-right" : "cpuid-rip-wrong", 0, 1);
		if (ring->last_leaf == 1)
			count(d, rax == eax ? "cpuid-rax-right" : "cpuid-rax-wrong", 0, 1);
		ring->last_rip = 0;
	}
}

static void see_vcpu(struct dump *d, struct ring *ring, const struct vmtrace_vcpu *r,
		     unsigned int event)
{
	uint64_t cr3;

	d->task_used[r->task % MAX_IDS] = true;
	d->vm_used[r->vm % MAX_IDS] = true;
	show(d, r, event);
	if (r->rec.flags & VMTRACE_REC_UNREAD)
		count(d, "unread", r->rec.type, 1);
	if (event == VMTRACE_ON_SAMPLE) {
		if (get(d, r, event, BIT_VMX_GUEST_CR3, &cr3))
			count(d, "sample-cr3", cr3, 1);
		return;
	}
	see_cpuid(d, ring, r, event == VMTRACE_ON_ENTRY);
	if (event == VMTRACE_ON_ENTRY)
		return;
	see_exits(d, r);
	count(d, "reason", r->reason, 1);
	if (r->rec.flags & VMTRACE_REC_SELF)
		count(d, "self", r->reason, 1);
	if (get(d, r, event, BIT_VMX_GUEST_CR3, &cr3))
		count(d, "exit-cr3", cr3, 1);
}

static void see_ticks(struct dump *d, const struct vmtrace_ticks *r)
{
	const char *const names[2][3] = { { "cpu-none", "cpu-host", "cpu-guest" },
					  { "thread-none", "thread-host", "thread-guest" } };

	d->task_used[r->task % MAX_IDS] |= r->task != 0;
	count(d, names[!!r->task][0], 0, r->none);
	count(d, names[!!r->task][1], 0, r->host);
	count(d, names[!!r->task][2], 0, r->guest);
}

static void see_task(struct dump *d, const struct vmtrace_task *r)
{
	d->task_told[r->task % MAX_IDS] = true;
	printf("task %u tid %u tgid %u ppid %u uid %u gid %u start %llu cgroup %llu comm %.16s "
	       "leader %.16s\n",
	       r->task, r->tid, r->tgid, r->ppid, r->uid, r->gid, r->start, r->cgroup, r->comm,
	       r->leader);
}

static void see_vm(struct dump *d, const struct vmtrace_vm *r)
{
	d->vm_told[r->vm % MAX_IDS] = true;
	printf("vm %u tgid %u order %u isa %u nested-paging %u\n", r->vm, r->tgid, r->order, r->isa,
	       r->nested_paging);
}

static void see_lost(struct dump *d, const struct vmtrace_lost *r)
{
	for (unsigned int i = 0; i < VMTRACE_NR_TYPES; i++)
		if (r->count[i])
			count(d, "lost", i, r->count[i]);
}

/* Lost records have taken their sequence numbers: they explain a jump of just their count. */
static void see_order(struct dump *d, struct ring *ring, const struct vmtrace_rec *rec)
{
	uint32_t expected = ring->seq;

	if (rec->type == VMTRACE_LOST)
		for (unsigned int i = 0; i < VMTRACE_NR_TYPES; i++)
			expected += ((const struct vmtrace_lost *)rec)->count[i];
	if (rec->seq != expected)
		count(d, "broken-seq", 0, 1);
	ring->seq = rec->seq + 1;
	if (rec->type == VMTRACE_PAD)
		return;
	if (rec->tsc < ring->tsc)
		count(d, "broken-order", rec->type, 1);
	ring->tsc = rec->tsc;
}

static void see(struct dump *d, struct ring *ring, const struct vmtrace_rec *rec)
{
	const void *r = rec;

	see_order(d, ring, rec);
	count(d, "records", rec->type, 1);
	if (rec->type >= VMTRACE_EXIT && rec->type <= VMTRACE_SAMPLE)
		see_vcpu(d, ring, r, rec->type - VMTRACE_EXIT);
	else if (rec->type == VMTRACE_TICKS)
		see_ticks(d, r);
	else if (rec->type == VMTRACE_LOST)
		see_lost(d, r);
	else if (rec->type == VMTRACE_TASK)
		see_task(d, r);
	else if (rec->type == VMTRACE_VM)
		see_vm(d, r);
}

static void drain(struct dump *d)
{
	for (struct ring *ring = d->rings; ring < d->rings + MAX_CPUS; ring++) {
		const struct vmtrace_rec *rec;
		uint64_t head, tail;

		if (!ring->data)
			continue;
		head = __atomic_load_n(&ring->head->head, __ATOMIC_ACQUIRE);
		for (tail = ring->control->tail; tail != head; tail += rec->words * 8UL) {
			rec = (const void *)(ring->data + tail % d->size);
			if (!rec->words || rec->type >= VMTRACE_NR_TYPES)
				errx(3, "a record of %u words, type %u", rec->words, rec->type);
			see(d, ring, rec);
		}
		__atomic_store_n(&ring->control->tail, tail, __ATOMIC_RELEASE);
	}
}

static void map_rings(struct dump *d)
{
	for (int cpu = 0; cpu < MAX_CPUS; cpu++) {
		struct ring *ring = &d->rings[cpu];

		ring->control = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, d->fd,
				     VMTRACE_MMAP(cpu, VMTRACE_CONTROL));
		if (ring->control == MAP_FAILED)
			continue;
		ring->head = mmap(NULL, 4096, PROT_READ, MAP_SHARED, d->fd,
				  VMTRACE_MMAP(cpu, VMTRACE_HEAD));
		ring->data = mmap(NULL, d->size, PROT_READ, MAP_SHARED, d->fd,
				  VMTRACE_MMAP(cpu, VMTRACE_DATA));
		if (ring->head == MAP_FAILED || ring->data == MAP_FAILED)
			err(2, "mmap of CPU %d", cpu);
	}
}

static void call(int fd, unsigned long request, void *arg, const char *what)
{
	if (ioctl(fd, request, arg))
		err(2, "%s", what);
}

static void start(struct dump *d, struct vmtrace_setup *setup)
{
	d->fd = open(VMTRACE_DEVICE, O_RDWR | O_CLOEXEC);
	if (d->fd < 0)
		err(2, VMTRACE_DEVICE);
	d->size = setup->ring_bytes;
	call(d->fd, VMTRACE_SETUP, setup, "SETUP");
	map_rings(d);
	d->start.size = sizeof(d->start);
	call(d->fd, VMTRACE_START, &d->start, "START");
	for (int event = 0; event < VMTRACE_NR_EVENTS; event++)
		for (unsigned int bit = 0; bit < NR_REGS; bit++)
			if (d->start.regs[event][bit / 64] >> bit % 64 & 1)
				d->place[event][bit] = ++d->accepted[event];
}

static void stop(struct dump *d)
{
	struct vmtrace_lost lost[MAX_CPUS] = { 0 };
	struct vmtrace_stop stop = { .size = sizeof(stop),
				     .lost = (uintptr_t)lost,
				     .nlost = MAX_CPUS };

	call(d->fd, VMTRACE_STOP, &stop, "STOP");
	drain(d);
	for (int cpu = 0; cpu < MAX_CPUS; cpu++)
		see_lost(d, &lost[cpu]);
	printf("ended %u\nmono %llu\n", stop.ended, stop.now.mono - d->start.now.mono);
}

static int run(struct dump *d, char **argv)
{
	struct vmtrace_round round = { .size = sizeof(round) };
	uint64_t last = 0;
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		err(2, "fork");
	if (!child) {
		execvp(*argv, argv);
		err(127, "%s", *argv);
	}
	printf("child %d\n", child);
	while (waitpid(child, &status, WNOHANG) == 0 && !round.ended) {
		usleep(200000);
		call(d->fd, VMTRACE_ROUND, &round, "ROUND");
		if (round.now.tsc <= last)
			count(d, "broken-round", 0, 1);
		last = round.now.tsc;
		drain(d);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void report(struct dump *d)
{
	printf("isa %u\nclock %u\nexit-point %u\nperiod %llu\n", d->start.isa, d->start.clock,
	       d->start.exit_point, d->start.period);
	printf("accepted %u %u %u\n", d->accepted[0], d->accepted[1], d->accepted[2]);
	for (unsigned int i = 1; i < MAX_IDS; i++) {
		if (d->task_used[i] && !d->task_told[i])
			count(d, "broken-task", i, 1);
		if (d->vm_used[i] && !d->vm_told[i])
			count(d, "broken-vm", i, 1);
	}
	if (d->task_used[0] || d->vm_used[0])
		count(d, "broken-zero", 0, 1);
	for (struct vcpu *v = d->vcpus; v < d->vcpus + d->nvcpus; v++)
		printf("vcpu %u/%u exits %u untraced %d\n", v->vm, v->vcpu, v->exits,
		       (int)(v->last - v->first + 1 - v->exits));
	for (struct tally *t = d->tallies; t < d->tallies + d->ntallies; t++)
		if (!strcmp(t->name, "records") || !strcmp(t->name, "lost"))
			printf("%s %s %lu\n", t->name, type_names[t->key], t->n);
		else if (t->key)
			printf("%s 0x%lx %lu\n", t->name, t->key, t->n);
		else
			printf("%s %lu\n", t->name, t->n);
}

/* The group's registers, "all", or nothing; one register by its D constant */
static void want(uint64_t regs[VMTRACE_REG_WORDS], const char *name)
{
	for (unsigned int bit = 0; bit < NR_REGS; bit++)
		if (!strcmp(name, "all") || !strcmp(name, registers[bit].name) ||
		    (!strcmp(name, "base") && registers[bit].groups & VMTRACE_G_BASE))
			regs[bit / 64] |= 1ULL << bit % 64;
}

static void usage(void)
{
	puts("usage: ringdump [-e EVENTS] [-F HZ] [-r REGS] [-m BYTES] [-p TGID]… [-c] [-t] [-n "
	     "SHOW]\n"
	     "                COMMAND…\n"
	     "  -e  exit, entry, sample by their letters: x, n, s (default xns)\n"
	     "  -r  base (default), all, none or a register's constant; for all events\n"
	     "  -p  only this VMM; -c only children of ours; -t the module's trace events too\n"
	     "  -n  print the first SHOW events whole");
	exit(1);
}

int main(int argc, char **argv)
{
	static struct dump d;
	struct vmtrace_setup setup = {
		.size = sizeof(setup), .events = 7, .hz = 997, .ring_bytes = 4u << 20
	};
	uint32_t tgids[VMTRACE_MAX_TGIDS];
	uint64_t regs[VMTRACE_REG_WORDS] = { 0 };
	const char *group = "base";
	int option, status;

	while ((option = getopt(argc, argv, "+e:F:r:m:p:ctn:")) != -1) {
		switch (option) {
		case 'e':
			setup.events = 0;
			for (const char *c = optarg; *c && strchr("xns", *c); c++)
				setup.events |= 1u << (strchr("xns", *c) - "xns");
			break;
		case 'F':
			setup.hz = atoi(optarg);
			break;
		case 'r':
			group = optarg;
			break;
		case 'm':
			setup.ring_bytes = atoi(optarg);
			break;
		case 'p':
			if (setup.ntgids == VMTRACE_MAX_TGIDS)
				usage();
			tgids[setup.ntgids++] = atoi(optarg);
			break;
		case 'c':
			setup.flags |= VMTRACE_SETUP_CHILDREN;
			break;
		case 't':
			setup.flags |= VMTRACE_SETUP_TRACE_EVENTS;
			break;
		case 'n':
			d.show = atoi(optarg);
			break;
		default:
			usage();
		}
	}
	if (optind == argc)
		usage();
	setup.tgids = (uintptr_t)tgids;
	want(regs, group);
	for (int event = 0; event < VMTRACE_NR_EVENTS; event++)
		memcpy(setup.regs[event], regs, sizeof(regs));
	start(&d, &setup);
	status = run(&d, argv + optind);
	stop(&d);
	report(&d);
	return status;
}
