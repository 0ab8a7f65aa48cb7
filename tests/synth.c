/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/synth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "tests/tracecolumns.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* clang-format off */
#define TIME { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 }
#define SEQ { VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ, 0, 0 }
#define TASK { VMT_C_TASK, VMT_U32, VMT_SEM_TASK, 0, 0 }
#define VM { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 }
#define U(bits, name) { name, VMT_U##bits, VMT_SEM_NONE, 0, 0 }
#define NS(name) { name, VMT_U64, VMT_SEM_NS, 0, 0 }
#define TEXT(name) { name, VMT_VAR, VMT_SEM_TEXT, 0, 0 }
#define VCPU TIME, SEQ, TASK, VM, U(16, VMT_C_VCPU), U(8, VMT_C_FLAGS)
#define REGS \
	REG("VM_RAX", 0x10000), REG("VM_RCX", 0x10001), REG("VM_RDX", 0x10002), \
	REG("VM_RBX", 0x10003), REG("VMX_GUEST_RSP", 0x681c), REG("VM_RBP", 0x10005), \
	REG("VM_RSI", 0x10006), REG("VM_RDI", 0x10007), REG("VM_R8", 0x10008), \
	REG("VM_R9", 0x10009), REG("VM_R10", 0x1000a), REG("VM_R11", 0x1000b), \
	REG("VM_R12", 0x1000c), REG("VM_R13", 0x1000d), REG("VM_R14", 0x1000e), \
	REG("VM_R15", 0x1000f), REG("VMX_GUEST_RIP", 0x681e), \
	REG("VMX_GUEST_RFLAGS", 0x6820), REG("VMX_GUEST_CR3", 0x6802)

static const struct vmt_column exits[] = {
	VCPU, U(32, VMT_C_EXITS), { VMT_C_REASON, VMT_U32, VMT_SEM_ENUM, 0, VMT_SET_EXIT_SVM },
	REGS,
};
static const struct vmt_column entries[] = { VCPU, U(32, VMT_C_EXITS) };
static const struct vmt_column samples[] = { VCPU, U(64, VMT_C_TICK), NS(VMT_C_LATE), REGS };
static const struct vmt_column ticks[] = {
	TIME, SEQ, TASK, U(32, VMT_C_NONE), U(32, VMT_C_HOST), U(32, VMT_C_GUEST),
	U(64, VMT_C_TICK),
};
static const struct vmt_column losses[] = {
	TIME, { VMT_C_FIRST, VMT_U64, VMT_SEM_TIME, 0, 0 },
	{ VMT_C_TYPE, VMT_U8, VMT_SEM_ENUM, 0, VMT_SET_STREAM },
	{ VMT_C_COUNT, VMT_U64, VMT_SEM_COUNT, 0, 0 },
	{ VMT_C_CAUSE, VMT_U8, VMT_SEM_ENUM, 0, VMT_SET_CAUSE },
};
static const struct vmt_column cpus[] = { TIME, SEQ, U(8, VMT_C_ON), U(8, VMT_C_CAUSE) };
static const struct vmt_column tasks[] = {
	TIME, TASK, U(32, VMT_C_TID), U(32, VMT_C_TGID), U(32, VMT_C_PPID), U(32, VMT_C_UID),
	U(32, VMT_C_GID), NS(VMT_C_START), U(64, VMT_C_CGROUP), TEXT(VMT_C_COMM),
	TEXT(VMT_C_LEADER),
};
static const struct vmt_column vms[] = {
	TIME, VM, U(32, VMT_C_TGID), U(32, VMT_C_ORDER), U(8, VMT_C_ISA),
	U(8, VMT_C_NESTED_PAGING), TEXT(VMT_C_NAME),
};
static const struct vmt_column clocks[] = { TIME, NS(VMT_C_MONO), NS(VMT_C_BOOT), NS(VMT_C_REAL) };
static const struct vmt_column names[] = {
	TIME, U(32, VMT_C_SET), U(64, VMT_C_VALUE), TEXT(VMT_C_NAME),
};
/* clang-format on */

#define TABLE(name, flags, columns)                   \
	{                                             \
		name, flags, LENGTH(columns), columns \
	}
const struct vmt_table synth_tables[SYNTH_NR_TABLES] = {
	[SYNTH_EXIT] = TABLE(VMT_T_EXIT, VMT_TABLE_EVENT, exits),
	[SYNTH_ENTRY] = TABLE(VMT_T_ENTRY, VMT_TABLE_EVENT, entries),
	[SYNTH_SAMPLE] = TABLE(VMT_T_SAMPLE, VMT_TABLE_EVENT, samples),
	[SYNTH_TICKS] = TABLE(VMT_T_TICKS, 0, ticks),
	[SYNTH_LOST] = TABLE(VMT_T_LOST, 0, losses),
	[SYNTH_CPU] = TABLE(VMT_T_CPU, 0, cpus),
	[SYNTH_TASK] = TABLE(VMT_T_TASK, 0, tasks),
	[SYNTH_VM] = TABLE(VMT_T_VM, 0, vms),
	[SYNTH_CLOCK] = TABLE(VMT_T_CLOCK, 0, clocks),
	[SYNTH_NAME] = TABLE(VMT_T_NAME, 0, names),
};
_Static_assert(LENGTH(exits) == SYNTH_EXIT_COLUMNS, "rows of synth_exit()");

/* Exit codes of the AMD64 manual's volume 2, appendix C. */
static const struct {
	uint32_t code;
	const char *name;
} reasons[] = {
	{ 0x60, "INTR" },  { 0x7c, "MSR" },   { 0x7b, "IOIO" },	   { 0x400, "NPF" },
	{ 0x78, "HLT" },   { 0x72, "CPUID" }, { 0x64, "VINTR" },   { 0x6e, "RDTSC" },
	{ 0x77, "PAUSE" }, { 0x4e, "PF" },    { 0x81, "VMMCALL" }, { 0x89, "WBINVD" },
};
static const char *const streams[] = { NULL,   "exit", "entry", "sample", "ticks",
				       "lost", "task", "vm",	"cpu" };

#define NR_RIPS 5000
#define NR_CR3S 200
#define NR_POOL 1024
#define NR_GPRS 16
#define START_TIME 1000000000ULL

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15 };

struct vcpu {
	uint64_t gpr[NR_GPRS], stack, cr3;
	uint32_t task, vm, index, exits, cr3_left;
};

struct cpu {
	uint64_t time, seq, tick, next_sample;
	uint32_t turn, in_guest;
	struct vmt_stage *stages[SYNTH_NR_TABLES];
};

struct synth {
	struct synth_options o;
	uint64_t random;
	uint64_t rips[NR_RIPS], cr3s[NR_CR3S], pool[NR_POOL];
	uint32_t rip_weight[NR_RIPS], reason_weight[LENGTH(reasons)];
	struct vcpu *vcpus;
	struct cpu *cpus;
	struct vmt_stage *facts[SYNTH_NR_TABLES];
	struct vmt_part *parts;
	uint32_t turn;
	uint64_t exits;
};

/* xorshift64*: Marsaglia 2003, Vigna 2016. */
static uint64_t next(struct synth *s)
{
	s->random ^= s->random >> 12;
	s->random ^= s->random << 25;
	s->random ^= s->random >> 27;
	return s->random * 0x2545f4914f6cdd1dULL;
}

static uint64_t below(struct synth *s, uint32_t n)
{
	return (next(s) >> 32) * n >> 32;
}

/* Cumulated weights 1, 1/2, 1/3 ... */
static void zipf_init(uint32_t *weights, uint32_t n)
{
	uint32_t i, sum = 0;

	for (i = 0; i < n; i++)
		weights[i] = sum += 100000000 / (i + 1);
}

static uint32_t zipf(struct synth *s, const uint32_t *weights, uint32_t n)
{
	uint32_t w = below(s, weights[n - 1]), low = 0, high = n - 1, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (weights[mid] <= w)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void make_guests(struct synth *s)
{
	uint32_t i;

	for (i = 0; i < NR_RIPS; i++)
		s->rips[i] = i % 4 ? 0xffffffff81000000 + below(s, 0x1000000)
				   : 0x7f0000000000 + below(s, 0x40000000);
	for (i = 0; i < NR_CR3S; i++)
		s->cr3s[i] = (0x100000 + below(s, 0x80000)) << 12;
	for (i = 0; i < NR_POOL; i++)
		s->pool[i] = 0xffff888000000000 + below(s, 0x8000000) * 64;
	for (i = 0; i < s->o.vcpus; i++)
		s->vcpus[i] = (struct vcpu){ .stack = 0xffffc90000000000 + i * 0x8000 + 0x4000,
					     .task = i + 1,
					     .vm = i % s->o.vms + 1,
					     .index = i / s->o.vms };
}

struct synth *synth_new(const struct synth_options *o)
{
	struct synth *s = calloc(1, sizeof(*s));
	uint32_t i, t;

	if (!s)
		return NULL;
	s->o = *o;
	s->o.round_ns = o->round_ns ? o->round_ns : 1000000000;
	s->o.sample_ns = o->sample_ns ? o->sample_ns : 1000000;
	s->random = o->seed * 2 + 88172645463325252ULL;
	s->vcpus = calloc(o->vcpus, sizeof(*s->vcpus));
	s->cpus = calloc(o->cpus, sizeof(*s->cpus));
	s->parts = calloc(o->cpus, sizeof(*s->parts));
	if (!s->vcpus || !s->cpus || !s->parts) {
		synth_free(s);
		return NULL;
	}
	zipf_init(s->rip_weight, NR_RIPS);
	zipf_init(s->reason_weight, LENGTH(reasons));
	make_guests(s);
	for (i = 0; i < o->cpus; i++) {
		s->cpus[i].time = START_TIME + 1000 + i;
		s->cpus[i].next_sample = START_TIME + s->o.sample_ns * 5 / 2;
	}
	for (t = 0; t < SYNTH_NR_TABLES; t++) {
		for (i = 0; i < o->cpus; i++)
			if (vmt_stage_new(&s->cpus[i].stages[t], &synth_tables[t]))
				abort();
		if (vmt_stage_new(&s->facts[t], &synth_tables[t]))
			abort();
	}
	return s;
}

void synth_free(struct synth *s)
{
	uint32_t i, t;

	if (!s)
		return;
	for (t = 0; t < SYNTH_NR_TABLES; t++) {
		for (i = 0; s->cpus && i < s->o.cpus; i++)
			vmt_stage_free(s->cpus[i].stages[t]);
		vmt_stage_free(s->facts[t]);
	}
	free(s->vcpus);
	free(s->cpus);
	free(s->parts);
	free(s);
}

struct vmt_clock synth_clock(uint64_t time)
{
	uint64_t ns = (time - START_TIME) * 2 / 5;

	return (struct vmt_clock){ time, SYNTH_START_MONO + ns, SYNTH_START_MONO + ns,
				   SYNTH_START_REAL + ns };
}

/* The guest runs on: some registers change at every exit, some rarely, some never. */
static void run_guest(struct synth *s, struct vcpu *v)
{
	uint64_t *g = v->gpr;
	uint32_t i;

	if (!v->cr3_left--) {
		v->cr3 = s->cr3s[below(s, NR_CR3S)];
		v->cr3_left = s->o.restless ? 0 : 1 + below(s, 99);
	}
	g[RAX] = below(s, 65536);
	g[RCX] = 0xc0000080 + zipf(s, s->rip_weight, 64);
	if (!below(s, 4))
		g[RDX] = next(s) >> 32;
	if (!below(s, 4))
		g[RBX] = s->pool[below(s, NR_POOL)];
	g[RSP] = v->stack - below(s, 64) * 8;
	g[RBP] = g[RSP] + below(s, 16) * 8;
	g[RSI] = s->pool[zipf(s, s->rip_weight, NR_POOL)];
	g[RDI] = s->pool[below(s, NR_POOL)] + below(s, 512) * 8;
	g[R8] = next(s) >> 32;
	g[R9] = below(s, 2) ? next(s) : g[RSI];
	g[R11] = 0x246;
	for (i = R12; i <= R15; i++)
		if (!below(s, 32))
			g[i] = s->pool[below(s, NR_POOL)];
}

static void put_registers(struct synth *s, const struct vcpu *v, uint64_t *row)
{
	uint32_t i;

	for (i = 0; i < NR_GPRS; i++)
		*row++ = v->gpr[i];
	*row++ = s->rips[zipf(s, s->rip_weight, NR_RIPS)];
	*row++ = below(s, 8) ? 0x246 : 0x202;
	*row++ = v->cr3;
}

static uint64_t *put_vcpu(struct cpu *c, const struct vcpu *v, uint64_t *row)
{
	*row++ = c->time;
	*row++ = (uint32_t)c->seq++;
	*row++ = v->task;
	*row++ = v->vm;
	*row++ = v->index;
	*row++ = 0;
	return row;
}

/* A CPU's vCPUs share it in long turns. */
static struct vcpu *running(struct synth *s, uint32_t cpu)
{
	uint32_t mine = (s->o.vcpus - cpu - 1) / s->o.cpus + 1;
	uint32_t turn = s->cpus[cpu].turn / (s->o.restless ? 1 : 500);

	return &s->vcpus[cpu + turn % mine * s->o.cpus];
}

static uint32_t put_exit(struct synth *s, uint32_t cpu, uint64_t *row)
{
	struct cpu *c = &s->cpus[cpu];
	struct vcpu *v = running(s, cpu);
	uint32_t reason = zipf(s, s->reason_weight, LENGTH(reasons));

	c->turn = s->o.restless ? below(s, UINT32_MAX) : c->turn + 1;
	run_guest(s, v);
	row = put_vcpu(c, v, row);
	*row++ = ++v->exits;
	*row++ = reasons[reason].code;
	put_registers(s, v, row);
	s->exits++;
	return reason;
}

uint32_t synth_exit(struct synth *s, uint64_t row[SYNTH_EXIT_COLUMNS])
{
	uint32_t cpu = s->turn++ % s->o.cpus;

	s->cpus[cpu].time += 2000 + below(s, 20000);
	put_exit(s, cpu, row);
	s->cpus[cpu].seq++; /* its entry */
	return cpu;
}

/* ---- Whole sessions ---- */

static uint64_t *begin(struct vmt_stage *stage)
{
	uint64_t *row = vmt_stage_begin(stage);

	if (!row)
		abort();
	return row;
}

static void put_sample(struct synth *s, struct cpu *c, struct vcpu *v)
{
	uint64_t *row = begin(c->stages[SYNTH_SAMPLE]);

	row = put_vcpu(c, v, row);
	*row++ = c->tick;
	*row++ = 200 + below(s, 3000);
	put_registers(s, v, row);
	vmt_stage_end(c->stages[SYNTH_SAMPLE]);
	c->in_guest++;
}

/* In the guest until the next exit, with the sampler's ticks, then in the host until entry. */
static void turn_guest(struct synth *s, uint32_t cpu)
{
	struct cpu *c = &s->cpus[cpu];
	struct vcpu *v = running(s, cpu);
	uint64_t exit = c->time + 2000 + below(s, 20000), *row;
	uint32_t reason;

	for (; c->next_sample < exit; c->next_sample += s->o.sample_ns * 5 / 2, c->tick++) {
		if (c->next_sample < c->time)
			continue;
		c->time = c->next_sample;
		put_sample(s, c, v);
	}
	c->time = exit;
	row = begin(c->stages[SYNTH_EXIT]);
	reason = put_exit(s, cpu, row);
	vmt_stage_end(c->stages[SYNTH_EXIT]);
	c->time += reasons[reason].code == 0x78 ? 20000 + below(s, 400000) : 1500 + below(s, 3000);
	row = put_vcpu(c, v, begin(c->stages[SYNTH_ENTRY]));
	*row = v->exits;
	vmt_stage_end(c->stages[SYNTH_ENTRY]);
}

static void put_text(struct vmt_stage *stage, uint32_t column, const char *text)
{
	if (vmt_stage_bytes(stage, column, text, strlen(text)))
		abort();
}

static void put_name(struct synth *s, uint32_t set, uint64_t value, const char *name)
{
	struct vmt_stage *stage = s->facts[SYNTH_NAME];
	uint64_t *row = begin(stage);

	row[0] = START_TIME;
	row[1] = set;
	row[2] = value;
	put_text(stage, 3, name);
	vmt_stage_end(stage);
}

static void put_names(struct synth *s)
{
	size_t i;

	for (i = 0; i < LENGTH(reasons); i++)
		put_name(s, VMT_SET_EXIT_SVM, reasons[i].code, reasons[i].name);
	for (i = 1; i < LENGTH(streams); i++)
		put_name(s, VMT_SET_STREAM, i, streams[i]);
	put_name(s, VMT_SET_CAUSE, 1, "ring full");
}

static uint32_t vmm_pid(uint32_t vm)
{
	return 4000 + 100 * vm;
}

static void put_tasks(struct synth *s)
{
	struct vmt_stage *stage = s->facts[SYNTH_TASK];
	uint64_t *row;
	uint32_t i;
	char comm[16];

	for (i = 0; i < s->o.vcpus; i++) {
		const struct vcpu *v = &s->vcpus[i];

		row = begin(stage);
		*row++ = START_TIME;
		*row++ = v->task;
		*row++ = vmm_pid(v->vm) + 1 + v->index;
		*row++ = vmm_pid(v->vm);
		*row++ = 1;
		*row++ = 64055;
		*row++ = 108;
		*row++ = 5000000000ULL * v->vm;
		*row++ = 1000 + v->vm;
		snprintf(comm, sizeof(comm), "CPU %u/KVM", v->index);
		put_text(stage, 9, comm);
		put_text(stage, 10, s->o.others && v->vm % 2 == 0 ? "toyvmm" : "qemu-kvm");
		vmt_stage_end(stage);
	}
}

static void put_vms(struct synth *s)
{
	struct vmt_stage *stage = s->facts[SYNTH_VM];
	uint64_t *row;
	uint32_t i;
	char name[16];

	for (i = 1; i <= s->o.vms; i++) {
		row = begin(stage);
		*row++ = START_TIME;
		*row++ = i;
		*row++ = vmm_pid(i);
		*row++ = 0;
		*row++ = VMT_ISA_SVM;
		*row++ = 1;
		snprintf(name, sizeof(name), "guest%u", i);
		put_text(stage, 6, name);
		vmt_stage_end(stage);
	}
}

static void put_clock(struct synth *s, uint64_t time)
{
	struct vmt_clock c = synth_clock(time);
	uint64_t *row = begin(s->facts[SYNTH_CLOCK]);

	row[0] = c.time;
	row[1] = c.mono;
	row[2] = c.boot;
	row[3] = c.real;
	vmt_stage_end(s->facts[SYNTH_CLOCK]);
}

static void put_cpu(struct cpu *c, uint64_t time)
{
	uint64_t *row = begin(c->stages[SYNTH_CPU]);

	row[0] = time;
	row[1] = c->seq++;
	row[2] = 1;
	vmt_stage_end(c->stages[SYNTH_CPU]);
}

/* What the ticks of a round hit, and in a lossy trace what the ring had no room for. */
static void put_counts(struct synth *s, struct cpu *c, uint64_t time)
{
	uint64_t *row = begin(c->stages[SYNTH_TICKS]);

	row[0] = time;
	row[1] = c->seq++;
	row[4] = 3;
	row[5] = c->in_guest;
	row[6] = c->tick;
	vmt_stage_end(c->stages[SYNTH_TICKS]);
	c->in_guest = 0;
	if (!s->o.lossy)
		return;
	row = begin(c->stages[SYNTH_LOST]);
	row[0] = time;
	row[1] = time - 5000;
	row[2] = 1;
	row[3] = 7;
	row[4] = 1;
	vmt_stage_end(c->stages[SYNTH_LOST]);
}

static int seal_stage(struct synth *s, struct vmt_writer *w, uint32_t table, uint64_t until)
{
	uint32_t i, n = 0;
	int error;

	for (i = 0; i < s->o.cpus; i++) {
		struct vmt_stage *stage = s->cpus[i].stages[table];
		uint32_t rows = vmt_stage_until(stage, until);

		if (rows)
			s->parts[n++] = (struct vmt_part){ .cpu = i, .rows = rows, .stage = stage };
	}
	error = n ? vmt_writer_rows(w, table, s->parts, n) : 0;
	for (i = 0; i < s->o.cpus; i++)
		vmt_stage_drop(s->cpus[i].stages[table],
			       vmt_stage_until(s->cpus[i].stages[table], until));
	return error;
}

static int seal_facts(struct synth *s, struct vmt_writer *w)
{
	static const enum synth_table order[] = { SYNTH_NAME, SYNTH_TASK, SYNTH_VM, SYNTH_CLOCK };
	size_t i;
	int error = 0;

	for (i = 0; i < LENGTH(order) && !error; i++) {
		struct vmt_stage *stage = s->facts[order[i]];
		struct vmt_part part = { .cpu = VMT_NO_CPU,
					 .rows = vmt_stage_rows(stage),
					 .stage = stage };

		if (part.rows)
			error = vmt_writer_rows(w, order[i], &part, 1);
		vmt_stage_drop(stage, part.rows);
	}
	return error;
}

static int seal(struct synth *s, struct vmt_writer *w, uint64_t until)
{
	static const enum synth_table order[] = { SYNTH_CPU,	SYNTH_EXIT,  SYNTH_ENTRY,
						  SYNTH_SAMPLE, SYNTH_TICKS, SYNTH_LOST };
	size_t i;
	int error = seal_facts(s, w);

	for (i = 0; i < LENGTH(order) && !error; i++)
		error = seal_stage(s, w, order[i], until);
	return error;
}

static int write_rounds(struct synth *s, struct vmt_writer *w)
{
	uint64_t step = s->o.round_ns * 5 / 2, time = START_TIME;
	struct vmt_clock now;
	uint32_t i;
	int error;

	for (i = 0; i < s->o.cpus; i++)
		put_cpu(&s->cpus[i], START_TIME + 500);
	do {
		time += step;
		for (i = 0; i < s->o.cpus; i++) {
			while (s->cpus[i].time < time)
				turn_guest(s, i);
			s->cpus[i].time += 100;
			put_counts(s, &s->cpus[i], time);
		}
		put_clock(s, time);
		now = synth_clock(time);
		error = seal(s, w, time) ?: vmt_writer_round(w, &now);
	} while (!error && s->exits < s->o.exits);
	now = synth_clock(time + 1000);
	return error || s->o.killed ? error : vmt_writer_end(w, &now, "");
}

int synth_write(const struct synth_options *o, const struct vmt_sink *sink,
		const struct vmt_writer_options *options)
{
	static const struct vmt_fact facts[] = {
		{ "host.name", "synth" },
		{ "host.kernel", "6.1.0-synth" },
		{ "host.cpu", "synthetic" },
		{ "host.machine", "x86_64" },
		{ "host.cpus", "8" },
		{ "clock", "tsc" },
		{ "isa", "svm" },
		{ "exit_point", "late" },
		{ "sample.period", "1000000" },
		{ "sample.hz", "1000" },
		{ "events", "exit,entry,profile" },
		{ "recorder", "vmtrace synth" },
		{ "command", "" },
	};
	struct vmt_clock start = synth_clock(START_TIME);
	struct synth *s = synth_new(o);
	struct vmt_writer *w = NULL;
	int error = s ? 0 : VMT_ENOMEM;

	if (!error)
		error = vmt_writer_open(&w, sink, options, synth_tables, SYNTH_NR_TABLES, facts,
					LENGTH(facts), &start, SYNTH_TICKS_PER_SECOND);
	if (!error) {
		put_names(s);
		put_tasks(s);
		put_vms(s);
		put_clock(s, START_TIME);
		error = write_rounds(s, w);
	}
	vmt_writer_free(w);
	synth_free(s);
	return error;
}
