/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looks at guests, with a reader that is made up, and what the file is told of them. A session's
 * clock is in ns from 0; a look lasts as long as its answer says.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "format/guest_tables.h"
#include "record/guest/guest_sum.h"
#include "tests/memtrace.h"

/* ---- The reader, and the module's slots ---- */

static struct guest_request asked; /* the last */
static uint32_t nasked;
static struct guest_answer answer; /* the next */
static int outcome = 1;		   /* what comes of it */
static bool vm_gone;
static const char *slots_trouble;

int device_slots(const struct device *d, uint32_t vm, struct vm_slots *s, struct trouble *t)
{
	if (slots_trouble)
		return trouble_set(t, TROUBLE_FAILED, "%s", slots_trouble);
	return vm_gone;
}

void guest_reader_init(struct guest_reader *r, uint64_t limit)
{
	*r = (struct guest_reader){ .fd = -1 };
}

int guest_reader_ask(struct guest_reader *r, const struct guest_request *request)
{
	asked = *request;
	nasked++;
	if (r->fd < 0)
		r->fd = eventfd(1, EFD_CLOEXEC);
	r->asked = true;
	r->deadline = UINT64_MAX;
	return 0;
}

int guest_reader_answer(struct guest_reader *r, struct guest_answer *a)
{
	if (!outcome)
		return 0;
	*a = answer;
	r->asked = false;
	return outcome;
}

void guest_reader_release(struct guest_reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

/* ---- A recording ---- */

static struct guest_watch watch;
static struct rec_schema schema;
static struct sealer sealer;
static struct roster roster;
static struct memfile file;
static struct vmt_writer *writer;
static struct reg_set regs[VMTRACE_NR_EVENTS];

static void open_writer(uint64_t start)
{
	const struct vmt_sink sink = memfile_sink(&file);
	const struct vmt_clock clock = { start, start, start, start };

	cr_assert_eq(vmt_writer_open(&writer, &sink, NULL, schema.tables, schema.ntables, NULL, 0,
				     &clock, 1000000000),
		     0);
	sealer.writer = writer;
}

static void setup(void)
{
	static const char *const names[] = { "cr3", "cr4", "ia32_efer", "cpl" };
	const struct vmtrace_clock start = { 0 };
	const struct vmtrace_vm vm = { .rec.type = VMTRACE_VM, .vm = 3, .tgid = 77 };
	struct guest_source source = {
		.roster = &roster,
		.sealer = &sealer,
		.clock = VMTRACE_CLOCK_MONOTONIC,
		.regs = regs,
		.every = 3600 * 1000000000ull,
		.round = 1000000000,
	};

	for (uint32_t i = 0; i < 4; i++)
		reg_set_add(&regs[VMTRACE_ON_SAMPLE], names[i]);
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 0, regs, true, NULL), 0);
	roster_init(&roster);
	cr_assert_eq(roster_add(&roster, &vm.rec), 0);
	cr_assert_eq(sealer_init(&sealer, &schema, NULL, 0, 1, &start), 0);
	memfile_init(&file);
	open_writer(0);
	guest_watch_init(&watch);
	cr_assert_eq(guest_watch_start(&watch, &source), 0);
}

static void cleanup(void)
{
	guest_watch_release(&watch);
	sealer_release(&sealer);
	rec_schema_release(&schema);
	roster_release(&roster);
	vmt_writer_free(writer);
	memfile_release(&file);
}

static void see(uint16_t vm, uint64_t cr3)
{
	struct {
		struct vmtrace_vcpu vcpu;
		uint64_t valid, cr3, cr4, efer, cpl;
	} rec = { .vcpu = { .rec.type = VMTRACE_SAMPLE }, .valid = 15, .cr3 = cr3, .efer = 0xd01 };

	rec.vcpu.vm = vm;
	guest_sights_see(&watch.sights, &rec.vcpu);
}

/* One more look at the VM, with that answer. */
static void look(void)
{
	if (watch.nvms)
		watch.vms[0]->due = true, watch.vms[0]->not_before = 0;
	else
		see(3, 0x5000);
	cr_assert_eq(guest_watch_act(&watch), 0); /* asks */
	cr_assert_eq(guest_watch_act(&watch), 0); /* hears */
}

static void seal(uint64_t t)
{
	const struct vmtrace_clock now = { t, t, t, t };
	const struct vmt_clock clock = vmt_clock_of(&now);

	cr_assert_eq(sealer_seal(&sealer, &now), 0);
	cr_assert_eq(vmt_writer_round(writer, &clock), 0);
}

/* ---- What the file says ---- */

static char *text;

static void read_file(uint64_t end)
{
	const struct vmt_clock clock = { end, end, end, end };
	struct memtrace trace;

	cr_assert_eq(vmt_writer_end(writer, &clock, ""), 0);
	memtrace_open(&trace, file.data, file.size);
	cr_assert_eq(trace.damages, 0);
	free(text);
	text = memtrace_text(&trace);
	memtrace_close(&trace);
}

/* All values of a column in hex, chunk by chunk, with a space before each. */
static const char *column_of(enum rec_table table, uint32_t column)
{
	static char values[4096];
	char head[64];
	const char *at = text;
	int n = snprintf(head, sizeof(head), " %d %u:", schema.index[table], column);

	values[0] = 0;
	while ((at = strstr(at, head))) {
		at += n;
		strncat(values, at, strcspn(at, "\n"));
	}
	return values;
}

static void expect(enum rec_table table, uint32_t column, const char *wanted)
{
	cr_expect_str_eq(column_of(table, column), wanted, "%u.%u:%s, wanted%s", table, column,
			 column_of(table, column), wanted);
}

/* ---- Guests ---- */

#define LINKED 0xffffffff81000000

static struct guest_linux_image images[2];
static struct guest_symbol_row symbols[3];
static char names[] = "_text\0schedule\0ext4_sync";
static struct guest_task tasks[2];

/* A look from `begin` on, for 5, at a kernel that is moved by that. */
static void answer_kernel(uint64_t begin, uint64_t slide)
{
	images[0] = (struct guest_linux_image){
		.name = "vmlinux", .base = LINKED + slide, .size = 0x1000, .nsymbols = 2
	};
	images[1] = (struct guest_linux_image){
		.name = "ext4", .base = 0xffffffffc0000000 + slide, .size = 0x100, .nsymbols = 1
	};
	symbols[0] = (struct guest_symbol_row){ LINKED + slide, 0x10, 0, 'T' };
	symbols[1] = (struct guest_symbol_row){ LINKED + slide + 0x20, 0x10, 6, 't' };
	symbols[2] = (struct guest_symbol_row){ images[1].base + 8, 8, 15, 't' };
	tasks[0] = (struct guest_task){ .address = 1,
					.pid = 1,
					.tgid = 1,
					.root = 0x5000,
					.user_root = 0x6000,
					.stack = 0x100,
					.stack_size = 64,
					.flags = GUEST_TASK_LEADER,
					.comm = "init",
					.leader = "init",
					.start = 9 };
	tasks[1] = (struct guest_task){ .address = 2,
					.pid = 2,
					.tgid = 2,
					.comm = "kthreadd",
					.leader = "kthreadd",
					.flags = GUEST_TASK_KTHREAD };
	outcome = 1;
	answer = (struct guest_answer){
		.kernel = 1 + slide,
		.facts = { .banner = "Linux version 6.1", .slide = slide },
		.symbols_id = 10 + slide,
		.nimages = 2,
		.images = images,
		.symbols = { .n = 3, .rows = symbols, .text = names, .text_size = sizeof(names) },
		.tasks_whole = true,
		.ntasks = 2,
		.tasks = tasks,
		.begin = begin,
		.end = begin + 5,
		.reads = 4,
		.bytes = 400,
		.missing = 1,
	};
}

static void answer_nothing(uint64_t begin, const char *why)
{
	outcome = 1;
	answer = (struct guest_answer){ .begin = begin, .end = begin + 5 };
	strcpy(answer.error, why);
}

/* ---- Tests ---- */

Test(rec_guest_watch, vm_is_looked_at_as_soon_as_it_is_met, .init = setup, .fini = cleanup)
{
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_expect_eq(nasked, 0);
	answer_kernel(100, 0);
	look();
	cr_assert_eq(nasked, 1);
	cr_expect_eq(asked.tgid, 77);
	cr_expect_eq(asked.cr3, 0x5000);
	cr_expect_eq(asked.efer, 0xd01);
	cr_expect_eq(asked.symbols, 0);
	look();
	cr_expect_eq(asked.symbols, 10, "what is known is not asked for again");
}

Test(rec_guest_watch, looks_become_rows, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0x200000);
	look();
	seal(150);
	answer_kernel(200, 0x200000);
	strcpy(tasks[0].comm, "systemd");
	strcpy(answer.error, "modules: gone");
	look();
	seal(250);
	read_file(250);
	expect(REC_GUEST_LOOK, LOOK_TIME, " 69 cd");
	expect(REC_GUEST_LOOK, LOOK_VM, " 3 3");
	expect(REC_GUEST_LOOK, LOOK_BEGIN, " 64 c8");
	expect(REC_GUEST_LOOK, LOOK_END, " 69 cd");
	expect(REC_GUEST_LOOK, LOOK_IMAGE, " 1 1");
	expect(REC_GUEST_LOOK, LOOK_TASKS, " 2 2");
	expect(REC_GUEST_LOOK, LOOK_BYTES, " 190 190");
	expect(REC_GUEST_TASK, GTASK_ENTRY, " 1 2 3");
	expect(REC_GUEST_TASK, GTASK_FROM, " 69 69 cd");
	expect(REC_GUEST_TASK, GTASK_ROOT, " 5000 0 5000");
	expect(REC_GUEST_TASK, GTASK_USER_ROOT, " 6000 0 6000");
	expect(REC_GUEST_TASK, GTASK_FLAGS, " 2 1 2");
	expect(REC_GUEST_END, GEND_ENTRY, " 1");
	expect(REC_GUEST_END, GEND_UNTIL, " 64");
	expect(REC_IMAGE, IMAGE_NUMBER, " 1 2");
	expect(REC_IMAGE, IMAGE_SLIDE, " 200000 ffffffffc0200000");
	expect(REC_IMAGE, IMAGE_BASE, " ffffffff81000000 0");
	expect(REC_IMAGE, IMAGE_ORIGIN, " 5 5");
	expect(REC_SYMBOL, SYMBOL_IMAGE, " 1 1 2");
	expect(REC_SYMBOL, SYMBOL_ADDRESS, " ffffffff81000000 ffffffff81000020 8");
}

Test(rec_guest_watch, another_kernel_ends_what_was_there, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	look();
	answer_kernel(200, 0x400000);
	look();
	seal(250);
	read_file(250);
	expect(REC_GUEST_LOOK, LOOK_IMAGE, " 1 1");
	expect(REC_GUEST_END, GEND_ENTRY, " 1 2");
	expect(REC_GUEST_TASK, GTASK_ENTRY, " 1 2 3 4");
	expect(REC_IMAGE, IMAGE_TIME, " 69 69 cd cd");
	expect(REC_IMAGE, IMAGE_SLIDE, " 0 ffffffffc0000000 400000 ffffffffc0400000");
	expect(REC_SYMBOL, SYMBOL_IMAGE, " 1 1 2");
}

Test(rec_guest_watch, kernel_that_is_lost_is_told_again, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	look();
	answer_nothing(200, "no kernel yet");
	look();
	answer_kernel(300, 0);
	look();
	cr_expect_eq(asked.symbols, 0);
	seal(350);
	read_file(350);
	expect(REC_GUEST_LOOK, LOOK_IMAGE, " 1 0 1");
	expect(REC_GUEST_END, GEND_ENTRY, " 1 2");
	expect(REC_IMAGE, IMAGE_TIME, " 69 69 cd cd 131 131");
	expect(REC_IMAGE, IMAGE_SIZE, " 1000 100 0 0 1000 100");
	expect(REC_SYMBOL, SYMBOL_IMAGE, " 1 1 2");
}

Test(rec_guest_watch, reader_that_dies_costs_a_look, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	look();
	outcome = -ECHILD;
	strcpy(answer.error, "its reader has died");
	look();
	cr_expect_gt(watch.vms[0]->not_before, 0);
	answer_kernel(300, 0);
	look();
	seal(350);
	read_file(350);
	expect(REC_GUEST_LOOK, LOOK_IMAGE, " 1 0 1");
	expect(REC_GUEST_LOOK, LOOK_TIME, " 69 69 131");
}

Test(rec_guest_watch, answer_of_the_past_is_told_in_this_round, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	see(3, 0x5000);
	outcome = 0;
	cr_assert_eq(guest_watch_act(&watch), 0);
	seal(500);
	outcome = 1;
	cr_assert_eq(guest_watch_act(&watch), 0);
	seal(600);
	read_file(600);
	expect(REC_GUEST_LOOK, LOOK_TIME, " 1f5");
	expect(REC_GUEST_LOOK, LOOK_END, " 69");
	expect(REC_GUEST_TASK, GTASK_FROM, " 69 69");
}

Test(rec_guest_watch, last_look_is_told_before_the_end, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	look();
	seal(150);
	cr_assert_eq(guest_watch_last(&watch), 0);
	answer_kernel(300, 0);
	cr_assert_eq(guest_watch_finish(&watch, 200), 0);
	seal(200);
	read_file(200);
	expect(REC_GUEST_LOOK, LOOK_TIME, " 69 c8");
	expect(REC_GUEST_LOOK, LOOK_BEGIN, " 64 12c");
}

Test(rec_guest_watch, session_that_goes_on_says_it_again, .init = setup, .fini = cleanup)
{
	const struct vmt_clock end = { 300, 300, 300, 300 };

	answer_kernel(100, 0);
	look();
	answer_kernel(200, 0);
	answer.ntasks = 1;
	look();
	seal(300);
	guest_watch_sweep(&watch, 300);
	cr_assert_eq(vmt_writer_end(writer, &end, ""), 0);
	vmt_writer_free(writer);
	memfile_release(&file);
	memfile_init(&file);
	open_writer(300);
	cr_assert_eq(guest_watch_tell(&watch, &sealer.own, 300), 0);
	answer_kernel(400, 0);
	look();
	seal(450);
	read_file(450);
	expect(REC_GUEST_LOOK, LOOK_TIME, " 12c 195");
	expect(REC_GUEST_LOOK, LOOK_BEGIN, " c8 190");
	expect(REC_GUEST_TASK, GTASK_ENTRY, " 1 3");
	expect(REC_GUEST_TASK, GTASK_FROM, " 69 195");
	expect(REC_IMAGE, IMAGE_TIME, " 12c 12c");
	expect(REC_SYMBOL, SYMBOL_IMAGE, " 1 1 2");
}

Test(rec_guest_watch, vm_that_is_gone_is_left_alone, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	look();
	vm_gone = true;
	look();
	look();
	cr_expect_eq(nasked, 1);
	cr_assert_eq(guest_watch_last(&watch), 0);
	cr_assert_eq(guest_watch_finish(&watch, 200), 0);
	cr_expect_eq(nasked, 1);
	guest_watch_sweep(&watch, 0);
	cr_expect_eq(watch.nvms, 1, "a session may begin before it went");
	guest_watch_sweep(&watch, 1);
	cr_expect_eq(watch.nvms, 0);
	cr_expect_eq(watch.forgotten.looks, 1);
}

Test(rec_guest_watch, module_that_cannot_tell_is_told_of, .init = setup, .fini = cleanup)
{
	slots_trouble = "build both from one source";
	look();
	cr_expect_eq(nasked, 0);
	cr_expect_str_eq(watch.vms[0]->text, slots_trouble);
}

Test(rec_guest_watch, cost_is_waited_for_many_times_over, .init = setup, .fini = cleanup)
{
	answer_kernel(100, 0);
	answer.cost = 1000000000;
	look();
	cr_assert_eq(guest_watch_act(&watch), 0);
	answer.cost = 30000000;
	see(3, 0x9000);
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_expect_eq(nasked, 2, "a first look delays none");
	cr_assert_eq(guest_watch_act(&watch), 0);
	see(3, 0xa000);
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_expect_eq(nasked, 2);
	cr_expect(watch.vms[0]->due, "it is not forgotten");
}

Test(rec_guest_watch, process_that_nobody_told_of_yet, .init = setup, .fini = cleanup)
{
	const struct vmtrace_vm vm = { .rec.type = VMTRACE_VM, .vm = 4, .tgid = 78 };

	see(4, 0x5000);
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_expect_eq(watch.nvms, 0);
	cr_assert_eq(roster_add(&roster, &vm.rec), 0);
	see(4, 0x5000);
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_expect_eq(nasked, 1);
	cr_expect_eq(asked.tgid, 78);
}

static void print(void)
{
	guest_sum_print(&watch, stdout);
	fflush(stdout);
}

Test(rec_guest_watch, says_why_there_are_no_names, .init = setup, .fini = cleanup)
{
	cr_redirect_stdout();
	print();
	answer_nothing(100, "no Linux");
	look();
	print();
	cr_assert_stdout_eq_str("vmtrace: guests: no record was of one in 64-bit mode: no names\n"
				"vmtrace: guest of process 77: no Linux\n");
}

Test(rec_guest_watch, says_what_names_cost, .init = setup, .fini = cleanup)
{
	struct vmtrace_vm vm = { .rec.type = VMTRACE_VM };

	cr_redirect_stdout();
	answer_kernel(100, 0);
	look();
	watch.vms[0]->count.first = 248400000;
	watch.vms[0]->count.other = 2260000;
	answer_nothing(200, "no Linux");
	for (vm.vm = 4; vm.vm < 6; vm.vm++) {
		vm.tgid = 80 + vm.vm;
		cr_assert_eq(roster_add(&roster, &vm.rec), 0);
		see(vm.vm, 0x5000);
	}
	cr_assert_eq(guest_watch_act(&watch), 0);
	cr_assert_eq(guest_watch_act(&watch), 0);
	print();
	cr_assert_stdout_eq_str(
		"vmtrace: guests: 1 of 3 told their names, in 1 look; a first one took 248 ms of "
		"CPU at most, another 2.3 ms\n"
		"vmtrace: 2 guests: no Linux\n");
}
