/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include "report/glob.h"
#include "report/probe.h"
#include "report/rate.h"

#include <string.h>

Test(dc_glob, patterns)
{
	static const struct {
		const char *pattern, *name;
		bool matches;
	} cases[] = {
		{ "", "anything", true },
		{ "*", "", true },
		{ "a*c", "abbc", true },
		{ "a*c", "abcd", false },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "[a-c]x", "bx", true },
		{ "[!a-c]x", "bx", false },
		{ "[!a-c]x", "dx", true },
		{ "[]]", "]", true },
		{ "\\*", "*", true },
		{ "\\*", "a", false },
		{ "*a*a*b", "aaaaaaaaaa", false },
		{ "EPT_*", "EPT_VIOLATION", true },
		{ "[a-", "a", false },
		{ "[", "[", false },
		{ "a", "", false },
		{ "**", "x", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		cr_expect_eq(glob_match(cases[i].pattern, cases[i].name), cases[i].matches,
			     "%s against %s", cases[i].pattern, cases[i].name);
}

/* A pattern of many stars must not try every way to cut the name. */
Test(dc_glob, many_stars_take_no_time, .timeout = 20)
{
	char pattern[2001], name[2001];

	for (int i = 0; i < 2000; i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[1999] = 'b';
	pattern[2000] = '\0';
	memset(name, 'a', 2000);
	name[2000] = '\0';
	cr_expect(!glob_match(pattern, name));
}

Test(dc_rate, suffixes)
{
	static const struct {
		const char *text;
		uint64_t num, den, period;
	} cases[] = {
		{ "97", 97, 1, 10309278 },
		{ "97hz", 97, 1, 10309278 },
		{ "10ms", 100, 1, 10000000 },
		{ "10s", 1, 10, 10000000000 },
		{ "3SEC", 1, 3, 3000000000 },
		{ "200us", 5000, 1, 200000 },
		{ "1500000ns", 2000, 3, 1500000 },
		{ "2m", 1, 120, 120000000000 },
		{ "1day", 1, 86400, 86400000000000 },
	};
	struct rate r;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		cr_assert(rate_parse(cases[i].text, &r), "%s", cases[i].text);
		cr_expect(r.num == cases[i].num && r.den == cases[i].den &&
				  r.period == cases[i].period,
			  "%s: %llu/%llu, %llu ns", cases[i].text, (unsigned long long)r.num,
			  (unsigned long long)r.den, (unsigned long long)r.period);
	}
}

Test(dc_rate, refused)
{
	static const char *const texts[] = { "",
					     "0",
					     "hz",
					     "-1",
					     "5001",
					     "199us",
					     "1x",
					     "1 s",
					     "99999999999999999999",
					     "99999999999d" };
	struct rate r;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		cr_expect(!rate_parse(texts[i], &r), "%s", texts[i]);
}

struct hits {
	uint32_t n, index[64];
};

static void hit(void *self, uint32_t index)
{
	struct hits *h = self;

	h->index[h->n++] = index;
}

static struct probe_set *probes(void)
{
	struct probe_set *s = probe_set_new();

	cr_assert(s);
	cr_assert(!probe_set_add_exit(s, 2, 0x72, "CPUID"));
	cr_assert(!probe_set_add_exit(s, 2, 0x60, "INTR"));
	cr_assert(!probe_set_add_exit(s, 1, 48, "EPT_VIOLATION"));
	cr_assert(!probe_set_add_entry(s, 2));
	probe_set_rate(s, 997, 1);
	return s;
}

static int match(struct probe_set *s, const char *description, struct hits *h)
{
	char message[256];

	h->n = 0;
	return probe_set_match(s, description, hit, h, message, sizeof(message));
}

Test(dc_probe_set, descriptions_are_filled_from_the_right)
{
	struct probe_set *s = probes();
	struct hits h;

	cr_expect_eq(match(s, "BEGIN", &h), 1);
	cr_expect_eq(match(s, "dtrace:::END", &h), 1);
	cr_expect_eq(match(s, "vm:::exit", &h), 3);
	cr_expect_eq(match(s, "vm:svm::exit", &h), 2);
	cr_expect_eq(match(s, "CPUID:exit", &h), 1);
	cr_expect_eq(match(s, "vm:vmx:EPT_*:exit", &h), 1);
	cr_expect_eq(match(s, "vm::nosuch:exit", &h), PROBE_NO_MATCH);
	cr_expect_eq(match(s, "a:b:c:d:e", &h), PROBE_BAD);
	cr_expect_eq(match(s, "vm:::[e", &h), PROBE_BAD);
	probe_set_free(s);
}

/* Names of existing scripts: one probe for all reasons. */
Test(dc_probe_set, aliases)
{
	struct probe_set *s = probes();
	const struct probe *p;
	struct hits h;

	cr_assert_eq(match(s, "kvm-vexit", &h), 2); /* one for each of svm and vmx */
	p = probe_set_at(s, h.index[0]);
	cr_expect_eq(p->kind, PROBE_EXIT);
	cr_expect_eq(p->args, ARGS_VEXIT);
	cr_expect_eq(p->reason, PROBE_REASON_ANY);
	/* probes of one event fire by number */
	for (uint32_t i = 0; i < p->id; i++)
		cr_expect(probe_set_at(s, i)->kind != PROBE_EXIT || i == p->id - 1);
	cr_assert_eq(match(s, "sdt:kvm::kvm-guest-entry", &h), 1);
	cr_expect_eq(probe_set_at(s, h.index[0])->args, ARGS_VCPU);
	probe_set_free(s);
}

Test(dc_probe_set, ticks_come_into_being_when_named)
{
	struct probe_set *s = probes();
	uint32_t before = probe_set_count(s);
	const struct probe *p;
	struct hits h;

	cr_assert_eq(match(s, "tick-10s", &h), 1);
	p = probe_set_at(s, h.index[0]);
	cr_expect_eq(p->kind, PROBE_TICK);
	cr_expect_eq(p->period, 10000000000);
	cr_expect_str_eq(p->provider, "profile");
	cr_assert_eq(match(s, "profile:::tick-10s", &h), 1);
	cr_expect_eq(probe_set_count(s), before + 1);
	cr_expect_eq(match(s, "profile:::tick-*", &h), 7); /* and six of dtrace's own */
	cr_expect_eq(match(s, "profile-*", &h), 4);	   /* 4 of 7: no faster than the samples */
	cr_expect_eq(match(s, "tick-0", &h), PROBE_NO_MATCH);
	cr_expect_eq(match(s, "vm:::tick-1s", &h), PROBE_NO_MATCH);
	cr_expect_eq(match(s, "tick-100000000000s", &h), PROBE_NO_MATCH);
	probe_set_free(s);
}

/* Rates compare as fractions: 1ms is 1000 a second, more than 997. */
Test(dc_probe_set, profiles_beyond_the_recorded_rate)
{
	struct probe_set *s = probes();
	char message[256] = "";
	struct hits h = { 0 };

	cr_expect_eq(match(s, "profile-997", &h), 1);
	cr_expect_eq(match(s, "profile-1004us", &h), 1);
	cr_expect_eq(match(s, "profile-998", &h), PROBE_FAST);
	cr_expect_eq(probe_set_match(s, "profile-1ms", hit, &h, message, sizeof(message)),
		     PROBE_FAST);
	cr_expect(strstr(message, "997hz"), "%s", message);
	probe_set_rate(s, 0, 1);
	cr_expect_eq(probe_set_match(s, "profile-11", hit, &h, message, sizeof(message)),
		     PROBE_FAST);
	cr_expect(strstr(message, "no samples"), "%s", message);
	probe_set_free(s);
}

Test(dc_probe_set, numbers_do_not_change)
{
	struct probe_set *s = probes();
	uint32_t n = probe_set_count(s);

	cr_assert(!probe_set_add_exit(s, 2, 0x72, "CPUID"));
	cr_expect_eq(probe_set_count(s), n);
	for (uint32_t i = 0; i < n; i++)
		cr_expect_eq(probe_set_at(s, i)->id, i + 1);
	cr_expect_str_eq(probe_set_at(s, 0)->name, "BEGIN");
	cr_expect_str_eq(probe_set_at(s, 2)->name, "ERROR");
	probe_set_free(s);
}
