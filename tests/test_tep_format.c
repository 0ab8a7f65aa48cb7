/* SPDX-License-Identifier: GPL-2.0 */
/* Formats of tracepoints come from files: libtraceevent sees none that could lead it astray. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>

#include "report/world/tep_format.h"
#include "tests/tepcommon.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD TEP_HEAD("x", "70000")
#define FIELDS                                                              \
	"\tfield:int n;\toffset:8;\tsize:4;\tsigned:1;\n"                   \
	"\tfield:char name[8];\toffset:12;\tsize:8;\tsigned:0;\n"           \
	"\tfield:__data_loc char[] text;\toffset:20;\tsize:4;\tsigned:0;\n" \
	"\tfield:__data_loc u32[] list;\toffset:24;\tsize:4;\tsigned:0;\n"  \
	"\tfield:u16 fixed[3];\toffset:28;\tsize:6;\tsigned:0;\n"
#define FORMAT(print) HEAD FIELDS "\nprint fmt: " print "\n"

static void put_all(struct tep_text *t)
{
	static const uint64_t list[] = { 7, 8, 0xffffffff }, fixed[] = { 1, 2, 3 };

	tep_text_begin(t);
	tep_text_int(t, tep_text_field(t, "n"), -5);
	tep_text_bytes(t, tep_text_field(t, "name"), "nine bytes", 10);
	tep_text_bytes(t, tep_text_field(t, "text"), "hello", 5);
	tep_text_list(t, tep_text_field(t, "list"), list, 3, 4);
	tep_text_list(t, tep_text_field(t, "fixed"), fixed, 3, 2);
}

static void expect_text(const char *format, const char *wanted)
{
	struct tep_text *t = tep_text_new(format);
	const char *text;
	size_t len;

	cr_assert(t, "%s", format);
	for (int i = 0; i < 2; i++) { /* nothing is left of the record before */
		put_all(t);
		text = tep_text_print(t, &len);
		cr_assert(text);
		cr_expect_eq(strlen(text), len);
		cr_expect_str_eq(text, wanted);
	}
	tep_text_free(t);
}

Test(tep_format, prints_every_kind_of_field)
{
	expect_text(FORMAT("\"%d|%s|%s|%s|%d\", REC->n, REC->name, __get_str(text), "
			   "__print_array(__get_dynamic_array(list), __get_dynamic_array_len(list) "
			   "/ 4, 4), REC->fixed[1]"),
		    "-5|nine byt|hello|7 8 4294967295|2");
	expect_text(FORMAT("\"%s %s %d%%\", __print_symbolic(REC->n & 7, { 3, \"three\" }), "
			   "__print_flags(6, \"|\", { 2, \"a\" }, { 4, \"b\" }), 100 / 8"),
		    "three a|b 12%");
}

Test(tep_format, prints_what_lies_at_a_relative_offset)
{
	struct tep_text *t =
		tep_text_new(HEAD "\tfield:int n;\toffset:8;\tsize:4;\tsigned:1;\n"
				  "\tfield:__rel_loc char[] text;\toffset:12;\tsize:4;\tsigned:0;\n"
				  "\tfield:int m;\toffset:16;\tsize:4;\tsigned:1;\n"
				  "\nprint fmt: \"%s %d\", __get_rel_str(text), REC->m\n");
	size_t len;

	cr_assert(t);
	tep_text_begin(t);
	tep_text_bytes(t, tep_text_field(t, "text"), "relative", 8);
	tep_text_int(t, tep_text_field(t, "m"), 3);
	cr_expect_str_eq(tep_text_print(t, &len), "relative 3");
	tep_text_free(t);
}

Test(tep_format, what_is_not_given_is_zero)
{
	struct tep_text *t = tep_text_new(FORMAT("\"%d<%s>\", REC->n, __get_str(text)"));
	size_t len;

	put_all(t);
	tep_text_begin(t);
	cr_expect_str_eq(tep_text_print(t, &len), "0<>");
	tep_text_free(t);
}

/* What would leave the record, or ask for more than a kernel's formats do. */
static const char *const refused[] = {
	"",
	"name: x",
	HEAD "\nprint fmt: \"\"\nmore\x01",
	HEAD "\tfield:int n;\toffset:65534;\tsize:4;\tsigned:1;\n\nprint fmt: \"%d\", REC->n\n",
	HEAD "\tfield:int n;\toffset:-8;\tsize:4;\tsigned:1;\n\nprint fmt: \"%d\", REC->n\n",
	HEAD
	"\tfield:int n;\toffset:8;\tsize:2147483640;\tsigned:1;\n\nprint fmt: \"%d\", REC->n\n",
	HEAD "\tfield:int n;\toffset:8;\tsize:-4;\tsigned:1;\n\nprint fmt: \"%d\", REC->n\n",
	HEAD "\tfield:__data_loc char[] t;\toffset:8;\tsize:8;\tsigned:1;\n\nprint fmt: \"%s\", "
	     "__get_str(t)\n",
	FORMAT("\"%d\", REC->fixed[1000000]"),
	FORMAT("\"%d\", REC->fixed[REC->n]"),
	FORMAT("\"%d\", REC->n / (REC->n + 5)"),
	FORMAT("\"%d\", 1 % REC->n"),
	FORMAT("\"%d\", 5 / 0"),
	FORMAT("\"%d\", 5 / (1 - 1)"),
	FORMAT("\"%d\", 5 % 1 - 1"),
	FORMAT("\"%d\", REC->fixed[5 / 0x0]"),
	FORMAT("\"%s\", __print_hex(REC->name, REC->n)"),
	FORMAT("\"%s\", __print_hex(REC->name, 1000000)"),
	FORMAT("\"%s\", __print_array(REC->fixed, REC->n, 2)"),
	FORMAT("\"%s\", __print_array(REC->fixed, 3, REC->n)"),
	FORMAT("\"%*d\", REC->n, REC->n"),
	FORMAT("\"%1000000000d\", REC->n"),
	FORMAT("\"%.1000000000d\", REC->n"),
	FORMAT("\"%n\", REC->n"),
	FORMAT("\"%d, REC->n"),
	FORMAT("\"%d\", some_function(REC->n)"),
	FORMAT("\"%s\", __get_str(name)"),
	FORMAT("\"%s\", __get_str(nothing)"),
	FORMAT("\"%s\", __get_bitmask(n)"),
	FORMAT("\"%s\", __print_array(__get_dynamic_array(n), 4, 4)"),
	HEAD "\tfield:__rel_loc u32[] list;\toffset:8;\tsize:4;\tsigned:0;\n"
	     "\nprint fmt: \"%d\", __get_rel_dynamic_array_len(list)\n",
};

Test(tep_format, refuses_what_leads_astray)
{
	for (uint32_t i = 0; i < LENGTH(refused); i++) {
		struct tep_text *t = tep_text_new(refused[i]);

		cr_expect_null(t, "%s", refused[i]);
		tep_text_free(t);
	}
	cr_expect_null(tep_text_new(NULL));
}

static char *nested(const char *open, uint32_t n)
{
	size_t len = strlen(open);
	char *print = calloc(1, n * len + 1), *format = NULL;

	for (uint32_t i = 0; i < n; i++)
		memcpy(print + i * len, open, len);
	cr_assert_geq(asprintf(&format, HEAD FIELDS "\nprint fmt: \"%%d\", %sREC->n\n", print), 0);
	free(print);
	return format;
}

/* The parser goes as deep as the text does. */
Test(tep_format, refuses_deep_and_long_text)
{
	static const char *const opens[] = { "(", "!", "1 ? 2 : ", "1 + ", "((u8)", "'", " " };

	for (uint32_t i = 0; i < LENGTH(opens); i++) {
		char *format = nested(opens[i], 100000);

		cr_expect_null(tep_text_new(format), "%s", opens[i]);
		free(format);
	}
}

static void expect_whole(struct tep_text *t, const char *format)
{
	size_t len, whole_len;
	const char *text = tep_text_print(t, &len), *whole = tep_text_print_whole(t, &whole_len);

	cr_assert(text && whole);
	cr_expect_str_eq(text, whole, "%s", format);
}

static bool has_all(const struct tep_text *t)
{
	static const char *const names[] = { "n", "name", "text", "list", "fixed" };
	bool all = true;

	for (uint32_t i = 0; i < LENGTH(names); i++)
		all &= tep_text_field(t, names[i]) != NULL;
	return all;
}

/* Whatever a byte of a format becomes, it is refused or prints, by its steps or without. */
Test(tep_format, survives_changed_formats)
{
	static const char format[] = FORMAT(
		"\"%d|%s|%s|%s|%d\", REC->n, REC->name, __get_str(text), "
		"__print_array(__get_dynamic_array(list), __get_dynamic_array_len(list) / 4, "
		"4), (REC->n == 1) ? REC->fixed[1] : __print_symbolic(REC->n & 0xff, { 1, "
		"\"a\" })");
	static const char bytes[] = "0-9[](){},;\"%&*/ \nsR:?";
	uint32_t printed = 0;

	for (uint32_t at = 0; at < sizeof(format) - 1; at++)
		for (uint32_t k = at % 9; k < sizeof(bytes) - 1; k += 9) {
			char *changed = strdup(format);
			struct tep_text *t;

			changed[at] = bytes[k];
			t = tep_text_new(changed);
			if (t) {
				tep_text_begin(t);
				if (has_all(t))
					put_all(t);
				expect_whole(t, changed);
				printed++;
			}
			tep_text_free(t);
			free(changed);
		}
	cr_expect_gt(printed, 100, "%u", printed);
}
