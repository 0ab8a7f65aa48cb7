/* SPDX-License-Identifier: GPL-2.0 */
/* Which tracepoints names mean, in a tree like tracefs'. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "record/point_set.h"
#include "record/trace_instance.h"

static char tracing[] = "/tmp/rec_points.XXXXXX";
static struct point_names names;
static struct point_set set;
static struct trouble trouble;

static void put(const char *system, const char *event, const char *file, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/events/%s", tracing, system);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/events/%s/%s", tracing, system, event);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/events/%s/%s/%s", tracing, system, event, file);
	f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
}

static const char *format_of(const char *event, int id)
{
	static char text[1024];

	snprintf(text, sizeof(text),
		 "name: %s\nID: %d\nformat:\n"
		 "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
		 "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
		 "\tfield:int a;\toffset:8;\tsize:4;\tsigned:1;\n\nprint fmt: \"%%d\", REC->a\n",
		 event, id);
	return text;
}

static void point(const char *system, const char *event, int id)
{
	put(system, event, "format", format_of(event, id));
	put(system, event, "enable", "0\n");
}

static void setup(void)
{
	char path[64];

	cr_assert_not_null(mkdtemp(tracing));
	snprintf(path, sizeof(path), "%s/events", tracing);
	cr_assert_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/events/enable", tracing);
	fclose(fopen(path, "w"));
	point("sched", "sched_switch", 300);
	point("kvm", "kvm_exit", 1440);
	point("kvm", "kvm_entry", 1449);
	point("kvm", "kvm_cr", 7);
	put("ftrace", "print", "format", format_of("print", 5));
}

static void cleanup(void)
{
	char command[64];

	point_set_release(&set);
	snprintf(command, sizeof(command), "rm -rf %s", tracing);
	cr_expect_eq(system(command), 0);
}

TestSuite(rec_point_set, .init = setup, .fini = cleanup);

static int find(const char *name)
{
	cr_assert_eq(point_names_add(&names, name, strlen(name), &trouble), 0);
	return point_set_init(&set, &names, tracing, &trouble);
}

static void expect(uint32_t i, const char *system, const char *event, uint32_t id)
{
	cr_assert_lt(i, set.n);
	cr_expect_str_eq(set.points[i].system, system);
	cr_expect_str_eq(set.points[i].event, event);
	cr_expect_eq(set.points[i].id, id);
	cr_expect_eq(point_set_find(&set, id), (int)i);
}

static void expect_refused(const char *name, const char *says)
{
	cr_expect_eq(find(name), -1, "%s", name);
	cr_expect(strstr(trouble.text, says), "%s: %s", name, trouble.text);
}

Test(rec_point_set, one_by_its_name)
{
	cr_assert_eq(find("kvm:kvm_exit"), 0);
	cr_assert_eq(set.n, 1);
	expect(0, "kvm", "kvm_exit", 1440);
	cr_expect_eq(point_set_find(&set, 1449), -1);
	cr_expect_eq(point_set_find(&set, 65535), -1);
	cr_expect_str_eq(tep_table_def(set.points[0].table)->name, "kvm:kvm_exit");
}

Test(rec_point_set, its_format_is_a_fact_to_the_letter)
{
	cr_assert_eq(find("kvm:kvm_exit"), 0);
	cr_expect_str_eq(set.points[0].key, "format.kvm:kvm_exit");
	cr_expect_str_eq(set.points[0].format, format_of("kvm_exit", 1440));
}

Test(rec_point_set, patterns_in_the_order_of_names)
{
	cr_assert_eq(find("*:*_[es]*"), 0);
	cr_assert_eq(set.n, 3);
	expect(0, "kvm", "kvm_entry", 1449);
	expect(1, "kvm", "kvm_exit", 1440);
	expect(2, "sched", "sched_switch", 300);
}

Test(rec_point_set, one_that_several_names_have_is_there_once)
{
	cr_assert_eq(point_names_add(&names, "kvm:kvm_e*", 10, &trouble), 0);
	cr_assert_eq(find("kvm:kvm_exit"), 0);
	cr_expect_eq(set.n, 2);
}

Test(rec_point_set, a_name_that_none_has)
{
	expect_refused("kvm:kvm_exti", "-e kvm:kvm_exti: this host has no such tracepoint");
}

Test(rec_point_set, one_name_of_several_that_none_has)
{
	cr_assert_eq(point_names_add(&names, "kvm:*", 5, &trouble), 0);
	expect_refused("nosuch:*", "-e nosuch:*: this host has no such tracepoint");
}

Test(rec_point_set, what_cannot_be_enabled_is_none)
{
	expect_refused("ftrace:print", "this host has no such tracepoint");
}

Test(rec_point_set, a_format_that_makes_no_table)
{
	put("kvm", "kvm_bad", "format", "name: kvm_bad\nID: nonsense\n");
	put("kvm", "kvm_bad", "enable", "0\n");
	expect_refused("kvm:kvm_bad", "-e kvm:kvm_bad: its format cannot be understood");
}

Test(rec_point_set, a_pattern_goes_past_it)
{
	put("kvm", "kvm_bad", "format", "");
	put("kvm", "kvm_bad", "enable", "0\n");
	cr_assert_eq(find("kvm:*"), 0);
	cr_expect_eq(set.n, 3);
}

Test(rec_point_set, an_id_that_no_record_can_have)
{
	point("kvm", "kvm_far", 70000);
	expect_refused("kvm:kvm_far", "its format cannot be understood");
}

Test(rec_point_set, whose_instance)
{
	cr_expect_eq(trace_instance_owner("vmtrace-4711"), 4711);
	cr_expect_eq(trace_instance_owner("vmtrace-0"), 0);
	cr_expect_eq(trace_instance_owner("vmtrace-12x"), 0);
	cr_expect_eq(trace_instance_owner("vmtrace-"), 0);
	cr_expect_eq(trace_instance_owner("somebody"), 0);
}
