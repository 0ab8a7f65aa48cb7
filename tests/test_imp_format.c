/* SPDX-License-Identifier: GPL-2.0 */
/* Which texts are formats of events that libtraceevent may see. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "record/import/format_text.h"

static bool holds(const char *name, const char *declaration)
{
	char text[512];
	size_t fields;

	snprintf(text, sizeof(text),
		 "name: %s\nID: 7\nformat:\n\tfield:int a;\toffset:0;\tsize:4;\tsigned:1;\n\n"
		 "\tfield:%s;\toffset:4;\tsize:4;\tsigned:0;\n\nprint fmt: \"%%d\", REC->a\n",
		 name, declaration);
	if (!format_text_holds(text, &fields))
		return false;
	cr_expect_eq(fields, strstr(text, "print fmt") - text);
	return true;
}

Test(imp_format, fields_as_kernels_have_them)
{
	static const char *const declarations[] = {
		"unsigned long args[6]",
		"__data_loc char[] name",
		"const char * const *names",
		"char comm[TASK_COMM_LEN]",
		"char buf[]",
		"struct foo *p",
		"__rel_loc unsigned char[] x",
		"enum e kind",
	};

	for (size_t i = 0; i < sizeof(declarations) / sizeof(*declarations); i++)
		cr_expect(holds("it", declarations[i]), "%s", declarations[i]);
	cr_expect(holds("9p_fid_ref", "int b"));
}

Test(imp_format, what_no_kernel_writes)
{
	static const char *const declarations[] = {
		"int", "char[16] name", "*p q", "int 6", "int a[2][3]", "int a[2", "int (*f)()", "",
	};

	for (size_t i = 0; i < sizeof(declarations) / sizeof(*declarations); i++)
		cr_expect_not(holds("it", declarations[i]), "%s", declarations[i]);
	cr_expect_not(holds("", "int b"));
	cr_expect_not(holds("a b", "int b"));
}
