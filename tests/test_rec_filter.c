/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "record/exit_filter.h"

#define CPUID 0x72
#define HLT 0x78
#define MSR 0x7c

static struct exit_filter filter;
static struct exit_filter_state state;
static struct trouble trouble;

static void init(const char *text, uint32_t every)
{
	state = (struct exit_filter_state){ 0 };
	cr_assert_eq(exit_filter_init(&filter, text, every, VMTRACE_SVM, &trouble), 0, "%s",
		     trouble.text);
}

static bool takes_exit(uint16_t vcpu, uint32_t exits, uint32_t reason)
{
	const struct vmtrace_vcpu v = {
		.rec = { .type = VMTRACE_EXIT }, .vcpu = vcpu, .exits = exits, .reason = reason
	};

	return exit_filter_takes(&filter, &state, &v);
}

static bool takes_entry(uint16_t vcpu, uint32_t exits)
{
	const struct vmtrace_vcpu v = { .rec = { .type = VMTRACE_ENTRY },
					.vcpu = vcpu,
					.exits = exits };

	return exit_filter_takes(&filter, &state, &v);
}

Test(rec_filter, by_reason)
{
	init("reason==CPUID,MS*", 0);
	cr_expect(exit_filter_is_on(&filter));
	cr_expect(takes_exit(0, 1, CPUID) && takes_exit(0, 2, MSR) && !takes_exit(0, 3, HLT));
	cr_expect(!takes_exit(0, 4, 0xffff), "one without a name");
	init("reason!=HLT", 0);
	cr_expect(takes_exit(0, 1, CPUID) && !takes_exit(0, 2, HLT) && takes_exit(0, 3, 0xffff));
}

Test(rec_filter, one_without_a_reason_may_be_any)
{
	const struct vmtrace_vcpu v = {
		.rec = { .type = VMTRACE_EXIT, .flags = VMTRACE_REC_UNREAD }, .reason = ~0u
	};

	init("reason==CPUID", 0);
	cr_expect(exit_filter_takes(&filter, &state, &v));
}

Test(rec_filter, every_third)
{
	uint32_t taken = 0;

	init(NULL, 3);
	for (uint32_t i = 0; i < 30; i++)
		taken += takes_exit(0, i, i);
	cr_expect_eq(taken, 10);
	init("reason==HLT", 2);
	cr_expect(takes_exit(0, 1, HLT) && !takes_exit(0, 2, MSR) && !takes_exit(0, 3, HLT));
	cr_expect(takes_exit(0, 4, HLT), "others do not count");
	init(NULL, 1);
	cr_expect_not(exit_filter_is_on(&filter));
}

Test(rec_filter, an_entry_goes_with_its_exit)
{
	init("reason==CPUID", 0);
	cr_expect(takes_entry(0, 9), "its exit was not seen");
	takes_exit(0, 10, CPUID);
	cr_expect(takes_entry(0, 10));
	takes_exit(0, 11, HLT);
	cr_expect_not(takes_entry(0, 11), "seen late");
	cr_expect_not(takes_entry(0, 12), "seen early");
	cr_expect(takes_entry(1, 11), "another vCPU's");
	cr_expect(takes_entry(0, 20), "it was on another CPU meanwhile");
}

Test(rec_filter, mistakes)
{
	static const char *const texts[] = { "CPUID",	     "reason=CPUID",   "reason==",
					     "reason==CPUD", "reason==CPUID,", "rip==1" };

	for (uint32_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		trouble.status = 0;
		cr_expect_eq(exit_filter_check(texts[i], &trouble), -1, "%s", texts[i]);
		cr_expect_eq(trouble.status, TROUBLE_USAGE);
	}
	trouble.status = 0;
	cr_expect_eq(exit_filter_check("reason==EPT_*,CPUID", &trouble), 0, "%s", trouble.text);
	cr_expect_eq(exit_filter_init(&filter, "reason==EPT_*", 0, VMTRACE_SVM, &trouble), -1);
	cr_expect(strstr(trouble.text, "AMD"), "%s", trouble.text);
}
