/* SPDX-License-Identifier: GPL-2.0 */
/* Hostile programs end with an error, whatever they ask for. */
#include <criterion/criterion.h>
#include "tests/dctest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* head, n times the middle, n times the end, tail */
static char *repeat(const char *head, const char *middle, const char *end, uint32_t n,
		    const char *tail)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs(head, f);
	for (uint32_t i = 0; i < n; i++)
		fputs(middle, f);
	for (uint32_t i = 0; i < n; i++)
		fputs(end, f);
	fputs(tail, f);
	fclose(f);
	return text;
}

static void refused(const char *tag, char *text)
{
	struct dctest t;

	dctest_script(&t, text, 0, NULL);
	cr_expect(!t.program, "%.40s", text);
	cr_expect_str_eq(t.error.tag, tag, "%.40s: %s", text, t.error.message);
	dctest_release(&t);
	free(text);
}

/* Each is nested or chained without end, and ends in an error. */
static const struct {
	const char *head, *middle, *end, *tail;
} endless[] = {
	{ "BEGIN { trace(", "(", ")", "); }" },
	{ "BEGIN { trace(", "-", "", "1); }" },
	{ "BEGIN { trace(", "!", "", "1); }" },
	{ "BEGIN { trace(", "~", "", "1); }" },
	{ "BEGIN { trace(", "*", "", "x); }" },
	{ "BEGIN { trace(", "& ", "", "x); }" },
	{ "BEGIN { trace(", "++", "", "x); }" },
	{ "BEGIN { trace(", "sizeof ", "", "x); }" },
	{ "BEGIN { trace(", "stringof ", "", "x); }" },
	{ "BEGIN { trace(", "(int)", "", "1); }" },
	{ "BEGIN { trace(", "strlen(", ")", "); }" },
	{ "BEGIN { x = 1", "+1", "", "; }" },
	{ "BEGIN { x = 1", ",1", "", "; }" },
	{ "BEGIN { x = pid", "+pid", "", "; }" },
	{ "BEGIN /pid", " && pid", "", "/ { }" },
	{ "BEGIN { x", " = x", "", "; }" },
	{ "BEGIN { x = 1", "?1:2", "", "; }" },
	{ "BEGIN { x = ", "1?", "", "1; }" },
	{ "BEGIN { x", "[x", "]", "= 1; }" },
	{ "BEGIN { x", "->a", "", "= 1; }" },
	{ "BEGIN { x", ".a", "", "= 1; }" },
	{ "BEGIN { ", "{", "}", "}" },
	{ "BEGIN { ", "if (1) {", "}", "}" },
	{ "BEGIN { ", "if (1) ", "", "; }" },
	{ "BEGIN { ", "if (1) {} else ", "", "{} }" },
	{ "", "struct {", "} x;", "" },
	{ "", "struct { union {", "} x; } y;", "" },
	{ "int ", "*", "", "x;" },
	{ "int ", "(", ")", "x;" },
	{ "int x", "[1]", "", ";" },
	{ "int x", "(int)", "", ";" },
	{ "int ", "(*", ")()", ";" },
};

Test(dc_limits, nesting)
{
	for (size_t i = 0; i < sizeof(endless) / sizeof(*endless); i++)
		refused("D_SYNTAX", repeat(endless[i].head, endless[i].middle, endless[i].end,
					   300000, endless[i].tail));
}

Test(dc_limits, registers)
{
	char *open = repeat("BEGIN { trace(", "pid + (", "", 300, "1");
	char *text = repeat(open, ")", "", 300, "); }");

	free(open);
	refused("D_NOREG", text);
}

/* Each inline doubles what the one before it is made of. */
static void doubled(const char *op, const char *tag)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs("inline int x0 = pid;\n", f);
	for (int i = 1; i < 64; i++)
		fprintf(f, "inline int x%d = x%d %s x%d;\n", i, i - 1, op, i - 1);
	fputs("BEGIN { trace(x63); }\n", f);
	fclose(f);
	refused(tag, text);
}

Test(dc_limits, inlines_cannot_blow_up_the_code)
{
	doubled("&&", "D_UNKNOWN");
	doubled("||", "D_UNKNOWN");
	doubled("? pid :", "D_UNKNOWN");
	doubled("+", "D_NOREG"); /* long before */
}

Test(dc_limits, inlines_cannot_blow_up_the_compiler)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs("inline int x0[int a] = a;\n", f);
	for (int i = 1; i < 64; i++)
		fprintf(f, "inline int x%d[int a] = x%d[a] + x%d[a];\n", i, i - 1, i - 1);
	fclose(f);
	refused("D_UNKNOWN", text);
}

Test(dc_limits, sizes)
{
	char *format = repeat("BEGIN { printf(\"", "%d", "", 300, "\"");

	refused("D_DECL_ARRBIG", strdup("char x[0x7fffffff];"));
	refused("D_DECL_ARRBIG", strdup("struct s { char a[10000000]; char b[10000000]; };"));
	refused("D_NOREG", strdup("BEGIN { x[1, 2, 3, 4, 5, 6, 7, 8, 9] = 1; }"));
	refused("D_PROTO_LEN", repeat(format, ", 1", "", 300, "); }"));
	free(format);
}

static void compiles(char *text)
{
	struct dctest t;

	dctest_script(&t, text, 0, NULL);
	cr_expect(t.program, "%.40s: %s", text, t.error.message);
	dctest_release(&t);
	free(text);
}

Test(dc_limits, long_tokens)
{
	refused("D_INT_OFLOW", repeat("BEGIN { x = ", "1", "", 1000000, "; }"));
	compiles(repeat("BEGIN { x = 0x", "0", "", 1000000, "1; }"));
	refused("D_CHR_OFLOW", repeat("BEGIN { x = '", "1", "", 1000000, "'; }"));
	compiles(repeat("BEGIN { printf(\"", "x", "", 1000000, "\"); }"));
	refused("D_PRINTF_ARG_PROTO", repeat("BEGIN { printf(\"", "%d", "", 500000, "\"); }"));
	compiles(repeat("/*", "*", "", 1000000, "*/ BEGIN { }"));
	refused("D_SYNTAX", repeat("/*", "*", "", 1000000, ""));
	refused("D_MACRO_UNDEF", repeat("BEGIN { x = $", "9", "", 1000000, "; }"));
	refused("D_PDESC_INVAL", repeat("", "[", "", 1000000, " { }"));
	refused("D_SYNTAX", repeat("#line 7 \"", "x", "", 1000000, "\"\nBEGIN { x = ; }"));
	refused("D_PRAGMA_MALFORM", repeat("#line ", "9", "", 1000000, "\nBEGIN { }"));
	compiles(repeat("", "#line 1 \"x\"\n", "", 100000, "BEGIN { }"));
}

/* head, each number's text by the format, tail */
static char *number(const char *head, const char *format, uint32_t n, const char *tail)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	fputs(head, f);
	for (uint32_t i = 0; i < n; i++)
		fprintf(f, format, i, i);
	fputs(tail, f);
	fclose(f);
	return text;
}

Test(dc_limits, many_names)
{
	compiles(number("enum e { ", "x%u = %u, ", 100000, "x }; BEGIN { }"));
	compiles(number("", "typedef int t%u;\n", 100000, "BEGIN { }"));
	compiles(number("", "inline int i%u = %u;\n", 100000, "BEGIN { }"));
	compiles(number("struct s { ", "int x%u; ", 4096, "}; BEGIN { }"));
	refused("D_UNKNOWN", number("struct s { ", "int x%u; ", 100000, "}; BEGIN { }"));
	refused("D_UNKNOWN", number("BEGIN { ", "x%u = %u; ", 100000, "}"));
	refused("D_UNKNOWN", number("BEGIN { ", "trace(%u); ", 100000, "}"));
}

Test(dc_limits, long_names_fit_a_message)
{
	refused("D_IDENT_UNDEF", repeat("BEGIN { trace(", "x", "", 1000000, "); }"));
	refused("D_PDESC_ZERO", repeat("", "*a", "", 5000, " { }"));
}

Test(dc_limits, bytes_that_are_no_text)
{
	static const char text[] = "BEGIN { trace(\0); }";
	struct dsource s = { .name = "test.d", .text = text, .size = sizeof(text) - 1 };
	struct dctest t;

	dctest_init(&t);
	dctest_add(&t, &s);
	cr_expect_str_eq(t.error.tag, "D_SYNTAX");
	cr_expect_str_eq(t.error.source, "BEGIN { trace( ); }");
	dctest_release(&t);
}

/* Every beginning of a program is refused or compiled, and nothing else. */
Test(dc_limits, cut_programs)
{
	static const char text[] =
		"#pragma D option quiet\nself int a[string]; /* c */ struct s { int x:3; };\n"
		"vm:::exit /execname == \"q\\n\" && 'a' / 2/ { @[pid, 0x1fULL] = lquantize(arg0, "
		"0, 9); }"
		"END { if (self->a[\"x\"]) printf(\"%5.3d\", 7); else trace($pid); }";

	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = malloc(n + 1); /* no terminator behind what is read */
		struct dsource s = { .name = "test.d", .text = copy, .size = n };
		struct dctest t;

		memcpy(copy, text, n);
		dctest_init(&t);
		dctest_add(&t, &s);
		cr_expect(t.program || *t.error.tag, "the first %zu bytes", n);
		dctest_release(&t);
		free(copy);
	}
}

Test(dc_limits, many_clauses)
{
	struct dctest t;
	char *text =
		repeat("", "vm:::exit /arg0 == 3/ { @a[pid] = count(); x = 5; }\n", "", 10000, "");

	dctest_script(&t, text, 0, NULL);
	cr_assert(t.program, "%s", t.error.message);
	cr_expect_eq(t.program->nclauses, 10000);
	cr_expect_eq(t.program->nconsts, 2);
	dctest_release(&t);
	free(text);
}
