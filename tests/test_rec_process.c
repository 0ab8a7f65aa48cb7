/* SPDX-License-Identifier: GPL-2.0 */
/* Whose events become rows, and how a ring learns who ran on another CPU before. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "record/process_filter.h"
#include "record/track.h"

static struct process_filter filter;
static struct trouble trouble;

static void add(const char *text)
{
	trouble.status = 0;
	cr_assert(process_filter_is(text));
	cr_assert_eq(process_filter_add(&filter, text, &trouble), 0, "%s", trouble.text);
}

static struct vmtrace_task task(uint32_t number, uint32_t tgid, uint32_t tid, const char *leader)
{
	struct vmtrace_task t = {
		.rec = { .type = VMTRACE_TASK, .words = sizeof(t) / 8 },
		.task = number,
		.tgid = tgid,
		.tid = tid,
	};

	memcpy(t.leader, leader, strnlen(leader, sizeof(t.leader)));
	return t;
}

static bool takes(uint32_t tgid, uint32_t tid, const char *leader)
{
	const struct vmtrace_task t = task(1, tgid, tid, leader);

	return process_filter_takes(&filter, &t);
}

Test(rec_process, without_a_test_everybody)
{
	cr_expect(takes(12, 13, "toyvmm"));
}

Test(rec_process, by_name)
{
	add("execname==web*,mail");
	cr_expect(takes(1, 1, "webserver") && takes(1, 2, "mail"));
	cr_expect(!takes(1, 1, "mailer") && !takes(1, 1, "myweb") && !takes(1, 1, ""));
}

Test(rec_process, any_of_the_tests)
{
	add("execname==mail");
	add("pid==12,13");
	add("tid==70");
	cr_expect(takes(1, 1, "mail") && takes(13, 14, "x") && takes(60, 70, "x"));
	cr_expect(!takes(70, 12, "x"), "each by its own number");
}

/* A name may fill its place, without a NUL. */
Test(rec_process, the_longest_name)
{
	add("execname==0123456789abcdef*");
	cr_expect(takes(1, 1, "0123456789abcdef"));
}

Test(rec_process, by_pid_alone_the_module_can_tell)
{
	uint32_t pids[PROCESS_TESTS];

	cr_expect_eq(process_filter_pids(&filter, pids), 0);
	add("pid==12,13");
	cr_assert_eq(process_filter_pids(&filter, pids), 2);
	cr_expect(pids[0] == 12 && pids[1] == 13);
	add("execname==mail");
	cr_expect_eq(process_filter_pids(&filter, pids), 0);
}

Test(rec_process, as_text)
{
	char text[64], little[8];

	cr_expect_str_eq(process_filter_text(&filter, text, sizeof(text)), "");
	add("tid==70");
	add("execname==web*");
	add("pid==12,13");
	add("execname==mail");
	cr_expect_str_eq(process_filter_text(&filter, text, sizeof(text)),
			 "execname==web*,mail; pid==12,13; tid==70");
	cr_expect_str_eq(process_filter_text(&filter, little, sizeof(little)), "execnam");
}

Test(rec_process, mistakes)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{ "execname", "not execname==NAME" },
		{ "execname=web", "not execname==NAME" },
		{ "execname!=web", "not execname==NAME" },
		{ "execname==", "an empty name" },
		{ "execname==a,,b", "an empty name" },
		{ "execname==a,", "an empty name" },
		{ "execname==qemu-system-x86_64",
		  "keeps 15 bytes of a process's name: qemu-system-x86" },
		{ "execname==*"
		  "234567890123456789012345678901234567890123456789012345678901234567890123",
		  "too long a name" },
		{ "pid==", "an empty name" },
		{ "pid==0", "not a number of a process" },
		{ "pid==web", "not a number of a process" },
		{ "pid==4294967296", "not a number of a process" },
		{ "pid==1-2", "not a number of a process" },
		{ "tid==-1", "not a number of a thread" },
		{ "pids==1", "not pid==NUMBER" },
	};

	for (uint32_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		filter = (struct process_filter){ 0 };
		trouble = (struct trouble){ 0 };
		cr_assert(process_filter_is(wrong[i].text), "%s", wrong[i].text);
		cr_expect_eq(process_filter_add(&filter, wrong[i].text, &trouble), -1, "%s",
			     wrong[i].text);
		cr_expect_eq(trouble.status, TROUBLE_USAGE);
		cr_expect(strstr(trouble.text, wrong[i].says), "%s", trouble.text);
	}
	cr_expect_not(process_filter_is("reason==CPUID"));
}

Test(rec_process, only_so_many)
{
	filter = (struct process_filter){ 0 };
	for (uint32_t i = 0; i < PROCESS_TESTS; i++)
		add("pid==12");
	cr_expect_eq(process_filter_add(&filter, "pid==13", &trouble), -1);
	cr_expect(strstr(trouble.text, "more than 64 processes"), "%s", trouble.text);
}

/* ---- Verdicts ---- */

static struct task_verdicts verdicts;

static enum verdict verdict(uint32_t number)
{
	return task_verdicts_of(&verdicts, number);
}

Test(rec_process, a_verdict_stands_for_a_number)
{
	const struct vmtrace_task web = task(5000, 1, 1, "web"), mail = task(5001, 2, 2, "mail");

	add("execname==web");
	task_verdicts_init(&verdicts, &filter);
	cr_expect_eq(verdict(5000), VERDICT_NONE);
	task_verdicts_add(&verdicts, &web);
	task_verdicts_add(&verdicts, &mail);
	cr_expect_eq(verdict(5000), VERDICT_TAKE);
	cr_expect_eq(verdict(5001), VERDICT_LEAVE);
	cr_expect_eq(verdict(5002), VERDICT_NONE);
	cr_expect_eq(verdict(0), VERDICT_TAKE, "nobody's");
	cr_expect_eq(verdict(~0u), VERDICT_TAKE, "nothing is kept of it");
	task_verdicts_release(&verdicts);
}

Test(rec_process, what_is_trusted_is_heard_yet)
{
	const struct vmtrace_task mail = task(7, 2, 2, "mail");

	add("execname==web");
	task_verdicts_init(&verdicts, &filter);
	cr_expect_eq(task_verdicts_trust(&verdicts, 7), 0);
	cr_expect_eq(verdict(7), VERDICT_TAKE);
	task_verdicts_add(&verdicts, &mail);
	cr_expect_eq(verdict(7), VERDICT_LEAVE);
	cr_expect_eq(task_verdicts_trust(&verdicts, 7), 0);
	cr_expect_eq(verdict(7), VERDICT_LEAVE, "what is known is not trusted");
	task_verdicts_release(&verdicts);
}

/* ---- Two CPUs' rings ---- */

#define NCPUS 2
#define RING 4096

static struct rec_schema schema;
static struct backlog backlog;
static struct track tracks[NCPUS];
static struct vmtrace_ring_head heads[NCPUS];
static struct vmtrace_ring_control controls[NCPUS];
static uint64_t data[NCPUS][RING / 8];
static uint64_t now = 100;

static void setup(void)
{
	struct reg_set none[VMTRACE_NR_EVENTS] = { 0 };

	add("execname==web");
	task_verdicts_init(&verdicts, &filter);
	cr_assert_eq(rec_schema_init(&schema, VMTRACE_SVM, 7, none, false, NULL), 0);
	backlog.poke = eventfd(0, EFD_NONBLOCK);
	for (uint32_t i = 0; i < NCPUS; i++) {
		cr_assert_eq(track_init(&tracks[i], i, &backlog), 0);
		tracks[i].ring = (struct ring){
			.data = (uint8_t *)data[i],
			.bytes = RING,
			.head = &heads[i],
			.control = &controls[i],
		};
		cr_assert_eq(track_start(&tracks[i], &schema, NULL, now), 0);
		tracks[i].verdicts = &verdicts;
		tracks[i].tracks = tracks;
		tracks[i].ntracks = NCPUS;
	}
}

static void cleanup(void)
{
	for (uint32_t i = 0; i < NCPUS; i++)
		track_release(&tracks[i]);
	rec_schema_release(&schema);
	task_verdicts_release(&verdicts);
	close(backlog.poke);
}

static void put(uint32_t cpu, const void *rec, uint32_t size)
{
	static uint32_t seqs[NCPUS];
	struct vmtrace_rec *to = (void *)&data[cpu][heads[cpu].head / 8];

	memcpy(to, rec, size);
	to->words = size / 8;
	to->seq = seqs[cpu]++;
	to->tsc = ++now;
	heads[cpu].head += size;
}

static void put_task(uint32_t cpu, uint32_t number, const char *leader)
{
	const struct vmtrace_task t = task(number, 10 + number, 20 + number, leader);

	put(cpu, &t, sizeof(t));
}

static void put_event(uint32_t cpu, uint8_t type, uint32_t number)
{
	const struct vmtrace_vcpu v = { .rec = { .type = type }, .task = number };

	put(cpu, &v, sizeof(v));
}

Test(rec_process, others_events_are_left_out, .init = setup, .fini = cleanup)
{
	put_task(0, 1, "web");
	put_task(0, 2, "mail");
	for (uint32_t number = 0; number <= 2; number++) {
		put_event(0, VMTRACE_EXIT, number);
		put_event(0, VMTRACE_ENTRY, number);
		put_event(0, VMTRACE_SAMPLE, number);
	}
	track_drain(&tracks[0]);
	cr_expect_eq(tracks[0].records[VMTRACE_EXIT], 2, "web's, and one that is nobody's");
	cr_expect_eq(tracks[0].records[VMTRACE_ENTRY], 2);
	cr_expect_eq(tracks[0].records[VMTRACE_SAMPLE], 2);
	cr_expect_eq(tracks[0].records[VMTRACE_TASK], 2, "who they are is told");
	cr_expect_eq(tracks[0].filtered, 3);
	cr_expect_eq(tracks[0].lost, 0);
	cr_expect_eq(backlog.rows, 8);
}

/* Its TASK waits in the ring of the CPU where it ran first. */
Test(rec_process, who_ran_elsewhere_before, .init = setup, .fini = cleanup)
{
	put_task(0, 1, "mail");
	put_task(0, 2, "web");
	put_event(1, VMTRACE_EXIT, 1);
	put_event(1, VMTRACE_EXIT, 2);
	track_drain(&tracks[1]);
	cr_expect_eq(tracks[1].records[VMTRACE_EXIT], 1);
	cr_expect_eq(tracks[1].filtered, 1);
	cr_expect_eq(controls[1].tail, heads[1].head);
	cr_expect_eq(controls[0].tail, 0, "read ahead, not taken");
	cr_expect_eq(tracks[0].records[VMTRACE_TASK], 0);
	track_drain(&tracks[0]);
	cr_expect_eq(tracks[0].records[VMTRACE_TASK], 2);
	cr_expect_eq(tracks[0].lost + tracks[1].lost, 0);
}

Test(rec_process, also_when_a_round_ends, .init = setup, .fini = cleanup)
{
	put_task(0, 1, "mail");
	put_event(1, VMTRACE_EXIT, 1);
	track_turn(&tracks[1], now);
	cr_expect_eq(tracks[1].filtered, 1);
	cr_expect_eq(backlog.rows, 0);
}

/* A new name is a new number. */
Test(rec_process, who_changes_its_name, .init = setup, .fini = cleanup)
{
	put_task(0, 1, "mail");
	put_event(0, VMTRACE_EXIT, 1);
	put_task(0, 2, "web");
	put_event(0, VMTRACE_EXIT, 2);
	put_task(0, 3, "mail");
	put_event(0, VMTRACE_EXIT, 3);
	track_drain(&tracks[0]);
	cr_expect_eq(tracks[0].records[VMTRACE_EXIT], 1);
	cr_expect_eq(tracks[0].filtered, 2);
}

Test(rec_process, one_that_no_ring_tells_of_is_taken, .init = setup, .fini = cleanup)
{
	put_event(1, VMTRACE_EXIT, 9);
	put_event(1, VMTRACE_EXIT, 9);
	track_drain(&tracks[1]);
	cr_expect_eq(tracks[1].records[VMTRACE_EXIT], 2);
	cr_expect_eq(tracks[1].filtered, 0);
	put_task(0, 9, "mail");
	track_drain(&tracks[0]);
	put_event(1, VMTRACE_EXIT, 9);
	track_drain(&tracks[1]);
	cr_expect_eq(tracks[1].filtered, 1, "told late");
}

/* An exit that was left out for its process is no exit that another's entry could follow. */
Test(rec_process, before_reasons, .init = setup, .fini = cleanup)
{
	static struct exit_filter hlt;

	cr_assert_eq(exit_filter_init(&hlt, "reason==HLT", 0, VMTRACE_SVM, &trouble), 0);
	tracks[0].filter = &hlt;
	put_task(0, 1, "web");
	put_task(0, 2, "mail");
	put_event(0, VMTRACE_EXIT, 1); /* CR0_READ */
	put_event(0, VMTRACE_EXIT, 2);
	put_event(0, VMTRACE_ENTRY, 2);
	put_event(0, VMTRACE_ENTRY, 1);
	track_drain(&tracks[0]);
	cr_expect_eq(tracks[0].filtered, 4);
}

/* One that is too short for what it says is damage, not a name. */
Test(rec_process, a_short_task_tells_nothing, .init = setup, .fini = cleanup)
{
	const struct vmtrace_task mail = task(1, 1, 1, "mail");

	put(0, &mail, sizeof(mail) - 8);
	put_event(1, VMTRACE_EXIT, 1);
	track_drain(&tracks[1]);
	cr_expect_eq(tracks[1].records[VMTRACE_EXIT], 1);
	track_drain(&tracks[0]);
	cr_expect_eq(tracks[0].lost, 1);
}

/* A ring that makes no sense is not read beyond its end, whoever looks. */
Test(rec_process, a_ring_of_nonsense_tells_nothing, .init = setup, .fini = cleanup)
{
	put_task(0, 1, "mail");
	data[0][0] &= ~0xffffull; /* a length of 0 */
	put_event(1, VMTRACE_EXIT, 1);
	track_drain(&tracks[1]);
	cr_expect_eq(tracks[1].records[VMTRACE_EXIT], 1);
	cr_expect_eq(tracks[0].ring.nonsense, 0, "that is counted when it is taken");
}
