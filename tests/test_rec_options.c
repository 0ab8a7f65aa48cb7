/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "format/vmt.h"
#include "record/capture_options.h"
#include "record/record_options.h"

static struct record_options o;
static struct trouble t;

/* Parses "record ARGS", split at blanks. */
static int parse(const char *args)
{
	static char line[1024];
	static char *argv[64];
	int argc = 0;

	snprintf(line, sizeof(line), "record %s", args);
	for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	t = (struct trouble){ 0 };
	return record_options_parse(&o, argc, argv, &t);
}

static bool wants(enum vmtrace_event event, const char *reg)
{
	struct reg_set one = { 0 };

	cr_assert_eq(reg_set_add(&one, reg), 0, "%s", reg);
	for (uint32_t i = 0; i < VMTRACE_REG_WORDS; i++)
		if (one.word[i] & ~o.regs[event].word[i])
			return false;
	return true;
}

Test(rec_options, defaults)
{
	cr_assert_eq(parse(""), 0);
	cr_expect_eq(o.events, 7);
	cr_expect_eq(o.hz, 997);
	cr_expect_eq(o.ring_bytes, 0);
	cr_expect_eq(o.level, 1);
	cr_expect_eq(o.round_ns, 1000000000);
	cr_expect_str_eq(o.output, "trace.vmt");
	cr_expect_null(o.command);
	cr_expect(wants(VMTRACE_ON_EXIT, "base") && wants(VMTRACE_ON_SAMPLE, "base"));
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_ENTRY]), 0);
}

Test(rec_options, everything)
{
	cr_assert_eq(parse("-C 0-2,5 -e exit,profile -F 4000 -m 3M -z 0 -q --round 0.5 "
			   "--trace-events --guest-names=250ms -o x.vmt -p 12,13 -- sleep -a"),
		     0, "%s", t.text);
	cr_expect(cpulist_has(&o.cpus, 5) && !cpulist_has(&o.cpus, 3) && o.with_cpus);
	cr_expect_eq(o.events, 1u << VMTRACE_ON_EXIT | 1u << VMTRACE_ON_SAMPLE);
	cr_expect_eq(o.hz, 4000);
	cr_expect_eq(o.ring_bytes, 4u << 20);
	cr_expect_eq(o.level, VMT_LEVEL_NONE);
	cr_expect_eq(o.round_ns, 500000000);
	cr_expect(o.quiet && o.trace_events && !o.all);
	cr_expect(o.guest_names);
	cr_expect_eq(o.guest_every, 250000000);
	cr_expect_eq(o.npids, 2);
	cr_expect_str_eq(o.vmms[1], "13");
	cr_expect_str_eq(o.output, "x.vmt");
	cr_expect_str_eq(o.command[0], "sleep");
	cr_expect_str_eq(o.command[1], "-a");
	cr_expect_null(o.command[2]);
}

Test(rec_options, command_without_dashes_keeps_its_options)
{
	cr_assert_eq(parse("-a sleep -q"), 0);
	cr_expect(o.all && !o.quiet);
	cr_expect_str_eq(o.command[1], "-q");
}

Test(rec_options, registers_by_event)
{
	cr_assert_eq(parse("-r cr3,VMX_GUEST_RIP,entry:gpr,rip"), 0);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_EXIT]), 2);
	cr_expect(wants(VMTRACE_ON_SAMPLE, "cr3") && wants(VMTRACE_ON_EXIT, "rip"));
	cr_expect(wants(VMTRACE_ON_ENTRY, "gpr") && !wants(VMTRACE_ON_ENTRY, "cr3"));
	cr_assert_eq(parse("-r entry:rax"), 0);
	cr_expect(wants(VMTRACE_ON_EXIT, "base"), "a list for entries leaves the exits'");
	cr_assert_eq(parse("-r exit:none -r profile:rip"), 0);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_EXIT]), 0);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_SAMPLE]), 1);
}

Test(rec_options, names_of_guests_need_registers)
{
	static const char *const naming[] = { "cr3", "cr4", "ia32_efer", "cpl", "rsp", "rip" };

	cr_assert_eq(parse("--guest-names -r rax"), 0);
	capture_options_settle(&o);
	cr_expect_eq(o.guest_every, 1000000000);
	for (uint32_t i = 0; i < 6; i++)
		cr_expect(wants(VMTRACE_ON_EXIT, naming[i]) && wants(VMTRACE_ON_SAMPLE, naming[i]));
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_EXIT]), 7);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_ENTRY]), 0, "the exit before has them");
	cr_assert_eq(parse("--guest-names=2m -e entry"), 0);
	capture_options_settle(&o);
	cr_expect_eq(o.guest_every, 120000000000);
	cr_expect(wants(VMTRACE_ON_ENTRY, "cr3"));
	cr_assert_eq(parse("-r none"), 0);
	capture_options_settle(&o);
	cr_expect_eq(reg_set_count(&o.regs[VMTRACE_ON_EXIT]), 0);
}

Test(rec_options, mistakes_are_usage_errors)
{
	static const struct {
		const char *args, *says;
	} cases[] = {
		{ "-Z", "unknown option" },
		{ "--nonsense", "unknown option" },
		{ "-F", "argument is missing" },
		{ "-F 0", "not a rate" },
		{ "-F 10001", "not a rate" },
		{ "-F 99x", "not a rate" },
		{ "-e exit,kvm_exit", "kvm_exit: unknown event; there are exit, entry" },
		{ "-e exit,kvm:", "-e kvm:: not a tracepoint's name; write SYSTEM:EVENT" },
		{ "-e :kvm_exit", "not a tracepoint's name" },
		{ "-e kvm:exit:entry", "not a tracepoint's name" },
		{ "-e ../kvm:kvm_exit", "not a tracepoint's name" },
		{ "-e kvm:* --filter reason==HLT", "-e names none" },
		{ "-e exit,", "unknown event" },
		{ "-r crx3", "unknown register; cr3 is near" },
		{ "-r VMX_GUEST_CR33", "VMX_GUEST_CR3 is near" },
		{ "-r no_such_register", "unknown register; 'vmtrace list' names all" },
		{ "-r sample:rip", "unknown event" },
		{ "-C 3-1", "not a list" },
		{ "-C 0,", "not a list" },
		{ "-p 0", "neither a process id nor a name" },
		{ "-p 12,,x", "neither a process id nor a name" },
		{ "-m 0", "not a size" },
		{ "-m 1T", "not a size" },
		{ "-m 512M", "too large" },
		{ "-z 23", "not a level" },
		{ "--round 0", "not in" },
		{ "--round nan", "not in" },
		{ "--guest-names=often", "--guest-names=often: not in 10ms to 1h" },
		{ "--guest-names=", "not in" },
		{ "--guest-names=250", "not in" },
		{ "--guest-names=9ms", "not in" },
		{ "--guest-names=2h", "not in" },
		{ "--guest-names=1msx", "not in" },
		{ "--guest-names=99999999999999999999ms", "not in" },
		{ "--guest-names -e kvm:kvm_exit", "of guests nothing is recorded" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect_eq(parse(cases[i].args), -1, "%s", cases[i].args);
		cr_expect_eq(t.status, TROUBLE_USAGE, "%s", cases[i].args);
		cr_expect(strstr(t.text, cases[i].says), "%s: %s", cases[i].args, t.text);
	}
}

/* Whatever stands where a value should: one line that names the option, and a usage error. */
Test(rec_options, junk)
{
	static const struct {
		const char *option, *names;
	} options[] = {
		{ "-F", "-F" },
		{ "-c", "-c" },
		{ "-m", "-m" },
		{ "-z", "-z" },
		{ "-C", "-C" },
		{ "-e", "-e" },
		{ "-r", "-r" },
		{ "-D", "-D" },
		{ "--round", "--round" },
		{ "--filter", "--filter" },
		{ "--overwrite=", "--overwrite" },
		{ "--switch-output=", "--switch-output" },
		{ "--switch-max-files", "--switch-max-files" },
		{ "--max-size", "--max-size" },
	};
	static const char *const junk[] = {
		"-",
		"--",
		",",
		",,",
		"=",
		"==",
		"x",
		"-2",
		"+5",
		"0x",
		"5,,6",
		"1e400",
		"1.5.5",
		"99999999999999999999999",
		"5Q",
		"%s%n",
		"nan",
		"-inf",
		"\xff\xfe",
		"*",
		"\t5",
		"exit:",
		"reason=",
		"pid==",
		"execname",
		"tid==0x5",
		"reason==,",
		"execname==a,,b",
		"5s5",
		"K",
		"1-0",
		"0--1",
		"999999999999999999999999999999999999999s",
	};

	for (uint32_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		for (uint32_t j = 0; j < sizeof(junk) / sizeof(junk[0]); j++) {
			bool joined = strchr(options[i].option, '=');
			char text[128], *argv[] = { "record", text, (char *)junk[j], NULL };

			snprintf(text, sizeof(text), "%s%s", options[i].option,
				 joined ? junk[j] : "");
			argv[2] = joined ? NULL : argv[2];
			t = (struct trouble){ 0 };
			cr_expect_eq(record_options_parse(&o, joined ? 2 : 3, argv, &t), -1,
				     "%s %s", options[i].option, junk[j]);
			cr_expect_eq(t.status, TROUBLE_USAGE, "%s %s", options[i].option, junk[j]);
			cr_expect(strstr(t.text, options[i].names) && !strchr(t.text, '\n'), "%s",
				  t.text);
		}
}

Test(rec_options, tracepoints_beside_events)
{
	cr_assert_eq(parse("-e entry,kvm:kvm_exit,sched:* -e irq:*"), 0);
	cr_expect_eq(o.events, 1u << VMTRACE_ON_ENTRY);
	cr_assert_eq(o.points.n, 3);
	cr_expect(point_names_match(&o.points, 0, "kvm", "kvm_exit"));
	cr_expect_not(point_names_match(&o.points, 0, "kvm", "kvm_exits"));
	cr_expect(point_names_match(&o.points, 1, "sched", "sched_switch"));
	cr_expect(point_names_match(&o.points, 1, "sched", NULL));
	cr_expect_not(point_names_match(&o.points, 1, "kvm", NULL));
	cr_expect(point_names_match(&o.points, 2, "irq", "irq_handler_entry"));
}

Test(rec_options, tracepoints_alone_are_without_the_module)
{
	cr_assert_eq(parse("-e kvm:*"), 0);
	cr_expect_eq(o.events, 0);
	cr_expect(o.events_given);
}

Test(rec_options, too_many_tracepoints)
{
	char text[POINT_NAMES * 8 + 32] = "-e a:b";

	for (int i = 0; i < POINT_NAMES; i++)
		strcat(text, ",a:b");
	cr_expect_eq(parse(text), -1);
	cr_expect(strstr(t.text, "more than 32 names of tracepoints"), "%s", t.text);
}

Test(rec_options, too_many_processes)
{
	char args[600] = "-p 1";

	for (int i = 0; i < VMTRACE_MAX_TGIDS; i++)
		strcat(args, ",7");
	cr_assert_eq(parse(args), -1);
	cr_expect(strstr(t.text, "use -a"), "%s", t.text);
}

Test(rec_options, sizes)
{
	uint64_t n;

	cr_expect(!ring_size_parse("1", 4096, &n) && n == 4096, "pages");
	cr_expect(!ring_size_parse("3", 4096, &n) && n == 16384, "rounded up");
	cr_expect(!ring_size_parse("64k", 4096, &n) && n == 65536);
	cr_expect(!ring_size_parse("1G", 4096, &n) && n == 1u << 30);
	cr_expect(!ring_size_parse("5B", 4096, &n) && n == 8);
	cr_expect(ring_size_parse("", 4096, &n) && ring_size_parse("-1", 4096, &n));
	cr_expect(ring_size_parse("99999999999999999999", 4096, &n));
	cr_expect(ring_size_parse("18446744073709551615G", 4096, &n));
	cr_expect(ring_size_parse("4KB", 4096, &n));
}

Test(rec_options, spans)
{
	struct span s = { 1, 2 };

	cr_expect(!span_parse("64M", 3, &s) && s.bytes == 64 << 20 && s.ns == 2);
	cr_expect(!span_parse("30s", 3, &s) && s.ns == 30000000000);
	cr_expect(!span_parse("2m,", 2, &s) && s.ns == 120000000000);
	cr_expect(!span_parse("1d", 2, &s) && s.ns == 86400000000000);
	s = (struct span){ 1, 2 };
	cr_expect(span_parse("64", 2, &s) && span_parse("M", 1, &s) && span_parse("0s", 2, &s));
	cr_expect(span_parse("64k", 3, &s) && span_parse("6.5s", 4, &s));
	cr_expect(span_parse("99999999999d", 12, &s) && span_parse("-1s", 3, &s));
	cr_expect(s.bytes == 1 && s.ns == 2);
}

Test(rec_options, overwrite)
{
	cr_assert_eq(parse("-a"), 0);
	cr_expect(!o.overwrite);
	cr_assert_eq(parse("--overwrite"), 0);
	cr_expect(o.overwrite && o.keep.bytes == 128 << 20 && !o.keep.ns);
	cr_assert_eq(parse("--overwrite=30s,16M --trigger tick-1s"), 0);
	cr_expect(o.keep.bytes == 16 << 20 && o.keep.ns == 30000000000);
	cr_expect_str_eq(o.trigger, "tick-1s");
	cr_expect_eq(parse("--overwrite=30s,16"), -1);
	cr_expect_str_eq(t.text, "--overwrite=16: neither a time (30s, m, h, d) nor a size (64M, "
				 "B, K, G)");
	cr_expect_eq(parse("--overwrite=30s,"), -1);
	cr_expect_eq(parse("--overwrite="), -1);
	cr_expect_eq(parse("--trigger tick-1s"), -1);
	cr_expect_eq(t.status, TROUBLE_USAGE);
}

Test(rec_options, files)
{
	cr_assert_eq(parse("-a"), 0);
	cr_expect(!o.switches && !o.max_files && !o.max_size);
	cr_assert_eq(parse("--switch-output --switch-max-files 3 --max-size=1G"), 0);
	cr_expect(o.switches && !o.switch_at.bytes && !o.switch_at.ns);
	cr_expect(o.max_files == 3 && o.max_size == 1 << 30);
	cr_assert_eq(parse("--switch-output=signal"), 0);
	cr_assert_eq(parse("--switch-output=10m"), 0);
	cr_expect_eq(o.switch_at.ns, 600000000000);
	cr_assert_eq(parse("--overwrite --switch-output --switch-max-files=2"), 0,
		     "as perf's users");
	cr_expect_eq(parse("--switch-output=often"), -1);
	cr_expect_eq(parse("--switch-output -o -"), -1);
	cr_expect_eq(parse("--switch-max-files 2"), -1);
	cr_expect_eq(parse("--switch-output --switch-max-files 0"), -1);
	cr_expect_eq(parse("--max-size 10s"), -1);
	cr_expect_eq(parse("--overwrite --switch-output=10s"), -1);
	cr_expect_eq(parse("--overwrite --max-size=1M"), -1);
}

Test(rec_options, delay)
{
	cr_assert_eq(parse("-a"), 0);
	cr_expect_eq(o.delay_ms, 0);
	cr_assert_eq(parse("-D 250"), 0);
	cr_expect_eq(o.delay_ms, 250);
	cr_assert_eq(parse("--delay=-1 --control fd:3"), 0);
	cr_expect_eq(o.delay_ms, -1);
	cr_expect_str_eq(o.control, "fd:3");
	cr_expect_eq(parse("-D -1"), -1);
	cr_expect_eq(parse("-D 1s"), -1);
	cr_expect_eq(parse("-D -2 --control fd:3"), -1);
}
