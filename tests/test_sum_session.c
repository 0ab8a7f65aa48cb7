/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "report/summary/sum.h"
#include "tests/alltrace.h"
#include "tests/guesttrace.h"
#include "report/summary/summary.h"
#include "tests/tracecolumns.h"

/*
 * A session written by hand: one VM, one vCPU on two CPUs. The session's clock is
 * CLOCK_MONOTONIC, so that times are nanoseconds.
 */
#define REAL 1700000000000000000ull
static const struct vmt_column exit_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ),
	INT(VMT_C_TASK, VMT_U32, VMT_SEM_TASK),
	INT(VMT_C_VM, VMT_U16, VMT_SEM_VM),
	INT(VMT_C_VCPU, VMT_U16, 0),
	INT(VMT_C_FLAGS, VMT_U8, 0),
	INT(VMT_C_EXITS, VMT_U32, 0),
	INT(VMT_C_REASON, VMT_U32, VMT_SEM_ENUM),
	REG("VM_RAX", 0x10000),
	REG("VM_RCX", 0x10001),
	REG("VMX_GUEST_PHYSICAL_ADDRESS", 0x2400),
	REG("VMX_EXIT_QUALIFICATION", 0x6400),
	REG("SVM_EXITINFO1", 0x20078),
};
static const struct vmt_column sample_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_SEQ, VMT_U32, VMT_SEM_SEQ),
	INT(VMT_C_VM, VMT_U16, VMT_SEM_VM),
	REG("VMX_GUEST_CR3", 0x6802),
	REG("VMX_GUEST_CR4", 0x6804),
	REG("VMX_GUEST_IA32_EFER", 0x2806),
	REG("VM_CPL", 0x10012),
};
static const struct vmt_column name_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_SET, VMT_U32, 0),
	INT(VMT_C_VALUE, VMT_U64, 0),
	INT(VMT_C_NAME, VMT_VAR, VMT_SEM_TEXT),
};
static const struct vmt_column task_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_TASK, VMT_U32, VMT_SEM_TASK),
	INT(VMT_C_TID, VMT_U32, 0),
	INT(VMT_C_TGID, VMT_U32, 0),
	INT(VMT_C_LEADER, VMT_VAR, VMT_SEM_TEXT),
};
static const struct vmt_column vm_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_VM, VMT_U16, VMT_SEM_VM),
	INT(VMT_C_TGID, VMT_U32, 0),
	INT(VMT_C_NESTED_PAGING, VMT_U8, 0),
	INT(VMT_C_NAME, VMT_VAR, VMT_SEM_TEXT),
};
static const struct vmt_column ticks_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_TASK, VMT_U32, VMT_SEM_TASK),
	INT(VMT_C_NONE, VMT_U32, 0),
	INT(VMT_C_HOST, VMT_U32, 0),
	INT(VMT_C_GUEST, VMT_U32, 0),
	INT(VMT_C_TICK, VMT_U64, 0),
};
static const struct vmt_column lost_columns[] = {
	INT(VMT_C_TIME, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_FIRST, VMT_U64, VMT_SEM_TIME),
	INT(VMT_C_TYPE, VMT_U8, 0),
	INT(VMT_C_COUNT, VMT_U64, 0),
	INT(VMT_C_CAUSE, VMT_U8, 0),
};

enum { EXIT, ENTRY, SAMPLE, NAME, TASK, VM, TICKS, LOST, TABLES };
#define TABLE(name, flags, columns)                                      \
	{                                                                \
		name, flags, sizeof(columns) / sizeof(*columns), columns \
	}
static const struct vmt_table tables[TABLES] = {
	[EXIT] = TABLE(VMT_T_EXIT, VMT_TABLE_EVENT, exit_columns),
	[ENTRY] = { VMT_T_ENTRY, VMT_TABLE_EVENT, 7, exit_columns },
	[SAMPLE] = TABLE(VMT_T_SAMPLE, VMT_TABLE_EVENT, sample_columns),
	[NAME] = TABLE(VMT_T_NAME, 0, name_columns),
	[TASK] = TABLE(VMT_T_TASK, 0, task_columns),
	[VM] = TABLE(VMT_T_VM, 0, vm_columns),
	[TICKS] = TABLE(VMT_T_TICKS, 0, ticks_columns),
	[LOST] = TABLE(VMT_T_LOST, 0, lost_columns),
};

#define CPUS 2
struct author {
	FILE *file;
	char path[32];
	struct vmt_writer *writer;
	struct vmt_stage *stages[TABLES][CPUS];
	uint32_t seq[CPUS];
};

static int put(void *self, const void *data, size_t size)
{
	return fwrite(data, 1, size, ((struct author *)self)->file) == size ? 0 : VMT_EIO;
}

static struct vmt_clock clock_at(uint64_t ns)
{
	return (struct vmt_clock){ ns, ns, ns, REAL + ns };
}

/* text: the one column of text, last in its table, or NULL */
static void add(struct author *a, int table, int cpu, const uint64_t *values, const char *text)
{
	uint64_t *row = vmt_stage_begin(a->stages[table][cpu]);
	uint32_t n = tables[table].ncolumns - !!text;

	for (uint32_t c = 0; c < n; c++)
		row[c * VMT_STAGE_STRIDE] = values[c];
	if (text)
		vmt_stage_bytes(a->stages[table][cpu], n, text, strlen(text));
	vmt_stage_end(a->stages[table][cpu]);
}
#define ADD(a, table, cpu, text, ...) add(a, table, cpu, (const uint64_t[]){ __VA_ARGS__ }, text)

static void entry(struct author *a, int cpu, uint64_t time, uint32_t exits)
{
	ADD(a, ENTRY, cpu, NULL, time, a->seq[cpu]++, 1, 1, 0, 0, exits);
}

struct made_exit {
	uint32_t reason;
	uint8_t flags;
	uint64_t rax, rcx, address, qualification, info;
};

static void left(struct author *a, int cpu, uint64_t time, uint32_t exits, struct made_exit e)
{
	ADD(a, EXIT, cpu, NULL, time, a->seq[cpu]++, 1, 1, 0, e.flags, exits, e.reason, e.rax,
	    e.rcx, e.address, e.qualification, e.info);
}

static void name(struct author *a, uint32_t set, uint64_t value, const char *text)
{
	ADD(a, NAME, 0, text, 1000, set, value);
}

static const char *filter; /* the fact; NULL: none */

static void begin(struct author *a, const char *isa, const char *exit_point)
{
	const struct vmt_fact facts[] = {
		{ "host.name", "host" },
		{ "host.kernel", "Linux 6.1.0 #1 SMP" },
		{ "host.machine", "x86_64" },
		{ "host.cpu", "CPU\033[2J model" },
		{ "host.cpus", "2" },
		{ "clock", "monotonic" },
		{ "isa", isa },
		{ "exit_point", exit_point },
		{ "sample.hz", "997" },
		{ "sample.period", "1003009" },
		{ "events", "exit,entry,profile" },
		{ "recorder", "vmtrace 0.1" },
		{ "filter", filter },
	};
	const struct vmt_sink sink = { .write = put, .self = a };
	const struct vmt_writer_options options = { .size = sizeof(options), .footer = true };
	const struct vmt_clock start = clock_at(1000);

	*a = (struct author){ .path = "/tmp/test_sum.XXXXXX" };
	a->file = fdopen(mkstemp(a->path), "wb");
	cr_assert_not_null(a->file);
	cr_assert_eq(vmt_writer_open(&a->writer, &sink, &options, tables, TABLES, facts,
				     sizeof(facts) / sizeof(*facts) - !filter, &start, 1000000000),
		     0);
	for (int t = 0; t < TABLES; t++)
		for (int c = 0; c < CPUS; c++)
			cr_assert_eq(vmt_stage_new(&a->stages[t][c], &tables[t]), 0);
	name(a, VMT_SET_STREAM, 2, "entry");
	name(a, VMT_SET_CAUSE, 1, "ring full");
	ADD(a, TASK, 0, "qemu-kvm", 1000, 1, 77, 70);
	ADD(a, VM, 0, "web1", 1000, 1, 70, 1);
}

static void end(struct author *a, uint64_t time)
{
	static const int order[] = { NAME, TASK, VM, TICKS, LOST, EXIT, ENTRY, SAMPLE };
	const struct vmt_clock now = clock_at(time);

	for (int i = 0; i < TABLES; i++) {
		int t = order[i];
		struct vmt_part parts[CPUS];

		for (int c = 0; c < CPUS; c++)
			parts[c] = (struct vmt_part){ .cpu = c,
						      .rows = vmt_stage_rows(a->stages[t][c]),
						      .stage = a->stages[t][c] };
		cr_assert_eq(vmt_writer_rows(a->writer, t, parts, CPUS), 0);
	}
	cr_assert_eq(vmt_writer_round(a->writer, &now), 0);
	cr_assert_eq(vmt_writer_end(a->writer, &now, ""), 0);
	vmt_writer_free(a->writer);
	fclose(a->file);
	for (int t = 0; t < TABLES; t++)
		for (int c = 0; c < CPUS; c++)
			vmt_stage_free(a->stages[t][c]);
}

static struct world *open_world(const struct author *a, struct strpool *pool)
{
	const char *path = a->path;
	struct world *w;

	cr_assert_eq(world_open(&w, &path, 1, pool), 0);
	unlink(a->path);
	cr_assert_eq(w->nsessions, 1);
	return w;
}

static const void *state(const struct agg_table *t, const uint64_t *keys)
{
	uint32_t before = t->count;
	const void *s = agg_table_state(t, agg_table_get((struct agg_table *)t, keys));

	cr_assert_eq(t->count, before, "no such entry");
	return s;
}
#define STATE(table, ...) state(table, (const uint64_t[]){ __VA_ARGS__ })

static void write_svm(struct author *a)
{
	begin(a, "svm", "late");
	name(a, VMT_SET_EXIT_SVM, 0x60, "INTR");
	name(a, VMT_SET_EXIT_SVM, 0x72, "CPUID");
	name(a, VMT_SET_EXIT_SVM, 0x78, "HLT");
	name(a, VMT_SET_EXIT_SVM, 0x7b, "IOIO");
	name(a, VMT_SET_EXIT_SVM, 0x7c, "MSR");
	entry(a, 0, 2000, 10);
	left(a, 0, 3000, 11, (struct made_exit){ .reason = 0x72, .rax = 1 });
	entry(a, 0, 3500, 11);
	left(a, 0, 4000, 12, (struct made_exit){ .reason = 0x7c, .rcx = 0x6e0, .info = 1 });
	entry(a, 0, 4100, 12);
	left(a, 0, 5000, 13, (struct made_exit){ .reason = 0x78 });
	entry(a, 0, 9000, 13);
	/* Two exits were not traced, and the entry belongs to a later one: no pair. */
	left(a, 0, 10000, 16, (struct made_exit){ .reason = 0x7b, .info = 0x3f80000 });
	entry(a, 0, 10100, 17);
	/* The vCPU moves to another CPU. */
	left(a, 1, 10600, 18, (struct made_exit){ .reason = 0x60, .flags = VMT_FLAG_SELF });
	entry(a, 1, 10900, 18);
	left(a, 0, 11000, 19,
	     (struct made_exit){ .reason = 0x400, .address = 0xfee00300, .info = 2 });
	/* Two numbered translations of one page table, then a table without PCIDs. */
	ADD(a, SAMPLE, 0, NULL, 3000, 90, 1, 0x5001, 1 << 17, 1 << 10, 3);
	ADD(a, SAMPLE, 0, NULL, 4000, 91, 1, 1ull << 63 | 0x5002, 1 << 17, 1 << 10, 0);
	ADD(a, SAMPLE, 1, NULL, 5000, 92, 1, 0x6008, 0, 0, 0);
	ADD(a, TICKS, 0, NULL, 11000, 0, 4, 3, 2, 10);
	ADD(a, TICKS, 0, NULL, 11000, 1, 0, 3, 2, 10);
	ADD(a, LOST, 1, NULL, 9000, 6000, 2, 5, 1);
	end(a, 12000);
}

Test(sum, pairs_exits_with_entries_by_the_counter)
{
	struct strpool *pool = strpool_new();
	const struct sum_vcpu *v;
	struct author a;
	struct world *w;
	struct sum s;

	write_svm(&a);
	w = open_world(&a, pool);
	cr_assert_eq(sum_gather(&s, &w->sessions[0]), 0);
	cr_expect_eq(s.exits, 6);
	cr_expect_eq(s.entries, 6);
	cr_expect_eq(s.samples, 3);
	cr_expect_eq(s.self, 1);
	cr_expect_eq(s.pairs, 4);
	v = STATE(&s.vcpu, 1, 0);
	cr_expect_eq(v->untraced, 3);
	cr_expect_eq(v->guest_ns, 1000 + 500 + 900 + 500 + 100);
	cr_expect_eq(v->handled_ns, 500 + 100 + 300);
	cr_expect_eq(v->idle_ns, 4000);
	cr_expect_eq(((const struct sum_exit *)STATE(&s.exit, 1, 0x72))->latency.sum, 500);
	cr_expect_eq(((const struct sum_exit *)STATE(&s.exit, 1, 0x7b))->latency.count, 0);
	cr_expect_eq(((const struct sum_exit *)STATE(&s.exit, 1, 0x60))->latency.max, 300);
	cr_expect_eq(((const struct sum_detail *)STATE(&s.detail, 1, SUM_MSR, 0x6e0, 'w'))->ns,
		     100);
	cr_expect_eq(((const struct sum_detail *)STATE(&s.detail, 1, SUM_PORT, 0x3f8, 'w'))->count,
		     1);
	cr_expect_eq(((const struct sum_detail *)STATE(&s.detail, 1, SUM_CPUID, 1, 0))->ns, 500);
	cr_expect_eq(
		((const struct sum_detail *)STATE(&s.detail, 1, SUM_PAGE, 0xfee00, 'w'))->count, 1);
	cr_expect_eq(((const struct sum_space *)STATE(&s.space, 1, 0, 0x5000))->user, 1);
	cr_expect_eq(((const struct sum_space *)STATE(&s.space, 1, 0, 0x5000))->kernel, 1);
	cr_expect_eq(((const struct sum_space *)STATE(&s.space, 1, 0, 0x6000))->kernel, 1);
	cr_expect_eq(((const struct sum_ticks *)STATE(&s.ticks, 0))->host, 3);
	cr_expect_eq(((const struct sum_loss *)STATE(&s.loss, 2, 1))->count, 5);
	sum_release(&s);
	world_free(w);
	strpool_free(pool);
}

/* Exits 1 and 4 of a thread, then 9 and 11 of it under another name: what was not traced. */
static uint64_t untraced_of(const char *with)
{
	static const struct {
		uint32_t task, exits;
	} of[] = { { 1, 1 }, { 1, 4 }, { 2, 9 }, { 2, 11 } };
	struct strpool *pool = strpool_new();
	struct author a;
	struct world *w;
	struct sum s;
	uint64_t untraced;

	filter = with;
	begin(&a, "svm", "late");
	for (uint32_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		ADD(&a, EXIT, 0, NULL, 2000 + i, i, of[i].task, 1, 0, 0, of[i].exits, 0x72, 0, 0, 0,
		    0, 0);
	end(&a, 3000);
	w = open_world(&a, pool);
	cr_assert_eq(sum_gather(&s, &w->sessions[0]), 0);
	untraced = ((const struct sum_vcpu *)STATE(&s.vcpu, 1, 0))->untraced;
	sum_release(&s);
	world_free(w);
	strpool_free(pool);
	return untraced;
}

Test(sum, what_a_filter_left_out_is_not_untraced)
{
	cr_expect_eq(untraced_of(NULL), 2 + 4 + 1);
	cr_expect_eq(untraced_of("reason==CPUID"), 0);
	cr_expect_eq(untraced_of("every 10. of a CPU"), 0);
	cr_expect_eq(untraced_of("execname==web; reason!=HLT"), 0);
}

/* Of those who were chosen every exit counts while they have that name. */
Test(sum, those_who_were_chosen_may_be_untraced)
{
	cr_expect_eq(untraced_of("execname==web,mail"), 2 + 1);
	cr_expect_eq(untraced_of("execname==web; pid==12; tid==13"), 2 + 1);
}

static void ignore(void *self, const struct vmt_damage *d)
{
}

/* Changes a byte of a column's block in the first chunk of a table. */
static void damage(const struct author *a, const char *table, const char *column)
{
	const struct vmt_chunk_info *chunk;
	struct alltrace trace;
	FILE *file = fopen(a->path, "r+b");
	int t, c, byte;

	cr_assert_not_null(file);
	alltrace_open(&trace, a->path, -1, 0, ignore, NULL);
	cr_assert_eq(trace.error, 0);
	t = vmt_session_table(trace.sessions[0].session, table);
	c = vmt_table_find(&tables[t], column);
	for (uint32_t i = 0;; i++) {
		chunk = vmt_chunk_info(trace.sessions[0].chunks[i]);
		if (chunk->table == (uint32_t)t)
			break;
	}
	cr_assert(chunk->blocks[c].bytes);
	cr_assert_eq(fseek(file, chunk->blocks[c].offset, SEEK_SET), 0);
	byte = getc(file);
	cr_assert_eq(fseek(file, chunk->blocks[c].offset, SEEK_SET), 0);
	putc(byte ^ 1, file);
	cr_assert_eq(fclose(file), 0);
	alltrace_close(&trace);
}

/* Exits without their times count, and last no time. */
Test(sum, no_duration_comes_of_damaged_times, .init = cr_redirect_stderr)
{
	struct strpool *pool = strpool_new();
	const struct sum_vcpu *v;
	struct author a;
	struct world *w;
	struct sum s;

	write_svm(&a);
	damage(&a, VMT_T_EXIT, VMT_C_TIME);
	w = open_world(&a, pool);
	cr_assert_eq(sum_gather(&s, &w->sessions[0]), 0);
	cr_expect_eq(s.exits, 6);
	cr_expect_eq(s.pairs, 0);
	v = STATE(&s.vcpu, 1, 0);
	cr_expect_eq(v->guest_ns, 0);
	cr_expect_eq(v->handled_ns + v->idle_ns, 0);
	sum_release(&s);
	world_free(w);
	strpool_free(pool);
}

/* Where the names are damaged a reason is told by its number, never by another's name. */
Test(sum, damaged_names_are_numbers, .init = cr_redirect_stderr)
{
	static const char *const columns[] = { VMT_C_VALUE, VMT_C_NAME };

	for (int i = 0; i < 2; i++) {
		struct strpool *pool = strpool_new();
		struct author a;
		struct world *w;

		write_svm(&a);
		damage(&a, VMT_T_NAME, columns[i]);
		w = open_world(&a, pool);
		cr_expect_str_eq(world_exit_name(&w->sessions[0], 0x72)->text, "0x72");
		cr_expect_str_eq(world_exit_name(&w->sessions[0], 0)->text, "0x0");
		world_free(w);
		strpool_free(pool);
	}
}

/* On VMX the exit is seen before KVM counts it, and the entry behind that. */
Test(sum, pairs_by_the_counter_where_exits_are_seen_early)
{
	struct strpool *pool = strpool_new();
	const struct sum_vcpu *v;
	struct author a;
	struct world *w;
	struct sum s;

	begin(&a, "vmx", "early");
	entry(&a, 0, 2000, 10);
	left(&a, 0, 3000, 10, (struct made_exit){ .reason = 31, .rcx = 0x10 });
	entry(&a, 0, 3500, 11);
	left(&a, 0, 4000, 11, (struct made_exit){ .reason = 30, .qualification = 0x700008 });
	entry(&a, 0, 4100, 11);
	left(&a, 0, 5000, 11,
	     (struct made_exit){ .reason = 48, .address = 0x1234, .qualification = 4 });
	entry(&a, 0, 5500, 12);
	end(&a, 6000);
	w = open_world(&a, pool);
	cr_assert_eq(sum_gather(&s, &w->sessions[0]), 0);
	cr_expect_eq(s.pairs, 2);
	v = STATE(&s.vcpu, 1, 0);
	cr_expect_eq(v->handled_ns, 1000);
	cr_expect_eq(v->guest_ns, 1000 + 500 + 900);
	cr_expect_eq(v->untraced, 0);
	STATE(&s.detail, 1, SUM_MSR, 0x10, 'r');
	STATE(&s.detail, 1, SUM_PORT, 0x70, 'r');
	STATE(&s.detail, 1, SUM_PAGE, 1, 'x');
	sum_release(&s);
	world_free(w);
	strpool_free(pool);
}

static void expect_summary(const struct author *a, const char *wanted)
{
	struct strpool *pool = strpool_new();
	struct world *w = open_world(a, pool);
	size_t size;
	char *got;
	FILE *f = open_memstream(&got, &size);

	cr_expect_eq(summary(w, f), 0);
	fclose(f);
	cr_expect_str_eq(got, wanted, "got:\n%s\nwanted:\n%s", got, wanted);
	free(got);
	world_free(w);
	strpool_free(pool);
}

Test(summary, reads_well)
{
	struct author a;

	setenv("TZ", "UTC", 1);
	tzset();
	write_svm(&a);
	expect_summary(
		&a, "Host      host: Linux 6.1.0 x86_64\n"
		    "          CPU?[2J model, 2 CPUs online\n"
		    "Recorded  2023-11-14 22:13:20 UTC for 11.0 us by vmtrace 0.1\n"
		    "Captured  exit,entry,profile events on AMD SVM, samples at 997 Hz, clock "
		    "monotonic\n"
		    "Events    6 exits, 6 entries, 3 samples; exits that the sampler caused: 1\n"
		    "\n"
		    "LOST   ROWS      FROM        TO  CAUSE\n"
		    "entry     5  +5.00 us  +8.00 us  ring full\n"
		    "\n"
		    "VM 1: qemu-kvm, pid 70, \"web1\", nested paging; guest: 4-level paging, no "
		    "PTI\n"
		    "\n"
		    "  VCPU  TID  EXITS  EXITS/s  IN GUEST  IN EXITS   IDLE  NOT TRACED\n"
		    "  0      77      6  545,454     27.3%      8.2%  36.4%           3\n"
		    "  Not traced: KVM counted these exits and told of none, or they were lost.\n"
		    "\n"
		    "  Exits by reason, with their time until the next entry. Exit point late: "
		    "this time excludes\n"
		    "  the host's own interrupts. Percentiles are rounded up, by 1/64 at most.\n"
		    "  EXIT        COUNT  SHARE  COUNT/s     TIME  SHARE     MEAN      P50      "
		    "P99      MAX\n"
		    "  CPUID           1  16.7%   90,909   500 ns  55.6%   500 ns   500 ns   500 "
		    "ns   500 ns\n"
		    "  INTR            1  16.7%   90,909   300 ns  33.3%   300 ns   300 ns   300 "
		    "ns   300 ns\n"
		    "  MSR             1  16.7%   90,909   100 ns  11.1%   100 ns   100 ns   100 "
		    "ns   100 ns\n"
		    "  IOIO            1  16.7%   90,909\n"
		    "  0x400           1  16.7%   90,909\n"
		    "  HLT (idle)      1  16.7%   90,909  4.00 us         4.00 us  4.00 us  4.00 "
		    "us  4.00 us\n"
		    "  all             6         545,454   900 ns\n"
		    "\n"
		    "  MSR                COUNT   SHARE    TIME\n"
		    "  0x000006e0  wrmsr      1  100.0%  100 ns  TSC_DEADLINE\n"
		    "\n"
		    "  PORT         COUNT   SHARE  TIME\n"
		    "  0x03f8  out      1  100.0%  0 ns  COM1\n"
		    "\n"
		    "  CPUID         COUNT   SHARE    TIME\n"
		    "  0x00000001        1  100.0%  500 ns  family, features\n"
		    "\n"
		    "  GUEST PAGE         COUNT   SHARE  TIME\n"
		    "  0xfee00000  write      1  100.0%  0 ns  APIC\n"
		    "\n"
		    "  3 samples by address space\n"
		    "  GUESTPROC  SAMPLES  SHARE   USER  KERNEL\n"
		    "  0x5000           2  66.7%  50.0%   50.0%\n"
		    "  0x6000           1  33.3%   0.0%  100.0%\n"
		    "\n"
		    "Where the sampler's ticks fell\n"
		    "  CPU  TICKS  NO VCPU  VCPU IN HOST  IN GUEST  OVERRUN\n"
		    "  0       10    40.0%         30.0%     20.0%    10.0%\n");
}

Test(summary, without_entries_counts_decide)
{
	struct author a;

	setenv("TZ", "UTC", 1);
	tzset();
	begin(&a, "vmx", "early");
	left(&a, 0, 3000, 10, (struct made_exit){ .reason = 1 });
	left(&a, 0, 4000, 11, (struct made_exit){ .reason = 12 });
	left(&a, 0, 4100, 12, (struct made_exit){ .reason = 7 });
	left(&a, 0, 4200, 13, (struct made_exit){ .reason = 7 });
	end(&a, 5000);
	expect_summary(&a, "Host      host: Linux 6.1.0 x86_64\n"
			   "          CPU?[2J model, 2 CPUs online\n"
			   "Recorded  2023-11-14 22:13:20 UTC for 4.00 us by vmtrace 0.1\n"
			   "Captured  exit,entry,profile events on Intel VMX, samples at 997 Hz, "
			   "clock monotonic\n"
			   "Events    4 exits, 0 entries, 0 samples\n"
			   "\n"
			   "VM 1: qemu-kvm, pid 70, \"web1\", nested paging\n"
			   "\n"
			   "  VCPU  TID  EXITS    EXITS/s  IN GUEST  IN EXITS  IDLE  NOT TRACED\n"
			   "  0      77      4  1,000,000                                     0\n"
			   "\n"
			   "  Exits by reason\n"
			   "  EXIT        COUNT  SHARE    COUNT/s\n"
			   "  0x7             2  50.0%    500,000\n"
			   "  0x1             1  25.0%    250,000\n"
			   "  0xc (idle)      1  25.0%    250,000\n"
			   "  all             4         1,000,000\n");
}

/* ---- Guests' names ---- */

static char *summary_of(const char *path)
{
	struct strpool *own = strpool_new();
	struct world *w;
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	cr_assert_eq(world_open(&w, &path, 1, own), 0);
	cr_assert_eq(summary(w, f), 0);
	fclose(f);
	world_free(w);
	strpool_free(own);
	return text;
}

static void name_process(struct guesttrace *g, uint32_t entry, const char *name)
{
	guesttrace_task(g, (struct guesttrace_task){ .vm = 1,
						     .entry = entry,
						     .pid = entry * 100,
						     .tgid = entry * 100,
						     .from = 1,
						     .root = 0x10000 * entry,
						     .user_root = 0x10000 * entry,
						     .stack = 0xffffc90000000000 + entry * 16384,
						     .stack_size = 16384,
						     .comm = name,
						     .leader = name });
}

Test(sum, samples_are_by_process_where_names_are_known)
{
	struct guesttrace_row r = { .sample = true, .vm = 1, .cpl = 3, .cr3 = 0x10001 };
	struct guesttrace g;
	char *text;

	guesttrace_begin(&g);
	guesttrace_look(&g, (struct guesttrace_look){ 1, 1, 2, 1, 1, 0 });
	name_process(&g, 1, "post\ngres");
	name_process(&g, 2, "sshd");
	guesttrace_row(&g, r);
	r.cpl = 0;
	r.rsp = 0xffffc90000000000 + 16384 + 8;
	guesttrace_row(&g, r);
	guesttrace_row(&g, r);
	r.rsp += 16384;
	guesttrace_row(&g, r); /* on a page table that is another's */
	r.rsp = 8;
	guesttrace_row(&g, r);
	guesttrace_look(&g, (struct guesttrace_look){ 1, 1, 2, g.now, g.now, 0 });
	text = summary_of(guesttrace_end(&g));
	cr_expect(strstr(text, "  5 samples by process; of those without a name by address space\n"
			       "  GUESTCOMM  GUESTPID  SAMPLES  SHARE   USER  KERNEL\n"
			       "  post?gres       100        3  60.0%  33.3%   66.7%\n"
			       "  0x10000                    1  20.0%   0.0%  100.0%\n"
			       "  sshd            200        1  20.0%   0.0%  100.0%\n"),
		  "%s", text);
	free(text);
	guesttrace_release(&g);
}
