/* SPDX-License-Identifier: GPL-2.0 */
/* From records in rings to a file and back: conversion, losses, rounds. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/vmt.h"
#include "format/vmt_tables.h"
#include "record/enum_names.h"
#include "record/round.h"
#include "tests/alltrace.h"

#define NCPUS 2
#define RING 8192
#define MAX 256

static struct rec_schema schema;
static struct backlog backlog;
static struct track tracks[NCPUS];
static struct vmtrace_ring_head heads[NCPUS];
static struct vmtrace_ring_control controls[NCPUS];
static _Alignas(8) uint8_t data[NCPUS][RING];
static uint32_t seqs[NCPUS];
static struct vmt_writer *writer;
static struct sealer sealer;
static const struct vmtrace_clock sealed_from;
static int fd;

static int sink_write(void *self, const void *bytes, size_t size)
{
	return write(fd, bytes, size) == (ssize_t)size ? 0 : VMT_EIO;
}

static struct alltrace trace; /* what was written */

static void setup(void)
{
	static const struct vmt_sink sink = { .write = sink_write, .self = NULL };
	static const struct vmt_clock start = { 100, 1000, 2000, 3000 };
	const struct vmt_writer_options options = { sizeof(options), 0, true };
	struct reg_set regs[VMTRACE_NR_EVENTS] = { 0 };

	reg_set_add(&regs[VMTRACE_ON_EXIT], "rax");
	reg_set_add(&regs[VMTRACE_ON_EXIT], "cr3");
	reg_set_add(&regs[VMTRACE_ON_EXIT], "cpl");
	reg_set_add(&regs[VMTRACE_ON_SAMPLE], "all");
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 7, regs, false, NULL), 0);
	backlog.poke = -1;
	for (uint32_t i = 0; i < NCPUS; i++) {
		cr_assert_eq(track_init(&tracks[i], i, &backlog), 0);
		tracks[i].ring = (struct ring){ .data = data[i], .bytes = RING };
		tracks[i].ring.head = &heads[i];
		tracks[i].ring.control = &controls[i];
		cr_assert_eq(track_start(&tracks[i], &schema, NULL, start.time), 0);
	}
	fd = memfd_create("trace", 0);
	cr_assert_eq(vmt_writer_open(&writer, &sink, &options, schema.tables, schema.ntables, NULL,
				     0, &start, 1000000000),
		     0);
	cr_assert_eq(sealer_init(&sealer, &schema, tracks, NCPUS, 1, &sealed_from), 0);
	cr_assert_eq(rows_add_level(&sealer.own, 0, 1, 0), 0);
	sealer.writer = writer;
}

static void cleanup(void)
{
	alltrace_close(&trace);
	sealer_release(&sealer);
	vmt_writer_free(writer);
	for (uint32_t i = 0; i < NCPUS; i++)
		track_release(&tracks[i]);
	rec_schema_release(&schema);
	close(fd);
}

/* ---- The module's side ---- */

static void *put(uint32_t cpu, uint8_t type, uint32_t words, uint64_t tsc)
{
	struct vmtrace_rec *rec = (void *)&data[cpu][heads[cpu].head % RING];

	memset(rec, 0, words * 8);
	rec->words = words;
	rec->type = type;
	rec->seq = seqs[cpu]++;
	rec->tsc = tsc;
	heads[cpu].head += words * 8;
	cr_assert_leq(heads[cpu].head, RING, "the tests' rings do not wrap");
	return rec;
}

static struct vmtrace_vcpu *put_vcpu(uint32_t cpu, enum vmtrace_event event, uint64_t tsc)
{
	return put(cpu, VMTRACE_EXIT + event, schema.plans[event].words, tsc);
}

static void put_exit(uint32_t cpu, uint64_t tsc, uint32_t reason)
{
	struct vmtrace_vcpu *v = put_vcpu(cpu, VMTRACE_ON_EXIT, tsc);
	uint64_t *valid = (uint64_t *)(v + 1);

	v->task = 1;
	v->vm = 2;
	v->vcpu = 3;
	v->rec.flags = VMTRACE_REC_SELF;
	v->exits = 4;
	v->reason = reason;
	valid[0] = 5; /* rax and cpl, not cr3 */
	valid[1] = tsc * 10;
	valid[3] = 3;
}

/* ---- The file's side ---- */

static const struct vmt_session *session;
static uint64_t values[MAX], cpus[MAX];
static bool valid[MAX];
static char texts[MAX][64];

static void on_damage(void *self, const struct vmt_damage *damage)
{
	cr_expect_fail("damage: %s", damage->what);
}

static void seal(uint64_t t)
{
	const struct vmtrace_clock now = { t, t * 10, t * 20, t * 30 };
	struct vmt_clock clock = vmt_clock_of(&now);

	cr_assert_eq(sealer_seal(&sealer, &now), 0);
	cr_assert_eq(vmt_writer_round(writer, &clock), 0);
}

static void open_trace(uint64_t t)
{
	const struct vmt_clock now = { t, t * 10, t * 20, t * 30 };

	cr_assert_eq(vmt_writer_end(writer, &now, ""), 0);
	alltrace_open(&trace, NULL, fd, 0, on_damage, NULL);
	cr_assert_eq(trace.error, 0);
	session = trace.sessions[0].session;
}

static void take_view(const struct vmt_view *v, const struct vmt_chunk_info *info, uint32_t n)
{
	if (v->kind == VMT_BYTES) {
		for (uint32_t i = 0; i < v->rows; i++)
			snprintf(texts[n + i], sizeof(texts[0]), "%.*s",
				 (int)(v->offsets[i + 1] - v->offsets[i]), v->data + v->offsets[i]);
	} else {
		vmt_view_flatten(v, 0, v->rows, &values[n]);
	}
	for (uint32_t i = 0; i < v->rows; i++)
		valid[n + i] = !v->valid || v->valid[i / 64] >> i % 64 & 1;
	for (uint32_t g = 0; g < info->ngroups; g++)
		for (uint32_t i = 0; i < info->groups[g].rows; i++)
			cpus[n + info->groups[g].first + i] = info->groups[g].cpu;
}

/* All rows of a column, in the order of the file, into the arrays above; how many. */
static uint32_t read_column(const char *table, const char *column)
{
	int t = vmt_session_table(session, table);
	int c = vmt_table_find(&vmt_session_info(session)->tables[t], column);
	struct vmt_scratch *scratch;
	struct vmt_view view;
	uint32_t n = 0;

	cr_assert(t >= 0 && c >= 0, "%s.%s", table, column);
	cr_assert_eq(vmt_scratch_new(&scratch), 0);
	for (uint32_t i = 0; i < trace.sessions[0].nchunks; i++) {
		const struct vmt_chunk *chunk = trace.sessions[0].chunks[i];

		if (vmt_chunk_info(chunk)->table != (uint32_t)t)
			continue;
		cr_assert_eq(vmt_chunk_read(chunk, c, scratch, &view), 0);
		cr_assert_leq(n + view.rows, MAX);
		take_view(&view, vmt_chunk_info(chunk), n);
		n += view.rows;
	}
	vmt_scratch_free(scratch);
	return n;
}

static void expect_column(const char *table, const char *column, uint64_t wanted)
{
	cr_assert_eq(read_column(table, column), 1, "%s.%s", table, column);
	cr_expect_eq(values[0], wanted, "%s.%s is %llu", table, column,
		     (unsigned long long)values[0]);
}

static void expect_text(const char *table, const char *column, const char *wanted)
{
	cr_assert_eq(read_column(table, column), 1, "%s.%s", table, column);
	cr_expect_str_eq(texts[0], wanted);
}

/* ---- Tests ---- */

Test(rec_rows, an_exit_that_could_not_be_read, .init = setup, .fini = cleanup)
{
	struct vmtrace_vcpu *v;

	put_exit(1, 200, 0x72);
	v = put_vcpu(1, VMTRACE_ON_EXIT, 210);
	v->rec.flags = VMTRACE_REC_UNREAD;
	v->reason = ~0u;
	seal(300);
	open_trace(300);
	cr_assert_eq(read_column("exit", "flags"), 2);
	cr_expect_eq(values[1], VMT_FLAG_UNREAD);
	cr_assert_eq(read_column("exit", "reason"), 2);
	cr_expect(valid[0] && !valid[1]);
}

Test(rec_rows, an_exit, .init = setup, .fini = cleanup)
{
	put_exit(1, 200, 0x72);
	seal(300);
	open_trace(300);
	expect_column("exit", "time", 200);
	cr_expect_eq(cpus[0], 1);
	expect_column("exit", "seq", 0);
	expect_column("exit", "task", 1);
	expect_column("exit", "vm", 2);
	expect_column("exit", "vcpu", 3);
	expect_column("exit", "flags", VMT_FLAG_SELF);
	expect_column("exit", "exits", 4);
	expect_column("exit", "reason", 0x72);
	expect_column("exit", "VM_RAX", 2000);
	cr_expect(valid[0]);
	cr_assert_eq(read_column("exit", "VMX_GUEST_CR3"), 1);
	cr_expect(!valid[0], "its validity bit was 0");
	expect_column("exit", "VM_CPL", 3);
}

Test(rec_rows, a_sample_of_many_registers, .init = setup, .fini = cleanup)
{
	struct vmtrace_vcpu *v = put_vcpu(0, VMTRACE_ON_SAMPLE, 200);
	const struct rec_plan *p = &schema.plans[VMTRACE_ON_SAMPLE];
	uint64_t *words = (uint64_t *)(v + 1);
	const struct vmt_table *table;

	v->tick = 1ull << 40;
	v->late = 17;
	cr_assert_eq(p->nvalid, 3);
	words[0] = words[1] = ~0ull;
	words[2] = 1;
	for (uint32_t i = 0; i < p->nregs; i++)
		words[p->nvalid + i] = i;
	seal(300);
	open_trace(300);
	expect_column("sample", "tick", 1ull << 40);
	expect_column("sample", "late", 17);
	table = &vmt_session_info(session)->tables[vmt_session_table(session, "sample")];
	for (uint32_t i = 0; i < p->nregs; i++) {
		cr_assert_eq(read_column("sample", table->columns[p->fixed + i].name), 1);
		cr_expect_eq(valid[0], i <= 128, "register %u", i);
		cr_expect(!valid[0] || values[0] == i);
	}
}

Test(rec_rows, tasks_vms_ticks_and_cpus, .init = setup, .fini = cleanup)
{
	struct vmtrace_task *task = put(0, VMTRACE_TASK, sizeof(*task) / 8, 150);
	struct vmtrace_vm *vm = put(0, VMTRACE_VM, sizeof(*vm) / 8, 150);
	struct vmtrace_ticks *ticks = put(0, VMTRACE_TICKS, sizeof(*ticks) / 8, 160);
	struct vmtrace_cpu *cpu = put(1, VMTRACE_CPU, sizeof(*cpu) / 8, 160);

	*task = (struct vmtrace_task){
		.rec = task->rec, .task = 1, .tid = 2, .tgid = 3, .start = 4
	};
	memcpy(task->comm, "sixteen-chars-xx", sizeof(task->comm));
	strcpy(task->leader, "qemu-kvm");
	*vm = (struct vmtrace_vm){ .rec = vm->rec, .vm = 1, .tgid = 0x7fffffff, .isa = 2 };
	ticks->none = 5;
	ticks->guest = 6;
	ticks->tick = 11;
	cpu->on = 1;
	seal(300);
	open_trace(300);
	expect_column("task", "tid", 2);
	expect_column("task", "start", 4);
	expect_text("task", "comm", "sixteen-chars-xx");
	expect_text("task", "leader", "qemu-kvm");
	expect_column("vm", "isa", VMT_ISA_SVM);
	expect_text("vm", "name", "");
	expect_column("ticks", "none", 5);
	expect_column("ticks", "guest", 6);
	expect_column("ticks", "tick", 11);
	expect_column("cpu", "on", 1);
}

Test(rec_rows, names_come_first, .init = setup, .fini = cleanup)
{
	bool cpuid = false, npf = false;
	uint32_t n;

	cr_assert_eq(enum_names_add(&sealer.own, 100, VMTRACE_SVM), 0);
	put_exit(0, 200, 0x72);
	seal(300);
	open_trace(300);
	cr_expect_eq(vmt_chunk_info(trace.sessions[0].chunks[0])->table,
		     (uint32_t)vmt_session_table(session, "name"));
	n = read_column("name", "value");
	cr_assert_gt(n, 150);
	read_column("name", "name");
	for (uint32_t i = 0; i < n; i++) {
		cpuid |= values[i] == 0x72 && !strcmp(texts[i], "CPUID");
		npf |= values[i] == 0x400 && !strcmp(texts[i], "NPF");
	}
	cr_expect(cpuid && npf);
}

static void expect_names(uint32_t n, const uint64_t *sets, const struct vmt_column *column)
{
	uint32_t i = 0;

	while (i < n && sets[i] != column->arg)
		i++;
	cr_expect(i < n, "%s: nothing names the values of set %u", column->name, column->arg);
}

Test(rec_rows, every_set_that_a_column_uses_is_named, .init = setup, .fini = cleanup)
{
	const struct vmt_session_info *info;
	uint32_t n, t, c;

	cr_assert_eq(enum_names_add(&sealer.own, 100, VMTRACE_SVM), 0);
	seal(300);
	open_trace(300);
	n = read_column("name", "set");
	info = vmt_session_info(session);
	for (t = 0; t < info->ntables; t++)
		for (c = 0; c < info->tables[t].ncolumns; c++)
			if (info->tables[t].columns[c].sem == VMT_SEM_ENUM)
				expect_names(n, values, &info->tables[t].columns[c]);
	t = vmt_session_table(session, "cpu");
	c = vmt_table_find(&info->tables[t], "cause");
	cr_expect_eq(info->tables[t].columns[c].arg, VMT_SET_END);
}

Test(rec_rows, rounds_split_by_time, .init = setup, .fini = cleanup)
{
	for (uint64_t t = 110; t < 150; t += 10)
		put_exit(0, t, t);
	put_exit(1, 125, 125);
	track_drain(&tracks[0]); /* a reader was early: it has taken what is beyond the round */
	put_exit(0, 150, 150);
	seal(125);
	put_exit(0, 160, 160);
	cr_expect_eq(controls[0].tail, heads[0].head - 2 * 8 * schema.plans[0].words);
	seal(155);
	seal(170);
	open_trace(170);
	cr_assert_eq(read_column("exit", "time"), 7);
	cr_expect(values[0] == 110 && values[1] == 120 && values[2] == 125, "the first round");
	cr_expect(cpus[2] == 1);
	cr_expect(values[3] == 130 && values[4] == 140 && values[5] == 150, "what was carried");
	cr_expect(values[6] == 160);
	cr_expect_eq(vmt_chunk_info(trace.sessions[0].chunks[3])->ngroups, 1);
	cr_expect_eq(tracks[0].lost + tracks[1].lost, 0);
	cr_expect_eq(tracks[0].records[VMTRACE_EXIT], 6);
	cr_expect(backlog.rows == 0 && backlog.bytes == 0);
}

Test(rec_rows, clocks_of_every_round, .init = setup, .fini = cleanup)
{
	seal(200);
	seal(300);
	open_trace(300);
	cr_assert_eq(read_column("clock", "boot"), 2);
	cr_expect(values[0] == 4000 && values[1] == 6000);
	cr_expect_eq(cpus[0], VMT_NO_CPU);
}

Test(rec_rows, losses_that_the_module_tells, .init = setup, .fini = cleanup)
{
	struct vmtrace_lost *lost, pending = { 0 };

	put_exit(0, 110, 1);
	seqs[0] += 7;
	lost = put(0, VMTRACE_LOST, sizeof(*lost) / 8, 140);
	lost->first = 120;
	lost->count[VMTRACE_EXIT] = 4;
	lost->count[VMTRACE_SAMPLE] = 3;
	put_exit(0, 150, 1);
	pending.rec.tsc = 180;
	pending.first = 170;
	pending.count[VMTRACE_TASK] = 2;
	track_finish(&tracks[0], 200, &pending);
	seal(200);
	open_trace(200);
	cr_assert_eq(read_column("lost", "count"), 3);
	cr_expect(values[0] == 4 && values[1] == 3 && values[2] == 2);
	read_column("lost", "type");
	cr_expect(values[0] == VMTRACE_EXIT && values[1] == VMTRACE_SAMPLE &&
		  values[2] == VMTRACE_TASK);
	read_column("lost", "cause");
	cr_expect(values[0] == 1 && values[2] == 1);
	read_column("lost", "first");
	cr_expect(values[0] == 120 && values[2] == 170);
	cr_expect_eq(tracks[0].lost, 9);
	cr_expect_eq(read_column("exit", "time"), 2, "no gap beside");
}

Test(rec_rows, a_loss_older_than_the_round_is_lifted, .init = setup, .fini = cleanup)
{
	struct vmtrace_lost *lost;

	put_exit(0, 110, 1);
	seal(200);
	seqs[0] += 1;
	lost = put(0, VMTRACE_LOST, sizeof(*lost) / 8, 150);
	lost->first = 150;
	lost->count[VMTRACE_EXIT] = 1;
	seal(300);
	open_trace(300);
	expect_column("lost", "time", 201);
	expect_column("lost", "first", 150);
}

Test(rec_rows, gaps_in_the_sequence, .init = setup, .fini = cleanup)
{
	put_exit(0, 110, 1);
	seqs[0] += 5;
	put_exit(0, 120, 1);
	seqs[0] -= 3;
	put_exit(0, 130, 1);
	seal(200);
	open_trace(200);
	cr_assert_eq(read_column("lost", "count"), 2);
	cr_expect(values[0] == 5 && values[1] == 1, "a number that goes back is one");
	read_column("lost", "cause");
	cr_expect(values[0] == 3);
	read_column("lost", "first");
	cr_expect(values[0] == 110);
}

Test(rec_rows, what_is_no_record_is_damage, .init = setup, .fini = cleanup)
{
	struct vmtrace_rec *rec;

	put_exit(0, 110, 1);
	put(0, 77, 4, 120);
	put(0, VMTRACE_EXIT, schema.plans[0].words - 1, 130);
	put(0, VMTRACE_TASK, 3, 140);
	put(0, VMTRACE_LOST, 4, 150);
	put_exit(0, 90, 1); /* time goes back */
	put_exit(0, 160, 1);
	rec = put(0, VMTRACE_EXIT, schema.plans[0].words, 170);
	rec->words = 0;
	seal(200);
	open_trace(200);
	cr_expect_eq(read_column("exit", "time"), 2);
	cr_assert_eq(read_column("lost", "cause"), 6);
	for (uint32_t i = 0; i < 6; i++)
		cr_expect_eq(values[i], 2);
	read_column("lost", "type");
	cr_expect(values[0] == 0 && values[1] == VMTRACE_EXIT && values[2] == VMTRACE_TASK);
	cr_expect_eq(tracks[0].lost, 6);
}

Test(rec_rows, guests_have_tables_where_they_are_looked_at)
{
	struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	cr_assert_eq(rec_schema_init(&schema, VMTRACE_VMX, 7, none, true, NULL), 0);
	cr_expect_str_eq(rec_schema_table(&schema, REC_IMAGE)->name, "image");
	cr_expect_str_eq(rec_schema_table(&schema, REC_GUEST_END)->name, "guest_end");
	cr_expect_str_eq(rec_schema_table(&schema, REC_EXIT)->name, "exit");
	cr_expect_eq(schema.ntables, REC_NR_TABLES);
	rec_schema_release(&schema);
}

Test(rec_rows, events_not_asked_for_have_no_table)
{
	struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	cr_assert_eq(
		rec_schema_init(&schema, VMTRACE_VMX, 1u << VMTRACE_ON_SAMPLE, none, false, NULL),
		0);
	cr_expect_null(rec_schema_table(&schema, REC_EXIT));
	cr_expect_null(rec_schema_table(&schema, REC_ENTRY));
	cr_expect_str_eq(rec_schema_table(&schema, REC_SAMPLE)->name, "sample");
	cr_expect_null(rec_schema_table(&schema, REC_GUEST_TASK));
	cr_expect_eq(schema.ntables, REC_NR_TABLES - 2 - 5);
	rec_schema_release(&schema);
}
