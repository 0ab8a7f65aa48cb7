/* SPDX-License-Identifier: GPL-2.0 */
/* Steps print what libtraceevent does, whatever the record holds. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <traceevent/event-parse.h>

#include "report/world/tep_format.h"
#include "tests/tepcommon.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD TEP_HEAD("x", "70000")
#define FIELDS                                                              \
	"\tfield:u8 b;\toffset:8;\tsize:1;\tsigned:0;\n"                    \
	"\tfield:s16 h;\toffset:10;\tsize:2;\tsigned:1;\n"                  \
	"\tfield:int n;\toffset:12;\tsize:4;\tsigned:1;\n"                  \
	"\tfield:unsigned long l;\toffset:16;\tsize:8;\tsigned:0;\n"        \
	"\tfield:char name[8];\toffset:24;\tsize:8;\tsigned:0;\n"           \
	"\tfield:u16 fixed[3];\toffset:32;\tsize:6;\tsigned:0;\n"           \
	"\tfield:__data_loc char[] text;\toffset:40;\tsize:4;\tsigned:0;\n" \
	"\tfield:__data_loc u32[] list;\toffset:44;\tsize:4;\tsigned:0;\n"  \
	"\tfield:__rel_loc char[] rest;\toffset:48;\tsize:4;\tsigned:0;\n"
#define FORMAT(print) HEAD FIELDS "\nprint fmt: " print "\n"

/* ---- Records ---- */

static uint64_t seed = 1;

static uint64_t draw(void)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return seed >> 11 ^ seed << 31;
}

/* Of any length, and often small or all ones. */
static uint64_t draw_number(void)
{
	uint64_t value = draw() >> draw() % 64;

	return draw() % 8 ? value : -value;
}

static void put_text(struct tep_text *t, const struct tep_format_field *f)
{
	static const char letters[] = "a b\"%\x80\xff\\,\n9";
	char text[40];
	size_t n = draw() % (sizeof(text) + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = letters[draw() % (sizeof(letters) - 1)];
	tep_text_bytes(t, f, text, n);
}

static void put_list(struct tep_text *t, const struct tep_format_field *f)
{
	uint32_t size = f->elementsize == 2 || f->elementsize == 4 || f->elementsize == 8
				? f->elementsize
				: 1;
	uint32_t n = f->flags & TEP_FIELD_IS_DYNAMIC ? draw() % 9 : f->size / size;
	uint64_t values[512];

	for (uint32_t i = 0; i < n && i < LENGTH(values); i++)
		values[i] = draw_number();
	tep_text_list(t, f, values, n < LENGTH(values) ? n : LENGTH(values), size);
}

static void put_fields(struct tep_text *t, const struct tep_format_field *f)
{
	for (; f; f = f->next)
		if (!(draw() % 9))
			; /* this record lacks it */
		else if (f->flags & TEP_FIELD_IS_STRING)
			put_text(t, f);
		else if (f->flags & TEP_FIELD_IS_ARRAY)
			put_list(t, f);
		else if (f->size <= 8)
			tep_text_int(t, f, draw_number());
}

static void expect_same(struct tep_text *t, const char *format, int records)
{
	const struct tep_format_field *fields = tep_text_field(t, "common_type");
	const char *text;
	size_t len, wanted_len;
	char *wanted;

	for (int i = 0; i < records; i++) {
		tep_text_begin(t);
		put_fields(t, fields->event->format.fields);
		text = tep_text_print_whole(t, &wanted_len);
		cr_assert(text);
		wanted = strdup(text);
		text = tep_text_print(t, &len);
		cr_assert(text);
		cr_assert_eq(len, strlen(text));
		cr_assert_str_eq(text, wanted, "%s\n%s\n%s", format, text, wanted);
		free(wanted);
	}
}

/* ---- Formats ---- */

static const char *const simple[] = {
	FORMAT("\"\""),
	FORMAT("\"letters, 100%% of them\\n\\t\\\\ \\\"q\\\"\""),
	FORMAT("\"%d %i %u %x %ld %lu %lx %lld %llu %llx\", REC->n, REC->n, REC->n, REC->n, "
	       "REC->l, REC->l, REC->l, REC->l, REC->l, REC->l"),
	FORMAT("\"%hd %hu %hx %hhd %hhu %hhx %zd %zu %zx %Lx\", REC->n, REC->n, REC->n, REC->n, "
	       "REC->n, REC->n, REC->l, REC->l, REC->l, REC->l"),
	FORMAT("\"%08x %016llx %02x %03d %5d %-5d| %.3d %#x %#lx %X %o %020llx %04x %8.5x\", "
	       "REC->n, REC->l, REC->b, REC->h, REC->n, REC->n, REC->b, REC->b, REC->l, REC->l, "
	       "REC->n, REC->l, REC->h, REC->n"),
	FORMAT("\"%d %d %u %u\", REC->h, REC->b, REC->h, REC->b"),
	FORMAT("\"%s|%s|%s|%s\", REC->name, __get_str(text), __get_rel_str(rest), \"fixed\""),
	FORMAT("\"%s %s\", REC->l, REC->n"),
	FORMAT("\"%d %d\", REC->fixed[0], REC->fixed[2]"),
	FORMAT("\"%llu %llu %llu %llu %llu\", REC->l + 1, REC->l - REC->b, REC->l * 3, REC->l / 7, "
	       "REC->l % 10"),
	FORMAT("\"%llx %llx %llx %llx %llx\", REC->l & 0xff00, REC->l | REC->n, ~REC->l, "
	       "REC->l << 3, REC->l >> 63"),
	FORMAT("\"%d%d%d%d%d%d%d%d%d\", REC->n < REC->h, REC->n <= REC->b, REC->n > 5, "
	       "REC->l >= REC->n, REC->b == 1, REC->b != 1, REC->b && REC->h, REC->b || REC->h, "
	       "!REC->b"),
	FORMAT("\"%d %d %lld\", (REC->n == 1) ? REC->h : REC->b, -1, (REC->l > 9) ? 1 : 2"),
	FORMAT("\"%u %u %u %llu %d\", (u8)REC->n, (u16)REC->n, (u32)REC->l, (u64)REC->l, "
	       "(unsigned char)REC->h"),
	FORMAT("\"%s\", __print_symbolic(REC->b & 7, { 0, \"zero\" }, { 0x3, \"three\" }, "
	       "{ 3, \"again\" }, { 1 + 4, \"five\" })"),
	FORMAT("\"%s\", __print_symbolic(REC->n, { 0xffffffff, \"all\" }, { 0, \"\" })"),
	FORMAT("\"%s\", __print_flags(REC->b, \"|\", { 1, \"one\" }, { 2, \"two\" }, "
	       "{ 12, \"four and eight\" })"),
	FORMAT("\"<%s>\", __print_flags(REC->b & 3, \"\", { 0, \"none\" }, { 1, \"a\" }, "
	       "{ 2, \"b\" })"),
	FORMAT("\"%p %p, %ps %pS\", REC->l, (void *)REC->l, REC->l, (void *)REC->l"),
	FORMAT("\"%s %llu\", __print_symbolic(REC->n | ~0xffull, { -1, \"error\" }, { -2, "
	       "\"other\" }), "
	       "(unsigned long long)REC->l"),
	FORMAT("\"%s %s\", REC->b > 100 ? \"large\" : \"small\", "
	       "REC->b ? REC->h ? REC->name : __get_str(text) : __print_flags(REC->n, \" \", "
	       "{ 1, \"a\" })"),
};

/* What libtraceevent alone prints. */
static const char *const others[] = {
	FORMAT("\"%pM\", REC->name"),
	FORMAT("\"%px\", REC->l"),
	FORMAT("\"%c\", REC->b"),
	FORMAT("\"% d\", REC->n"),
	FORMAT("\"%8s|\", REC->name"),
	FORMAT("\"%s\", __print_array(REC->fixed, 3, 2)"),
	FORMAT("\"%s\", __print_hex(REC->name, 4)"),
	FORMAT("\"%d\", __get_dynamic_array_len(list)"),
	FORMAT("\"%s\", __print_symbolic(REC->b, { HI_SOFTIRQ, \"hi\" }, { NET_TX_SOFTIRQ, \"tx\" "
	       "})"),
	FORMAT("\"%d\", (pid_t)REC->n"),
	FORMAT("\"%d\", REC->n << REC->b"),
	FORMAT("\"%d\", REC->fixed[99]"),
	FORMAT("\"%+d\", REC->n"),
};

static void expect_format(const char *format, bool steps)
{
	struct tep_text *t = tep_text_new(format);

	cr_assert(t, "%s", format);
	cr_expect_eq(tep_text_has_steps(t), steps, "%s", format);
	expect_same(t, format, 2000);
	tep_text_free(t);
}

Test(tep_steps, print_what_libtraceevent_prints)
{
	for (uint32_t i = 0; i < LENGTH(simple); i++)
		expect_format(simple[i], true);
}

Test(tep_steps, leave_the_rest_to_it)
{
	for (uint32_t i = 0; i < LENGTH(others); i++)
		expect_format(others[i], false);
}

Test(tep_steps, need_the_fields_that_they_print)
{
	struct tep_text *t = tep_text_new(
		FORMAT("\"%d %d %s %s\", REC->n, REC->fixed[1], REC->b ? __get_str(text) : \"\", "
		       "__print_symbolic(REC->h, { 1, \"one\" })"));
	static const char *const needed[] = { "n", "fixed", "b", "text", "h" };
	static const char *const idle[] = { "l", "name", "list", "rest", "common_pid" };

	for (uint32_t i = 0; i < LENGTH(needed); i++)
		cr_expect(tep_text_uses(t, tep_text_field(t, needed[i])), "%s", needed[i]);
	for (uint32_t i = 0; i < LENGTH(idle); i++)
		cr_expect_not(tep_text_uses(t, tep_text_field(t, idle[i])), "%s", idle[i]);
	tep_text_free(t);
}

static char *read_text(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 1 << 17);

	if (f) {
		cr_assert_geq(fread(text, 1, (1 << 17) - 1, f), 0);
		fclose(f);
	}
	return text;
}

/* All that this host's kernel has, where one may read it. */
Test(tep_steps, print_this_kernels_events)
{
	uint32_t steps = 0, texts = 0;
	glob_t files;

	if (glob("/sys/kernel/tracing/events/*/*/format", 0, NULL, &files))
		cr_skip_test("no tracefs here");
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *format = read_text(files.gl_pathv[i]);
		struct tep_text *t = tep_text_new(format);

		if (t) {
			texts++;
			steps += tep_text_has_steps(t);
			expect_same(t, format, 50);
		}
		tep_text_free(t);
		free(format);
	}
	cr_log_info("%u of %u formats of %zu events have steps", steps, texts, files.gl_pathc);
	globfree(&files);
}
