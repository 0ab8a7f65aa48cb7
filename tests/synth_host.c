/* SPDX-License-Identifier: GPL-2.0 */
#include "tests/synth_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/vmt_tables.h"
#include "tests/tepcommon.h"
#include "tests/tracecolumns.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define MOST_CPUS 16
#define ROUND_NS 1000000

/* ---- Tables ---- */

/* clang-format off */
#define TIME { VMT_C_TIME, VMT_U64, VMT_SEM_TIME, 0, 0 }
#define SEQ { VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ, 0, 0 }
#define TASK { VMT_C_TASK, VMT_U32, VMT_SEM_TASK, 0, 0 }
#define U(bits, name) { name, VMT_U##bits, VMT_SEM_NONE, 0, 0 }
#define TEXT(name) { name, VMT_VAR, VMT_SEM_TEXT, 0, 0 }
#define VCPU TIME, SEQ, TASK, { VMT_C_VM, VMT_U16, VMT_SEM_VM, 0, 0 }, U(16, VMT_C_VCPU), \
	U(8, VMT_C_FLAGS), U(32, VMT_C_EXITS)
#define COMMON TIME, SEQ, TASK, U(8, "args.common_flags"), U(8, "args.common_preempt_count")
#define I(bits, name) { name, VMT_I##bits, VMT_SEM_NONE, 0, 0 }

static const struct vmt_column exits[] = {
	VCPU, { VMT_C_REASON, VMT_U32, VMT_SEM_ENUM, 0, VMT_SET_EXIT_SVM },
	REG("VM_RAX", 0x10000), REG("VMX_GUEST_RIP", 0x681e), REG("VMX_GUEST_CR3", 0x6802),
};
static const struct vmt_column entries[] = { VCPU };
static const struct vmt_column kvm_exits[] = {
	COMMON, U(32, "args.exit_reason"), U(64, "args.guest_rip"), U(32, "args.isa"),
	U(64, "args.info1"), U(64, "args.info2"), U(32, "args.intr_info"),
	U(32, "args.error_code"), U(32, "args.vcpu_id"),
};
static const struct vmt_column kvm_entries[] = { COMMON, U(32, "args.vcpu_id"), U(64, "args.rip") };
static const struct vmt_column switches[] = {
	COMMON, TEXT("args.prev_comm"), I(32, "args.prev_pid"), I(32, "args.prev_prio"),
	I(64, "args.prev_state"), TEXT("args.next_comm"), I(32, "args.next_pid"),
	I(32, "args.next_prio"),
};
static const struct vmt_column execs[] = {
	COMMON, { "args.filename", VMT_VAR | VMT_NULLABLE, VMT_SEM_TEXT, 0, 0 },
	I(32, "args.pid"), I(32, "args.old_pid"),
};
static const struct vmt_column syscalls[] = {
	COMMON, I(64, "args.id"), { "args.args", VMT_U64 | VMT_LIST, VMT_SEM_NONE, 0, 0 },
};
static const struct vmt_column stacks[] = {
	COMMON, U(8, "args.vcpu_id"), I(16, "args.delta"),
	{ "args.ips", VMT_U64 | VMT_LIST | VMT_NULLABLE, VMT_SEM_NONE, 0, 0 },
	{ "args.blob", VMT_FIXED, VMT_SEM_NONE, 6, 0 },
};
static const struct vmt_column tasks[] = {
	TIME, TASK, U(32, VMT_C_TID), U(32, VMT_C_TGID), U(32, VMT_C_PPID), U(32, VMT_C_UID),
	U(32, VMT_C_GID), { VMT_C_START, VMT_U64, VMT_SEM_NS, 0, 0 }, U(64, VMT_C_CGROUP),
	TEXT(VMT_C_COMM), TEXT(VMT_C_LEADER),
};
static const struct vmt_column names[] = {
	TIME, U(32, VMT_C_SET), U(64, VMT_C_VALUE), TEXT(VMT_C_NAME),
};

#define FIELD(type, at, bytes, sign) \
	"\tfield:" type ";\toffset:" at ";\tsize:" bytes ";\tsigned:" sign ";\n"
#define FORMAT(name, id, fields, print) \
	"name: " name "\nID: " id "\nformat:\n" TEP_COMMON fields "\nprint fmt: " print "\n"
#define STATES "(0x00000000 | 0x00000001 | 0x00000002 | 0x00000004 | 0x00000008 | 0x00000010 | " \
	"0x00000020 | 0x00000040)"

static const char exit_format[] = FORMAT("kvm_exit", "1500",
	FIELD("unsigned int exit_reason", "8", "4", "0")
	FIELD("unsigned long guest_rip", "16", "8", "0") FIELD("u32 isa", "24", "4", "0")
	FIELD("u64 info1", "32", "8", "0") FIELD("u64 info2", "40", "8", "0")
	FIELD("u32 intr_info", "48", "4", "0") FIELD("u32 error_code", "52", "4", "0")
	FIELD("unsigned int vcpu_id", "56", "4", "0"),
	"\"vcpu %u reason %s%s%s rip 0x%lx info1 0x%016llx info2 0x%016llx intr_info 0x%08x "
	"error_code 0x%08x\", REC->vcpu_id, (REC->isa == 1) ? "
	"__print_symbolic(REC->exit_reason & 0xffff, { 0, \"EXCEPTION_NMI\" }, { 12, \"HLT\" }) : "
	"__print_symbolic(REC->exit_reason, { 0x72, \"cpuid\" }, { 0x78, \"hlt\" }, "
	"{ 0x7b, \"io\" }, { 0x400, \"npf\" }), (REC->isa == 1 && REC->exit_reason & ~0xffff) ? "
	"\" \" : \"\", (REC->isa == 1) ? __print_flags(REC->exit_reason & ~0xffff, \" \", "
	"{ 0x80000000, \"FAILED_VMENTRY\" }) : \"\", REC->guest_rip, REC->info1, REC->info2, "
	"REC->intr_info, REC->error_code");
static const char entry_format[] = FORMAT("kvm_entry", "1480",
	FIELD("unsigned int vcpu_id", "8", "4", "0") FIELD("unsigned long rip", "16", "8", "0"),
	"\"vcpu %u, rip 0x%lx\", REC->vcpu_id, REC->rip");
static const char switch_format[] = FORMAT("sched_switch", "316",
	FIELD("char prev_comm[16]", "8", "16", "0") FIELD("pid_t prev_pid", "24", "4", "1")
	FIELD("int prev_prio", "28", "4", "1") FIELD("long prev_state", "32", "8", "1")
	FIELD("char next_comm[16]", "40", "16", "0") FIELD("pid_t next_pid", "56", "4", "1")
	FIELD("int next_prio", "60", "4", "1"),
	"\"prev_comm=%s prev_pid=%d prev_prio=%d prev_state=%s%s ==> next_comm=%s next_pid=%d "
	"next_prio=%d\", REC->prev_comm, REC->prev_pid, REC->prev_prio, (REC->prev_state & (((("
	STATES " + 1) << 1) - 1))) ? __print_flags(REC->prev_state & ((((" STATES " + 1) << 1) - "
	"1)), \"|\", { 0x00000001, \"S\" }, { 0x00000002, \"D\" }, { 0x00000040, \"P\" }, "
	"{ 0x00000080, \"I\" }) : \"R\", REC->prev_state & ((" STATES " + 1) << 1) ? \"+\" : \"\", "
	"REC->next_comm, REC->next_pid, REC->next_prio");
static const char exec_format[] = FORMAT("sched_process_exec", "310",
	FIELD("__data_loc char[] filename", "8", "4", "0") FIELD("pid_t pid", "12", "4", "1")
	FIELD("pid_t old_pid", "16", "4", "1"),
	"\"filename=%s pid=%d old_pid=%d\", __get_str(filename), REC->pid, REC->old_pid");
static const char syscall_format[] = FORMAT("sys_enter", "20",
	FIELD("long id", "8", "8", "1") FIELD("unsigned long args[6]", "16", "48", "0"),
	"\"NR %ld (%lx, %lx, %lx, %lx, %lx, %lx)\", REC->id, REC->args[0], REC->args[1], "
	"REC->args[2], REC->args[3], REC->args[4], REC->args[5]");
static const char stack_format[] = FORMAT("stack", "2000",
	FIELD("u8 vcpu_id", "8", "1", "0") FIELD("s16 delta", "10", "2", "1")
	FIELD("__data_loc unsigned long[] ips", "12", "4", "0")
	FIELD("struct blob blob", "16", "6", "0"),
	"\"vcpu %u delta %d ips %s\", REC->vcpu_id, REC->delta, "
	"__print_array(__get_dynamic_array(ips), __get_dynamic_array_len(ips) / 8, 8)");
static const char odd_format[] = FORMAT("stack", "2000", FIELD("u8 vcpu_id", "8", "1", "0"),
	"\"%d\", REC->vcpu_id ? 1 ] 2");
/* clang-format on */

enum table { EXIT, ENTRY, KVM_EXIT, KVM_ENTRY, SWITCH, EXEC, SYSCALL, STACK, TASKS, NAMES, NR };

#define TABLE(name, flags, columns)                   \
	{                                             \
		name, flags, LENGTH(columns), columns \
	}
static const struct vmt_table tables[NR] = {
	[EXIT] = TABLE(VMT_T_EXIT, VMT_TABLE_EVENT, exits),
	[ENTRY] = TABLE(VMT_T_ENTRY, VMT_TABLE_EVENT, entries),
	[KVM_EXIT] = TABLE("kvm:kvm_exit", VMT_TABLE_EVENT, kvm_exits),
	[KVM_ENTRY] = TABLE("kvm:kvm_entry", VMT_TABLE_EVENT, kvm_entries),
	[SWITCH] = TABLE("sched:sched_switch", VMT_TABLE_EVENT, switches),
	[EXEC] = TABLE("sched:sched_process_exec", VMT_TABLE_EVENT, execs),
	[SYSCALL] = TABLE("raw_syscalls:sys_enter", VMT_TABLE_EVENT, syscalls),
	[STACK] = TABLE("toy:stack", VMT_TABLE_EVENT, stacks),
	[TASKS] = TABLE(VMT_T_TASK, 0, tasks),
	[NAMES] = TABLE(VMT_T_NAME, 0, names),
};

/* ---- Rows ---- */

struct host_cpu {
	uint64_t time;
	uint32_t seq, trace_seq, exits; /* the module's ring and the tracepoints' are two sources */
	struct vmt_stage *stages[NR];
};

struct synth_host {
	struct synth_host_options o;
	uint64_t random;
	struct host_cpu cpus[MOST_CPUS];
	struct vmt_writer *writer;
};

/* xorshift64* */
static uint64_t next(struct synth_host *h)
{
	h->random ^= h->random >> 12;
	h->random ^= h->random << 25;
	h->random ^= h->random >> 27;
	return h->random * 0x2545f4914f6cdd1dull;
}

static uint32_t below(struct synth_host *h, uint32_t n)
{
	return (next(h) >> 32) * n >> 32;
}

/* A row being put together: values column by column. */
struct line {
	struct vmt_stage *stage;
	uint64_t *row;
	uint32_t column;
};

static void put(struct line *l, uint64_t value)
{
	l->row[l->column++ * VMT_STAGE_STRIDE] = value;
}

static void put_text(struct line *l, const char *text)
{
	vmt_stage_bytes(l->stage, l->column++, text, strlen(text));
}

static struct line begin(struct vmt_stage *stage)
{
	return (struct line){ stage, vmt_stage_begin(stage), 0 };
}

static void put_task(struct synth_host *h, uint32_t number, uint32_t tid, uint32_t tgid,
		     uint64_t start, const char *comm, const char *leader)
{
	struct line l = begin(h->cpus[0].stages[TASKS]);

	put(&l, 1);
	put(&l, number);
	put(&l, tid);
	put(&l, tgid);
	put(&l, 1);
	put(&l, 64055);
	put(&l, 108);
	put(&l, start);
	put(&l, 7);
	put_text(&l, comm);
	put_text(&l, leader);
	vmt_stage_end(l.stage);
}

#define MODULE_TASK(cpu) (1 + (cpu))
#define TRACED_TASK(cpu) (101 + (cpu))
#define IDLE_TASK 200
#define MAIN_TASK 201

static void put_facts(struct synth_host *h)
{
	static const struct {
		uint32_t value;
		const char *name;
	} reasons[] = { { 0x72, "CPUID" }, { 0x78, "HLT" }, { 0x7b, "IOIO" }, { 0x400, "NPF" } };
	char comm[24];

	for (uint32_t i = 0; i < h->o.cpus; i++) {
		snprintf(comm, sizeof(comm), "CPU %u/KVM", i);
		put_task(h, MODULE_TASK(i), 101 + i, 100, 90000 + i, comm, "qemu-kvm");
		put_task(h, TRACED_TASK(i), 101 + i, 100, 0, comm, "qemu-kvm");
	}
	put_task(h, IDLE_TASK, 0, 0, 0, "swapper", "swapper");
	put_task(h, MAIN_TASK, 100, 100, 0, "qemu-kvm", "qemu-kvm");
	for (size_t i = 0; i < LENGTH(reasons); i++) {
		struct line l = begin(h->cpus[0].stages[NAMES]);

		put(&l, 1);
		put(&l, VMT_SET_EXIT_SVM);
		put(&l, reasons[i].value);
		put_text(&l, reasons[i].name);
		vmt_stage_end(l.stage);
	}
}

/* What every row of the module's, and of a tracepoint, begins with. */
static struct line begin_vcpu(struct synth_host *h, uint32_t cpu, enum table table)
{
	struct host_cpu *c = &h->cpus[cpu];
	struct line l = begin(c->stages[table]);

	put(&l, c->time);
	put(&l, c->seq++);
	put(&l, MODULE_TASK(cpu));
	put(&l, 1);
	put(&l, cpu);
	put(&l, 0);
	put(&l, c->exits);
	return l;
}

static struct line begin_traced(struct synth_host *h, uint32_t cpu, enum table table, uint32_t task)
{
	struct host_cpu *c = &h->cpus[cpu];
	struct line l = begin(c->stages[table]);

	put(&l, c->time);
	put(&l, c->trace_seq++);
	put(&l, task);
	put(&l, 1);
	put(&l, 0);
	return l;
}

static void put_exit(struct synth_host *h, uint32_t cpu, uint32_t reason, uint64_t rip)
{
	struct line l = begin_vcpu(h, cpu, EXIT);

	put(&l, reason);
	put(&l, next(h) & 0xff);
	put(&l, rip);
	put(&l, 0x1000 * (1 + below(h, 5)));
	vmt_stage_end(l.stage);
	h->cpus[cpu].time += below(h, 3) * 20; /* often at the same time */
	l = begin_traced(h, cpu, KVM_EXIT, TRACED_TASK(cpu));
	put(&l, reason);
	put(&l, rip);
	put(&l, 2);
	put(&l, reason == 0x400 ? 0x100000006ull : 0);
	put(&l, rip & 0xfff000);
	put(&l, 0);
	put(&l, 0);
	put(&l, cpu);
	vmt_stage_end(l.stage);
}

static void put_entry(struct synth_host *h, uint32_t cpu, uint64_t rip)
{
	struct line l = begin_traced(h, cpu, KVM_ENTRY, TRACED_TASK(cpu));

	put(&l, cpu);
	put(&l, rip);
	vmt_stage_end(l.stage);
	h->cpus[cpu].time += 50;
	l = begin_vcpu(h, cpu, ENTRY);
	vmt_stage_end(l.stage);
}

static void put_switch(struct synth_host *h, uint32_t cpu, bool away)
{
	struct line l = begin_traced(h, cpu, SWITCH, away ? TRACED_TASK(cpu) : IDLE_TASK);
	char comms[2][24];

	snprintf(comms[!away], sizeof(comms[0]), "CPU %u/KVM", cpu);
	snprintf(comms[away], sizeof(comms[0]), "swapper/%u", cpu);
	put_text(&l, comms[0]);
	put(&l, away ? 101 + cpu : 0);
	put(&l, 120);
	put(&l, away);
	put_text(&l, comms[1]);
	put(&l, away ? 0 : 101 + cpu);
	put(&l, 120);
	vmt_stage_end(l.stage);
}

static void put_exec(struct synth_host *h, uint32_t cpu)
{
	struct line l = begin_traced(h, cpu, EXEC, MAIN_TASK);
	char path[40];

	snprintf(path, sizeof(path), h->o.odd ? SYNTH_HOST_ODD : "/usr/bin/tool-%u",
		 h->cpus[cpu].exits);
	if (h->cpus[cpu].exits % 4)
		put_text(&l, path);
	else
		vmt_stage_null(l.stage, l.column++);
	put(&l, 100);
	put(&l, -1);
	vmt_stage_end(l.stage);
}

static void put_syscall(struct synth_host *h, uint32_t cpu)
{
	struct line l = begin_traced(h, cpu, SYSCALL, TRACED_TASK(cpu));
	uint64_t args[6] = { 12, 0xae80, cpu, next(h), 0, h->cpus[cpu].exits };

	put(&l, 16);
	vmt_stage_list(l.stage, l.column++, args, 6);
	vmt_stage_end(l.stage);
}

static void put_stack(struct synth_host *h, uint32_t cpu)
{
	struct line l = begin_traced(h, cpu, STACK, TRACED_TASK(cpu));
	uint32_t n = h->cpus[cpu].exits / 5 % 4;
	uint64_t ips[3] = { 0xffffffff81000010 + cpu, 0xffffffff82000020, 0x400030 };

	put(&l, cpu);
	put(&l, (int64_t)below(h, 2000) - 1000);
	if (h->cpus[cpu].exits % 13)
		vmt_stage_list(l.stage, l.column++, ips, n);
	else
		vmt_stage_null(l.stage, l.column++);
	vmt_stage_bytes(l.stage, l.column++, "\1\2\3\4\5\6", 6);
	vmt_stage_end(l.stage);
}

/* From an exit to the next entry, and some time in the guest. */
static void turn(struct synth_host *h, uint32_t cpu)
{
	static const uint32_t reasons[] = { 0x72, 0x78, 0x7b, 0x400, 0x400, 0x64 };
	struct host_cpu *c = &h->cpus[cpu];
	uint32_t reason = reasons[below(h, LENGTH(reasons))];
	uint64_t rip = 0xffffffff81000000ull + 16 * below(h, 4000);

	c->exits++;
	put_exit(h, cpu, reason, rip);
	c->time += 100 + below(h, 400);
	if (c->exits % 7 == 0)
		put_syscall(h, cpu);
	if (c->exits % 11 == 0)
		put_exec(h, cpu);
	if (c->exits % 5 == 0)
		put_stack(h, cpu);
	if (reason == 0x78) {
		put_switch(h, cpu, true);
		c->time += 2000 + below(h, 20000);
		put_switch(h, cpu, false);
	}
	c->time += 200;
	put_entry(h, cpu, rip + 2);
	c->time += 500 + below(h, 3000);
}

/* ---- The session ---- */

static struct vmt_clock clock_at(uint64_t time)
{
	return (struct vmt_clock){ time, SYNTH_HOST_MONO + time, SYNTH_HOST_MONO + time,
				   SYNTH_HOST_REAL + time };
}

static int seal(struct synth_host *h, uint32_t table, uint64_t until)
{
	struct vmt_part parts[MOST_CPUS];
	uint32_t n = 0;
	bool fact = table >= TASKS;
	int error;

	for (uint32_t i = 0; i < h->o.cpus; i++) {
		uint32_t rows = vmt_stage_until(h->cpus[i].stages[table], until);

		if (rows)
			parts[n++] = (struct vmt_part){ .cpu = fact ? VMT_NO_CPU : i,
							.rows = rows,
							.stage = h->cpus[i].stages[table] };
	}
	error = n ? vmt_writer_rows(h->writer, table, parts, n) : 0;
	for (uint32_t i = 0; i < n; i++)
		vmt_stage_drop((struct vmt_stage *)parts[i].stage, parts[i].rows);
	return error;
}

static bool turn_until(struct synth_host *h, uint64_t time)
{
	bool more = false;

	for (uint32_t i = 0; i < h->o.cpus; i++) {
		while (h->cpus[i].time < time && h->cpus[i].exits < h->o.exits)
			turn(h, i);
		more |= h->cpus[i].exits < h->o.exits;
	}
	return more;
}

static int write_rounds(struct synth_host *h)
{
	struct vmt_clock now = clock_at(0);
	bool more = true;
	int error = 0;

	put_facts(h);
	while (more && !error) {
		uint64_t end = now.time + ROUND_NS;

		more = turn_until(h, end);
		for (uint32_t i = 0; !more && i < h->o.cpus; i++)
			if (h->cpus[i].time > end)
				end = h->cpus[i].time;
		now = clock_at(end);
		for (uint32_t t = NR; t-- > 0 && !error;)
			error = seal(h, t, end);
		if (!error)
			error = vmt_writer_round(h->writer, &now);
	}
	now = clock_at(now.time + 1);
	return error ? error : vmt_writer_end(h->writer, &now, "");
}

static int open_host(struct synth_host *h, const struct vmt_sink *sink,
		     const struct vmt_writer_options *options)
{
	const struct vmt_fact facts[] = {
		{ "host.name", "host" },
		{ "isa", "svm" },
		{ "clock", "monotonic" },
		{ "events", "exit,entry" },
		{ "format.kvm:kvm_exit", exit_format },
		{ "format.kvm:kvm_entry", entry_format },
		{ "format.sched:sched_switch", switch_format },
		{ "format.sched:sched_process_exec", exec_format },
		{ "format.raw_syscalls:sys_enter", syscall_format },
		{ "format.toy:stack", h->o.odd ? odd_format : stack_format },
	};
	struct vmt_clock start = clock_at(0);
	int error = vmt_writer_open(&h->writer, sink, options, tables, NR, facts, LENGTH(facts),
				    &start, 1000000000);

	for (uint32_t i = 0; i < h->o.cpus; i++) {
		h->cpus[i].time = 1000 + 10 * i;
		for (uint32_t t = 0; t < NR && !error; t++)
			error = vmt_stage_new(&h->cpus[i].stages[t], &tables[t]);
	}
	return error;
}

int synth_host_write(const struct synth_host_options *o, const struct vmt_sink *sink,
		     const struct vmt_writer_options *options)
{
	struct synth_host *h = calloc(1, sizeof(*h));
	int error = h ? 0 : VMT_ENOMEM;

	if (!error) {
		h->o = *o;
		h->random = o->seed * 0x9e3779b97f4a7c15ull + 1;
		error = open_host(h, sink, options);
	}
	if (!error)
		error = write_rounds(h);
	for (uint32_t i = 0; h && i < MOST_CPUS; i++)
		for (uint32_t t = 0; t < NR; t++)
			vmt_stage_free(h->cpus[i].stages[t]);
	if (h)
		vmt_writer_free(h->writer);
	free(h);
	return error;
}
