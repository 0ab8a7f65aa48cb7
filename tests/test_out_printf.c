/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/print/out.h"

static const struct vtype types[] = {
	['c'] = { V_INT, 1, true, R_CHAR },  ['C'] = { V_INT, 1, false, R_CHAR },
	['h'] = { V_INT, 2, true, R_SHORT }, ['H'] = { V_INT, 2, false, R_SHORT },
	['i'] = { V_INT, 4, true, R_INT },   ['I'] = { V_INT, 4, false, R_INT },
	['l'] = { V_INT, 8, true, R_LONG },  ['L'] = { V_INT, 8, false, R_LONG },
	['q'] = { V_INT, 8, true, R_LLONG }, ['Q'] = { V_INT, 8, false, R_LLONG },
	['t'] = { V_INT, 8, true, R_INT64 }, ['p'] = { V_INT, 8, false, R_POINTER },
	['s'] = { V_STRING, 0, false, 0 },
};

static int64_t text(struct strpool *pool, const char *s)
{
	return value_of_str(strpool_get(pool, s, strlen(s)));
}

struct sink {
	struct options options;
	struct out out;
	char *text;
	size_t size;
};

static void sink_open(struct sink *k)
{
	memset(k, 0, sizeof(*k));
	k->out.file = open_memstream(&k->text, &k->size);
	k->out.options = &k->options;
}

static void sink_expect(struct sink *k, const char *wanted, const char *what)
{
	fclose(k->out.file);
	cr_expect_str_eq(k->text, wanted, "%s: got \"%s\", wanted \"%s\"", what, k->text, wanted);
	free(k->text);
}

/* Prints values (their types by letter) through a format. */
static void expect(const char *wanted, const char *format, const char *letters,
		   const int64_t *values)
{
	char message[128];
	struct fmt *f = fmt_parse(format, strlen(format), message, sizeof(message));
	struct vtype list[8] = { 0 };
	struct sink k;

	cr_assert_not_null(f, "%s: %s", format, message);
	for (int i = 0; letters[i]; i++)
		list[i] = types[(unsigned char)letters[i]];
	sink_open(&k);
	out_printf(&k.out, f, values, list);
	sink_expect(&k, wanted, format);
	fmt_free(f);
}

#define EXPECT(wanted, format, letters, ...) \
	expect(wanted, format, letters, (const int64_t[]){ __VA_ARGS__ })

Test(out_printf, width_and_sign_are_the_arguments_own)
{
	EXPECT("ef", "%x", "c", -17);
	EXPECT("239", "%u", "c", -17);
	EXPECT("-17", "%d", "c", -17);
	EXPECT("239", "%d", "C", -17);
	EXPECT("-17", "%i", "C", -17);
	EXPECT("ffef", "%x", "h", -17);
	EXPECT("357", "%o", "c", -17);
	EXPECT("FFFFFFEF", "%X", "i", -17);
	EXPECT("ffffffffffffffef", "%p", "p", -17);
	EXPECT("4294967279", "%u", "i", -17);
	EXPECT("18446744073709551599", "%d", "L", -17);
	EXPECT("0", "%d", "i", 1ll << 32);
	EXPECT("-9223372036854775808", "%d", "l", INT64_MIN);
	EXPECT("1777777777777777777777", "%o", "L", -1);
}

Test(out_printf, flags_width_and_precision)
{
	EXPECT("|   42|42   |00042|+42| 42|", "|%5d|%-5d|%05d|%+d|% d|", "iiiii", 42, 42, 42, 42,
	       42);
	EXPECT("|-0042|  -42|-0042|", "|%05d|%5d|%-05d|", "iii", -42, -42, -42);
	EXPECT("|  0042|0042  |", "|%6.4d|%-6.4d|", "ii", 42, 42);
	EXPECT("|  0042|", "|%06.4d|", "i", 42);
	EXPECT("0x2a 0X2A 052 0 0", "%#x %#X %#o %#x %#o", "iiiii", 42, 42, 42, 0, 0);
	EXPECT("0x00002a", "%#08x", "i", 42);
	EXPECT("  0x0000002a", "%#12.8x", "i", 42);
	EXPECT("00052", "%#.5o", "i", 42);
	EXPECT("0", "%.0d", "i", 0);
	EXPECT("              ff", "%?x", "i", 255);
	EXPECT("1234567", "%'d", "i", 1234567);
}

Test(out_printf, stars_take_arguments)
{
	struct strpool *p = strpool_new();

	EXPECT("|   42|42   |0042|", "|%*d|%*d|%.*d|", "iiiiii", 5, 42, -5, 42, 4, 42);
	EXPECT("|  abc|", "|%*.*s|", "iis", 5, 3, text(p, "abcdef"));
	EXPECT("|42|", "|%.*d|", "ii", -3, 42);
	strpool_free(p);
}

Test(out_printf, strings_and_chars)
{
	struct strpool *p = strpool_new();
	int64_t abc = text(p, "abc"), odd = text(p, "a\n\"\\\x01\xff");

	EXPECT("|abc|  abc|abc  |ab|abc|", "|%s|%5s|%-5s|%.2s|%.0s|", "sssss", abc, abc, abc, abc,
	       abc);
	EXPECT("|  abc|", "|%05s|", "s", abc);
	EXPECT("a\\n\\\"\\\\\\001\\377", "%S", "s", odd);
	EXPECT("|  a\\n|a\\n  |", "|%5.3S|%-5.3S|", "ss", odd, odd);
	EXPECT("|A|  A|A  |", "|%c|%3c|%-3c|", "cii", 'A', 'A', 'A');
	EXPECT("A\\n\\0\\033", "%C%C%C%C", "cccc", 'A', '\n', 0, 27);
	strpool_free(p);
}

Test(out_printf, addresses_without_symbols_are_hex)
{
	EXPECT("0xffffffff81000000 |      0x10|", "%a |%10A|", "pl", 0xffffffff81000000, 16);
}

Test(out_printf, times_are_local)
{
	setenv("TZ", "UTC", 1);
	tzset();
	EXPECT("1973 Dec  3 17:20:00", "%Y", "l", 123787200ull * 1000000000 + 999999999);
	EXPECT("Mon, 03 Dec 1973 17:20:00 UTC", "%T", "L", 123787200ull * 1000000000);
	setenv("TZ", "CET-1", 1);
	tzset();
	EXPECT("|  1973 Dec  3 18:20:00|", "|%22Y|", "l", 123787200ull * 1000000000);
}

Test(out_printf, percent_takes_nothing)
{
	EXPECT("100% 7", "100%% %d", "i", 7);
	EXPECT("plain", "plain", "", 0);
}

Test(out_printf, exact_types_print)
{
	EXPECT("-1 65535 ffff -1 18446744073709551615 ffffffffffffffff",
	       "%hd %hu %hx %ld %llu %llx", "hHhlQq", -1, -1, -1, -1, -1, -1);
}

static bool accepts(const char *format, char letter)
{
	char message[128];
	struct fmt *f = fmt_parse(format, strlen(format), message, sizeof(message));
	const char *expected = NULL;
	bool ok;

	cr_assert_not_null(f, "%s: %s", format, message);
	ok = fmt_accepts(&f->convs[0], &types[(unsigned char)letter], &expected);
	cr_expect_not_null(expected);
	fmt_free(f);
	return ok;
}

Test(fmt, accepts_by_conversion)
{
	static const struct {
		const char *format, *takes, *refuses;
	} cases[] = {
		{ "%d", "cChHiIlLqQt", "ps" }, { "%x", "chil", "ps" },
		{ "%s", "s", "cilp" },	       { "%S", "s", "i" },
		{ "%c", "chi", "lqs" },	       { "%p", "ipl", "s" },
		{ "%a", "pl", "s" },	       { "%Y", "lLqQt", "ips" },
		{ "%T", "l", "hs" },	       { "%k", "", "ilps" },
		{ "%f", "", "ilps" },	       { "%Lf", "", "il" },
		{ "%hd", "h", "cHils" },       { "%hu", "H", "hIs" },
		{ "%hx", "hH", "ci" },	       { "%ld", "lt", "iLqps" },
		{ "%lu", "L", "QlI" },	       { "%lx", "lLt", "iqQp" },
		{ "%lld", "q", "iLlt" },       { "%llx", "qQt", "ilLp" },
		{ "%lli", "q", "h" },	       { "%P", "H", "hIp" },
		{ "%A", "", "ipls" },	       { "%lc", "i", "cIs" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (const char *c = cases[i].takes; *c; c++)
			cr_expect(accepts(cases[i].format, *c), "%s of %c", cases[i].format, *c);
		for (const char *c = cases[i].refuses; *c; c++)
			cr_expect(!accepts(cases[i].format, *c), "%s of %c", cases[i].format, *c);
	}
}

Test(fmt, refuses_what_is_no_conversion)
{
	static const struct {
		const char *format, *message;
	} cases[] = {
		{ "%d %q", "format conversion #2 is undefined: %q" },
		{ "%", "format conversion #1 name expected before end of format string" },
		{ "%d%5.3l", "format conversion #2 name expected before end of format string" },
		{ "%lls", "format conversion #1 is undefined: %lls" },
		{ "%1$d", "format conversion #1 is undefined: %$" },
		{ "%hhd", "format conversion #1 is undefined: %hhd" },
		{ "%99999999999d", "format conversion #1 has a width beyond 1048576" },
		{ "%.99999999999d", "format conversion #1 has a precision beyond 1048576" },
		{ "%n", "format conversion #1 is undefined: %n" },
	};
	char message[128];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		message[0] = '\0';
		cr_expect_null(fmt_parse(cases[i].format, strlen(cases[i].format), message,
					 sizeof(message)));
		cr_expect_str_eq(message, cases[i].message);
	}
}

Test(fmt, at_sign_stands_on_either_side)
{
	static const char *const formats[] = { "%@8d", "%8@d", "%-@8d", "%8.4@ld" };
	char message[128];

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct fmt *f = fmt_parse(formats[i], strlen(formats[i]), message, sizeof(message));

		cr_assert_not_null(f, "%s: %s", formats[i], message);
		cr_expect(f->convs[0].flags & FMT_AGG);
		cr_expect_eq(f->convs[0].width, 8);
		cr_expect_eq(f->n, 2);
		fmt_free(f);
	}
}

static void trace(const char *wanted, bool quiet, int64_t value, char letter)
{
	struct sink k;

	sink_open(&k);
	k.options.quiet = quiet;
	out_trace(&k.out, value, &types[(unsigned char)letter]);
	sink_expect(&k, wanted, "trace");
}

Test(out, trace_aligns_by_size)
{
	struct strpool *p = strpool_new();

	trace("               -5", false, -5, 'l');
	trace("       -5", false, -5, 'i');
	trace(" 65531", false, -5, 'h');
	trace(" 251", false, -5, 'c');
	trace("  abc                              ", false, text(p, "abc"), 's');
	trace("                                   ", false, text(p, ""), 's');
	trace("-5", true, -5, 'l');
	trace("251", true, -5, 'c');
	trace("abc", true, text(p, "abc"), 's');
	strpool_free(p);
}

Test(out, rows_have_a_header_once_and_none_when_quiet)
{
	static const struct probe begin = { .id = 1, .function = "", .name = "BEGIN" };
	struct sink k;

	sink_open(&k);
	for (int i = 0; i < 2; i++) {
		out_row_begin(&k.out, i, &begin);
		out_row_end(&k.out);
	}
	sink_expect(&k,
		    "CPU     ID                    FUNCTION:NAME\n"
		    "  0      1                           :BEGIN \n"
		    "  1      1                           :BEGIN \n",
		    "rows");
	sink_open(&k);
	k.options.quiet = true;
	out_row_begin(&k.out, 0, &begin);
	out_row_end(&k.out);
	sink_expect(&k, "", "quiet rows");
}

Test(out, flowindent_indents_what_happens_in_a_guest)
{
	static const struct probe
		begin = { .id = 1, .function = "", .name = "BEGIN" },
		entry = { .id = 5, .function = "", .name = "entry", .kind = PROBE_ENTRY },
		leave = { .id = 6, .function = "CPUID", .name = "exit", .kind = PROBE_EXIT };
	static const struct {
		int cpu;
		const struct probe *probe;
	} rows[] = { { 0, &begin }, { 0, &leave }, { 0, &entry }, { 0, &entry },
		     { 1, &entry }, { 0, &leave }, { 0, &leave } };
	struct sink k;

	sink_open(&k);
	k.options.flowindent = true;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		out_row_begin(&k.out, rows[i].cpu, rows[i].probe);
		out_row_end(&k.out);
	}
	sink_expect(&k,
		    "CPU FUNCTION                                 \n"
		    "  0 | :BEGIN                                  \n"
		    "  0  <- CPUID                                 \n"
		    "  0  -> entry                                 \n"
		    "  0   | :entry                                \n"
		    "  1  -> entry                                 \n"
		    "  0  <- CPUID                                 \n"
		    "  0 | CPUID:exit                              \n",
		    "flow");
}
