/* SPDX-License-Identifier: GPL-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/engtest.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *expression, *format, *wanted;
} cases[] = {
	{ "strlen(\"four\")", "%d", "4" },
	{ "strlen(\"\")", "%d", "0" },
	{ "strjoin(\"ab\", \"cd\")", "%s", "abcd" },
	{ "lltostr(0)", "%s", "0" },
	{ "lltostr(-17)", "%s", "-17" },
	{ "lltostr(-9223372036854775807 - 1)", "%s", "-9223372036854775808" },
	{ "lltostr(255, 16)", "%s", "0xff" },
	{ "lltostr(0, 16)", "%s", "0x0" },
	{ "lltostr(8, 8)", "%s", "010" },
	{ "lltostr(0, 8)", "%s", "0" },
	{ "lltostr(-1, 16)", "%s", "0xffffffffffffffff" },
	{ "lltostr(35, 36)", "%s", "z" },
	{ "strtoll(\"  -42x\")", "%d", "-42" },
	{ "strtoll(\"0x1fz\", 16)", "%d", "31" },
	{ "strtoll(\"777\", 8)", "%d", "511" },
	{ "strtoll(\"\")", "%d", "0" },
	{ "strchr(\"abcb\", 'b')", "%s", "bcb" },
	{ "strrchr(\"abcb\", 'b')", "%s", "b" },
	{ "strstr(\"foobar\", \"oba\")", "%s", "obar" },
	{ "index(\"foobar\", \"o\")", "%d", "1" },
	{ "index(\"foobar\", \"o\", 2)", "%d", "2" },
	{ "index(\"foobar\", \"o\", -3)", "%d", "1" },
	{ "index(\"foobar\", \"o\", 6)", "%d", "-1" },
	{ "index(\"foobar\", \"\", 9)", "%d", "6" },
	{ "index(\"\", \"\")", "%d", "0" },
	{ "rindex(\"foobar\", \"o\")", "%d", "2" },
	{ "rindex(\"foobar\", \"o\", 1)", "%d", "1" },
	{ "rindex(\"foobar\", \"o\", -1)", "%d", "-1" },
	{ "rindex(\"foobar\", \"\", -1)", "%d", "0" },
	{ "rindex(\"foobar\", \"\")", "%d", "6" },
	{ "rindex(\"o\", \"foobar\")", "%d", "-1" },
	{ "substr(\"foobar\", 3)", "%s", "bar" },
	{ "substr(\"foobar\", 1, 2)", "%s", "oo" },
	{ "substr(\"foobar\", -3, 2)", "%s", "ba" },
	{ "substr(\"foobar\", -8, 4)", "%s", "fo" },
	{ "substr(\"foobar\", 1, -1)", "%s", "ooba" },
	{ "substr(\"foobar\", 6)", "[%s]", "[]" },
	{ "substr(\"foobar\", 2, 99)", "%s", "obar" },
	{ "basename(\"/usr/lib/\")", "%s", "lib" },
	{ "basename(\"\")", "%s", "." },
	{ "basename(\"///\")", "%s", "/" },
	{ "basename(\"name\")", "%s", "name" },
	{ "dirname(\"/usr/lib/\")", "%s", "/usr" },
	{ "dirname(\"/usr\")", "%s", "/" },
	{ "dirname(\"name\")", "%s", "." },
	{ "dirname(\"\")", "%s", "." },
	{ "dirname(\"a//b\")", "%s", "a" },
	{ "cleanpath(\"/a//b/./c/../d\")", "%s", "/a/b/d" },
	{ "cleanpath(\"./a/\")", "%s", "./a/" },
	{ "cleanpath(\"/a/.\")", "%s", "/a/." },
	{ "cleanpath(\"\")", "[%s]", "[]" },
	{ "cleanpath(\"/../..\")", "%s", "/" },
	{ "toupper(\"aZ09z\")", "%s", "AZ09Z" },
	{ "tolower(\"aZ09Z\")", "%s", "az09z" },
	{ "htons(0x1234)", "%x", "3412" },
	{ "htonl(0x12345678)", "%x", "78563412" },
	{ "htonll(0x0102030405060708)", "%x", "807060504030201" },
	{ "ntohs(0x1234)", "%x", "3412" },
	{ "rand() >= 0", "%d", "1" },
};

Test(eng_subr, each_gives_what_dtrace_gives)
{
	for (uint32_t i = 0; i < LENGTH(cases); i++) {
		char program[512], wanted[256];

		snprintf(program, sizeof(program), "BEGIN { printf(\"%s\", %s); exit(0); }",
			 cases[i].format, cases[i].expression);
		snprintf(wanted, sizeof(wanted), "%s\n", cases[i].wanted);
		eng_expect("none", program, wanted);
	}
}

Test(eng_subr, strtok_goes_on_in_the_same_firing)
{
	eng_expect("none",
		   "BEGIN { printf(\"%s \", strtok(\"a,b;c\", \",;\")); }"
		   "BEGIN { printf(\"%s \", strtok(NULL, \",;\")); printf(\"%s \", strtok(NULL, "
		   "\",\"));"
		   "printf(\"%d\", strtok(NULL, \",\") == NULL); exit(0); }",
		   "a b ;c 1\n");
}
